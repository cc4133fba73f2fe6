"""What other parts of the product did to a document is told to its rooms, wherever they are.

Runs in whatever process did it, after its commit. Best effort and off the request's path: rooms
look into the log every second anyway.
"""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer

from apps.core.events import subscribe_on_commit
from apps.documents.events import DocumentChanged
from apps.documents.margin.events import MarginChanged

from .peers import GROUP, SEND_SECONDS, Message, enveloped

logger = logging.getLogger(__name__)

_threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="documents-hints")


def subscribe() -> None:
    """Called once when the application is ready."""
    subscribe_on_commit(DocumentChanged, _tell_changed)
    subscribe_on_commit(MarginChanged, _tell_margin)


def _tell_changed(event: DocumentChanged) -> None:
    _send({"document": event.document_id.bytes, "first": event.seq, "last": event.seq, "news": b""})


def _tell_margin(event: MarginChanged) -> None:
    _send({"document": event.document_id.bytes, "notice": "margin_changed"})


def _send(message: Message) -> None:
    layer = get_channel_layer()
    if layer is not None and not isinstance(layer, InMemoryChannelLayer):
        _threads.submit(_send_now, layer, message)


def _send_now(layer: Any, message: Message) -> None:
    async def send() -> None:
        async with asyncio.timeout(SEND_SECONDS):
            await layer.group_send(GROUP, enveloped("", [message]))

    try:
        async_to_sync(send)()
    except Exception as error:  # noqa: BLE001 - whatever the broker's client raises
        logger.warning("rooms are not told of a change", extra={"reason": repr(error)})
