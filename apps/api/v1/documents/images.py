"""Images in the text of a document."""

from __future__ import annotations

from uuid import UUID

from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.bodies import body_stream
from apps.api.openapi import operation
from apps.api.openapi.operations import BINARY, header
from apps.api.refusals import LengthRequiredError
from apps.api.views import ApiView
from apps.core.access import Ability
from apps.documents.operations.images import IMAGE_MAXIMUM_BYTES, add_image
from apps.documents.queries.images import find_image
from apps.sharing.gate import reopen
from apps.sharing.serving import serve_attachment

from .content import TAG, enter_document
from .serializers import ImageSerializer

_LENGTH = header("Content-Length", "Size of the body in bytes.", required=True)


class ImagesView(ApiView):
    """New images."""

    @operation(
        "document_images_add",
        "Add an image to a document",
        tag=TAG,
        takes_bytes=True,
        headers=[_LENGTH],
        answer=ImageSerializer,
        status=201,
        also=(202,),
        problems=(404, 409, 411, 413, 422, 503, 507),
    )
    def post(self, request: Request, item_id: UUID) -> Response:
        """Take an image in, scanned like a file; nodes of the text then name its id."""
        access = enter_document(self, item_id, Ability.EDIT).access
        body = body_stream(request, maximum_bytes=IMAGE_MAXIMUM_BYTES)
        if body.size_bytes is None:
            raise LengthRequiredError
        image = add_image(
            access=access,
            size_bytes=body.size_bytes,
            reader=body,
            reopen=lambda: reopen(access, want=Ability.EDIT),
        )
        status = 201 if image.version.is_servable else 202
        return Response(ImageSerializer(image).data, status=status)


class ImageView(ApiView):
    """One image."""

    @operation(
        "document_images_get",
        "Show an image of a document",
        tag=TAG,
        gives_bytes=BINARY,
        also=(206,),
        problems=(404, 409, 416, 503),
    )
    def get(self, request: Request, item_id: UUID, image_id: UUID) -> HttpResponseBase:
        """Answer the bytes; only content found clean leaves."""
        opened = enter_document(self, item_id)
        image = find_image(item_id, image_id)
        return serve_attachment(
            self.django_request, opened, image.version, name=f"image-{image_id}"
        )
