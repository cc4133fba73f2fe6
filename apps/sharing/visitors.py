"""Who is at a partner's door, pages or socket: a link, and what this browser can prove about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from apps.core.access import LinkActor
from apps.core.errors import NotFoundError

from .models import Link
from .possession import read_possession
from .queries.sharing import find_link


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A browser that once came with the link's token. What it may see, the gate says."""

    link: Link
    actor: LinkActor

    @property
    def is_locked(self) -> bool:
        """Whether the password is still, or again, to be given."""
        return self.link.has_password and not (
            self.actor.is_unlocked and self.actor.password_version == self.link.password_version
        )


def begin_visit(
    cookies: Mapping[str, str],
    link_id: UUID,
    *,
    address: str | None = None,
    request_id: str | None = None,
) -> Visit:
    """Return the visit that a browser's cookies prove. One query.

    Says nothing of whether the link works: ``open_item`` does, with the visit's actor. Raises
    ``NotFoundError`` for who cannot prove to have had the token.
    """
    possession = read_possession(cookies, link_id)
    link = find_link(link_id) if possession is not None else None
    if link is None or possession is None or not possession.is_of(link):
        raise NotFoundError
    actor = LinkActor(
        label=_label(link, possession.guest_name),
        address=address,
        request_id=request_id,
        link_id=link.id,
        is_unlocked=possession.password_version > 0,
        password_version=possession.password_version,
        guest_name=possession.guest_name,
    )
    return Visit(link=link, actor=actor)


def named(visit: Visit, name: str) -> LinkActor:
    """Return the visit's actor under the name a guest has just chosen."""
    return replace(visit.actor, label=_label(visit.link, name), guest_name=name)


def _label(link: Link, guest_name: str) -> str:
    """Return what agents read in the audit trail: the guest, and the link in its issuer's words."""
    door = link.note or f"lien {link.id.hex[-8:]}"
    return f"{guest_name} ({door})" if guest_name else door
