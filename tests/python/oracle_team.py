"""The marts of teams, recomputed in plain Python: rules 12 and 14 of the design.

Written from the rules and not from the SQL, to be compared with it: slow, plain, one
team at a time. It needs the standard library only, and oracle.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from oracle import Marts, Row, choose
from oracle_compare import Compared

Skill = tuple[str, str]


def with_skill(table: str, *key: str) -> Compared:
    """Read a table with the ids of its skill; a key of another release gives NULL."""
    query = (
        "select t.*, s.framework_id, s.skill_id from marts.TABLE as t"
        " left join marts.dim_skills as s on t.skill_key = s.skill_key and s.is_in_force"
    )
    return Compared(key, query.replace("TABLE", table))


COMPARED = {
    "bridge_team_members": Compared(
        ("team_id", "person_id"), "select * from marts.bridge_team_members"
    ),
    "rpt_single_points_of_failure": with_skill(
        "rpt_single_points_of_failure", "team_id", "framework_id", "skill_id"
    ),
}


def tables(marts: Marts) -> dict[str, list[Row]]:
    """Compute the marts of teams."""
    teams = Teams(marts)
    return {
        "bridge_team_members": list(teams.member_rows()),
        "rpt_single_points_of_failure": list(teams.single_points()),
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
