"""One world in which every operation of the API has a call that works, by operation id.

Tests take this table and bend each call. A route without a row here fails the suite
(``test_every_route_has_a_row``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver

from apps.accounts.actors import person_actor
from apps.accounts.models import Invitation, TokenScope
from apps.accounts.operations.groups import add_group_member, create_group
from apps.accounts.operations.tokens import issue_token
from apps.api.v1.urls import urlpatterns
from apps.core.access import SystemActor
from apps.core.clock import utc_now
from apps.documents.operations.editing import edit_document
from apps.sharing.gate import open_item
from tests.api.conftest import Caller
from tests.documents.anchoring import select, sent
from tests.documents.formats.archives import png
from tests.documents.writing import typing


@dataclass(frozen=True)
class Row:
    """A call: path below the API's root, JSON body or raw bytes."""

    method: str
    path: str
    body: Any = None
    query: tuple[str, ...] = field(default=())

    @property
    def takes_json(self) -> bool:
        return isinstance(self.body, dict)

    @property
    def is_unsafe(self) -> bool:
        return self.method not in {"GET", "HEAD"}


PAGED = ("cursor", "limit")


def make_world(admin: Caller, bob: Caller) -> dict[str, Row]:
    """Return a working call for each operation; ``admin`` owns everything in it."""
    folder = admin.folder("Dossier")
    other = admin.folder("Autre")
    file_id = admin.file("a.txt", b"un")
    admin.put(f"/items/{file_id}/content", b"deux")
    version = admin.get(f"/items/{file_id}/versions").json()["items"][1]["id"]
    trashed = admin.folder("Vieux")
    admin.delete(f"/items/{trashed}")
    team = admin.post("/spaces", {"name": "Équipe"}).json()["id"]
    grant = admin.share(folder, bob, "reader")
    link = admin.post(f"/items/{file_id}/links", {}).json()["id"]
    group, token, invitation = _people(admin, bob)
    person = bob.person.id
    item, at = f"/items/{folder}", f"/items/{file_id}"
    text, image = _illustrated(admin)
    margin = margin_rows(admin)
    return {
        "me_get": Row("GET", "/me"),
        "me_edit": Row("PATCH", "/me", {"name": "Alice", "service": "SG", "locale": "fr"}),
        "people_list": Row("GET", "/people", query=(*PAGED, "query")),
        "groups_list": Row("GET", "/groups", query=(*PAGED, "query")),
        "groups_create": Row("POST", "/groups", {"name": "Neuf"}),
        "groups_rename": Row("PATCH", f"/groups/{group}", {"name": "Neuf"}),
        "groups_delete": Row("DELETE", f"/groups/{group}"),
        "groups_members_list": Row("GET", f"/groups/{group}/members", query=PAGED),
        "groups_members_add": Row("POST", f"/groups/{group}/members", {"person_id": str(person)}),
        "groups_members_remove": Row("DELETE", f"/groups/{group}/members/{person}"),
        "sessions_list": Row("GET", "/sessions", query=PAGED),
        "sessions_end_all": Row("DELETE", "/sessions", query=("include_current",)),
        "sessions_end": Row("DELETE", f"/sessions/{UNKNOWN}"),
        "tokens_list": Row("GET", "/tokens", query=PAGED),
        "tokens_create": Row(
            "POST",
            "/tokens",
            {"name": "Archive", "scope": "read", "expires_at": "2100-01-01T00:00:00Z"},
        ),
        "tokens_revoke": Row("DELETE", f"/tokens/{token}"),
        "invitations_list": Row("GET", "/invitations", query=PAGED),
        "invitations_create": Row("POST", "/invitations", {"email": "x@y.test", "name": "X"}),
        "invitations_revoke": Row("DELETE", f"/invitations/{invitation}"),
        "items_get": Row("GET", item),
        "items_rename": Row("PATCH", item, {"name": "Neuf"}),
        "items_trash": Row("DELETE", item),
        "items_list_children": Row("GET", f"{item}/children", query=(*PAGED, "sort")),
        "items_create_folder": Row("POST", f"{item}/folders", {"name": "Neuf"}),
        "templates_list": Row("GET", "/templates"),
        "documents_mark": Row("PATCH", f"{text}/document", {"is_template": True}),
        "documents_authorship": Row("GET", f"{text}/document/authorship"),
        "documents_read": Row("GET", f"{text}/document", query=("format",)),
        "documents_replace": Row("PUT", f"{text}/document", b"# Neuf"),
        "documents_append": Row("POST", f"{text}/document/append", b"Fin."),
        "documents_export": Row("GET", f"{text}/export", query=("format",)),
        "documents_convert": Row("POST", f"{at}/convert"),
        "document_images_add": Row("POST", f"{text}/document/images", png()),
        "document_images_get": Row("GET", f"{text}/document/images/{image}"),
        "documents_create": Row(
            "POST", f"{item}/documents", {"name": "Note", "on_conflict": "fail"}
        ),
        **margin,
        **_versions(admin),
        "files_upload": Row("PUT", f"{item}/files/b.txt", b"x", query=("on_conflict",)),
        "content_download": Row("GET", f"{at}/content", query=("disposition",)),
        "content_replace": Row("PUT", f"{at}/content", b"x"),
        "content_download_zip": Row("GET", f"{item}/zip"),
        "items_move": Row(
            "POST", f"{item}/move", {"parent_id": other, "name": "Neuf", "on_conflict": "fail"}
        ),
        "items_copy": Row(
            "POST", f"{item}/copy", {"parent_id": other, "name": "Neuf", "on_conflict": "fail"}
        ),
        "items_restore": Row("POST", f"/items/{trashed}/restore"),
        "items_purge": Row("POST", f"/items/{trashed}/purge"),
        "versions_list": Row("GET", f"{at}/versions", query=PAGED),
        "versions_download": Row("GET", f"{at}/versions/{version}/content", query=("disposition",)),
        "versions_restore": Row("POST", f"{at}/versions/{version}/restore"),
        "spaces_list": Row("GET", "/spaces", query=PAGED),
        "spaces_create": Row("POST", "/spaces", {"name": "Neuf"}),
        "spaces_get": Row("GET", f"/spaces/{team}"),
        "spaces_rename": Row("PATCH", f"/spaces/{team}", {"name": "Neuf"}),
        "recent_list": Row("GET", "/recent", query=PAGED),
        "shared_with_me_list": Row("GET", "/shared-with-me", query=PAGED),
        "trash_list": Row("GET", "/trash", query=PAGED),
        "trash_empty": Row("DELETE", "/trash"),
        "grants_list": Row("GET", f"{item}/grants", query=PAGED),
        "grants_create": Row(
            "POST", f"{item}/grants", {"email": "bob@ministere.test", "role": "editor"}
        ),
        "grants_change": Row("PATCH", f"/grants/{grant}", {"role": "editor"}),
        "grants_delete": Row("DELETE", f"/grants/{grant}"),
        "links_list_of_item": Row("GET", f"{at}/links", query=PAGED),
        "links_create": Row(
            "POST",
            f"{at}/links",
            {"mode": "download", "password": "un long secret", "note": "x"},
        ),
        "links_list": Row("GET", "/links", query=(*PAGED, "status")),
        "links_edit": Row("PATCH", f"/links/{link}", {"password": None, "note": "x"}),
        "links_revoke": Row("DELETE", f"/links/{link}"),
        "items_list_activity": Row("GET", f"{item}/activity", query=PAGED),
        "audit_list": Row(
            "GET", "/audit", query=(*PAGED, "actor", "item_id", "action", "from", "to")
        ),
    }


def margin_rows(admin: Caller) -> dict[str, Row]:
    """A document somebody commented on, with suggestions to decide."""
    made = admin.post(f"/items/{admin.root_id}/documents", {"name": "Projet"}).json()["id"]
    write_into(admin, made, "Bonjour à tous")
    at = f"/items/{made}"
    words = sent(select(UUID(made), ("Bonjour à tous",), "tous"))
    comment = {**words, "body": "Vraiment ?", "mentions": [str(admin.person.id)]}
    change = {**words, "kind": "replace", "replacement": "chacun"}
    thread = admin.post(f"{at}/threads", comment).json()
    said = {"body": "Oui.", "mentions": []}
    one, other = (admin.post(f"{at}/suggestions", change).json()["id"] for _ in range(2))
    return {
        "threads_list": Row("GET", f"{at}/threads", query=(*PAGED, "status")),
        "threads_create": Row("POST", f"{at}/threads", comment),
        "threads_resolve": Row("POST", f"/threads/{thread['id']}/resolve"),
        "threads_reopen": Row("POST", f"/threads/{thread['id']}/reopen"),
        "comments_create": Row("POST", f"/threads/{thread['id']}/comments", said),
        "comments_edit": Row("PATCH", f"/comments/{thread['comments'][0]['id']}", said),
        "comments_delete": Row("DELETE", f"/comments/{thread['comments'][0]['id']}"),
        "suggestions_list": Row("GET", f"{at}/suggestions", query=(*PAGED, "status")),
        "suggestions_create": Row("POST", f"{at}/suggestions", change),
        "suggestions_revise": Row("PATCH", f"/suggestions/{one}", {"replacement": "toutes"}),
        "suggestions_accept": Row("POST", f"/suggestions/{one}/accept", {"seen": "tous"}),
        "suggestions_refuse": Row("POST", f"/suggestions/{one}/refuse"),
        "suggestions_accept_all": Row("POST", f"{at}/suggestions/accept", {"ids": [one]}),
        "suggestions_refuse_all": Row("POST", f"{at}/suggestions/refuse", {"ids": [one, other]}),
    }


def _illustrated(admin: Caller) -> tuple[str, str]:
    """A document with an image: its address, and the image's id."""
    made = admin.post(f"/items/{admin.root_id}/documents", {"name": "Plan"}).json()["id"]
    image = admin.call("POST", f"/items/{made}/document/images", png()).json()["id"]
    return f"/items/{made}", image


def _versions(admin: Caller) -> dict[str, Row]:
    """A document with a version that has a name."""
    made = admin.post(f"/items/{admin.root_id}/documents", {"name": "Note"}).json()["id"]
    write_into(admin, made, "un")
    path = f"/items/{made}/document/versions"
    kept = admin.post(path, {"name": "Première"}).json()["id"]
    return {
        "document_versions_list": Row("GET", path, query=PAGED),
        "document_versions_create": Row("POST", path, {"name": "Neuf"}),
        "document_versions_read": Row("GET", f"{path}/{kept}", query=("format",)),
        "documents_compare": Row("GET", f"/items/{made}/document/difference", query=("from", "to")),
        "document_versions_rename": Row("PATCH", f"{path}/{kept}", {"name": "Neuf"}),
        "document_versions_restore": Row("POST", f"{path}/{kept}/restore"),
    }


def write_into(caller: Caller, document_id: str, *paragraphs: str) -> None:
    """Write paragraphs at the end of a document, as one client."""
    access = open_item(person_actor(caller.person), UUID(document_id))
    edit_document(access=access, change=typing(*paragraphs))


UNKNOWN = "01890000-0000-7000-8000-000000000000"


def _people(admin: Caller, bob: Caller) -> tuple[Any, Any, Any]:
    actor = person_actor(admin.person)
    group = create_group(actor=actor, name="Groupe")
    add_group_member(actor=actor, group_id=group.id, person_id=bob.person.id)
    token, _ = issue_token(
        actor=SystemActor(), person=admin.person, name="autre", scope=TokenScope.READ
    )
    invitation = Invitation.objects.create(
        organisation=admin.person.organisation,
        email="invitee@ministere.test",
        token_hash=b"0" * 32,
        invited_by=admin.person,
        expires_at=utc_now().replace(year=2100),
    )
    return group.id, token.id, invitation.id


def routes() -> list[tuple[str, type]]:
    """Return every address of version 1 with its view."""
    found: list[tuple[str, type]] = []

    def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, prefix + str(pattern.pattern))
            else:
                view: Any = pattern.callback
                found.append((prefix + str(pattern.pattern), view.view_class))

    walk(list(urlpatterns), "")
    return found
