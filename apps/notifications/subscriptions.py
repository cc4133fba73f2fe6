"""What people are told of by mail."""

from __future__ import annotations

from apps.core.events import subscribe_on_write
from apps.documents.margin.events import PeopleMentioned
from apps.drive.events import ContentSettled

from .operations.findings import tell_of_finding
from .operations.mentions import tell_of_mention


def subscribe() -> None:
    """Called once when the application is ready."""
    subscribe_on_write(ContentSettled, tell_of_finding)
    subscribe_on_write(PeopleMentioned, tell_of_mention)
