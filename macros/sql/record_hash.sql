{#- A number that tells one record of an export table from the same record corrected.

    Arguments:
        table: name of a table of export_contract() -#}
{% macro record_hash(table) -%}
    {{ return(adapter.dispatch('record_hash')(table)) }}
{%- endmacro %}

{% macro default__record_hash(table) -%}
    hash({{ export_contract()[table].columns | join(', ') }})
{%- endmacro %}

{% macro spark__record_hash(table) -%}
    xxhash64({{ export_contract()[table].columns | join(', ') }})
{%- endmacro %}
