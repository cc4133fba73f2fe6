"""Reading people, groups and credentials. Every list stays within one organisation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from apps.accounts.models import (
    ApiToken,
    Group,
    GroupMembership,
    Invitation,
    Person,
    Session,
)
from apps.accounts.names import name_key, normalise_email, search_key
from apps.core.clock import Clock, utc_now
from apps.core.errors import NotFoundError
from apps.core.ids import token_digest

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class GroupCounts(TypedDict):
        """What ``find_groups`` adds."""

        member_count: int

    CountedGroup = WithAnnotations[Group, GroupCounts]


def find_people(*, organisation_id: UUID, query: str = "") -> QuerySet[Person]:
    """Return active colleagues whose name or address contains ``query``, by name."""
    people = Person.objects.filter(organisation_id=organisation_id, is_active=True)
    if query.strip():
        people = people.filter(
            Q(search_key__contains=search_key(query)) | Q(email__contains=normalise_email(query))
        )
    return people.order_by("search_key", "id")


def find_groups(*, organisation_id: UUID, query: str = "") -> QuerySet[CountedGroup]:
    """Return groups whose name contains ``query``, by name, with ``member_count``."""
    groups = Group.objects.filter(
        organisation_id=organisation_id, name_key__contains=name_key(query)
    )
    return groups.annotate(
        member_count=Count("memberships", filter=Q(memberships__person__is_active=True))
    ).order_by("name_key", "id")


def get_group(*, organisation_id: UUID, group_id: UUID) -> CountedGroup:
    """Return one group with ``member_count``. Raises ``NotFoundError``."""
    group = find_groups(organisation_id=organisation_id).filter(id=group_id).first()
    if group is None:
        raise NotFoundError
    return group


def list_members(*, organisation_id: UUID, group_id: UUID) -> QuerySet[GroupMembership]:
    """Return the active members of a group, by name. Raises ``NotFoundError``."""
    get_group(organisation_id=organisation_id, group_id=group_id)
    return (
        GroupMembership.objects.filter(group_id=group_id, person__is_active=True)
        .select_related("person")
        .order_by("person__search_key", "id")
    )


def list_sessions(*, person_id: UUID, clock: Clock = utc_now) -> QuerySet[Session]:
    """Return a person's living sessions, last seen first."""
    return Session.objects.filter(person_id=person_id, expires_at__gt=clock()).order_by(
        "-last_seen_at", "-id"
    )


def list_tokens(*, person_id: UUID) -> QuerySet[ApiToken]:
    """Return a person's keys, newest first, expired ones included."""
    return ApiToken.objects.filter(person_id=person_id).order_by("-created_at", "-id")


def open_invitations(now: datetime) -> QuerySet[Invitation]:
    """Return the invitations that still make an account."""
    return Invitation.objects.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)


def list_invitations(*, organisation_id: UUID, clock: Clock = utc_now) -> QuerySet[Invitation]:
    """Return an organisation's open invitations, newest first."""
    return (
        open_invitations(clock())
        .filter(organisation_id=organisation_id)
        .select_related("invited_by")
        .order_by("-created_at", "-id")
    )


def find_invitation(token: str, *, clock: Clock = utc_now) -> Invitation | None:
    """Return the open invitation whose link carries ``token``."""
    return open_invitations(clock()).filter(token_hash=token_digest(token)).first()


def find_open_invitation(invitation_id: UUID, *, clock: Clock = utc_now) -> Invitation | None:
    """Return an open invitation by its id, with its organisation."""
    return open_invitations(clock()).select_related("organisation").filter(id=invitation_id).first()


def is_token_alive(token_id: UUID, *, clock: Clock = utc_now) -> bool:
    """Say whether an API token still speaks for its person."""
    return token_id in living_tokens([token_id], clock=clock)


def living_tokens(token_ids: Iterable[UUID], *, clock: Clock = utc_now) -> frozenset[UUID]:
    """Return those of these API tokens that still speak for their person, in one query."""
    tokens = ApiToken.objects.filter(id__in=list(token_ids), person__is_active=True)
    living = tokens.filter(Q(expires_at=None) | Q(expires_at__gt=clock()))
    return frozenset(living.values_list("id", flat=True))


def living_sessions(session_ids: Iterable[UUID], *, clock: Clock = utc_now) -> frozenset[UUID]:
    """Return those of these sessions that nobody ended and that have not run out, in one query."""
    living = Session.objects.filter(
        id__in=list(session_ids), expires_at__gt=clock(), person__is_active=True
    )
    return frozenset(living.values_list("id", flat=True))


def find_tokens(secrets: Iterable[str], *, clock: Clock = utc_now) -> dict[str, ApiToken]:
    """Return, by secret, the living API tokens with their people, in one query.

    Found by their digests in an index: nothing about a secret is compared byte by byte.
    """
    digests = {token_digest(secret): secret for secret in secrets}
    tokens = ApiToken.objects.select_related("person__organisation").filter(
        Q(expires_at=None) | Q(expires_at__gt=clock()),
        token_hash__in=list(digests),
        person__is_active=True,
    )
    return {digests[bytes(token.token_hash)]: token for token in tokens}
