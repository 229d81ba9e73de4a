{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook="{{ forget(built('build', 'reread_records'), ['source_row']) }}",
    post_hook="{{ find_concerned_records() }}"
) }}

-- Whom an increment concerns is known once it is there: see take_in_people().
-- depends_on: {{ ref('int_assignments_checked') if model.resource_type == 'model' }}

with received as (
    select exported.* from {{ ref('stg_assessments__assessments') }} as exported
    {%- if is_increment() %}
    where
        {{ concerned('exported', built('build', 'reread_records'), ['source_row']) }}
        -- Unlike the condition above, this one is put to the rows before they are typed.
        and source_row >= {{ first_reread() }}
    {%- endif %}
),

people as (
    select * from {{ ref('int_people_checked') }}
    where record_state = 'accepted'
),

levels as (
    select * from {{ ref('int_framework_levels_checked') }}
    where record_state = 'accepted'
),

releases as (
    select * from {{ ref('int_framework_releases_checked') }}
    where record_state = 'accepted'
),

releases_ordered as (
    select * from {{ ref('int_framework_releases_ordered') }}
),

releases_dated as (
    select * from {{ ref('int_framework_releases_dated') }}
),

frameworks as (
    select distinct framework_id from releases
),

release_skills as (
    select
        outline.framework_id,
        outline.release_id,
        outline.node_id as skill_id,
        releases_ordered.is_published,
        releases_ordered.release_order
    from {{ ref('int_framework_outline_checked') }} as outline
    inner join releases_ordered
        on
            outline.framework_id = releases_ordered.framework_id
            and outline.release_id = releases_ordered.release_id
    where outline.record_state = 'accepted' and outline.node_type = 'skill'
),

skills as (
    select
        framework_id,
        skill_id,
        max_by(
            release_id,
            {{ named_struct({
                'is_published': 'is_published', 'release_order': 'release_order'
            }) }}
        ) as last_release_id
    from release_skills
    group by framework_id, skill_id
),

referenced as (
    select
        received.assessment_id,
        received.person_id,
        received.framework_id,
        received.skill_id,
        -- The release that a rating was made against (rule 6); where that one does not
        -- have the skill, the last published one that has it, else the last draft.
        case
            when release_skills.skill_id is null then skills.last_release_id
            else release_skills.release_id
        end as release_id,
        case
            when release_skills.skill_id is null then 'other'
            when received.release_id is not null then 'stated'
            when received.assessed_on < releases_dated.valid_from then 'before_first'
            else 'in_force'
        end as release_basis,
        received.assessor_type,
        -- A self rating without an assessor is the person's own.
        case
            when received.assessor_type = 'self' then received.person_id
            else received.assessor_id
        end as assessor_id,
        received.verification,
        received.evidence,
        received.source_row,
        received.raw_fields,
        received.record_hash,
        case
            when received.level = 'none' then 0
            else levels.level_rank
        end as level_rank,
        received.assessed_on,
        received.recorded_at,
        {{ all_reasons([
            'received.row_reasons',
            reasons({
                'unknown_framework_id':
                    'received.framework_id is not null
                    and frameworks.framework_id is null',
                'unknown_person_id':
                    'received.person_id is not null and people.person_id is null',
                'unknown_skill_id':
                    'received.skill_id is not null and skills.skill_id is null',
                'unknown_release_id':
                    'received.release_id is not null and releases.release_id is null',
                'no_release_in_force':
                    'received.release_id is null and received.assessed_on is not null
                    and skills.skill_id is not null and releases_dated.release_id is null',
                'unknown_level':
                    "coalesce(received.level, 'none') <> 'none' and levels.level is null",
            }),
        ]) }} as reject_reasons
    from received
    left join people on received.person_id = people.person_id
    left join frameworks on received.framework_id = frameworks.framework_id
    left join levels
        on received.framework_id = levels.framework_id and received.level = levels.level
    left join releases
        on
            received.framework_id = releases.framework_id
            and received.release_id = releases.release_id
    left join releases_dated
        on
            received.framework_id = releases_dated.framework_id
            and received.release_id is null
            and received.assessed_on >= releases_dated.serves_from
            and (
                received.assessed_on < releases_dated.valid_to
                or releases_dated.valid_to is null
            )
    left join release_skills
        on
            received.framework_id = release_skills.framework_id
            and received.skill_id = release_skills.skill_id
            and coalesce(received.release_id, releases_dated.release_id)
            = release_skills.release_id
    left join skills
        on
            received.framework_id = skills.framework_id
            and received.skill_id = skills.skill_id
)

select
    assessment_id,
    person_id,
    framework_id,
    skill_id,
    release_id,
    release_basis,
    assessor_type,
    assessor_id,
    verification,
    evidence,
    source_row,
    level_rank,
    assessed_on,
    recorded_at,
    record_hash,
    reject_reasons,
    -- Made only where it is needed: it is the widest column by far.
    case when reject_reasons is not null then {{ to_json_text('raw_fields') }} end
        as raw_record
from referenced
