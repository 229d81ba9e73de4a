{#- The records whose key came more than once, one row each: is the record a copy of an
    earlier one, and is it contradicted by one of the same key and other content? (Rule 2:
    of copies all but the first, of contradictions all are rejected.) Only repeated keys
    are looked at closely, so that the cost does not grow with the clean records.

    Arguments:
        received: name of a CTE with source_row and raw_record
        key: list of the columns that tell one record from another; a record with an empty
            one of them is nobody's repetition
        may_be_null: those columns of the key that may be empty all the same -#}
{% macro repeated_records(received, key, may_be_null=[]) -%}
    {%- set columns = [] -%}
    {%- for column in key -%}
        {%- do columns.append(
            "coalesce(" ~ column ~ ", '')" if column in may_be_null else column
        ) -%}
    {%- endfor -%}
    select
        records.source_row,
        row_number() over (
            partition by records.record_key, records.raw_record
            order by records.source_row
        ) > 1 as is_copy,
        min(records.raw_record) over (partition by records.record_key)
        <> max(records.raw_record) over (partition by records.record_key)
            as is_contradicted
    from (
        select
            source_row,
            raw_record,
            {{ to_json_text(dict(zip(key, columns))) }} as record_key
        from {{ received }}
    ) as records
{%- endmacro %}
