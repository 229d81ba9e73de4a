with build as (
    select * from {{ ref('int_build_passed') }}
),

releases as (
    select
        releases.*,
        releases_ordered.release_order,
        max(case when releases.is_in_force then releases_ordered.release_order end)
            over (partition by releases.framework_id) as in_force_order
    from {{ ref('dim_framework_releases') }} as releases
    inner join {{ ref('int_framework_releases_ordered') }} as releases_ordered
        on
            releases.framework_id = releases_ordered.framework_id
            and releases.release_id = releases_ordered.release_id
),

skills as (
    select * from {{ ref('dim_skills') }}
),

people as (
    select * from {{ ref('dim_people') }}
    where is_current
),

levels as (
    select * from {{ ref('dim_levels') }}
),

level_texts as (
    select * from {{ ref('rpt_framework_matrix') }}
),

level_changes as (
    select * from {{ ref('int_release_levels_compared') }}
),

-- What may touch a rating: in releases that are out, and in drafts that may come yet. A
-- draft that the release in force has overtaken is work for nobody.
changes as (
    select
        changes.*,
        old_skills.durable_skill_id as from_durable_skill_id,
        new_skills.durable_skill_id as to_durable_skill_id,
        releases.release_order
    from {{ ref('rpt_release_changes') }} as changes
    cross join build
    inner join releases on changes.release_key = releases.release_key
    inner join skills as old_skills on changes.from_skill_key = old_skills.skill_key
    left join skills as new_skills on changes.to_skill_key = new_skills.skill_key
    where
        changes.is_confirmed
        and case releases.status
            when 'draft' then releases.release_order > releases.in_force_order
            else releases.released_on <= build.as_of_date
        end
        and (
            changes.change in ('removed', 'split', 'merged')
            or changes.levels_lost is not null
            or changes.levels_reworded is not null
        )
),

ratings as (
    select
        assessments.*,
        skills.durable_skill_id,
        releases.release_order
    from {{ ref('fct_assessments') }} as assessments
    inner join build
        on
            assessments.assessed_on <= build.as_of_date
            and assessments.expires_on > build.as_of_date
    inner join people on assessments.person_id = people.person_id
    inner join skills on assessments.skill_key = skills.skill_key
    inner join releases
        on
            skills.framework_id = releases.framework_id
            and skills.release_id = releases.release_id
    where not assessments.is_revoked
),

rated as (
    select
        changes.change_key,
        ratings.person_id,
        ratings.assessment_id,
        ratings.assessor_type,
        ratings.level_rank,
        ratings.assessed_on,
        ratings.expires_on,
        {{ rating_number(['changes.change_key', 'ratings.person_id']) }}
            as rating_number
    from changes
    inner join ratings
        on
            changes.framework_id = ratings.framework_id
            and changes.from_durable_skill_id = ratings.durable_skill_id
            and changes.release_order > ratings.release_order
),

held as (
    select
        change_key,
        person_id,
        {{ values_of_largest(
            ['assessment_id', 'level_rank', 'assessed_on', 'expires_on'],
            rating_order(var('level_rule'))
        ) }}
    from rated
    group by change_key, person_id
),

reassessed as (
    select distinct
        changes.change_key,
        ratings.person_id
    from changes
    inner join ratings
        on
            changes.framework_id = ratings.framework_id
            and changes.to_durable_skill_id = ratings.durable_skill_id
            and changes.release_order <= ratings.release_order
),

reasoned as (
    select
        changes.change_key,
        changes.release_key,
        held.person_id,
        changes.from_skill_key,
        changes.to_skill_key,
        levels.level_key,
        held.assessment_id,
        changes.framework_id,
        changes.release_id,
        people.full_name,
        changes.from_skill_name,
        changes.to_skill_name,
        levels.level,
        case
            when changes.change in ('removed', 'split', 'merged') then changes.change
            when level_changes.level_change = 'lost' then 'level_lost'
            when level_changes.level_change = 'reworded' then 'reworded'
        end as reason,
        levels.level_rank,
        changes.is_in_force,
        held.assessed_on,
        held.expires_on
    from held
    inner join changes on held.change_key = changes.change_key
    inner join people on held.person_id = people.person_id
    inner join levels
        on
            changes.framework_id = levels.framework_id
            and held.level_rank = levels.level_rank
    left join level_changes
        on
            changes.framework_id = level_changes.framework_id
            and changes.release_id = level_changes.release_id
            and changes.from_skill_id = level_changes.from_skill_id
            and changes.to_skill_id = level_changes.to_skill_id
            and levels.level = level_changes.level
    left join reassessed
        on
            held.change_key = reassessed.change_key
            and held.person_id = reassessed.person_id
    where reassessed.change_key is null
),

final as (
    select
        {{ surrogate_key(['reasoned.change_key', 'reasoned.person_id']) }}
            as worklist_key,
        reasoned.release_key,
        reasoned.person_id,
        reasoned.from_skill_key,
        reasoned.to_skill_key,
        reasoned.level_key,
        reasoned.assessment_id,
        reasoned.framework_id,
        reasoned.release_id,
        reasoned.full_name,
        reasoned.from_skill_name,
        reasoned.to_skill_name,
        reasoned.level,
        reasoned.reason,
        case reasoned.reason
            when 'removed'
                then 'Nothing follows the skill: agree on what to assess in its place.'
            when 'split'
                then 'Assess this part by itself: the rating is of the whole.'
            when 'merged'
                then 'Assess the whole: the rating is of a part.'
            when 'level_lost'
                then 'Assess again: nothing describes the level any more.'
            when 'reworded'
                then 'Compare the two texts; assess again unless the rating holds.'
        end as what_to_do,
        old_texts.descriptors as from_text,
        new_texts.descriptors as to_text,
        reasoned.level_rank,
        reasoned.is_in_force,
        reasoned.assessed_on,
        reasoned.expires_on
    from reasoned
    left join level_texts as old_texts
        on
            reasoned.from_skill_key = old_texts.skill_key
            and reasoned.level_key = old_texts.level_key
    left join level_texts as new_texts
        on
            reasoned.to_skill_key = new_texts.skill_key
            and reasoned.level_key = new_texts.level_key
    where reasoned.reason is not null
)

select * from final
