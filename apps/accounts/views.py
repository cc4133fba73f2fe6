"""Pages of this app beyond those of allauth: accepting an invitation."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from allauth.core.internal.ratelimit import consume
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from apps.accounts.errors import PasswordRefusedError
from apps.accounts.forms import AcceptInvitationForm
from apps.accounts.models import Invitation
from apps.accounts.operations.invitations import accept_invitation
from apps.accounts.queries import find_invitation, find_open_invitation
from apps.core.addresses import client_address
from apps.core.errors import NotFoundError

SESSION_ENTRY = "invitation"


@require_GET
def follow_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Exchange the mailed token for a place in the session, and leave the address with it.

    Nothing is consumed: mail scanners follow links too.
    """
    if consume(request, app="allauth.account", action="invitation", limit_get=True) is None:
        return render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    invitation = find_invitation(token)
    if invitation is None:
        return _closed(request)
    if request.user.is_authenticated:
        logout(request)
    request.session[SESSION_ENTRY] = str(invitation.id)
    return HttpResponseRedirect(reverse("account_invitation"), status=HTTPStatus.SEE_OTHER)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation_page(request: HttpRequest) -> HttpResponse:
    """Ask for a name and a password, make the account, and lead to the sign-in page."""
    invitation = _invitation_of(request)
    if invitation is None:
        return _closed(request)
    form = AcceptInvitationForm(request.POST or None, initial={"name": invitation.name})
    if request.method == "POST" and form.is_valid():
        response = _accept(request, invitation, form)
        if response is not None:
            return response
    return render(request, "account/invitation.html", {"form": form, "invitation": invitation})


def _accept(
    request: HttpRequest, invitation: Invitation, form: AcceptInvitationForm
) -> HttpResponse | None:
    """Answer None when the form must be shown again."""
    try:
        accept_invitation(
            invitation_id=invitation.id,
            name=form.cleaned_data["name"],
            password=form.cleaned_data["password"],
            address=client_address(request),
        )
    except PasswordRefusedError as error:
        form.add_error("password", error.reasons)
        return None
    except NotFoundError:
        return _closed(request)
    del request.session[SESSION_ENTRY]
    return render(request, "account/invitation_accepted.html", {"email": invitation.email})


def _invitation_of(request: HttpRequest) -> Invitation | None:
    entry = request.session.get(SESSION_ENTRY)
    return None if entry is None else find_open_invitation(UUID(entry))


def _closed(request: HttpRequest) -> HttpResponse:
    """One page for a wrong, used, revoked and expired invitation."""
    return render(request, "account/invitation_closed.html", status=HTTPStatus.NOT_FOUND)
