"""Documents by REST: read, replaced, added to, taken out, made of files; images inside them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import Any, cast

import pytest

from apps.audit.models import AuditEvent
from apps.documents.content.nodes import Node, paragraph, root_node, text_node
from apps.documents.content.reading import read_state
from apps.documents.formats.bounded import write_bounded
from apps.documents.formats.kinds import Export
from apps.documents.models import DocumentImage
from apps.drive.models import FileVersion, Item, Space
from tests.api.conftest import Caller, is_problem
from tests.documents.formats.archives import docx, png
from tests.hostile import EICAR

NOTE = "# Titre\n\nLe **comité** se réunit.\n\n- [x] fait\n"


def body_of(answer: Any) -> bytes:
    return b"".join(cast("Iterable[bytes]", answer)) if answer.streaming else answer.content


def make_document(caller: Caller, text: str = NOTE) -> str:
    item = str(caller.post(f"/items/{caller.root_id}/documents", {"name": "Note"}).json()["id"])
    assert write(caller, item, text).status_code == 200
    return item


def write(caller: Caller, item: str, text: str) -> Any:
    return caller.put(f"/items/{item}/document", text.encode(), content_type="text/markdown")


def markdown(caller: Caller, item: str) -> str:
    return body_of(caller.get(f"/items/{item}/document?format=markdown")).decode()


def test_a_document_is_read_in_five_formats(alice: Caller) -> None:
    item = make_document(alice)
    assert markdown(alice, item) == NOTE
    html = alice.get(f"/items/{item}/document?format=html")
    assert b"<strong>comit" in body_of(html)
    assert html.headers["Content-Security-Policy"].startswith("sandbox")
    assert html.headers["X-Content-Type-Options"] == "nosniff"
    assert body_of(alice.get(f"/items/{item}/document?format=text")).decode().startswith("Titre\n")
    state = body_of(alice.get(f"/items/{item}/document?format=yjs"))
    assert read_state(state).children[0].type == "heading"
    read = alice.get(f"/items/{item}/document")
    assert read.headers["Content-Type"] == "application/json"
    assert b'"type": "taskItem"' in body_of(read)


def test_replacing_touches_only_what_differs(alice: Caller) -> None:
    item = make_document(alice)
    before = read_state(body_of(alice.get(f"/items/{item}/document?format=yjs")))
    answer = write(alice, item, NOTE.replace("réunit", "réunit lundi")).json()
    assert answer["is_changed"] is True
    after = read_state(body_of(alice.get(f"/items/{item}/document?format=yjs")))
    assert [block.attrs["id"] for block in after.children] == [
        block.attrs["id"] for block in before.children
    ]
    again = write(alice, item, NOTE.replace("réunit", "réunit lundi")).json()
    assert again == {"seq": answer["seq"], "is_changed": False}


def test_appending_adds_at_the_end(alice: Caller) -> None:
    item = make_document(alice)
    answer = alice.post(f"/items/{item}/document/append", b"Fin.")
    assert answer.json()["is_changed"] is True
    assert markdown(alice, item) == NOTE + "\nFin.\n"
    assert alice.post(f"/items/{item}/document/append", b" \n").json()["is_changed"] is False


def test_a_long_text_is_taken_too_and_one_too_long_is_not(alice: Caller) -> None:
    item = make_document(alice, "mot " * 20_000)
    assert len(markdown(alice, item)) > 79_000
    assert is_problem(write(alice, item, "x" * (1024 * 1024 + 1)), 413, "too_large")


def test_a_body_that_is_no_text_changes_nothing(alice: Caller) -> None:
    item = make_document(alice)
    answer = alice.put(f"/items/{item}/document", b"\xff\xfe\xff")
    assert is_problem(answer, 400, "invalid_request")
    assert markdown(alice, item) == NOTE


@pytest.mark.parametrize("path", ["", "/append", "/images"], ids=["replace", "append", "images"])
def test_a_reader_reads_and_writes_nothing(alice: Caller, bob: Caller, path: str) -> None:
    item = make_document(alice)
    alice.share(item, bob, "reader")
    assert markdown(bob, item) == NOTE
    method = "PUT" if path == "" else "POST"
    answer = bob.call(method, f"/items/{item}/document{path}", png())
    assert is_problem(answer, 403, "forbidden")
    assert markdown(alice, item) == NOTE


def test_a_stranger_sees_none_of_it(alice: Caller, charlie: Caller) -> None:
    item = make_document(alice)
    image = add_image(alice, item)
    for path in ("document", "export", f"document/images/{image}"):
        assert is_problem(charlie.get(f"/items/{item}/{path}"), 404, "not_found")


def test_a_file_is_no_document(alice: Caller) -> None:
    file_id = alice.file("a.txt")
    for path in ("document", "export", "document/images/" + file_id):
        assert is_problem(alice.get(f"/items/{file_id}/{path}"), 409, "not_a_document")


@pytest.mark.parametrize(
    ("target", "start"),
    [
        ("pdf", b"%PDF-"),
        ("docx", b"PK"),
        ("odt", b"PK"),
        ("markdown", b"# Titre"),
        ("html", b"<!DOCTYPE html>"),
        ("text", b"Titre"),
    ],
)
def test_a_document_leaves_in_every_format(alice: Caller, target: str, start: bytes) -> None:
    item = make_document(alice)
    answer = alice.get(f"/items/{item}/export?format={target}")
    assert answer.status_code == 200
    assert body_of(answer).startswith(start)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="Note.')


def test_images_leave_with_the_text(alice: Caller) -> None:
    item = make_document(alice)
    image = add_image(alice, item)
    show(alice, item, image)
    page = body_of(alice.get(f"/items/{item}/export?format=html"))
    assert b"data:image/png;base64," in page
    with zipfile.ZipFile(
        io.BytesIO(body_of(alice.get(f"/items/{item}/export?format=docx")))
    ) as made:
        assert any(name.startswith("word/media/") for name in made.namelist())


def add_image(caller: Caller, item: str, content: bytes = png()) -> str:
    answer = caller.call("POST", f"/items/{item}/document/images", content)
    assert answer.status_code == 201, answer.content
    assert answer.json()["state"] == "clean"
    return str(answer.json()["id"])


def show(caller: Caller, item: str, image: str) -> None:
    text = f"![plan](/api/v1/items/{item}/document/images/{image})"
    assert caller.post(f"/items/{item}/document/append", text.encode()).status_code == 200


def test_an_image_is_shown_as_what_it_is_and_counted(alice: Caller) -> None:
    item = make_document(alice)
    used = Space.objects.get(owner=alice.person).used_bytes
    image = add_image(alice, item)
    answer = alice.get(f"/items/{item}/document/images/{image}")
    assert body_of(answer) == png()
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert Space.objects.get(owner=alice.person).used_bytes == used + len(png())
    assert AuditEvent.objects.filter(action="attachment.created", item_id=item).count() == 1
    assert Item.objects.get(id=item).current_version is None


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"texte",
        b"%PDF-1.4",
    ],
)
def test_what_is_no_image_is_refused_by_its_content(alice: Caller, content: bytes) -> None:
    item = make_document(alice)
    answer = alice.call("POST", f"/items/{item}/document/images", content)
    assert is_problem(answer, 422, "not_an_image")
    assert not DocumentImage.objects.exists()
    assert not FileVersion.objects.filter(item_id=item).exists()


def test_an_infected_image_is_not_kept(alice: Caller) -> None:
    item = make_document(alice)
    answer = alice.call("POST", f"/items/{item}/document/images", EICAR)
    assert is_problem(answer, 422, "infected")
    assert not FileVersion.objects.filter(item_id=item).exists()


def test_an_image_is_not_served_while_or_unless_it_is_clean(alice: Caller) -> None:
    item = make_document(alice)
    image = add_image(alice, item)
    for state, code in (("quarantined", "not_scanned_yet"), ("infected", "content_infected")):
        FileVersion.objects.filter(document_image__name=image).update(state=state)
        answer = alice.get(f"/items/{item}/document/images/{image}")
        assert is_problem(answer, 409, code)
        assert b"data:image" not in body_of(alice.get(f"/items/{item}/export?format=html"))


def test_an_image_belongs_to_its_document_alone(alice: Caller) -> None:
    first, second = make_document(alice), None
    image = add_image(alice, first)
    second = alice.post(f"/items/{alice.root_id}/documents", {"name": "Autre"}).json()["id"]
    assert is_problem(alice.get(f"/items/{second}/document/images/{image}"), 404, "not_found")


def test_a_copy_has_the_images_too_and_survives_its_original(alice: Caller) -> None:
    item = make_document(alice)
    image = add_image(alice, item)
    show(alice, item, image)
    folder = alice.folder("Copies")
    copied = alice.post(f"/items/{item}/copy", {"parent_id": folder}).json()["id"]
    alice.delete(f"/items/{item}")
    assert alice.post(f"/items/{item}/purge").status_code == 204
    assert body_of(alice.get(f"/items/{copied}/document/images/{image}")) == png()


def convert(caller: Caller, name: str, content: bytes) -> Any:
    return caller.post(f"/items/{caller.file(name, content)}/convert")


def test_files_become_documents_beside_them(alice: Caller) -> None:
    for name, content in (
        ("a.md", NOTE.encode()),
        ("b.html", b"<h1>Titre</h1><p>Le <b>comit\xc3\xa9</b> se r\xc3\xa9unit.</p>"),
        ("c.txt", b"Titre"),
        ("d.docx", docx("<w:p><w:r><w:t>Titre</w:t></w:r></w:p>")),
    ):
        answer = convert(alice, name, content)
        assert answer.status_code == 201, answer.content
        made = answer.json()
        assert (made["kind"], made["name"]) == ("document", name[0])
        assert "Titre" in markdown(alice, made["id"])
    again = alice.post(f"/items/{alice.file('e.md', NOTE.encode())}/convert").json()
    assert again["name"] == "e"


def test_the_images_of_a_file_come_along(alice: Caller) -> None:
    image = "01890000-0000-7000-8000-000000000002"
    root = root_node([paragraph(text_node("a")), Node("image", {"id": image, "alt": "plan"})])
    export = Export(title="x", language="fr", images={image: (png(), "image/png")})
    made = convert(alice, "x.docx", write_bounded(root, "docx", export)).json()["id"]
    (row,) = DocumentImage.objects.filter(document_id=made)
    assert f"/document/images/{row.name}" in markdown(alice, made)
    assert body_of(alice.get(f"/items/{made}/document/images/{row.name}")) == png()


def test_what_cannot_be_read_is_refused_and_leaves_nothing(alice: Caller) -> None:
    for name, content in (
        ("a.docx", docx("<w:p>")),
        ("b.png", png()),
        ("c.zip", b"PK\x03\x04" * 9),
    ):
        assert is_problem(convert(alice, name, content), 422, "unreadable")
    assert not Item.objects.filter(kind="document").exists()


def test_a_reader_of_the_folder_converts_nothing_there(alice: Caller, bob: Caller) -> None:
    folder = alice.folder("Dossier")
    alice.share(folder, bob, "reader")
    file_id = alice.file("a.md", NOTE.encode(), folder)
    assert is_problem(bob.post(f"/items/{file_id}/convert"), 403, "forbidden")


def test_a_folder_s_archive_holds_its_documents_as_pages_with_their_images(alice: Caller) -> None:
    folder = alice.folder("Dossier")
    made = alice.post(f"/items/{folder}/documents", {"name": "Plan: été"}).json()["id"]
    write(alice, made, NOTE)
    show(alice, made, add_image(alice, made))
    alice.file("a.txt", b"un", folder)
    archive = body_of(alice.get(f"/items/{folder}/zip"))
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert sorted(opened.namelist()) == ["Plan_ été.html", "a.txt"]
        page = opened.read("Plan_ été.html").decode()
    assert "<title>Plan: été</title>" in page
    assert "Le <strong>comité</strong> se réunit." in page
    assert "data:image/png;base64," in page
