from __future__ import annotations

from django.urls import path

from .views import TokensView, TokenView

urlpatterns = [
    path("tokens", TokensView.as_view()),
    path("tokens/<uuid:token_id>", TokenView.as_view()),
]
