{#- The name of a table in the build file, as the last build left it: no reference that
    dbt would order by.

    Arguments:
        schema: its schema
        name: its name -#}
{% macro built(schema, name) -%}
    {{ return(adapter.quote(target.database) ~ '.' ~ schema ~ '.' ~ name) }}
{%- endmacro %}
