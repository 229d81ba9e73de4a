"""A build within a limit of memory, against one of a tenth of the assessments."""

from __future__ import annotations

from dataclasses import replace

from builds import Dbt, Job, best, emptied, synthesise
from figures import Figure

MEMORY_LIMIT = "8GB"
AIM = 12


def measure(job: Job) -> list[Figure]:
    """Time `dbt build` without tests, of a tenth of the assessments and of all.

    Both have the limit of the job, or 8 GB: what does not fit is written to disk.
    """
    limit = job.memory_limit or MEMORY_LIMIT
    jobs = (replace(job, assessments=job.assessments // 10), job)
    costs = []
    for each in jobs:
        exports = synthesise(each)
        several = []
        for _ in range(job.rounds):
            build = Dbt(emptied(exports.parent / "growth"), exports, limit)
            several.append(build.build_models())
            build.database.unlink()
        costs.append(best(several))
    (fewer, all_of_them), (tenth, whole) = jobs, costs
    return [
        Figure(f"dbt build within {limit}", fewer.size, tenth),
        Figure(f"dbt build within {limit}", all_of_them.size, whole, tenth, AIM),
    ]
