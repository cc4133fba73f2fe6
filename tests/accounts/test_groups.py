"""Groups, written by administrators."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from apps.accounts.actors import person_actor
from apps.accounts.errors import GroupNameTakenError
from apps.accounts.events import GroupMemberRemoved
from apps.accounts.models import ApiToken, Group, GroupMembership, Organisation, Person, TokenScope
from apps.accounts.operations.groups import (
    add_group_member,
    create_group,
    delete_group,
    remove_group_member,
    rename_group,
)
from apps.accounts.operations.tokens import issue_token
from apps.core import events
from apps.core.access import SystemActor
from apps.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from apps.core.ids import new_id
from tests.accounts.conftest import audited


@pytest.fixture
def removed() -> Iterator[list[GroupMemberRemoved]]:
    """What subscribers hear, inside the transaction."""
    heard: list[GroupMemberRemoved] = []
    handlers = events._on_write[GroupMemberRemoved]
    handlers.append(heard.append)
    yield heard
    handlers.remove(heard.append)


def test_a_group_is_made_renamed_and_deleted(ada: Person) -> None:
    actor = person_actor(ada)
    group = create_group(actor=actor, name=" Équipe  web ")
    assert group.name == "Équipe web"
    assert rename_group(actor=actor, group_id=group.id, name="Équipe").name == "Équipe"
    delete_group(actor=actor, group_id=group.id)
    assert not Group.objects.exists()
    assert audited("group.renamed")[0].facts["earlier_name"] == "Équipe web"
    assert audited("group.created")
    assert audited("group.deleted")


def test_two_groups_never_have_names_that_look_alike(ada: Person) -> None:
    actor = person_actor(ada)
    group = create_group(actor=actor, name="Équipe")
    for name in ("équipe", "E\u0301QUIPE", "  équipe "):
        with pytest.raises(GroupNameTakenError):
            create_group(actor=actor, name=name)
    assert rename_group(actor=actor, group_id=group.id, name="ÉQUIPE").name == "ÉQUIPE"


def test_a_group_needs_a_name(ada: Person) -> None:
    with pytest.raises(InvalidInputError):
        create_group(actor=person_actor(ada), name=" \t")


def test_members_come_and_go_and_leaving_is_announced(
    ada: Person, alice: Person, bob: Person, removed: list[GroupMemberRemoved]
) -> None:
    actor = person_actor(ada)
    group = create_group(actor=actor, name="Équipe")
    for _ in range(2):
        add_group_member(actor=actor, group_id=group.id, person_id=alice.id)
    assert len(audited("group.member_added")) == 1
    assert person_actor(alice).group_ids == {group.id}
    remove_group_member(actor=actor, group_id=group.id, person_id=alice.id)
    assert person_actor(alice).group_ids == frozenset()
    with pytest.raises(NotFoundError):
        remove_group_member(actor=actor, group_id=group.id, person_id=alice.id)
    add_group_member(actor=actor, group_id=group.id, person_id=bob.id)
    delete_group(actor=actor, group_id=group.id)
    assert [event.person_id for event in removed] == [alice.id, bob.id]


def test_nobody_enters_from_another_organisation(
    ada: Person, make_person: Callable[..., Person]
) -> None:
    other = Organisation.objects.create(name="Mairie", slug="mairie")
    zoe = make_person("Zoe", organisation=other, is_administrator=True)
    group = create_group(actor=person_actor(ada), name="Équipe")
    with pytest.raises(NotFoundError):
        add_group_member(actor=person_actor(ada), group_id=group.id, person_id=zoe.id)
    with pytest.raises(NotFoundError):
        add_group_member(actor=person_actor(zoe), group_id=group.id, person_id=zoe.id)
    assert not GroupMembership.objects.exists()


def _token(person: Person, scope: TokenScope) -> ApiToken:
    return issue_token(actor=SystemActor(), person=person, name="robot", scope=scope)[0]


def test_only_administrators_write_groups(ada: Person, alice: Person) -> None:
    group = create_group(actor=person_actor(ada), name="Équipe")
    read, write = _token(ada, TokenScope.READ), _token(ada, TokenScope.WRITE)
    admin = _token(alice, TokenScope.ADMIN)
    for actor in (
        person_actor(alice),
        person_actor(alice, token=admin),
        person_actor(ada, token=read),
        person_actor(ada, token=write),
    ):
        for write_something in (
            lambda: create_group(actor=actor, name="x"),  # noqa: B023 - called at once
            lambda: rename_group(actor=actor, group_id=group.id, name="x"),  # noqa: B023
            lambda: delete_group(actor=actor, group_id=group.id),  # noqa: B023
            lambda: add_group_member(actor=actor, group_id=group.id, person_id=new_id()),  # noqa: B023
            lambda: remove_group_member(actor=actor, group_id=group.id, person_id=new_id()),  # noqa: B023
        ):
            with pytest.raises(ForbiddenError):
                write_something()
    assert Group.objects.get().name == "Équipe"
    rename_group(
        actor=person_actor(ada, token=_token(ada, TokenScope.ADMIN)), group_id=group.id, name="x"
    )
