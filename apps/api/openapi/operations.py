"""``@operation``: what a view's method takes and gives, in one line above it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, TypeVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers

from apps.api.problems import PROBLEM_MEDIA_TYPE
from apps.api.serializers import OutputSerializer, QuerySerializer, StrictSerializer

from .problems import ProblemSerializer

MethodT = TypeVar("MethodT", bound=Callable[..., Any])
Output = type[OutputSerializer[Any]]

JSON = "application/json"
BINARY = "application/octet-stream"
# Every operation may answer these: nobody signed in, token too narrow.
_ALWAYS = (401, 403)


def operation(
    name: str,
    summary: str,
    *,
    tag: str,
    body: type[StrictSerializer] | None = None,
    takes_bytes: bool = False,
    query: type[QuerySerializer] | None = None,
    answer: Output | None = None,
    page: Output | None = None,
    gives_bytes: str | None = None,
    status: int = 200,
    also: Iterable[int] = (),
    problems: Iterable[int] = (404,),
    headers: Iterable[OpenApiParameter] = (),
) -> Callable[[MethodT], MethodT]:
    """Describe one operation for the OpenAPI document.

    ``answer`` is the shape of the answer, ``page`` that of each item of a paged one,
    ``gives_bytes`` the media type of a raw one; none of them means an empty answer. ``also`` are
    further statuses with the same shape, ``problems`` the refusals beside 400, 401 and 403.
    """
    shape: Any = page_schema(page) if page is not None else answer
    media_type = gives_bytes or JSON
    if gives_bytes is not None:
        shape = OpenApiTypes.BINARY
    responses: dict[Any, Any] = {}
    for code in (status, *also):
        responses[code if shape is None else (code, media_type)] = shape
    malformed = (400,) if body is not None or query is not None else ()
    for code in sorted({*_ALWAYS, *malformed, *problems}):
        responses[(code, PROBLEM_MEDIA_TYPE)] = ProblemSerializer
    parameters: list[Any] = [*headers]
    if query is not None:
        parameters.append(query)
    decorate: Callable[[MethodT], MethodT] = extend_schema(
        operation_id=name,
        summary=summary,
        description="",
        tags=[tag],
        request={BINARY: OpenApiTypes.BINARY} if takes_bytes else {JSON: body} if body else None,
        parameters=parameters,
        responses={key: _response(key, value) for key, value in responses.items()},
    )
    return decorate


@cache
def page_schema(item: Output) -> type[serializers.Serializer[Any]]:
    """Return the schema of a page of ``item``."""
    name = item.__name__.removesuffix("Serializer") + "PageSerializer"
    fields = {
        "items": item(many=True),
        "next_cursor": serializers.CharField(
            allow_null=True,
            help_text="Give it back as `cursor` for the next page; null at the end.",
        ),
    }
    return type(name, (serializers.Serializer,), fields)


def header(name: str, description: str, *, required: bool = False) -> OpenApiParameter:
    """Return a request header's description."""
    return OpenApiParameter(
        name, str, OpenApiParameter.HEADER, description=description, required=required
    )


def _response(key: Any, shape: Any) -> OpenApiResponse:
    code = key[0] if isinstance(key, tuple) else key
    return OpenApiResponse(shape, description=_DESCRIPTIONS[code])


_DESCRIPTIONS = {
    200: "Done.",
    201: "Created.",
    202: "Kept; the antivirus has not finished.",
    204: "Done, nothing to say.",
    206: "The range asked for.",
    304: "Not changed.",
    400: "The request is malformed: `invalid_request`, with `errors`.",
    401: "Nobody is signed in: `not_authenticated`.",
    403: "The rights, or the token's scope, do not allow this: `forbidden`, `csrf_failed`.",
    404: "Missing, or invisible to the caller: `not_found`.",
    409: "The state does not allow this.",
    411: "`length_required`.",
    412: "`precondition_failed`.",
    413: "`too_large`.",
    416: "`range_not_satisfiable`.",
    422: "Understood and refused.",
    429: "`throttled`.",
    503: "A part of the service does not answer; try again.",
    507: "`quota_exceeded`.",
}
