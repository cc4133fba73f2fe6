"""Taking part in a live document as a named guest: the name, then the editor."""

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

from apps.core.assets import built_chunks, find_assets
from apps.portal.documents import enter_document
from apps.portal.forms import GuestNameForm
from apps.portal.pages import portal_page, see_other
from apps.portal.possession import give_guest_name
from apps.portal.visits import visit_of
from apps.sharing.gate import Opened, enter
from apps.sharing.operations.visits import note_joining
from apps.sharing.visitors import Visit, named

from .entrance import back_to_link

ENTRY = "src/guest/main.tsx"


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
