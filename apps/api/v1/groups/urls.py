from __future__ import annotations

from django.urls import path

from .views import GroupsView, GroupView, MembersView, MemberView

urlpatterns = [
    path("groups", GroupsView.as_view()),
    path("groups/<uuid:group_id>", GroupView.as_view()),
    path("groups/<uuid:group_id>/members", MembersView.as_view()),
    path("groups/<uuid:group_id>/members/<uuid:person_id>", MemberView.as_view()),
]
