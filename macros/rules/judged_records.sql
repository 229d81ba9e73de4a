{#- The last CTEs of a model that judges the records of one export table (rule 2): adds
    reject_reasons (every reason that applies, or NULL) and record_state (accepted or
    rejected) to the rows of a CTE.

    Arguments:
        records: name of a CTE with source_row, raw_record, row_reasons (from staging),
            reference_reasons (what the record refers to and is not there) and flags (what
            is suspicious about it)
        key: list of expressions that tell one record from another -#}
{% macro judged_records(records, key) -%}
repeated as (
    {{ repeated_records(records, key) }}
),

reasoned as (
    select
        {{ records }}.*,
        {{ all_reasons([
            records ~ '.row_reasons',
            records ~ '.reference_reasons',
            repeat_reasons('repeated'),
            flags_to_reject(records ~ '.flags'),
        ]) }} as reject_reasons
    from {{ records }}
    left join repeated on {{ records }}.source_row = repeated.source_row
),

judged as (
    select
        *,
        case when reject_reasons is null then 'accepted' else 'rejected' end
            as record_state
    from reasoned
)
{%- endmacro %}
