{#- The columns of a table, each with a name and a data_type.

    Asked of the adapter, dbt would make a context of all macros anew for each table; DuckDB's
    answer is a macro's, which can be called as it is.

    Arguments:
        relation: the table -#}
{% macro columns_of(relation) -%}
    {{ return(adapter.dispatch('columns_of')(relation)) }}
{%- endmacro %}

{% macro default__columns_of(relation) -%}
    {{ return(dbt.get_columns_in_relation(relation)) }}
{%- endmacro %}

{% macro spark__columns_of(relation) -%}
    {{ return(adapter.get_columns_in_relation(relation)) }}
{%- endmacro %}
