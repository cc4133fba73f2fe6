"""The bytes of files: in, as raw bodies that are scanned while they arrive, and out."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.bodies import BodyStream, body_stream
from apps.api.openapi import operation
from apps.api.openapi.operations import BINARY, header
from apps.api.refusals import LengthRequiredError
from apps.api.views import ApiView
from apps.core.access import Ability
from apps.drive.errors import VersionChangedError
from apps.drive.models import ContentState
from apps.drive.operations.naming import OnConflict
from apps.drive.operations.receiving import Received, receive_file, receive_version
from apps.sharing.gate import Opened, enter, open_item, reopen
from apps.sharing.serving import serve_version

from .rows import row_of
from .serializers import ContentQuery, ItemSerializer, UploadQuery

TAG = "content"
_INTAKE_PROBLEMS = (404, 409, 411, 413, 422, 503, 507)
_LENGTH = header("Content-Length", "Size of the body in bytes.", required=True)
_RANGE = header("Range", "One range of bytes, RFC 9110.")
_IF_RANGE = header("If-Range", "The range counts only if this is the content's `ETag`.")
_IF_NONE_MATCH = header("If-None-Match", "Answer 304 if this is the content's `ETag`.")
_IF_MATCH = header("If-Match", "Refuse (412) unless this is the current content's `ETag`.")


class FilesView(ApiView):
    """New files."""

    @operation(
        "files_upload",
        "Upload a file into a folder",
        tag=TAG,
        takes_bytes=True,
        query=UploadQuery,
        headers=[_LENGTH],
        answer=ItemSerializer,
        status=201,
        also=(200, 202),
        problems=_INTAKE_PROBLEMS,
    )
    def put(self, request: Request, item_id: UUID, name: str) -> Response:
        """Take the body in; answer once it is scanned and visible."""
        query = self.read_query(UploadQuery)
        access = open_item(self.actor, item_id, want=Ability.EDIT)
        body, size_bytes = _announced_body(request)
        received = receive_file(
            access=access,
            name=name,
            size_bytes=size_bytes,
            reader=body,
            on_conflict=OnConflict(query["on_conflict"]),
            reopen=lambda: reopen(access, want=Ability.EDIT),
        )
        return _answer(self, received)


class ContentView(ApiView):
    """The current content of a file."""

    @operation(
        "content_download",
        "Download a file",
        tag=TAG,
        query=ContentQuery,
        headers=[_RANGE, _IF_RANGE, _IF_NONE_MATCH],
        gives_bytes=BINARY,
        also=(206,),
        problems=(404, 409, 416, 503),
    )
    def get(self, request: Request, item_id: UUID) -> HttpResponseBase:
        """Answer the bytes or a range of them."""
        query = self.read_query(ContentQuery)
        opened = enter(self.actor, item_id)
        wants_inline = query["disposition"] == "inline"
        version = opened.item.current_version
        return serve_version(self.django_request, opened, version, wants_inline=wants_inline)

    @operation(
        "content_replace",
        "Upload a new version of a file",
        tag=TAG,
        takes_bytes=True,
        headers=[_LENGTH, _IF_MATCH],
        answer=ItemSerializer,
        also=(202,),
        problems=(*_INTAKE_PROBLEMS, 412),
    )
    def put(self, request: Request, item_id: UUID) -> Response:
        """Take the body in as the newest version."""
        opened = enter(self.actor, item_id, want=Ability.EDIT)
        expected_version_id = _expected_version(request, opened)
        body, size_bytes = _announced_body(request)
        received = receive_version(
            access=opened.access,
            size_bytes=size_bytes,
            reader=body,
            reopen=lambda: reopen(opened.access, want=Ability.EDIT),
            expected_version_id=expected_version_id,
        )
        return _answer(self, received)


def _announced_body(request: Request) -> tuple[BodyStream, int]:
    body = body_stream(request, maximum_bytes=settings.UPLOAD_ONE_SHOT_MAX_BYTES)
    if body.size_bytes is None:
        raise LengthRequiredError
    return body, body.size_bytes


def _expected_version(request: Request, opened: Opened) -> UUID | None:
    """Return the version ``If-Match`` means. Raises ``VersionChangedError`` if it is another."""
    wanted = request.headers.get("If-Match")
    version = opened.item.current_version
    if wanted is None or wanted.strip() == "*":
        return None
    named = {part.strip() for part in wanted.split(",")}
    if version is None or f'"{version.sha256}"' not in named:
        raise VersionChangedError
    return version.id


def _answer(view: ApiView, received: Received) -> Response:
    row = row_of(view.actor, received.item.id, version=received.version)
    is_waiting = received.version.state == ContentState.QUARANTINED
    status = 202 if is_waiting else 201 if received.is_new_item else 200
    return Response(ItemSerializer(row).data, status=status)
