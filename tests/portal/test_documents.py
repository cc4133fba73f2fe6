"""A live document behind a link: read by everybody, written by who says her name."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from apps.audit.models import AuditEvent
from apps.core.access import Ability, Role
from apps.core.clock import utc_now
from apps.documents.content.changing import append_content
from apps.documents.formats.markdown_in import parse_markdown
from apps.documents.models import DocumentImage
from apps.documents.native import AnyDoc
from apps.documents.operations.creating import create_document
from apps.documents.operations.editing import edit_document
from apps.drive.models import Item
from apps.drive.operations.settling import apply_verdict
from apps.scanning.operations import record_verdict
from apps.scanning.outcomes import ScanOutcome, ScanState
from apps.sharing.models import Link
from apps.sharing.modes import LinkMode
from apps.sharing.operations.links import edit_link
from apps.sharing.possession import GUEST_COOKIE
from tests.portal.conftest import PASSWORD, Partner, audited, body_of, illustrate, share, text_of
from tests.world import Agent

TEXT = """# Ordre du jour

- [x] Relire le *projet*
- [ ] Voter

| Lot | Montant |
| --- | --- |
| Toiture | 12 000 € |

<script>alert(1)</script> [piège](javascript:alert(1))
"""
MODES = (LinkMode.READ, LinkMode.DOWNLOAD, LinkMode.COMMENT, LinkMode.EDIT)


def writing(markdown: str) -> Any:
    def change(doc: AnyDoc) -> None:
        append_content(doc, parse_markdown(markdown).children)

    return change


@pytest.fixture
def document(alice: Agent) -> Item:
    return create_document(
        access=alice.enter(alice.root), name="Réunion du 3 mars", content=writing(TEXT)
    )


def test_a_document_is_read_without_script(alice: Agent, document: Item) -> None:
    dominique = share(alice, document, mode=LinkMode.READ, note="Pour avis").enter()
    answer = dominique.get()
    text = text_of(answer)
    for words in ("Réunion du 3 mars", "Sent by Alice", "Pour avis", "Ordre du jour", "12 000 €"):
        assert words in text
    page = answer.content.decode()
    assert "<script" not in page
    assert 'href="javascript:' not in page
    assert "<em>projet</em>" in page
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert "take-part" not in page
    assert len(answer.content) < 40_000
    assert audited(dominique.link) == ["link.opened"]


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        (LinkMode.DOWNLOAD, None),
        (LinkMode.COMMENT, "Commenter ce document"),
        (LinkMode.EDIT, "Écrire dans ce document"),
    ],
)
def test_the_page_offers_what_the_link_allows(
    alice: Agent, document: Item, mode: LinkMode, words: str | None
) -> None:
    dominique = share(alice, document, mode=mode, language="fr").enter()
    page = dominique.get()
    assert ("take-part" in page.content.decode()) == (words is not None)
    if words is not None:
        assert words in text_of(page)


def test_a_document_in_a_folder_is_listed_and_read(alice: Agent) -> None:
    folder = alice.folder("Dossier")
    document = create_document(access=alice.enter(folder), name="Note", content=writing("Bonjour"))
    dominique = share(alice, folder, mode=LinkMode.COMMENT).enter()
    listing = dominique.get()
    assert "Note" in text_of(listing)
    assert 'href="#document"' in listing.content.decode()
    assert f'href="i/{document.id}/export?format=pdf"' in listing.content.decode()
    page = dominique.get(dominique.at(document))
    assert "Bonjour" in text_of(page)
    assert f'href="../{document.id}/take-part"' in page.content.decode()


def test_a_guest_gives_her_name_and_comes_to_the_editor(alice: Agent, document: Item) -> None:
    dominique = share(alice, document, mode=LinkMode.EDIT, note="Pour avis").enter()
    asked = dominique.get(dominique.at(document, "take-part"))
    assert "Your name" in text_of(asked)
    assert asked.headers["Referrer-Policy"] == "same-origin"
    joined = dominique.join(document, "  Dominique  Léger ")
    assert joined.status_code == 303
    assert joined.headers["Location"] == dominique.at(document, "live")
    cookie = joined.cookies[GUEST_COOKIE]
    assert cookie["path"] == dominique.home
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    facts = dominique.get(dominique.at(document, "session")).json()
    assert facts["name"] == "Dominique Léger"
    assert facts["abilities"] == ["comment", "download", "edit", "read"]
    assert facts["page"] == dominique.home
    event = AuditEvent.objects.get(action="link.joined")
    assert event.actor_label == "Dominique Léger (Pour avis)"
    assert "Dominique Léger" in dominique.get(dominique.at(document, "take-part")).content.decode()


@pytest.mark.parametrize("name", ["", "   ", "\u202eecilA", "D" * 61, "D" * 2000])
def test_a_name_that_cannot_be_shown_is_asked_again(
    alice: Agent, document: Item, name: str
) -> None:
    dominique = share(alice, document, mode=LinkMode.EDIT).enter()
    answer = dominique.join(document, name)
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.content.decode()
    assert GUEST_COOKIE not in answer.cookies
    assert not AuditEvent.objects.filter(action="link.joined").exists()


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("what", ["take-part", "live", "session"])
def test_only_a_link_that_lets_take_part_leads_there(
    alice: Agent, document: Item, mode: LinkMode, what: str
) -> None:
    dominique = share(alice, document, mode=mode).enter()
    may = mode in {LinkMode.COMMENT, LinkMode.EDIT}
    answer = dominique.get(dominique.at(document, what))
    assert (answer.status_code in {200, 303}) == may
    assert (dominique.join(document).status_code == 303) == may


def test_nobody_takes_part_in_a_file_or_folder(alice: Agent) -> None:
    folder = alice.folder("Dossier")
    file = alice.file("a.txt", parent=folder)
    dominique = share(alice, folder, mode=LinkMode.EDIT).enter()
    for item in (folder, file):
        for what in ("take-part", "live", "session"):
            assert dominique.get(dominique.at(item, what)).status_code == 404
        assert dominique.join(item).status_code == 404


def test_what_a_guest_may_do_is_asked_each_time(alice: Agent, bob: Agent, document: Item) -> None:
    alice.share(document, bob, Role.EDITOR)
    dominique = share(bob, document, mode=LinkMode.EDIT).enter()
    dominique.join(document)
    address = dominique.at(document, "session")
    access = bob.enter(document, Ability.SHARE_LINK)
    edit_link(access=access, link_id=dominique.link.id, mode=LinkMode.COMMENT)
    assert "edit" not in dominique.get(address).json()["abilities"]
    edit_link(access=access, link_id=dominique.link.id, mode=LinkMode.READ)
    assert dominique.get(address).status_code == 404
    edit_link(access=access, link_id=dominique.link.id, mode=LinkMode.EDIT, password=PASSWORD)
    assert dominique.get(address).status_code == 404
    dominique.unlock()
    assert dominique.get(address).status_code == 200
    alice.share(document, bob, Role.READER)
    assert dominique.get(address).status_code == 404


def test_the_name_of_one_link_is_not_that_of_another(alice: Agent, document: Item) -> None:
    here = share(alice, document, mode=LinkMode.EDIT).enter()
    there = share(alice, document, mode=LinkMode.EDIT).enter()
    cookie = here.join(document).cookies[GUEST_COOKIE].value
    there.client.cookies[GUEST_COOKIE] = cookie
    assert there.get(there.at(document, "session")).json()["name"] == ""


def test_a_name_is_given_from_our_own_page_alone(alice: Agent, document: Item) -> None:
    dominique = share(alice, document, mode=LinkMode.EDIT)
    dominique.client = Client(enforce_csrf_checks=True)
    dominique.enter()
    assert dominique.join(document).status_code == 403


@pytest.mark.parametrize("mode", MODES)
def test_no_link_gives_the_bytes_of_a_document(
    alice: Agent, document: Item, mode: LinkMode
) -> None:
    dominique: Partner = share(alice, document, mode=mode).enter()
    assert dominique.download(document).status_code == 404


def test_a_copy_is_taken_in_the_formats_everybody_opens(alice: Agent, document: Item) -> None:
    dominique = share(alice, document, mode=LinkMode.DOWNLOAD).enter()
    page = dominique.get().content.decode()
    for target, beginning in (("pdf", b"%PDF"), ("odt", b"PK"), ("docx", b"PK")):
        assert f'i/{document.id}/export?format={target}"' in page
        answer = dominique.get(dominique.at(document, f"export?format={target}"))
        assert answer.status_code == 200
        assert f".{target}" in answer.headers["Content-Disposition"]
        assert body_of(answer).startswith(beginning)
    assert audited(dominique.link).count("link.downloaded") == 3
    assert Link.objects.get(id=dominique.link.id).download_count == 3
    for wrong in ("markdown", "exe", ""):
        answer = dominique.get(dominique.at(document, f"export?format={wrong}"))
        assert answer.status_code == 404


def test_a_link_to_read_gives_no_copy(alice: Agent, document: Item) -> None:
    dominique = share(alice, document, mode=LinkMode.READ).enter()
    assert "export" not in dominique.get().content.decode()
    answer = dominique.get(dominique.at(document, "export?format=pdf"))
    assert answer.status_code == 403
    assert b"Ordre du jour" not in body_of(answer)


def test_images_are_shown_once_they_are_clean(alice: Agent, document: Item) -> None:
    name = illustrate(alice, document)
    edit_document(
        access=alice.enter(document, Ability.EDIT), change=writing(f"![Plan du toit](image:{name})")
    )
    dominique = share(alice, document, mode=LinkMode.READ).enter()
    assert f'src="i/{document.id}/images/{name}"' in dominique.get().content.decode()
    answer = dominique.get(dominique.at(document, f"images/{name}"))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/png"
    assert body_of(answer).startswith(b"\x89PNG")
    version = DocumentImage.objects.get(name=name).version
    outcome = ScanOutcome(
        state=ScanState.INFECTED, scanned_at=utc_now(), signature_name="Test.LateHit"
    )
    record_verdict(sha256=version.sha256, outcome=outcome)
    apply_verdict(sha256=version.sha256)
    page = dominique.get()
    assert "/images/" not in page.content.decode()
    assert "Plan du toit" in text_of(page)
    assert dominique.get(dominique.at(document, f"images/{name}")).status_code == 409


def test_an_image_is_found_in_its_own_document_alone(alice: Agent, document: Item) -> None:
    other = create_document(access=alice.enter(alice.root), name="Autre")
    name = illustrate(alice, other)
    dominique = share(alice, document, mode=LinkMode.READ).enter()
    assert dominique.get(dominique.at(document, f"images/{name}")).status_code == 404
    assert dominique.get(dominique.at(other, f"images/{name}")).status_code == 404
