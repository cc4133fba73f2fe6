"""The cast at work below the doors: who she is, what she enters, what she makes.

Everything goes through the gate and the operations, as the doors do it.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from uuid import UUID

import pytest
from django.db import connections

from apps.accounts.actors import person_actor
from apps.accounts.models import Group, GroupMembership, Organisation, Person
from apps.accounts.operations.people import create_person
from apps.core.access import Ability, ItemAccess, LinkActor, PersonActor, Role, SystemActor
from apps.core.clock import utc_now
from apps.core.ids import new_id, new_token
from apps.drive.models import FileVersion, Item, Space
from apps.drive.operations.naming import OnConflict, write_name
from apps.drive.operations.receiving import Received, receive_file, receive_version
from apps.drive.operations.spaces import create_team_space
from apps.drive.operations.structure import create_folder
from apps.drive.operations.trash import purge_item, restore_item, trash_item
from apps.scanning.models import Verdict
from apps.sharing.gate import enter_trashed, open_item
from apps.sharing.models import Grant, Link
from apps.sharing.modes import LinkMode
from apps.sharing.operations.grants import PrincipalRef, give_role
from apps.sharing.operations.links import create_link

ResultT = TypeVar("ResultT")


class Agent:
    """One of the cast. ``actor`` is made anew each time, as each request does."""

    def __init__(self, person: Person) -> None:
        self.person = person

    @property
    def id(self) -> UUID:
        return self.person.id

    @property
    def actor(self) -> PersonActor:
        return person_actor(self.person)

    @property
    def root(self) -> Item:
        """The root of her personal space."""
        return Item.objects.get(id=self.space.root_id)

    @property
    def space(self) -> Space:
        return Space.objects.get(owner=self.person)

    def enter(self, item: Item | UUID, want: Ability = Ability.READ) -> ItemAccess:
        return open_item(self.actor, _id(item), want=want)

    def enter_trashed(self, item: Item | UUID, want: Ability = Ability.TRASH) -> ItemAccess:
        return enter_trashed(self.actor, _id(item), want=want).access

    def folder(self, name: str, parent: Item | None = None) -> Item:
        return create_folder(access=self.enter(parent or self.root, Ability.EDIT), name=name)

    def upload(
        self,
        name: str,
        content: bytes | None = None,
        parent: Item | None = None,
        on_conflict: OnConflict = OnConflict.FAIL,
    ) -> Received:
        """Send a file; without ``content`` it is a content nobody sent before."""
        content = unheard_of() if content is None else content
        folder_id = (parent or self.root).id
        return receive_file(
            access=self.enter(folder_id, Ability.EDIT),
            name=name,
            size_bytes=len(content),
            reader=io.BytesIO(content),
            on_conflict=on_conflict,
            reopen=lambda: self.enter(folder_id, Ability.EDIT),
        )

    def file(self, name: str, content: bytes | None = None, parent: Item | None = None) -> Item:
        return self.upload(name, content, parent).item

    def overwrite(self, item: Item, content: bytes | None = None) -> Received:
        """Send a new version."""
        content = unheard_of() if content is None else content
        return receive_version(
            access=self.enter(item, Ability.EDIT),
            size_bytes=len(content),
            reader=io.BytesIO(content),
            reopen=lambda: self.enter(item, Ability.EDIT),
        )

    def trash(self, item: Item) -> Item:
        return trash_item(access=self.enter(item, Ability.TRASH))

    def restore(self, item: Item) -> Item:
        return restore_item(
            access=self.enter_trashed(item),
            enter_folder=lambda folder_id: self.enter(folder_id, Ability.EDIT),
        )

    def purge(self, item: Item) -> None:
        purge_item(access=self.enter_trashed(item, Ability.PURGE))

    def share(self, item: Item, with_: Agent | Group, role: Role) -> Grant:
        principal = (
            PrincipalRef(person_id=with_.id)
            if isinstance(with_, Agent)
            else PrincipalRef(group_id=with_.id)
        )
        access = self.enter(item, Ability.MANAGE_GRANTS)
        return give_role(access=access, principal=principal, role=role)

    def link(
        self, item: Item, password: str | None = None, mode: LinkMode = LinkMode.DOWNLOAD
    ) -> Link:
        access = self.enter(item, Ability.SHARE_LINK)
        return create_link(access=access, password=password, mode=mode)[0]

    def team_space(self, name: str) -> Item:
        """Make a team space and return its root."""
        space = create_team_space(actor=self.actor, name=name)
        return Item.objects.get(id=space.root_id)


def partner(link: Link, *, is_unlocked: bool = False) -> LinkActor:
    """Dominique, who came through ``link``."""
    link.refresh_from_db()
    return LinkActor(
        label="Dominique",
        link_id=link.id,
        is_unlocked=is_unlocked,
        password_version=link.password_version,
    )


def make_agent(organisation: Organisation, name: str) -> Agent:
    email = f"{name.lower()}@ministere.test"
    return Agent(
        create_person(actor=SystemActor(), organisation=organisation, email=email, name=name)
    )


def make_group(organisation: Organisation, name: str, *members: Agent) -> Group:
    group = Group.objects.create(organisation=organisation, name=name, name_key=name.casefold())
    GroupMembership.objects.bulk_create(
        [GroupMembership(group=group, person=member.person) for member in members]
    )
    return group


def plant_folder(parent: Item, name: str) -> Item:
    """Write a folder's row: for trees too large to be made through the operations."""
    return _plant(parent, name, "folder")


def plant_file(
    parent: Item, name: str, *, by: Agent, state: str = "clean", size_bytes: int = 10
) -> Item:
    """Write a file's rows, with content that is in no store, in any state."""
    item = _plant(parent, name, "file", held_for=None if state == "clean" else by.person)
    sha256 = hashlib.sha256(item.id.bytes).hexdigest()
    verdict = None if state == "quarantined" else plant_verdict(sha256, state)
    item.current_version = FileVersion.objects.create(
        item=item,
        number=1,
        sha256=sha256,
        size_bytes=size_bytes,
        media_type="text/plain",
        object_key=f"planted/{item.id}",
        state=state,
        verdict=verdict,
        scan_after=utc_now(),
        created_by=by.person,
        created_at=utc_now(),
    )
    item.size_bytes, item.created_by = size_bytes, by.person
    item.save()
    return item


def plant_document(parent: Item, name: str) -> Item:
    """Write a live document's row, without content."""
    return _plant(parent, name, "document")


def plant_verdict(sha256: str, state: str) -> Verdict:
    return Verdict.objects.create(
        sha256=sha256,
        state=state,
        signature_name="Test.Marker" if state == "infected" else "",
        reason="encrypted" if state == "unscannable" else "",
        bytes_examined=10,
        duration_ms=1,
        scanned_at=utc_now(),
    )


def _plant(parent: Item, name: str, kind: str, held_for: Person | None = None) -> Item:
    now = utc_now()
    item = Item(
        id=new_id(),
        space_id=parent.space_id,
        parent=parent,
        kind=kind,
        held_for=held_for,
        created_at=now,
        updated_at=now,
    )
    write_name(item, name)
    item.save(force_insert=True)
    return item


def unheard_of() -> bytes:
    """Content that no earlier run of the tests has sent."""
    return f"content {new_token()}".encode()


def together(*acts: Callable[[], ResultT]) -> list[ResultT | Exception]:
    """Run acts in threads of their own, as requests are; return what each gave or raised."""

    def run(act: Callable[[], ResultT]) -> ResultT | Exception:
        try:
            return act()
        except Exception as error:  # the caller looks at what was raised
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=len(acts)) as threads:
        return list(threads.map(run, acts))


def _id(item: Item | UUID) -> UUID:
    return item.id if isinstance(item, Item) else item


@pytest.fixture
def organisation(db: None) -> Organisation:
    return Organisation.objects.create(name="Ministère", slug="ministere")


@pytest.fixture
def alice(organisation: Organisation) -> Agent:
    """She owns."""
    return make_agent(organisation, "Alice")


@pytest.fixture
def bob(organisation: Organisation) -> Agent:
    """He was granted."""
    return make_agent(organisation, "Bob")


@pytest.fixture
def charlie(organisation: Organisation) -> Agent:
    """A stranger of the same organisation."""
    return make_agent(organisation, "Charlie")
