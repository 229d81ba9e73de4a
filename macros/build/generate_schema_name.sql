{#- The schemas are named for the layers, without the target's name before them: everybody
    has a database file of their own. A scenario has all of them anew, marts_<scenario>
    beside marts, so that building it leaves today as it is.

    Arguments:
        custom_schema_name: the schema that dbt_project.yml gives
        node: the node that asks -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- set schema = custom_schema_name or target.schema -%}
    {%- set built = competency_warehouse.scenario() %}
    {{- schema ~ '_' ~ built if built else schema }}
{%- endmacro %}
