"""What sharing does when something happens below it."""

from __future__ import annotations

from apps.accounts.events import GroupMemberRemoved
from apps.core.access import Role
from apps.core.clock import utc_now
from apps.core.events import subscribe_on_write
from apps.drive.events import SpaceCreated

from .models import Grant
from .operations.grants import keep_an_owner


def subscribe() -> None:
    """Called once when the application is ready."""
    subscribe_on_write(SpaceCreated, _grant_to_first_owner)
    subscribe_on_write(GroupMemberRemoved, _keep_an_owner)


def _grant_to_first_owner(event: SpaceCreated) -> None:
    Grant.objects.create(
        item_id=event.space_id,
        person_id=event.person_id,
        role=Role.OWNER,
        granted_by_id=event.person_id,
        created_at=utc_now(),
    )


def _keep_an_owner(event: GroupMemberRemoved) -> None:
    keep_an_owner(group_id=event.group_id)
