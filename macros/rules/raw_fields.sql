{#- The raw text of every column of a received record, as one value.

    Arguments:
        table: name of a table of export_contract() -#}
{% macro raw_fields(table) -%}
    {%- set fields = {} -%}
    {%- for column in export_contract()[table].columns -%}
        {%- do fields.update({column: column}) -%}
    {%- endfor -%}
    {{ named_struct(fields) }}
{%- endmacro %}
