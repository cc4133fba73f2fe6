"""Answers that carry content. Both doors build theirs here, after their own gate said yes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase

from apps.storage.objects import object_store

from .chunks import Chunks, IteratedChunks, StoredChunks
from .headers import SAFETY_HEADERS, content_disposition, may_be_inline, served_media_type
from .ranges import ByteRange, choose_range, names_etag
from .stream import AsyncSender, DirectSender, MayContinue, OnEnd, always


@dataclass(frozen=True, kw_only=True)
class Content:
    """What is to be served: facts from the database, none from the store or the request."""

    name: str
    media_type: str
    size_bytes: int
    sha256: str
    object_key: str

    @property
    def etag(self) -> str:
        """The strong validator: the hash itself."""
        return f'"{self.sha256}"'


def content_response(
    request: HttpRequest,
    content: Content,
    *,
    wants_inline: bool = False,
    may_continue: MayContinue = always,
    on_end: OnEnd | None = None,
) -> HttpResponseBase:
    """Answer GET or HEAD with ``content`` or the range asked for.

    The caller has already authorised the request and made sure that the content is clean.
    ``may_continue`` and ``on_end``: see ``Sender``; neither is called without a body. Raises
    ``RangeNotSatisfiableError``, ``StoreUnavailableError`` before the first byte.
    """
    headers = _headers(content, wants_inline=wants_inline)
    if names_etag(request.headers.get("If-None-Match"), content.etag):
        return HttpResponseNotModified(headers=headers)
    part = choose_range(
        range_header=request.headers.get("Range"),
        if_range=request.headers.get("If-Range"),
        etag=content.etag,
        size_bytes=content.size_bytes,
    )
    whole = ByteRange(0, content.size_bytes)
    chosen = part or whole
    headers["Content-Length"] = str(chosen.length)
    if part is not None:
        headers["Content-Range"] = part.content_range(content.size_bytes)
    status = 200 if part is None else 206
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    chunks = _opened(content, chosen, whole)
    sender = _sender(request)(
        chunks,
        may_continue=may_continue,
        on_end=on_end,
        reaches_end=chosen.end == content.size_bytes,
        length_bytes=chosen.length,
    )
    return StreamingHttpResponse(sender, status=status, headers=headers)


def archive_response(
    request: HttpRequest,
    pieces: Iterator[bytes],
    *,
    name: str,
    media_type: str = "application/zip",
    may_continue: MayContinue = always,
    on_end: OnEnd | None = None,
) -> HttpResponseBase:
    """Answer with bytes made on the way; their length is not known beforehand."""
    headers = {
        **SAFETY_HEADERS,
        "Content-Type": media_type,
        "Content-Disposition": content_disposition(name),
        "Accept-Ranges": "none",
    }
    if request.method == "HEAD":
        return HttpResponse(headers=headers)
    chunks = IteratedChunks(pieces)
    sender = _sender(request)(chunks, may_continue=may_continue, on_end=on_end)
    return StreamingHttpResponse(sender, headers=headers)


def made_response(
    request: HttpRequest, content: bytes, *, name: str, media_type: str, is_inline: bool = False
) -> HttpResponseBase:
    """Answer with bytes that the product made itself; ``media_type`` is then ours to say.

    Whatever it is, a browser that shows it gives it no script and no origin.
    """
    headers = {
        **SAFETY_HEADERS,
        "Content-Type": media_type,
        "Content-Length": str(len(content)),
        "Content-Disposition": content_disposition(name, is_inline=is_inline),
    }
    if request.method == "HEAD":
        return HttpResponse(headers=headers)
    sender = _sender(request)(IteratedChunks(iter([content])), length_bytes=len(content))
    return StreamingHttpResponse(sender, headers=headers)


def _sender(request: HttpRequest) -> type[AsyncSender | DirectSender]:
    return AsyncSender if isinstance(request, ASGIRequest) else DirectSender


def _headers(content: Content, *, wants_inline: bool) -> dict[str, str]:
    is_inline = wants_inline and may_be_inline(content.media_type)
    return {
        **SAFETY_HEADERS,
        "Content-Type": served_media_type(content.media_type, is_inline=is_inline),
        "Content-Disposition": content_disposition(content.name, is_inline=is_inline),
        "Accept-Ranges": "bytes",
        "ETag": content.etag,
    }


def _opened(content: Content, chosen: ByteRange, whole: ByteRange) -> Chunks:
    end = None if chosen.end == content.size_bytes else chosen.end
    reader = object_store().open_range(content.object_key, chosen.start, end)
    return StoredChunks(
        reader,
        length=chosen.length,
        sha256=content.sha256 if chosen == whole else None,
        object_key=content.object_key,
    )
