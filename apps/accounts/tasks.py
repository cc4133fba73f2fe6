"""This app's work for the worker process."""

from __future__ import annotations

from apps.accounts.sessions import SessionStore
from apps.core.jobs import Job, register_job


def register() -> None:
    """Called once when the application is ready."""
    register_job(
        Job(name="forget expired sessions", every_seconds=3600, run=SessionStore.forget_expired)
    )
