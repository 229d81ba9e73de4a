{#- value_of_largest() of several columns, each by its name.

    Arguments:
        columns: the columns
        order: as value_of_largest() has it
        prefix: what the names begin with -#}
{% macro values_of_largest(columns, order, prefix='') -%}
    {%- for column in columns -%}
        {{ value_of_largest(column, order) }} as {{ prefix ~ column }}
        {{- ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
