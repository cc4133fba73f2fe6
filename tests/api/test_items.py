"""Items through the door: each endpoint works, refuses strangers, respects limits, leaves a trace."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.drive.models import Item
from tests.api.conftest import Caller, audited, is_problem

UNKNOWN = "01890000-0000-7000-8000-000000000000"


def test_a_folder_is_created_shown_and_listed(alice: Caller) -> None:
    created = alice.post(f"/items/{alice.root_id}/folders", {"name": "Budget"})
    assert created.status_code == 201
    folder = created.json()
    assert folder["kind"] == "folder"
    assert folder["name"] == "Budget"
    assert folder["role"] == "owner"
    assert folder["created_by"]["email"] == "alice@ministere.test"
    assert {"read", "edit", "trash", "share_link"} <= set(folder["abilities"])
    assert folder["created_at"].endswith("Z")
    shown = alice.get(f"/items/{folder['id']}").json()
    assert [crumb["name"] for crumb in shown["breadcrumb"]][-1] == "Budget"
    assert shown["child_count"] == 0
    assert shown["space"]["kind"] == "personal"
    listed = alice.get(f"/items/{alice.root_id}/children").json()
    assert [item["id"] for item in listed["items"]] == [folder["id"]]
    assert listed["next_cursor"] is None
    assert audited("item.created")[0].item_name == "Budget"


def test_a_name_taken_is_answered_with_a_free_one(alice: Caller) -> None:
    first = alice.folder("Budget")
    answer = alice.post(f"/items/{alice.root_id}/folders", {"name": "BUDGET"})
    assert is_problem(answer, 409, "name_taken")
    assert answer.json()["facts"] == {
        "name": "BUDGET",
        "suggested_name": "BUDGET (2)",
        "existing_id": first,
    }


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("..", "reserved"),
        ("a/b", "character"),
        ("a\u202eb", "character"),
        ("a\nb", "character"),
        ("x" * 256, "too_long"),
        ("é" * 128, "too_long"),
    ],
)
def test_a_name_nobody_may_give_is_refused_with_its_reason(
    alice: Caller, name: str, reason: str
) -> None:
    answer = alice.post(f"/items/{alice.root_id}/folders", {"name": name})
    assert is_problem(answer, 422, "name_invalid")
    assert answer.json()["facts"]["reason"] == reason


def test_an_item_is_renamed(alice: Caller) -> None:
    folder = alice.folder("Brouillon")
    answer = alice.patch(f"/items/{folder}", {"name": "Définitif"})
    assert answer.status_code == 200
    assert answer.json()["name"] == "Définitif"
    assert audited("item.renamed")[0].facts["old_name"] == "Brouillon"


def test_an_item_goes_to_the_trash_and_comes_back(alice: Caller) -> None:
    folder = alice.folder("Vieux")
    assert alice.delete(f"/items/{folder}").status_code == 204
    assert is_problem(alice.get(f"/items/{folder}"), 404, "not_found")
    trash = alice.get("/trash").json()["items"]
    assert [item["id"] for item in trash] == [folder]
    assert trash[0]["trashed_at"] is not None
    assert set(trash[0]["abilities"]) == {"read", "trash", "purge"}
    restored = alice.post(f"/items/{folder}/restore")
    assert restored.status_code == 200
    assert restored.json()["trashed_at"] is None
    assert alice.get("/trash").json()["items"] == []
    assert audited("item.trashed")
    assert audited("item.restored")


def test_a_trashed_item_is_purged(alice: Caller) -> None:
    folder = alice.folder("Vieux")
    assert is_problem(alice.post(f"/items/{folder}/purge"), 404, "not_found")
    alice.delete(f"/items/{folder}")
    assert alice.post(f"/items/{folder}/purge").status_code == 204
    assert not Item.objects.filter(id=folder).exists()
    assert audited("item.purged")


def test_the_trash_is_emptied(alice: Caller, bob: Caller) -> None:
    mine = [alice.folder(name) for name in ("a", "b")]
    for folder in mine:
        alice.delete(f"/items/{folder}")
    theirs = bob.folder("c")
    bob.delete(f"/items/{theirs}")
    assert alice.delete("/trash").status_code == 204
    assert not Item.objects.filter(id__in=mine).exists()
    assert Item.objects.filter(id=theirs).exists()
    assert len(audited("item.purged")) == 2


def test_a_folder_emptied_from_the_trash_takes_along_what_lay_there_from_inside_it(
    alice: Caller,
) -> None:
    outer = alice.folder("a")
    inner = alice.folder("b", outer)
    for folder in (inner, outer):
        alice.delete(f"/items/{folder}")
    assert alice.delete("/trash").status_code == 204
    assert not Item.objects.filter(id__in=[outer, inner]).exists()


@pytest.mark.parametrize("column", ["name", "updated_at", "size_bytes"])
@pytest.mark.parametrize("limit", [1, 3, 100])
def test_every_order_shows_folders_first_and_everything_once(
    alice: Caller, column: str, limit: int
) -> None:
    folders = [alice.folder(name) for name in ("Zoé", "abc")]
    files = [alice.file(name, name.encode()) for name in ("b 10.txt", "b 9.txt", "Été", "zz")]

    def listed(sort: str) -> list[str]:
        ids: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            query = f"?sort={sort}&limit={limit}" + (f"&cursor={cursor}" if cursor else "")
            page = alice.get(f"/items/{alice.root_id}/children{query}").json()
            ids += [item["id"] for item in page["items"]]
            cursor = page["next_cursor"]
        return ids

    upwards, downwards = listed(column), listed(f"-{column}")
    assert set(upwards[:2]) == set(downwards[:2]) == set(folders)
    assert downwards == [*reversed(upwards[:2]), *reversed(upwards[2:])]
    expected = {
        "name": [files[1], files[0], files[2], files[3]],
        "updated_at": files,
        "size_bytes": [files[3], files[2], files[1], files[0]],
    }
    assert upwards[2:] == expected[column]


def test_an_item_is_moved(alice: Caller) -> None:
    folder, target = alice.folder("a"), alice.folder("b")
    answer = alice.post(f"/items/{folder}/move", {"parent_id": target})
    assert answer.status_code == 200
    assert answer.json()["parent_id"] == target
    assert audited("item.moved")


def test_a_folder_is_not_moved_into_itself(alice: Caller) -> None:
    folder = alice.folder("a")
    inner = alice.folder("b", folder)
    for target in (folder, inner):
        answer = alice.post(f"/items/{folder}/move", {"parent_id": target})
        assert is_problem(answer, 409, "move_into_itself")


def test_a_move_onto_a_taken_name_is_refused_or_renamed(alice: Caller) -> None:
    folder, target = alice.folder("a"), alice.folder("b")
    alice.folder("a", target)
    refused = alice.post(f"/items/{folder}/move", {"parent_id": target})
    assert is_problem(refused, 409, "name_taken")
    body = {"parent_id": target, "on_conflict": "rename"}
    assert alice.post(f"/items/{folder}/move", body).json()["name"] == "a (2)"


def test_an_item_is_copied_with_all_below_it(alice: Caller) -> None:
    folder = alice.folder("a")
    alice.file("note.txt", b"text", folder)
    answer = alice.post(f"/items/{folder}/copy", {"parent_id": alice.root_id})
    assert answer.status_code == 201
    assert answer.json()["name"] == "a (2)"
    copied = alice.get(f"/items/{answer.json()['id']}/children").json()["items"]
    assert [item["name"] for item in copied] == ["note.txt"]
    assert copied[0]["verdict"]["state"] == "clean"
    assert audited("item.copied")


def test_children_are_listed_folders_first_in_the_order_asked(alice: Caller) -> None:
    alice.file("b10.txt", b"x" * 10)
    alice.file("b9.txt", b"x" * 30)
    alice.folder("z")
    alice.folder("É")
    path = f"/items/{alice.root_id}/children"

    def names(sort: str) -> list[str]:
        return [item["name"] for item in alice.get(f"{path}?sort={sort}").json()["items"]]

    assert names("name") == ["É", "z", "b9.txt", "b10.txt"]
    assert names("-name") == ["z", "É", "b10.txt", "b9.txt"]
    assert names("size_bytes")[2:] == ["b10.txt", "b9.txt"]
    assert names("-size_bytes")[2:] == ["b9.txt", "b10.txt"]
    assert names("updated_at")[2:] == ["b10.txt", "b9.txt"]


@pytest.mark.parametrize("sort", ["name", "-name", "updated_at", "-updated_at", "-size_bytes"])
def test_pages_neither_repeat_nor_skip_even_when_items_come_in_between(
    alice: Caller, sort: str
) -> None:
    for number in range(7):
        alice.folder(f"dossier {number}")
    path = f"/items/{alice.root_id}/children?sort={sort}&limit=3"
    whole = [item["id"] for item in alice.get(path.replace("limit=3", "limit=200")).json()["items"]]
    seen, cursor = [], ""
    while True:
        page = alice.get(path + cursor).json()
        seen += [item["id"] for item in page["items"]]
        alice.folder(f"entre {len(seen)}")
        if page["next_cursor"] is None or len(seen) > 30:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert [item for item in seen if item in whole] == whole
    assert len(seen) == len(set(seen))


def test_a_listing_costs_the_same_queries_whatever_it_holds(alice: Caller) -> None:
    path = f"/items/{alice.root_id}/children"

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert alice.get(path).status_code == 200
        return len(queries)

    alice.folder("un")
    alice.file("deux.txt")
    few = count()
    for number in range(12):
        alice.folder(f"dossier {number}")
        alice.file(f"fichier {number}")
    assert count() == few <= 8


@pytest.mark.parametrize("path", ["/recent", "/trash", "/shared-with-me", "/spaces", "/links"])
def test_lists_across_the_tree_cost_constant_queries(alice: Caller, bob: Caller, path: str) -> None:
    def make(number: int) -> None:
        shared = bob.folder(f"partage {number}")
        bob.share(shared, alice, "editor")
        file_id = alice.file(f"fichier {number}")
        alice.post(f"/items/{file_id}/links", {})
        trashed = alice.folder(f"corbeille {number}")
        alice.delete(f"/items/{trashed}")
        alice.post("/spaces", {"name": f"espace {number}"})

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            answer = alice.get(path)
        assert answer.json()["items"]
        return len(queries)

    make(1)
    few = count()
    for number in range(2, 6):
        make(number)
    assert count() == few <= 12


def test_showing_an_item_costs_the_same_queries_at_any_depth(alice: Caller) -> None:
    def count(item_id: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert alice.get(f"/items/{item_id}").status_code == 200
        return len(queries)

    shallow = deep = alice.folder("0")
    for depth in range(1, 12):
        deep = alice.folder(str(depth), deep)
    assert count(shallow) == count(deep) <= 12


def calls_on(item_id: str, other_id: str) -> list[tuple[str, str, Any]]:
    """Every call that names one item of Alice's."""
    return [
        ("GET", f"/items/{item_id}", None),
        ("PATCH", f"/items/{item_id}", {"name": "pris"}),
        ("DELETE", f"/items/{item_id}", None),
        ("GET", f"/items/{item_id}/children", None),
        ("POST", f"/items/{item_id}/folders", {"name": "pris"}),
        ("PUT", f"/items/{item_id}/files/pris.txt", b"pris"),
        ("GET", f"/items/{item_id}/content", None),
        ("HEAD", f"/items/{item_id}/content", None),
        ("PUT", f"/items/{item_id}/content", b"pris"),
        ("GET", f"/items/{item_id}/zip", None),
        ("POST", f"/items/{item_id}/move", {"parent_id": other_id}),
        ("POST", f"/items/{item_id}/copy", {"parent_id": other_id}),
        ("POST", f"/items/{item_id}/restore", None),
        ("POST", f"/items/{item_id}/purge", None),
        ("GET", f"/items/{item_id}/versions", None),
        ("GET", f"/items/{item_id}/versions/{UNKNOWN}/content", None),
        ("POST", f"/items/{item_id}/versions/{UNKNOWN}/restore", None),
        ("GET", f"/items/{item_id}/grants", None),
        ("POST", f"/items/{item_id}/grants", {"email": "charlie@ministere.test", "role": "owner"}),
        ("GET", f"/items/{item_id}/links", None),
        ("POST", f"/items/{item_id}/links", {}),
        ("GET", f"/items/{item_id}/activity", None),
        ("GET", f"/spaces/{item_id}", None),
        ("PATCH", f"/spaces/{item_id}", {"name": "pris"}),
    ]


@pytest.mark.parametrize("index", range(24))
@pytest.mark.parametrize("kind", ["folder", "file"])
def test_a_stranger_cannot_tell_an_item_from_nothing(
    alice: Caller, charlie: Caller, index: int, kind: str
) -> None:
    item = alice.folder("Secret") if kind == "folder" else alice.file("Secret.txt", b"secret")
    before = list(Item.objects.order_by("id").values())
    method, path, body = calls_on(item, charlie.root_id)[index]
    answer = charlie.call(method, path, body)
    nothing = charlie.call(method, path.replace(item, UNKNOWN), body)
    assert answer.status_code == nothing.status_code == 404
    assert answer.content == nothing.content
    assert list(Item.objects.order_by("id").values()) == before


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("reader", set()),
        ("commenter", set()),
        ("editor", {"rename", "folder", "upload", "link", "trash"}),
        ("manager", {"rename", "folder", "upload", "link", "trash", "grant", "activity"}),
    ],
)
def test_each_role_may_what_its_word_says(
    alice: Caller, bob: Caller, role: str, allowed: set[str]
) -> None:
    folder = alice.folder("Commun")
    inner = alice.folder("Dedans", folder)
    alice.share(folder, bob, role)
    calls: dict[str, tuple[str, str, Any]] = {
        "folder": ("POST", f"/items/{inner}/folders", {"name": "neuf"}),
        "upload": ("PUT", f"/items/{inner}/files/neuf.txt", b"neuf"),
        "rename": ("PATCH", f"/items/{inner}", {"name": "Autre"}),
        "link": ("POST", f"/items/{inner}/links", {}),
        "grant": (
            "POST",
            f"/items/{inner}/grants",
            {"email": "bob@ministere.test", "role": "reader"},
        ),
        "activity": ("GET", f"/items/{inner}/activity", None),
        "trash": ("DELETE", f"/items/{inner}", None),
    }
    assert bob.get(f"/items/{inner}").json()["role"] == role
    for name, (method, path, body) in calls.items():
        answer = bob.call(method, path, body)
        if name in allowed:
            assert answer.status_code < 300, (name, answer.content)
        else:
            assert is_problem(answer, 403, "forbidden"), name


def test_an_ancestor_nobody_may_read_is_not_named(alice: Caller, bob: Caller) -> None:
    secret = alice.folder("Projet secret")
    shared = alice.folder("Partie visible", secret)
    alice.share(shared, bob, "reader")
    answer = bob.get(f"/items/{shared}")
    assert b"Projet secret" not in answer.content
    assert [crumb["name"] for crumb in answer.json()["breadcrumb"]] == ["Partie visible"]
    assert answer.json()["space"]["name"] is None
    assert b"Projet secret" not in bob.get("/shared-with-me").content
    assert b"Projet secret" not in bob.get(f"/items/{shared}/grants").content


@pytest.mark.parametrize("act", ["move", "copy"])
def test_both_items_of_a_move_or_copy_are_authorised(alice: Caller, bob: Caller, act: str) -> None:
    mine, theirs = alice.folder("à moi"), bob.folder("à lui")
    for item, parent in ((mine, theirs), (theirs, mine)):
        answer = alice.post(f"/items/{item}/{act}", {"parent_id": parent})
        assert is_problem(answer, 404, "not_found")


def test_copying_into_a_folder_one_may_only_read_is_refused(alice: Caller, bob: Caller) -> None:
    folder, mine = bob.folder("lecture seule"), alice.folder("à moi")
    bob.share(folder, alice, "reader")
    for act in ("move", "copy"):
        answer = alice.post(f"/items/{mine}/{act}", {"parent_id": folder})
        assert is_problem(answer, 403, "forbidden")


def test_the_root_of_a_space_stays(alice: Caller) -> None:
    root = alice.root_id
    assert is_problem(alice.patch(f"/items/{root}", {"name": "autre"}), 409, "root_item")
    assert is_problem(alice.delete(f"/items/{root}"), 403, "forbidden")


def test_a_file_holds_no_items_and_a_folder_has_no_content(alice: Caller) -> None:
    file_id, folder = alice.file("a.txt"), alice.folder("b")
    assert is_problem(alice.get(f"/items/{file_id}/children"), 409, "not_a_folder")
    assert is_problem(alice.post(f"/items/{file_id}/folders", {"name": "c"}), 409, "not_a_folder")
    assert is_problem(alice.get(f"/items/{file_id}/zip"), 409, "not_a_folder")
    assert is_problem(alice.get(f"/items/{folder}/content"), 409, "not_a_file")
    assert is_problem(alice.put(f"/items/{folder}/content", b"x"), 409, "not_a_file")
    assert is_problem(alice.get(f"/items/{folder}/versions"), 409, "not_a_file")
