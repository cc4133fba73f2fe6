"""Antivirus signatures that look fresh, for what works only with those.

clamd tells the date of the database named ``daily``; our offline signatures have none. An unsigned
one (``.cud``) may carry any: a header of 512 bytes, then a tar whose ``.info`` repeats the header and
lists the members' digests (libclamav/cvd.c, readdb.c).
"""

from __future__ import annotations

import hashlib
import io
import shutil
import tarfile
from datetime import UTC, datetime
from pathlib import Path

from scripts.clamd_config import OFFLINE_SIGNATURES

HEADER_BYTES = 512
VERSION = 27000
# The oldest engine that may read it; ours are newer.
FUNCTIONALITY_LEVEL = 90


def write_dated_signatures(folder: Path, *, made_at: datetime) -> None:
    """Put the offline signatures into ``folder``, and beside them the same as of ``made_at``."""
    shutil.copytree(OFFLINE_SIGNATURES, folder)
    members = {"COPYING": b"\n", "daily.ndb": (folder / "sovshare.ndb").read_bytes()}
    header = _header(made_at)
    listed = [f"{name}:{len(data)}:{_digest(data)}" for name, data in members.items()]
    info = "\n".join([header, *listed, ""]).encode()
    body = _tar({"COPYING": members["COPYING"], "daily.info": info} | members)
    (folder / "daily.cud").write_bytes(header.encode().ljust(HEADER_BYTES) + body)


def _header(made_at: datetime) -> str:
    instant = made_at.astimezone(UTC)
    # The format's own date, which has no colon: that separates the fields.
    date = instant.strftime("%d %b %Y %H-%M +0000")
    numbers = f"{VERSION}:1:{FUNCTIONALITY_LEVEL}"
    return f"ClamAV-VDB:{date}:{numbers}:X:X:sovshare:{int(instant.timestamp())}"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _tar(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return packed.getvalue()
