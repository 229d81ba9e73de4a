{#- The key of a record as one readable text; an empty part shows as nothing.

    Arguments:
        columns: the columns of the key -#}
{% macro record_key(columns) -%}
    concat_ws(
        ' | '
        {%- for column in columns %},
        coalesce(cast({{ column }} as {{ dbt.type_string() }}), '')
        {%- endfor %}
    )
{%- endmacro %}
