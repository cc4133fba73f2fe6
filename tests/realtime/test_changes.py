"""Hints that a folder changed: to whom they go, and what a client cannot do to the door."""

from __future__ import annotations

import pytest
from websockets.exceptions import InvalidStatus

from apps.core.access import Role
from apps.sharing.operations.grants import take_role
from tests.realtime.conftest import Door, close_code, receive, watch
from tests.world import Agent

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_watcher_is_told_of_a_colleagues_folder(door: Door, alice: Agent, bob: Agent) -> None:
    folder = alice.folder("Marché")
    alice.share(folder, bob, Role.EDITOR)
    with door.connect(alice) as socket:
        assert watch(socket, folder.id) == {"type": "watching", "folder_id": str(folder.id)}
        bob.folder("Offres", folder)
        assert receive(socket) == {"type": "changed", "folder_id": str(folder.id)}


def test_both_folders_are_told_of_a_move(door: Door, alice: Agent) -> None:
    from apps.core.access import Ability
    from apps.drive.operations.structure import move_item

    old, new = alice.folder("Ancien"), alice.folder("Nouveau")
    item = alice.folder("Dossier", old)
    with door.connect(alice) as at_old, door.connect(alice) as at_new:
        watch(at_old, old.id)
        watch(at_new, new.id)
        move_item(access=alice.enter(item, Ability.TRASH), target=alice.enter(new, Ability.EDIT))
        assert receive(at_old) == {"type": "changed", "folder_id": str(old.id)}
        assert receive(at_new) == {"type": "changed", "folder_id": str(new.id)}


def test_a_stranger_learns_nothing(door: Door, alice: Agent, charlie: Agent) -> None:
    folder = alice.folder("Confidentiel")
    with door.connect(charlie) as socket:
        refused = watch(socket, folder.id)
        assert refused == {"type": "refused", "folder_id": str(folder.id)}
        missing = watch(socket, "00000000-0000-7000-8000-000000000000")
        assert missing["type"] == "refused"


def test_a_right_taken_away_ends_the_hints(door: Door, alice: Agent, bob: Agent) -> None:
    folder = alice.folder("Marché")
    grant = alice.share(folder, bob, Role.READER)
    with door.connect(bob) as socket:
        assert watch(socket, folder.id)["type"] == "watching"
        take_role(access=alice.enter(folder), grant_id=grant.id)
        assert close_code(socket) == 4403


def test_an_ended_session_closes_its_socket(door: Door, alice: Agent) -> None:
    folder = alice.folder("Marché")
    with door.connect(alice) as socket, door.connect(alice) as idle:
        watch(socket, folder.id)
        alice.person.sessions.all().delete()
        assert close_code(socket) == 4401
        assert close_code(idle) == 4401


def test_a_deactivated_persons_socket_closes(door: Door, alice: Agent) -> None:
    with door.connect(alice) as socket:
        alice.person.is_active = False
        alice.person.save()
        assert close_code(socket) == 4401


def test_nobody_is_told_to_sign_in(door: Door) -> None:
    with door.connect(None) as socket:
        assert close_code(socket) == 4401


def test_another_sites_page_is_not_let_in(door: Door, alice: Agent) -> None:
    with (
        pytest.raises(InvalidStatus) as refusal,
        door.connect(alice, origin="https://evil.example"),
    ):
        pass
    assert refusal.value.response.status_code == 403


@pytest.mark.parametrize(
    "message",
    [
        "not json",
        "{}",
        '{"type": "watch"}',
        '{"type": "watch", "folder_id": "x"}',
        '{"type": "watch", "folder_id": 7}',
        '{"type": "delete", "folder_id": "00000000-0000-7000-8000-000000000000"}',
        "[]",
        "null",
        "[" * 200,
        '{"type": "watch", "folder_id": "' + "0" * 400 + '"}',
        b"\x00\x01",
    ],
)
def test_a_message_that_makes_no_sense_closes(
    door: Door, alice: Agent, message: str | bytes
) -> None:
    with door.connect(alice) as socket:
        socket.send(message)
        assert close_code(socket) == 4400


def test_a_huge_message_closes_before_it_is_held(door: Door, alice: Agent) -> None:
    with door.connect(alice) as socket:
        socket.send("x" * (2 * 1024 * 1024))
        assert close_code(socket) == 1009


def test_a_new_watch_replaces_the_old_one(door: Door, alice: Agent) -> None:
    first, second = alice.folder("Un"), alice.folder("Deux")
    with door.connect(alice) as socket:
        watch(socket, first.id)
        watch(socket, second.id)
        alice.folder("dans Un", first)
        alice.folder("dans Deux", second)
        assert receive(socket) == {"type": "changed", "folder_id": str(second.id)}
