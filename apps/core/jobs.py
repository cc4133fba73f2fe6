"""Work the product does by itself, run by the worker process.

A job's queue is the state of the tables it looks at, so nothing is lost with a process and any
number of workers may run the same job: each claims rows, or does what is harmless twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

_jobs: dict[str, Job] = {}


@dataclass(frozen=True, kw_only=True)
class Job:
    """``run`` does one bounded portion of work and returns how much it did.

    It is called every ``every_seconds``, and again at once while it finds work.
    """

    name: str
    every_seconds: float
    run: Callable[[], int]


def register_job(job: Job) -> None:
    """Add a job; called from ``AppConfig.ready()``. Naming two alike is an error."""
    known = _jobs.setdefault(job.name, job)
    if known.run is not job.run:
        raise ValueError(f"two jobs are named {job.name}")


def registered_jobs() -> list[Job]:
    """Return all jobs in the order they were registered."""
    return list(_jobs.values())
