from __future__ import annotations

from django.urls import path

from .views import ActivityView, AuditView

urlpatterns = [
    path("items/<uuid:item_id>/activity", ActivityView.as_view()),
    path("audit", AuditView.as_view()),
]
