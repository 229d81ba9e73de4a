with build as (
    select * from {{ ref('int_build_passed') }}
),

members as (
    select * from {{ ref('bridge_team_members') }}
),

teams as (
    select * from {{ ref('dim_teams') }}
),

skills as (
    select * from {{ ref('dim_skills') }}
),

cover_levels as (
    select * from {{ ref('dim_levels') }}
    where is_cover_level
),

required as (
    select * from {{ ref('rpt_single_points_of_failure') }}
),

person_skills as (
    select * from {{ ref('fct_person_skills') }}
),

member_counts as (
    select
        team_id,
        count(*) as member_count
    from members
    group by team_id
),

totals as (
    select
        required.team_id,
        count(*) as required_count,
        sum(case when required.covering_count > 0 then 1 else 0 end) as covered_count,
        min(
            case when required.importance = 'essential' then required.covering_count end
        ) as essential_smallest_cover,
        min_by(
            required.skill_key,
            {{ named_struct({
                'is_desirable': "required.importance <> 'essential'",
                'covering_count': 'required.covering_count',
                'framework_id': 'skills.framework_id',
                'skill_id': 'skills.skill_id',
            }) }}
        ) as first_skill_key
    from required
    inner join skills on required.skill_key = skills.skill_key
    group by required.team_id
),

-- The fewest skills that are over half of the covered ones.
covered as (
    select
        required.team_id,
        required.skill_key,
        required.covering_count,
        totals.covered_count,
        cast(floor(totals.covered_count / 2.0) as integer) + 1 as needed_count,
        row_number() over (
            partition by required.team_id
            order by
                required.covering_count, skills.framework_id, skills.skill_id
        ) as skill_number
    from required
    inner join totals on required.team_id = totals.team_id
    inner join skills on required.skill_key = skills.skill_key
    where required.covering_count > 0
),

-- A skill is lost when all who cover it leave. So leavers must be at least as many as
-- cover the last of the needed skills, and three leavers lose no skill that more cover.
floors as (
    select
        team_id,
        covered_count,
        needed_count,
        covering_count as bus_factor_floor
    from covered
    where skill_number = needed_count
),

coverers as (
    select
        covered.team_id,
        covered.skill_key,
        covered.covering_count,
        covered.skill_number <= covered.needed_count as is_needed,
        members.person_id
    from covered
    inner join skills on covered.skill_key = skills.skill_key
    inner join cover_levels on skills.framework_id = cover_levels.framework_id
    inner join person_skills
        on
            covered.skill_key = person_skills.skill_key
            and cover_levels.level_rank <= person_skills.effective_rank
    inner join members
        on
            covered.team_id = members.team_id
            and person_skills.person_id = members.person_id
    where covered.covering_count <= 3 or covered.skill_number <= covered.needed_count
),

-- When all leave who cover the needed skills that the fewest cover, over half are lost.
upper_bounds as (
    select
        team_id,
        count(distinct person_id) as leaver_count
    from coverers
    where is_needed
    group by team_id
),

-- Nobody else is in a smallest set of up to three: without them it would be smaller and
-- lose as much. First those who cover the most of these skills.
candidates as (
    select
        coverers.team_id,
        coverers.person_id,
        floors.needed_count,
        count(*) as skill_count,
        row_number() over (
            partition by coverers.team_id
            order by count(*) desc, coverers.person_id
        ) as member_number
    from coverers
    inner join floors on coverers.team_id = floors.team_id
    where coverers.covering_count <= 3 and floors.bus_factor_floor <= 3
    group by coverers.team_id, coverers.person_id, floors.needed_count
),

skill_covers as (
    select
        coverers.team_id,
        coverers.skill_key,
        coverers.covering_count,
        min(candidates.member_number) as low_number,
        sum(candidates.member_number)
        - min(candidates.member_number)
        - max(candidates.member_number) as middle_number,
        max(candidates.member_number) as high_number
    from coverers
    inner join candidates
        on
            coverers.team_id = candidates.team_id
            and coverers.person_id = candidates.person_id
    where coverers.covering_count <= 3
    group by coverers.team_id, coverers.skill_key, coverers.covering_count
),

lost_by_one as (
    select
        team_id,
        low_number,
        count(*) as lost_count
    from skill_covers
    where covering_count = 1
    group by team_id, low_number
),

lost_by_two as (
    select
        team_id,
        low_number,
        high_number,
        count(*) as lost_count
    from skill_covers
    where covering_count = 2
    group by team_id, low_number, high_number
),

lost_by_three as (
    select
        team_id,
        low_number,
        middle_number,
        high_number,
        count(*) as lost_count
    from skill_covers
    where covering_count = 3
    group by team_id, low_number, middle_number, high_number
),

single_leavers as (
    select
        candidates.*,
        coalesce(lost_by_one.lost_count, 0) as lost_count
    from candidates
    left join lost_by_one
        on
            candidates.team_id = lost_by_one.team_id
            and candidates.member_number = lost_by_one.low_number
),

-- A set loses no more skills than its members cover among these, one by one: a pair or
-- triple that does not come up to the needed ones is passed over unseen.
pairs as (
    select
        one.team_id,
        one.needed_count,
        one.member_number as low_number,
        two.member_number as middle_number,
        one.skill_count + two.skill_count as skill_count,
        two.skill_count as last_skill_count,
        one.lost_count
        + two.lost_count
        + coalesce(lost_by_two.lost_count, 0) as lost_count
    from single_leavers as one
    inner join single_leavers as two
        on
            one.team_id = two.team_id
            and one.member_number < two.member_number
            and one.skill_count + 2 * two.skill_count >= one.needed_count
    left join lost_by_two
        on
            one.team_id = lost_by_two.team_id
            and one.member_number = lost_by_two.low_number
            and two.member_number = lost_by_two.high_number
),

up_to_two as (
    select
        team_id,
        member_number as low_number,
        cast(null as bigint) as middle_number,
        lost_count,
        1 as leaver_count
    from single_leavers
    where lost_count >= needed_count
    union all
    select
        team_id,
        low_number,
        middle_number,
        lost_count,
        2 as leaver_count
    from pairs
    where lost_count >= needed_count
),

solved as (
    select distinct team_id from up_to_two
),

triples as (
    select
        pairs.team_id,
        pairs.needed_count,
        pairs.low_number,
        pairs.middle_number,
        three.member_number as high_number,
        pairs.lost_count
        + three.lost_count
        + coalesce(low_high.lost_count, 0)
        + coalesce(middle_high.lost_count, 0)
        + coalesce(lost_by_three.lost_count, 0) as lost_count
    from pairs
    left join solved on pairs.team_id = solved.team_id
    inner join single_leavers as three
        on
            pairs.team_id = three.team_id
            and pairs.middle_number < three.member_number
            and pairs.skill_count + three.skill_count >= pairs.needed_count
    left join lost_by_two as low_high
        on
            pairs.team_id = low_high.team_id
            and pairs.low_number = low_high.low_number
            and three.member_number = low_high.high_number
    left join lost_by_two as middle_high
        on
            pairs.team_id = middle_high.team_id
            and pairs.middle_number = middle_high.low_number
            and three.member_number = middle_high.high_number
    left join lost_by_three
        on
            pairs.team_id = lost_by_three.team_id
            and pairs.low_number = lost_by_three.low_number
            and pairs.middle_number = lost_by_three.middle_number
            and three.member_number = lost_by_three.high_number
    where solved.team_id is null
),

leaver_sets as (
    select
        team_id,
        low_number,
        middle_number,
        cast(null as bigint) as high_number,
        lost_count,
        leaver_count
    from up_to_two
    union all
    select
        team_id,
        low_number,
        middle_number,
        high_number,
        lost_count,
        3 as leaver_count
    from triples
    where lost_count >= needed_count
),

-- Of the smallest sets those that lose the most.
compared as (
    select
        *,
        row_number() over (
            partition by team_id order by low_number, middle_number, high_number
        ) as set_number,
        rank() over (
            partition by team_id order by leaver_count asc, lost_count desc
        ) as set_rank
    from leaver_sets
),

named as (
    select
        compared.team_id,
        compared.set_number,
        compared.leaver_count,
        compared.lost_count,
        {{ join_ordered('candidates.person_id', "', '", 'candidates.person_id') }}
            as leaver_ids
    from compared
    inner join candidates
        on
            compared.team_id = candidates.team_id
            and candidates.member_number in (
                compared.low_number, compared.middle_number, compared.high_number
            )
    where compared.set_rank = 1
    group by
        compared.team_id,
        compared.set_number,
        compared.leaver_count,
        compared.lost_count
),

smallest_sets as (
    select
        team_id,
        leaver_count,
        lost_count,
        min(leaver_ids) as leaver_ids
    from named
    group by team_id, leaver_count, lost_count
),

bounded as (
    select
        floors.team_id,
        smallest_sets.leaver_ids,
        smallest_sets.lost_count,
        coalesce(smallest_sets.leaver_count, upper_bounds.leaver_count) as bus_factor,
        coalesce(
            smallest_sets.leaver_count, greatest(floors.bus_factor_floor, 4)
        ) as bus_factor_floor
    from floors
    inner join upper_bounds on floors.team_id = upper_bounds.team_id
    left join smallest_sets on floors.team_id = smallest_sets.team_id
),

final as (
    select
        member_counts.team_id,
        case
            when totals.essential_smallest_cover is not null then totals.first_skill_key
        end as essential_skill_key,
        teams.team_name,
        teams.team_path,
        essential_skills.skill_name as essential_skill_name,
        bounded.leaver_ids,
        cast(member_counts.member_count as integer) as member_count,
        cast(coalesce(totals.required_count, 0) as integer) as required_count,
        cast(coalesce(totals.covered_count, 0) as integer) as covered_count,
        cast(bounded.bus_factor as integer) as bus_factor,
        cast(bounded.bus_factor_floor as integer) as bus_factor_floor,
        cast(bounded.lost_count as integer) as lost_count,
        cast(totals.essential_smallest_cover as integer) as essential_smallest_cover,
        bounded.bus_factor = bounded.bus_factor_floor as is_exact,
        build.as_of_date
    from member_counts
    inner join teams on member_counts.team_id = teams.team_id
    left join totals on member_counts.team_id = totals.team_id
    left join bounded on member_counts.team_id = bounded.team_id
    left join skills as essential_skills
        on
            totals.first_skill_key = essential_skills.skill_key
            and totals.essential_smallest_cover is not null
    cross join build
)

select * from final
