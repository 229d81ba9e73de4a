{#- The rows that a unit test gives for an input, as a query; dbt asks for it by this name.

    One list of values for all rows, and each type looked up once. dbt's own is a query for
    each row with a cast for each column: it takes longer to render, and on Spark, which works
    out each CTE anew wherever it is named, minutes.

    Arguments:
        rows: list of {column: value}
        column_name_to_data_types: {column: type}; none: those of the input's table -#}
{% macro get_fixture_sql(rows, column_name_to_data_types) -%}
    {%- set types = column_name_to_data_types or {} -%}
    {%- if not types -%}
        {%- set is_built = load_relation(this) is not none -%}
        {%- if not is_built and not defer_relation -%}
            {{ exceptions.raise_compiler_error(
                "There is no table " ~ this ~ ", from which a unit test takes the types of its"
                ~ " columns. Build it first."
            ) }}
        {%- endif -%}
        {#- With --defer it may be among the tables of another build only. -#}
        {%- for column in columns_of(this if is_built else defer_relation) -%}
            {%- do types.update({column.name | lower: column.data_type}) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- set given = [] -%}
    {%- for row in rows -%}
        {%- do given.append(format_row(row, types)) -%}
    {%- endfor -%}
    {%- set empty_row = format_row(dict.fromkeys(types), types) %}
    select *
    from (
        values
    {%- for row in given or [{}] %}
        (
            {{- dict(empty_row, **row).values() | join(', ') -}}
        ){{ ',' if not loop.last }}
    {%- endfor %}
    ) as given ({{ types | join(', ') }})
    {%- if not given %}
    where false
    {%- endif %}
{%- endmacro %}
