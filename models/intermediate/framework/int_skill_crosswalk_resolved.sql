with crosswalk as (
    select * from {{ ref('int_skill_crosswalk_checked') }}
    where record_state = 'accepted'
),

outline as (
    select * from {{ ref('int_framework_outline_checked') }}
    where record_state = 'accepted' and node_type = 'skill'
),

releases as (
    select * from {{ ref('int_framework_releases_checked') }}
    where record_state = 'accepted'
),

releases_dated as (
    select * from {{ ref('int_framework_releases_dated') }}
),

in_force as (
    select * from {{ ref('int_framework_releases_in_force') }}
),

parameters as (
    select * from {{ ref('int_build_parameters') }}
),

-- 3: in force; 2: was in force; 1: a draft, or published for later.
releases_ranked as (
    select
        releases.framework_id,
        releases.release_id,
        -- A draft may have no day; engines differ on whether NULL is the largest.
        coalesce(releases.released_on, cast('0001-01-01' as date)) as released_on,
        case
            when in_force.release_id is not null then 3
            when releases_dated.serves_from <= parameters.as_of_date then 2
            else 1
        end as standing_rank
    from releases
    cross join parameters
    left join releases_dated
        on
            releases.framework_id = releases_dated.framework_id
            and releases.release_id = releases_dated.release_id
    left join in_force
        on
            releases.framework_id = in_force.framework_id
            and releases.release_id = in_force.release_id
),

-- Each skill that a framework has in any release, with its name in the best that gives
-- one.
skills as (
    select
        outline.framework_id,
        outline.node_id as skill_id,
        {{ known_value_of_largest('outline.name', named_struct({
            'standing_rank': 'releases_ranked.standing_rank',
            'released_on': 'releases_ranked.released_on',
            'release_id': 'releases_ranked.release_id',
        })) }} as skill_name,
        case max(releases_ranked.standing_rank)
            when 3 then 'in_force'
            when 2 then 'retired'
            else 'coming'
        end as skill_state
    from outline
    inner join releases_ranked
        on
            outline.framework_id = releases_ranked.framework_id
            and outline.release_id = releases_ranked.release_id
    group by outline.framework_id, outline.node_id
),

resolved as (
    select
        crosswalk.framework_id,
        crosswalk.skill_id,
        crosswalk.external_framework,
        crosswalk.external_code,
        skills.skill_name,
        coalesce(skills.skill_state, 'unknown') as skill_state,
        codes.skill_name as code_name,
        case
            when external_in_force.framework_id is null then 'not_loaded'
            else coalesce(codes.skill_state, 'unknown')
        end as code_state,
        crosswalk.association,
        crosswalk.source,
        crosswalk.confidence,
        -- Which words say that one covers the other, the closest first.
        case crosswalk.association
            when 'exactMatchOf' then 1
            when 'replacedBy' then 2
            when 'isPartOf' then 3
        end as association_rank,
        external_in_force.framework_id is not null as is_external_loaded
    from crosswalk
    inner join in_force on crosswalk.framework_id = in_force.framework_id
    left join in_force as external_in_force
        on crosswalk.external_framework = external_in_force.framework_id
    left join skills
        on
            crosswalk.framework_id = skills.framework_id
            and crosswalk.skill_id = skills.skill_id
    left join skills as codes
        on
            external_in_force.framework_id = codes.framework_id
            and crosswalk.external_code = codes.skill_id
)

select
    *,
    (
        association_rank is not null
        and skill_state = 'in_force'
        and code_state in ('in_force', 'not_loaded')
    ) as is_counted
from resolved
