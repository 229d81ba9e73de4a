{#- What a unit test gives or expects for a row, each value cast to the type of its column;
    dbt asks for it by this name. Its own calls six macros for each value: without them, a unit
    test takes a fifth less.

    Arguments:
        row: {column: value}
        column_name_to_data_types: {column: type} -#}
{% macro format_row(row, column_name_to_data_types) -%}
    {%- set formatted = {} -%}
    {%- for name, value in row.items() -%}
        {%- set column = name | lower -%}
        {%- if column not in column_name_to_data_types -%}
            {{ exceptions.raise_compiler_error(
                "The unit test names the column " ~ column ~ " for " ~ model.name
                ~ ". Make it one of " ~ column_name_to_data_types | join(', ') ~ "."
            ) }}
        {%- endif -%}
        {%- if value is none -%}
            {%- set text = 'null' -%}
        {%- elif value is not string -%}
            {%- set text = value | string -%}
        {%- elif "'" in value or '\\' in value -%}
            {%- set text = text_literal(value) -%}
        {%- else -%}
            {%- set text = "'" ~ value ~ "'" -%}
        {%- endif -%}
        {%- set type = column_name_to_data_types[column] -%}
        {%- do formatted.update({column: "cast(" ~ text ~ " as " ~ type ~ ")"}) -%}
    {%- endfor -%}
    {{ return(formatted) }}
{%- endmacro %}
