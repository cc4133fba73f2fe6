from __future__ import annotations

from django.urls import path

from .views import GrantView, ItemGrantsView

urlpatterns = [
    path("items/<uuid:item_id>/grants", ItemGrantsView.as_view()),
    path("grants/<uuid:grant_id>", GrantView.as_view()),
]
