"""Who is named in a comment is told by mail, if she may read it, once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.core import mail

from apps.notifications.models import OutgoingMail
from apps.notifications.operations.delivery import send_next
from tests.api.conftest import Caller
from tests.api.world import write_into
from tests.documents.anchoring import select, sent

LINES = ("Le budget est voté.",)


@pytest.fixture
def note(alice: Caller) -> str:
    made = alice.post(f"/items/{alice.root_id}/documents", {"name": "Note"})
    write_into(alice, made.json()["id"], *LINES)
    return str(made.json()["id"])


def mention(by: Caller, note: str, *people: Caller) -> Any:
    words = sent(select(UUID(note), LINES, "budget"))
    ids = [str(person.person.id) for person in people]
    answer = by.post(f"/items/{note}/threads", {**words, "body": "À <vous> ?", "mentions": ids})
    assert answer.status_code == 201, answer.content
    return answer.json()["comments"][0]


def leave() -> list[Any]:
    while send_next():
        pass
    return mail.outbox


def test_bob_is_told_and_charlie_who_may_not_read_is_not(
    alice: Caller, bob: Caller, charlie: Caller, note: str
) -> None:
    alice.share(note, bob, "reader")
    mention(alice, note, bob, charlie)
    assert b"vous" not in bytes(OutgoingMail.objects.get().sealed)
    [message] = leave()
    assert message.to == [bob.person.email]
    assert message.subject == "Alice vous mentionne dans « Note »"
    assert "À <vous> ?" in message.body
    assert f"/documents/{note}" in message.body
    html = message.alternatives[0][0]
    assert "À &lt;vous&gt; ?" in html


def test_an_edited_comment_tells_only_who_is_new(
    alice: Caller, bob: Caller, charlie: Caller, note: str
) -> None:
    for person in (bob, charlie):
        alice.share(note, person, "reader")
    comment = mention(alice, note, bob)
    body = {"body": "À vous deux ?", "mentions": [str(p.person.id) for p in (bob, charlie)]}
    assert alice.patch(f"/comments/{comment['id']}", body).status_code == 200
    assert [message.to for message in leave()] == [[bob.person.email], [charlie.person.email]]


def test_a_comment_that_is_refused_tells_nobody(alice: Caller, bob: Caller, note: str) -> None:
    alice.share(note, bob, "reader")
    words = sent(select(UUID(note), LINES, "budget"))
    ids = [str(bob.person.id), "01890000-0000-7000-8000-000000000000"]
    answer = alice.post(f"/items/{note}/threads", {**words, "body": "x", "mentions": ids})
    assert answer.status_code >= 400
    assert not OutgoingMail.objects.exists()
