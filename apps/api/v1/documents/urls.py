from __future__ import annotations

from django.urls import path

from .content import AppendView, ConvertView, DocumentContentView, ExportView
from .difference import DifferenceView
from .history import AuthorshipView
from .images import ImagesView, ImageView
from .templates import TemplatesView
from .views import DocumentsView

urlpatterns = [
    path("templates", TemplatesView.as_view()),
    path("items/<uuid:item_id>/documents", DocumentsView.as_view()),
    path("items/<uuid:item_id>/convert", ConvertView.as_view()),
    path("items/<uuid:item_id>/export", ExportView.as_view()),
    path("items/<uuid:item_id>/document", DocumentContentView.as_view()),
    path("items/<uuid:item_id>/document/append", AppendView.as_view()),
    path("items/<uuid:item_id>/document/difference", DifferenceView.as_view()),
    path("items/<uuid:item_id>/document/authorship", AuthorshipView.as_view()),
    path("items/<uuid:item_id>/document/images", ImagesView.as_view()),
    path("items/<uuid:item_id>/document/images/<uuid:image_id>", ImageView.as_view()),
]
