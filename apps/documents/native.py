"""The edge to the native library, which panics where others raise.

pycrdt lets a panic of its Rust code through as a ``PanicException``, which is no ``Exception``: an
``except Exception`` around it would let it take the process down.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

AnyDoc: TypeAlias = Doc[Any]

_OURS = (KeyboardInterrupt, SystemExit, GeneratorExit, asyncio.CancelledError, MemoryError)


class NativeFailureError(Exception):
    """The library refused or broke; the document it worked on must not be used any more."""


@contextmanager
def native_call() -> Iterator[None]:
    """Turn whatever the native library throws into ``NativeFailureError``."""
    try:
        yield
    except _OURS:
        raise
    except BaseException as error:
        raise NativeFailureError(f"{type(error).__name__}: {error}"[:500]) from error


def children_of(
    parent: XmlFragment | XmlElement,
) -> Iterator[tuple[int, XmlElement | XmlFragment | XmlText]]:
    """Yield the nodes in a node, each with its index.

    A character that lies beside them, which no editor makes but anybody who writes can, ends the
    library's own iteration, and to look at it is a panic: what comes after would seem not to be there.
    """
    children = list(parent.children)
    count = len(parent.children)
    if len(children) == count:
        yield from enumerate(children)
        return
    for index in range(count):
        try:
            with native_call():
                child = parent.children[index]
        except NativeFailureError:
            continue
        yield index, child
