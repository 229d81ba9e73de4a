"""For each promise of the published file, a damage that breaks it.

Each is SQL that is run on a copy of the demo. The copy has no constraints, so that
everything can be broken which a wrong copy, or a load that went wrong, could break.
"""

from __future__ import annotations


def again(table: str, which: str = "true") -> str:
    """Give SQL that doubles a row."""
    return f"insert into {table} from {table} where {which} limit 1"


def one(table: str, change: str, which: str = "true") -> str:
    """Give SQL that changes one row."""
    return (
        f"update {table} set {change} where rowid in"
        f" (select rowid from {table} where {which} limit 1)"
    )


def all_of(table: str, change: str, which: str = "true") -> str:
    """Give SQL that changes all rows of a kind."""
    return f"update {table} set {change} where {which}"


def without(table: str, which: str = "true") -> str:
    """Give SQL that loses one row."""
    return (
        f"delete from {table} where rowid in"
        f" (select rowid from {table} where {which} limit 1)"
    )


# By table and a part of the promise that names it.
DAMAGES: dict[str, dict[str, str]] = {
    "marts.dim_framework_releases": {
        "No framework has two": all_of(
            "marts.dim_framework_releases", "is_in_force = true"
        ),
        "as many skills as it says": without("marts.dim_skills"),
    },
    "marts.dim_skills": {
        "in a release once": again("marts.dim_skills"),
        "those of the releases in force": one(
            "marts.dim_skills", "is_in_force = not is_in_force"
        ),
    },
    "marts.rpt_framework_matrix": {
        "a cell for every level": without("marts.rpt_framework_matrix", "is_in_force"),
        "text or a waiver": one(
            "marts.rpt_framework_matrix", "level_state = 'empty'", "is_in_force"
        ),
    },
    "marts.dim_dates": {
        "no hole": without("marts.dim_dates", "calendar_date = '2026-01-01'"),
        "Today is in the calendar": one(
            "marts.dim_dates", "is_past = true", "not is_past"
        ),
    },
    "marts.dim_people": {
        "listed once": again("marts.dim_people"),
        "whom another table is about": without("marts.dim_people", "is_current"),
        "marked as here": one("marts.dim_people", "is_current = false", "is_current"),
        "one e-mail address": all_of(
            "marts.dim_people", "email = 'one@example.org'", "person_id < 'person_0003'"
        ),
    },
    "marts.dim_assignments": {
        "current on the days": one(
            "marts.dim_assignments", "is_current = true", "not is_current"
        ),
        "manages themselves": one("marts.dim_assignments", "manager_id = person_id"),
    },
    "marts.dim_teams": {
        "one way leads up": one("marts.dim_teams", "team_depth = 0", "team_depth = 1"),
        "every team above it": without("marts.bridge_team_ancestors", "steps = 1"),
    },
    "marts.bridge_team_members": {
        "in it or below it": without("marts.bridge_team_members"),
    },
    "marts.fct_role_requirements": {
        "one of its framework": one(
            "marts.fct_role_requirements", "required_rank = required_rank + 1"
        ),
        "a skill in force": one("marts.fct_role_requirements", "skill_key = 'gone'"),
    },
    "marts.fct_assessments": {
        "there once": again("marts.fct_assessments"),
        "a level of its framework": one(
            "marts.fct_assessments", "level_rank = level_rank + 1"
        ),
        "a skill that its release has": one(
            "marts.fct_assessments", "skill_key = 'gone'"
        ),
        "before it expires": one("marts.fct_assessments", "expires_on = assessed_on"),
        "rates oneself": one(
            "marts.fct_assessments",
            "assessor_id = 'somebody'",
            "assessor_type = 'self'",
        ),
        "a hundred or more, not all": all_of("marts.fct_assessments", "level_rank = 1"),
        "nine in ten": all_of(
            "marts.fct_assessments", "level_rank = 0", "hash(assessment_id) % 20 > 0"
        ),
        "a skill with a hundred": all_of(
            "marts.fct_assessments",
            "level_rank = 1",
            "skill_id = (select mode(skill_id) from marts.fct_assessments)",
        ),
        "one type of assessor": all_of(
            "marts.fct_assessments", "assessor_type = 'self'"
        ),
        "on one day": all_of(
            "marts.fct_assessments", "assessed_on = '2026-01-01'", "level_rank > 0"
        ),
    },
    "marts.bridge_skills_in_force": {
        "counts for a skill in force": one(
            "marts.bridge_skills_in_force", "counted_skill_key = 'gone'"
        ),
    },
    "marts.fct_person_skills": {
        "has a skill once": again("marts.fct_person_skills"),
        "current, due, stale": one("marts.fct_person_skills", "currency_status = 'ok'"),
        "no lower than the latest": one(
            "marts.fct_person_skills", "latest_rank = 9", "highest_rank is not null"
        ),
        "no lower than the effective": one(
            "marts.fct_person_skills", "effective_rank = 9", "highest_rank is not null"
        ),
        "rests on a rating": one(
            "marts.fct_assessments",
            "is_revoked = true",
            "assessment_id in"
            " (select effective_assessment_id from marts.fct_person_skills)",
        ),
        "the build's rule names": one(
            "quality.qly_build_info", "level_rule = 'highest'"
        ),
        "has not expired": one(
            "marts.fct_person_skills",
            "effective_expires_on = as_of_date",
            "currency_status = 'due'",
        ),
        "counted where they lead": without("marts.fct_assessments", "not is_revoked"),
    },
    "marts.fct_skill_level_intervals": {
        "two levels of a skill": one(
            "marts.fct_skill_level_intervals",
            "valid_to = 'infinity'",
            "valid_to is not null and (person_id, skill_key) in"
            " (select (person_id, skill_key) from marts.fct_skill_level_intervals"
            " where is_running)",
        ),
        "runs today is the level held": without(
            "marts.fct_skill_level_intervals", "is_running"
        ),
        "still to come": one(
            "marts.fct_skill_level_intervals", "valid_from = '2027-01-01'"
        ),
    },
    "marts.rpt_role_gaps": {
        "listed once for each": again("marts.rpt_role_gaps"),
        "a row for every skill": without("marts.rpt_role_gaps"),
        "the one that the role requires": one(
            "marts.rpt_role_gaps", "required_rank = required_rank + 1"
        ),
        "the one in fct_person_skills": one(
            "marts.rpt_role_gaps", "held_rank = 0", "held_rank > 0"
        ),
        "a surplus what is above": one("marts.rpt_role_gaps", "gap = 0", "gap > 0"),
        "Attainment is a share": one("marts.rpt_role_gaps", "attainment = 1.5"),
    },
    "marts.rpt_role_readiness": {
        "no essential gap": all_of("marts.rpt_role_readiness", "is_ready = true"),
        "for every role of theirs": without("marts.rpt_role_readiness", "is_own_role"),
    },
    "marts.rpt_mentors": {
        "somebody else who is here": one("marts.rpt_mentors", "mentor_id = person_id"),
    },
    "marts.rpt_level_progress": {
        "The longer one waits": one(
            "marts.rpt_level_progress",
            "reached_within_6_months_share = 1.1",
            "reached_within_12_months_share is not null",
        ),
    },
    "marts.rpt_assessment_currency": {
        "as many days away": one("marts.rpt_assessment_currency", "days_left = 1000"),
    },
    "marts.rpt_compliance_status": {
        "has one status": one(
            "marts.rpt_compliance_status",
            "compliance_status = 'level_too_low'",
            "is_compliant",
        ),
    },
    "marts.rpt_team_coverage": {
        "counted once for each": again("marts.rpt_team_coverage"),
        "share of members is 0 to 1": one(
            "marts.rpt_team_coverage", "at_or_above_share = 100"
        ),
        "add up to all members": one(
            "marts.rpt_team_coverage", "at_level_count = at_level_count + 1"
        ),
        "at it or at a higher one": one(
            "marts.rpt_team_coverage", "at_or_above_count = at_or_above_count + 1"
        ),
        "the count by the members": one(
            "marts.rpt_team_coverage", "at_or_above_share = 0.123"
        ),
        "as many members as": without("marts.bridge_team_members"),
        "just those members who hold it": one(
            "marts.fct_person_skills",
            "effective_rank = 0",
            "effective_rank > 0 and person_id in"
            " (select person_id from marts.bridge_team_members)",
        ),
    },
    "marts.rpt_team_coverage_monthly": {
        "who is rated is a member": one(
            "marts.rpt_team_coverage_monthly", "rated_count = member_count + 1"
        ),
        "The last month is today": one(
            "marts.rpt_team_coverage_monthly",
            "covering_count = covering_count + 1",
            "measured_on = as_of_date",
        ),
    },
    "marts.rpt_single_points_of_failure": {
        "alone covers a skill": one(
            "marts.rpt_single_points_of_failure",
            "only_person_id = 'somebody'",
            "cover_status = 'single'",
        ),
    },
    "marts.rpt_supply_demand": {
        "supply less demand": one(
            "marts.rpt_supply_demand", "balance_count = balance_count + 1"
        ),
    },
    "marts.rpt_assessment_completeness": {
        "what is current was assessed": one(
            "marts.rpt_assessment_completeness", "current_count = assessed_count + 1"
        ),
    },
    "marts.fct_rater_pairs": {
        "about its person": one("marts.fct_rater_pairs", "person_id = 'somebody'"),
    },
    "marts.rpt_rater_agreement": {
        "Kappa": one("marts.rpt_rater_agreement", "quadratic_weighted_kappa = -2"),
        "agrees within a level": one(
            "marts.rpt_rater_agreement", "within_one_share = 0", "exact_share > 0"
        ),
        "fewer pairs than": one(
            "marts.rpt_rater_agreement", "exact_share = 1", "is_hidden"
        ),
    },
    "quality.qly_load_reconciliation": {
        "accounted for once": again("quality.qly_load_reconciliation"),
        "rejects is 0 to 1": one(
            "quality.qly_load_reconciliation", "rejected_share = 2"
        ),
        "accepted, superseded or rejected": one(
            "quality.qly_load_reconciliation", "received_count = received_count + 1"
        ),
        "accepted is in the marts": without("marts.fct_assessments"),
        "build's policy allows": one(
            "quality.qly_build_info", "max_rejected_share = 0"
        ),
    },
    "quality.qly_rejected_records": {
        "rejected record is listed": without("quality.qly_rejected_records"),
        "comes with its remedy": one("quality.qly_rejected_records", "remedy = null"),
    },
    "quality.qly_suspicious_records": {
        "suspicious record is listed": without(
            "quality.qly_suspicious_records", "flag = 'two_levels_one_day'"
        ),
    },
    "quality.qly_build_info": {
        "One row": again("quality.qly_build_info"),
        "as of which day": one("quality.qly_build_info", "as_of_date = null"),
        "the sum over the tables": one(
            "quality.qly_build_info", "received_count = received_count + 1"
        ),
        "as of the same day": one(
            "marts.rpt_team_coverage_monthly", "as_of_date = '2020-01-01'"
        ),
        "says what it holds": "comment on column marts.dim_people.email is null",
        "stands for itself": "create view marts.rpt_view as select 1 as one",
    },
    "release.rls_build_info": {
        "One row": again("release.rls_build_info"),
        "under a key": one("release.rls_build_info", "key_fingerprint = null"),
        "one to seven": one("release.rls_build_info", "smallest_count = 5"),
        "Nothing else": "create schema marts; create table marts.a (i integer)",
        "No column": "alter table release.rls_person_skills add full_name varchar",
        "as of the same day": one("release.rls_role_gaps", "as_of_date = '2020-01-01'"),
        "says what it holds": "comment on table release.rls_role_gaps is null",
    },
    "release.rls_team_coverage": {
        "counted once for each": again("release.rls_team_coverage"),
        "an e-mail address": one(
            "release.rls_team_coverage", "team_name = 'Team of one@example.org'"
        ),
        "Every count": one("release.rls_team_coverage", "none_count = 5"),
        "too small to be broken": one(
            "release.rls_team_coverage", "member_count = 15", "team_id = 'part'"
        ),
        "Shares are": one("release.rls_team_coverage", "at_or_above_share = 0.41"),
        "a higher level": one(
            "release.rls_team_coverage", "at_or_above_count = 25", "level = 'mid'"
        ),
        "part of a team": all_of(
            "release.rls_team_coverage", "parent_team_id = 'hidden'", "team_id = 'part'"
        ),
    },
    "release.rls_role_gaps": {
        "counted once for each": again("release.rls_role_gaps"),
        "an e-mail address": one(
            "release.rls_role_gaps", "skill_name = 'a@example.org'"
        ),
        "Every count": one("release.rls_role_gaps", "met_count = 11", "met_count = 10"),
        "No role": one("release.rls_role_gaps", "people_count = 10"),
        "Shares are": one("release.rls_role_gaps", "met_share = 0.3"),
    },
    "release.rls_rater_agreement": {
        "compared once": again("release.rls_rater_agreement"),
        "an e-mail address": one(
            "release.rls_rater_agreement", "scope_id = 'one@example.org'"
        ),
        "Agreement is": one("release.rls_rater_agreement", "exact_share = 75"),
        "Only scopes": one("release.rls_rater_agreement", "people_count = 15"),
        "one decimal": one("release.rls_rater_agreement", "mean_difference = -0.23"),
    },
    "release.rls_person_skills": {
        "a skill once": again("release.rls_person_skills"),
        "an e-mail address": one(
            "release.rls_person_skills", "person_key = 'one@example.org'"
        ),
        "64 hexadecimal": one(
            "release.rls_person_skills", "person_key = 'person_0001'"
        ),
        "ten or more": without("release.rls_person_skills"),
    },
}
