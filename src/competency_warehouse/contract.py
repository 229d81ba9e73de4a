"""The export contract: which tables an export folder holds, and their columns.

The dbt project holds the same list in ``macros/export_contract.sql``; a test compares
the two. Every column is text; staging types it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ExportTable:
    """One table of an export folder.

    Attributes:
        name: file name without its ending, for example ``people``.
        columns: all columns, in the order in which they are written.
        key: the columns that tell one record from another.
        required: whether the folder must hold the table.
    """

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    required: bool = True


def _table(name: str, columns: str, key: str, required: bool = True) -> ExportTable:
    return ExportTable(name, tuple(columns.split()), tuple(key.split()), required)


FRAMEWORK_TABLES = (
    _table(
        "framework_releases",
        "framework_id release_id released_on status title publisher licence source"
        " content_hash",
        "framework_id release_id",
    ),
    _table(
        "framework_levels",
        "framework_id level level_rank level_name summary",
        "framework_id level",
    ),
    _table(
        "framework_outline",
        "framework_id release_id node_type node_id parent_id position name description",
        "framework_id release_id node_id",
    ),
    _table(
        "framework_descriptors",
        "framework_id release_id skill_id level position descriptor",
        "framework_id release_id skill_id level position",
    ),
    _table(
        "framework_attributes",
        "framework_id release_id node_id level kind position value",
        "framework_id release_id node_id level kind position",
        required=False,
    ),
    _table(
        "framework_unplaced",
        "framework_id release_id source line nearest_node_id text",
        "framework_id release_id source line",
        required=False,
    ),
    _table(
        "framework_lineage",
        "framework_id from_release_id from_skill_id to_release_id to_skill_id"
        " association note",
        "framework_id from_release_id from_skill_id to_release_id to_skill_id",
        required=False,
    ),
    _table(
        "level_waivers",
        "framework_id skill_id level reason granted_on expires_on",
        "framework_id skill_id level granted_on",
        required=False,
    ),
    _table(
        "finding_exceptions",
        "framework_id release_id rule node_id reason granted_on expires_on",
        "framework_id release_id rule node_id granted_on",
        required=False,
    ),
    _table(
        "skill_crosswalk",
        "framework_id skill_id external_framework external_code association confidence"
        " source",
        "framework_id skill_id external_framework external_code",
        required=False,
    ),
    _table(
        "currency_windows",
        "framework_id skill_id level months",
        "framework_id skill_id level",
        required=False,
    ),
)

WORKFORCE_TABLES = (
    _table("teams", "team_id team_name parent_team_id", "team_id"),
    _table("roles", "role_id role_name role_family next_role_id", "role_id"),
    _table(
        "role_requirements",
        "role_id framework_id skill_id required_level importance",
        "role_id framework_id skill_id",
    ),
    _table("people", "person_id full_name email", "person_id"),
    _table(
        "assignments",
        "person_id team_id role_id manager_id started_on ended_on fte",
        "person_id team_id role_id started_on",
    ),
    _table(
        "scenario_changes",
        "scenario change person_id team_id role_id holds",
        "scenario person_id change team_id role_id",
        required=False,
    ),
)

ASSESSMENT_TABLES = (
    _table(
        "assessments",
        "assessment_id person_id framework_id release_id skill_id level assessor_type"
        " assessor_id assessed_on recorded_at verification evidence",
        "assessment_id recorded_at",
    ),
)

EXPORT_TABLES: dict[str, ExportTable] = {
    table.name: table
    for table in (*FRAMEWORK_TABLES, *WORKFORCE_TABLES, *ASSESSMENT_TABLES)
}
