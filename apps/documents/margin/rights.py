"""Who may do what beside a text. One condition a line; the gate decided about the document itself."""

from __future__ import annotations

from apps.core.access import Ability, Actor, ItemAccess, LinkActor, PersonActor, Role
from apps.core.errors import ForbiddenError
from apps.documents.models.margin import Authored


def may_see_margin(access: ItemAccess) -> bool:
    """Comments are for who may take part: a partner with a link to read sees none of them.

    A role counts also with a token that only reads.
    """
    has_role = access.role is not None and access.role >= Role.COMMENTER
    return has_role or access.allows(Ability.COMMENT)


def require_margin(access: ItemAccess) -> None:
    """Raise ``ForbiddenError`` unless the caller may see comments and suggestions."""
    if not may_see_margin(access):
        raise ForbiddenError(ability=Ability.COMMENT.word)


def is_by(actor: Actor, row: Authored) -> bool:
    """Say whether ``actor`` made ``row``; by a link, whoever came through it under that name."""
    if isinstance(actor, PersonActor):
        return row.author_id is not None and row.author_id == actor.person_id
    if isinstance(actor, LinkActor):
        is_same_link = row.link_id is not None and row.link_id == actor.link_id
        return is_same_link and row.author_name == actor.guest_name
    return False


def may_edit(access: ItemAccess, row: Authored) -> bool:
    """One's own words only."""
    return access.allows(Ability.COMMENT) and is_by(access.actor, row)


def may_delete(access: ItemAccess, row: Authored) -> bool:
    """One's own, or as who manages the document."""
    return may_edit(access, row) or access.allows(Ability.MANAGE_GRANTS)


def may_resolve(access: ItemAccess, thread: Authored) -> bool:
    """Who began the thread, or who may edit the text it asks about."""
    return may_edit(access, thread) or access.allows(Ability.EDIT)


def may_accept(access: ItemAccess) -> bool:
    """Accepting writes into the text."""
    return access.allows(Ability.EDIT)


def may_refuse(access: ItemAccess, suggestion: Authored) -> bool:
    """Who may accept; who made it may withdraw it."""
    return may_edit(access, suggestion) or access.allows(Ability.EDIT)


def require(allowed: bool, ability: Ability) -> None:
    """Raise ``ForbiddenError`` naming the ability that would have allowed it."""
    if not allowed:
        raise ForbiddenError(ability=ability.word)
