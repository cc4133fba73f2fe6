"""The caller herself."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import Person
from apps.accounts.operations.people import update_profile
from apps.api.authentication import person_of
from apps.api.openapi import operation
from apps.api.v1.spaces.serializers import SpaceRow
from apps.api.views import ApiView
from apps.core.access import PersonActor
from apps.drive.queries.items import personal_space_id
from apps.scanning.freshness import signatures_relaxed
from apps.sharing.gate import enter

from .serializers import EditMeSerializer, MeRow, MeSerializer

TAG = "me"


class MeView(ApiView):
    """The caller, as she may know and change herself."""

    @operation("me_get", "Who I am", tag=TAG, answer=MeSerializer, problems=())
    def get(self, request: Request) -> Response:
        """Answer the caller, her space, and what an application must know of the installation."""
        return Response(MeSerializer(_row(self.actor, person_of(request))).data)

    @operation(
        "me_edit",
        "Change my profile",
        tag=TAG,
        body=EditMeSerializer,
        answer=MeSerializer,
        problems=(422,),
    )
    def patch(self, request: Request) -> Response:
        """Change name, department or language; what is not given stays."""
        wanted = self.read_body(EditMeSerializer)
        person = update_profile(actor=self.actor, **wanted)
        return Response(MeSerializer(_row(self.actor, person)).data)


def _row(actor: PersonActor, person: Person) -> MeRow:
    opened = enter(actor, personal_space_id(person.id))
    return MeRow(
        person=person,
        is_officer=actor.is_officer,
        is_administrator=actor.is_administrator,
        personal_space=SpaceRow(space=opened.item.space, role=opened.access.role),
        banners=["signatures_relaxed"] if signatures_relaxed() else [],
    )
