{#- A table with a number beside its key: see number_of().

    Arguments:
        relation: the table
        key: its key
        number: what the number is called
        columns: what else is read of it -#}
{% macro numbered(relation, key, number, columns=[]) -%}
    select
        {{ ([key] + columns) | join(',\n        ') }},
        {{ number_of(key) }} as {{ number }}
    from {{ relation }}
{%- endmacro %}
