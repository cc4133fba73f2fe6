"""What higher apps may want to know about people and groups."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from apps.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PersonCreated(Event):
    """An account exists; she owns nothing yet."""

    person_id: UUID
    organisation_id: UUID


@dataclass(frozen=True, kw_only=True)
class PersonDeactivated(Event):
    """She can no longer sign in; her sessions and tokens are already gone."""

    person_id: UUID
    organisation_id: UUID


@dataclass(frozen=True, kw_only=True)
class GroupMemberRemoved(Event):
    """What she could reach through the group only, she no longer can. One per member of a
    deleted group too.
    """

    group_id: UUID
    person_id: UUID
    organisation_id: UUID
