"""Who acts, in the words of apps/core/access.py."""

from __future__ import annotations

from uuid import UUID

from apps.accounts.models import ApiToken, GroupMembership, Person, TokenScope
from apps.core.access import PersonActor


def person_actor(
    person: Person,
    *,
    token: ApiToken | None = None,
    address: str | None = None,
    request_id: str | None = None,
    group_ids: frozenset[UUID] | None = None,
) -> PersonActor:
    """Return ``person`` as an actor, with her groups as they are now (one SQL query if not given).

    A token narrows: without the scope ``admin`` its bearer is neither officer nor administrator,
    without ``write`` she changes nothing.
    """
    scope = TokenScope.ADMIN if token is None else TokenScope(token.scope)
    may_administer = scope is TokenScope.ADMIN
    if group_ids is None:
        group_ids = frozenset(
            GroupMembership.objects.filter(person_id=person.id).values_list("group_id", flat=True)
        )
    return PersonActor(
        label=person.name,
        address=address,
        request_id=request_id,
        person_id=person.id,
        organisation_id=person.organisation_id,
        group_ids=group_ids,
        is_officer=person.is_officer and may_administer,
        is_administrator=person.is_administrator and may_administer,
        can_write=scope is not TokenScope.READ,
        token_id=None if token is None else token.id,
    )
