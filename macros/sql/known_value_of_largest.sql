{#- The value of that row of a group in which something is largest, rows with a NULL value
    passed over, whatever their order.

    Arguments:
        value: as value_of_largest() has it
        order: as value_of_largest() has it -#}
{% macro known_value_of_largest(value, order) -%}
    {{ value_of_largest(value, 'case when ' ~ value ~ ' is not null then ' ~ order ~ ' end') }}
{%- endmacro %}
