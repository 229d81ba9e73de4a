{#- Schemas by the names of the layers, as in the warehouse; dbt asks the root project alone.

    Arguments:
        custom_schema_name: the schema that a dbt_project.yml gives
        node: the node that asks -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ competency_warehouse.generate_schema_name(custom_schema_name, node) }}
{%- endmacro %}
