"""A few views under the upload routes' addresses, to look at bodies without the drive."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from apps.api.bodies import body_stream
from apps.api.problems import Problem, problem_response
from apps.core.errors import DomainError
from apps.drive.serving.responses import archive_response

seen: dict[str, object] = {}
may_continue = threading.Event()
may_read = threading.Event()


@csrf_exempt
def take(request: HttpRequest, name: str) -> HttpResponse:
    """Read the whole body in pieces and say what it was."""
    if name == "refuse":
        return problem_response(Problem(code="forbidden", status=403))
    digest, length = hashlib.sha256(), 0
    try:
        body = body_stream(request, maximum_bytes=64 * 1024 * 1024)
        if name == "slow":
            may_read.wait(10)
        while piece := body.read(300_000):
            assert len(piece) <= 300_000
            digest.update(piece)
            length += len(piece)
    except DomainError as error:
        seen[name] = error.code
        return problem_response(Problem.of(error))
    seen[name] = length
    return JsonResponse({"length": length, "sha256": digest.hexdigest()})


@csrf_exempt
def echo(request: HttpRequest) -> HttpResponse:
    """Answer the small body of an ordinary route."""
    return JsonResponse(
        {"length": len(request.body), "announced": request.headers.get("Content-Length")}
    )


def endless(request: HttpRequest) -> HttpResponseBase:
    """Send until told not to."""

    def pieces() -> Iterator[bytes]:
        while True:
            yield b"x" * 65536

    return archive_response(request, pieces(), name="endless.zip", may_continue=may_continue.is_set)


urlpatterns = [
    path("api/v1/items/x/files/<path:name>", take),
    path("api/v1/items/x/echo", echo),
    path("endless", endless),
]
