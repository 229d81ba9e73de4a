{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ forget(built('build', 'concerned_records'), ['assessment_id']) }}"
) }}

with ratings as (
    select * from {{ ref('fct_assessments') }}
),

assessments as (
    select * from ratings
    {%- if is_increment() %}
    where {{ concerned(
        'ratings', built('build', 'concerned_records'), ['assessment_id']
    ) }}
    {%- endif %}
),

assignments as (
    select * from {{ ref('dim_assignments') }}
),

final as (
    select distinct
        assessments.assessment_id,
        assignments.team_id
    from assessments
    inner join assignments
        on
            assessments.person_id = assignments.person_id
            and assessments.assessed_on >= assignments.valid_from
            and assessments.assessed_on
            < coalesce(assignments.valid_to, cast('9999-12-31' as date))
)

select * from final
