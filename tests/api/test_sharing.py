"""Grants and links through the door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from apps.accounts.models import Group, GroupMembership, Organisation
from apps.accounts.names import name_key
from apps.accounts.operations.people import create_person
from apps.core.access import SystemActor
from apps.core.ids import token_digest
from apps.sharing.models import Grant, Link
from tests.api.conftest import Caller, audited, is_problem


def in_days(days: float) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


def test_a_role_is_given_shown_changed_and_taken(alice: Caller, bob: Caller) -> None:
    folder = alice.folder("Commun")
    grant = alice.share(folder, bob, "reader")
    listed = alice.get(f"/items/{folder}/grants").json()["items"]
    assert [(row["principal"]["name"], row["role"]) for row in listed] == [
        ("Alice", "owner"),
        ("Bob", "reader"),
    ]
    assert listed[0]["inherited_from"]["id"] == alice.root_id
    assert listed[1]["inherited_from"] is None
    assert listed[1]["granted_by"]["name"] == "Alice"
    assert [item["id"] for item in bob.get("/shared-with-me").json()["items"]] == [folder]
    changed = alice.patch(f"/grants/{grant}", {"role": "editor"})
    assert changed.json()["role"] == "editor"
    assert bob.get(f"/items/{folder}").json()["role"] == "editor"
    assert alice.delete(f"/grants/{grant}").status_code == 204
    assert is_problem(bob.get(f"/items/{folder}"), 404, "not_found")
    assert audited("grant.given")
    assert audited("grant.changed")
    assert audited("grant.taken")


def test_a_role_is_given_by_address_and_to_a_group(
    alice: Caller, bob: Caller, organisation: Organisation
) -> None:
    folder = alice.folder("Commun")
    body = {"email": "BOB@ministere.test", "role": "reader"}
    assert alice.post(f"/items/{folder}/grants", body).status_code == 201
    group = Group.objects.create(
        organisation=organisation, name="Budget", name_key=name_key("Budget")
    )
    GroupMembership.objects.create(group=group, person=bob.person)
    body = {"group_id": str(group.id), "role": "manager"}
    given = alice.post(f"/items/{folder}/grants", body).json()
    assert given["principal"] == {
        "type": "group",
        "id": str(group.id),
        "name": "Budget",
        "email": None,
    }
    assert bob.get(f"/items/{folder}").json()["role"] == "manager"
    GroupMembership.objects.all().delete()
    assert bob.get(f"/items/{folder}").json()["role"] == "reader"


@pytest.mark.parametrize(
    "body",
    [
        {"role": "reader"},
        {
            "role": "reader",
            "email": "bob@ministere.test",
            "person_id": "0" * 8 + "-0000-7000-8000-" + "0" * 12,
        },
    ],
)
def test_a_grant_names_exactly_one_principal(alice: Caller, body: dict[str, Any]) -> None:
    answer = alice.post(f"/items/{alice.root_id}/grants", body)
    assert is_problem(answer, 400, "invalid_request")
    assert answer.json()["errors"][0]["code"] == "one_principal"


def test_nobody_of_another_organisation_can_be_named(alice: Caller) -> None:
    other = Organisation.objects.create(name="Ailleurs", slug="ailleurs")
    stranger = create_person(
        actor=SystemActor(), organisation=other, email="x@ailleurs.test", name="X"
    )
    for body in (
        {"person_id": str(stranger.id)},
        {"email": "x@ailleurs.test"},
        {"email": "y@ailleurs.test"},
    ):
        answer = alice.post(f"/items/{alice.root_id}/grants", {**body, "role": "reader"})
        assert is_problem(answer, 422, "unknown_principal")


def test_nobody_gives_more_than_she_has(alice: Caller, bob: Caller, charlie: Caller) -> None:
    folder = alice.folder("Commun")
    alice.share(folder, bob, "manager")
    body = {"person_id": str(charlie.person.id), "role": "owner"}
    assert is_problem(bob.post(f"/items/{folder}/grants", body), 422, "role_too_high")


def test_one_may_give_up_ones_own_role_only(alice: Caller, bob: Caller, charlie: Caller) -> None:
    folder = alice.folder("Commun")
    bobs = alice.share(folder, bob, "reader")
    charlies = alice.share(folder, charlie, "reader")
    assert is_problem(bob.delete(f"/grants/{charlies}"), 403, "forbidden")
    assert bob.delete(f"/grants/{bobs}").status_code == 204
    assert Grant.objects.filter(id=charlies).exists()


def test_the_last_owner_of_a_space_stays(alice: Caller) -> None:
    space = alice.post("/spaces", {"name": "Équipe"}).json()
    grant = Grant.objects.get(item=space["root_id"])
    assert is_problem(alice.delete(f"/grants/{grant.id}"), 409, "last_owner")
    assert is_problem(alice.patch(f"/grants/{grant.id}", {"role": "reader"}), 409, "last_owner")


def test_a_strangers_grant_cannot_be_told_from_nothing(
    alice: Caller, bob: Caller, charlie: Caller
) -> None:
    grant = alice.share(alice.folder("Commun"), bob, "reader")
    assert is_problem(charlie.patch(f"/grants/{grant}", {"role": "owner"}), 404, "not_found")
    assert is_problem(charlie.delete(f"/grants/{grant}"), 404, "not_found")


def test_a_link_is_made_and_its_address_told_once(alice: Caller) -> None:
    item = alice.file("a.txt")
    answer = alice.post(f"/items/{item}/links", {"note": "pour Dominique"})
    assert answer.status_code == 201
    link = answer.json()
    token = link.pop("url").rpartition("/l/")[2]
    stored = Link.objects.get(id=link["id"])
    assert bytes(stored.token_hash) == token_digest(token)
    assert link["status"] == "open"
    assert link["mode"] == "download"
    assert link["has_password"] is False
    assert link["issuer"]["name"] == "Alice"
    expires_at = datetime.fromisoformat(link["expires_at"])
    assert timedelta(days=29) < expires_at - datetime.now(UTC) <= timedelta(days=30)
    for path in (f"/items/{item}/links", "/links", "/links?status=open"):
        listed = alice.get(path)
        assert listed.json()["items"] == [link]
        assert token.encode() not in listed.content
    assert alice.get(f"/items/{item}").json()["link_count"] == 1
    event = audited("link.created")[0]
    assert str(event.link_id) == link["id"]
    assert token not in str(event.facts)


def test_a_links_expiry_stays_within_its_bounds(alice: Caller) -> None:
    item = alice.file("a.txt")
    for expires_at in (in_days(-1), in_days(400)):
        answer = alice.post(f"/items/{item}/links", {"expires_at": expires_at})
        assert is_problem(answer, 422, "expiry_invalid")
        assert answer.json()["errors"][0]["field"] == "expires_at"
    assert alice.post(f"/items/{item}/links", {"expires_at": in_days(365)}).status_code == 201


def test_a_password_is_kept_as_a_slow_hash_and_never_shown(alice: Caller) -> None:
    item = alice.file("a.txt")
    weak = alice.post(f"/items/{item}/links", {"password": "court"})
    assert is_problem(weak, 422, "password_too_short")
    made = alice.post(f"/items/{item}/links", {"password": "un long secret"})
    assert made.json()["has_password"] is True
    assert b"un long secret" not in made.content
    link = Link.objects.get()
    assert link.password_hash.startswith("argon2")
    changed = alice.patch(f"/links/{link.id}", {"password": "un autre secret"})
    assert changed.json()["has_password"] is True
    cleared = alice.patch(f"/links/{link.id}", {"password": None})
    assert cleared.json()["has_password"] is False


def test_a_link_is_edited_and_revoked(alice: Caller) -> None:
    item = alice.file("a.txt")
    link = alice.post(f"/items/{item}/links", {}).json()
    expires_at = in_days(3)
    edited = alice.patch(f"/links/{link['id']}", {"expires_at": expires_at, "note": "bref"})
    assert edited.json()["note"] == "bref"
    written = datetime.fromisoformat(edited.json()["expires_at"])
    assert written == datetime.fromisoformat(expires_at)
    assert "url" not in edited.json()
    assert alice.delete(f"/links/{link['id']}").status_code == 204
    assert alice.get("/links?status=open").json()["items"] == []
    assert alice.get("/links?status=revoked").json()["items"][0]["status"] == "revoked"
    assert is_problem(alice.patch(f"/links/{link['id']}", {"note": "x"}), 409, "link_ended")
    assert audited("link.edited")
    assert audited("link.revoked")


def test_what_a_link_allows_is_chosen_and_changed(alice: Caller) -> None:
    folder, file = alice.folder("Commun"), alice.file("a.txt")
    link = alice.post(f"/items/{folder}/links", {"mode": "edit"}).json()
    assert link["mode"] == "edit"
    assert alice.patch(f"/links/{link['id']}", {"note": "bref"}).json()["mode"] == "edit"
    assert alice.patch(f"/links/{link['id']}", {"mode": "comment"}).json()["mode"] == "comment"
    assert audited("link.edited")[0].facts["mode"] == "comment"
    refused = alice.post(f"/items/{file}/links", {"mode": "edit"})
    assert is_problem(refused, 422, "mode_unfit")
    assert refused.json()["errors"][0]["field"] == "mode"
    assert is_problem(alice.patch(f"/links/{link['id']}", {"mode": "read"}), 422, "mode_unfit")
    for wrong in ("own", 3, None, True):
        answer = alice.post(f"/items/{folder}/links", {"mode": wrong})
        assert is_problem(answer, 400, "invalid_request"), wrong


@pytest.mark.parametrize(
    "field", [{"expires_at": in_days(300)}, {"password": None}, {"note": "x"}, {"mode": "edit"}]
)
@pytest.mark.parametrize("role", [None, "reader", "editor"])
def test_no_field_of_a_link_is_changed_by_who_did_not_make_it(
    alice: Caller, bob: Caller, role: str | None, field: dict[str, Any]
) -> None:
    item = alice.file("a.txt")
    if role is not None:
        alice.share(item, bob, role)
    link = alice.post(f"/items/{item}/links", {"password": "un long secret"}).json()
    before = Link.objects.values().get(id=link["id"])
    assert is_problem(bob.patch(f"/links/{link['id']}", field), 404, "not_found")
    assert is_problem(bob.delete(f"/links/{link['id']}"), 404, "not_found")
    assert Link.objects.values().get(id=link["id"]) == before


def test_a_link_whose_issuer_lost_her_right_is_blocked_and_unnamed(
    alice: Caller, bob: Caller
) -> None:
    item = alice.file("secret.txt")
    grant = alice.share(item, bob, "editor")
    bob.post(f"/items/{item}/links", {})
    alice.delete(f"/grants/{grant}")
    listed = bob.get("/links")
    assert [link["status"] for link in listed.json()["items"]] == ["blocked"]
    assert b"secret.txt" not in listed.content
    assert bob.get("/links?status=open").json()["items"] == []


def test_a_link_to_a_trashed_item_can_be_revoked(alice: Caller) -> None:
    item = alice.file("a.txt")
    link = alice.post(f"/items/{item}/links", {}).json()
    alice.delete(f"/items/{item}")
    assert alice.get("/links").json()["items"][0]["status"] == "blocked"
    assert alice.delete(f"/links/{link['id']}").status_code == 204


def lose_the_role(alice: Caller, folder: str, grant: str) -> None:
    assert alice.delete(f"/grants/{grant}").status_code == 204


def throw_the_folder_away(alice: Caller, folder: str, grant: str) -> None:
    assert alice.delete(f"/items/{folder}").status_code == 204


@pytest.mark.parametrize("loss", [lose_the_role, throw_the_folder_away])
def test_an_issuer_revokes_her_link_whatever_became_of_the_item(
    alice: Caller, bob: Caller, charlie: Caller, loss: Callable[[Caller, str, str], None]
) -> None:
    folder = alice.folder("Commun")
    grant = alice.share(folder, bob, "editor")
    link = bob.post(f"/items/{folder}/links", {}).json()["id"]
    inner = bob.post(f"/items/{alice.file('a.txt', parent_id=folder)}/links", {}).json()["id"]
    loss(alice, folder, grant)
    for each in (link, inner):
        assert is_problem(charlie.delete(f"/links/{each}"), 404, "not_found")
        for _ in range(2):
            assert bob.delete(f"/links/{each}").status_code == 204
    assert {row["status"] for row in bob.get("/links").json()["items"]} == {"revoked"}
    assert [event.actor_id for event in audited("link.revoked")] == [bob.person.id] * 2


def test_an_editor_sees_only_her_own_links(alice: Caller, bob: Caller) -> None:
    item = alice.file("a.txt")
    alice.share(item, bob, "editor")
    alice.post(f"/items/{item}/links", {})
    mine = bob.post(f"/items/{item}/links", {}).json()
    assert [link["id"] for link in bob.get(f"/items/{item}/links").json()["items"]] == [mine["id"]]
    assert len(alice.get(f"/items/{item}/links").json()["items"]) == 2
