{#- The rows that a unit test gives for an input, as a query; dbt asks for it by this name.

    DuckDB: dbt's own, a query for each row. Spark: one list of values for all of them. It
    works out each CTE anew wherever it is named, and takes minutes over hundreds of copies
    of dozens of queries.

    Arguments:
        rows: list of {column: value}
        column_name_to_data_types: {column: type}; none: those of the input's table -#}
{% macro get_fixture_sql(rows, column_name_to_data_types) -%}
    {{ return(adapter.dispatch('get_fixture_sql')(rows, column_name_to_data_types)) }}
{%- endmacro %}

{% macro default__get_fixture_sql(rows, column_name_to_data_types) -%}
    {{ return(dbt.get_fixture_sql(rows, column_name_to_data_types)) }}
{%- endmacro %}

{% macro spark__get_fixture_sql(rows, column_name_to_data_types) -%}
    {%- set types = column_name_to_data_types or {} -%}
    {%- if not types -%}
        {%- for column in adapter.get_columns_in_relation(this) -%}
            {%- do types.update({column.name | lower: column.data_type}) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- if not types -%}
        {{ exceptions.raise_compiler_error(
            "There is no table " ~ this ~ " on Spark, from which a unit test takes the types"
            ~ " of its columns. Build it first."
        ) }}
    {%- endif -%}
    {%- set given = [] -%}
    {%- for row in rows -%}
        {%- do given.append(dbt.format_row(row, types)) -%}
    {%- endfor %}
    select *
    from values
    {%- for row in given or [{}] %}
        (
            {%- for name, type in types.items() %}
            {{ row.get(name, dbt.safe_cast('null', type)) | trim }}{{ ',' if not loop.last }}
            {%- endfor %}
        ){{ ',' if not loop.last }}
    {%- endfor %}
    as given ({{ types | join(', ') }})
    {%- if not given %}
    where false
    {%- endif %}
{%- endmacro %}
