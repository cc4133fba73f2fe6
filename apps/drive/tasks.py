"""The drive's work for the worker process."""

from __future__ import annotations

from apps.core.jobs import Job, register_job

from .operations import rescanning, scanning, sweeping


def register() -> None:
    """Called once when the application is ready."""
    for job in (
        Job(name="scan waiting content", every_seconds=1, run=scanning.scan_next_waiting),
        Job(name="rescan content", every_seconds=60, run=rescanning.rescan_next),
        Job(name="delete objects", every_seconds=5, run=sweeping.delete_discarded_objects),
        Job(name="abandon uploads", every_seconds=300, run=sweeping.abandon_expired_uploads),
        Job(name="empty trash", every_seconds=3600, run=sweeping.purge_expired_trash),
        Job(name="reconcile store", every_seconds=6 * 3600, run=sweeping.reconcile_store),
    ):
        register_job(job)
