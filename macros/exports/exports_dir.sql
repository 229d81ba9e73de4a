{#- The folder of exports to read in place of the seeds; empty: read the seeds. -#}
{% macro exports_dir() -%}
    {{ return((var('exports_dir', '') or env_var('COMPETENCY_EXPORTS', '')).rstrip('/')) }}
{%- endmacro %}
