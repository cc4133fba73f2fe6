"""ZIP archives made while they are sent: stored, not compressed, with nothing on disk.

Names are made safe for every system that may unpack them and unique without regard to case; an
archive of raw names is how "../../" gets out (incidents.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zipstream.ng import ZipStream

from apps.drive.names import comparison_key, free_name
from apps.storage.objects import object_store

from .chunks import StoredChunks

# Reserved by Windows inside names, and as names whatever their ending.
_UNSAFE = re.compile(r'[<>:"|?*\\/\x00-\x1f\x7f]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Member:
    """A folder, a file or a text of ours on its way into an archive.

    ``path`` are the names from the archive's top. A folder has neither ``object_key`` nor ``text``.
    The caller has just made sure that a file's content is clean and may leave.
    """

    path: tuple[str, ...]
    text: bytes | None = None
    object_key: str | None = None
    size_bytes: int = 0
    sha256: str = ""


def archive_pieces(members: Iterable[Member]) -> Iterator[bytes]:
    """Yield the archive's bytes; each member is opened when its turn comes.

    ``members`` gives a folder before what it holds. Raises ``CorruptContentError`` and
    ``StoreUnavailableError`` in the middle: the archive then has no end and opens nowhere.
    """
    names = _Names()
    archive = ZipStream()
    for member in members:
        name = names.safe(member.path)
        if member.text is not None:
            archive.add(member.text, name)
        elif member.object_key is None:
            archive.add(None, f"{name}/")
        else:
            archive.add(_content_of(member), name, size=member.size_bytes)
        yield from archive.all_files()
    yield from archive.finalize()


def _content_of(member: Member) -> Iterator[bytes]:
    chunks = StoredChunks(
        object_store().open_range(member.object_key or ""),
        length=member.size_bytes,
        sha256=member.sha256,
        object_key=member.object_key or "",
    )
    try:
        while chunk := chunks.next_chunk():
            yield chunk
    finally:
        chunks.close()


class _Names:
    """Remembers the names given, so that no two members of a folder collide when unpacked."""

    def __init__(self) -> None:
        self._given: dict[tuple[str, ...], str] = {(): ""}
        self._taken: dict[tuple[str, ...], set[str]] = {}

    def safe(self, path: tuple[str, ...]) -> str:
        """Return the archive's name for ``path``, below the name its folder was given."""
        folder, taken = path[:-1], self._taken.setdefault(path[:-1], set())
        name = free_name(safe_name(path[-1]), taken)
        taken.add(comparison_key(name))
        above = self._given[folder]
        self._given[path] = f"{above}/{name}" if above else name
        return self._given[path]


def safe_name(name: str) -> str:
    """Return ``name`` as every system can write it; never empty, "." or ".."."""
    safe = _UNSAFE.sub("_", name).rstrip(". ")
    if not safe or _DEVICES.fullmatch(safe):
        return f"_{safe}"
    return safe
