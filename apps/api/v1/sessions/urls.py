from __future__ import annotations

from django.urls import path

from .views import SessionsView, SessionView

urlpatterns = [
    path("sessions", SessionsView.as_view()),
    path("sessions/<uuid:session_id>", SessionView.as_view()),
]
