"""Making, editing and revoking links for partners."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import QuerySet

from apps.audit.operations import record
from apps.core.access import Ability, Actor, ItemAccess, PersonActor
from apps.core.clock import utc_now
from apps.core.errors import ForbiddenError, NotFoundError
from apps.core.events import publish
from apps.core.ids import new_token, token_digest
from apps.drive.models import Item
from apps.drive.operations.guards import refuse_unservable
from apps.sharing.errors import (
    ExpiryInvalidError,
    LinkEndedError,
    LinkPasswordInvalidError,
    ModeUnfitError,
)
from apps.sharing.events import LinkChanged
from apps.sharing.models import Link
from apps.sharing.modes import LinkMode

PASSWORD_MINIMUM_LENGTH = 8


@transaction.atomic
def create_link(
    *,
    access: ItemAccess,
    expires_at: datetime | None = None,
    password: str | None = None,
    note: str = "",
    mode: LinkMode = LinkMode.DOWNLOAD,
) -> tuple[Link, str]:
    """Make a link and return it with its token, which is known to nobody afterwards.

    Raises ``ExpiryInvalidError``, ``LinkPasswordInvalidError``, ``ModeUnfitError``,
    ``ForbiddenError``, and what ``refuse_unservable`` raises of content that may not leave.
    """
    _require_sharing(access)
    if not isinstance(access.actor, PersonActor):
        raise ForbiddenError
    now = utc_now()
    token = new_token()
    link = Link(
        item_id=access.item_id,
        issuer_id=access.actor.person_id,
        token_hash=token_digest(token),
        mode=_checked_mode(mode, access.item_id),
        note=note,
        created_at=now,
        expires_at=_checked_expiry(expires_at, now),
    )
    if password is not None:
        _set_password(link, password)
    link.save(force_insert=True)
    _announce(access.actor, "link.created", link)
    return link, token


def _require_sharing(access: ItemAccess) -> None:
    """Say of the content, not of the caller's rights, why whoever may edit may not share."""
    if access.allows(Ability.EDIT) and not access.allows(Ability.SHARE_LINK):
        rows = Item.objects.select_related("current_version__verdict")
        refuse_unservable(rows.get(id=access.item_id).current_version)
    access.require(Ability.SHARE_LINK)


class Unchanged:
    """The type of ``UNCHANGED``: a field the caller did not speak of."""


UNCHANGED = Unchanged()


@transaction.atomic
def edit_link(
    *,
    access: ItemAccess,
    link_id: UUID,
    expires_at: datetime | Unchanged = UNCHANGED,
    password: str | Unchanged | None = UNCHANGED,
    note: str | Unchanged = UNCHANGED,
    mode: LinkMode | Unchanged = UNCHANGED,
) -> Link:
    """Change a link: by its issuer, or by who manages the item. None removes the password.

    An expired link may be prolonged, a revoked one not. Raises ``NotFoundError``,
    ``LinkEndedError``, ``ExpiryInvalidError``, ``LinkPasswordInvalidError``, ``ModeUnfitError``.
    """
    link = _editable_link(access, link_id)
    if link.revoked_at is not None:
        raise LinkEndedError
    if not isinstance(expires_at, Unchanged):
        link.expires_at = _checked_expiry(expires_at, utc_now())
    if not isinstance(password, Unchanged):
        _set_password(link, password)
    if not isinstance(note, Unchanged):
        link.note = note
    if not isinstance(mode, Unchanged):
        link.mode = _checked_mode(mode, link.item_id)
    link.save()
    _announce(access.actor, "link.edited", link)
    return link


@transaction.atomic
def revoke_link(*, access: ItemAccess, link_id: UUID) -> None:
    """End a link for good; idempotent. Raises ``NotFoundError``, ``ForbiddenError``."""
    _end(access.actor, _editable_link(access, link_id))


@transaction.atomic
def revoke_own_link(*, actor: PersonActor, link_id: UUID) -> None:
    """End a link for good as its issuer; idempotent. Raises ``NotFoundError``, ``ForbiddenError``.

    Asks for no proof of access: whoever made a door may close it, also when she lost her own
    right to what is behind it, or a folder above went into the trash. Either may end again.
    """
    link = _locked_links().filter(id=link_id, issuer_id=actor.person_id).first()
    if link is None:
        raise NotFoundError
    if not actor.can_write:
        raise ForbiddenError
    _end(actor, link)


def _end(actor: Actor, link: Link) -> None:
    if link.revoked_at is not None:
        return
    link.revoked_at = utc_now()
    link.save(update_fields=["revoked_at"])
    _announce(actor, "link.revoked", link)


def _locked_links() -> QuerySet[Link]:
    return Link.objects.select_for_update(of=("self",))


def _editable_link(access: ItemAccess, link_id: UUID) -> Link:
    link = _locked_links().filter(id=link_id, item_id=access.item_id).first()
    actor = access.actor
    if link is None or not isinstance(actor, PersonActor):
        raise NotFoundError
    is_issuer = link.issuer_id == actor.person_id
    if not is_issuer and not access.allows(Ability.MANAGE_GRANTS):
        raise NotFoundError
    if not actor.can_write:
        raise ForbiddenError
    return link


def _checked_expiry(expires_at: datetime | None, now: datetime) -> datetime:
    if expires_at is None:
        return now + timedelta(days=settings.LINK_DEFAULT_DAYS)
    # A day of grace: "one year from today" is chosen as a date, in the browser's time zone.
    latest = now + timedelta(days=settings.LINK_MAXIMUM_DAYS + 1)
    if not now < expires_at <= latest:
        raise ExpiryInvalidError(field="expires_at", maximum_days=settings.LINK_MAXIMUM_DAYS)
    return expires_at


def _checked_mode(mode: LinkMode, item_id: UUID) -> LinkMode:
    if mode not in _modes_of(Item.objects.get(id=item_id)):
        raise ModeUnfitError(field="mode")
    return mode


def _modes_of(item: Item) -> frozenset[LinkMode]:
    """A folder's modes reach the documents in it; to look without taking is for documents alone."""
    if item.is_document:
        return frozenset(LinkMode)
    if item.is_folder:
        return frozenset(LinkMode) - {LinkMode.READ}
    return frozenset({LinkMode.DOWNLOAD})


def _set_password(link: Link, password: str | None) -> None:
    if password is not None and len(password) < PASSWORD_MINIMUM_LENGTH:
        raise LinkPasswordInvalidError(field="password", minimum_length=PASSWORD_MINIMUM_LENGTH)
    link.password_hash = "" if password is None else make_password(password)
    link.password_version += 1
    link.failed_unlocks, link.locked_until = 0, None


def _announce(actor: Actor, action: str, link: Link) -> None:
    item = Item.objects.select_related("space").get(id=link.item_id)
    record(
        actor=actor,
        action=action,
        organisation_id=item.space.organisation_id,
        item_id=item.id,
        item_name=item.name,
        link_id=link.id,
        facts={
            "mode": link.mode,
            "expires_at": link.expires_at.isoformat(),
            "has_password": link.has_password,
        },
    )
    publish(LinkChanged(link_id=link.id, item_id=link.item_id))
