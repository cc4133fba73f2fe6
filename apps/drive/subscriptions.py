"""What the drive does when something happens below it."""

from __future__ import annotations

from apps.accounts.events import PersonCreated
from apps.core.access import SystemActor
from apps.core.events import subscribe_on_write
from apps.scanning.events import VerdictChanged

from .operations.settling import apply_verdict
from .operations.spaces import create_personal_space


def subscribe() -> None:
    """Called once when the application is ready."""
    subscribe_on_write(PersonCreated, _give_personal_space)
    subscribe_on_write(VerdictChanged, _follow_verdict)


def _give_personal_space(event: PersonCreated) -> None:
    create_personal_space(
        actor=SystemActor(),
        person_id=event.person_id,
        organisation_id=event.organisation_id,
    )


def _follow_verdict(event: VerdictChanged) -> None:
    apply_verdict(sha256=event.sha256)
