"""Taking a copy: whole, in parts, never before a clean verdict, and counted once."""

from __future__ import annotations

import hashlib
import io
import os

import pytest

from apps.audit.models import AuditEvent
from apps.drive.models import FileVersion, Item
from apps.drive.serving.stream import StreamCutError
from apps.sharing.models import Link
from apps.storage.objects import ObjectStore
from tests.portal.conftest import Partner, audited, body_of, infect, share, text_of
from tests.world import Agent, plant_file

CONTENT = os.urandom(5000)


@pytest.fixture
def dominique(alice: Agent) -> Partner:
    return share(alice, alice.file("Bilan.bin", CONTENT)).enter()


@pytest.fixture
def file(dominique: Partner) -> Item:
    return dominique.link.item


def downloads(partner: Partner) -> int:
    return Link.objects.get(id=partner.link.id).download_count


def act_of(partner: Partner) -> AuditEvent:
    """Return the one thing the partner did."""
    return AuditEvent.objects.get(link_id=partner.link.id, actor_type="link")


def test_the_bytes_are_those_that_were_sent(dominique: Partner, file: Item) -> None:
    answer = dominique.download(file)
    assert body_of(answer) == CONTENT
    assert answer.headers["Content-Length"] == "5000"
    assert answer.headers["ETag"] == f'"{hashlib.sha256(CONTENT).hexdigest()}"'
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="Bilan.bin"')
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert answer.headers["Cache-Control"] == "private, no-store, no-transform"
    event = act_of(dominique)
    assert (event.action, event.facts) == ("link.downloaded", {"sent_bytes": 5000})
    assert downloads(dominique) == 1


@pytest.mark.parametrize("name", ["page.html", "image.svg", "note.txt", "script.js"])
def test_nothing_is_ever_shown_instead_of_saved(alice: Agent, name: str) -> None:
    file = alice.file(name, b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")
    dominique = share(alice, file).enter()
    answer = dominique.get(f"{dominique.at(file, 'content')}?disposition=inline")
    body_of(answer)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_head_tells_the_length_and_counts_nothing(dominique: Partner, file: Item) -> None:
    answer = dominique.head(dominique.at(file, "content"))
    assert (answer.status_code, answer.headers["Content-Length"]) == (200, "5000")
    assert body_of(answer) == b""
    assert audited(dominique.link) == []
    assert downloads(dominique) == 0


def test_a_download_resumed_counts_once_when_the_last_byte_leaves(
    dominique: Partner, file: Item
) -> None:
    first = dominique.download(file, Range="bytes=0-1999")
    assert (first.status_code, body_of(first)) == (206, CONTENT[:2000])
    assert first.headers["Content-Range"] == "bytes 0-1999/5000"
    assert downloads(dominique) == 0
    rest = dominique.download(file, **{"Range": "bytes=2000-", "If-Range": first.headers["ETag"]})
    assert (rest.status_code, body_of(rest)) == (206, CONTENT[2000:])
    assert downloads(dominique) == 1
    assert audited(dominique.link) == ["link.downloaded_part", "link.downloaded"]


def test_a_resumption_of_another_content_starts_anew(dominique: Partner, file: Item) -> None:
    answer = dominique.download(file, **{"Range": "bytes=2000-", "If-Range": '"other"'})
    assert (answer.status_code, body_of(answer)) == (200, CONTENT)


def test_a_download_broken_off_is_recorded_as_cut(dominique: Partner, alice: Agent) -> None:
    large = alice.file("grand.bin", os.urandom(1024) * 3000)
    dominique = share(alice, large).enter()
    answer = dominique.download(large)
    received = len(next(answer.streaming_content)) + len(next(answer.streaming_content))
    answer._iterator.close()
    event = act_of(dominique)
    assert event.action == "link.download_cut"
    assert 0 < event.facts["sent_bytes"] <= received < 3_072_000
    assert downloads(dominique) == 0


def test_a_range_past_the_end_is_refused_with_the_length(dominique: Partner, file: Item) -> None:
    answer = dominique.download(file, Range="bytes=5000-")
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, "bytes */5000")
    assert "Download it anew." in text_of(answer)
    assert audited(dominique.link) == []


def test_what_is_known_already_is_not_sent_again(dominique: Partner, file: Item) -> None:
    etag = dominique.head(dominique.at(file, "content")).headers["ETag"]
    answer = dominique.download(file, **{"If-None-Match": etag})
    assert (answer.status_code, body_of(answer)) == (304, b"")
    assert downloads(dominique) == 0


def test_an_infected_file_is_refused_in_words_and_on_record(alice: Agent) -> None:
    folder = alice.folder("Marchés")
    file = alice.file("Offre.txt", parent=folder)
    dominique = share(alice, folder, language="fr").enter()
    infect(file)
    answer = dominique.download(file)
    assert answer.status_code == 409
    assert "L’antivirus a trouvé une menace dans ce fichier." in text_of(answer)
    assert f'href="{dominique.home}"' in answer.content.decode()
    event = act_of(dominique)
    assert (event.action, event.facts) == ("link.download_refused", {"code": "content_infected"})


@pytest.mark.parametrize("state", ["quarantined", "scanning", "error", "unscannable", "infected"])
def test_no_byte_leaves_before_a_clean_verdict(alice: Agent, state: str) -> None:
    folder = alice.folder("Marchés")
    held = plant_file(folder, "Offre.txt", by=alice, state="quarantined")
    FileVersion.objects.filter(item=held).update(state=state)
    dominique = share(alice, folder).enter()
    for answer in (dominique.download(held), dominique.get(dominique.at(held))):
        assert answer.status_code == 404
        assert "Offre" not in text_of(answer)


def test_a_store_that_does_not_answer_is_said_in_words(
    dominique: Partner, file: Item, store: ObjectStore
) -> None:
    version = file.current_version
    assert version is not None
    store.delete(version.object_key)
    answer = dominique.download(file)
    assert answer.status_code >= 500
    assert "Try again in a few minutes." in text_of(answer)
    assert downloads(dominique) == 0


def test_bytes_changed_in_the_store_never_arrive_whole(
    dominique: Partner, file: Item, store: ObjectStore
) -> None:
    version = file.current_version
    assert version is not None
    damaged = bytes([CONTENT[0] ^ 1]) + CONTENT[1:]
    store.put_stream(version.object_key, io.BytesIO(damaged), len(damaged))
    with pytest.raises(StreamCutError, match="corrupt"):
        body_of(dominique.download(file))
    assert audited(dominique.link) == ["link.download_cut"]


@pytest.mark.parametrize(
    "name",
    ['a"b.txt', "a\u200fb.txt", "é" * 127, "con.txt", "a%0d%0aX: y.txt", ".htaccess", "a;b=c.txt"],
)
def test_a_name_neither_ends_the_header_nor_starts_another(alice: Agent, name: str) -> None:
    file = alice.file(name, b"x")
    dominique = share(alice, file).enter()
    answer = dominique.download(file)
    body_of(answer)
    disposition = answer.headers["Content-Disposition"]
    assert disposition.count('"') == 2
    assert "\r" not in disposition
    assert "X" not in answer.headers
    assert dominique.get().status_code == 200
