"""Guests at the REST door: every route mounted below a link's path × every state of the link."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from apps.api.v1 import guests
from apps.core.clock import utc_now
from apps.documents.models.margin import Thread
from apps.sharing.models import Link
from tests.api.conftest import Caller, is_problem
from tests.api.world import Row, margin_rows, routes
from tests.portal.conftest import PIXEL, body_of


class Guest:
    """Dominique's browser, on the page where she writes."""

    def __init__(self, url: str, link_id: str) -> None:
        self.client = Client(enforce_csrf_checks=True, headers={"Accept-Language": "en"})
        self.base = f"/p/{link_id}"
        self.client.get(f"/l/{url.rpartition('/l/')[2]}")

    def token(self) -> str:
        return self.client.cookies["csrftoken"].value

    def join(self, document: str, name: str = "Dominique") -> Guest:
        address = f"{self.base}/i/{document}/take-part"
        self.client.get(address)
        self.client.post(address, {"name": name, "csrfmiddlewaretoken": self.token()})
        return self

    def call(self, row: Row, *, has_csrf: bool = True) -> Any:
        headers = {"X-CSRFToken": self.token()} if has_csrf and row.is_unsafe else {}
        data = row.body if isinstance(row.body, bytes) else json.dumps(row.body or {}).encode()
        answer = self.client.generic(
            row.method,
            f"{self.base}/api/v1{row.path}",
            data if row.is_unsafe else b"",
            content_type=(
                "application/octet-stream" if isinstance(row.body, bytes) else "application/json"
            ),
            headers=headers,
            CONTENT_LENGTH=str(len(data)),
        )
        body_of(answer)
        return answer


@dataclass
class Scene:
    """Alice's document with comments and suggestions, and a link that lets Dominique comment."""

    alice: Caller
    document: str
    rows: dict[str, Row]
    link: dict[str, Any]
    guest: Guest

    def change_link(self, **fields: Any) -> None:
        assert self.alice.patch(f"/links/{self.link['id']}", fields).status_code == 200


def link_to(alice: Caller, document: str, **fields: Any) -> dict[str, Any]:
    made: dict[str, Any] = alice.post(f"/items/{document}/links", fields).json()
    return made


def image_rows(alice: Caller, document: str) -> dict[str, Row]:
    at = f"/items/{document}/document/images"
    content = base64.b64decode(PIXEL)
    made = alice.call("POST", at, content, content_type="application/octet-stream").json()
    return {
        "images_add": Row("POST", at, content),
        "images_get": Row("GET", f"{at}/{made['id']}"),
    }


def unaddressed(row: Row) -> Row:
    """A guest knows no colleagues: she mentions nobody."""
    has_mentions = isinstance(row.body, dict) and "mentions" in row.body
    return replace(row, body={**row.body, "mentions": []}) if has_mentions else row


@pytest.fixture
def scene(alice: Caller) -> Scene:
    rows = {operation: unaddressed(row) for operation, row in margin_rows(alice).items()}
    document = str(Thread.objects.get().document_id)
    rows |= image_rows(alice, document)
    link = link_to(alice, document, mode="edit")
    guest = Guest(link["url"], link["id"]).join(document)
    return Scene(alice, document, rows, link, guest)


def may_comment(scene: Scene) -> None:
    scene.change_link(mode="comment")


def may_read(scene: Scene) -> None:
    scene.change_link(mode="read")


def is_revoked(scene: Scene) -> None:
    scene.alice.delete(f"/links/{scene.link['id']}")


def is_expired(scene: Scene) -> None:
    Link.objects.update(expires_at=utc_now() - timedelta(seconds=1))


def is_locked(scene: Scene) -> None:
    scene.change_link(password="un long secret")


def is_in_the_trash(scene: Scene) -> None:
    scene.alice.delete(f"/items/{scene.document}")


def came_without_the_link(scene: Scene) -> None:
    token = scene.guest.client.cookies["csrftoken"].value
    scene.guest.client.cookies.clear()
    scene.guest.client.cookies["csrftoken"] = token


def came_by_a_link_to_something_else(scene: Scene) -> None:
    other = scene.alice.post(f"/items/{scene.alice.root_id}/documents", {"name": "Autre"}).json()
    link = link_to(scene.alice, other["id"], mode="edit")
    scene.guest = Guest(link["url"], link["id"]).join(other["id"])


# What a guest who may comment is refused: others' words, and the text itself.
OF_OTHERS = {"comments_edit", "comments_delete", "suggestions_revise"}
INTO_THE_TEXT = {"suggestions_accept", "suggestions_accept_all", "images_add"}
BY_EDITORS = {"threads_resolve", "threads_reopen", "suggestions_refuse", "suggestions_refuse_all"}


def test_an_editing_guest_does_all_but_change_others_words(scene: Scene) -> None:
    for operation, row in scene.rows.items():
        answer = scene.guest.call(row)
        if operation in OF_OTHERS:
            assert answer.status_code == 403, operation
        else:
            # Some follow upon others that already decided: a conflict then, never a refusal.
            assert answer.status_code in {200, 201, 204, 409}, (operation, answer.content)


def test_a_commenting_guest_changes_nothing_of_the_text(scene: Scene) -> None:
    may_comment(scene)
    for operation, row in scene.rows.items():
        answer = scene.guest.call(row)
        refused = operation in OF_OTHERS | INTO_THE_TEXT | BY_EDITORS
        if operation == "suggestions_refuse_all":
            assert answer.status_code in {200, 403}, answer.content
            continue
        assert (answer.status_code == 403) == refused, (operation, answer.content)


def test_a_reading_guest_sees_no_comments_and_writes_none(scene: Scene) -> None:
    may_read(scene)
    for operation, row in scene.rows.items():
        # An image belongs to the text that she may read.
        expected = {200} if operation == "images_get" else {403, 404}
        assert scene.guest.call(row).status_code in expected, operation


@pytest.mark.parametrize(
    "state",
    [
        is_revoked,
        is_expired,
        is_locked,
        is_in_the_trash,
        came_without_the_link,
        came_by_a_link_to_something_else,
    ],
)
def test_nothing_is_there_when_the_link_does_not_hold(
    scene: Scene, state: Callable[[Scene], None]
) -> None:
    state(scene)
    for operation, row in scene.rows.items():
        assert is_problem(scene.guest.call(row), 404, "not_found"), operation


def test_who_has_no_name_writes_nothing(scene: Scene) -> None:
    nameless = Guest(scene.link["url"], scene.link["id"])
    nameless.client.get(f"{nameless.base}/i/{scene.document}/take-part")
    for operation, row in scene.rows.items():
        answer = nameless.call(row)
        assert answer.status_code == (403 if row.is_unsafe else 200), operation


def test_other_sites_write_nothing_in_a_guests_name(scene: Scene) -> None:
    for operation, row in scene.rows.items():
        if row.is_unsafe:
            answer = scene.guest.call(row, has_csrf=False)
            assert is_problem(answer, 403, "csrf_failed"), operation


def test_what_is_written_carries_the_guests_name(scene: Scene) -> None:
    answer = scene.guest.call(scene.rows["threads_create"])
    assert answer.status_code == 201
    author = answer.json()["comments"][0]["author"]
    assert author["name"] == "Dominique"
    seen = scene.alice.get(f"/items/{scene.document}/threads").json()["items"]
    assert seen[-1]["comments"][0]["author"]["name"] == "Dominique"


def test_what_is_not_mounted_is_not_there(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.portal.pages.REFUSAL_SECONDS", 0)
    mounted = {str(pattern.pattern) for pattern in guests.urlpatterns}
    values = {"item_id": scene.document}
    for route, _ in routes():
        if route in mounted:
            continue
        path = "/" + "/".join(
            values.get(part.strip("<>").partition(":")[2], scene.document)
            if part.startswith("<uuid")
            else part.replace("<str:name>", "x").replace("<path:name>", "x")
            for part in route.split("/")
        )
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            answer = scene.guest.call(Row(method, path, {}))
            assert answer.status_code in {404, 405}, (method, path)
            assert not answer.headers["Content-Type"].startswith("application/json"), path


def test_no_other_method_is_answered(scene: Scene) -> None:
    allowed = {(row.method, row.path) for row in scene.rows.values()}
    paths = {row.path for row in scene.rows.values()}
    for path in paths:
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            if (method, path) not in allowed:
                assert scene.guest.call(Row(method, path, {})).status_code == 405, (method, path)


def test_every_mounted_route_has_a_row(scene: Scene) -> None:
    ids = {"item_id", "thread_id", "comment_id", "suggestion_id", "image_id"}
    shapes = set()
    for row in scene.rows.values():
        parts = row.path.strip("/").split("/")
        shapes.add("/".join("*" if len(part) == 36 else part for part in parts))
    mounted = set()
    for pattern in guests.urlpatterns:
        route = str(pattern.pattern)
        for name in ids:
            route = route.replace(f"<uuid:{name}>", "*")
        mounted.add(route)
    assert mounted == shapes


def test_a_bearer_token_opens_nothing_below_a_link(scene: Scene) -> None:
    came_without_the_link(scene)
    row = scene.rows["threads_list"]
    answer = scene.guest.client.get(
        f"{scene.guest.base}/api/v1{row.path}", headers=scene.alice.headers
    )
    assert is_problem(answer, 404, "not_found")
