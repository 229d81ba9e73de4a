{#- Several lists of reasons as one; NULL where all are NULL.

    Arguments:
        lists: text expressions made by reasons() -#}
{% macro all_reasons(lists) -%}
    nullif(concat_ws(',', {{ lists | join(', ') }}), '')
{%- endmacro %}
