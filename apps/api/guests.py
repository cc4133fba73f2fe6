"""Partners at the REST door: chosen routes, mounted below a link's own path.

``/p/<link>/api/v1/…`` answers as ``/api/v1/…`` does, for who has the cookies of that link, and only
what ``guest_door`` mounts there. The cookies end at that path, so no other page of ours sends them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from apps.core.addresses import client_address
from apps.sharing.visitors import Visit, begin_visit

from .authentication import SessionAuthentication
from .views import ApiView

_LINK_ID = "sovshare.link_id"


class GuestAuthentication(BaseAuthentication):
    """The cookies of one link; unsafe methods need ``X-CSRFToken``, as with a session."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Visit]:
        """Return nobody and her visit. Raises ``NotFoundError``, ``CsrfFailedError``."""
        visit = begin_visit(
            request.COOKIES,
            request.META[_LINK_ID],
            address=client_address(request),
            request_id=request.META.get("HTTP_X_REQUEST_ID"),
        )
        SessionAuthentication().enforce_csrf(request)
        return AnonymousUser(), visit


class GuestIsNamed(BasePermission):
    """Whoever writes has said who she is. What she may do, the gate says."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Say whether a guest may knock here."""
        visit = request.auth
        if not isinstance(visit, Visit):
            return False
        return request.method in SAFE_METHODS or visit.actor.guest_name != ""


def guest_door(view: type[ApiView], *methods: str) -> Callable[..., HttpResponseBase]:
    """Return ``view`` as guests may call it: by these methods alone.

    The view must ask for ``visitor``; asking for ``actor``, it refuses guests (401).
    """
    inner = view.as_view(
        authentication_classes=[GuestAuthentication],
        permission_classes=[GuestIsNamed],
        http_method_names=[method.lower() for method in methods],
    )

    # The token is asked by the authentication, as of sessions.
    @csrf_exempt
    def door(request: HttpRequest, link_id: UUID, **kwargs: Any) -> HttpResponseBase:
        request.META[_LINK_ID] = link_id
        return inner(request, **kwargs)

    return door
