{#- Stop with one clear message when the bytes of a CSV file are no text that can be read
    row by row, before DuckDB's reader meets them: those of a Parquet file, not UTF-8, NUL
    bytes, line breaks of two kinds, an empty line between records.

    Arguments:
        file: path of the file -#}
{% macro check_csv_bytes(file) -%}
    {%- set query -%}
        with contents as (
            select
                begins = '50415231' and ends = '50415231' as is_parquet,
                contains(content[1:1000]::varchar, '\x00') as is_binary,
                try(decode(content)) as characters
            from {{ file_bytes(file) }}
        ),

        -- Without what is in quotes, where every line break ends a row; worked out only
        -- where something may be found, because it takes time.
        bare as (
            select
                *,
                case
                    when
                        (
                            contains(characters, chr(13))
                            and regexp_matches(characters, '[^\r]\n|\r[^\n]')
                        )
                        or contains(characters, chr(10) || chr(10))
                        or contains(characters, chr(10) || chr(13))
                        or contains(characters, chr(13) || chr(13))
                        or starts_with(characters, chr(10))
                        or starts_with(characters, chr(13))
                        then regexp_replace(characters, '"[^"]*"', '', 'g')
                end as bare_rows
            from contents
        ),

        -- The first rows that end as the very first does.
        alike as (
            select
                *,
                case
                    when regexp_matches(bare_rows, '^[^\r\n]*\r\n')
                        then regexp_extract(bare_rows, '^(?:[^\r\n]*\r\n)*')
                    when regexp_matches(bare_rows, '^[^\r\n]*\n')
                        then regexp_extract(bare_rows, '^(?:[^\r\n]*\n)*')
                    else regexp_extract(bare_rows, '^(?:[^\r\n]*\r)*')
                end as alike_rows,
                regexp_replace(bare_rows, '\r\n?', chr(10), 'g') as plain_rows
            from bare
        ),

        faults as (
            select
                *,
                case
                    when is_parquet then 'parquet'
                    when characters is null and is_binary then 'binary'
                    when characters is null then 'encoding'
                    when contains(characters, chr(0)) then 'nul'
                    when
                        regexp_matches(
                            substr(bare_rows, length(alike_rows) + 1), '[\r\n]'
                        )
                        then 'line break'
                    when regexp_matches(plain_rows, '(^|\n)\n+[^\n]') then 'empty line'
                end as fault
            from alike
        ),

        places as (
            select
                fault,
                case fault
                    when 'nul' then split_part(characters, chr(0), 1)
                    when 'line break' then regexp_replace(alike_rows, '\r\n?', chr(10), 'g')
                    when 'empty line' then regexp_extract(plain_rows, '^(?:[^\n]+\n)*')
                end as rows_before
            from faults
            where fault is not null
        )

        select
            fault,
            length(rows_before) - length(replace(rows_before, chr(10), '')) + 1
        from places
    {%- endset -%}
    {%- for fault, row in run_query(query).rows -%}
        {%- set line = first_line_not_utf8(file) if fault == 'encoding' -%}
        {{ exceptions.raise_compiler_error(file ~ {
            'parquet': " is a Parquet file, whatever its name says. Rename it to .parquet.",
            'binary': " is no CSV in UTF-8, whatever its name says (UTF-16, or no text at"
                ~ " all). Save it as CSV UTF-8.",
            'encoding': ", line " ~ line ~ ": not UTF-8. Save the file as CSV UTF-8.",
            'nul': ", row " ~ row ~ ": holds a NUL byte, so it is no CSV in UTF-8 (UTF-16,"
                ~ " or no text at all). Save it as CSV UTF-8.",
            'line break': ", row " ~ row ~ ": ends in another kind of line break than the"
                ~ " rows before it. Save the file with one kind, LF or CRLF.",
            'empty line': ", row " ~ row ~ ": is an empty line. Remove it.",
        }[fault]) }}
    {%- endfor -%}
{%- endmacro %}
