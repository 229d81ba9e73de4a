"""The marts of teams, recomputed in plain Python: rules 12 and 14 of the design.

Written from the rules and not from the SQL, to be compared with it: slow, plain, one
team at a time. It needs the standard library only, and oracle.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import combinations

from oracle import Assignment, Marts, Row, choose
from oracle_compare import Compared

Skill = tuple[str, str]


def with_skill(table: str, *key: str) -> Compared:
    """Read a table with the ids of its skill; a key of another release gives NULL."""
    query = (
        "select t.*, s.framework_id, s.skill_id from marts.TABLE as t"
        " left join marts.dim_skills as s"
        " on t.skill_key = s.skill_key and s.is_in_force"
    )
    return Compared(key, query.replace("TABLE", table))


COMPARED = {
    "bridge_team_members": Compared(
        ("team_id", "person_id"), "select * from marts.bridge_team_members"
    ),
    "rpt_single_points_of_failure": with_skill(
        "rpt_single_points_of_failure", "team_id", "framework_id", "skill_id"
    ),
    "rpt_team_bus_factor": Compared(
        ("team_id",),
        "select t.*, s.framework_id, s.skill_id from marts.rpt_team_bus_factor as t"
        " left join marts.dim_skills as s"
        " on t.essential_skill_key = s.skill_key and s.is_in_force",
    ),
    "rpt_leaver_impact": Compared(
        ("team_id", "person_id"), "select * from marts.rpt_leaver_impact"
    ),
    "rpt_team_coverage_monthly": with_skill(
        "rpt_team_coverage_monthly",
        *("team_id", "framework_id", "skill_id", "measured_on"),
    ),
    "rpt_supply_demand": with_skill(
        "rpt_supply_demand", "framework_id", "skill_id", "level"
    ),
    "rpt_training_demand": with_skill(
        "rpt_training_demand", "team_id", "framework_id", "skill_id", "required_level"
    ),
    "fct_team_movements": Compared(
        ("person_id", "changed_on", "movement", "from_team_id", "to_team_id"),
        "select * from marts.fct_team_movements",
    ),
    "bridge_assessment_teams": Compared(
        ("assessment_id", "team_id"), "select * from marts.bridge_assessment_teams"
    ),
    "rpt_team_benchmarks": with_skill(
        "rpt_team_benchmarks", "team_id", "framework_id", "skill_id"
    ),
}


def tables(marts: Marts) -> dict[str, list[Row]]:
    """Compute the marts of teams."""
    teams = Teams(marts)
    return {
        "bridge_team_members": list(teams.member_rows()),
        "rpt_single_points_of_failure": list(teams.single_points()),
        "rpt_team_bus_factor": list(teams.bus_factors()),
        "rpt_leaver_impact": list(teams.leaver_impacts()),
        "rpt_team_coverage_monthly": list(teams.monthly_coverage()),
        "rpt_supply_demand": list(teams.supply_and_demand()),
        "rpt_training_demand": list(teams.training_demand()),
        "fct_team_movements": list(teams.movements()),
        "bridge_assessment_teams": list(teams.assessment_teams()),
        "rpt_team_benchmarks": list(teams.benchmarks()),
    }


class Teams:
    """Who is in which team, and who covers what there."""

    def __init__(self, marts: Marts) -> None:
        """Sort out the levels that cover."""
        self.marts = marts
        self.workforce = marts.workforce
        self.as_of = marts.as_of
        self.cover: dict[str, str] = {}
        for framework_id, ranks in marts.known.ranks.items():
            scale = sorted(ranks, key=lambda level: ranks[level])
            named = marts.policy.cover_level
            self.cover[framework_id] = named if named in scale else scale[:2][-1]
        self.rank_on = cache(self._rank_on)

    def _rank_on(self, person_id: str, skill: Skill, day: date) -> int | None:
        assumed = self.marts.assumed(person_id, *skill)
        if assumed is not None:
            return assumed.rank if day == self.as_of else None
        ratings = self.marts.held.get((person_id, *skill), [])
        chosen = choose(ratings, day, self.marts.policy.level_rule)
        return chosen.rank if chosen else None

    def cover_rank(self, skill: Skill) -> int:
        """Give the rank from which somebody covers a skill."""
        return self.marts.known.ranks[skill[0]][self.cover[skill[0]]]

    def covers(self, person_id: str, skill: Skill, day: date) -> bool:
        """Whether somebody covers a skill on a day."""
        rank = self.rank_on(person_id, skill, day)
        return rank is not None and rank >= self.cover_rank(skill)

    def members(self, team_id: str, day: date) -> list[str]:
        """List the members of a team on a day, those of the teams below it too."""
        return sorted(
            {
                assignment.person_id
                for assignment in self.workforce.running(day)
                if team_id in self.workforce.path(assignment.team_id)
            }
        )

    def required(self, team_id: str, day: date) -> dict[Skill, str]:
        """Give the skills that a team requires on a day, and how much it does."""
        roles = {
            assignment.role_id
            for assignment in self.workforce.running(day)
            if team_id in self.workforce.path(assignment.team_id)
        }
        importance: dict[Skill, str] = {}
        for requirement in self.marts.requirements:
            if requirement.role_id in roles:
                skill = (requirement.framework_id, requirement.skill_id)
                if importance.get(skill) != "essential":
                    importance[skill] = requirement.importance
        return importance

    def team_names(self, team_id: str) -> Row:
        """The columns that name a team."""
        path = [
            str(self.workforce.teams[team]) for team in self.workforce.path(team_id)
        ]
        return {
            "team_id": team_id,
            "team_name": self.workforce.teams[team_id],
            "team_path": " > ".join(reversed(path)),
        }

    def skill_names(self, skill: Skill) -> Row:
        """The columns that name a skill."""
        names = self.marts.known.path_names(self.marts.skills[skill], skill[1])
        return {
            "framework_id": skill[0],
            "skill_id": skill[1],
            "domain_name": names[0],
            "subdomain_name": names[1],
            "skill_name": names[2],
        }

    def member_rows(self) -> Iterator[Row]:
        """The rows of bridge_team_members."""
        for team_id in self.workforce.teams:
            direct = {a.person_id for a in self.marts.running if a.team_id == team_id}
            for person_id in self.members(team_id, self.as_of):
                yield {
                    "team_id": team_id,
                    "person_id": person_id,
                    "is_direct": person_id in direct,
                }

    def coverers(self, team_id: str, skill: Skill) -> list[str]:
        """List the members who cover a skill on the as-of date."""
        members = self.members(team_id, self.as_of)
        return [one for one in members if self.covers(one, skill, self.as_of)]

    def single_points(self) -> Iterator[Row]:
        """The rows of rpt_single_points_of_failure."""
        for team_id in self.workforce.teams:
            members = self.members(team_id, self.as_of)
            for skill, importance in self.required(team_id, self.as_of).items():
                cover = self.coverers(team_id, skill)
                rank = self.cover_rank(skill)
                below = rank - 1 if rank > 1 else -1
                states = [self.marts.state(person, *skill) for person in members]
                only = cover[0] if len(cover) == 1 else None
                words = ["uncovered", "single"]
                yield {
                    **self.team_names(team_id),
                    **self.skill_names(skill),
                    "only_person_id": only,
                    "only_full_name": self.workforce.people[only] if only else None,
                    "importance": importance,
                    "cover_level": self.cover[skill[0]],
                    "cover_status": [*words, "covered"][min(len(cover), 2)],
                    "member_count": len(members),
                    "covering_count": len(cover),
                    "deputy_count": sum(
                        state.effective is not None and state.effective.rank == below
                        for state in states
                    ),
                    "lapsed_count": sum(
                        state.effective is None
                        and state.last_known is not None
                        and state.last_known.rank >= rank
                        for state in states
                    ),
                    "as_of_date": self.as_of,
                }

    def bus_factors(self) -> Iterator[Row]:
        """The rows of rpt_team_bus_factor."""
        for team_id in self.workforce.teams:
            members = self.members(team_id, self.as_of)
            if not members:
                continue
            required = self.required(team_id, self.as_of)
            cover = {skill: set(self.coverers(team_id, skill)) for skill in required}
            essential = [
                (len(cover[skill]), skill)
                for skill, importance in required.items()
                if importance == "essential"
            ]
            thinnest, skill = min(essential, default=(None, (None, None)))
            names = self.skill_names(skill) if skill[0] else {"skill_name": None}
            yield {
                **self.team_names(team_id),
                "framework_id": skill[0],
                "skill_id": skill[1],
                "essential_skill_name": names["skill_name"],
                "essential_smallest_cover": thinnest,
                "member_count": len(members),
                "required_count": len(required),
                "covered_count": sum(bool(people) for people in cover.values()),
                **bus_factor({s: people for s, people in cover.items() if people}),
                "as_of_date": self.as_of,
            }

    def page_order(self, skill: Skill) -> tuple[str, int]:
        """Give the place of a skill on the pages of its framework."""
        release = self.marts.skills[skill]
        skills = self.marts.known.skills(release.framework_id, release.release_id)
        return skill[0], skills.index(skill[1])

    def leaver_impacts(self) -> Iterator[Row]:
        """The rows of rpt_leaver_impact."""
        for membership in self.member_rows():
            team_id, leaver = str(membership["team_id"]), str(membership["person_id"])
            required = self.required(team_id, self.as_of)
            before = {skill: self.coverers(team_id, skill) for skill in required}
            # Who still covers it, of the skills that the leaver covers.
            after = {
                skill: len(people) - 1
                for skill, people in before.items()
                if leaver in people
            }
            left = {
                count: sorted(
                    (skill for skill in after if after[skill] == count),
                    key=self.page_order,
                )
                for count in (0, 1)
            }
            texts = [
                "; ".join(
                    str(self.skill_names(skill)["skill_name"]) for skill in skills
                )
                for skills in left.values()
            ]
            essential = [
                sum(required[skill] == "essential" for skill in skills)
                for skills in left.values()
            ]
            covered = sum(bool(people) for people in before.values())
            yield {
                **self.team_names(team_id),
                **membership,
                "full_name": self.workforce.people[leaver],
                "uncovered_skills": texts[0] or None,
                "single_skills": texts[1] or None,
                "covered_count": covered,
                "uncovered_count": len(left[0]),
                "essential_uncovered_count": essential[0],
                "single_count": len(left[1]),
                "essential_single_count": essential[1],
                "lost_share": len(left[0]) / covered if covered else None,
                "as_of_date": self.as_of,
            }

    def month_ends(self) -> list[date]:
        """List the days on which the months are looked at, the last one first."""
        days = [self.as_of]
        while len(days) < self.marts.policy.coverage_months:
            days.append(days[-1].replace(day=1) - timedelta(days=1))
        return days

    def monthly_coverage(self) -> Iterator[Row]:
        """The rows of rpt_team_coverage_monthly."""
        days = self.month_ends()
        skills = [skill for skill in self.marts.skills if skill[0] in self.cover]
        for team_id in self.workforce.teams:
            for day, month_before in zip(days, [*days[1:], None], strict=True):
                members = self.members(team_id, day)
                required = self.required(team_id, day)
                before = self.members(team_id, month_before) if month_before else []
                for skill in skills if members else ():
                    share = self.share(members, skill, day)
                    change = None
                    if month_before and before:
                        change = share - self.share(before, skill, month_before)
                    ranks = [self.rank_on(person, skill, day) for person in members]
                    rated_count = sum(rank is not None for rank in ranks)
                    if not rated_count and skill not in required:
                        continue
                    yield {
                        **self.team_names(team_id),
                        **self.skill_names(skill),
                        "cover_level": self.cover[skill[0]],
                        "member_count": len(members),
                        "rated_count": rated_count,
                        "covering_count": sum(
                            self.covers(person, skill, day) for person in members
                        ),
                        "covering_share": share,
                        "share_change": change,
                        "is_required": skill in required,
                        "measured_on": day,
                        "as_of_date": self.as_of,
                    }

    def share(self, people: list[str], skill: Skill, day: date) -> float:
        """Give the share of some people who cover a skill on a day."""
        return sum(self.covers(one, skill, day) for one in people) / len(people)

    def required_ranks(self, role_id: str) -> dict[Skill, int]:
        """Give the rank that a role requires in each of its skills."""
        return {
            (r.framework_id, r.skill_id): self.marts.known.ranks[r.framework_id][
                r.level
            ]
            for r in self.marts.requirements
            if r.role_id == role_id
        }

    def status(self, person_id: str, skill: Skill, rank: int) -> str:
        """Tell whether somebody holds a rank, or why that is not known."""
        state = self.marts.state(person_id, *skill)
        if state.effective is None:
            return state.status
        return "met" if state.effective.rank >= rank else "below"

    def holders(self, skill: Skill, rank: int) -> set[str]:
        """List the people at work who hold a rank on the as-of date."""
        return {
            assignment.person_id
            for assignment in self.marts.running
            if self.status(assignment.person_id, skill, rank) == "met"
        }

    def supply_and_demand(self) -> Iterator[Row]:
        """The rows of rpt_supply_demand."""
        running = self.marts.running
        for skill in self.marts.skills:
            for level, rank in self.marts.known.ranks.get(skill[0], {}).items():
                asked = [
                    assignment
                    for assignment in running
                    if self.required_ranks(assignment.role_id).get(skill, 0) >= rank
                ]
                people = {assignment.person_id for assignment in asked}
                found = Counter(self.status(person, skill, rank) for person in people)
                holders = self.holders(skill, rank)
                demand = full_time(asked)
                supply = full_time(a for a in running if a.person_id in holders)
                yield {
                    **self.skill_names(skill),
                    "level": level,
                    "level_rank": rank,
                    "demand_count": len(people),
                    "met_count": found["met"],
                    "below_count": found["below"],
                    "stale_count": found["stale"],
                    "not_assessed_count": found["not_assessed"],
                    "supply_count": len(holders),
                    "balance_count": len(holders) - len(people),
                    "demand_fte": float(demand),
                    "supply_fte": float(supply),
                    "balance_fte": float(supply - demand),
                    "as_of_date": self.as_of,
                }

    def training_demand(self) -> Iterator[Row]:
        """The rows of rpt_training_demand."""
        for team_id in self.workforce.teams:
            # Who needs which level of a skill, and whether a role calls it essential.
            needs: dict[tuple[Skill, str], dict[str, bool]] = {}
            for assignment in self.marts.running:
                if team_id not in self.workforce.path(assignment.team_id):
                    continue
                for need in self.marts.requirements:
                    if need.role_id == assignment.role_id:
                        key = ((need.framework_id, need.skill_id), need.level)
                        people = needs.setdefault(key, {})
                        person = assignment.person_id
                        people[person] = people.get(person, False) or (
                            need.importance == "essential"
                        )
            for (skill, level), people in needs.items():
                rank = self.marts.known.ranks[skill[0]][level]
                yield {
                    **self.team_names(team_id),
                    **self.skill_names(skill),
                    "required_level": level,
                    "required_rank": rank,
                    **self.training_counts(team_id, skill, rank, people),
                    "as_of_date": self.as_of,
                }

    def training_counts(
        self, team_id: str, skill: Skill, rank: int, people: dict[str, bool]
    ) -> Row:
        """The counts of one row of rpt_training_demand."""
        found = {person: self.status(person, skill, rank) for person in people}
        short = [
            rank - (self.rank_on(person, skill, self.as_of) or 0)
            for person in people
            if found[person] == "below"
        ]
        still_open = Counter(people[p] for p in people if found[p] != "met")
        counts = Counter(found.values())
        mentors = self.holders(skill, rank)
        inside = mentors & set(self.members(team_id, self.as_of))
        return {
            "required_count": len(people),
            "met_count": counts["met"],
            "one_level_count": short.count(1),
            "more_levels_count": len(short) - short.count(1),
            "stale_count": counts["stale"],
            "not_assessed_count": counts["not_assessed"],
            "missing_level_count": sum(short),
            "essential_open_count": still_open[True],
            "desirable_open_count": still_open[False],
            "mentor_count": len(inside),
            "mentor_elsewhere_count": len(mentors - inside),
        }

    def movements(self) -> Iterator[Row]:
        """The rows of fct_team_movements: every person, the day before and the day."""
        workforce, one_day = self.workforce, timedelta(days=1)
        for person_id in workforce.people:
            own = [a for a in workforce.assignments if a.person_id == person_id]
            days = {assignment.first_day for assignment in own}
            days |= {a.last_day + one_day for a in own if a.last_day is not None}
            was_there = False
            for day in sorted(day for day in days if day <= self.as_of):
                before = [a for a in own if a.runs_on(day - one_day)]
                after = [a for a in own if a.runs_on(day)]
                for change in place_changes(before, after, was_there):
                    yield {**NO_CHANGE, **change, "person_id": person_id} | {
                        "changed_on": day
                    }
                was_there = was_there or bool(after)

    def assessment_teams(self) -> Iterator[Row]:
        """The rows of bridge_assessment_teams."""
        for rating in self.marts.ratings:
            running = self.workforce.running(rating.assessed_on, rating.person_id)
            for team_id in {assignment.team_id for assignment in running}:
                yield {"assessment_id": rating.assessment_id, "team_id": team_id}

    def benchmarks(self) -> Iterator[Row]:
        """The rows of rpt_team_benchmarks."""
        everybody = {assignment.person_id for assignment in self.marts.running}
        least = self.marts.policy.benchmark_min_members
        for team_id in self.workforce.teams:
            members = self.members(team_id, self.as_of)
            rest = sorted(everybody - set(members))
            is_hidden = len(members) < least or len(rest) < least
            required = self.required(team_id, self.as_of)
            for skill in self.marts.skills if members else ():
                if skill[0] not in self.cover:
                    continue
                share, rest_share, rated, rest_rated = (
                    None if is_hidden else share_of(people, skill, self.as_of)
                    for share_of in (self.share, self.rated_share)
                    for people in (members, rest)
                )
                yield {
                    **self.team_names(team_id),
                    **self.skill_names(skill),
                    "cover_level": self.cover[skill[0]],
                    "member_count": len(members),
                    "rest_member_count": len(rest),
                    "covering_share": share,
                    "rest_covering_share": rest_share,
                    "difference": (
                        None
                        if share is None or rest_share is None
                        else share - rest_share
                    ),
                    "rated_share": rated,
                    "rest_rated_share": rest_rated,
                    "is_required": skill in required,
                    "is_hidden": is_hidden,
                    "as_of_date": self.as_of,
                }

    def rated_share(self, people: list[str], skill: Skill, day: date) -> float:
        """Give the share of some people who have a current rating on a day."""
        ranks = [self.rank_on(person, skill, day) for person in people]
        return sum(rank is not None for rank in ranks) / len(people)


THINGS = {
    "team": ("moved_team", "joined_team", "left_team"),
    "role": ("changed_role", "took_role", "gave_up_role"),
    "manager": ("changed_manager", "gained_manager", "lost_manager"),
}
NO_CHANGE: Row = {
    f"{end}_{thing}_id": None for thing in THINGS for end in ("from", "to")
}


def place_changes(
    before: list[Assignment], after: list[Assignment], was_there: bool
) -> Iterator[Row]:
    """Tell what changed from one day to the next.

    Args:
        before: the assignments of one person that ran on the day before.
        after: those that run on the day.
        was_there: whether the person ever had one.
    """
    if not before and after:
        yield {"movement": "rehired" if was_there else "joined"}
    if before and not after:
        yield {"movement": "left"}
    for thing, (changed, taken, given_up) in THINGS.items():
        if thing != "team" and not (before and after):
            continue
        had = {getattr(assignment, f"{thing}_id") for assignment in before} - {None}
        has = {getattr(assignment, f"{thing}_id") for assignment in after} - {None}
        ends = {"from": sorted(had - has), "to": sorted(has - had)}
        if len(ends["from"]) == len(ends["to"]) == 1:
            ids = {f"{end}_{thing}_id": found[0] for end, found in ends.items()}
            yield {"movement": changed, **ids}
            continue
        for identifier in ends["from"]:
            yield {"movement": given_up, f"from_{thing}_id": identifier}
        for identifier in ends["to"]:
            yield {"movement": taken, f"to_{thing}_id": identifier}


def full_time(assignments: Iterable[Assignment]) -> Fraction:
    """Add up full-time equivalents; where none is given, it is full time."""
    return sum(
        (Fraction(str(1 if a.fte is None else a.fte)) for a in assignments), Fraction()
    )


def lost_by(leavers: set[str], cover: dict[Skill, set[str]]) -> int:
    """Count the skills that nobody covers when these people leave."""
    return sum(people <= leavers for people in cover.values())


def bus_factor(cover: dict[Skill, set[str]]) -> Row:
    """Try all sets of up to three leavers; beyond them, say between what it lies.

    Args:
        cover: who covers each covered skill.
    """
    people = sorted(set().union(*cover.values()))
    for size in (1, 2, 3):
        sets = [
            (-lost, ", ".join(leavers))
            for leavers in combinations(people, size)
            for lost in [lost_by(set(leavers), cover)]
            if 2 * lost > len(cover)
        ]
        if sets:
            lost, leavers = min(sets)
            return _bus_factor(size, size, -lost, leavers)
    if not cover:
        return _bus_factor(None, None, None, None)
    fewest = sorted(cover, key=lambda skill: (len(cover[skill]), skill))
    needed = fewest[: len(cover) // 2 + 1]
    least = max(4, len(cover[needed[-1]]))
    return _bus_factor(
        len(set().union(*(cover[skill] for skill in needed))), least, None, None
    )


def _bus_factor(
    most: int | None, least: int | None, lost: int | None, leavers: str | None
) -> Row:
    return {
        "bus_factor": most,
        "bus_factor_floor": least,
        "is_exact": None if most is None else most == least,
        "lost_count": lost,
        "leaver_ids": leavers,
    }
