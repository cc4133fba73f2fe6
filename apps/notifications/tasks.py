"""The outbox's work for the worker process."""

from __future__ import annotations

from apps.core.jobs import Job, register_job

from .operations.delivery import forget_old_mails, send_next


def register() -> None:
    """Called once when the application is ready."""
    register_job(Job(name="send mails", every_seconds=1, run=send_next))
    register_job(Job(name="forget old mails", every_seconds=24 * 3600, run=forget_old_mails))
