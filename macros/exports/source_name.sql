{#- Where the records of an export table come from, as a text literal: the seed, or the file of
    the folder that exports_dir() names.

    Arguments:
        table: name of a table of export_contract() -#}
{% macro source_name(table) -%}
    {%- if exports_dir() == '' -%}
        'seeds/{{ export_contract()[table].export }}/{{ table }}.csv'
    {%- else -%}
        {%- set file = export_file(table) -%}
        '{{ file.split('/') | last if file is not none else table ~ ' (not in the folder)' }}'
    {%- endif -%}
{%- endmacro %}
