"""A live document behind a link: copies of it, its images, taking part as a named guest."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie

from apps.core.access import Ability
from apps.core.assets import built_chunks, find_assets
from apps.core.errors import NotFoundError
from apps.documents.queries.exporting import export_document, read_content
from apps.documents.queries.images import find_image
from apps.drive.serving.responses import made_response
from apps.portal.documents import EXPORTS, enter_document
from apps.portal.errors import ItemGoneError
from apps.portal.forms import GuestNameForm
from apps.portal.pages import portal_page, see_other
from apps.portal.possession import give_guest_name
from apps.portal.visits import enter_inside, visit_of
from apps.sharing.gate import Opened, enter
from apps.sharing.operations.visits import DownloadOutcome, note_download, note_joining
from apps.sharing.serving import serve_attachment
from apps.sharing.visitors import Visit, named

from .entrance import back_to_link

ENTRY = "src/guest/main.tsx"


@portal_page("GET", "HEAD")
def export(request: HttpRequest, link_id: UUID, item_id: UUID) -> HttpResponseBase:
    """Answer with the document as a file; what was taken is written in the link's ledger."""
    visit = visit_of(request, link_id)
    if visit.is_locked:
        return back_to_link(visit)
    opened = enter_inside(visit, item_id, want=Ability.DOWNLOAD)
    target = request.GET.get("format", "")
    if not opened.item.is_document or target not in EXPORTS:
        raise ItemGoneError
    made = export_document(
        document_id=item_id,
        root=read_content(item_id).root,
        target=target,
        title=opened.item.name,
        language=str(get_language()),
    )
    response = made_response(request, made.content, name=made.name, media_type=made.media_type)
    if request.method == "GET":
        note_download(
            access=opened.access,
            item=opened.item,
            outcome=DownloadOutcome.COMPLETE,
            sent_bytes=len(made.content),
        )
    return response


@portal_page("GET", "HEAD")
def image(request: HttpRequest, link_id: UUID, item_id: UUID, name: UUID) -> HttpResponseBase:
    """Answer with an image of a document, for who may read it."""
    visit = visit_of(request, link_id)
    opened = enter_inside(visit, item_id)
    try:
        found = find_image(item_id, name)
    except NotFoundError:
        raise ItemGoneError from None
    return serve_attachment(request, opened, found.version, name=f"image-{name}")


@portal_page("GET", "HEAD", "POST")
def take_part(request: HttpRequest, link_id: UUID, item_id: UUID) -> HttpResponseBase:
    """Ask for the name the others will see, then lead to the editor."""
    visit = visit_of(request, link_id)
    if visit.is_locked:
        return back_to_link(visit)
    opened = enter_document(visit, item_id)
    if request.method != "POST":
        form = GuestNameForm(initial={"name": visit.actor.guest_name})
        return _name_page(request, visit, opened, form)
    form = GuestNameForm(request.POST)
    if not form.is_valid():
        return _name_page(request, visit, opened, form, status=HTTPStatus.BAD_REQUEST)
    name = form.cleaned_data["name"]
    joined = enter(named(visit, name), item_id)
    note_joining(access=joined.access, item=joined.item)
    response = see_other(reverse("portal_live", args=[link_id, item_id]))
    give_guest_name(response, visit.link, name)
    return response


@portal_page("GET", "HEAD", has_script=True)
@ensure_csrf_cookie
def live(request: HttpRequest, link_id: UUID, item_id: UUID) -> HttpResponseBase:
    """Answer with the page that loads the editor; all it shows, it asks ``session`` for."""
    visit = visit_of(request, link_id)
    if visit.is_locked:
        return back_to_link(visit)
    opened = enter_document(visit, item_id)
    if not visit.actor.guest_name:
        return see_other(reverse("portal_take_part", args=[link_id, item_id]))
    chunks = built_chunks()
    if chunks is None:
        return HttpResponse(
            _("The browser application is not built yet."), status=503, content_type="text/plain"
        )
    language = "en" if str(get_language()).startswith("en") else "fr"
    context = {
        "item": opened.item,
        "assets": find_assets(chunks, ENTRY, language),
        "base": f"{settings.STATIC_URL}app/",
        "language": language,
    }
    response = render(request, "portal/live.html", context)
    # Under "no-referrer" requests that write have the origin "null", which CSRF refuses.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@portal_page("GET", "HEAD")
def session(request: HttpRequest, link_id: UUID, item_id: UUID) -> HttpResponseBase:
    """Answer with what the editor has to know: the document, the guest, what she may do now."""
    visit = visit_of(request, link_id)
    opened = enter_document(visit, item_id)
    is_top = item_id == visit.link.item_id
    page = "portal_link" if is_top else "portal_item"
    return JsonResponse(
        {
            "document_id": str(item_id),
            "title": opened.item.name,
            "abilities": sorted(ability.word for ability in opened.access.abilities),
            "name": visit.actor.guest_name,
            "page": reverse(page, args=[link_id] if is_top else [link_id, item_id]),
            "realtime_port": settings.REALTIME_PORT or None,
        }
    )


def _name_page(
    request: HttpRequest,
    visit: Visit,
    opened: Opened,
    form: GuestNameForm,
    *,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context = {"link": visit.link, "item": opened.item, "form": form}
    response = render(request, "portal/name.html", context, status=status)
    response.headers["Referrer-Policy"] = "same-origin"
    return response
