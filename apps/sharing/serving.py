"""From what passed the gate to the answer that carries its bytes; both doors serve through here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from apps.core.access import Ability
from apps.drive.errors import NotAFolderError
from apps.drive.models import FileVersion, Item
from apps.drive.operations.guards import refuse_document, refuse_unservable
from apps.drive.serving.archives import Member, archive_pieces
from apps.drive.serving.responses import Content, archive_response, content_response
from apps.drive.serving.stream import OnEnd

from .gate import Opened, still_allows
from .queries.archive import ArchiveWalk, is_still_servable

# Gives the name and the text of the file that says what an archive lacks.
WordOmissions = Callable[[ArchiveWalk], tuple[str, str]]


def serve_version(
    request: HttpRequest,
    opened: Opened,
    version: FileVersion | None,
    *,
    wants_inline: bool = False,
    on_end: OnEnd | None = None,
) -> HttpResponseBase:
    """Answer with the bytes of ``version`` if they may leave, as long as the right lasts.

    Raises what ``refuse_document`` and ``refuse_unservable`` raise (a reason is better than a
    plain "no"), then ``ForbiddenError``.
    """
    refuse_document(opened.item)
    servable = refuse_unservable(version)
    opened.access.require(Ability.DOWNLOAD)

    def may_continue() -> bool:
        return still_allows(opened.access, Ability.DOWNLOAD) and is_still_servable(servable)

    return content_response(
        request,
        content_of(opened.item, servable),
        wants_inline=wants_inline,
        may_continue=may_continue,
        on_end=on_end,
    )


def serve_attachment(
    request: HttpRequest, opened: Opened, version: FileVersion, *, name: str
) -> HttpResponseBase:
    """Answer with an image of a document: whoever may read the text may see what is in it.

    Raises what ``refuse_unservable`` raises.
    """
    servable = refuse_unservable(version)

    def may_continue() -> bool:
        return still_allows(opened.access, Ability.READ) and is_still_servable(servable)

    content = replace(content_of(opened.item, servable), name=name)
    return content_response(request, content, wants_inline=True, may_continue=may_continue)


def serve_archive(
    request: HttpRequest,
    opened: Opened,
    *,
    word_omissions: WordOmissions | None = None,
    on_end: OnEnd | None = None,
) -> HttpResponseBase:
    """Answer with all that a folder holds and that may leave, as one ZIP made while it is sent.

    ``word_omissions`` is asked at the end, in another thread, if something had to be left out.
    Raises ``NotAFolderError``, ``ForbiddenError``.
    """
    if not opened.item.is_folder:
        raise NotAFolderError
    opened.access.require(Ability.DOWNLOAD)
    walk = ArchiveWalk(opened.access)
    return archive_response(
        request,
        archive_pieces(_with_note(walk, word_omissions)),
        name=f"{opened.item.name}.zip",
        may_continue=walk.may_continue,
        on_end=on_end,
    )


def content_of(item: Item, version: FileVersion) -> Content:
    """Return what is served for a version: facts of the database only."""
    return Content(
        name=item.name,
        media_type=version.media_type,
        size_bytes=version.size_bytes,
        sha256=version.sha256,
        object_key=version.object_key,
    )


def _with_note(walk: ArchiveWalk, word_omissions: WordOmissions | None) -> Iterator[Member]:
    yield from walk.members()
    if word_omissions is not None and walk.omissions:
        name, text = word_omissions(walk)
        yield Member(path=(name,), text=text.encode())
