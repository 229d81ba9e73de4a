{#- Why the assessments themselves are better read anew: records are gone, or so many have
    changed that an increment would gain nothing; empty where not. Leaves the changed records
    in a table of the schema build.

    Arguments:
        name: the name of that table -#}
{% macro changes_reason(name) -%}
    {%- set query -%}
        {{ keep(name) }}
        with received as (
            {{ received('assessments') }}
        ),

        hashed as (
            select
                source_row,
                {{ record_hash('assessments') }} as record_hash
            from received
        )

        select
            coalesce(hashed.source_row, before.source_row) as source_row,
            hashed.source_row is null as is_gone
        from hashed
        full outer join {{ built('intermediate', 'int_assessments_resolved') }} as before
            on hashed.source_row = before.source_row
        where hashed.record_hash is distinct from before.record_hash
    {%- endset -%}
    {%- do run_query(query) -%}
    {%- set row = run_query(
        "select count(*), count(*) filter (where is_gone), (select count(*) from "
        ~ built('intermediate', 'int_assessments_resolved') ~ ") from " ~ built('build', name)
    ).rows[0] -%}
    {%- if row[1] -%}
        {{ return(row[1] ~ " assessments of the last build are no longer there.") }}
    {%- elif row[0] * 5 > row[2] -%}
        {{ return(row[0] ~ " assessments are new or not as they were, over a fifth.") }}
    {%- endif -%}
    {{ return('') }}
{%- endmacro %}
