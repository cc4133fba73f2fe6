"""Addresses of the partner's pages. Whatever else begins alike is a link that does not work."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from .views.documents import export, image, live, session, take_part
from .views.entrance import follow, unlock
from .views.items import archive, content, nowhere, show_item, show_link

urlpatterns: list[URLPattern] = [
    path("l/<path:token>", follow, name="portal_follow"),
    path("p/<uuid:link_id>/", show_link, name="portal_link"),
    path("p/<uuid:link_id>/unlock", unlock, name="portal_unlock"),
    path("p/<uuid:link_id>/i/<uuid:item_id>/", show_item, name="portal_item"),
    path("p/<uuid:link_id>/i/<uuid:item_id>/content", content, name="portal_content"),
    path("p/<uuid:link_id>/i/<uuid:item_id>/zip", archive, name="portal_archive"),
    path("p/<uuid:link_id>/i/<uuid:item_id>/export", export, name="portal_export"),
    path("p/<uuid:link_id>/i/<uuid:item_id>/images/<uuid:name>", image, name="portal_image"),
    path("p/<uuid:link_id>/i/<uuid:item_id>/take-part", take_part, name="portal_take_part"),
    path("p/<uuid:link_id>/i/<uuid:item_id>/live", live, name="portal_live"),
    path("p/<uuid:link_id>/i/<uuid:item_id>/session", session, name="portal_session"),
    re_path(r"^[lp]/", nowhere, name="portal_nowhere"),
]
