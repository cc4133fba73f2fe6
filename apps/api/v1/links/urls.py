from __future__ import annotations

from django.urls import path

from .views import ItemLinksView, LinksView, LinkView

urlpatterns = [
    path("items/<uuid:item_id>/links", ItemLinksView.as_view()),
    path("links", LinksView.as_view()),
    path("links/<uuid:link_id>", LinkView.as_view()),
]
