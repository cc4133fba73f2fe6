"""What guests may call, below ``/p/<link>/api/v1/``. Whatever is not named here does not exist there."""

from __future__ import annotations

from django.urls import path

from apps.api.guests import guest_door

from .documents import images
from .margin import suggestions, threads

_DOORS = (
    ("items/<uuid:item_id>/document/images", images.ImagesView, "POST"),
    ("items/<uuid:item_id>/document/images/<uuid:image_id>", images.ImageView, "GET"),
    ("items/<uuid:item_id>/threads", threads.ThreadsView, "GET", "POST"),
    ("threads/<uuid:thread_id>/comments", threads.ThreadCommentsView, "POST"),
    ("threads/<uuid:thread_id>/resolve", threads.ResolveView, "POST"),
    ("threads/<uuid:thread_id>/reopen", threads.ReopenView, "POST"),
    ("comments/<uuid:comment_id>", threads.CommentView, "PATCH", "DELETE"),
    ("items/<uuid:item_id>/suggestions", suggestions.SuggestionsView, "GET", "POST"),
    ("items/<uuid:item_id>/suggestions/accept", suggestions.AcceptAllView, "POST"),
    ("items/<uuid:item_id>/suggestions/refuse", suggestions.RefuseAllView, "POST"),
    ("suggestions/<uuid:suggestion_id>", suggestions.SuggestionView, "PATCH"),
    ("suggestions/<uuid:suggestion_id>/accept", suggestions.AcceptView, "POST"),
    ("suggestions/<uuid:suggestion_id>/refuse", suggestions.RefuseView, "POST"),
)

urlpatterns = [path(route, guest_door(view, *methods)) for route, view, *methods in _DOORS]
