{#- The schemas are named for the layers, without the target's name before them: everybody
    has a database file of their own.

    Arguments:
        custom_schema_name: the schema that dbt_project.yml gives
        node: the node that asks -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}
