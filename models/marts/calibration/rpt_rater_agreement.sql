with build as (
    select * from {{ ref('int_build_passed') }}
),

rater_pairs as (
    select * from {{ ref('fct_rater_pairs') }}
    where is_comparable
),

assignments as (
    select * from {{ ref('dim_assignments') }}
    where is_current
),

ancestors as (
    select * from {{ ref('bridge_team_ancestors') }}
),

teams as (
    select * from {{ ref('dim_teams') }}
),

skills as (
    select * from {{ ref('dim_skills') }}
),

-- Cells of the tables of ranks by ranks, once by skill and once by person: few rows,
-- that all wider scopes are put together from.
skill_cells as (
    select
        framework_id,
        skill_key,
        first_assessor_type,
        second_assessor_type,
        first_rank,
        second_rank,
        count(*) as pair_count
    from rater_pairs
    group by
        framework_id,
        skill_key,
        first_assessor_type,
        second_assessor_type,
        first_rank,
        second_rank
),

person_cells as (
    select
        framework_id,
        person_id,
        first_assessor_type,
        second_assessor_type,
        first_rank,
        second_rank,
        count(*) as pair_count
    from rater_pairs
    group by
        framework_id,
        person_id,
        first_assessor_type,
        second_assessor_type,
        first_rank,
        second_rank
),

-- Members of a team are those of the teams below it too, each counted once.
members as (
    select distinct
        ancestors.ancestor_team_id as team_id,
        assignments.person_id
    from assignments
    inner join ancestors on assignments.team_id = ancestors.team_id
),

scoped_cells as (
    select
        'organisation' as scope,
        'organisation' as scope_id,
        'Organisation' as scope_name,
        framework_id,
        first_assessor_type,
        second_assessor_type,
        first_rank,
        second_rank,
        pair_count
    from skill_cells
    union all
    select
        'team' as scope,
        members.team_id as scope_id,
        teams.team_path as scope_name,
        person_cells.framework_id,
        person_cells.first_assessor_type,
        person_cells.second_assessor_type,
        person_cells.first_rank,
        person_cells.second_rank,
        person_cells.pair_count
    from person_cells
    inner join members on person_cells.person_id = members.person_id
    inner join teams on members.team_id = teams.team_id
    union all
    select
        'domain' as scope,
        skills.domain_id as scope_id,
        skills.domain_name as scope_name,
        skill_cells.framework_id,
        skill_cells.first_assessor_type,
        skill_cells.second_assessor_type,
        skill_cells.first_rank,
        skill_cells.second_rank,
        skill_cells.pair_count
    from skill_cells
    inner join skills on skill_cells.skill_key = skills.skill_key
    union all
    select
        'skill' as scope,
        skills.skill_id as scope_id,
        skills.skill_name as scope_name,
        skill_cells.framework_id,
        skill_cells.first_assessor_type,
        skill_cells.second_assessor_type,
        skill_cells.first_rank,
        skill_cells.second_rank,
        skill_cells.pair_count
    from skill_cells
    inner join skills on skill_cells.skill_key = skills.skill_key
),

-- Sums of whole numbers: exact in any order, and nothing is lost to cancellation.
summed as (
    select
        scope,
        scope_id,
        scope_name,
        framework_id,
        first_assessor_type,
        second_assessor_type,
        sum(pair_count) as pair_count,
        sum(case when first_rank = second_rank then pair_count else 0 end)
            as exact_count,
        sum(case when abs(first_rank - second_rank) <= 1 then pair_count else 0 end)
            as within_one_count,
        sum(pair_count * first_rank) as first_sum,
        sum(pair_count * second_rank) as second_sum,
        sum(pair_count * first_rank * first_rank) as first_square_sum,
        sum(pair_count * second_rank * second_rank) as second_square_sum,
        sum(pair_count * first_rank * second_rank) as product_sum
    from scoped_cells
    group by
        scope,
        scope_id,
        scope_name,
        framework_id,
        first_assessor_type,
        second_assessor_type
),

-- Both are the terms of rule 10 times the square of the number of pairs. The deviation
-- is 0 only where all ratings of both types are one and the same rank.
moments as (
    select
        *,
        pair_count * product_sum - first_sum * second_sum as covariance_term,
        pair_count * (first_square_sum + second_square_sum)
        - 2 * first_sum * second_sum as deviation_term,
        pair_count < {{ var('agreement_min_pairs') }} as is_hidden
    from summed
),

final as (
    select
        moments.framework_id,
        moments.scope,
        moments.scope_id,
        moments.first_assessor_type,
        moments.second_assessor_type,
        moments.scope_name,
        cast(moments.pair_count as integer) as pair_count,
        case
            when not moments.is_hidden
                then cast(moments.exact_count as double) / moments.pair_count
        end as exact_share,
        case
            when not moments.is_hidden
                then cast(moments.within_one_count as double) / moments.pair_count
        end as within_one_share,
        case
            when not moments.is_hidden and moments.deviation_term > 0
                then
                    cast(2 * moments.covariance_term as double)
                    / cast(moments.deviation_term as double)
        end as quadratic_weighted_kappa,
        case
            when not moments.is_hidden
                then cast(moments.first_sum as double) / moments.pair_count
        end as first_mean_rank,
        case
            when not moments.is_hidden
                then cast(moments.second_sum as double) / moments.pair_count
        end as second_mean_rank,
        case
            when not moments.is_hidden
                then
                    cast(moments.first_sum - moments.second_sum as double)
                    / moments.pair_count
        end as mean_difference,
        moments.is_hidden,
        build.as_of_date
    from moments
    cross join build
)

select * from final
