"""`dbt build` of the demo, all tests, against `dbt parse`."""

from __future__ import annotations

from builds import Dbt, Job, best, emptied
from child import Cost
from figures import Figure

AIM = 2.5


def measure(job: Job) -> list[Figure]:
    """Time `dbt build` of the demo against `dbt parse`, cold and warm.

    Cold: with an empty target folder. Warm: what was parsed before is used again.
    """
    costs: dict[str, list[Cost]] = {}
    for _ in range(job.rounds):
        warm = Dbt(emptied(job.folder / "demo" / "warm"))
        cold = Dbt(emptied(job.folder / "demo" / "cold"))
        for name, cost in {
            "parse, cold": warm.run("parse"),
            "parse, warm": warm.run("parse"),
            "build, warm": warm.run("build"),
            "build, cold": cold.run("build"),
        }.items():
            costs.setdefault(name, []).append(cost)
    fastest = {name: best(several) for name, several in costs.items()}
    return [
        figure
        for state in ("cold", "warm")
        for figure in (
            Figure(f"dbt parse, {state}", "demo", fastest[f"parse, {state}"]),
            Figure(
                f"dbt build, {state}",
                "demo",
                fastest[f"build, {state}"],
                reference=fastest[f"parse, {state}"],
                aim=AIM,
            ),
        )
    ]
