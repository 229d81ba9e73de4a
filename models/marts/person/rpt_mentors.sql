with build as (
    select * from {{ ref('int_build_passed') }}
),

gaps as (
    select * from {{ ref('rpt_role_gaps') }}
    where gap_status = 'below'
),

members as (
    select distinct
        person_id,
        team_id
    from {{ ref('dim_assignments') }}
    where is_current
),

ancestors as (
    select * from {{ ref('bridge_team_ancestors') }}
),

people as (
    select * from {{ ref('dim_people') }}
),

teams as (
    select * from {{ ref('dim_teams') }}
),

person_skills as (
    select * from {{ ref('fct_person_skills') }}
),

-- Where two roles require a skill, the higher level is the one to reach.
mentees as (
    select
        person_id,
        skill_key,
        full_name,
        skill_name,
        held_level,
        max_by(required_level, required_rank) as required_level,
        max(required_rank) as required_rank
    from gaps
    group by person_id, skill_key, full_name, skill_name, held_level
),

sought_levels as (
    select distinct
        skill_key,
        required_rank
    from mentees
),

able_members as (
    select
        members.team_id,
        sought_levels.skill_key,
        sought_levels.required_rank,
        person_skills.person_id as mentor_id,
        person_skills.effective_level as mentor_level,
        person_skills.effective_verification as mentor_verification,
        case person_skills.effective_verification
            when 'verified' then 1
            when 'evidenced' then 2
            else 3
        end as proof_order,
        person_skills.effective_rank as mentor_rank
    from person_skills
    inner join sought_levels
        on
            person_skills.skill_key = sought_levels.skill_key
            and person_skills.effective_rank >= sought_levels.required_rank
    inner join members on person_skills.person_id = members.person_id
    -- Nobody asks a post to be filled for help: what it holds is assumed.
    where person_skills.effective_verification is not null
),

numbered_in_team as (
    select
        *,
        row_number() over (
            partition by team_id, skill_key, required_rank
            order by proof_order asc, mentor_rank desc, mentor_id asc
        ) as place
    from able_members
),

-- Whoever is not among the first three of a team is not among the first three of any
-- team above it. So nobody is ever joined with everybody.
pools as (
    select
        ancestors.ancestor_team_id as common_team_id,
        numbered_in_team.skill_key,
        numbered_in_team.required_rank,
        numbered_in_team.mentor_id,
        numbered_in_team.mentor_level,
        numbered_in_team.mentor_verification,
        numbered_in_team.proof_order,
        numbered_in_team.mentor_rank,
        min(ancestors.steps) as steps_down
    from numbered_in_team
    inner join ancestors on numbered_in_team.team_id = ancestors.team_id
    where numbered_in_team.place <= 3
    group by
        ancestors.ancestor_team_id,
        numbered_in_team.skill_key,
        numbered_in_team.required_rank,
        numbered_in_team.mentor_id,
        numbered_in_team.mentor_level,
        numbered_in_team.mentor_verification,
        numbered_in_team.proof_order,
        numbered_in_team.mentor_rank
),

numbered_in_pool as (
    select
        *,
        row_number() over (
            partition by common_team_id, skill_key, required_rank
            order by steps_down asc, proof_order asc, mentor_rank desc, mentor_id asc
        ) as place
    from pools
),

mentee_teams as (
    select
        members.person_id,
        ancestors.ancestor_team_id as common_team_id,
        min(ancestors.steps) as steps_up
    from members
    inner join ancestors on members.team_id = ancestors.team_id
    group by members.person_id, ancestors.ancestor_team_id
),

-- A mentor is met in every team that is above both; the nearest one counts. Nobody
-- meets themself: who is able is not below.
met_in_teams as (
    select
        mentees.person_id,
        mentees.skill_key,
        numbered_in_pool.mentor_id,
        mentees.full_name,
        mentees.skill_name,
        mentees.held_level,
        mentees.required_level,
        numbered_in_pool.mentor_level,
        numbered_in_pool.mentor_verification,
        numbered_in_pool.common_team_id,
        numbered_in_pool.proof_order,
        numbered_in_pool.mentor_rank,
        mentee_teams.steps_up,
        numbered_in_pool.steps_down,
        row_number() over (
            partition by
                mentees.person_id, mentees.skill_key, numbered_in_pool.mentor_id
            order by
                mentee_teams.steps_up asc,
                numbered_in_pool.steps_down asc,
                numbered_in_pool.common_team_id asc
        ) as meeting_number
    from mentees
    inner join mentee_teams on mentees.person_id = mentee_teams.person_id
    inner join numbered_in_pool
        on
            mentee_teams.common_team_id = numbered_in_pool.common_team_id
            and mentees.skill_key = numbered_in_pool.skill_key
            and mentees.required_rank = numbered_in_pool.required_rank
    where numbered_in_pool.place <= 3
),

suggested as (
    select
        *,
        row_number() over (
            partition by person_id, skill_key
            order by
                steps_up asc,
                steps_down asc,
                proof_order asc,
                mentor_rank desc,
                mentor_id asc
        ) as suggestion_number
    from met_in_teams
    where meeting_number = 1
),

final as (
    select
        suggested.person_id,
        suggested.skill_key,
        suggested.mentor_id,
        suggested.common_team_id,
        suggested.full_name,
        suggested.skill_name,
        suggested.held_level,
        suggested.required_level,
        mentors.full_name as mentor_name,
        suggested.mentor_level,
        suggested.mentor_verification,
        teams.team_name as common_team_name,
        cast(suggested.suggestion_number as integer) as suggestion_number,
        cast(suggested.steps_up as integer) as steps_up,
        cast(suggested.steps_down as integer) as steps_down,
        build.as_of_date
    from suggested
    inner join people as mentors on suggested.mentor_id = mentors.person_id
    inner join teams on suggested.common_team_id = teams.team_id
    cross join build
    where suggested.suggestion_number <= 3
)

select * from final
