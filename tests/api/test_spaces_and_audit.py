"""Spaces, and the audit trail as officers and managers read it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from apps.accounts.models import Organisation
from apps.accounts.operations.people import create_person
from apps.core.access import SystemActor
from tests.api.conftest import Caller, audited, is_problem


def test_everyone_has_a_personal_space(alice: Caller) -> None:
    spaces = alice.get("/spaces").json()["items"]
    assert [space["kind"] for space in spaces] == ["personal"]
    assert spaces[0]["root_id"] == alice.root_id
    assert spaces[0]["role"] == "owner"
    assert spaces[0]["used_bytes"] == 0


def test_a_team_space_is_made_renamed_and_shared(alice: Caller, bob: Caller) -> None:
    made = alice.post("/spaces", {"name": "Équipe"})
    assert made.status_code == 201
    space = made.json()
    assert space["kind"] == "team"
    renamed = alice.patch(f"/spaces/{space['id']}", {"name": "Grande équipe"})
    assert renamed.json()["name"] == "Grande équipe"
    assert alice.get(f"/items/{space['root_id']}").json()["name"] == "Grande équipe"
    alice.share(space["root_id"], bob, "editor")
    assert "Grande équipe" in [row["name"] for row in bob.get("/spaces").json()["items"]]
    assert is_problem(bob.patch(f"/spaces/{space['id']}", {"name": "x"}), 403, "forbidden")
    assert audited("space.created")
    assert audited("space.renamed")


def test_a_folder_is_no_space(alice: Caller) -> None:
    folder = alice.folder("a")
    assert is_problem(alice.get(f"/spaces/{folder}"), 404, "not_found")


def test_a_personal_space_is_not_renamed(alice: Caller) -> None:
    answer = alice.patch(f"/spaces/{alice.root_id}", {"name": "x"})
    assert is_problem(answer, 403, "forbidden")


def test_the_quota_shows_what_is_used(alice: Caller) -> None:
    alice.file("a.bin", b"x" * 1000)
    assert alice.get(f"/spaces/{alice.root_id}").json()["used_bytes"] == 1000


def test_a_manager_reads_what_was_done_with_an_item(alice: Caller) -> None:
    folder = alice.folder("a")
    alice.patch(f"/items/{folder}", {"name": "b"})
    events = alice.get(f"/items/{folder}/activity").json()["items"]
    assert [event["action"] for event in events] == ["item.renamed", "item.created"]
    assert events[0]["actor"] == {
        "type": "person",
        "id": str(alice.person.id),
        "label": "Alice",
    }
    assert events[0]["facts"] == {"old_name": "a"}
    assert events[0]["item"] == {"id": folder, "name": "b"}
    assert events[0]["address"] == "127.0.0.1"


def test_an_officer_searches_the_whole_trail(alice: Caller, bob: Caller, olga: Caller) -> None:
    folder = alice.folder("a")
    bob.folder("b")

    def actions(query: str) -> set[str]:
        answer = olga.get(f"/audit{query}")
        assert answer.status_code == 200, answer.content
        return {event["action"] for event in answer.json()["items"]}

    assert {"person.created", "item.created"} <= actions("")
    assert actions(f"?item_id={folder}") == {"item.created"}
    assert actions("?action=item.created") == {"item.created"}
    assert actions("?action=item") == {"item.created"}
    mine = olga.get(f"/audit?actor={alice.person.id}&action=item").json()["items"]
    assert len(mine) == 1
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat().replace("+", "%2B")
    assert actions(f"?from={tomorrow}") == set()
    assert "item.created" in actions(f"?to={tomorrow}")


def test_the_trail_is_paged(olga: Caller, alice: Caller) -> None:
    for number in range(5):
        alice.folder(str(number))
    first = olga.get("/audit?action=item&limit=3").json()
    second = olga.get(f"/audit?action=item&limit=3&cursor={first['next_cursor']}").json()
    names = [event["item"]["name"] for event in first["items"] + second["items"]]
    assert names == ["4", "3", "2", "1", "0"]
    assert second["next_cursor"] is None


def test_only_officers_read_the_trail(alice: Caller) -> None:
    assert is_problem(alice.get("/audit"), 403, "forbidden")


def test_an_officer_sees_her_own_organisation_only(olga: Caller) -> None:
    other = Organisation.objects.create(name="Ailleurs", slug="ailleurs")
    create_person(actor=SystemActor(), organisation=other, email="x@ailleurs.test", name="X")
    assert b"ailleurs" not in olga.get("/audit").content


@pytest.mark.parametrize("query", ["?from=hier", "?actor=x", "?action=" + "x" * 65, "?unknown=1"])
def test_a_search_that_makes_no_sense_is_refused(olga: Caller, query: str) -> None:
    assert is_problem(olga.get(f"/audit{query}"), 400, "invalid_request")
