"""Conversions outside of the server's process, within bounds: time, memory, size, number.

A hostile file may hang, exhaust or crash what reads it; here that costs one child process and one
answer that says so. ``child`` is the other side.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from apps.documents.content.nodes import Node, from_json, to_json

from .child import WRITTEN_BYTES
from .errors import ConverterBusyError, UnreadableError
from .frames import pack, unpack
from .kinds import Export

logger = logging.getLogger(__name__)

AT_A_TIME = 2
WAIT_SECONDS = 20.0
LIFETIME_SECONDS = 60.0
_CODE = Path(__file__).resolve().parents[3]
_places = BoundedSemaphore(AT_A_TIME)


@dataclass(frozen=True, kw_only=True)
class Imported:
    """A file read: the document, and the images that came inside it by the ids their nodes have."""

    root: Node
    images: Mapping[str, bytes]


def read_bounded(content: bytes, source: str) -> Imported:
    """``convert.read_file`` in a process of its own.

    Raises ``UnreadableError`` for any file that is damaged, too large or made to do harm, and
    ``ConverterBusyError``.
    """
    head, contents = _ask({"do": "read", "format": source}, [content])
    try:
        root = from_json(head["document"])
    except ValueError as error:
        raise UnreadableError(reason="damaged") from error
    return Imported(root=root, images=dict(zip(head["images"], contents, strict=True)))


def write_bounded(root: Node, target: str, export: Export) -> bytes:
    """``convert.write_file`` in a process of its own; raises as ``read_bounded``."""
    images = [(image_id, kind) for image_id, (_, kind) in export.images.items()]
    request = {
        "do": "write",
        "format": target,
        "document": to_json(root),
        "title": export.title,
        "language": export.language,
        "images": images,
    }
    _, (made,) = _ask(request, [content for content, _ in export.images.values()])
    return made


def _ask(head: Mapping[str, Any], contents: Sequence[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    with _place(), tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as answer:
        question.write(pack(head, contents))
        question.seek(0)
        _run(question.fileno(), answer.fileno())
        answer.seek(0)
        try:
            said, parts = unpack(answer.read(WRITTEN_BYTES))
        except (ValueError, KeyError, TypeError) as error:
            raise UnreadableError(reason="damaged") from error
    if "refused" in said:
        raise UnreadableError(**said["refused"])
    return said, parts


@contextmanager
def _place() -> Iterator[None]:
    if not _places.acquire(timeout=WAIT_SECONDS):
        raise ConverterBusyError
    try:
        yield
    finally:
        _places.release()


def _run(question: int, answer: int) -> None:
    """Run the child to its end. Raises ``UnreadableError`` when it is not the end it should be."""
    with tempfile.TemporaryDirectory(prefix="convert-") as folder:
        child = subprocess.Popen(
            [sys.executable, "-m", "apps.documents.formats.child"],
            stdin=question,
            stdout=answer,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=_environment(folder),
            start_new_session=True,
        )
        try:
            _, words = child.communicate(timeout=LIFETIME_SECONDS)
        except BaseException as error:
            _kill(child)
            if isinstance(error, subprocess.TimeoutExpired):
                raise UnreadableError(reason="too_long") from error
            raise
    if child.returncode != 0:
        logger.warning(
            "a conversion broke off",
            extra={"exit": child.returncode, "words": words[-2000:].decode("utf-8", "replace")},
        )
        raise UnreadableError(reason=_reason(child.returncode))


def _environment(folder: str) -> dict[str, str]:
    """Return what the child may know: where the code is, and where to put its own files."""
    return {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": os.pathsep.join([str(_CODE)]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "LANG": "C.UTF-8",
        "HOME": folder,
        "TMPDIR": folder,
        "XDG_DATA_HOME": folder,
    }


def _kill(child: subprocess.Popen[bytes]) -> None:
    """End a child that was not waited for yet, with all it started: it leads its own group."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.communicate()


def _reason(code: int) -> str:
    return "too_long" if code in {-signal.SIGXCPU, -signal.SIGKILL} else "damaged"
