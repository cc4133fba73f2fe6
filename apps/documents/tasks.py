"""The documents' work for the worker process."""

from __future__ import annotations

from apps.core.jobs import Job, register_job

from .operations import compaction, snapshots, versions


def register() -> None:
    """Called once when the application is ready."""
    for job in (
        Job(name="snapshot documents", every_seconds=5, run=snapshots.snapshot_due),
        Job(name="keep versions", every_seconds=15, run=versions.keep_due_versions),
        Job(name="compact documents", every_seconds=600, run=compaction.compact_due),
        Job(name="thin versions", every_seconds=3600, run=versions.thin_versions),
    ):
        register_job(job)
