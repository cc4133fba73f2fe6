"""What a partner reads: who sends, what, until when, what the antivirus says."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from apps.audit.models import AuditEvent
from apps.portal.listing import PAGE_SIZE
from apps.portal.templatetags.measures import size
from apps.sharing.models import Link
from tests.portal.conftest import Partner, audited, infect, share, text_of
from tests.world import Agent, plant_file, plant_folder

# Nobody reads longer than this before the first line shows on a slow line.
MAXIMUM_PAGE_BYTES = 40_000
MAXIMUM_QUERIES = 10


@pytest.fixture
def sender(alice: Agent) -> Agent:
    alice.person.name, alice.person.service = "Alice Martin", "Direction des achats"
    alice.person.save()
    return alice


def test_a_file_is_shown_with_its_sender_and_verdict(sender: Agent) -> None:
    file = sender.file("Bilan 2025.pdf", b"x" * 2048)
    dominique = share(sender, file, note="La version définitive <b>").enter()
    text = text_of(dominique.get())
    assert "Bilan 2025.pdf" in text
    assert "Sent by Alice Martin Direction des achats, Ministère" in text
    assert "2\xa0KB" in dominique.get().content.decode()
    assert "La version définitive <b>" in text
    assert b"&lt;b&gt;" in dominique.get().content
    assert "Available until" in text
    assert re.search(r"No threat found on .* at \d+:\d\d [ap]\.m\. ?\.", text)
    assert "Examined whole by ClamAV" in text
    assert f'href="i/{file.id}/content"' in dominique.get().content.decode()


def test_the_page_speaks_the_readers_language(sender: Agent) -> None:
    file = sender.file("Bilan.pdf", b"x" * 2048)
    ends = datetime(2026, 12, 3, 17, 5, tzinfo=UTC)
    dominique = share(sender, file, expires_at=ends, language="fr-CA,fr;q=0.9").enter()
    page = dominique.get().content.decode()
    assert '<html lang="fr">' in page
    assert "Disponible jusqu’au" in page
    assert '<time datetime="2026-12-03T17:05:00Z">3 décembre 2026 à 18\xa0h\xa005</time>' in page
    assert "<dd>2\xa0Ko</dd>" in page
    assert "Aucune menace trouvée le" in page
    assert "Télécharger" in page
    german = Partner(dominique.link, dominique.token, language="de").enter()
    assert '<html lang="fr">' in german.get().content.decode()


@pytest.mark.parametrize(
    ("size_bytes", "english", "french"),
    [
        (0, "0 B", "0 o"),
        (1023, "1,023 B", "1 023 o"),
        (1024, "1 KB", "1 Ko"),
        (1_300_000, "1.2 MB", "1,2 Mo"),
        (104_857_600, "100 MB", "100 Mo"),
        (5 * 1024**5, "5,120 TB", "5 120 To"),
    ],
)
def test_sizes_are_written_as_in_the_agents_application(
    size_bytes: int, english: str, french: str
) -> None:
    for language, words in (("en", english), ("fr", french)):
        with translation.override(language):
            assert " ".join(size(size_bytes).split()) == words


def test_the_language_can_be_changed_without_script(sender: Agent) -> None:
    dominique = share(sender, sender.folder("Marchés"), language="fr").enter()
    page = dominique.get(f"{dominique.home}?after=x").content.decode()
    href = re.search(r'<a href="([^"]*)" lang="en"', page)
    assert href is not None
    answer = dominique.get(dominique.home + href[1].replace("&amp;", "&"))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{dominique.home}?after=x")
    assert '<html lang="en">' in dominique.get().content.decode()
    assert dominique.get(f"{dominique.home}?lang=xx").status_code == 303
    assert '<html lang="en">' in dominique.get().content.decode()


def test_the_language_can_be_changed_on_the_page_of_a_dead_link(client: Any) -> None:
    answer = client.get("/l/x?lang=en")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/l/x")
    assert "This link no longer works" in text_of(client.get("/l/x"))


def test_a_folder_lists_folders_first_and_what_cannot_leave_without_button(sender: Agent) -> None:
    folder = sender.folder("Marchés")
    sender.file("b.txt", parent=folder)
    late = sender.file("a.txt", parent=folder)
    sender.folder("Zone", folder)
    infect(late)
    for state in ("quarantined", "unscannable", "infected"):
        plant_file(folder, f"held {state}.txt", by=sender, state=state)
    dominique = share(sender, folder).enter()
    answer = dominique.get()
    text = text_of(answer)
    assert text.index("Zone") < text.index("a.txt") < text.index("b.txt")
    assert "The antivirus found a threat in this file." in text
    assert f"{late.id}/content" not in answer.content.decode()
    # What was never clean is its owner's alone: not even its name is shown.
    assert "held" not in text
    assert "Download all (ZIP)" in text


def test_a_subfolder_leads_back_but_not_above_the_link(sender: Agent) -> None:
    secret = sender.folder("Confidentiel")
    folder = sender.folder("Marchés", secret)
    inner = sender.folder("Lot 1", folder)
    deepest = sender.folder("Plis", inner)
    dominique = share(sender, folder).enter()
    page = dominique.get(dominique.at(deepest)).content.decode()
    path = page.split('<ol class="breadcrumb">')[1].split("</ol>")[0]
    assert re.findall(r">([^<]+)<", path) == ["Marchés", "Lot 1", "Plis"]
    assert re.findall(r'href="([^"]+)"', path) == ["../../", f"../{inner.id}/"]
    assert "Confidentiel" not in page
    assert dominique.get(dominique.at(secret)).status_code == 404
    assert dominique.get(dominique.at(sender.root)).status_code == 404


def test_the_top_has_one_address(sender: Agent) -> None:
    dominique = share(sender, sender.folder("Marchés")).enter()
    answer = dominique.get(dominique.at(dominique.link.item))
    assert (answer.status_code, answer.headers["Location"]) == (303, dominique.home)


def test_a_file_inside_has_a_page_of_its_own(sender: Agent) -> None:
    folder = sender.folder("Marchés")
    file = sender.file("Offre.txt", parent=folder)
    dominique = share(sender, folder).enter()
    text = text_of(dominique.get(dominique.at(file)))
    assert "Examined whole by ClamAV" in text
    assert audited(dominique.link) == ["link.viewed"]
    assert Link.objects.get(id=dominique.link.id).open_count == 0


def test_an_empty_folder_says_so_and_offers_no_archive(sender: Agent) -> None:
    dominique = share(sender, sender.folder("Vide")).enter()
    text = text_of(dominique.get())
    assert "This folder is empty." in text
    assert "ZIP" not in text


def test_a_long_folder_is_read_page_by_page(sender: Agent) -> None:
    folder = sender.folder("Archives")
    names = [f"dossier {n}" for n in range(30)] + [f"pièce {n}.txt" for n in range(90)]
    for name in names:
        (
            plant_file(folder, name, by=sender)
            if name.endswith("txt")
            else plant_folder(folder, name)
        )
    dominique = share(sender, folder).enter()
    seen: list[str] = []
    address = dominique.home
    for _ in range(3):
        page = dominique.get(address).content.decode()
        listed = page.split('<ul class="file-list">')[1].split("</ul>")[0]
        seen += re.findall(r"/\">([^<]+)</a>", listed)
        following = re.search(r'href="(\?after=[^"&]+)"', page)
        assert ("Back to the beginning" in page) == (address != dominique.home)
        address = dominique.home + (following[1] if following else "")
    assert seen == names
    assert address == dominique.home
    assert len(seen) > 2 * PAGE_SIZE


def test_a_page_goes_on_after_an_item_that_was_thrown_away(sender: Agent) -> None:
    folder = sender.folder("Archives")
    for n in range(PAGE_SIZE + 2):
        plant_file(folder, f"pièce {n}.txt", by=sender)
    last = folder.children.get(name=f"pièce {PAGE_SIZE - 1}.txt")
    dominique = share(sender, folder).enter()
    sender.trash(last)
    text = text_of(dominique.get(f"{dominique.home}?after={last.id}"))
    assert f"pièce {PAGE_SIZE}.txt" in text
    assert f"pièce {PAGE_SIZE - 2}.txt" not in text


@pytest.mark.parametrize("after", ["x", "", "0", "\0", "01890000-0000-7000-8000-000000000000"])
def test_a_position_that_is_none_is_the_beginning(sender: Agent, after: str) -> None:
    folder = sender.folder("Archives")
    sender.file("a.txt", parent=folder)
    dominique = share(sender, folder).enter()
    answer = dominique.client.get(dominique.home, {"after": after})
    assert answer.status_code == 200
    assert "a.txt" in text_of(answer)


def test_opening_is_recorded_with_address_and_counted_once(sender: Agent) -> None:
    dominique = share(sender, sender.file("Bilan.pdf"), note="Comité").enter()
    dominique.client.get(dominique.home, REMOTE_ADDR="192.0.2.9")
    event = AuditEvent.objects.get(link_id=dominique.link.id, action="link.opened")
    assert (event.actor_type, event.actor_label, event.address) == ("link", "Comité", "192.0.2.9")
    assert event.item_name == "Bilan.pdf"
    assert event.organisation_id == sender.person.organisation_id
    assert event.request_id
    link = Link.objects.get(id=dominique.link.id)
    assert link.open_count == 1
    assert link.last_used_at is not None
    dominique.head()
    assert audited(dominique.link) == ["link.opened"]


def every_page(sender: Agent) -> dict[str, tuple[Partner, str]]:
    """The heaviest page of each kind."""
    folder = sender.folder("x" * 255)
    deepest = folder
    for level in range(10):
        deepest = plant_folder(deepest, f"{level}".zfill(60))
    for n in range(2 * PAGE_SIZE + 5):
        plant_file(folder, f"{n:03}".ljust(120, "é"), by=sender)
    file = sender.file("Offre.txt", parent=folder)
    middle = folder.children.filter(kind="file").order_by("sort_key", "id")[PAGE_SIZE]
    open_, locked = share(sender, folder, note="n" * 200), share(sender, folder, password="x" * 8)
    open_.enter(), locked.enter()
    return {
        "folder": (open_, open_.home),
        "second page": (open_, f"{open_.home}?after={middle.id}"),
        "deep folder": (open_, open_.at(deepest)),
        "file": (open_, open_.at(file)),
        "password": (locked, locked.home),
        "dead": (open_, "/l/x"),
        "gone": (open_, open_.at(sender.root)),
    }


def test_every_page_is_light_and_asks_the_database_little(sender: Agent) -> None:
    for name, (partner, address) in every_page(sender).items():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = partner.get(address)
        asked = [query for query in queries if "SAVEPOINT" not in query["sql"]]
        assert len(asked) <= MAXIMUM_QUERIES, (name, len(asked))
        assert len(page.content) <= MAXIMUM_PAGE_BYTES, (name, len(page.content))


def test_every_page_is_protected_and_complete_without_script(sender: Agent) -> None:
    for name, (partner, address) in every_page(sender).items():
        answer = partner.get(address)
        headers, page = answer.headers, answer.content.decode()
        assert headers["Cache-Control"] == "private, no-store", name
        assert headers["X-Robots-Tag"] == "noindex, nofollow, noarchive", name
        assert headers["X-Frame-Options"] == "DENY", name
        assert headers["X-Content-Type-Options"] == "nosniff", name
        assert headers["Referrer-Policy"] == (
            "same-origin" if name == "password" else "no-referrer"
        )
        policy = dict(
            part.strip().partition(" ")[::2]
            for part in headers["Content-Security-Policy"].split(";")
        )
        assert policy == {
            "default-src": "'none'",
            "style-src": "'self'",
            "img-src": "'self'",
            "font-src": "'self'",
            "form-action": "'self'",
            "base-uri": "'none'",
            "frame-ancestors": "'none'",
        }
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:|https?://", page), (
            name
        )
        assert partner.token not in page, name
