from __future__ import annotations

from django.urls import path

from .suggestions import (
    AcceptAllView,
    AcceptView,
    RefuseAllView,
    RefuseView,
    SuggestionsView,
    SuggestionView,
)
from .threads import CommentView, ReopenView, ResolveView, ThreadCommentsView, ThreadsView

urlpatterns = [
    path("items/<uuid:item_id>/threads", ThreadsView.as_view()),
    path("threads/<uuid:thread_id>/comments", ThreadCommentsView.as_view()),
    path("threads/<uuid:thread_id>/resolve", ResolveView.as_view()),
    path("threads/<uuid:thread_id>/reopen", ReopenView.as_view()),
    path("comments/<uuid:comment_id>", CommentView.as_view()),
    path("items/<uuid:item_id>/suggestions", SuggestionsView.as_view()),
    path("items/<uuid:item_id>/suggestions/accept", AcceptAllView.as_view()),
    path("items/<uuid:item_id>/suggestions/refuse", RefuseAllView.as_view()),
    path("suggestions/<uuid:suggestion_id>", SuggestionView.as_view()),
    path("suggestions/<uuid:suggestion_id>/accept", AcceptView.as_view()),
    path("suggestions/<uuid:suggestion_id>/refuse", RefuseView.as_view()),
]
