{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook=[
        "{{ forget(built('build', 'reread_records'), ['source_row']) }}",
        "{{ forget(concerned_records(), ['source_row']) }}",
    ]
) }}

{%- set skill = ['person_id', 'framework_id', 'skill_id'] %}
{%- set one_day = skill + ['assessor_type', 'assessor_id', 'assessed_on'] %}

with received as {{ not_materialized() }} (
    select * from {{ ref('int_assessments_resolved') }}
    where reject_reasons is null
),

-- An increment keeps its ratings, which are few, and does not look for them again.
ratings as {{ '' if is_increment() else not_materialized() }} (
    select * from received
    {%- if is_increment() %}
    where {{ concerned('received', built('build', 'concerned_skills'), skill) }}
    {%- endif %}
),

assignments as (
    select * from {{ ref('int_assignments_checked') }}
    where record_state = 'accepted'
),

people as (
    select * from {{ ref('int_people_checked') }}
    where record_state = 'accepted'
),

of_their_ids as {{ not_materialized() }} (
    select * from received
    {%- if is_increment() %}
    where {{ concerned('received', 'ratings', ['assessment_id']) }}
    {%- endif %}
),

-- Looked for by hash, and by id among the few that are found: see hash_of().
repeated_hashes as (
    select {{ hash_of(['assessment_id']) }} as id_hash
    from of_their_ids
    group by {{ hash_of(['assessment_id']) }}
    having count(*) > 1
),

repeated_ids as (
    select
        assessment_id,
        max(recorded_at) as last_recorded_at
    from of_their_ids
    where
        {{ hash_of(['assessment_id']) }}
        in (select repeated_hashes.id_hash from repeated_hashes)
    group by assessment_id
    having count(*) > 1
),

-- The last record of an id replaces the earlier ones.
superseded as (
    select ratings.source_row
    from ratings
    inner join repeated_ids
        on
            ratings.assessment_id = repeated_ids.assessment_id
            and ratings.recorded_at < repeated_ids.last_recorded_at
),

outside_assignments as (
    select ratings.source_row
    from ratings
    where
        not exists (
            select 1
            from assignments
            where
                ratings.person_id = assignments.person_id
                and ratings.assessed_on >= assignments.started_on
                and ratings.assessed_on
                <= coalesce(assignments.ended_on, ratings.assessed_on)
        )
),

not_managing as (
    select ratings.source_row
    from ratings
    where
        ratings.assessor_type = 'manager'
        and ratings.assessor_id is not null
        and not exists (
            select 1
            from assignments
            where
                ratings.person_id = assignments.person_id
                and ratings.assessor_id = assignments.manager_id
                and ratings.assessed_on >= assignments.started_on
                and ratings.assessed_on
                <= coalesce(assignments.ended_on, ratings.assessed_on)
        )
),

unsure_assessors as (
    select
        ratings.source_row,
        ratings.assessor_id is null as is_unnamed
    from ratings
    left join people on ratings.assessor_id = people.person_id
    where people.person_id is null
),

-- A rating that was revoked or replaced disagrees with nobody.
standing as {{ not_materialized() }} (
    select ratings.*
    from ratings
    left join superseded on ratings.source_row = superseded.source_row
    where superseded.source_row is null and ratings.verification <> 'revoked'
),

differing_hashes as (
    select {{ hash_of(one_day) }} as day_hash
    from standing
    where assessor_id is not null
    group by {{ hash_of(one_day) }}
    having min(level_rank) <> max(level_rank)
),

differing as (
    select * from standing
    where
        {{ hash_of(one_day) }}
        in (select differing_hashes.day_hash from differing_hashes)
),

disagreements as (
    select {{ one_day | join(', ') }}
    from differing
    where assessor_id is not null
    group by {{ one_day | join(', ') }}
    having min(level_rank) <> max(level_rank)
),

two_levels as (
    select differing.source_row
    from differing
    inner join disagreements
        on
            differing.person_id = disagreements.person_id
            and differing.framework_id = disagreements.framework_id
            and differing.skill_id = disagreements.skill_id
            and differing.assessor_type = disagreements.assessor_type
            and differing.assessor_id = disagreements.assessor_id
            and differing.assessed_on = disagreements.assessed_on
),

-- One row per finding; the order of the codes is that of the alphabet.
findings as (
    select
        source_row,
        'manager_not_managing' as flag
    from not_managing
    union all
    select
        source_row,
        'outside_assignments' as flag
    from outside_assignments
    union all
    select
        source_row,
        'skill_not_in_release' as flag
    from ratings
    where release_basis = 'other'
    union all
    select
        source_row,
        'two_levels_one_day' as flag
    from two_levels
    union all
    select
        source_row,
        case when is_unnamed then 'unnamed_assessor' else 'unknown_assessor' end as flag
    from unsure_assessors
),

flagged as (
    select
        findings.source_row,
        {{ reasons({
            'manager_not_managing': "max(flag = 'manager_not_managing')",
            'outside_assignments': "max(flag = 'outside_assignments')",
            'skill_not_in_release': "max(flag = 'skill_not_in_release')",
            'two_levels_one_day': "max(flag = 'two_levels_one_day')",
            'unknown_assessor': "max(flag = 'unknown_assessor')",
            'unnamed_assessor': "max(flag = 'unnamed_assessor')"
        }) }} as flags
    from findings
    left join superseded on findings.source_row = superseded.source_row
    where superseded.source_row is null
    group by findings.source_row
)

select
    source_row,
    false as is_superseded,
    flags,
    {{ flags_to_reject('flags') }} as reject_reasons
from flagged
union all
select
    source_row,
    true as is_superseded,
    cast(null as {{ dbt.type_string() }}) as flags,
    cast(null as {{ dbt.type_string() }}) as reject_reasons
from superseded
