{#- The first of the rows that an increment reads again. -#}
{% macro first_reread() -%}
    {{ return(run_query(
        "select coalesce(min(source_row), 0) from " ~ built('build', 'reread_records')
    ).rows[0][0]) }}
{%- endmacro %}
