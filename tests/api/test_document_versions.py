"""Live documents in the tree, and their versions, by REST."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.core.access import LinkActor
from apps.documents.authors import author_of
from apps.documents.operations.editing import write_change
from apps.drive.models import Item
from tests.api.conftest import Caller, audited, is_problem
from tests.api.test_documents_content import make_document, markdown, write
from tests.documents.writing import typing


def versions(caller: Caller, item: str, query: str = "") -> list[dict[str, object]]:
    answer = caller.get(f"/items/{item}/document/versions{query}")
    assert answer.status_code == 200, answer.content
    return list(answer.json()["items"])


def keep(caller: Caller, item: str, name: str) -> str:
    answer = caller.post(f"/items/{item}/document/versions", {"name": name})
    assert answer.status_code == 201, answer.content
    return str(answer.json()["id"])


def test_a_new_document_is_an_item_without_bytes(alice: Caller) -> None:
    path = f"/items/{alice.root_id}/documents"
    made = alice.post(path, {"name": "Note"}).json()
    assert (made["kind"], made["name"], made["size_bytes"]) == ("document", "Note", 0)
    assert (made["version_id"], made["media_type"], made["verdict"]) == (None, None, None)
    assert {"read", "edit", "comment", "download"} <= set(made["abilities"])
    assert is_problem(alice.post(path, {"name": "note"}), 409, "name_taken")
    assert alice.post(path, {"name": "note", "on_conflict": "rename"}).json()["name"] == "note (2)"
    unnamed = [alice.post(path, {}).json()["name"] for _ in range(2)]
    assert unnamed == ["Untitled document", "Untitled document (2)"]
    assert audited("item.created")[0].facts["kind"] == "document"
    item = made["id"]
    for refused in (
        alice.get(f"/items/{item}/content"),
        alice.put(f"/items/{item}/content", b"x"),
        alice.get(f"/items/{item}/versions"),
    ):
        assert is_problem(refused, 409, "is_document")
    listed = alice.get(f"/items/{alice.root_id}/children").json()["items"]
    assert [row["kind"] for row in listed] == ["document"] * 4


def test_a_document_is_renamed_moved_thrown_away_and_taken_back_like_a_file(alice: Caller) -> None:
    item, folder = make_document(alice), alice.folder("Dossier")
    assert alice.patch(f"/items/{item}", {"name": "Autre"}).json()["name"] == "Autre"
    assert alice.post(f"/items/{item}/move", {"parent_id": folder}).status_code == 200
    text = markdown(alice, item)
    copied = alice.post(f"/items/{folder}/copy", {"parent_id": alice.root_id}).json()["id"]
    (inner,) = alice.get(f"/items/{copied}/children").json()["items"]
    assert markdown(alice, inner["id"]) == text
    assert alice.delete(f"/items/{item}").status_code == 204
    assert is_problem(alice.get(f"/items/{item}/document"), 404, "not_found")
    assert is_problem(alice.get(f"/items/{item}/document/versions"), 404, "not_found")
    assert alice.post(f"/items/{item}/restore").status_code == 200
    assert markdown(alice, item) == text
    assert alice.delete(f"/items/{item}").status_code == 204
    assert alice.post(f"/items/{item}/purge").status_code == 204
    assert not Item.objects.filter(id=item).exists()


def test_versions_are_kept_renamed_and_restored(alice: Caller, bob: Caller) -> None:
    item = make_document(alice, "un\n")
    alice.share(item, bob, "editor")
    first = keep(alice, item, "Première")
    assert write(bob, item, "un\n\ndeux\n").status_code == 200
    answer = alice.patch(f"/items/{item}/document/versions/{first}", {"name": "Signée"})
    assert answer.json()["name"] == "Signée"
    restored = bob.post(f"/items/{item}/document/versions/{first}/restore")
    assert restored.json()["id"] == item
    assert markdown(alice, item) == "un\n"
    newest, *_, oldest = versions(alice, item)
    assert (newest["kind"], oldest["name"], oldest["kind"]) == ("restore", "Signée", "named")
    assert newest["authors"] == [
        {"id": str(bob.person.id), "name": "Bob", "email": bob.person.email, "service": ""}
    ]
    again = bob.post(f"/items/{item}/document/versions/{newest['id']}/restore")
    assert again.status_code == 200
    assert markdown(alice, item) == "un\n\ndeux\n"
    assert [event.actor_id for event in audited("version.restored")] == [bob.person.id] * 2


def test_a_guest_among_the_authors_has_the_name_she_gave_herself(alice: Caller) -> None:
    item = make_document(alice, "un\n")
    link = alice.post(f"/items/{item}/links", {"mode": "edit"}).json()["id"]
    guest = author_of(LinkActor(label="Dominique", link_id=UUID(link), guest_name="Dominique"))
    write_change(Item.objects.get(id=item).id, typing("d'elle"), guest)
    keep(alice, item, "v")
    (version, *_) = versions(alice, item)
    authors = version["authors"]
    assert {"id": None, "name": "Dominique", "email": None, "service": None} in list(authors)  # type: ignore[call-overload]  # JSON


def test_versions_come_in_pages_of_as_many_queries_as_one(alice: Caller) -> None:
    item = make_document(alice, "un\n")
    for number in range(5):
        keep(alice, item, f"v{number}")
    with CaptureQueriesContext(
        connection,
    ) as few:
        page = alice.get(f"/items/{item}/document/versions?limit=2").json()
    with CaptureQueriesContext(connection) as many:
        versions(alice, item)
    assert len(few) == len(many)
    names = [row["name"] for row in page["items"]]
    rest = versions(alice, item, f"?limit=10&cursor={page['next_cursor']}")
    assert names + [row["name"] for row in rest if row["kind"] == "named"] == [
        f"v{number}" for number in (4, 3, 2, 1, 0)
    ]


def test_bob_reads_versions_and_only_an_editor_makes_them(alice: Caller, bob: Caller) -> None:
    item = make_document(alice, "un\n")
    first = keep(alice, item, "v")
    path = f"/items/{item}/document/versions"
    assert is_problem(bob.get(path), 404, "not_found")
    alice.share(item, bob, "commenter")
    assert next(row["id"] for row in versions(bob, item)) == first
    for refused in (
        bob.post(path, {"name": "x"}),
        bob.patch(f"{path}/{first}", {"name": "x"}),
        bob.post(f"{path}/{first}/restore"),
    ):
        assert is_problem(refused, 403, "forbidden")


def test_a_version_of_another_document_is_not_found(alice: Caller) -> None:
    item = make_document(alice, "un\n")
    first = keep(alice, item, "v")
    other = str(alice.post(f"/items/{alice.root_id}/documents", {"name": "B"}).json()["id"])
    path = f"/items/{other}/document/versions/{first}"
    assert is_problem(alice.patch(path, {"name": "x"}), 404, "not_found")
    assert is_problem(alice.post(f"{path}/restore"), 404, "not_found")


@pytest.mark.parametrize("name", ["", "   "])
def test_a_version_needs_a_name(alice: Caller, name: str) -> None:
    item = make_document(alice, "un\n")
    answer = alice.post(f"/items/{item}/document/versions", {"name": name})
    assert is_problem(answer, 400, "invalid_request")


def test_a_file_has_no_versions_of_a_document(alice: Caller) -> None:
    file = alice.file("a.txt")
    answer = alice.get(f"/items/{file}/document/versions")
    assert is_problem(answer, 409, "not_a_document")
