{#- The records whose key came more than once, one row each: is the record a copy of an
    earlier one, and is it contradicted by one of the same key and other content? (Rule 2:
    of copies all but the first, of contradictions all are rejected.) Only repeated keys
    are looked at closely, so that the cost does not grow with the clean records.

    Arguments:
        received: name of a CTE with source_row, the content and the columns of the key
        key: list of expressions that tell one record from another; a record with a NULL in
            it is nobody's repetition
        content: expression of all that a record says -#}
{% macro repeated_records(received, key, content='raw_record') -%}
    select
        records.source_row,
        row_number() over (
            partition by {{ key | join(', ') }}, {{ content }}
            order by records.source_row
        ) > 1 as is_copy,
        min({{ content }}) over (partition by {{ key | join(', ') }})
        <> max({{ content }}) over (partition by {{ key | join(', ') }})
            as is_contradicted
    from {{ received }} as records
    inner join (
        select
            {%- for expression in key %}
            {{ expression }} as key_{{ loop.index }},
            {%- endfor %}
            count(*) as record_count
        from {{ received }}
        group by
            {%- for expression in key %}
            {{ expression }}{{ ',' if not loop.last }}
            {%- endfor %}
        having count(*) > 1
    ) as repeated_keys
        on
            {%- for expression in key %}
            {{ 'and ' if not loop.first }}{{ expression }} = repeated_keys.key_{{ loop.index }}
            {%- endfor %}
{%- endmacro %}
