{#- SQL of a text that changes with the code that makes the tables: models, macros, seeds and
    settings.

    DuckDB: what src/competency_warehouse/dbt_plugin.py has set. Spark has no such plugin: of what
    dbt has read. -#}
{% macro code_hash() -%}
    {{ return(adapter.dispatch('code_hash')()) }}
{%- endmacro %}

{% macro default__code_hash() -%}
    cast(getvariable('project_hash') as varchar)
{%- endmacro %}

{% macro spark__code_hash() -%}
    {%- set parts = [] -%}
    {%- for node in graph.nodes.values() if node.resource_type in ('model', 'seed') -%}
        {%- do parts.append(node.unique_id ~ node.checksum.checksum ~ node.config) -%}
    {%- endfor -%}
    {%- for name, macro in context[project_name].items() -%}
        {%- do parts.append(name ~ macro.macro.macro_sql) -%}
    {%- endfor -%}
    '{{ local_md5(parts | sort | join) }}'
{%- endmacro %}
