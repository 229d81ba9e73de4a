"""What the tables of people, teams and roles promise: who is where, today."""

from __future__ import annotations

from competency_warehouse.expectations.kinds import Promises, no_rows, unique


def promises() -> Promises:
    """Give the promises of each table."""
    return {
        "marts.dim_people": [
            unique("Each person is listed once.", "person_id"),
            no_rows(
                "Everyone whom another table is about is listed.",
                """
                select person_id, found_in
                from (
                    select person_id, 'dim_assignments' as found_in
                    from marts.dim_assignments
                    union
                    select person_id, 'fct_assessments' from marts.fct_assessments
                    union
                    select person_id, 'fct_person_skills' from marts.fct_person_skills
                    union
                    select person_id, 'fct_skill_level_intervals'
                    from marts.fct_skill_level_intervals
                    union
                    select person_id, 'bridge_team_members'
                    from marts.bridge_team_members
                )
                anti join this using (person_id)
                """,
            ),
            no_rows(
                "Who has an assignment today is marked as here, and nobody else.",
                """
                select person_id, is_current
                from this
                where
                    is_current
                    <> exists (
                        select 1
                        from marts.dim_assignments as assignments
                        where
                            assignments.person_id = this.person_id
                            and assignments.is_current
                    )
                """,
            ),
            no_rows(
                "No two people have one e-mail address.",
                """
                select min(person_id) as one_person, max(person_id) as another_person
                from this
                where email is not null
                group by lower(email)
                having count(*) > 1
                """,
                look=True,
            ),
        ],
        "marts.dim_assignments": [
            no_rows(
                "An assignment is current on the days from its first to its last.",
                """
                select assignment_key, is_current, valid_from, valid_to
                from this
                cross join quality.qly_build_info
                where
                    is_current
                    <> (
                        valid_from <= as_of_date
                        and coalesce(valid_to > as_of_date, true)
                    )
                """,
            ),
            no_rows(
                "Nobody manages themselves.",
                """
                select assignment_key, person_id
                from this
                where manager_id = person_id
                """,
                look=True,
            ),
        ],
        "marts.dim_teams": [
            no_rows(
                "From each team one way leads up, to a top team with none above it.",
                """
                select this.team_id, this.parent_team_id, this.team_depth
                from this
                left join this as parents on this.parent_team_id = parents.team_id
                where
                    not coalesce(
                        case
                            when this.parent_team_id is null
                                then this.top_team_id = this.team_id
                                    and this.team_depth = 0
                            else
                                this.top_team_id = parents.top_team_id
                                and this.team_depth = parents.team_depth + 1
                        end,
                        false
                    )
                """,
            ),
            no_rows(
                "bridge_team_ancestors has each team, and every team above it.",
                """
                select team_id, team_depth, count(bridge.steps) as listed_count
                from this
                left join marts.bridge_team_ancestors as bridge using (team_id)
                group by team_id, team_depth
                having count(bridge.steps) <> team_depth + 1
                """,
            ),
        ],
        "marts.bridge_team_members": [
            no_rows(
                "The members of a team are those who are in it or below it today.",
                """
                with assigned as (
                    select distinct
                        ancestors.ancestor_team_id as team_id,
                        assignments.person_id
                    from marts.dim_assignments as assignments
                    inner join marts.bridge_team_ancestors as ancestors
                        using (team_id)
                    where assignments.is_current
                )

                select
                    team_id,
                    person_id,
                    case when assigned.team_id is null then 'not' else '' end
                    || ' assigned' as is_assigned
                from this
                full outer join assigned using (team_id, person_id)
                where this.team_id is null or assigned.team_id is null
                """,
            ),
        ],
        "marts.fct_role_requirements": [
            no_rows(
                "Each required level is one of its framework, with its rank.",
                """
                select role_id, this.skill_id, required_level, required_rank
                from this
                left join marts.dim_levels as levels
                    on
                        this.framework_id = levels.framework_id
                        and this.required_level = levels.level
                        and this.required_rank = levels.level_rank
                        and levels.is_declared
                where levels.level_key is null
                """,
            ),
            no_rows(
                "What is required in force is a skill in force.",
                """
                select role_id, skill_key
                from this
                left join marts.dim_skills as skills using (skill_key)
                where this.is_in_force and not coalesce(skills.is_in_force, false)
                """,
            ),
        ],
    }
