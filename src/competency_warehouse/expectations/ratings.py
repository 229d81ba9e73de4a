"""What the ratings promise: that each can be traced, and that no load went wrong."""

from __future__ import annotations

from competency_warehouse.expectations.kinds import Promises, no_rows, unique


def promises() -> Promises:
    """Give the promises of each table."""
    return {
        "marts.fct_assessments": [
            unique("Each rating is there once.", "assessment_id"),
            no_rows(
                "Each rating has a level of its framework, with its rank.",
                """
                select assessment_id, level, level_rank
                from this
                anti join marts.dim_levels as levels
                    using (level_key, framework_id, level, level_rank)
                """,
            ),
            no_rows(
                "Each rating is of a skill that its release has.",
                """
                select assessment_id, release_id, skill_id
                from this
                anti join marts.dim_skills as skills
                    using (skill_key, framework_id, release_id, skill_id)
                """,
            ),
            no_rows(
                "Each rating was made before it expires, not after it was recorded, "
                "and up to today on a day of the calendar.",
                """
                select assessment_id, assessed_on, expires_on, recorded_at
                from this
                cross join quality.qly_build_info
                left join marts.dim_dates as dates
                    on this.assessed_on = dates.calendar_date
                where
                    expires_on <= assessed_on
                    or assessed_on > recorded_at::date
                    or (assessed_on <= as_of_date and dates.calendar_date is null)
                """,
            ),
            no_rows(
                "Who rates oneself is named as such.",
                """
                select assessment_id, person_id, assessor_id
                from this
                where assessor_type = 'self' and assessor_id <> person_id
                """,
            ),
            no_rows(
                "Ratings differ: of a hundred or more, not all are one level.",
                """
                select any_value(level) as level, count(*) as rating_count
                from this
                having count(*) >= 100 and count(distinct level_rank) = 1
                """,
            ),
            no_rows(
                "Of a thousand ratings or more, under nine in ten are none.",
                """
                select count(*) as rating_count, count_if(level_rank = 0) as none_count
                from this
                having count(*) >= 1000 and count_if(level_rank = 0) >= 0.9 * count(*)
                """,
            ),
            no_rows(
                "Of a skill with a hundred ratings or more, not all are one level.",
                """
                select skill_id, any_value(level) as level, count(*) as rating_count
                from this
                group by framework_id, skill_id
                having count(*) >= 100 and count(distinct level_rank) = 1
                """,
                look=True,
            ),
            no_rows(
                "Of a thousand ratings or more, not all are by one type of assessor.",
                """
                select any_value(assessor_type) as only_type, count(*) as rating_count
                from this
                having count(*) >= 1000 and count(distinct assessor_type) = 1
                """,
                look=True,
            ),
            no_rows(
                "Of a thousand ratings or more, at most half were made on one day.",
                """
                select assessed_on, count(*) as rating_count
                from this
                group by assessed_on
                having
                    (select count(*) from this) >= 1000
                    and count(*) > 0.5 * (select count(*) from this)
                """,
                look=True,
            ),
        ],
        "marts.bridge_skills_in_force": [
            no_rows(
                "Every rating counts for a skill in force, or for none.",
                """
                select this.skill_key, counted_skill_key
                from this
                left join marts.dim_skills as counted
                    on this.counted_skill_key = counted.skill_key
                where not coalesce(counted.is_in_force, false)
                """,
            ),
        ],
    }
