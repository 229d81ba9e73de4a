"""What the tables of the framework promise: every skill, every level, every day."""

from __future__ import annotations

from competency_warehouse.expectations.kinds import Promises, no_rows, unique


def promises() -> Promises:
    """Give the promises of each table."""
    return {
        "marts.dim_framework_releases": [
            no_rows(
                "No framework has two releases in force.",
                """
                select framework_id, count(*) as in_force_count
                from this
                where is_in_force
                group by framework_id
                having count(*) > 1
                """,
            ),
            no_rows(
                "Each release has as many skills as it says.",
                """
                select release_key, skill_count, skills.listed_count
                from this
                left join (
                    select release_key, count(*) as listed_count
                    from marts.dim_skills
                    group by release_key
                ) as skills using (release_key)
                where skill_count <> coalesce(skills.listed_count, 0)
                """,
            ),
        ],
        "marts.dim_skills": [
            unique(
                "A skill is in a release once.",
                "framework_id",
                "release_id",
                "skill_id",
            ),
            no_rows(
                "The skills in force are those of the releases in force.",
                """
                select skill_key, this.is_in_force, releases.is_in_force
                from this
                left join marts.dim_framework_releases as releases using (release_key)
                where this.is_in_force is distinct from releases.is_in_force
                """,
            ),
        ],
        "marts.rpt_framework_matrix": [
            no_rows(
                "Each skill in force has a cell for every level of its framework.",
                """
                select skill_key, level_key
                from marts.dim_skills as skills
                inner join marts.dim_levels as levels using (framework_id)
                left join this using (skill_key, level_key)
                where
                    skills.is_in_force
                    and levels.is_declared
                    and this.skill_key is null
                """,
            ),
            no_rows(
                "Each cell in force has text or a waiver, unless the build was told to "
                "do without.",
                """
                select skill_key, level_key, level_state
                from this
                where
                    is_in_force
                    and level_state not in ('defined', 'waived')
                    and (
                        select incomplete_level_severity from quality.qly_build_info
                    ) = 'error'
                """,
            ),
        ],
        "marts.dim_dates": [
            no_rows(
                "The calendar has no hole.",
                """
                select min(calendar_date), max(calendar_date), count(*) as day_count
                from this
                having count(*) <> max(calendar_date) - min(calendar_date) + 1
                """,
            ),
            no_rows(
                "Today is in the calendar, and every day before it is past.",
                """
                select as_of_date, count(*) as past_count
                from quality.qly_build_info
                left join this on is_past
                group by as_of_date
                having
                    max(calendar_date) is distinct from as_of_date
                    or count(*)
                    <> as_of_date - (select min(calendar_date) from this) + 1
                """,
            ),
        ],
    }
