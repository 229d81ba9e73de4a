{#- Decide at the start of a run whether what grows with the number of ratings is built
    anew or only takes in what is new (docs/increments.md), say so, and leave in the schema
    build what the models go by:

        increment              one row: the decision, the reason, and the old as-of date
        changed_records        source_row of each record that is new or not as it was
        reread_records         those, and others of the same id and moment
        concerned_skills       person, framework and skill of all records of their ids
        concerned_assessments  the ids of all records of those
        concerned_levels       see find_concerned_levels()

    It is built anew wherever something else than the ratings has changed: an increment
    gives the rows that a full build would give, or is none. -#}
{% macro find_increment() -%}
    {%- if may_increment() -%}
        {%- set reason = full_build_reason('next_basis') or changes_reason('changed_records') -%}
        {#- The end of the run settles it, and only where every model was built. -#}
        {%- do run_query(keep('basis') ~ " select * from " ~ built('build', 'next_basis')) -%}
        {%- if not reason -%}
            {%- do find_concerned() -%}
            {%- set counted = run_query(
                "select count(*) from " ~ built('build', 'changed_records')
            ).rows[0][0] -%}
            {%- do log("Adds " ~ counted ~ " new or corrected assessments to the last build.", info=true) -%}
        {%- elif exports_dir() -%}
            {%- do log("Builds everything anew: " ~ reason, info=true) -%}
        {%- endif -%}
        {%- do run_query(
            keep('increment') ~ " select "
            ~ ("false" if reason else "true") ~ " as is_increment, "
            ~ text_literal(reason) ~ " as reason, "
            ~ (
                "cast(null as date)" if reason else
                "(select as_of_date from " ~ built('intermediate', 'int_build_parameters') ~ ")"
            ) ~ " as as_of_before"
        ) -%}
    {%- endif -%}
{%- endmacro %}
