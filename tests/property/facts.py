"""All rows of a small world in memory, and what ``decide`` says of them: what lists must equal."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from apps.accounts.models import GroupMembership, Person
from apps.core.access import Ability, Role
from apps.core.clock import utc_now
from apps.drive.models import Item
from apps.sharing.decision import (
    ItemFacts,
    LinkFacts,
    PersonFacts,
    decide_link,
    decide_person,
    strongest,
)
from apps.sharing.models import Grant, Link
from apps.sharing.modes import LinkMode


@dataclass(frozen=True)
class World:
    """Rows by id, read at one moment; everything else is worked out here, not asked for."""

    items: dict[UUID, Item]
    people: dict[UUID, Person]
    grants: list[Grant]
    memberships: set[tuple[UUID, UUID]]
    links: list[Link]

    def chain(self, item: Item) -> list[Item]:
        """The item with its ancestors, itself first."""
        chain = [item]
        while chain[-1].parent_id is not None:
            chain.append(self.items[chain[-1].parent_id])
        return chain

    def facts(self, item: Item) -> ItemFacts:
        version = item.current_version
        return ItemFacts(
            is_root=item.parent_id is None,
            is_trashed=item.trashed_at is not None,
            is_below_trashed=any(above.trashed_at for above in self.chain(item)[1:]),
            held_for=item.held_for_id,
            is_servable=item.kind != "file" or (version is not None and version.is_servable),
            is_document=item.kind == "document",
        )

    def roles(self, person: Person, item: Item) -> set[Role]:
        above = {ancestor.id for ancestor in self.chain(item)}
        return {
            Role(grant.role)
            for grant in self.grants
            if grant.item_id in above and self.speaks_for(grant, person)
        }

    def speaks_for(self, grant: Grant, person: Person) -> bool:
        by_group = (grant.group_id, person.id) in self.memberships
        return grant.person_id == person.id or by_group

    def role(self, person: Person, item: Item) -> Role | None:
        return strongest(self.roles(person, item))

    def abilities(self, person: Person, item: Item) -> frozenset[Ability]:
        facts = PersonFacts(
            person_id=person.id,
            is_active=person.is_active,
            can_write=True,
            roles=frozenset(self.roles(person, item)),
        )
        return decide_person(self.facts(item), facts)

    def abilities_by_link(self, link: Link, item: Item) -> frozenset[Ability]:
        """What an unlocked visitor may do."""
        target = self.items[link.item_id]
        facts = LinkFacts(
            is_revoked=link.revoked_at is not None,
            expires_at=link.expires_at,
            needs_password=link.password_hash != "",
            is_unlocked=True,
            is_item_below=target in self.chain(item),
            issuer_abilities=self.abilities(self.people[link.issuer_id], target),
            mode=LinkMode(link.mode),
        )
        return decide_link(self.facts(item), facts, utc_now())


def read_world() -> World:
    items = Item.objects.select_related("current_version__verdict")
    memberships = GroupMembership.objects.values_list("group_id", "person_id")
    return World(
        items={item.id: item for item in items},
        people=Person.objects.in_bulk(),
        grants=list(Grant.objects.all()),
        memberships=set(memberships),
        links=list(Link.objects.all()),
    )
