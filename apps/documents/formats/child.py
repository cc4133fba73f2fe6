"""The program that converts: ``python -m apps.documents.formats.child``, one conversion each.

Started by ``bounded`` with a bare environment: it knows no secret, no database, no address. Before
it looks at what it was sent it binds itself: memory, processor time, size of what it writes, and
no network, where the kernel lets it give that up.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from contextlib import suppress
from uuid import uuid4

MEMORY_BYTES = 2 * 1024**3
PROCESSOR_SECONDS = 30
WRITTEN_BYTES = 300 * 1024**2
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38


def main() -> int:
    """Read a message on standard input, answer on standard output."""
    bind()
    sys.setrecursionlimit(3000)
    answer = _answer(sys.stdin.buffer.read())
    sys.stdout.buffer.write(answer)
    return 0


def bind() -> None:
    """Give up what a conversion does not need."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITTEN_BYTES, WRITTEN_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        # It does not outlive who asked.
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        # A network of its own, without any interface up. Not every container allows it: then
        # that nothing is fetched rests on the converters alone, which are told not to.
        if libc.unshare(_CLONE_NEWNET) != 0:
            libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _answer(message: bytes) -> bytes:
    from apps.core.errors import DomainError

    from .frames import pack

    try:
        return _convert(message)
    except DomainError as error:
        return pack({"refused": error.facts})
    except MemoryError:
        return pack({"refused": {"reason": "too_large"}})
    except RecursionError:
        return pack({"refused": {"reason": "too_large"}})


def _convert(message: bytes) -> bytes:
    from apps.documents.content.nodes import from_json, to_json

    from .addresses import Attachments
    from .convert import read_file, write_file
    from .frames import pack, unpack
    from .kinds import Export

    head, contents = unpack(message)
    if head["do"] == "read":
        attachments = Attachments(new_id=lambda: str(uuid4()))
        root = read_file(contents[0], head["format"], attachments)
        answer = {"document": to_json(root), "images": list(attachments.contents)}
        return pack(answer, list(attachments.contents.values()))
    named = zip(head["images"], contents, strict=True)
    images = {image_id: (content, kind) for (image_id, kind), content in named}
    export = Export(title=head["title"], language=head["language"], images=images)
    return pack({}, [write_file(from_json(head["document"]), head["format"], export)])


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    with suppress(OSError):
        os.close(1)
    # No farewell of the interpreter: what it held goes with the process.
    os._exit(code)
