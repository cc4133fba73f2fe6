"""What is behind the link: pages, files, archives."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from apps.core.access import Ability
from apps.core.errors import NotFoundError
from apps.drive.errors import (
    ContentInfectedError,
    IsDocumentError,
    NotAFileError,
    NotAFolderError,
    NotScannedYetError,
    UnscannableError,
)
from apps.drive.serving.stream import Delivery, OnEnd
from apps.portal.documents import EXPORTS, content_of, may_take_part
from apps.portal.errors import ItemGoneError
from apps.portal.forms import PasswordForm
from apps.portal.listing import list_folder, row_of
from apps.portal.omissions import omission_words
from apps.portal.pages import portal_page
from apps.portal.visits import enter_inside, require_open, visit_of
from apps.sharing.gate import Opened, enter
from apps.sharing.operations.visits import (
    DownloadOutcome,
    note_download,
    note_opening,
    note_refusal,
    note_view,
)
from apps.sharing.serving import serve_archive, serve_version
from apps.sharing.visitors import Visit

from .entrance import back_to_link, locked_page


@portal_page("GET", "HEAD")
def show_link(request: HttpRequest, link_id: UUID) -> HttpResponseBase:
    """Show what was sent, or ask for the password first."""
    visit = visit_of(request, link_id)
    if visit.is_locked:
        require_open(visit.link)
        return locked_page(request, visit, PasswordForm())
    opened = enter(visit.actor, visit.link.item_id)
    if request.method == "GET":
        note_opening(access=opened.access, item=opened.item)
    return _shown(request, visit, opened)


@portal_page("GET", "HEAD")
def show_item(request: HttpRequest, link_id: UUID, item_id: UUID) -> HttpResponseBase:
    """Show a folder or a file inside what was sent."""
    visit = visit_of(request, link_id)
    if visit.is_locked or item_id == visit.link.item_id:
        return back_to_link(visit)
    opened = enter_inside(visit, item_id)
    if request.method == "GET":
        note_view(access=opened.access, item=opened.item)
    return _shown(request, visit, opened)


@portal_page("GET", "HEAD")
def content(request: HttpRequest, link_id: UUID, item_id: UUID) -> HttpResponseBase:
    """Answer with a file's bytes."""
    visit = visit_of(request, link_id)
    if visit.is_locked:
        return back_to_link(visit)
    opened = enter_inside(visit, item_id)
    try:
        return serve_version(request, opened, opened.item.current_version, on_end=_noting(opened))
    except (NotAFileError, IsDocumentError):
        raise ItemGoneError from None
    except (ContentInfectedError, NotScannedYetError, UnscannableError) as error:
        note_refusal(access=opened.access, item=opened.item, code=error.code)
        raise


@portal_page("GET", "HEAD")
def archive(request: HttpRequest, link_id: UUID, item_id: UUID) -> HttpResponseBase:
    """Answer with all that a folder holds, as a ZIP archive."""
    visit = visit_of(request, link_id)
    if visit.is_locked:
        return back_to_link(visit)
    opened = enter_inside(visit, item_id)
    try:
        return serve_archive(
            request, opened, word_omissions=omission_words(), on_end=_noting(opened)
        )
    except NotAFolderError:
        raise ItemGoneError from None


def _shown(request: HttpRequest, visit: Visit, opened: Opened) -> HttpResponseBase:
    item, link = opened.item, visit.link
    is_top = item.id == link.item_id
    place = opened.access.ancestor_ids.index(link.item_id)
    context = {
        "link": link,
        "is_top": is_top,
        # Addresses are relative: two ids in each of them would weigh more than the names.
        "inside": "i/" if is_top else "../",
        "above": opened.chain[place:-1],
        "row": row_of(item, opened.access.abilities),
    }
    if item.is_document:
        context["content"] = content_of(item.id, str(context["inside"]))
        context["may_take_part"] = may_take_part(opened)
        context["formats"] = EXPORTS if opened.access.allows(Ability.DOWNLOAD) else ()
        context["may_edit"] = opened.access.allows(Ability.EDIT)
        return render(request, "portal/document.html", context)
    if item.is_folder:
        context["listing"] = list_folder(opened.access, request.GET.get("after", ""))
        return render(request, "portal/folder.html", context)
    return render(request, "portal/file.html", context)


def _noting(opened: Opened) -> OnEnd:
    def note(delivery: Delivery) -> None:
        note_download(
            access=opened.access,
            item=opened.item,
            outcome=_outcome(delivery),
            sent_bytes=delivery.sent_bytes,
        )

    return note


def _outcome(delivery: Delivery) -> DownloadOutcome:
    if delivery.is_to_the_end:
        return DownloadOutcome.COMPLETE
    return DownloadOutcome.PART if delivery.is_complete else DownloadOutcome.CUT


@portal_page("GET", "HEAD")
def nowhere(request: HttpRequest) -> HttpResponseBase:
    """Any other address of links: the same page as for a link that does not work."""
    raise NotFoundError
