"""What ``quality`` promises: nothing is lost, and the file says what it is."""

from __future__ import annotations

from competency_warehouse.expectations.kinds import (
    Promises,
    between,
    never_null,
    no_rows,
    row_count,
    unique,
)


def promises() -> Promises:
    """Give the promises of each table."""
    return {
        "quality.qly_load_reconciliation": [
            unique("Each table of the export is accounted for once.", "export_table"),
            between("The share of rejects is 0 to 1.", "rejected_share", 0, 1),
            no_rows(
                "What was received was accepted, superseded or rejected.",
                """
                select export_table, received_count, accepted_count, rejected_count
                from this
                where
                    received_count
                    <> accepted_count + superseded_count + rejected_count
                """,
            ),
            no_rows(
                "What was accepted is in the marts: people, assignments, teams, roles, "
                "requirements and ratings.",
                """
                select export_table, accepted_count, listed_count
                from this
                inner join (
                    select 'people' as export_table, count(*) as listed_count
                    from marts.dim_people
                    union all
                    select 'assignments', count(*) from marts.dim_assignments
                    union all
                    select 'teams', count(*) from marts.dim_teams
                    union all
                    select 'roles', count(*) from marts.dim_roles
                    union all
                    select 'role_requirements', count(*)
                    from marts.fct_role_requirements
                    union all
                    select 'assessments', count(*) from marts.fct_assessments
                    union all
                    select 'framework_releases', count(*)
                    from marts.dim_framework_releases
                ) using (export_table)
                where accepted_count <> listed_count
                """,
            ),
            no_rows(
                "No more was rejected than the build's policy allows.",
                """
                select export_table, rejected_share, max_rejected_share
                from this
                cross join quality.qly_build_info
                where rejected_share > max_rejected_share
                """,
            ),
        ],
        "quality.qly_rejected_records": [
            no_rows(
                "Every rejected record is listed, and no other.",
                """
                select export_table, rejected_count, listed_count
                from quality.qly_load_reconciliation
                full outer join (
                    select
                        export_table,
                        count(distinct (source_name, source_row)) as listed_count
                    from this
                    group by export_table
                ) using (export_table)
                where
                    coalesce(rejected_count, 0) <> coalesce(listed_count, 0)
                """,
            ),
            never_null("Every reason comes with its remedy.", "remedy"),
        ],
        "quality.qly_suspicious_records": [
            no_rows(
                "Every suspicious record is listed, and no other.",
                """
                select export_table, suspicious_count, listed_count
                from quality.qly_load_reconciliation
                full outer join (
                    select
                        export_table,
                        count(distinct (source_name, source_row)) as listed_count
                    from this
                    group by export_table
                ) using (export_table)
                where
                    coalesce(suspicious_count, 0) <> coalesce(listed_count, 0)
                """,
            ),
        ],
        "quality.qly_build_info": [
            row_count("One row says what the file was built from.", 1, 1),
            never_null("The file says as of which day it is.", "as_of_date"),
            no_rows(
                "What was received and rejected in all is the sum over the tables.",
                """
                select this.received_count, this.rejected_count
                from this
                cross join (
                    select
                        sum(received_count) as received_count,
                        sum(rejected_count) as rejected_count
                    from quality.qly_load_reconciliation
                ) as added
                where
                    (this.received_count, this.rejected_count)
                    is distinct from (added.received_count, added.rejected_count)
                """,
            ),
            no_rows(
                "Every table is as of the same day.",
                """
                select found_in, tables.as_of_date, this.as_of_date as built_as_of
                from (
                    select 'fct_person_skills' as found_in, as_of_date
                    from marts.fct_person_skills
                    union
                    select 'rpt_role_gaps', as_of_date from marts.rpt_role_gaps
                    union
                    select 'rpt_role_readiness', as_of_date
                    from marts.rpt_role_readiness
                    union
                    select 'rpt_team_coverage', as_of_date from marts.rpt_team_coverage
                    union
                    select 'rpt_team_coverage_monthly', as_of_date
                    from marts.rpt_team_coverage_monthly
                    union
                    select 'rpt_assessment_currency', as_of_date
                    from marts.rpt_assessment_currency
                    union
                    select 'rpt_compliance_status', as_of_date
                    from marts.rpt_compliance_status
                ) as tables
                cross join this
                where tables.as_of_date <> this.as_of_date
                """,
            ),
            no_rows(
                "Every table and column says what it holds.",
                """
                select schema_name, table_name, column_name
                from (
                    select schema_name, table_name, '' as column_name, comment
                    from duckdb_tables()
                    union all
                    select schema_name, table_name, column_name, comment
                    from duckdb_columns()
                )
                where
                    schema_name in ('marts', 'quality')
                    and coalesce(comment, '') = ''
                    and exists (select 1 from this)
                """,
            ),
            no_rows(
                "Every table stands for itself: none is a view of something else.",
                """
                select schema_name, view_name
                from duckdb_views()
                where
                    schema_name in ('marts', 'quality')
                    and exists (select 1 from this)
                """,
            ),
        ],
    }
