"""The main job as a program does it: by REST with a token, on a real server."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx

from tests.hostile import EICAR

PASSWORD = "mot de passe du lien"
NAME = "Compte rendu n° 1.bin"


def walk_api_journey(origin: str, token: str) -> None:
    """Deposit, be refused, replace, tidy up, share; the partner takes the same bytes."""
    with httpx.Client(
        base_url=f"{origin}/api/v1", headers={"Authorization": f"Bearer {token}"}, timeout=60
    ) as api:
        root = told(api.get("/me"))["personal_space"]["root_id"]
        folder = told(api.post(f"/items/{root}/folders", json={"name": "Réunions"}), 201)
        first, second = os.urandom(300_000), os.urandom(200_000)
        file = deposit(api, folder["id"], NAME, first)
        refuse_virus(api, folder["id"])
        replace(api, file["id"], first, second)
        read_a_part(api, file["id"], second)
        tidy_up(api, root, folder["id"], file["id"])
        take_by_link(origin, share(api, file["id"]), second)
        take_folder_by_link(origin, share(api, folder["id"], password=PASSWORD), second)
        revoke_all(api, origin, file["id"])
        leave_a_trail(api, file["id"])


def told(answer: httpx.Response, status: int = 200) -> Any:
    """Return the body of an answer that must have this status."""
    assert answer.status_code == status, answer.text
    return answer.json()


def deposit(api: httpx.Client, folder_id: str, name: str, content: bytes) -> Any:
    url = f"/items/{folder_id}/files/{quote(name)}"
    item = told(api.put(url, content=content), 201)
    assert item["verdict"]["state"] == "clean"
    assert item["verdict"]["sha256"] == hashlib.sha256(content).hexdigest()
    taken = told(api.put(url, content=content), 409)
    assert (taken["code"], taken["facts"]["existing_id"]) == ("name_taken", item["id"])
    return item


def refuse_virus(api: httpx.Client, folder_id: str) -> None:
    problem = told(api.put(f"/items/{folder_id}/files/facture.txt", content=EICAR), 422)
    assert problem["code"] == "infected"
    assert "eicar" in problem["facts"]["signature_name"].lower()
    listed = told(api.get(f"/items/{folder_id}/children"))["items"]
    assert [item["name"] for item in listed] == [NAME]


def replace(api: httpx.Client, item_id: str, first: bytes, second: bytes) -> None:
    """A new version on top; the old one is still there, comes back, and goes again."""
    assert told(api.put(f"/items/{item_id}/content", content=second))["version_number"] == 2
    versions = told(api.get(f"/items/{item_id}/versions"))["items"]
    assert [version["number"] for version in versions] == [2, 1]
    old = versions[1]["id"]
    assert api.get(f"/items/{item_id}/versions/{old}/content").content == first
    told(api.post(f"/items/{item_id}/versions/{old}/restore"))
    assert api.get(f"/items/{item_id}/content").content == first
    told(api.put(f"/items/{item_id}/content", content=second))
    assert api.get(f"/items/{item_id}/content").content == second


def read_a_part(api: httpx.Client, item_id: str, content: bytes) -> None:
    part = api.get(f"/items/{item_id}/content", headers={"Range": "bytes=1000-1999"})
    assert (part.status_code, part.content) == (206, content[1000:2000])


def tidy_up(api: httpx.Client, root: str, folder_id: str, item_id: str) -> None:
    """Rename, move away and back, throw away and take back, copy; never into itself."""
    assert (
        told(api.patch(f"/items/{item_id}", json={"name": "Minutes.bin"}))["name"] == "Minutes.bin"
    )
    move = f"/items/{item_id}/move"
    assert told(api.post(move, json={"parent_id": root}))["parent_id"] == root
    assert told(api.post(move, json={"parent_id": folder_id}))["parent_id"] == folder_id
    refused = told(api.post(f"/items/{folder_id}/move", json={"parent_id": folder_id}), 409)
    assert refused["code"] == "move_into_itself"
    assert api.delete(f"/items/{item_id}").status_code == 204
    told(api.get(f"/items/{item_id}/content"), 404)
    assert [item["id"] for item in told(api.get("/trash"))["items"]] == [item_id]
    told(api.post(f"/items/{item_id}/restore"))
    copy = told(api.post(f"/items/{item_id}/copy", json={"parent_id": root}), 201)
    assert copy["verdict"]["state"] == "clean"
    assert api.delete(f"/items/{copy['id']}").status_code == 204
    assert api.post(f"/items/{copy['id']}/purge").status_code == 204


def share(api: httpx.Client, item_id: str, *, password: str | None = None) -> str:
    """Make a link for a week and return its address."""
    expires_at = (datetime.now(UTC) + timedelta(days=7)).isoformat()
    body = {"expires_at": expires_at} | ({"password": password} if password else {})
    link = told(api.post(f"/items/{item_id}/links", json=body), 201)
    listed = told(api.get(f"/items/{item_id}/links"))["items"]
    assert "url" not in next(entry for entry in listed if entry["id"] == link["id"])
    return str(link["url"])


def take_by_link(origin: str, url: str, content: bytes) -> None:
    with partner(origin) as browser:
        page = browser.get(url)
        assert page.status_code == 200
        [address] = addresses(page, "/content")
        assert browser.get(address).content == content


def take_folder_by_link(origin: str, url: str, content: bytes) -> None:
    with partner(origin) as browser:
        page = browser.get(url)
        assert "Réunions" not in page.text
        where = f"{page.url.path}unlock"
        token = page.text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        page = browser.post(
            where,
            data={"password": PASSWORD, "csrfmiddlewaretoken": token},
            headers={"Origin": origin},
        )
        assert "Réunions" in page.text
        [address] = addresses(page, "/zip")
        with zipfile.ZipFile(io.BytesIO(browser.get(address).content)) as archive:
            assert [archive.read(name) for name in archive.namelist()] == [content]


def partner(origin: str) -> httpx.Client:
    """A browser without account; it follows redirects and keeps cookies."""
    return httpx.Client(base_url=origin, follow_redirects=True, timeout=60)


def addresses(page: httpx.Response, ending: str) -> list[str]:
    """Return the different links of a page that end so."""
    found = {piece.partition('"')[0] for piece in page.text.split('href="')[1:]}
    return sorted(str(page.url.join(href)) for href in found if href.endswith(ending))


def revoke_all(api: httpx.Client, origin: str, item_id: str) -> None:
    url = share(api, item_id)
    for link in told(api.get(f"/items/{item_id}/links"))["items"]:
        assert api.delete(f"/links/{link['id']}").status_code == 204
    with partner(origin) as browser:
        assert browser.get(url).status_code == 404


def leave_a_trail(api: httpx.Client, item_id: str) -> None:
    actions = {event["action"] for event in told(api.get(f"/items/{item_id}/activity"))["items"]}
    assert {"item.created", "item.renamed", "item.moved", "link.created", "link.revoked"} <= actions
