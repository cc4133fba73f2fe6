"""Comments and suggestions through the door: by who may comment, without touching the text."""

from __future__ import annotations

import base64
import dataclasses
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pycrdt import XmlElement, XmlText

from apps.accounts.actors import person_actor
from apps.accounts.models import TokenScope
from apps.core.access import LinkActor
from apps.core.errors import ForbiddenError, NotFoundError
from apps.core.events import subscribe_on_commit
from apps.documents.margin.events import MarginChanged
from apps.documents.margin.shapes import thread_shape
from apps.documents.models import Comment, Suggestion, Thread
from apps.documents.operations import comments, suggestions
from apps.documents.operations.comments import begin_thread
from apps.documents.operations.editing import edit_document
from apps.documents.queries.content import load_document
from apps.documents.queries.margin import threads_of
from apps.documents.tree import root_of
from apps.sharing.gate import open_item
from apps.sharing.models import Link
from apps.sharing.modes import LinkMode
from tests.api.conftest import Caller, audited, is_problem
from tests.api.world import UNKNOWN, write_into
from tests.documents.anchoring import caret, relative, select, sent

LINES = ("Bonjour à tous 😀", "Le budget est voté.")


@pytest.fixture
def note(alice: Caller) -> str:
    """Alice's document of two lines."""
    made = alice.post(f"/items/{alice.root_id}/documents", {"name": "Note"})
    write_into(alice, made.json()["id"], *LINES)
    return str(made.json()["id"])


def words(note: str, quote: str) -> dict[str, Any]:
    return sent(select(UUID(note), LINES, quote))


def behind(note: str, before: str) -> dict[str, Any]:
    return sent(caret(UUID(note), LINES, before))


def comment(caller: Caller, note: str, quote: str = "budget", body: str = "Lequel ?") -> Any:
    return caller.post(f"/items/{note}/threads", {**words(note, quote), "body": body})


def replace(caller: Caller, note: str, quote: str, by: str) -> Any:
    kind = "replace" if by else "delete"
    body = {**words(note, quote), "kind": kind, "replacement": by}
    return caller.post(f"/items/{note}/suggestions", body)


def text_of(note: str) -> list[str]:
    root = root_of(load_document(UUID(note)).build())
    return [
        str(block).removeprefix("<paragraph>").removesuffix("</paragraph>")
        for block in root.children
    ]


def test_a_commenter_comments_and_alice_answers_resolves_and_reopens(
    alice: Caller, bob: Caller, note: str
) -> None:
    alice.share(note, bob, "commenter")
    before = load_document(UUID(note)).seq
    made = comment(bob, note)
    assert made.status_code == 201, made.content
    thread = made.json()
    assert thread["quote"] == "budget"
    assert thread["prefix"] == "Le "
    assert thread["anchor"] == words(note, "budget")["anchor"]
    assert thread["author"] == {
        "id": str(bob.person.id),
        "name": "Bob",
        "is_guest": False,
        "is_me": True,
    }
    answer = alice.post(
        f"/threads/{thread['id']}/comments",
        {"body": "Celui de 2027.", "mentions": [str(bob.person.id)]},
    )
    assert answer.status_code == 201
    assert answer.json()["mentions"] == [{"id": str(bob.person.id), "name": "Bob"}]
    resolved = alice.post(f"/threads/{thread['id']}/resolve").json()
    assert resolved["resolved_by"] == "Alice"
    assert [row["id"] for row in bob.get(f"/items/{note}/threads?status=resolved").json()["items"]]
    assert bob.get(f"/items/{note}/threads?status=open").json()["items"] == []
    reopened = bob.post(f"/threads/{thread['id']}/reopen").json()
    assert reopened["resolved_at"] is None
    (listed,) = alice.get(f"/items/{note}/threads").json()["items"]
    assert [each["body"] for each in listed["comments"]] == ["Lequel ?", "Celui de 2027."]
    assert load_document(UUID(note)).seq == before
    for action in ("thread.begun", "comment.added", "thread.resolved", "thread.reopened"):
        (event,) = audited(action)
        assert str(event.item_id) == note
        assert "Lequel" not in str(event.facts)


def test_an_answer_takes_a_resolved_thread_up_again(alice: Caller, note: str) -> None:
    thread = comment(alice, note).json()["id"]
    alice.post(f"/threads/{thread}/resolve")
    alice.post(f"/threads/{thread}/comments", {"body": "Encore."})
    (listed,) = alice.get(f"/items/{note}/threads").json()["items"]
    assert listed["resolved_at"] is None


def test_ones_own_words_are_edited_and_taken_back(alice: Caller, bob: Caller, note: str) -> None:
    alice.share(note, bob, "commenter")
    thread = comment(bob, note, body="Secret malencontreux").json()
    first = thread["comments"][0]["id"]
    edited = bob.patch(f"/comments/{first}", {"body": "Autrement dit"})
    assert edited.json()["edited_at"]
    assert edited.json()["body"] == "Autrement dit"
    second = alice.post(f"/threads/{thread['id']}/comments", {"body": "Ah."}).json()["id"]
    assert bob.delete(f"/comments/{first}").status_code == 204
    (listed,) = alice.get(f"/items/{note}/threads").json()["items"]
    assert [each["body"] for each in listed["comments"]] == ["", "Ah."]
    assert listed["comments"][0]["deleted_at"]
    assert is_problem(bob.patch(f"/comments/{first}", {"body": "x"}), 409, "comment_deleted")
    assert alice.delete(f"/comments/{second}").status_code == 204
    assert not Thread.objects.exists()
    assert audited("comment.edited")
    assert len(audited("comment.deleted")) == 2


def test_nobody_speaks_in_anothers_name(alice: Caller, bob: Caller, note: str) -> None:
    alice.share(note, bob, "editor")
    said = comment(alice, note).json()["comments"][0]
    assert is_problem(bob.patch(f"/comments/{said['id']}", {"body": "x"}), 403, "forbidden")
    assert is_problem(bob.delete(f"/comments/{said['id']}"), 403, "forbidden")
    mine = comment(bob, note).json()["comments"][0]
    assert is_problem(alice.patch(f"/comments/{mine['id']}", {"body": "x"}), 403, "forbidden")
    # Who manages the document may remove what should not stand there, not rewrite it.
    assert alice.delete(f"/comments/{mine['id']}").status_code == 204
    assert Comment.objects.get().body == "Lequel ?"


def test_a_commenter_resolves_her_own_threads_only(alice: Caller, bob: Caller, note: str) -> None:
    alice.share(note, bob, "commenter")
    theirs, mine = comment(alice, note).json()["id"], comment(bob, note).json()["id"]
    assert is_problem(bob.post(f"/threads/{theirs}/resolve"), 403, "forbidden")
    assert is_problem(bob.post(f"/threads/{theirs}/reopen"), 403, "forbidden")
    assert bob.post(f"/threads/{mine}/resolve").status_code == 200
    shown = {row["id"]: row for row in bob.get(f"/items/{note}/threads").json()["items"]}
    assert (shown[theirs]["can_resolve"], shown[mine]["can_resolve"]) == (False, True)


def test_bob_suggests_and_alice_accepts_into_the_text(
    alice: Caller, bob: Caller, note: str
) -> None:
    alice.share(note, bob, "commenter")
    made = replace(bob, note, "voté", "adopté")
    assert made.status_code == 201, made.content
    assert (made.json()["can_accept"], made.json()["can_refuse"]) == (False, True)
    assert text_of(note) == list(LINES)
    assert is_problem(bob.post(f"/suggestions/{made.json()['id']}/accept", {}), 403, "forbidden")
    accepted = alice.post(f"/suggestions/{made.json()['id']}/accept", {})
    assert accepted.json()["status"] == "accepted"
    assert accepted.json()["decided_by"] == "Alice"
    assert text_of(note) == [LINES[0], "Le budget est adopté."]
    again = alice.post(f"/suggestions/{made.json()['id']}/accept", {})
    assert is_problem(again, 409, "suggestion_ended")
    assert alice.get(f"/items/{note}/suggestions").json()["items"] == []
    assert len(alice.get(f"/items/{note}/suggestions?status=accepted").json()["items"]) == 1
    (event,) = audited("suggestion.accepted")
    assert (event.actor_id, event.facts["author"]) == (alice.person.id, "Bob")
    owners = load_document(UUID(note)).owners.values()
    assert {owner.person_id for owner in owners} == {alice.person.id}


def test_insertions_and_deletions_are_accepted_together_in_one_change(
    alice: Caller, bob: Caller, note: str
) -> None:
    alice.share(note, bob, "commenter")
    insertion = {**behind(note, "Le budget"), "kind": "insert", "replacement": " primitif"}
    made = [
        bob.post(f"/items/{note}/suggestions", insertion),
        replace(bob, note, "Bonjour à ", ""),
        replace(bob, note, "😀", "!"),
        replace(bob, note, "est", "fut"),
    ]
    ids = [each.json()["id"] for each in made]
    before = load_document(UUID(note)).seq
    answer = alice.post(f"/items/{note}/suggestions/accept", {"ids": ids})
    assert answer.json()["skipped"] == []
    assert set(answer.json()["done"]) == set(ids)
    assert text_of(note) == ["tous !", "Le budget primitif fut voté."]
    assert load_document(UUID(note)).seq == before + 1


def test_what_changed_since_is_not_overwritten_unless_it_was_seen(
    alice: Caller, bob: Caller, note: str
) -> None:
    alice.share(note, bob, "commenter")
    made = replace(bob, note, "budget", "compte").json()["id"]
    write_inside(alice, note, "budget", "bud-get")
    refused = alice.post(f"/suggestions/{made}/accept", {})
    assert is_problem(refused, 409, "suggestion_changed")
    batch = alice.post(f"/items/{note}/suggestions/accept", {"ids": [made]}).json()
    assert batch == {"done": [], "skipped": [{"id": made, "reason": "changed"}]}
    assert Suggestion.objects.get().status == "open"
    assert alice.post(f"/suggestions/{made}/accept", {"seen": "bud-get"}).status_code == 200
    assert text_of(note)[1] == "Le compte est voté."


def test_a_suggestion_whose_place_is_gone_says_so(alice: Caller, bob: Caller, note: str) -> None:
    alice.share(note, bob, "commenter")
    made = replace(bob, note, "budget", "compte").json()["id"]
    alice.post(f"/suggestions/{replace(alice, note, 'budget', '').json()['id']}/accept", {})
    seq = load_document(UUID(note)).seq
    assert is_problem(alice.post(f"/suggestions/{made}/accept", {}), 409, "suggestion_lost")
    assert load_document(UUID(note)).seq == seq
    assert alice.post(f"/suggestions/{made}/refuse").json()["status"] == "refused"
    assert audited("suggestion.refused")


def test_of_two_that_want_the_same_words_one_is_done(alice: Caller, bob: Caller, note: str) -> None:
    ids = [replace(alice, note, quote, "x").json()["id"] for quote in ("budget est", "est voté")]
    answer = alice.post(f"/items/{note}/suggestions/accept", {"ids": ids}).json()
    assert answer["done"] == [ids[1]]
    assert answer["skipped"] == [{"id": ids[0], "reason": "changed"}]
    assert text_of(note)[1] == "Le budget x."


def test_two_insertions_at_one_place_stand_in_the_order_they_were_made(
    alice: Caller, note: str
) -> None:
    ids = [
        alice.post(
            f"/items/{note}/suggestions",
            {**behind(note, "Le budget"), "kind": "insert", "replacement": words_},
        ).json()["id"]
        for words_ in (" un", " deux")
    ]
    alice.post(f"/items/{note}/suggestions/accept", {"ids": ids})
    assert text_of(note)[1] == "Le budget un deux est voté."


def test_an_author_revises_and_withdraws(alice: Caller, bob: Caller, note: str) -> None:
    alice.share(note, bob, "commenter")
    made = replace(bob, note, "budget", "compte").json()["id"]
    revised = bob.patch(f"/suggestions/{made}", {"replacement": "compte administratif"})
    assert revised.json()["replacement"] == "compte administratif"
    assert is_problem(alice.patch(f"/suggestions/{made}", {"replacement": "x"}), 403, "forbidden")
    assert bob.post(f"/suggestions/{made}/refuse").json()["status"] == "withdrawn"
    ended = bob.patch(f"/suggestions/{made}", {"replacement": "x"})
    assert is_problem(ended, 409, "suggestion_ended")
    theirs = replace(alice, note, "budget", "x").json()["id"]
    assert is_problem(bob.post(f"/suggestions/{theirs}/refuse"), 403, "forbidden")
    refused = bob.post(f"/items/{note}/suggestions/refuse", {"ids": [theirs]})
    assert is_problem(refused, 403, "forbidden")


@pytest.mark.parametrize(
    ("kind", "quote", "replacement", "field"),
    [
        ("insert", "budget", "x", "quote"),
        ("insert", "", "", "replacement"),
        ("delete", "", "", "quote"),
        ("delete", "budget", "x", "replacement"),
        ("replace", "budget", "", "replacement"),
        ("replace", "budget", "budget", "replacement"),
        ("replace", "budget", "deux\nlignes", "replacement"),
        ("replace", "", "x", "quote"),
    ],
)
def test_a_suggestion_fits_its_kind(
    alice: Caller, note: str, kind: str, quote: str, replacement: str, field: str
) -> None:
    body = {**words(note, "budget"), "kind": kind, "quote": quote, "replacement": replacement}
    answer = alice.post(f"/items/{note}/suggestions", body)
    assert is_problem(answer, 422, "suggestion_invalid")
    assert answer.json()["errors"][0]["field"] == field
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize(
    "raw", ["", "AA==", "AQdkZWZhdWx0AA==", "/////////////////w==", "AAEBAAAA"]
)
def test_bytes_that_are_no_anchor_are_refused(alice: Caller, note: str, raw: str) -> None:
    for side in ("start", "end"):
        chosen = words(note, "budget")
        chosen["anchor"][side] = raw
        answer = alice.post(f"/items/{note}/threads", {**chosen, "body": "x"})
        assert answer.status_code in {400, 422}, answer.content
    assert not Thread.objects.exists()


@pytest.mark.parametrize("bad", ["é", "AA", "A" * 45, 5, None, ["x"]])
def test_what_is_not_base64_is_refused(alice: Caller, note: str, bad: Any) -> None:
    chosen = words(note, "budget")
    chosen["anchor"]["start"] = bad
    answer = alice.post(f"/items/{note}/threads", {**chosen, "body": "x"})
    assert is_problem(answer, 400, "invalid_request")
    chosen["anchor"] = {**words(note, "budget")["anchor"], "extra": 1}
    answer = alice.post(f"/items/{note}/threads", {**chosen, "body": "x"})
    assert is_problem(answer, 400, "invalid_request")


def test_an_anchor_of_hostile_numbers_is_kept_and_leads_nowhere(alice: Caller, note: str) -> None:
    raw = base64.b64encode(relative(2**53 - 1, 2**53 - 1, kind=2)).decode()
    chosen = {"anchor": {"start": raw, "end": raw}, "quote": "introuvable", "prefix": ""}
    body = {**chosen, "kind": "delete", "replacement": ""}
    made = alice.post(f"/items/{note}/suggestions", body).json()["id"]
    honest = replace(alice, note, "budget", "compte").json()["id"]
    answer = alice.post(f"/items/{note}/suggestions/accept", {"ids": [made, honest]}).json()
    assert answer == {"done": [honest], "skipped": [{"id": made, "reason": "lost"}]}


def test_strangers_find_nothing_and_readers_see_no_comments(
    alice: Caller, bob: Caller, charlie: Caller, note: str
) -> None:
    alice.share(note, bob, "reader")
    thread = comment(alice, note).json()
    suggestion = replace(alice, note, "budget", "x").json()["id"]
    said = thread["comments"][0]["id"]
    calls: list[tuple[str, str, Any]] = [
        ("GET", f"/items/{note}/threads", None),
        ("POST", f"/items/{note}/threads", {**words(note, "budget"), "body": "x"}),
        ("POST", f"/threads/{thread['id']}/comments", {"body": "x"}),
        ("POST", f"/threads/{thread['id']}/resolve", None),
        ("POST", f"/threads/{thread['id']}/reopen", None),
        ("PATCH", f"/comments/{said}", {"body": "x"}),
        ("DELETE", f"/comments/{said}", None),
        ("GET", f"/items/{note}/suggestions", None),
        (
            "POST",
            f"/items/{note}/suggestions",
            {**words(note, "budget"), "kind": "delete", "replacement": ""},
        ),
        ("PATCH", f"/suggestions/{suggestion}", {"replacement": "y"}),
        ("POST", f"/suggestions/{suggestion}/accept", {}),
        ("POST", f"/suggestions/{suggestion}/refuse", None),
        ("POST", f"/items/{note}/suggestions/accept", {"ids": [suggestion]}),
        ("POST", f"/items/{note}/suggestions/refuse", {"ids": [suggestion]}),
    ]
    before = rows()
    for method, path, body in calls:
        assert is_problem(charlie.call(method, path, body), 404, "not_found")
        assert is_problem(bob.call(method, path, body), 403, "forbidden")
    assert rows() == before
    alice.delete(f"/items/{note}")
    for method, path, body in calls:
        assert is_problem(alice.call(method, path, body), 404, "not_found")
    assert rows() == before


def test_a_token_that_only_reads_sees_comments_and_writes_none(alice: Caller, note: str) -> None:
    comment(alice, note)
    reading = Caller(alice.person, TokenScope.READ)
    assert len(reading.get(f"/items/{note}/threads").json()["items"]) == 1
    assert is_problem(comment(reading, note), 403, "forbidden")


def test_two_ids_in_one_request_are_of_one_document(
    alice: Caller, bob: Caller, charlie: Caller, note: str
) -> None:
    """Outline CVE-2026-41649: (mine, theirs) and (theirs, mine)."""
    mine = bob.post(f"/items/{bob.root_id}/documents", {"name": "À moi"}).json()["id"]
    write_into(bob, mine, *LINES)
    theirs = replace(alice, note, "budget", "x").json()["id"]
    own = replace(bob, mine, "budget", "x").json()["id"]
    for verb in ("accept", "refuse"):
        for place, ids in ((mine, [theirs]), (mine, [own, theirs]), (note, [own])):
            answer = bob.post(f"/items/{place}/suggestions/{verb}", {"ids": ids})
            assert is_problem(answer, 404, "not_found")
    assert set(Suggestion.objects.values_list("status", flat=True)) == {"open"}
    assert text_of(note) == text_of(mine) == list(LINES)
    access = open_item(person(bob), UUID(mine))
    thread = UUID(comment(alice, note).json()["id"])
    with pytest.raises(NotFoundError):
        comments.add_comment(access=access, thread_id=thread, body="x")
    with pytest.raises(NotFoundError):
        comments.resolve_thread(access=access, thread_id=thread)
    with pytest.raises(NotFoundError):
        comments.delete_comment(access=access, comment_id=Comment.objects.get().id)
    with pytest.raises(NotFoundError):
        suggestions.accept_suggestion(access=access, suggestion_id=UUID(theirs))


def test_only_colleagues_are_mentioned(alice: Caller, note: str) -> None:
    body = {**words(note, "budget"), "body": "x", "mentions": [UNKNOWN]}
    answer = alice.post(f"/items/{note}/threads", body)
    assert is_problem(answer, 422, "unknown_principal")
    alice.person.is_active = False
    many = {**body, "mentions": [str(alice.person.id)] * 51}
    assert is_problem(alice.post(f"/items/{note}/threads", many), 400, "invalid_request")
    assert not Thread.objects.exists()


def test_there_are_bounds(alice: Caller, note: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comments, "THREADS_MAXIMUM", 1)
    monkeypatch.setattr(comments, "COMMENTS_MAXIMUM", 1)
    monkeypatch.setattr(suggestions, "SUGGESTIONS_MAXIMUM", 1)
    thread = comment(alice, note).json()["id"]
    assert is_problem(comment(alice, note), 409, "margin_full")
    answer = alice.post(f"/threads/{thread}/comments", {"body": "x"})
    assert is_problem(answer, 409, "margin_full")
    first = replace(alice, note, "budget", "x").json()["id"]
    assert is_problem(replace(alice, note, "budget", "x"), 409, "margin_full")
    alice.post(f"/suggestions/{first}/refuse")
    assert replace(alice, note, "budget", "x").status_code == 201
    long = comment(alice, note, body="x" * 4001)
    assert is_problem(long, 400, "invalid_request")


def test_a_file_has_no_margin(alice: Caller) -> None:
    item = alice.file("a.txt")
    answer = alice.get(f"/items/{item}/threads")
    assert is_problem(answer, 409, "not_a_document")


def test_a_partner_with_a_comment_link_takes_part_under_her_name(alice: Caller, note: str) -> None:
    comment(alice, note)
    reading, commenting = (partner(alice, note, mode) for mode in ("read", "comment"))
    with pytest.raises(ForbiddenError):
        threads_of(open_item(reading, UUID(note)))
    access = open_item(commenting, UUID(note))
    begun = begin_thread(
        access=access,
        selection=select(UUID(note), LINES, "voté"),
        body="D'accord",
    )
    shown = thread_shape(access, threads_of(access).get(id=begun.id))
    assert shown["author"] == {"id": None, "name": "Dominique", "is_guest": True, "is_me": True}
    assert "@ministere.test" not in str([thread_shape(access, row) for row in threads_of(access)])
    (event, _) = audited("thread.begun")
    assert event.actor_label == commenting.label
    other = dataclasses.replace(commenting, guest_name="Denise")
    with pytest.raises(ForbiddenError):
        comments.edit_comment(
            access=open_item(other, UUID(note)), comment_id=begun.comments.get().id, body="x"
        )
    with pytest.raises(ForbiddenError):
        suggestions.accept_suggestions(access=access, suggestion_ids=[])


def test_open_editors_are_told_after_the_commit(
    alice: Caller, note: str, django_capture_on_commit_callbacks: Any
) -> None:
    told: list[MarginChanged] = []
    subscribe_on_commit(MarginChanged, told.append)
    with django_capture_on_commit_callbacks(execute=True):
        comment(alice, note)
        assert told == []
    assert told == [MarginChanged(document_id=UUID(note))]


def test_a_list_costs_the_same_queries_whatever_it_holds(
    alice: Caller, bob: Caller, note: str
) -> None:
    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert alice.get(path).status_code == 200
        return len(queries)

    for _ in range(2):
        comment(alice, note)
        replace(alice, note, "budget", "x")
    paths = (f"/items/{note}/threads", f"/items/{note}/suggestions")
    before = [cost(path) for path in paths]
    for _ in range(5):
        thread = comment(alice, note).json()["id"]
        mention = {"body": "x", "mentions": [str(bob.person.id)]}
        alice.post(f"/threads/{thread}/comments", mention)
        replace(alice, note, "budget", "x")
    assert [cost(path) for path in paths] == before


def write_inside(caller: Caller, note: str, word: str, becomes: str) -> None:
    """Type inside a word, in the second line, leaving its ends alone."""
    at = LINES[1].index(word) + 3

    def change(doc: Any) -> None:
        line = root_of(doc).children[1]
        assert isinstance(line, XmlElement)
        text = line.children[0]
        assert isinstance(text, XmlText)
        text.insert(at, becomes[3:-3])

    edit_document(access=open_item(person(caller), UUID(note)), change=change)


def person(caller: Caller) -> Any:
    return person_actor(caller.person)


def partner(caller: Caller, note: str, mode: str) -> LinkActor:
    made = caller.post(f"/items/{note}/links", {"mode": mode}).json()["id"]
    assert Link.objects.get(id=made).mode == LinkMode(mode)
    label = "Dominique (invitation par lien)"
    return LinkActor(label=label, link_id=UUID(made), guest_name="Dominique")


def rows() -> list[Any]:
    models = (Thread, Comment, Suggestion)
    return [list(model.objects.order_by("id").values()) for model in models]
