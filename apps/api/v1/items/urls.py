from __future__ import annotations

from django.urls import path

from .archive import ArchiveView
from .content import ContentView, FilesView
from .versions import VersionContentView, VersionRestoreView, VersionsView
from .views import (
    ChildrenView,
    CopyView,
    FoldersView,
    ItemView,
    MoveView,
    PurgeView,
    RestoreView,
)

urlpatterns = [
    path("items/<uuid:item_id>", ItemView.as_view()),
    path("items/<uuid:item_id>/children", ChildrenView.as_view()),
    path("items/<uuid:item_id>/folders", FoldersView.as_view()),
    path("items/<uuid:item_id>/files/<path:name>", FilesView.as_view()),
    path("items/<uuid:item_id>/content", ContentView.as_view()),
    path("items/<uuid:item_id>/zip", ArchiveView.as_view()),
    path("items/<uuid:item_id>/move", MoveView.as_view()),
    path("items/<uuid:item_id>/copy", CopyView.as_view()),
    path("items/<uuid:item_id>/restore", RestoreView.as_view()),
    path("items/<uuid:item_id>/purge", PurgeView.as_view()),
    path("items/<uuid:item_id>/versions", VersionsView.as_view()),
    path("items/<uuid:item_id>/versions/<uuid:version_id>/content", VersionContentView.as_view()),
    path("items/<uuid:item_id>/versions/<uuid:version_id>/restore", VersionRestoreView.as_view()),
]
