{#- Note that a run has begun, before it changes a table: killed halfway, it leaves a note
    without an end. `dbt test` changes no table. -#}
{% macro note_run_started() -%}
    {%- if is_noted() and flags.WHICH != 'test' -%}
        {{ note_run() }}
    {%- endif -%}
{%- endmacro %}
