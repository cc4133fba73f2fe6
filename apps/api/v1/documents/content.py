"""What a document says: read in five formats, replaced or added to in Markdown, taken out as a file."""

from __future__ import annotations

import json
from uuid import UUID

from django.http.response import HttpResponseBase
from django.utils import translation
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.bodies import body_stream
from apps.api.openapi import operation
from apps.api.openapi.operations import BINARY
from apps.api.refusals import InvalidRequestError
from apps.api.v1.items.rows import row_of
from apps.api.v1.items.serializers import ItemSerializer
from apps.api.views import ApiView
from apps.core.access import Ability
from apps.documents.content.nodes import Node, to_json
from apps.documents.content.text import render_text
from apps.documents.content.tidying import without_unsafe_values
from apps.documents.errors import NotADocumentError
from apps.documents.formats.html_out import render_html
from apps.documents.formats.markdown_out import render_markdown
from apps.documents.operations.editing import Edited
from apps.documents.operations.importing import convert_file
from apps.documents.operations.templates import set_template
from apps.documents.operations.writing import append_markdown, replace_by_markdown
from apps.documents.queries.exporting import export_document, read_content
from apps.drive.serving.responses import made_response
from apps.sharing.gate import Opened, enter, open_item

from .serializers import (
    ContentQuery,
    EditedSerializer,
    ExportQuery,
    MarkedSerializer,
    MarkSerializer,
)

TAG = "documents"
TEXT_MAXIMUM_BYTES = 1024 * 1024
_MEDIA_TYPES = {
    "json": "application/json",
    "markdown": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "text": "text/plain; charset=utf-8",
    "yjs": "application/octet-stream",
}


class DocumentContentView(ApiView):
    """The text of a document."""

    @operation(
        "documents_read",
        "Read a document",
        tag=TAG,
        query=ContentQuery,
        gives_bytes=BINARY,
        problems=(404, 409, 503),
    )
    def get(self, request: Request, item_id: UUID) -> HttpResponseBase:
        """Answer the content in the format asked for; the address of an image is one of ours."""
        query = self.read_query(ContentQuery)
        opened = enter_document(self, item_id)
        content = read_content(item_id)
        body = content.state
        if query["format"] != "yjs":
            body = rendered(content.root, query["format"], item_id)
        return answer_content(self, body, query["format"], opened)

    @operation(
        "documents_replace",
        "Replace a document's text by Markdown",
        tag=TAG,
        takes_bytes=True,
        answer=EditedSerializer,
        problems=(400, 404, 409, 413, 422, 503),
    )
    def put(self, request: Request, item_id: UUID) -> Response:
        """Make the document say what the body says; what did not change is not touched."""
        access = enter_document(self, item_id, Ability.EDIT).access
        return _edited(replace_by_markdown(access=access, text=_text(request)))

    @operation(
        "documents_mark",
        "Mark a document as a template",
        tag=TAG,
        body=MarkSerializer,
        answer=MarkedSerializer,
        problems=(404, 409),
    )
    def patch(self, request: Request, item_id: UUID) -> Response:
        """Offer the document as a template to whoever may read it, or no longer."""
        wanted = self.read_body(MarkSerializer)
        access = enter_document(self, item_id, Ability.EDIT).access
        set_template(access=access, is_template=wanted["is_template"])
        return Response(MarkedSerializer(wanted["is_template"]).data)


class AppendView(ApiView):
    """More text."""

    @operation(
        "documents_append",
        "Add Markdown at a document's end",
        tag=TAG,
        takes_bytes=True,
        answer=EditedSerializer,
        problems=(400, 404, 409, 413, 422, 503),
    )
    def post(self, request: Request, item_id: UUID) -> Response:
        """Write what the body says after everything else."""
        access = enter_document(self, item_id, Ability.EDIT).access
        return _edited(append_markdown(access=access, text=_text(request)))


class ExportView(ApiView):
    """The document as a file."""

    @operation(
        "documents_export",
        "Export a document",
        tag=TAG,
        query=ExportQuery,
        gives_bytes=BINARY,
        problems=(404, 409, 422, 503),
    )
    def get(self, request: Request, item_id: UUID) -> HttpResponseBase:
        """Answer a file with the content and its images."""
        query = self.read_query(ExportQuery)
        opened = enter_document(self, item_id, Ability.DOWNLOAD)
        made = export_document(
            document_id=item_id,
            root=read_content(item_id).root,
            target=query["format"],
            title=opened.item.name,
            language=translation.get_language() or "fr",
        )
        return made_response(
            self.django_request, made.content, name=made.name, media_type=made.media_type
        )


class ConvertView(ApiView):
    """Files that become documents."""

    @operation(
        "documents_convert",
        "Make a document of a file",
        tag=TAG,
        answer=ItemSerializer,
        status=201,
        problems=(404, 409, 413, 422, 503, 507),
    )
    def post(self, request: Request, item_id: UUID) -> Response:
        """Read a DOCX, ODT, Markdown, HTML or text file into a new document beside it."""
        self.refuse_body()
        opened = enter(self.actor, item_id, want=Ability.DOWNLOAD)
        document = convert_file(
            access=opened.access,
            item=opened.item,
            folder=open_item(self.actor, opened.item.parent_id or item_id, want=Ability.EDIT),
            enter_item=lambda made_id: open_item(self.actor, made_id, want=Ability.EDIT),
        )
        return Response(ItemSerializer(row_of(self.actor, document.id)).data, status=201)


def enter_document(view: ApiView, item_id: UUID, want: Ability = Ability.READ) -> Opened:
    """Pass the gate to a document. Raises ``NotADocumentError`` for another item."""
    opened = enter(view.visitor, item_id, want=want)
    if not opened.item.is_document:
        raise NotADocumentError
    return opened


def rendered(root: Node, wanted: str, item_id: UUID) -> bytes:
    """Return content in a format of text."""

    def image_address(name: str) -> str:
        return f"/api/v1/items/{item_id}/document/images/{name}"

    if wanted == "json":
        return json.dumps(to_json(without_unsafe_values(root)), ensure_ascii=False).encode()
    if wanted == "markdown":
        return render_markdown(root, image_address).encode()
    if wanted == "text":
        return render_text(root).encode()
    language = translation.get_language() or "fr"
    return render_html(root, image_address, language=language).encode()


def answer_content(view: ApiView, body: bytes, wanted: str, opened: Opened) -> HttpResponseBase:
    """Answer content made by ``rendered``."""
    return made_response(
        view.django_request, body, name=opened.item.name, media_type=_MEDIA_TYPES[wanted]
    )


def _text(request: Request) -> str:
    """Return a body of text. Raises ``BodyTooLargeError``, ``InvalidRequestError``."""
    stream = body_stream(request, maximum_bytes=TEXT_MAXIMUM_BYTES)
    try:
        return stream.read(TEXT_MAXIMUM_BYTES + 1).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidRequestError(reason="text") from error


def _edited(edited: Edited) -> Response:
    return Response(EditedSerializer(edited).data)
