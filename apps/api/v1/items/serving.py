"""From a version to the answer that carries its bytes."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from apps.core.access import Ability
from apps.drive.models import FileVersion, Item
from apps.drive.operations.guards import refuse_unservable
from apps.drive.serving.responses import Content, content_response
from apps.sharing.gate import Opened, still_allows


def serve_version(
    request: HttpRequest,
    opened: Opened,
    version: FileVersion | None,
    *,
    wants_inline: bool = False,
) -> HttpResponseBase:
    """Answer with the bytes of ``version`` if they may leave, as long as the right lasts.

    Raises what ``refuse_unservable`` raises (a reason is better than a plain "no"), then
    ``ForbiddenError``.
    """
    servable = refuse_unservable(version)
    opened.access.require(Ability.DOWNLOAD)

    def may_continue() -> bool:
        return still_allows(opened.access, Ability.DOWNLOAD) and _is_still_servable(servable)

    content = content_of(opened.item, servable)
    return content_response(request, content, wants_inline=wants_inline, may_continue=may_continue)


def content_of(item: Item, version: FileVersion) -> Content:
    """Return what is served for a version: facts of the database only."""
    return Content(
        name=item.name,
        media_type=version.media_type,
        size_bytes=version.size_bytes,
        sha256=version.sha256,
        object_key=version.object_key,
    )


def _is_still_servable(version: FileVersion) -> bool:
    fresh = FileVersion.objects.filter(id=version.id).first()
    return fresh is not None and fresh.is_servable
