"""A folder as one ZIP: safe names, only what may leave, and a note of what may not."""

from __future__ import annotations

import io
import os
import zipfile

import pytest

from apps.core.access import Ability
from apps.drive.models import Item
from apps.drive.operations.naming import write_name
from apps.sharing.models import Link
from apps.sharing.operations.links import edit_link
from tests.portal.conftest import PASSWORD, Partner, audited, body_of, infect, share, text_of
from tests.world import Agent, plant_file


def unpack(partner: Partner, folder: Item) -> dict[str, bytes]:
    """Download the archive and return what is in it."""
    answer = partner.get(partner.at(folder, "zip"))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(body_of(answer))) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len({name.casefold() for name in names}) == len(names)
        return {name: archive.read(name) for name in names}


@pytest.fixture
def folder(alice: Agent) -> Item:
    return alice.folder("Marchés 2025")


def test_all_below_the_folder_is_in_it(alice: Agent, folder: Item) -> None:
    inner = alice.folder("Lot 1", folder)
    alice.folder("Vide", folder)
    first, second = os.urandom(3000), os.urandom(4000)
    alice.file("Offre.bin", first, folder)
    alice.file("Offre.bin", second, inner)
    dominique = share(alice, folder).enter()
    assert unpack(dominique, folder) == {
        "Lot 1/": b"",
        "Lot 1/Offre.bin": second,
        "Offre.bin": first,
        "Vide/": b"",
    }
    assert unpack(dominique, inner) == {"Offre.bin": second}
    assert audited(dominique.link) == ["link.downloaded", "link.downloaded"]
    assert Link.objects.get(id=dominique.link.id).download_count == 2


def test_the_archive_is_named_after_the_folder(alice: Agent, folder: Item) -> None:
    dominique = share(alice, folder).enter()
    disposition = dominique.head(dominique.at(folder, "zip")).headers["Content-Disposition"]
    assert disposition.endswith("filename*=UTF-8''March%C3%A9s%202025.zip")
    assert audited(dominique.link) == []


def test_hostile_names_come_out_harmless(alice: Agent, folder: Item) -> None:
    for name in ["../../etc/passwd", "..\\evil.exe", "/absolute", "CON", "a:b", "x.", "nul\0l"]:
        item = alice.file(f"{len(name)}{name[-1]!r}.txt", parent=folder)
        # Past the operations, as an older or broken release might have written it.
        write_name(item, name.replace("\0", "\x01"))
        item.save()
    names = unpack(share(alice, folder).enter(), folder)
    for name in names:
        assert not name.startswith("/")
        assert "\\" not in name
        assert ":" not in name
        assert ".." not in name.split("/")
        assert "/" not in name
    assert len(names) == 7


def test_names_that_differ_by_case_alone_do_not_overwrite_each_other(
    alice: Agent, folder: Item
) -> None:
    for number, name in enumerate(["Offre.txt", "OFFRE.TXT", "offre.txt"]):
        item = alice.file(f"{number}.txt", parent=folder)
        item.name = name
        item.save()
    assert len(unpack(share(alice, folder).enter(), folder)) == 3


@pytest.mark.parametrize(
    ("language", "note", "words"),
    [
        ("fr", "Fichiers absents.txt", "L’antivirus a trouvé une menace"),
        ("en", "Files left out.txt", "The antivirus found a threat"),
    ],
)
def test_what_cannot_leave_is_left_out_and_named(
    alice: Agent, folder: Item, language: str, note: str, words: str
) -> None:
    inner = alice.folder("Lot 1", folder)
    good, bad = b"good", alice.file("Piégé.txt", parent=inner)
    alice.file("Sain.txt", good, folder)
    infect(bad)
    for state in ("quarantined", "unscannable", "infected"):
        plant_file(folder, f"held {state}.txt", by=alice, state=state)
    content = unpack(share(alice, folder, language=language).enter(), folder)
    assert set(content) == {"Lot 1/", "Sain.txt", note}
    text = content[note].decode()
    assert "Lot 1/Piégé.txt" in text
    assert words in text
    # What was never clean is its owner's alone: the note does not tell of it either.
    assert "held" not in text


def test_the_note_takes_no_name_that_is_taken(alice: Agent, folder: Item) -> None:
    alice.file("Files left out.txt", b"Alice's own", folder)
    infect(alice.file("Piégé.txt", parent=folder))
    content = unpack(share(alice, folder).enter(), folder)
    assert content["Files left out.txt"] == b"Alice's own"
    assert b"threat" in content["Files left out (2).txt"]


def test_an_archive_full_of_omissions_stays_small(
    alice: Agent, folder: Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.sharing.queries.archive.LISTED_OMISSIONS", 2)
    for number in range(5):
        infect(alice.file(f"{number}.txt", parent=folder))
    text = unpack(share(alice, folder).enter(), folder)["Files left out.txt"].decode()
    assert text.count("threat") == 2
    assert "… and 3 other files." in text


def test_what_is_in_the_trash_or_elsewhere_is_not_in_it(alice: Agent, folder: Item) -> None:
    alice.file("Offre.txt", b"offre", folder)
    alice.trash(alice.file("Brouillon.txt", parent=folder))
    alice.file("Secret.txt")
    assert set(unpack(share(alice, folder).enter(), folder)) == {"Offre.txt"}


def test_a_folder_thrown_away_during_the_walk_ends_there(alice: Agent, folder: Item) -> None:
    inner = alice.folder("Lot 1", folder)
    alice.file("Offre.txt", parent=inner)
    dominique = share(alice, folder).enter()
    answer = dominique.get(dominique.at(folder, "zip"))
    alice.trash(inner)
    with zipfile.ZipFile(io.BytesIO(body_of(answer))) as archive:
        assert archive.namelist() == []


def test_the_archive_of_a_link_with_a_password_asks_for_it(alice: Agent, folder: Item) -> None:
    content = os.urandom(2000)
    alice.file("Offre.bin", content, folder)
    dominique = share(alice, folder, password=PASSWORD).enter()
    for answer in (
        dominique.get(dominique.at(folder, "zip")),
        dominique.head(dominique.at(folder, "zip")),
        dominique.get(dominique.at(folder, "zip"), Range="bytes=0-10"),
    ):
        assert (answer.status_code, answer.headers["Location"]) == (303, dominique.home)
        assert body_of(answer) == b""
    dominique.unlock()
    assert unpack(dominique, folder) == {"Offre.bin": content}
    edit_link(
        access=alice.enter(folder, Ability.SHARE_LINK), link_id=dominique.link.id, password="x" * 8
    )
    assert dominique.get(dominique.at(folder, "zip")).status_code == 303


def test_a_file_is_no_folder_and_a_folder_no_file(alice: Agent, folder: Item) -> None:
    file = alice.file("Offre.txt", parent=folder)
    dominique = share(alice, folder).enter()
    for address in (dominique.at(file, "zip"), dominique.at(folder, "content")):
        answer = dominique.get(address)
        assert answer.status_code == 404
        assert "No longer here" in text_of(answer)
