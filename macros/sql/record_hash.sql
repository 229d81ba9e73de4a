{#- A number that tells one record of an export table from the same record corrected.

    Arguments:
        table: name of a table of export_contract() -#}
{% macro record_hash(table) -%}
    {{ hash_of(export_contract()[table].columns) }}
{%- endmacro %}
