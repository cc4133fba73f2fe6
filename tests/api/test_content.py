"""Bytes in and out through the door, on a real scanner and a real store."""

from __future__ import annotations

import hashlib
import io
import zipfile
from typing import Any
from urllib.parse import quote

import pytest

from apps.drive.models import FileVersion, Item, ObjectDeletion, Space, Upload
from apps.drive.operations.sweeping import delete_discarded_objects
from apps.drive.serving.stream import StreamCutError
from apps.storage.errors import ObjectMissingError
from apps.storage.objects import object_store
from tests.api.conftest import Caller, audited, is_problem

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


def body_of(answer: Any) -> bytes:
    return b"".join(answer) if answer.streaming else answer.content


def to_be_deleted() -> set[str]:
    return set(ObjectDeletion.objects.values_list("object_key", flat=True))


def test_a_file_is_uploaded_scanned_and_downloaded(alice: Caller) -> None:
    content = b"Compte rendu\n" * 1000
    answer = alice.upload("Compte rendu.txt", content)
    assert answer.status_code == 201
    item = answer.json()
    assert item["kind"] == "file"
    assert item["size_bytes"] == len(content)
    assert item["media_type"] == "text/plain"
    assert item["version_number"] == 1
    verdict = item["verdict"]
    assert verdict["state"] == "clean"
    assert verdict["sha256"] == hashlib.sha256(content).hexdigest()
    assert verdict["bytes_examined"] == len(content)
    assert verdict["engine_version"]
    assert verdict["scanned_at"].endswith("Z")
    downloaded = alice.get(f"/items/{item['id']}/content")
    assert downloaded.status_code == 200
    assert body_of(downloaded) == content
    assert audited("item.created")[0].facts["sha256"] == verdict["sha256"]


def test_downloads_carry_headers_under_which_content_cannot_run(alice: Caller) -> None:
    name = 'rapport "final" \u00e9t\u00e9.html'
    item = alice.file(name, b"<html><script>alert(1)</script></html>")
    answer = alice.call("HEAD", f"/items/{item}/content")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "private, no-store, no-transform"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="rapport _final_ ete.html"; ')
    assert disposition.endswith("filename*=UTF-8''rapport%20_final_%20%C3%A9t%C3%A9.html")


def test_only_an_allow_list_of_types_is_shown_inline(alice: Caller) -> None:
    text, page = alice.file("a.txt", b"bonjour"), alice.file("b.html", b"<html></html>")
    shown = alice.call("HEAD", f"/items/{text}/content?disposition=inline")
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert shown.headers["Content-Type"] == "text/plain; charset=utf-8"
    saved = alice.call("HEAD", f"/items/{page}/content?disposition=inline")
    assert saved.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("range_", "status", "part"),
    [
        ("bytes=0-3", 206, slice(0, 4)),
        ("bytes=3-", 206, slice(3, None)),
        ("bytes=-3", 206, slice(-3, None)),
        ("bytes=0-999999", 206, slice(0, None)),
        ("bytes=9-9", 206, slice(9, 10)),
        ("bytes=5-2", 200, slice(0, None)),
        ("bytes=0-1,3-4", 200, slice(0, None)),
        ("bytes=a-b", 200, slice(0, None)),
        ("items=0-1", 200, slice(0, None)),
        ("bytes=" + "9" * 5000 + "-", 200, slice(0, None)),
    ],
)
def test_a_range_is_answered_as_the_standard_says(
    alice: Caller, range_: str, status: int, part: slice
) -> None:
    content = b"0123456789"
    item = alice.file("chiffres.txt", content)
    answer = alice.get(f"/items/{item}/content", headers={"Range": range_})
    assert answer.status_code == status
    assert body_of(answer) == content[part]
    assert int(answer.headers["Content-Length"]) == len(content[part])


@pytest.mark.parametrize("range_", ["bytes=10-", "bytes=10-20", "bytes=-0"])
def test_a_range_outside_the_file_is_refused(alice: Caller, range_: str) -> None:
    item = alice.file("chiffres.txt", b"0123456789")
    answer = alice.get(f"/items/{item}/content", headers={"Range": range_})
    assert is_problem(answer, 416, "range_not_satisfiable")
    assert answer.headers["Content-Range"] == "bytes */10"


def test_a_range_counts_only_for_the_content_it_was_begun_on(alice: Caller) -> None:
    item = alice.file("a.txt", b"0123456789")
    etag = alice.call("HEAD", f"/items/{item}/content").headers["ETag"]
    assert etag == f'"{hashlib.sha256(b"0123456789").hexdigest()}"'

    def resumed(if_range: str) -> int:
        headers = {"Range": "bytes=2-", "If-Range": if_range}
        answer = alice.get(f"/items/{item}/content", headers=headers)
        assert body_of(answer)
        return int(answer.status_code)

    assert resumed(etag) == 206
    assert resumed('"other"') == 200
    assert resumed("Tue, 24 Nov 2026 08:00:00 GMT") == 200
    unchanged = alice.get(f"/items/{item}/content", headers={"If-None-Match": etag})
    assert unchanged.status_code == 304


def test_head_tells_what_get_would(alice: Caller) -> None:
    item = alice.file("a.txt", b"0123456789")
    answer = alice.call("HEAD", f"/items/{item}/content")
    assert answer.status_code == 200
    assert answer.headers["Content-Length"] == "10"
    assert answer.content == b""


def test_an_empty_file_is_a_file(alice: Caller) -> None:
    item = alice.file("vide", b"")
    assert body_of(alice.get(f"/items/{item}/content")) == b""


def test_a_virus_is_refused_with_its_name_and_nothing_is_kept(alice: Caller) -> None:
    answer = alice.upload("virus.com", EICAR)
    assert is_problem(answer, 422, "infected")
    assert "eicar" in answer.json()["facts"]["signature_name"].lower()
    assert answer.json()["facts"]["signature_name"] in answer.json()["detail"]
    assert not Item.objects.filter(name="virus.com").exists()
    assert not Upload.objects.exists()
    assert audited("content.refused")[0].facts["signature_name"]
    space = Space.objects.get(owner=alice.person)
    assert (space.used_bytes, space.reserved_bytes) == (0, 0)
    (key,) = to_be_deleted()
    delete_discarded_objects()
    with pytest.raises(ObjectMissingError):
        object_store().head(key)


def test_a_virus_inside_an_archive_is_refused(alice: Caller) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as writer:
        writer.writestr("dedans.com", EICAR)
    assert is_problem(alice.upload("a.zip", archive.getvalue()), 422, "infected")


def test_a_taken_name_is_refused_versioned_or_kept_beside(alice: Caller) -> None:
    first = alice.file("a.txt", b"un")
    refused = alice.upload("A.TXT", b"deux")
    assert is_problem(refused, 409, "name_taken")
    assert refused.json()["facts"]["existing_id"] == first
    version = alice.upload("a.txt", b"deux", query="?on_conflict=version")
    assert version.status_code == 200
    assert (version.json()["id"], version.json()["version_number"]) == (first, 2)
    beside = alice.upload("a.txt", b"trois", query="?on_conflict=rename")
    assert beside.status_code == 201
    assert beside.json()["name"] == "a (2).txt"


@pytest.mark.parametrize("name", ["..", "a\u202eb", "a\x01b", "x" * 256, "a/b.txt", "a\\b"])
def test_a_file_name_nobody_may_give_is_refused(alice: Caller, name: str) -> None:
    answer = alice.put(f"/items/{alice.root_id}/files/{quote(name, safe='')}", b"x")
    assert is_problem(answer, 422, "name_invalid")


def test_an_upload_must_say_its_size(alice: Caller) -> None:
    answer = alice.put(f"/items/{alice.root_id}/files/a.txt", b"", CONTENT_LENGTH="")
    assert is_problem(answer, 411, "length_required")


def test_an_upload_over_the_limit_is_refused(alice: Caller, settings: Any) -> None:
    settings.UPLOAD_ONE_SHOT_MAX_BYTES = 10
    answer = alice.upload("a.txt", b"x" * 11)
    assert is_problem(answer, 413, "too_large")
    assert answer.json()["facts"]["maximum_bytes"] == 10


def test_an_upload_over_the_quota_is_refused(alice: Caller) -> None:
    Space.objects.filter(owner=alice.person).update(quota_bytes=10)
    assert is_problem(alice.upload("a.txt", b"x" * 11), 507, "quota_exceeded")
    assert alice.upload("a.txt", b"x" * 10).status_code == 201


def test_a_new_version_replaces_the_content_and_the_old_one_can_come_back(alice: Caller) -> None:
    item = alice.file("a.txt", b"un")
    answer = alice.put(f"/items/{item}/content", b"deux")
    assert answer.status_code == 200
    assert answer.json()["version_number"] == 2
    assert body_of(alice.get(f"/items/{item}/content")) == b"deux"
    versions = alice.get(f"/items/{item}/versions").json()["items"]
    assert [(v["number"], v["is_current"]) for v in versions] == [(2, True), (1, False)]
    first = versions[1]["id"]
    assert body_of(alice.get(f"/items/{item}/versions/{first}/content")) == b"un"
    restored = alice.post(f"/items/{item}/versions/{first}/restore")
    assert restored.status_code == 200
    assert restored.json()["version_number"] == 3
    assert body_of(alice.get(f"/items/{item}/content")) == b"un"
    assert audited("version.restored")


def test_a_version_of_another_file_is_not_found_under_this_one(alice: Caller) -> None:
    mine, other = alice.file("a.txt", b"un"), alice.file("b.txt", b"deux")
    version = FileVersion.objects.get(item_id=other)
    for act in ("content", "restore"):
        path = f"/items/{mine}/versions/{version.id}/{act}"
        answer = alice.get(path) if act == "content" else alice.post(path)
        assert is_problem(answer, 404, "not_found")


def test_a_new_version_may_be_bound_to_the_content_it_replaces(alice: Caller) -> None:
    item = alice.file("a.txt", b"un")
    etag = alice.call("HEAD", f"/items/{item}/content").headers["ETag"]
    stale = alice.put(f"/items/{item}/content", b"deux", headers={"If-Match": '"autre"'})
    assert is_problem(stale, 412, "precondition_failed")
    bound = alice.put(f"/items/{item}/content", b"deux", headers={"If-Match": etag})
    assert bound.status_code == 200
    again = alice.put(f"/items/{item}/content", b"trois", headers={"If-Match": etag})
    assert is_problem(again, 412, "precondition_failed")


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("quarantined", "not_scanned_yet"),
        ("error", "not_scanned_yet"),
        ("unscannable", "unscannable"),
        ("infected", "content_infected"),
    ],
)
def test_content_that_is_not_clean_does_not_leave(alice: Caller, state: str, code: str) -> None:
    item = alice.file("a.txt", b"un")
    FileVersion.objects.filter(item_id=item).update(state=state)
    version = FileVersion.objects.get(item_id=item)
    assert is_problem(alice.get(f"/items/{item}/content"), 409, code)
    assert is_problem(
        alice.call("GET", f"/items/{item}/content", headers={"Range": "bytes=0-0"}), 409, code
    )
    other = alice.get(f"/items/{item}/versions/{version.id}/content")
    assert other.status_code in {404, 409}
    assert not other.streaming
    copied = alice.post(f"/items/{item}/copy", {"parent_id": alice.root_id})
    assert copied.status_code in {403, 409}


def test_a_reader_downloads_and_does_not_upload(alice: Caller, bob: Caller) -> None:
    folder = alice.folder("Commun")
    item = alice.file("a.txt", b"un", folder)
    alice.share(folder, bob, "reader")
    assert body_of(bob.get(f"/items/{item}/content")) == b"un"
    assert is_problem(bob.put(f"/items/{item}/content", b"deux"), 403, "forbidden")
    assert is_problem(bob.upload("b.txt", b"x", folder), 403, "forbidden")


def test_a_folder_is_downloaded_as_an_archive(alice: Caller) -> None:
    folder = alice.folder("Dossier")
    inner = alice.folder("sous", folder)
    alice.folder("vide", folder)
    alice.file("a.txt", b"un", folder)
    alice.file("b?.txt", b"deux", inner)
    alice.file("b_.txt", b"trois", inner)
    alice.file("CON.txt", b"quatre", inner)
    hidden = alice.file("douteux.txt", b"cinq", folder)
    FileVersion.objects.filter(item_id=hidden).update(state="unscannable")
    trashed = alice.file("jeté.txt", b"six", folder)
    alice.delete(f"/items/{trashed}")
    answer = alice.get(f"/items/{folder}/zip")
    assert answer.headers["Content-Type"] == "application/zip"
    assert 'filename="Dossier.zip"' in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(body_of(answer))) as archive:
        assert archive.testzip() is None
        held = {name: archive.read(name) for name in archive.namelist()}
    assert held == {
        "a.txt": b"un",
        "sous/": b"",
        "sous/b_.txt": b"deux",
        "sous/b_ (2).txt": b"trois",
        "sous/_CON.txt": b"quatre",
        "vide/": b"",
    }


def test_content_changed_in_the_store_is_never_delivered_whole(
    alice: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    content = b"x" * 3_000_000
    item = alice.file("a.bin", content)
    key = FileVersion.objects.get(item_id=item).object_key
    changed = b"y" + content[1:]
    object_store().put_stream(key, io.BytesIO(changed), len(changed))
    answer = alice.get(f"/items/{item}/content")
    received: list[bytes] = []
    with pytest.raises(StreamCutError):
        received.extend(answer)
    assert sum(map(len, received)) < len(content)
    assert any(record.levelname == "CRITICAL" for record in caplog.records)


def test_a_store_that_lost_the_object_is_our_fault_and_no_byte_leaves(alice: Caller) -> None:
    item = alice.file("a.txt", b"un")
    object_store().delete(FileVersion.objects.get(item_id=item).object_key)
    assert is_problem(alice.get(f"/items/{item}/content"), 500, "object_missing")


def test_a_store_that_does_not_answer_is_said_so(alice: Caller, settings: Any) -> None:
    item = alice.file("a.txt", b"un")
    settings.S3_ENDPOINT_URL = "http://127.0.0.1:9"
    assert is_problem(alice.get(f"/items/{item}/content"), 503, "store_unavailable")
    assert is_problem(alice.upload("b.txt", b"deux"), 503, "store_unavailable")
    assert not Item.objects.filter(name="b.txt").exists()
    assert not Upload.objects.exists()


def test_content_waits_in_quarantine_while_the_scanner_is_down(
    alice: Caller, bob: Caller, settings: Any
) -> None:
    folder = alice.folder("Commun")
    alice.share(folder, bob, "owner")
    settings.CLAMD_ADDRESS = "unix:///nowhere/clamd.sock"
    answer = alice.upload("a.txt", b"un", folder)
    assert answer.status_code == 202
    item = answer.json()
    assert item["verdict"]["state"] == "quarantined"
    assert "download" not in item["abilities"]
    assert is_problem(alice.get(f"/items/{item['id']}/content"), 409, "not_scanned_yet")
    assert is_problem(bob.get(f"/items/{item['id']}/content"), 404, "not_found")
    assert bob.get(f"/items/{folder}/children").json()["items"] == []
