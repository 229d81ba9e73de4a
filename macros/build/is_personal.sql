{#- Whether a column may say who somebody is, by its name: such values are in the team's
    database, and in no log.

    Arguments:
        column: name of the column -#}
{% macro is_personal(column) -%}
    {{ return(modules.re.search(
        '(^|_)((person|assessor|manager|mentor|assessment)_(id|name)s?|full_names?|emails?'
        ~ '|evidence|record_key|raw_record)$',
        column
    ) is not none) }}
{%- endmacro %}
