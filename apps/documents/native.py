"""The edge to the native library, which panics where others raise.

pycrdt lets a panic of its Rust code through as a ``PanicException``, which is no ``Exception``: an
``except Exception`` around it would let it take the process down.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from pycrdt import Doc

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
