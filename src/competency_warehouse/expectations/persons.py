"""What the answers about persons promise: that they agree with the levels held."""

from __future__ import annotations

from competency_warehouse.expectations.kinds import Promises, between, no_rows, unique


def promises() -> Promises:
    """Give the promises of each table."""
    return {
        "marts.rpt_role_gaps": [
            unique(
                "A requirement is listed once for each person and role.",
                *("person_id", "role_id", "skill_key"),
            ),
            no_rows(
                "Everyone here has a row for every skill that a role of theirs "
                "requires, and no other.",
                """
                with asked as (
                    select distinct
                        assignments.person_id,
                        assignments.role_id,
                        requirements.skill_key
                    from marts.dim_assignments as assignments
                    inner join marts.fct_role_requirements as requirements
                        using (role_id)
                    where assignments.is_current and requirements.is_in_force
                )

                select person_id, role_id, skill_key
                from this
                full outer join asked using (person_id, role_id, skill_key)
                where this.role_name is null or asked.role_id is null
                """,
            ),
            no_rows(
                "The level required is the one that the role requires.",
                """
                select this.person_id, this.role_id, this.skill_key, this.required_level
                from this
                left join marts.fct_role_requirements as requirements
                    on
                        this.role_id = requirements.role_id
                        and this.skill_key = requirements.skill_key
                        and this.required_rank = requirements.required_rank
                        and this.required_level = requirements.required_level
                where requirements.role_id is null
                """,
            ),
            no_rows(
                "The level held is the one in fct_person_skills.",
                """
                select person_id, role_id, skill_key, held_rank, effective_rank
                from this
                left join marts.fct_person_skills as held using (person_id, skill_key)
                where
                    held.skill_id is null
                    or this.held_rank is distinct from held.effective_rank
                    or (
                        this.held_rank is null
                        and this.gap_status <> held.currency_status
                    )
                """,
            ),
            no_rows(
                "A gap is what is missing, a surplus what is above; unknown where no "
                "level is held.",
                """
                select person_id, role_id, skill_key, required_rank, held_rank, gap
                from this
                where
                    gap is distinct from
                    if(held_rank is null, null, greatest(required_rank - held_rank, 0))
                    or surplus is distinct from
                    if(held_rank is null, null, greatest(held_rank - required_rank, 0))
                    or (gap_status = 'met') <> coalesce(gap = 0, false)
                    or (gap_status = 'below') <> coalesce(gap > 0, false)
                """,
            ),
            between("Attainment is a share, 0 to 1.", "attainment", 0, 1),
        ],
        "marts.rpt_role_readiness": [
            no_rows(
                "Who is ready for their own role has no essential gap.",
                """
                select person_id, role_id, gaps.skill_key, gaps.gap_status
                from this
                inner join marts.rpt_role_gaps as gaps using (person_id, role_id)
                where
                    this.is_ready
                    and gaps.importance = 'essential'
                    and gaps.gap_status <> 'met'
                """,
            ),
            no_rows(
                "Everyone here is judged for every role of theirs.",
                """
                select distinct assignments.person_id, assignments.role_id
                from marts.dim_assignments as assignments
                anti join (select * from this where is_own_role) as own
                    using (person_id, role_id)
                where assignments.is_current
                """,
            ),
        ],
        "marts.rpt_mentors": [
            no_rows(
                "A mentor is somebody else who is here, and holds the required level.",
                """
                select this.person_id, this.skill_key, this.mentor_id
                from this
                left join marts.dim_people as mentors
                    on this.mentor_id = mentors.person_id
                left join marts.fct_person_skills as held
                    on
                        this.mentor_id = held.person_id
                        and this.skill_key = held.skill_key
                left join marts.dim_levels as required
                    on
                        held.framework_id = required.framework_id
                        and this.required_level = required.level
                where
                    not coalesce(
                        mentors.is_current
                        and this.mentor_id <> this.person_id
                        and held.effective_rank >= required.level_rank,
                        false
                    )
                """,
            ),
        ],
        "marts.rpt_level_progress": [
            no_rows(
                "The longer one waits, the more have reached a level.",
                """
                select scope_key, level, median_days
                from this
                where
                    reached_within_6_months_share > reached_within_12_months_share
                    or reached_within_12_months_share > reached_within_24_months_share
                    or reached_within_6_months_share < 0
                    or reached_within_24_months_share > 1
                    or lower_quartile_days > median_days
                    or median_days > upper_quartile_days
                """,
            ),
        ],
        "marts.rpt_assessment_currency": [
            no_rows(
                "A day of expiry is as many days away as is said, and past only for "
                "what is stale.",
                """
                select person_id, skill_key, currency_status, expires_on, days_left
                from this
                where
                    days_left is distinct from expires_on - as_of_date
                    or (currency_status = 'stale') <> coalesce(days_left <= 0, true)
                """,
            ),
        ],
        "marts.rpt_compliance_status": [
            no_rows(
                "Every requirement in rpt_role_gaps has one status, met in both or in "
                "neither.",
                """
                select person_id, role_id, skill_key, gap_status, compliance_status
                from this
                full outer join marts.rpt_role_gaps as gaps
                    using (person_id, role_id, skill_key)
                where
                    (gaps.gap_status = 'met')
                    is distinct from (this.compliance_status in ('met', 'expires_soon'))
                """,
            ),
        ],
    }
