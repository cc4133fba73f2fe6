"""What a room does with clients that are odd, slow, careless or hostile."""

from __future__ import annotations

from contextlib import suppress

import pytest
from pycrdt import Doc, Text
from websockets.exceptions import ConnectionClosed

from apps.core.access import Role
from apps.drive.models import Item
from tests.documents.writing import document
from tests.realtime.conftest import Door
from tests.realtime.documents.test_together import stored_text
from tests.realtime.documents.typist import number
from tests.world import Agent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def minutes(alice: Agent, bob: Agent) -> Item:
    item = document(alice)
    alice.share(item, bob, Role.EDITOR)
    return item


def test_cursors_carry_the_name_of_the_session(
    door: Door, minutes: Item, alice: Agent, bob: Agent
) -> None:
    with door.document(alice, minutes) as one, door.document(bob, minutes) as two:
        one.sync()
        two.sync().tell('{"cursor": {"head": 3}, "user": {"name": "Alice", "id": "1"}}')
        one.pump(lambda typist: two.doc.client_id in typist.states)
        state = one.states[two.doc.client_id]
        assert state is not None
        assert state["cursor"] == {"head": 3}
        assert state["user"]["name"] == "Bob"
        assert state["user"]["id"] == str(bob.id)
        assert state["user"]["guest"] is False


def test_nobody_moves_somebody_elses_cursor(
    door: Door, minutes: Item, alice: Agent, bob: Agent
) -> None:
    with door.document(alice, minutes) as one, door.document(bob, minutes) as two:
        one.sync().tell('{"cursor": 1}')
        two.sync().pump(lambda typist: one.doc.client_id in typist.states)
        two.tell('{"cursor": 2}', clock=9, client_id=one.doc.client_id)
        two.tell('{"cursor": 3}')
        one.pump(lambda typist: two.doc.client_id in typist.states)
        assert one.states.get(one.doc.client_id, {"cursor": 1})["cursor"] == 1  # type: ignore[index]


def test_a_cursor_leaves_with_its_line(door: Door, minutes: Item, alice: Agent, bob: Agent) -> None:
    with door.document(alice, minutes) as one:
        with door.document(bob, minutes) as two:
            one.sync()
            two.sync().tell('{"cursor": 1}')
            one.pump(lambda typist: typist.states.get(two.doc.client_id) is not None)
        one.pump(lambda typist: typist.states[two.doc.client_id] is None)


@pytest.mark.parametrize(
    "state",
    ["[1]", "7", "{", '{"x": NaN}', '{"x": 1e999}', "[" * 1500, '{"x": "' + "é" * 1100 + '"}'],
)
def test_a_presence_that_makes_no_sense_closes_its_sender(
    door: Door, minutes: Item, alice: Agent, state: str
) -> None:
    with door.document(alice, minutes) as typist:
        typist.sync().tell(state)
        assert typist.until_closed() == 4400


def test_a_client_that_moves_its_cursor_without_rest_is_closed(
    door: Door, minutes: Item, alice: Agent
) -> None:
    with door.document(alice, minutes) as typist:
        typist.sync()
        with suppress(ConnectionClosed):
            for clock in range(400):
                typist.tell('{"cursor": 1}', clock)
        assert typist.until_closed() == 4429


def test_a_client_that_asks_for_everything_without_rest_is_closed(
    door: Door, minutes: Item, alice: Agent
) -> None:
    with door.document(alice, minutes) as typist:
        with suppress(ConnectionClosed):
            for _ in range(40):
                typist.connection.send(b"\x00\x00\x01\x00")
        assert typist.until_closed() == 4429


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"\x00",
        b"\x00\x02",
        b"\x00\x02\x05\x00",
        b"\x00\x02\x01\x00\x00",
        b"\x00\x07\x00",
        b"\x02\x00",
        b"\x63",
        b"\xff" * 20,
        b"\x00\x02\x03\x01\x01\x01",
        b"\x00\x00\x02\xff\xff",
        b"\x01\x03\xff\xff\x03",
        "text",
    ],
)
def test_a_frame_that_makes_no_sense_closes_its_sender_alone(
    door: Door, minutes: Item, alice: Agent, bob: Agent, frame: bytes | str
) -> None:
    with door.document(alice, minutes) as one, door.document(bob, minutes) as two:
        one.sync()
        two.sync().connection.send(frame)
        assert two.until_closed() == 4400
        one.write("tranquille")
        one.until_saved()
    assert stored_text(minutes) == "tranquille"


def test_a_message_beyond_all_measure_closes_with_1009(
    door: Door, minutes: Item, alice: Agent
) -> None:
    with door.document(alice, minutes) as typist:
        typist.sync().connection.send(b"\x00" * (2 * 1024 * 1024))
        assert typist.until_closed() == 1009


def test_what_breaks_the_native_library_closes_its_sender_and_nothing_else(
    door: Door, minutes: Item, alice: Agent, bob: Agent
) -> None:
    with door.document(alice, minutes) as one, door.document(bob, minutes) as two:
        one.sync().write("abc")
        two.sync().until_text("abc")
        # A character whose parent is another character, not a type.
        broken = b"\x01\x01" + number(7) + b"\x00\x04\x00" + number(one.doc.client_id)
        two.send_update(broken + b"\x00\x01x\x00")
        one.write("def")
        assert two.until_closed() == 4400
        one.write("ghi")
        one.until_saved()
    assert stored_text(minutes) == "abcdefghi"


def test_a_gap_is_answered_with_a_question_and_filled(
    door: Door, minutes: Item, alice: Agent, bob: Agent
) -> None:
    with door.document(alice, minutes) as one, door.document(bob, minutes) as two:
        two.sync()
        one.sync()
        one.text += "perdu, "
        one.forget_unsent()
        one.write("retrouvé")
        one.until_saved()
        two.until_text("perdu, retrouvé")
    assert stored_text(minutes) == "perdu, retrouvé"


def test_a_client_id_of_somebody_else_is_refused(
    door: Door, minutes: Item, alice: Agent, bob: Agent
) -> None:
    with door.document(alice, minutes) as one:
        one.sync().write("d'Alice")
        one.until_saved()
        forged: Doc[Text] = Doc(client_id=one.doc.client_id)
        with door.document(bob, minutes, doc=forged) as two:
            two.sync().write(" falsifié")
            assert two.until_closed() == 4400
        one.write(" toujours")
        one.until_saved()
    assert stored_text(minutes) == "d'Alice toujours"


def test_repeating_what_is_known_is_harmless(
    door: Door, minutes: Item, alice: Agent, bob: Agent
) -> None:
    with door.document(alice, minutes) as one, door.document(bob, minutes) as two:
        one.sync().write("une fois")
        two.sync().until_text("une fois")
        two.send_update(two.doc.get_update())
        two.until_saved()
        one.send_update(one.doc.get_update())
        one.until_saved()
    assert stored_text(minutes) == "une fois"


def test_a_deletion_is_called_saved_too(door: Door, minutes: Item, alice: Agent) -> None:
    with door.document(alice, minutes) as typist:
        typist.sync().write("trop long")
        typist.until_saved()
        del typist.text[4:]
        typist.flush()
        typist.until_saved()
    assert stored_text(minutes) == "trop"


def test_who_edited_off_line_brings_it_all_on_return(
    door: Door, minutes: Item, alice: Agent, bob: Agent
) -> None:
    with door.document(alice, minutes) as one:
        one.sync().write("ensemble. ")
        one.until_saved()
        doc = one.doc
    doc.get("text", type=Text).insert(10, "hors ligne. ")
    with door.document(bob, minutes) as two:
        two.sync().write("en ligne. ")
        two.until_saved()
        with door.document(alice, minutes, doc=doc) as back:
            back.sync()
            back.until_saved()
            two.pump(lambda typist: "hors ligne" in str(typist.text))
            assert str(back.text) == str(two.text)


def test_a_cursor_comes_back_with_its_line(
    door: Door, minutes: Item, alice: Agent, bob: Agent
) -> None:
    with door.document(alice, minutes) as one:
        one.sync()
        with door.document(bob, minutes) as two:
            two.sync().tell('{"cursor": 1}', clock=1)
            one.pump(lambda typist: typist.states.get(two.doc.client_id) is not None)
        one.pump(lambda typist: typist.states[two.doc.client_id] is None)
        with door.document(bob, minutes, doc=two.doc) as back:
            back.sync().tell('{"cursor": 2}', clock=2)
            one.pump(lambda typist: typist.states[two.doc.client_id] is not None)
