"""What the release file promises: that nobody can be found in it.

The policy is read from the file itself, ``rls_build_info``. That no exact small number
can be worked out of several of these numbers is proven where they are made
(docs/privacy.md); here each is looked at by itself, as whoever gets the file would.
"""

from __future__ import annotations

from competency_warehouse.expectations.kinds import (
    ExpectNoRows,
    Promises,
    between,
    no_rows,
    row_count,
    unique,
)


def promises() -> Promises:
    """Give the promises of each table."""
    return {
        **_file(),
        **_teams(),
        **_roles(),
        **_raters(),
        **_persons(),
    }


def _file() -> Promises:
    return {
        "release.rls_build_info": [
            row_count("One row says what the release was built from.", 1, 1),
            no_rows(
                "The pseudonyms were made under a key, which left its fingerprint.",
                """
                select key_fingerprint
                from this
                where
                    not coalesce(
                        regexp_full_match(key_fingerprint, '[0-9a-f]{16}'), false
                    )
                """,
            ),
            no_rows(
                "The policy withholds counts of one to seven, and rounds the others.",
                """
                select suppression_threshold, smallest_count, rounding_base
                from this
                where
                    not coalesce(
                        smallest_count >= 8
                        and rounding_base >= 5
                        and suppression_threshold >= smallest_count
                        and group_minimum >= suppression_threshold,
                        false
                    )
                """,
            ),
            no_rows(
                "Nothing else is in the file: only tables for release.",
                """
                select schema_name, table_name
                from (
                    select schema_name, table_name from duckdb_tables()
                    where not internal
                    union all
                    select schema_name, view_name from duckdb_views()
                    where not internal
                )
                where
                    (schema_name <> 'release' or not starts_with(table_name, 'rls_'))
                    and exists (select 1 from this)
                """,
            ),
            no_rows(
                "No column is one for names, addresses, ids or words of persons.",
                """
                select table_name, column_name
                from duckdb_columns()
                where
                    schema_name = 'release'
                    and regexp_matches(
                        column_name,
                        'person_id|full_name|first_name|last_name|mail|manager'
                        || '|assessor_(id|name)|mentor|member_id|assessment_id'
                        || '|evidence|record'
                    )
                    and exists (select 1 from this)
                """,
            ),
            no_rows(
                "Every table is as of the same day.",
                """
                select found_in, tables.as_of_date, this.as_of_date as built_as_of
                from (
                    select 'rls_team_coverage' as found_in, as_of_date
                    from release.rls_team_coverage
                    union
                    select 'rls_role_gaps', as_of_date from release.rls_role_gaps
                    union
                    select 'rls_rater_agreement', as_of_date
                    from release.rls_rater_agreement
                    union
                    select 'rls_person_skills', as_of_date
                    from release.rls_person_skills
                ) as tables
                cross join this
                where tables.as_of_date is distinct from this.as_of_date
                """,
            ),
            no_rows(
                "Every table and column says what it holds.",
                """
                select table_name, column_name
                from (
                    select schema_name, table_name, '' as column_name, comment
                    from duckdb_tables()
                    union all
                    select schema_name, table_name, column_name, comment
                    from duckdb_columns()
                )
                where
                    schema_name = 'release'
                    and coalesce(comment, '') = ''
                    and exists (select 1 from this)
                """,
            ),
        ],
    }


def _teams() -> Promises:
    return {
        "release.rls_team_coverage": [
            unique(
                "A level of a skill is counted once for each team.",
                *("team_id", "skill_key", "level_key"),
            ),
            _no_address("No text looks like an e-mail address."),
            _rounded(
                "Every count is withheld, none, or rounded and of eight or more.",
                *("at_level_count", "at_or_above_count", "none_count"),
                *("stale_count", "not_assessed_count"),
                keys="team_id, skill_key, level",
                whole="member_count",
            ),
            no_rows(
                "No team is shown that is too small to be broken down.",
                """
                select distinct team_id, member_count, group_minimum
                from this
                cross join release.rls_build_info
                where not coalesce(
                    member_count >= group_minimum and member_count % rounding_base = 0,
                    false
                )
                """,
            ),
            no_rows(
                "Shares are of the rounded counts.",
                """
                select team_id, skill_key, level, at_or_above_share
                from this
                where
                    not coalesce(
                        abs(at_or_above_share * member_count - at_or_above_count)
                        < 1e-6,
                        at_or_above_count is null and at_or_above_share is null
                    )
                """,
            ),
            no_rows(
                "No more people are at a higher level or above than at a lower one.",
                """
                select team_id, skill_key, level, at_or_above_count, lower_count
                from (
                    select
                        *,
                        min(at_or_above_count) over (
                            partition by team_id, skill_key
                            order by level_rank
                            rows between unbounded preceding and 1 preceding
                        ) as lower_count
                    from this
                )
                where at_or_above_count > lower_count
                """,
            ),
            no_rows(
                "A team that is shown is part of a team that is shown, and no larger.",
                """
                select this.team_id, this.parent_team_id, this.member_count
                from (
                    select distinct team_id, parent_team_id, member_count from this
                ) as this
                left join (select distinct team_id, member_count from this) as parents
                    on this.parent_team_id = parents.team_id
                where
                    this.parent_team_id is not null
                    and not coalesce(this.member_count <= parents.member_count, false)
                """,
            ),
        ],
    }


def _roles() -> Promises:
    return {
        "release.rls_role_gaps": [
            unique("A skill is counted once for each role.", *("role_id", "skill_key")),
            _no_address("No text looks like an e-mail address."),
            _rounded(
                "Every count is withheld, none, or rounded and of eight or more.",
                *("met_count", "below_count", "stale_count", "not_assessed_count"),
                keys="role_id, skill_key",
                whole="people_count",
            ),
            no_rows(
                "No role is broken down that too few people hold.",
                """
                select role_id, skill_key, people_count, group_minimum
                from this
                cross join release.rls_build_info
                where
                    people_count < group_minimum
                    or people_count % rounding_base <> 0
                    or (
                        people_count is null
                        and coalesce(
                            met_count, below_count, stale_count, not_assessed_count
                        ) is not null
                    )
                """,
            ),
            no_rows(
                "Shares are of the rounded counts.",
                """
                select role_id, skill_key, met_share
                from this
                where
                    not coalesce(
                        abs(met_share - met_count / people_count) < 1e-9,
                        met_count is null and met_share is null
                    )
                """,
            ),
        ],
    }


def _raters() -> Promises:
    return {
        "release.rls_rater_agreement": [
            unique(
                "Two types of assessor are compared once in each scope.",
                *("framework_id", "scope", "scope_id"),
                *("first_assessor_type", "second_assessor_type"),
            ),
            _no_address("No text looks like an e-mail address."),
            between("Agreement is a share, 0 to 1.", "exact_share", 0, 1),
            no_rows(
                "Only scopes with enough people are there, and counts are rounded.",
                """
                select scope, scope_id, people_count, pair_count, group_minimum
                from this
                cross join release.rls_build_info
                where
                    not coalesce(
                        people_count >= group_minimum
                        and pair_count >= people_count
                        and people_count % rounding_base = 0
                        and pair_count % rounding_base = 0,
                        false
                    )
                """,
            ),
            no_rows(
                "Statistics have one decimal, and the share is one of rounded counts.",
                """
                select scope, scope_id, exact_share, mean_difference
                from this
                cross join release.rls_build_info
                where
                    quadratic_weighted_kappa <> round(quadratic_weighted_kappa, 1)
                    or mean_difference <> round(mean_difference, 1)
                    or abs(
                        exact_share * pair_count / rounding_base
                        - round(exact_share * pair_count / rounding_base)
                    ) > 1e-6
                """,
            ),
        ],
    }


def _persons() -> Promises:
    return {
        "release.rls_person_skills": [
            unique("A person has a skill once.", "person_key", "skill_key"),
            _no_address("No text looks like an e-mail address."),
            no_rows(
                "Persons are known by a hash of 64 hexadecimal digits.",
                """
                select distinct person_key
                from this
                where not coalesce(regexp_full_match(person_key, '[0-9a-f]{64}'), false)
                """,
            ),
            no_rows(
                "Whoever holds a level of a skill is one of ten or more, and their "
                "number is rounded.",
                """
                select skill_key, level, count(*) as people_count
                from this
                cross join release.rls_build_info
                group by skill_key, level
                having
                    count(*) < any_value(suppression_threshold)
                    or count(*) % any_value(rounding_base) <> 0
                """,
            ),
        ],
    }


def _no_address(promise: str) -> ExpectNoRows:
    """Expect no e-mail address in any column."""
    return no_rows(
        promise,
        """
        select regexp_extract(this::varchar, '[^ ''@]+@[^ ''@]+[.][a-z]+') as address
        from this
        where address <> ''
        """,
    )


def _rounded(promise: str, *counts: str, keys: str, whole: str) -> ExpectNoRows:
    """Expect counts to be withheld, 0, or rounded and not small, up to the whole."""
    return no_rows(
        promise,
        """
        select <keys>, shown_count, <whole>
        from (select <keys>, <whole>, unnest([<counts>]) as shown_count from this)
        cross join release.rls_build_info
        where
            shown_count % rounding_base <> 0
            or shown_count < 0
            or shown_count between 1 and smallest_count - 1
            or shown_count > <whole>
        """.replace("<keys>", keys)
        .replace("<whole>", whole)
        .replace("<counts>", ", ".join(counts)),
    )
