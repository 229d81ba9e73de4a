-- What: of each framework and two types of assessor, the pairs of all skills, those of
--   all domains, those of the organisation and the comparable ones of fct_rater_pairs
--   are as many.
-- When it matters: the scopes of agreement or the making of pairs change.
-- How to resolve: look up the framework and the types in rpt_rater_agreement, and their
--   pairs in fct_rater_pairs.
with scoped as (
    select
        framework_id,
        first_assessor_type,
        second_assessor_type,
        sum(case when scope = 'organisation' then pair_count else 0 end)
            as organisation_count,
        sum(case when scope = 'domain' then pair_count else 0 end) as domain_count,
        sum(case when scope = 'skill' then pair_count else 0 end) as skill_count
    from {{ ref('rpt_rater_agreement') }}
    group by framework_id, first_assessor_type, second_assessor_type
),

counted as (
    select
        framework_id,
        first_assessor_type,
        second_assessor_type,
        count(*) as pair_count
    from {{ ref('fct_rater_pairs') }}
    where is_comparable
    group by framework_id, first_assessor_type, second_assessor_type
)

select
    counted.framework_id,
    counted.first_assessor_type,
    counted.second_assessor_type,
    counted.pair_count,
    scoped.organisation_count,
    scoped.domain_count,
    scoped.skill_count
from counted
full outer join scoped
    on
        counted.framework_id = scoped.framework_id
        and counted.first_assessor_type = scoped.first_assessor_type
        and counted.second_assessor_type = scoped.second_assessor_type
where
    coalesce(
        counted.pair_count <> scoped.organisation_count
        or counted.pair_count <> scoped.domain_count
        or counted.pair_count <> scoped.skill_count,
        true
    )
