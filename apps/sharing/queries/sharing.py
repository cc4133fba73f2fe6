"""Who an item is shared with, and through which links."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet

from apps.core.access import Ability, ItemAccess, PersonActor
from apps.core.ids import token_digest
from apps.drive.models import Item
from apps.sharing.facts import fetch_chains
from apps.sharing.gate import issuers_abilities
from apps.sharing.models import Grant, Link


class LinkStatus(StrEnum):
    """Whether a link works now, and if not, why. ``blocked``: its issuer lost the right."""

    OPEN = "open"
    EXPIRED = "expired"
    REVOKED = "revoked"
    BLOCKED = "blocked"


def grants_on(access: ItemAccess) -> QuerySet[Grant]:
    """The grants that count for an item, its own and those inherited from above."""
    grants = Grant.objects.filter(item__in=access.ancestor_ids)
    return grants.select_related("person", "group", "granted_by", "item").order_by(
        "-role", "created_at", "id"
    )


def links_on(access: ItemAccess) -> QuerySet[Link]:
    """The links of an item the caller may see: her own, all of them if she manages the item."""
    links = Link.objects.filter(item_id=access.item_id).select_related(
        "issuer", "item__current_version__verdict"
    )
    if not access.allows(Ability.MANAGE_GRANTS):
        actor = access.actor
        links = links.filter(issuer=actor.person_id if isinstance(actor, PersonActor) else None)
    return links.order_by("-created_at", "-id")


def links_issued_by(actor: PersonActor) -> QuerySet[Link]:
    """All links the caller made, newest first."""
    links = Link.objects.filter(issuer=actor.person_id).select_related(
        "issuer", "item__current_version__verdict"
    )
    return links.order_by("-created_at", "-id")


def find_link(link_id: UUID) -> Link | None:
    """Return a link with its item and space, and its issuer with her organisation."""
    return (
        Link.objects.select_related("item__space", "issuer__organisation")
        .filter(id=link_id)
        .first()
    )


def find_link_by_token(token: str) -> Link | None:
    """Return the link a token opens, with its issuer.

    Looked up by digest, so that time tells nothing of it.
    """
    return Link.objects.select_related("issuer").filter(token_hash=token_digest(token)).first()


def statuses_of(links: Iterable[Link], now: datetime) -> dict[UUID, LinkStatus]:
    """Return the status of each link; four queries, however many links and issuers."""
    links = list(links)
    chains = fetch_chains({link.item_id for link in links})
    abilities = issuers_abilities((link, chains.get(link.item_id, ())) for link in links)
    return {
        link.id: _status(link, chains.get(link.item_id, ()), abilities[link.id], now)
        for link in links
    }


def _status(
    link: Link, chain: tuple[Item, ...], abilities: frozenset[Ability], now: datetime
) -> LinkStatus:
    if link.revoked_at is not None:
        return LinkStatus.REVOKED
    if link.expires_at <= now:
        return LinkStatus.EXPIRED
    is_trashed = any(item.trashed_at is not None for item in chain)
    if is_trashed or Ability.SHARE_LINK not in abilities:
        return LinkStatus.BLOCKED
    return LinkStatus.OPEN
