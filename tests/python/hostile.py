"""An export with hostile text in every column that may hold any text.

For tests of whatever shows or passes on what an export holds: the warehouse, its
documentation, validation, releases.
"""

from __future__ import annotations

from itertools import cycle
from pathlib import Path

import duckdb

from warehouse import copy_seeds, read_records, write_records

# Each as it must arrive: nothing here is trimmed.
TEXTS = (
    "<script>alert('x')</script><img src=x onerror=alert(1)>",
    "</textarea></script><!-- -->]]>&lt;b&gt;&amp;",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://example.org","a")',
    "+1+1",
    "@SUM(A1)",
    "-1+1",
    "\uff1d1+1",
    "'; drop table marts.dim_people; --",
    'x"); select 1; --',
    "{{ 7 * 7 }}{% raw %}{# a #}{{ env_var('HOME') }}",
    "${jndi:ldap://example.org/a} %s %(a)s {0} $1 \\1 \\",
    "a\x1b[31mred\x07\x7fb",
    "\u202egnp.exe\u2066\u200b\u2069 \ufeffx\u00ad",
    "one\u2028two\u2029three\x85four",
    "two\nlines,\twith; a 'quote' and a \"quote\"",
    "[link](javascript:alert(1)) ![x](file:///etc/passwd) `code` **bold**",
    "../../../../etc/passwd",
    "NULL",
    "Z\u0363\u0351a\u0300lgo \U0001f469\u200d\U0001f4bb \u0130\u0131\u00df \u0661",
)
LONG = "<b>1 MB</b> " + "x" * 1_000_000

# Columns of any text, by table.
FREE = {
    "framework_releases": ("title", "publisher", "licence", "source"),
    "framework_levels": ("level_name", "summary"),
    "framework_outline": ("name", "description"),
    "framework_descriptors": ("descriptor",),
    "framework_attributes": ("value",),
    "framework_unplaced": ("source", "text"),
    "framework_lineage": ("note",),
    "level_waivers": ("reason",),
    "finding_exceptions": ("reason",),
    "skill_crosswalk": ("external_framework", "external_code", "source"),
    "teams": ("team_name",),
    "roles": ("role_name", "role_family"),
    "people": ("full_name", "email"),
    "assessments": ("evidence",),
}
# Columns of ids: what they point to must get the same new id.
KEYS = {
    "person": ("person_id", "manager_id", "assessor_id"),
    "team": ("team_id", "parent_team_id"),
    "role": ("role_id", "next_role_id"),
    "skill": (
        *("node_id", "parent_id", "skill_id", "from_skill_id", "to_skill_id"),
        "nearest_node_id",
    ),
    "assessment": ("assessment_id",),
}

# Columns of the published tables that show them.
SHOWN = (
    *("full_name", "team_name", "team_path", "skill_name", "role_name", "descriptor"),
    *("subdomain_name", "descriptors", "only_full_name", "blockers", "finding"),
    *("first_assessor_name", "uncovered_skills", "single_skills", "level_name"),
)

Records = dict[str, list[dict[str, str]]]


def hostile_export(folder: Path, assessments: int = 300) -> Records:
    """Make a folder of exports from the committed seeds, with hostile text throughout.

    Args:
        folder: where to; made by this.
        assessments: how many of the seeds' ratings to take.

    Returns:
        The records of each table, as they were written.
    """
    copy_seeds(folder)
    export = {file.stem: read_records(file) for file in sorted(folder.glob("*.csv"))}
    export["assessments"] = export["assessments"][:assessments]
    _fill_what_the_seeds_leave_empty(export)
    for place, (table, columns) in enumerate(FREE.items()):
        texts = cycle([*TEXTS[place:], *TEXTS[:place]])
        for number, record in enumerate(export[table]):
            for column in columns:
                # The number keeps names apart.
                record[column] = f"{next(texts)}{number}"
    for table, column in (
        ("people", "full_name"),
        ("assessments", "evidence"),
        ("framework_outline", "description"),
    ):
        export[table][-1][column] = LONG
    for table, records in export.items():
        for record in records:
            for columns in KEYS.values():
                for column in {*columns} & {*record}:
                    if record[column]:
                        record[column] = hostile_id(record[column])
        write_records(folder / f"{table}.csv", records)
    return export


def hostile_id(plain: str) -> str:
    """An id that would break out of SQL, a template, HTML or a formula."""
    return f"={plain}'\"</b>{{{{ x }}}};--"


def spoil_published(file: Path) -> None:
    """Put hostile text into a published file, in every column that pages show.

    Equal values get equal texts, and none is lost: the old value follows the text.
    """
    with duckdb.connect(str(file)) as connection:
        columns = connection.execute(
            "select schema_name || '.' || table_name, column_name from duckdb_columns()"
            " where list_contains($shown, column_name)",
            {"shown": SHOWN},
        ).fetchall()
        connection.execute("set variable texts = $texts", {"texts": TEXTS})
        connection.execute(
            "create temporary macro spoiled(value) as getvariable('texts')"
            "[1 + (hash(value) % len(getvariable('texts')))::int] || value"
        )
        for table, column in columns:
            spoiled = duckdb.FunctionExpression(
                "spoiled", duckdb.ColumnExpression(column)
            )
            connection.table(table).update({column: spoiled})


def _fill_what_the_seeds_leave_empty(export: Records) -> None:
    outline = export["framework_outline"]
    release = export["framework_releases"][-1]
    keys = {name: release[name] for name in ("framework_id", "release_id")}
    skills = [
        row["node_id"]
        for row in outline
        if row["node_type"] == "skill" and row["release_id"] == keys["release_id"]
    ]
    for number in range(len(TEXTS)):
        skill = {"framework_id": keys["framework_id"], "skill_id": skills[0]}
        dated = {"granted_on": f"2025-01-{number + 1:02}", "expires_on": "2025-02-28"}
        position = {"kind": "tool", "position": str(number + 1), "value": ""}
        place = {"node_id": skills[0], "level": ""}
        export["framework_attributes"].append(keys | place | position)
        export["framework_unplaced"].append(
            keys
            | {"source": "", "line": str(number + 1), "nearest_node_id": skills[0]}
            | {"text": ""}
        )
        export["level_waivers"].append(skill | {"level": "mid", "reason": ""} | dated)
        export["finding_exceptions"].append(
            keys
            | {"rule": "long_descriptor", "node_id": skills[0], "reason": ""}
            | dated
        )
