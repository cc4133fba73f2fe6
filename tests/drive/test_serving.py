"""How content leaves, as far as it can be said without a server: names, types, ranges, archives."""

from __future__ import annotations

import asyncio
import hashlib
import io
import re
import threading
import zipfile
from email.message import Message
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.drive.serving.archives import Member, archive_pieces, safe_name
from apps.drive.serving.chunks import CHUNK_BYTES, CorruptContentError, StoredChunks
from apps.drive.serving.headers import content_disposition, served_media_type
from apps.drive.serving.ranges import (
    ByteRange,
    RangeNotSatisfiableError,
    choose_range,
    names_etag,
)
from apps.drive.serving.stream import AsyncSender, Delivery, DirectSender, StreamCutError

HOSTILE_NAMES = [
    'a"; filename="b.exe',
    "a\r\nSet-Cookie: x=1",
    "facture\u202efdp.exe",
    "a\\b",
    "../../etc/passwd",
    "é" * 127,
    "\u2028x",
    "%2e%2e",
    "....",
    " ",
    "名前.txt",
]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
@pytest.mark.parametrize("is_inline", [True, False])
def test_no_name_escapes_its_header(name: str, is_inline: bool) -> None:
    header = content_disposition(name, is_inline=is_inline)
    assert header.isascii()
    assert header.isprintable()
    match = re.fullmatch(
        r"(inline|attachment); filename=\"([^\"\\/]+)\"; filename\*=UTF-8''([A-Za-z0-9._~%-]+)",
        header,
    )
    assert match is not None
    for shown in (match[2], unquote(match[3])):
        assert not set(shown) & set('"\\/\r\n\u202e\u2028')
        assert shown.strip(".")


@given(st.text(min_size=1, max_size=300))
def test_any_name_makes_a_header_others_can_read(name: str) -> None:
    header = content_disposition(name)
    message = Message()
    message["Content-Disposition"] = header
    assert message.get_content_disposition() == "attachment"
    assert header.isascii()
    assert header.isprintable()


@pytest.mark.parametrize(
    ("stored", "served"),
    [
        ("text/html", "application/octet-stream"),
        ("image/svg+xml", "application/octet-stream"),
        ("application/xhtml+xml", "application/octet-stream"),
        ("application/javascript", "application/octet-stream"),
        ("multipart/related", "application/octet-stream"),
        ("text/plain\r\nX: y", "application/octet-stream"),
        ("", "application/octet-stream"),
        ("image/png", "image/png"),
        (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
    ],
)
def test_active_content_is_served_as_plain_bytes(stored: str, served: str) -> None:
    assert served_media_type(stored, is_inline=False) == served
    assert served_media_type(stored, is_inline=True) == served


@given(first=st.integers(0, 300), last=st.integers(0, 300), size=st.integers(0, 200))
def test_a_range_is_what_slicing_would_give(first: int, last: int, size: int) -> None:
    content = bytes(size)
    header = f"bytes={first}-{last}"
    try:
        chosen = choose_range(range_header=header, if_range=None, etag='"x"', size_bytes=size)
    except RangeNotSatisfiableError:
        assert first >= size
        return
    if last < first:
        assert chosen is None
        return
    assert chosen is not None
    assert chosen.length == len(content[first : last + 1]) > 0
    assert chosen.end <= size


@given(st.text(max_size=60))
def test_a_malformed_range_is_ignored_or_refused_never_an_error(header: str) -> None:
    try:
        chosen = choose_range(range_header=header, if_range=None, etag='"x"', size_bytes=10)
    except RangeNotSatisfiableError:
        return
    assert chosen is None or 0 <= chosen.start < chosen.end <= 10


def test_a_range_counts_only_with_the_strong_validator() -> None:
    def chosen(if_range: str) -> ByteRange | None:
        return choose_range(range_header="bytes=1-", if_range=if_range, etag='"x"', size_bytes=3)

    assert chosen('"x"') == ByteRange(1, 3)
    assert chosen('W/"x"') is None
    assert names_etag('"a", W/"x"', '"x"')
    assert names_etag("*", '"x"')
    assert not names_etag(None, '"x"')


def stored(content: bytes, *, sha256: str | None = None, length: int | None = None) -> StoredChunks:
    return StoredChunks(
        io.BytesIO(content),
        length=len(content) if length is None else length,
        sha256=sha256 or hashlib.sha256(content).hexdigest(),
        object_key="key",
    )


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES * 2 + 5])
def test_stored_bytes_come_out_whole(size: int) -> None:
    content = b"x" * size
    assert b"".join(DirectSender(stored(content))) == content


@pytest.mark.parametrize("size", [1, CHUNK_BYTES, CHUNK_BYTES * 2 + 5])
def test_bytes_with_another_hash_never_come_out_whole(size: int) -> None:
    sender = DirectSender(stored(b"x" * size, sha256="0" * 64))
    received: list[bytes] = []
    with pytest.raises(StreamCutError, match="corrupt"):
        received.extend(sender)
    assert sum(map(len, received)) < size


def test_an_object_that_ends_too_early_is_corrupt() -> None:
    chunks = stored(b"abc", length=10)
    with pytest.raises(CorruptContentError):
        chunks.next_chunk()


class Endless:
    """Chunks without end that count how many were read and whether they were closed."""

    def __init__(self) -> None:
        self.read_count = 0
        self.is_closed = False

    def next_chunk(self) -> bytes:
        self.read_count += 1
        return b"x" * CHUNK_BYTES

    def close(self) -> None:
        self.is_closed = True


async def take_slowly(sender: AsyncSender) -> None:
    async for _ in sender:
        await asyncio.sleep(0.02)


async def test_a_stream_reads_one_chunk_ahead_and_no_more() -> None:
    chunks = Endless()
    sender = AsyncSender(chunks)
    pieces = aiter(sender)
    await anext(pieces)
    await asyncio.sleep(0.05)
    assert chunks.read_count == 2
    sender.close()
    assert chunks.is_closed


async def test_a_stream_whose_right_ends_is_cut_and_tells_how_it_ended() -> None:
    chunks = Endless()
    ends: list[Delivery] = []
    answers = iter([True, False])
    sender = AsyncSender(chunks, may_continue=lambda: next(answers), on_end=ends.append)
    with pytest.raises(asyncio.CancelledError):
        await take_slowly(sender)
    await asyncio.sleep(0.05)
    assert chunks.is_closed
    (end,) = ends
    assert isinstance(end, Delivery)
    assert not end.is_complete
    assert end.sent_bytes > 0


async def test_a_right_that_cannot_be_asked_counts_as_lost() -> None:
    def broken() -> bool:
        raise OSError("no database")

    sender = AsyncSender(Endless(), may_continue=broken)
    with pytest.raises(StreamCutError, match="unknown right"):
        await take_slowly(sender)


def test_a_stream_sent_to_its_end_is_told_so() -> None:
    ends: list[Delivery] = []
    assert list(DirectSender(stored(b"abc"), on_end=ends.append)) == [b"abc"]
    assert [(end.sent_bytes, end.is_complete) for end in ends] == [(3, True)]


class SlowToEnd:
    """Chunks whose reader takes its time to find that there is nothing more."""

    def __init__(self, content: bytes) -> None:
        self._left = [content]
        self.ending = threading.Event()

    def next_chunk(self) -> bytes:
        if self._left:
            return self._left.pop()
        self.ending.wait(10)
        return b""

    def close(self) -> None:
        pass


@pytest.mark.parametrize(("length", "is_complete"), [(3, True), (4, False), (None, False)])
async def test_a_client_that_leaves_with_the_last_byte_has_it_all(
    length: int | None, is_complete: bool
) -> None:
    chunks = SlowToEnd(b"abc")
    ends: list[Delivery] = []
    sender = AsyncSender(chunks, on_end=ends.append, length_bytes=length)
    pieces = aiter(sender)
    assert await anext(pieces) == b"abc"
    # Django asks for more and hears meanwhile that the client is gone.
    asking = asyncio.ensure_future(anext(pieces))
    await asyncio.sleep(0.05)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    chunks.ending.set()
    await asyncio.sleep(0.05)
    assert [(end.sent_bytes, end.is_complete) for end in ends] == [(3, is_complete)]


async def test_an_answer_that_never_began_is_not_complete() -> None:
    ends: list[Delivery] = []
    AsyncSender(stored(b""), on_end=ends.append, length_bytes=0).close()
    await asyncio.sleep(0.05)
    assert [end.is_complete for end in ends] == [False]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a.txt", "a.txt"),
        ("..", "_"),
        ("../../x", ".._.._x"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("a<b>:c|d?*", "a_b__c_d__"),
        ("fin. ", "fin"),
        ("C:\\x", "C__x"),
    ],
)
def test_a_name_in_an_archive_is_one_every_system_can_write(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=8))
def test_names_in_an_archive_are_unique_and_stay_inside(names: list[str]) -> None:
    members = [Member(path=(name,)) for name in names]
    archive = b"".join(archive_pieces(members))
    with zipfile.ZipFile(io.BytesIO(archive)) as reader:
        written = [name.rstrip("/") for name in reader.namelist()]
    assert len(written) == len(names)
    assert len({name.casefold() for name in written}) == len(written)
    for name in written:
        assert "/" not in name
        assert "\\" not in name
        assert name not in {"", ".", ".."}
