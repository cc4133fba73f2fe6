from __future__ import annotations

from django.urls import path

from .views import SpacesView, SpaceView

urlpatterns = [
    path("spaces", SpacesView.as_view()),
    path("spaces/<uuid:space_id>", SpaceView.as_view()),
]
