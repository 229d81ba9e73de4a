{#- The raw text of every column of a received record, as one line of JSON.

    Arguments:
        table: name of a table of export_contract() -#}
{% macro raw_record(table) -%}
    {{ to_json_text(raw_fields(table)) }}
{%- endmacro %}
