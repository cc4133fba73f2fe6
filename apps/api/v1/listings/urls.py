from __future__ import annotations

from django.urls import path

from .views import RecentView, SharedWithMeView, TrashView

urlpatterns = [
    path("recent", RecentView.as_view()),
    path("shared-with-me", SharedWithMeView.as_view()),
    path("trash", TrashView.as_view()),
]
