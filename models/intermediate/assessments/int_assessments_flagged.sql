{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook="{{ forget(built('build', 'concerned_records'), ['source_row']) }}"
) }}

{%- set skill = ['person_id', 'framework_id', 'skill_id'] %}
{%- set one_day = skill + ['assessor_type', 'assessor_id', 'assessed_on'] %}

with received as {{ not_materialized() }} (
    select * from {{ ref('int_assessments_resolved') }}
),

-- An increment keeps what it looks at, which is little, and does not look for it again.
looked_at as {{ '' if is_increment() else not_materialized() }} (
    select * from received
    {%- if is_increment() %}
    where {{ concerned('received', built('build', 'concerned_records'), ['source_row']) }}
    {%- endif %}
),

ratings as {{ not_materialized() }} (
    select * from looked_at
    where reject_reasons is null
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
    where {{ concerned('received', 'looked_at', ['assessment_id']) }}
    {%- endif %}
),

-- Looked for by hash, and by id among the few that are found: see hash_of().
repeated_hashes as (
    select {{ hash_of(['assessment_id']) }} as id_hash
    from of_their_ids
    where assessment_id is not null
    group by {{ hash_of(['assessment_id']) }}
    having count(*) > 1
),

namesakes as (
    select
        source_row,
        assessment_id,
        recorded_at,
        record_hash,
        reject_reasons
    from of_their_ids
    where
        {{ hash_of(['assessment_id']) }}
        in (select repeated_hashes.id_hash from repeated_hashes)
),

-- Two records say the same where the hash of all their texts is the same.
repeated as (
    {{ repeated_records('namesakes', ['assessment_id', 'recorded_at'], 'record_hash') }}
),

compared as (
    select
        namesakes.*,
        {{ repeat_reasons('repeated') }} as repeat_reasons
    from namesakes
    left join repeated on namesakes.source_row = repeated.source_row
),

timed as (
    select
        *,
        max(
            case
                when reject_reasons is null and repeat_reasons is null then recorded_at
            end
        ) over (partition by assessment_id) as last_recorded_at
    from compared
),

-- The last record of an id that can be used replaces the earlier ones.
set_aside as (
    select
        source_row,
        repeat_reasons is null as is_superseded,
        repeat_reasons as reject_reasons
    from timed
    where
        repeat_reasons is not null
        or (reject_reasons is null and recorded_at < last_recorded_at)
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

differing_hashes as (
    select {{ hash_of(one_day) }} as day_hash
    from ratings
    where assessor_id is not null and verification <> 'revoked'
    group by {{ hash_of(one_day) }}
    having min(level_rank) <> max(level_rank)
),

contested as (
    select * from ratings
    where
        assessor_id is not null
        and verification <> 'revoked'
        and {{ hash_of(one_day) }}
        in (select differing_hashes.day_hash from differing_hashes)
),

-- A rating that was revoked, replaced or rejected disagrees with nobody.
differing as (
    select contested.*
    from contested
    left join set_aside on contested.source_row = set_aside.source_row
    where set_aside.source_row is null
),

disagreements as (
    select {{ one_day | join(', ') }}
    from differing
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
    left join set_aside on findings.source_row = set_aside.source_row
    where set_aside.source_row is null
    group by findings.source_row
),

judged as (
    select
        source_row,
        false as is_superseded,
        flags,
        {{ flags_to_reject('flags') }} as reject_reasons
    from flagged
    union all
    select
        source_row,
        is_superseded,
        cast(null as {{ dbt.type_string() }}) as flags,
        reject_reasons
    from set_aside
    {%- if is_increment() %}
    -- The others of their ids are there.
    where source_row in (select looked_at.source_row from looked_at)
    {%- endif %}
),

-- Read from the export again, and hardly begun where nothing is rejected here.
raw_records as (
    select
        source_row,
        {{ to_json_text('raw_fields') }} as raw_record
    from {{ ref('stg_assessments__assessments') }}
    where
        source_row in (
            select judged.source_row
            from judged
            where judged.reject_reasons is not null
        )
)

select
    judged.source_row,
    judged.is_superseded,
    judged.flags,
    judged.reject_reasons,
    raw_records.raw_record
from judged
left join raw_records on judged.source_row = raw_records.source_row
