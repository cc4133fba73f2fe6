"""Random acts of the cast on a small tree, from a seed, and what must hold after each."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from apps.accounts.models import Group, GroupMembership, Organisation, Person
from apps.core.access import Ability, Actor, Role
from apps.core.clock import utc_now
from apps.core.errors import DomainError, NotFoundError
from apps.drive.models import FileVersion, Item
from apps.drive.operations.copying import copy_item
from apps.drive.operations.naming import OnConflict
from apps.drive.operations.spaces import rename_space
from apps.drive.operations.structure import move_item, rename_item
from apps.scanning.operations import record_verdict
from apps.scanning.outcomes import EngineVersion, ScanOutcome, ScanState
from apps.sharing.gate import Opened, enter, enter_trashed
from apps.sharing.models import Grant, Link
from apps.sharing.modes import LinkMode
from apps.sharing.operations.grants import take_role
from apps.sharing.operations.links import edit_link, revoke_link
from apps.sharing.queries.items import (
    my_spaces,
    my_trash,
    readable_children,
    recent_files,
    rights_of_children,
    rights_of_items,
    shared_with_me,
)
from apps.sharing.queries.sharing import LinkStatus, statuses_of
from tests.property.facts import World, read_world
from tests.world import Agent, make_agent, make_group, partner, plant_document, plant_file

NAMES = ("Alice", "Bob", "Charlie")
STATES = ("clean", "clean", "clean", "quarantined", "unscannable")
MAXIMUM_ITEMS = 60


Act = Callable[["Story", Agent], None]
Abilities = dict[UUID, frozenset[Ability]]


class Story:
    """One world and the chance that drives it. ``told`` counts what was done and what refused."""

    def __init__(self, seed: int, organisation: Organisation) -> None:
        self.chance = random.Random(seed)
        self.told: Counter[str] = Counter()
        self.cast = [make_agent(organisation, f"{name}{seed}") for name in NAMES]
        _, bob, charlie = self.cast
        self.groups = [
            make_group(organisation, f"all {seed}", bob, charlie),
            make_group(organisation, f"one {seed}", charlie),
        ]
        self.cast[0].team_space("Équipe")
        self.signatures = 1

    def step(self) -> None:
        """Let someone do a random act; when she may not, somebody else tries her luck."""
        act = self.chance.choice(ACTS)
        for who in self.chance.sample(self.cast, len(self.cast)):
            who.person.refresh_from_db()
            if not who.person.is_active and act is not come_or_go:
                continue
            if self._does(act, who):
                return

    def _does(self, act: Act, who: Agent) -> bool:
        try:
            with transaction.atomic():
                act(self, who)
        except DomainError as refusal:
            self.told[f"{act.__name__} refused: {refusal.code}"] += 1
            return False
        self.told[act.__name__] += 1
        return True

    def item(self, **wanted: object) -> Item:
        found = list(Item.objects.filter(**wanted).order_by("id"))
        if not found:
            raise NotFoundError
        return self.chance.choice(found)

    def folder(self) -> Item:
        return self.item(kind="folder", trashed_at=None)

    def link(self) -> Link:
        found = list(Link.objects.order_by("id"))
        if not found:
            raise NotFoundError
        return self.chance.choice(found)


def make_folder(story: Story, who: Agent) -> None:
    if Item.objects.count() < MAXIMUM_ITEMS:
        who.folder(f"f{story.chance.randrange(8)}", parent=story.folder())


def put_file(story: Story, who: Agent) -> None:
    if Item.objects.count() < MAXIMUM_ITEMS:
        folder = story.folder()
        who.enter(folder, Ability.EDIT)
        name = f"{story.chance.random()}.txt"
        plant_file(folder, name, by=who, state=story.chance.choice(STATES), size_bytes=0)


def write_document(story: Story, who: Agent) -> None:
    if Item.objects.count() < MAXIMUM_ITEMS:
        folder = story.folder()
        who.enter(folder, Ability.EDIT)
        plant_document(folder, f"{story.chance.random()}")


def rename(story: Story, who: Agent) -> None:
    name = f"f{story.chance.randrange(8)}"
    rename_item(access=who.enter(story.item(), Ability.EDIT), name=name)


def rename_team(story: Story, who: Agent) -> None:
    root = story.item(parent=None)
    rename_space(access=who.enter(root, Ability.MANAGE_GRANTS), name="Autre équipe")


def move(story: Story, who: Agent) -> None:
    move_item(
        access=who.enter(story.item(), Ability.TRASH),
        target=who.enter(story.folder(), Ability.EDIT),
        on_conflict=OnConflict.RENAME,
    )


def copy(story: Story, who: Agent) -> None:
    if Item.objects.count() < MAXIMUM_ITEMS:
        copy_item(
            access=who.enter(story.item(), Ability.DOWNLOAD),
            target=who.enter(story.folder(), Ability.EDIT),
        )


def throw_away(story: Story, who: Agent) -> None:
    who.trash(story.item())


def take_back(story: Story, who: Agent) -> None:
    who.restore(story.item(trashed_at__isnull=False))


def purge(story: Story, who: Agent) -> None:
    who.purge(story.item(trashed_at__isnull=False))


def give(story: Story, who: Agent) -> None:
    everyone: list[Agent | Group] = [*story.cast, *story.groups]
    who.share(story.item(), story.chance.choice(everyone), story.chance.choice(list(Role)))


def take(story: Story, who: Agent) -> None:
    grant = story.chance.choice(list(Grant.objects.order_by("id")))
    take_role(access=who.enter(grant.item_id), grant_id=grant.id)


def join(story: Story, who: Agent) -> None:
    GroupMembership.objects.get_or_create(
        group=story.chance.choice(story.groups), person=who.person
    )


def leave(story: Story, who: Agent) -> None:
    GroupMembership.objects.filter(
        group=story.chance.choice(story.groups), person=who.person
    ).delete()


def come_or_go(story: Story, who: Agent) -> None:
    Person.objects.filter(id=who.id).update(is_active=story.chance.random() < 0.8)


def make_link(story: Story, who: Agent) -> None:
    who.link(
        story.item(),
        password=story.chance.choice([None, None, "a long password"]),
        mode=story.chance.choice(list(LinkMode)),
    )


def change_link(story: Story, who: Agent) -> None:
    link = story.link()
    expires_at = utc_now() + timedelta(days=story.chance.randrange(-1, 400))
    mode = story.chance.choice(list(LinkMode))
    edit_link(access=who.enter(link.item_id), link_id=link.id, expires_at=expires_at, mode=mode)


def let_expire(story: Story, who: Agent) -> None:
    Link.objects.filter(id=story.link().id).update(expires_at=utc_now())


def revoke(story: Story, who: Agent) -> None:
    link = story.link()
    revoke_link(access=who.enter(link.item_id), link_id=link.id)


def judge(story: Story, who: Agent) -> None:
    versions = list(FileVersion.objects.order_by("id"))
    if not versions:
        raise NotFoundError
    story.signatures += 1
    state = story.chance.choice([ScanState.CLEAN, ScanState.CLEAN, ScanState.INFECTED])
    outcome = ScanOutcome(
        state=state,
        scanned_at=utc_now(),
        signature_name="Late.Finding" if state is ScanState.INFECTED else "",
        version=EngineVersion(engine="ClamAV", signature_version=story.signatures),
    )
    record_verdict(sha256=story.chance.choice(versions).sha256, outcome=outcome)


ACTS: tuple[Act, ...] = (
    *(
        make_folder,
        put_file,
        put_file,
        write_document,
        write_document,
        rename,
        rename_team,
        move,
        move,
        copy,
    ),
    *(throw_away, take_back, purge, give, give, give, take, join, leave, come_or_go),
    *(make_link, make_link, change_link, let_expire, revoke, judge),
)


# Written down a second time, so that a slip in the rules is not believed.
ALLOWED_BY = {
    LinkMode.READ: {Ability.READ},
    LinkMode.DOWNLOAD: {Ability.READ, Ability.DOWNLOAD},
    LinkMode.COMMENT: {Ability.READ, Ability.DOWNLOAD, Ability.COMMENT},
    LinkMode.EDIT: {Ability.READ, Ability.DOWNLOAD, Ability.COMMENT, Ability.EDIT},
}


def check_people(story: Story) -> None:
    """The gate and every list say what ``decide`` says, for each of the cast."""
    world = read_world()
    for who in story.cast:
        person = world.people[who.id]
        if not person.is_active:
            continue
        expected = {
            item.id: abilities
            for item in world.items.values()
            if (abilities := world.abilities(person, item))
        }
        _check_gate(world, who, expected)
        _check_folders(world, who, expected)
        _check_lists(world, who, expected)


def _check_gate(world: World, who: Agent, expected: Abilities) -> None:
    actor = who.actor
    rights = rights_of_items(actor, list(world.items.values()))
    for item in world.items.values():
        opened = _opened(actor, item)
        abilities = opened.access.abilities if opened else frozenset()
        assert abilities == expected.get(item.id, frozenset()), item
        assert rights[item.id].abilities == abilities, item
        role = world.role(world.people[who.id], item)
        assert rights[item.id].role == role, item
        assert opened is None or opened.access.role == role, item


def _opened(actor: Actor, item: Item) -> Opened | None:
    door = enter_trashed if item.trashed_at else enter
    try:
        return door(actor, item.id, want=Ability.READ)
    except NotFoundError:
        return None


def _check_folders(world: World, who: Agent, expected: Abilities) -> None:
    for folder in world.items.values():
        if not folder.is_folder or folder.trashed_at or folder.id not in expected:
            continue
        access = who.enter(folder)
        children = list(readable_children(access))
        readable = {
            item.id
            for item in world.items.values()
            if item.parent_id == folder.id and not item.trashed_at and item.id in expected
        }
        assert {child.id for child in children} == readable
        for child_id, rights in rights_of_children(access, children).items():
            assert rights.abilities == expected[child_id]


def _check_lists(world: World, who: Agent, expected: Abilities) -> None:
    actor, person = who.actor, world.people[who.id]
    shown = _shown(who, list(shared_with_me(actor)))
    granted = {grant.item_id for grant in world.grants if world.speaks_for(grant, person)}
    live = {item.id for item in world.items.values() if item.id in expected and not item.trashed_at}
    roots = {item.id for item in world.items.values() if item.parent_id is None}
    assert shown == (granted & live) - roots
    assert {space.id for space in my_spaces(actor)} == granted & roots
    files = {
        item.id
        for item in world.items.values()
        if item.id in live and not item.is_folder and item.space_id in granted
    }
    assert _shown(who, list(recent_files(actor))) == files
    managed = {
        root_id
        for root_id in roots
        if (world.role(person, world.items[root_id]) or Role.READER) >= Role.MANAGER
    }
    trashed = {
        item.id
        for item in world.items.values()
        if item.trashed_at
        and item.id in expected
        and (item.trashed_by_id == who.id or item.space_id in managed)
    }
    assert _shown(who, list(my_trash(actor))) == trashed


def _shown(who: Agent, items: list[Item]) -> set[object]:
    """What the doors show of a list: rows without rights are left out."""
    rights = rights_of_items(who.actor, items)
    return {item.id for item in items if rights[item.id].abilities}


def check_links(story: Story) -> int:
    """No link ever grants more than its issuer has now; returns how many openings were tried."""
    world = read_world()
    statuses = statuses_of(Link.objects.select_related("issuer", "item"), utc_now())
    tried = 0
    for link in world.links:
        target = world.items[link.item_id]
        assert (statuses[link.id] is LinkStatus.OPEN) == bool(world.abilities_by_link(link, target))
        visitor = partner(link, is_unlocked=True)
        for item in _worth_trying(story, world, link):
            opened = _opened(visitor, item)
            abilities = opened.access.abilities if opened else frozenset()
            assert abilities == world.abilities_by_link(link, item), (link, item)
            assert abilities <= ALLOWED_BY[LinkMode(link.mode)], (link, item)
            if item.kind != "document":
                assert abilities <= ALLOWED_BY[LinkMode.DOWNLOAD], (link, item)
            assert abilities <= world.abilities(world.people[link.issuer_id], item)
            tried += 1
    return tried


def _worth_trying(story: Story, world: World, link: Link) -> list[Item]:
    """What the link opens, and a few that it should not."""
    items = list(world.items.values())
    inside = [item for item in items if world.abilities_by_link(link, item)]
    return [world.items[link.item_id], *inside, *story.chance.choices(items, k=3)]
