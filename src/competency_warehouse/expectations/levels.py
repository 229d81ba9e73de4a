"""What the levels held promise: that each rests on a rating, on every day."""

from __future__ import annotations

from competency_warehouse.expectations.kinds import (
    Promises,
    at_least,
    no_rows,
    one_of,
    unique,
)


def promises() -> Promises:
    """Give the promises of each table."""
    return {
        "marts.fct_person_skills": [
            unique("A person has a skill once.", "person_id", "skill_key"),
            one_of(
                "A skill is current, due, stale or not assessed.",
                "currency_status",
                *("current", "due", "stale", "not_assessed"),
            ),
            at_least(
                "The highest level is no lower than the latest.",
                *("highest_rank", "latest_rank"),
            ),
            at_least(
                "The highest level is no lower than the effective one.",
                *("highest_rank", "effective_rank"),
            ),
            no_rows(
                "Each level held rests on a rating of that person, not revoked, that "
                "gave this level on that day.",
                """
                select this.person_id, this.skill_key, effective_assessment_id
                from this
                left join marts.fct_assessments as ratings
                    on this.effective_assessment_id = ratings.assessment_id
                where
                    effective_rank is not null
                    and not coalesce(
                        ratings.person_id = this.person_id
                        and ratings.level_rank = this.effective_rank
                        and ratings.assessed_on = this.effective_assessed_on
                        and not ratings.is_revoked,
                        false
                    )
                """,
            ),
            no_rows(
                "The level held is the one that the build's rule names.",
                """
                select person_id, skill_key, level_rule, effective_rank
                from this
                cross join quality.qly_build_info
                where
                    effective_rank is distinct from case level_rule
                        when 'latest' then latest_rank
                        when 'highest' then highest_rank
                        when 'prioritised' then prioritised_rank
                    end
                """,
            ),
            no_rows(
                "What is current or due has a level that has not expired; what is "
                "stale or not assessed has none.",
                """
                select person_id, skill_key, currency_status, effective_expires_on
                from this
                where
                    not coalesce(
                        case currency_status
                            when 'stale'
                                then effective_rank is null
                                    and last_known_rank is not null
                            when 'not_assessed' then last_known_rank is null
                            else effective_expires_on > as_of_date
                        end,
                        false
                    )
                """,
            ),
            no_rows(
                "Ratings are counted where they lead: each once for every skill in "
                "force that it counts for.",
                """
                with ratings as (
                    select
                        ratings.person_id,
                        bridge.counted_skill_key as skill_key,
                        count(*) as rating_count
                    from marts.fct_assessments as ratings
                    inner join marts.bridge_skills_in_force as bridge using (skill_key)
                    cross join quality.qly_build_info
                    where ratings.assessed_on <= as_of_date
                    group by all
                )

                select
                    person_id,
                    skill_key,
                    assessment_count + revoked_count as counted,
                    rating_count
                from this
                full outer join ratings using (person_id, skill_key)
                where
                    coalesce(assessment_count + revoked_count, 0)
                    <> coalesce(rating_count, 0)
                """,
            ),
        ],
        "marts.fct_skill_level_intervals": [
            no_rows(
                "On no day does a person hold two levels of a skill.",
                """
                select person_id, skill_key, valid_from, valid_to, next_from
                from (
                    select
                        *,
                        lead(valid_from) over (
                            partition by person_id, skill_key order by valid_from
                        ) as next_from
                    from this
                )
                where
                    valid_to <= valid_from
                    or next_from < coalesce(valid_to, 'infinity')
                """,
            ),
            no_rows(
                "The level that runs today is the level held.",
                """
                select
                    person_id,
                    skill_key,
                    running.effective_rank as running_rank,
                    held.effective_rank as held_rank
                from (select * from this where is_running) as running
                full outer join (
                    select * from marts.fct_person_skills
                    where effective_rank is not null
                ) as held using (person_id, skill_key)
                where running.effective_rank is distinct from held.effective_rank
                """,
            ),
            no_rows(
                "No level is held from a day that is still to come.",
                """
                select person_id, skill_key, valid_from, valid_to
                from this
                cross join quality.qly_build_info
                where
                    valid_from > as_of_date
                    or is_running <> (valid_to is null)
                    or valid_to > as_of_date
                """,
            ),
        ],
    }
