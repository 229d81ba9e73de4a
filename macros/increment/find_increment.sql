{#- Decide at the start of a run whether what grows with the number of ratings is built
    anew or only takes in what is new (docs/increments.md), say so, and leave in the schema
    build what the models go by:

        increment              one row: the decision, the reason, and the old as-of date
        changed_records        source_row of each record that is new or not as it was
        workforce_before       see workforce_rows()
        concerned_people       see find_concerned_people()
        reread_records         see find_concerned()
        changed_keys           the same
        concerned_keys         see find_concerned_records()
        concerned_records      the same
        concerned_levels       see find_concerned_levels()

    It is built anew wherever something else than ratings, people and assignments has
    changed: an increment gives the rows that a full build would give, or is none. -#}
{% macro find_increment() -%}
    {%- if may_increment() -%}
        {%- set reason = full_build_reason('next_basis') or changes_reason('changed_records') -%}
        {#- The end of the run settles it, and only where every model was built. -#}
        {%- do run_query(keep('basis') ~ ' select * from ' ~ built('build', 'next_basis')) -%}
        {%- do decide_increment(reason) -%}
        {%- if not reason -%}
            {%- do log(
                "Adds " ~ run_query(
                    'select count(*) from ' ~ built('build', 'changed_records')
                ).rows[0][0] ~ " new or corrected assessments to the last build.", info=true
            ) -%}
            {%- do run_query(keep('workforce_before') ~ ' ' ~ workforce_rows()) -%}
            {%- do find_concerned_people() -%}
            {%- do find_concerned() -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
