{#- Whether a column may say who somebody is, by its name: such values are in the team's
    database, and in no log.

    Arguments:
        column: name of the column -#}
{% macro is_personal(column) -%}
    {{ return(modules.re.search(
        '(^|_)(person_id|assessor_id|manager_id|mentor_id|full_name|mentor_name|email'
        ~ '|assessment_id|evidence|record_key|raw_record)$',
        column
    ) is not none) }}
{%- endmacro %}
