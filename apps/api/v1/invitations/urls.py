from __future__ import annotations

from django.urls import path

from .views import InvitationsView, InvitationView

urlpatterns = [
    path("invitations", InvitationsView.as_view()),
    path("invitations/<uuid:invitation_id>", InvitationView.as_view()),
]
