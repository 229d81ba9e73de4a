{#- The name of a table in the warehouse, as the last build left it: no reference that
    dbt would order by.

    DuckDB: with the name of the file. Spark: in the default catalog.

    Arguments:
        schema: its schema
        name: its name; without one, the schema is named -#}
{% macro built(schema, name=none) -%}
    {{ return(adapter.dispatch('built')([schema, name] | select | join('.'))) }}
{%- endmacro %}

{% macro default__built(path) -%}
    {{ return(adapter.quote(target.database) ~ '.' ~ path) }}
{%- endmacro %}

{% macro spark__built(path) -%}
    {{ return(path) }}
{%- endmacro %}
