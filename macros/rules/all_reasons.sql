{#- Several lists of reasons as one; NULL where all are NULL.

    Arguments:
        columns: text columns made by reasons() -#}
{% macro all_reasons(columns) -%}
    case
        when coalesce({{ columns | join(', ') }}) is not null
            then concat_ws(',', {{ columns | join(', ') }})
    end
{%- endmacro %}
