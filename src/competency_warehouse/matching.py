"""What the names in other people's files mean: skills, levels and people.

Skills and levels are few, so that Python matches each distinct text once; people may be
many, so that SQL does.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from competency_warehouse.column_map import folded, nearest
from competency_warehouse.readers.moodle import id_number
from competency_warehouse.text_tables import put_rows

NONE = "none"
# What people write for "nobody asked"; never for "asked, and found below".
NOT_ASSESSED = frozenset(
    {"", "n/a", "na", "n.a.", "-", "--", "\u2013", "\u2014", "?", "tbc", "unrated"}
    | {"not assessed", "not rated", "not yet assessed", "not yet rated"}
    | {"not applicable"}
)
SKILL_MATCH = (
    *("framework_id", "stated_release", "scope_release"),
    *("domain", "subdomain", "skill"),
    *("release_id", "skill_id", "problem", "candidates"),
)
ONE_TO_ONE = ("exactMatchOf", "replacedBy")
SUCCESSION = (*ONE_TO_ONE, "isPartOf")


@dataclass(frozen=True)
class Match:
    """What a text means, or the code of the reason why it means nothing."""

    value: tuple[str | None, ...] = ()
    problem: str = ""
    candidates: str = ""


@dataclass
class _Skill:
    skill_id: str
    names: tuple[str, ...]  # domain, subdomain, skill

    def path(self) -> str:
        return " > ".join(self.names)


@dataclass
class _ReleaseSkills:
    """The skills of one release, by each way of naming them."""

    by_id: dict[str, _Skill] = field(default_factory=dict)
    by_path: dict[str, list[_Skill]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[str, list[_Skill]] = field(default_factory=lambda: defaultdict(list))

    def add(self, skill: _Skill) -> None:
        self.by_id[skill.skill_id.casefold()] = skill
        self.by_id.setdefault(id_number(skill.skill_id).casefold(), skill)
        self.by_name[folded(skill.names[-1])].append(skill)
        for start in range(len(skill.names)):
            path = _path_key(" > ".join(skill.names[start:]))
            self.by_path[path].append(skill)

    def find(self, text: str, domain: str, subdomain: str) -> list[_Skill]:
        """The skills that a text may mean, within a domain and subdomain if given."""
        found = [self.by_id[key]] if (key := text.casefold()) in self.by_id else []
        found = found or self.by_name.get(folded(text), [])
        if not found and re.search("[>/]", text):
            found = self.by_path.get(_path_key(text), [])
        for given, depth in ((domain, 0), (subdomain, 1)):
            if given:
                found = [skill for skill in found if _is_in(skill, given, depth)]
        return found


def _is_in(skill: _Skill, given: str, depth: int) -> bool:
    node_id = "/".join(skill.skill_id.split("/")[: depth + 1])
    wanted = folded(given)
    path = _path_key(" > ".join(skill.names[: depth + 1]))
    return (
        folded(skill.names[depth]) == wanted
        or node_id.casefold() == wanted
        or path == _path_key(given)
    )


def _path_key(text: str) -> str:
    return re.sub(r"\s*[>/]\s*", ">", folded(text))


class Frameworks:
    """The frameworks of an export folder, to match skills and levels against."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Take them from the tables of the export, which are in ``connection``."""
        self.connection = connection
        self.releases: dict[str, dict[str, str]] = defaultdict(dict)
        self.published: dict[str, list[str]] = defaultdict(list)
        for framework, release, status, day in connection.execute(
            "select plain(framework_id), plain(release_id), lower(plain(status)),"
            " cast(try_cast(released_on as date) as varchar) from framework_releases"
            " order by try_cast(released_on as date), plain(release_id)"
        ).fetchall():
            if framework and release and day:
                self.releases[framework][release] = day
                if status == "published":
                    self.published[framework].append(release)
        self.skills: dict[tuple[str, str], _ReleaseSkills] = defaultdict(_ReleaseSkills)
        self.groups: dict[str, str] = {}  # type of a domain or subdomain, by its name
        self._read_outline()
        self.levels: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
        for framework, level, rank, name in connection.execute(
            "select plain(framework_id), lower(plain(level)), plain(level_rank),"
            " coalesce(plain(level_name), '') from framework_levels"
        ).fetchall():
            if framework and level:
                self.levels[framework][level] = (rank or "", name)
        self.steps: dict[tuple[str, str, str], list[tuple[str, str, str]]]
        self.steps = defaultdict(list)
        self.sources: dict[tuple[str, str, str], int] = defaultdict(int)
        for framework, old, old_skill, new, new_skill, word in connection.execute(
            "select plain(framework_id), plain(from_release_id), plain(from_skill_id),"
            " plain(to_release_id), plain(to_skill_id), plain(association)"
            " from framework_lineage"
        ).fetchall():
            if word in SUCCESSION:
                self.steps[framework, old, old_skill].append((new, new_skill, word))
                self.sources[framework, new, new_skill] += 1

    def _read_outline(self) -> None:
        names: dict[tuple[str, str, str], str] = {}
        rows = self.connection.execute(
            "select plain(framework_id), plain(release_id), plain(node_type),"
            " plain(node_id), coalesce(plain(name), '') from framework_outline"
        ).fetchall()
        for framework, release, _, node_id, name in rows:
            names[framework, release, node_id or ""] = name
        for framework, release, node_type, node_id, name in rows:
            if node_type != "skill" or not node_id:
                for text in {folded(name), folded(node_id or "")} - {""}:
                    self.groups[text] = node_type or ""
                continue
            parts = node_id.split("/")
            path = tuple(
                names.get((framework, release, "/".join(parts[: depth + 1])), part)
                for depth, part in enumerate(parts[:-1])
            )
            skill = _Skill(node_id, ("", "", *path, name)[-3:])
            skill.names = tuple(each for each in skill.names if each)
            self.skills[framework, release].add(skill)

    def knows_skill(self, framework: str, text: str) -> bool:
        """Whether some release has a skill that the text may mean."""
        return any(
            skills.find(text, "", "")
            for (owner, _), skills in self.skills.items()
            if not framework or owner == framework
        )

    def skill(
        self,
        framework: str,
        stated: str,
        scope: str,
        words: tuple[str, str, str],
    ) -> Match:
        """The release to write and the skill that a text means.

        Args:
            framework: its id.
            stated: the release that the row names; empty if none.
            scope: the release in force on the day of the rating.
            words: domain and subdomain, empty where nobody says, and the skill.
        """
        domain, subdomain, text = words
        if not text:
            return Match(problem="empty_skill")
        if stated:
            return self._stated_skill(framework, stated, words)
        published = self.published[framework]
        place = published.index(scope) if scope in published else len(published)
        # The release in force first, then newer ones, then older ones.
        later, earlier = published[place + 1 :], published[:place]
        for release in [scope, *reversed(later), *reversed(earlier)]:
            found = self.skills[framework, release].find(text, domain, subdomain)
            match = self._chosen(found, None if release == scope else release)
            if match and not match.problem and release in earlier:
                skill_id = found[0].skill_id
                if not self._successor(framework, release, skill_id):
                    return Match(problem="superseded_skill")
            if match:
                return match
        return Match(problem="unknown_skill")

    def _stated_skill(
        self, framework: str, stated: str, words: tuple[str, str, str]
    ) -> Match:
        by_fold = {folded(each): each for each in self.releases[framework]}
        release = by_fold.get(folded(stated), "")
        if not release:
            last = list(self.releases[framework])[-3:]
            return Match(problem="unknown_release", candidates=" | ".join(last))
        domain, subdomain, text = words
        found = self.skills[framework, release].find(text, domain, subdomain)
        return self._chosen(found, release) or Match(problem="unknown_skill")

    def _chosen(self, found: Sequence[_Skill], release: str | None) -> Match | None:
        if len(found) > 1:
            paths = [skill.path() for skill in found]
            shown = (
                paths
                if len(set(paths)) == len(paths)
                else [skill.skill_id for skill in found]
            )
            return Match(problem="ambiguous_skill", candidates=" | ".join(shown[:3]))
        return Match((release, found[0].skill_id)) if found else None

    def _successor(self, framework: str, release: str, skill_id: str) -> str:
        """What a skill is called in the release now in force, if one-to-one."""
        published = self.published[framework]
        here = published.index(release)
        while here < len(published) - 1:
            steps = [
                step
                for step in self.steps[framework, published[here], skill_id]
                if step[0] in published[here + 1 :]
            ]
            if not steps:
                following = self.skills[framework, published[here + 1]]
                if skill_id.casefold() not in following.by_id:
                    return ""
                here += 1
                continue
            if len(steps) > 1 or steps[0][2] not in ONE_TO_ONE:
                return ""
            to_release, skill_id, _ = steps[0]
            if self.sources[framework, to_release, skill_id] > 1:
                return ""
            here = published.index(to_release)
        return skill_id

    def choices(self, framework: str, release: str) -> dict[str, str]:
        """Names of skills, with what to write for each so that it is understood."""
        shown: dict[str, str] = {}
        for name, skills in self.skills[framework, release].by_name.items():
            for skill in skills:
                if len(skills) == 1:
                    shown[name] = skill.names[-1]
                shown[folded(skill.path())] = shown.get(name, skill.path())
        return shown

    def level(
        self, framework: str, text: str, said: Mapping[str, str], by_rank: bool = True
    ) -> Match:
        """The level that a text means; value ``(None,)`` is not assessed.

        Args:
            framework: its id.
            text: the text of the cell.
            said: the level or rank that a person named, by folded text.
            by_rank: whether numbers are ranks, 0 being ``none``.
        """
        plain = re.sub(r"\.0+$", "", folded(text))
        if plain in said:
            return self._plain_level(framework, folded(said[plain]), by_rank=True)
        return self._plain_level(framework, plain, by_rank)

    def _plain_level(self, framework: str, plain: str, by_rank: bool) -> Match:
        if plain in NOT_ASSESSED:
            return Match((None,))
        if plain == NONE or (plain == "0" and by_rank):
            return Match((NONE,))
        levels = self.levels[framework]
        word = _level_word(plain)
        initials: dict[str, list[str]] = defaultdict(list)
        for level, (rank, name) in levels.items():
            if word in {_level_word(level), _level_word(name)}:
                return Match((level,))
            if by_rank and plain == rank:
                return Match((level,))
            initials[level[:1]].append(level)
        if len(initials.get(plain, ())) == 1 and plain != NONE[:1]:
            return Match((initials[plain][0],))
        return Match(problem="unknown_level", candidates=" | ".join([*levels, NONE]))


def _level_word(text: str) -> str:
    plain = folded(text)
    word = plain.removesuffix("level")
    bare = word.rstrip(" _-")
    return bare if plain != word != bare else plain


def match_skills(
    connection: duckdb.DuckDBPyConnection,
    frameworks: Frameworks,
    rows: Iterable[tuple[str | None, ...]],
) -> None:
    """Make ``skill_match`` of distinct texts.

    Args:
        connection: where to make it.
        frameworks: what there is.
        rows: framework, stated release, release in force, domain, subdomain, skill.
    """
    found = []
    unknown: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        framework, stated, scope, domain, subdomain, skill = (
            text or "" for text in row
        )
        match = frameworks.skill(framework, stated, scope, (domain, subdomain, skill))
        found.append((row, match))
        if match.problem in {"unknown_skill", "superseded_skill"}:
            unknown[framework, stated or scope].add(skill)
    near = {
        key: nearest(connection, texts, frameworks.choices(*key))
        for key, texts in unknown.items()
    }
    put_rows(
        connection,
        "skill_match",
        SKILL_MATCH,
        (
            (
                *row,
                *(match.value or (None, None)),
                match.problem or None,
                match.candidates
                or near.get((row[0] or "", row[1] or row[2] or ""), {}).get(
                    row[5] or ""
                ),
            )
            for row, match in found
        ),
    )


MATCH_PEOPLE = """
    create or replace table person_keys as
    with keys as (
        select plain(person_id) as person_id, plain(person_id) as shown from people
        union all
        select plain(person_id), plain(email) from people
        union all
        select plain(person_id), plain(full_name) from people
    ),
    distinct_keys as (
        select distinct person_id, shown, fold(shown) as plain_text from keys
        where person_id is not null and shown is not null
    )
    select
        plain_text,
        min(shown) as shown,
        min(person_id) as person_id,
        count(distinct person_id) as person_count,
        array_to_string(list_sort(list(distinct person_id))[1:3], ' | ') as person_ids
    from distinct_keys
    group by plain_text
"""


def match_people(connection: duckdb.DuckDBPyConnection, texts: str) -> None:
    """Make ``person_match`` of the distinct texts that a query gives.

    A person is named by id, e-mail address or full name, in any case; a name that two
    people have names nobody.

    Args:
        connection: where ``people`` is.
        texts: a query with one column, ``text``.
    """
    connection.execute(
        "create or replace macro fold(text) as"
        r" lower(regexp_replace(plain(text), '\s+', ' ', 'g'))"
    )
    connection.execute(MATCH_PEOPLE)
    connection.execute(
        f"""
        create or replace table person_match as
        select
            texts.text,
            case when keys.person_count = 1 then keys.person_id end as person_id,
            case
                when keys.person_count > 1 then 'ambiguous_person'
                when keys.person_count is null then 'unknown_person'
            end as problem,
            case when keys.person_count > 1 then keys.person_ids end as candidates
        from ({texts}) as texts
        left join person_keys as keys on fold(texts.text) = keys.plain_text
        """
    )
    unknown = connection.execute(
        "select text from person_match where problem = 'unknown_person'"
        " order by text limit ?",
        [MAX_EXPLAINED],
    ).fetchall()
    if unknown:
        known = connection.execute("select plain_text, shown from person_keys")
        near = nearest(
            connection, [text for (text,) in unknown], dict(known.fetchall())
        )
        put_rows(connection, "near_people", ("text", "candidates"), near.items())
        connection.execute(
            "update person_match set candidates = near_people.candidates"
            " from near_people where person_match.text = near_people.text"
        )


MAX_EXPLAINED = 2_000
"""Unknown people for whom the nearest known ones are looked up."""
