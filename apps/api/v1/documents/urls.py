from __future__ import annotations

from django.urls import path

from .views import DocumentsView

urlpatterns = [
    path("items/<uuid:item_id>/documents", DocumentsView.as_view()),
]
