"""Coming in: the token once, then perhaps a password."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from apps.core.addresses import client_address
from apps.core.clock import utc_now
from apps.core.errors import NotFoundError
from apps.portal.forms import PasswordForm
from apps.portal.pages import portal_page, see_other
from apps.portal.possession import give_possession, give_unlock
from apps.portal.throttle import PASSWORDS, TOKENS, note_miss, refuse_guessing
from apps.portal.visits import require_open, visit_of
from apps.portal.words import delay_sentence
from apps.sharing.errors import PasswordWrongError, UnlockDelayedError
from apps.sharing.models import Link
from apps.sharing.operations.visits import unlock_link
from apps.sharing.queries.sharing import find_link_by_token
from apps.sharing.visitors import Visit


@portal_page("GET", "HEAD")
@sensitive_variables("token")
def follow(request: HttpRequest, token: str) -> HttpResponseBase:
    """Exchange the token for a cookie and leave the address with it. Consumes nothing."""
    address = client_address(request)
    refuse_guessing(TOKENS, address)
    try:
        link = _find_open(token)
    except NotFoundError:
        note_miss(TOKENS, address)
        raise
    response = see_other(reverse("portal_link", args=[link.id]))
    give_possession(response, link)
    return response


@portal_page("GET", "HEAD", "POST")
@sensitive_post_parameters("password")
def unlock(request: HttpRequest, link_id: UUID) -> HttpResponseBase:
    """Check the password; a reload of this address leads back to the link's page."""
    visit = visit_of(request, link_id)
    if request.method != "POST" or not visit.is_locked:
        return back_to_link(visit)
    require_open(visit.link)
    address = client_address(request)
    refuse_guessing(PASSWORDS, address)
    form = PasswordForm(request.POST)
    if not form.is_valid():
        return locked_page(request, visit, form, status=HTTPStatus.BAD_REQUEST)
    try:
        version = unlock_link(actor=visit.actor, password=form.cleaned_data["password"])
    except PasswordWrongError as error:
        note_miss(PASSWORDS, address)
        visit.link.refresh_from_db(fields=["locked_until"])
        form.add_error("password", _("This is not the right password."))
        return locked_page(request, visit, form, status=error.status)
    except UnlockDelayedError as error:
        response = locked_page(request, visit, PasswordForm(), status=error.status)
        response.headers["Retry-After"] = str(error.facts["retry_after_seconds"])
        return response
    response = see_other(reverse("portal_link", args=[link_id]))
    give_unlock(response, visit.link, version)
    return response


def locked_page(
    request: HttpRequest, visit: Visit, form: PasswordForm, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    """Ask for the password. Says who sends, nothing of what."""
    context = {"link": visit.link, "form": form, "delay": _delay(visit.link)}
    response = render(request, "portal/locked.html", context, status=status)
    # Under "no-referrer" a browser sends the form with the origin "null", which CSRF refuses.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def back_to_link(visit: Visit) -> HttpResponseBase:
    """Lead to the link's page, which asks for the password if need be. A dead link leads nowhere."""
    require_open(visit.link)
    return see_other(reverse("portal_link", args=[visit.link.id]))


def _find_open(token: str) -> Link:
    link = find_link_by_token(token)
    if link is None:
        raise NotFoundError
    require_open(link)
    return link


def _delay(link: Link) -> str:
    if link.locked_until is None:
        return ""
    seconds = (link.locked_until - utc_now()).total_seconds()
    return delay_sentence(int(seconds) + 1) if seconds > 0 else ""
