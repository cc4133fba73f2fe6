"""What people are told of by mail."""

from __future__ import annotations

from apps.core.events import subscribe_on_write
from apps.drive.events import ContentSettled

from .operations.findings import tell_of_finding


def subscribe() -> None:
    """Called once when the application is ready."""
    subscribe_on_write(ContentSettled, tell_of_finding)
