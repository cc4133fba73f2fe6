"""Invitations: how agents come in. For administrators."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import TokenScope
from apps.accounts.operations.invitations import invite_person, revoke_invitation
from apps.accounts.policy import require_administrator
from apps.accounts.queries import list_invitations
from apps.api.openapi import operation
from apps.api.pagination import page_of
from apps.api.serializers import PageQuery
from apps.api.views import ApiView, page_answer

from .serializers import InvitationSerializer, InviteSerializer

TAG = "invitations"
ORDER = ("-created_at", "-id")


class InvitationsView(ApiView):
    """The open invitations of the caller's organisation."""

    minimum_scope = TokenScope.ADMIN

    @operation(
        "invitations_list",
        "List open invitations",
        tag=TAG,
        query=PageQuery,
        page=InvitationSerializer,
        problems=(),
    )
    def get(self, request: Request) -> Response:
        """List, newest first."""
        query = self.read_query(PageQuery)
        require_administrator(self.actor, self.actor.organisation_id)
        invitations = list_invitations(organisation_id=self.actor.organisation_id)
        page = page_of(invitations, order=ORDER, cursor=query.get("cursor"), limit=query["limit"])
        return Response(page_answer(page, InvitationSerializer))

    @operation(
        "invitations_create",
        "Invite an agent",
        tag=TAG,
        body=InviteSerializer,
        answer=InvitationSerializer,
        status=201,
        problems=(503,),
    )
    def post(self, request: Request) -> Response:
        """Mail a link that makes an account; earlier invitations of the address end."""
        wanted = self.read_body(InviteSerializer)
        invitation = invite_person(
            actor=self.actor, email=wanted["email"], name=wanted.get("name", "")
        )
        return Response(InvitationSerializer(invitation).data, status=201)


class InvitationView(ApiView):
    """One invitation."""

    minimum_scope = TokenScope.ADMIN

    @operation("invitations_revoke", "Withdraw an invitation", tag=TAG, status=204)
    def delete(self, request: Request, invitation_id: UUID) -> Response:
        """Make the mailed link useless."""
        self.refuse_body()
        revoke_invitation(actor=self.actor, invitation_id=invitation_id)
        return Response(status=204)
