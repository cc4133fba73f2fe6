from __future__ import annotations

from django.urls import path

from .views import PeopleView

urlpatterns = [
    path("people", PeopleView.as_view()),
]
