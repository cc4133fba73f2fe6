"""Who wrote what, and templates, by REST."""

from __future__ import annotations

from tests.api.conftest import Caller, is_problem
from tests.api.test_documents_content import (
    add_image,
    body_of,
    make_document,
    markdown,
    show,
    write,
)
from tests.documents.formats.archives import png


def test_each_range_of_the_text_names_its_author(alice: Caller, bob: Caller) -> None:
    item = make_document(alice, "Le comité se réunit 😀 lundi.")
    alice.share(item, bob, "editor")
    write(bob, item, "Le comité se réunit 😀 mardi.")
    write(bob, item, "Le comité se réunit 😀 mardi soir.")
    answer = alice.get(f"/items/{item}/document/authorship").json()
    assert len(answer["authors"]) == 2
    (block,) = answer["blocks"]
    text = block["text"].encode("utf-16-le")
    said = [
        (
            answer["authors"][part["author"]]["person"]["name"],
            text[part["start"] * 2 : part["end"] * 2].decode("utf-16-le"),
        )
        for part in block["ranges"]
    ]
    assert said == [
        ("Alice", "Le comité se réunit 😀 "),
        ("Bob", "mardi soir"),
        ("Alice", "."),
    ]


def test_a_document_begins_as_a_template_of_the_product_in_the_caller_s_language(
    alice: Caller,
) -> None:
    listed = alice.get("/templates").json()["items"]
    assert [template["id"] for template in listed] == [
        *("builtin:note", "builtin:minutes", "builtin:decision", "builtin:letter")
    ]
    in_french = alice.get("/templates", headers={"Accept-Language": "fr"}).json()["items"]
    assert [template["name"] for template in in_french] == [
        *("Note", "Compte rendu de réunion", "Décision", "Courrier")
    ]
    for language, title in (("en", "# Minutes of a meeting"), ("fr", "# Compte rendu de réunion")):
        made = alice.post(
            f"/items/{alice.root_id}/documents",
            {"name": language, "template_id": "builtin:minutes"},
            headers={"Accept-Language": language},
        )
        assert made.status_code == 201, made.content
        assert markdown(alice, made.json()["id"]).startswith(title)


def test_a_marked_document_is_a_template_for_whoever_may_read_it(
    alice: Caller, bob: Caller, charlie: Caller
) -> None:
    item = make_document(alice)
    image = add_image(alice, item)
    show(alice, item, image)
    assert alice.patch(f"/items/{item}/document", {"is_template": True}).status_code == 200
    alice.share(item, bob, "reader")
    assert item in [template["id"] for template in bob.get("/templates").json()["items"]]
    assert item not in [template["id"] for template in charlie.get("/templates").json()["items"]]
    wanted = {"name": "Copie", "template_id": item}
    made = bob.post(f"/items/{bob.root_id}/documents", wanted).json()["id"]
    assert markdown(bob, made) == markdown(alice, item).replace(item, made)
    assert body_of(bob.get(f"/items/{made}/document/images/{image}")) == png()
    refused = charlie.post(f"/items/{charlie.root_id}/documents", wanted)
    assert is_problem(refused, 422, "not_a_template")
    alice.patch(f"/items/{item}/document", {"is_template": False})
    refused = bob.post(f"/items/{bob.root_id}/documents", {**wanted, "name": "Encore"})
    assert is_problem(refused, 422, "not_a_template")


def test_a_reader_marks_nothing_and_a_trashed_template_is_not_offered(
    alice: Caller, bob: Caller
) -> None:
    item = make_document(alice)
    alice.share(item, bob, "reader")
    answer = bob.patch(f"/items/{item}/document", {"is_template": True})
    assert is_problem(answer, 403, "forbidden")
    alice.patch(f"/items/{item}/document", {"is_template": True})
    alice.delete(f"/items/{item}")
    assert item not in [template["id"] for template in alice.get("/templates").json()["items"]]


def test_a_template_that_is_none_is_refused(alice: Caller) -> None:
    for wanted in ("builtin:", "builtin:../note", "x", alice.root_id, make_document(alice)):
        answer = alice.post(
            f"/items/{alice.root_id}/documents", {"name": "x", "template_id": wanted}
        )
        assert is_problem(answer, 422, "not_a_template")


def test_two_states_are_compared_by_block_and_word_with_authors(
    alice: Caller, bob: Caller, charlie: Caller
) -> None:
    item = make_document(alice, "Le comité se réunit lundi.\n\nReste.")
    kept = alice.post(f"/items/{item}/document/versions", {"name": "Un"}).json()["id"]
    alice.share(item, bob, "editor")
    write(bob, item, "Le comité se réunit mardi.\n\nReste.\n\nArrivé.")
    path = f"/items/{item}/document/difference?from={kept}"
    answer = alice.get(path).json()
    names = [author["person"]["name"] for author in answer["authors"]]
    said = [
        (block["kind"], [(s["kind"], s["text"], names[s["author"]]) for s in block["spans"]])
        for block in answer["blocks"]
    ]
    assert said == [
        (
            "changed",
            [
                ("same", "Le comité se réunit ", "Alice"),
                ("removed", "lundi", "Alice"),
                ("added", "mardi", "Bob"),
                ("same", ".", "Alice"),
            ],
        ),
        ("same", [("same", "Reste.", "Alice")]),
        ("added", [("added", "Arrivé.", "Bob")]),
    ]
    back = alice.get(f"{path}&to={kept}").json()
    assert {block["kind"] for block in back["blocks"]} == {"same"}
    assert is_problem(charlie.get(path), 404, "not_found")


def test_a_version_is_read_as_it_was(alice: Caller) -> None:
    item = make_document(alice, "Un.")
    kept = alice.post(f"/items/{item}/document/versions", {"name": "Un"}).json()["id"]
    write(alice, item, "Deux.")
    read = alice.get(f"/items/{item}/document/versions/{kept}?format=markdown")
    assert body_of(read) == b"Un.\n"


def test_a_version_of_another_document_is_not_there(alice: Caller) -> None:
    item, other = make_document(alice, "Un."), alice.file("x.txt")
    kept = alice.post(f"/items/{item}/document/versions", {"name": "Un"}).json()["id"]
    second = alice.post(f"/items/{alice.root_id}/documents", {"name": "Autre"}).json()["id"]
    for path in (f"document/versions/{kept}", f"document/difference?from={kept}"):
        assert is_problem(alice.get(f"/items/{second}/{path}"), 404, "not_found")
        assert is_problem(alice.get(f"/items/{other}/{path}"), 409, "not_a_document")
