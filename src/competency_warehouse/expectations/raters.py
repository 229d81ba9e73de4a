"""What the comparisons of raters promise: that few are not made to say much."""

from __future__ import annotations

from competency_warehouse.expectations.kinds import Promises, between, no_rows


def promises() -> Promises:
    """Give the promises of each table."""
    return {
        "marts.fct_rater_pairs": [
            no_rows(
                "Both ratings of a pair are about its person, and not revoked.",
                """
                select this.person_id, first_assessment_id, second_assessment_id
                from this
                left join marts.fct_assessments as first_ratings
                    on this.first_assessment_id = first_ratings.assessment_id
                left join marts.fct_assessments as second_ratings
                    on this.second_assessment_id = second_ratings.assessment_id
                where
                    not coalesce(
                        first_ratings.person_id = this.person_id
                        and second_ratings.person_id = this.person_id
                        and first_ratings.level_rank = this.first_rank
                        and second_ratings.level_rank = this.second_rank
                        and not first_ratings.is_revoked
                        and not second_ratings.is_revoked,
                        false
                    )
                """,
            ),
        ],
        "marts.rpt_rater_agreement": [
            between(
                "Kappa is at most 1, at least -1.", "quadratic_weighted_kappa", -1, 1
            ),
            no_rows(
                "Who agrees exactly agrees within a level; both are shares.",
                """
                select scope, scope_id, exact_share, within_one_share
                from this
                where not (0 <= exact_share and exact_share <= within_one_share)
                    or within_one_share > 1
                """,
            ),
            no_rows(
                "No statistic is shown on fewer pairs than the build's policy wants.",
                """
                select scope, scope_id, pair_count, exact_share
                from this
                cross join quality.qly_build_info
                where
                    pair_count < agreement_min_pairs
                    and coalesce(
                        exact_share,
                        within_one_share,
                        quadratic_weighted_kappa,
                        first_mean_rank,
                        second_mean_rank,
                        mean_difference
                    ) is not null
                """,
            ),
        ],
    }
