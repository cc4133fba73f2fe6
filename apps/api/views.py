"""Base of all views of the API. A view is four gestures: read, enter, do, answer."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar, NoReturn

from django.http import HttpRequest
from django.utils import translation
from rest_framework.request import Request
from rest_framework.views import APIView

from apps.accounts.models import Person, TokenScope
from apps.core.access import Actor, PersonActor
from apps.sharing.visitors import Visit

from .authentication import actor_of
from .pagination import Page
from .refusals import MethodNotAllowedError
from .serializers import OutputSerializer, QuerySerializer, StrictSerializer


class ApiView(APIView):
    """Strict input, problem documents, answers nobody may cache.

    ``minimum_scope`` is what a token needs even for reading; writing always needs ``write``.
    """

    minimum_scope: ClassVar[TokenScope] = TokenScope.READ
    http_method_names = ["get", "head", "post", "put", "patch", "delete"]

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        """Read every request as UTF-8, whatever charset its Content-Type claims."""
        request.encoding = "utf-8"
        return super().initialize_request(request, *args, **kwargs)

    def perform_authentication(self, request: Request) -> None:
        """Find out who calls; a session is answered in its person's language."""
        super().perform_authentication(request)
        asked = request.META.get("HTTP_ACCEPT_LANGUAGE") if request.auth is not None else None
        if isinstance(request.user, Person) and not asked:
            translation.activate(request.user.locale)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Keep private answers out of caches."""
        final = super().finalize_response(request, response, *args, **kwargs)
        final.headers.setdefault("Cache-Control", "private, no-store")
        return final

    def http_method_not_allowed(
        self, request: HttpRequest | Request, *args: Any, **kwargs: Any
    ) -> NoReturn:
        """Answer 405 with the header ``Allow``."""
        raise MethodNotAllowedError(method=request.method)

    @cached_property
    def actor(self) -> PersonActor:
        """Who calls."""
        return actor_of(self.request)

    @property
    def visitor(self) -> Actor:
        """Who calls where guests may too (``apps.api.guests``): an agent, or a partner by a link."""
        visit = self.request.auth
        return visit.actor if isinstance(visit, Visit) else self.actor

    @property
    def django_request(self) -> HttpRequest:
        """The request without the framework around it, for what both doors share."""
        return self.request._request  # noqa: SLF001 - the framework offers no other way

    def read_body(self, serializer: type[StrictSerializer]) -> Any:
        """Return the validated body. Raises ``ValidationError``."""
        return _validated(serializer(data=self.request.data))

    def refuse_body(self) -> None:
        """Raise ``ValidationError`` if a body says anything, where nothing is asked."""
        self.read_body(StrictSerializer)

    def read_query(self, serializer: type[QuerySerializer]) -> Any:
        """Return the validated query string; of a repeated name the last counts."""
        return _validated(serializer(data=self.request.query_params.dict()))


def page_answer(page: Page[Any], serializer: type[OutputSerializer[Any]]) -> dict[str, Any]:
    """Return the JSON of a page."""
    represent = serializer().represent
    return {
        "items": [represent(row) for row in page.items],
        "next_cursor": page.next_cursor,
    }


def _validated(serializer: StrictSerializer) -> Any:
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data
