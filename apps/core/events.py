"""Events travel upwards: a lower app publishes, a higher app subscribes in ``AppConfig.ready()``.

Two kinds of subscriber: ``on_write`` runs inside the publisher's transaction (integrity),
``on_commit`` runs after it (fan-out; its failure cannot undo the write and is only logged).
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from django.db import transaction

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all events; subclasses are frozen dataclasses named in the past tense."""


EventT = TypeVar("EventT", bound=Event)
Handler = Callable[[EventT], None]

_on_write: dict[type[Event], list[Handler[Any]]] = defaultdict(list)
_on_commit: dict[type[Event], list[Handler[Any]]] = defaultdict(list)


def subscribe_on_write(event_type: type[EventT], handler: Handler[EventT]) -> None:
    """Call ``handler`` inside the publishing transaction; an exception undoes the write."""
    if handler not in _on_write[event_type]:
        _on_write[event_type].append(handler)


def subscribe_on_commit(event_type: type[EventT], handler: Handler[EventT]) -> None:
    """Call ``handler`` once the publishing transaction is durable."""
    if handler not in _on_commit[event_type]:
        _on_commit[event_type].append(handler)


def publish(event: Event) -> None:
    """Hand ``event`` to its subscribers. Must run inside a transaction."""
    for handler in _on_write[type(event)]:
        handler(event)
    for handler in _on_commit[type(event)]:
        transaction.on_commit(partial(_run_logged, handler, event))


def _run_logged(handler: Handler[Any], event: Event) -> None:
    try:
        handler(event)
    except Exception:
        logger.exception("event handler failed", extra={"event": type(event).__name__})
