"""`dbt build` of the demo against `dbt parse`."""

from __future__ import annotations

from builds import Dbt, Job, best, emptied
from child import Cost
from figures import Figure

AIM = 2.5


def measure(job: Job) -> list[Figure]:
    """Time `dbt build` of the demo against `dbt parse`, cold and warm.

    Cold: with an empty target folder. Warm: what was parsed before is used again.
    Unit tests are of use to who changes a model: `dbt build` leaves them out.
    """
    commands = {
        "dbt parse": ("parse",),
        "dbt build": ("build",),
        "dbt build, unit tests too": ("build", "--selector", "everything"),
    }
    figures = []
    for state in ("cold", "warm"):
        costs: dict[str, list[Cost]] = {name: [] for name in commands}
        for _ in range(job.rounds):
            build = Dbt(emptied(job.folder / "demo"))
            build.run("parse")
            for name, command in commands.items():
                if state == "cold":
                    build = Dbt(emptied(build.folder))
                build.database.unlink(missing_ok=True)
                costs[name].append(build.run(*command))
        parse, *builds = (best(several) for several in costs.values())
        figures.append(Figure(f"dbt parse, {state}", "demo", parse))
        figures += [
            Figure(f"{name}, {state}", "demo", cost, reference=parse, aim=AIM)
            for name, cost in zip(list(commands)[1:], builds, strict=True)
        ]
    return figures
