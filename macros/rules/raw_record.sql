{#- The raw text of every column of a received record, as one line of JSON.

    Arguments:
        table: name of a table of export_contract() -#}
{% macro raw_record(table) -%}
    {%- set fields = {} -%}
    {%- for column in export_contract()[table].columns -%}
        {%- do fields.update({column: column}) -%}
    {%- endfor -%}
    {{ to_json_text(fields) }}
{%- endmacro %}
