"""Documents that others are made from: those of the product, and those people marked."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.openapi import operation
from apps.api.pagination import Page
from apps.api.views import ApiView, page_answer
from apps.core.access import Ability
from apps.documents.builtin import NAMES, PREFIX
from apps.documents.queries.templates import template_items
from apps.sharing.queries.items import rights_of_items

from .content import TAG
from .serializers import Template, TemplateSerializer

# With a context: other catalogues know another French word for “Note”.
_TITLES = {
    "note": pgettext_lazy("document", "Note"),
    "minutes": pgettext_lazy("document", "Minutes of a meeting"),
    "decision": pgettext_lazy("document", "Decision"),
    "letter": pgettext_lazy("document", "Letter"),
}


class TemplatesView(ApiView):
    """All templates the caller may use."""

    @operation("templates_list", "List templates", tag=TAG, page=TemplateSerializer, problems=())
    def get(self, request: Request) -> Response:
        """List those of the product first, then the newest of the organisation's."""
        built_in = [
            Template(id=f"{PREFIX}{name}", name=str(_TITLES[name]), is_builtin=True)
            for name in NAMES
        ]
        items = template_items(self.actor.organisation_id)
        rights = rights_of_items(self.actor, items)
        made = [
            Template(id=str(item.id), name=item.name, is_builtin=False)
            for item in items
            if item.id in rights and Ability.READ in rights[item.id].abilities
        ]
        return Response(page_answer(Page([*built_in, *made], None), TemplateSerializer))
