from __future__ import annotations

from django.urls import path

from .views import DocumentVersionRestoreView, DocumentVersionsView, DocumentVersionView

urlpatterns = [
    path("items/<uuid:item_id>/document/versions", DocumentVersionsView.as_view()),
    path("items/<uuid:item_id>/document/versions/<uuid:version_id>", DocumentVersionView.as_view()),
    path(
        "items/<uuid:item_id>/document/versions/<uuid:version_id>/restore",
        DocumentVersionRestoreView.as_view(),
    ),
]
