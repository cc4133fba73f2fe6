"""Every address of the partner's pages × every state a link can be in.

The addresses come from the URL map: a new one without a row here fails the last test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from apps.accounts.operations.people import deactivate_person
from apps.core.access import Ability, Role, SystemActor
from apps.core.clock import utc_now
from apps.core.ids import new_token
from apps.documents.operations.creating import create_document
from apps.drive.models import Item
from apps.drive.operations.structure import move_item
from apps.portal.urls import urlpatterns
from apps.sharing.models import Link
from apps.sharing.modes import LinkMode
from apps.sharing.operations.links import edit_link, revoke_link
from tests.portal.conftest import PASSWORD, Partner, body_of, illustrate, infect, share
from tests.world import Agent

CONTENT = b"{%1$2^3|4~5`6;7*8#9@0}"


@dataclass
class Scene:
    """Bob, whom Alice made an editor of her folder, gave Dominique a link to it."""

    alice: Agent
    bob: Agent
    folder: Item
    inner: Item
    file: Item
    document: Item
    image: UUID
    partner: Partner

    @property
    def link(self) -> Link:
        return Link.objects.get(id=self.partner.link.id)

    def edit(self, **changes: Any) -> None:
        access = self.bob.enter(self.folder, Ability.SHARE_LINK)
        edit_link(access=access, link_id=self.link.id, **changes)

    def elsewhere(self) -> Item:
        return self.alice.folder("Ailleurs")

    def move(self, item: Item, target: Item) -> None:
        move_item(
            access=self.alice.enter(item, Ability.TRASH),
            target=self.alice.enter(target, Ability.EDIT),
        )


@pytest.fixture
def scene(alice: Agent, bob: Agent) -> Scene:
    space = alice.team_space("Équipe")
    folder = alice.folder("Marchés", space)
    alice.share(space, bob, Role.EDITOR)
    inner = alice.folder("Lot 1", folder)
    file = alice.file("Offre.txt", CONTENT, inner)
    document = create_document(access=alice.enter(inner), name="Compte rendu")
    link = share(bob, folder, note="Dossier de consultation", mode=LinkMode.EDIT)
    image = illustrate(alice, document)
    return Scene(alice, bob, folder, inner, file, document, image, link.enter())


def is_open(scene: Scene) -> None:
    """Nothing happened."""


def came_with_a_wrong_token(scene: Scene) -> None:
    scene.partner.token = new_token()
    scene.partner.client = Client()
    scene.partner.follow()


def is_expired(scene: Scene) -> None:
    Link.objects.filter(id=scene.link.id).update(expires_at=utc_now() - timedelta(seconds=1))


def is_revoked(scene: Scene) -> None:
    access = scene.bob.enter(scene.folder, Ability.SHARE_LINK)
    revoke_link(access=access, link_id=scene.link.id)


def is_locked(scene: Scene) -> None:
    scene.edit(password=PASSWORD)


def is_unlocked(scene: Scene) -> None:
    scene.edit(password=PASSWORD)
    assert scene.partner.unlock().status_code == 303


def was_unlocked_with_an_old_password(scene: Scene) -> None:
    is_unlocked(scene)
    scene.edit(password=f"{PASSWORD} 2")


def is_locked_and_expired(scene: Scene) -> None:
    is_locked(scene)
    is_expired(scene)


def is_unlocked_and_revoked(scene: Scene) -> None:
    is_unlocked(scene)
    is_revoked(scene)


def issuer_was_downgraded(scene: Scene) -> None:
    space = Item.objects.get(id=scene.folder.space_id)
    scene.alice.share(space, scene.bob, Role.READER)


def issuer_was_downgraded_below_a_lock(scene: Scene) -> None:
    is_locked(scene)
    issuer_was_downgraded(scene)


def issuer_lost_access(scene: Scene) -> None:
    scene.bob.person.grants.filter(item=scene.folder.space_id).delete()


def issuer_was_deactivated(scene: Scene) -> None:
    deactivate_person(actor=SystemActor(), person_id=scene.bob.id)


def folder_is_in_the_trash(scene: Scene) -> None:
    scene.alice.trash(scene.folder)


def space_lost_the_folder(scene: Scene) -> None:
    scene.move(scene.folder, scene.elsewhere())


def inner_is_in_the_trash(scene: Scene) -> None:
    scene.alice.trash(scene.inner)


def inner_was_moved_out(scene: Scene) -> None:
    scene.move(scene.inner, scene.elsewhere())


def file_is_infected(scene: Scene) -> None:
    infect(scene.file)


Asker = Callable[[Scene, Partner], Any]
ASK: dict[str, Asker] = {
    "portal_follow": lambda s, p: p.follow(),
    "portal_link": lambda s, p: p.get(),
    "portal_unlock": lambda s, p: p.unlock("not the password"),
    "portal_item": lambda s, p: p.get(p.at(s.inner)),
    "portal_content": lambda s, p: p.download(s.file),
    "portal_archive": lambda s, p: p.get(p.at(s.inner, "zip")),
    "portal_export": lambda s, p: p.get(p.at(s.document, "export?format=docx")),
    "portal_image": lambda s, p: p.get(p.at(s.document, f"images/{s.image}")),
    "portal_take_part": lambda s, p: p.get(p.at(s.document, "take-part")),
    "portal_live": lambda s, p: p.get(p.at(s.document, "live")),
    "portal_session": lambda s, p: p.get(p.at(s.document, "session")),
    "portal_nowhere": lambda s, p: p.get(f"{p.home}anything"),
}
WORKS = (303, 200, 303, 200, 200, 200, 200, 200, 200, 303, 200, 404)
DEAD = (404,) * 12
# Whoever has the token meets the question for the password, wherever she goes.
LOCKED = (303, 200, 403, 303, 303, 303, 303, 404, 303, 303, 404, 404)
INNER_GONE = (303, 200, 303, *(404,) * 9)

STATES: dict[Callable[[Scene], None], tuple[int, ...]] = {
    is_open: WORKS,
    came_with_a_wrong_token: DEAD,
    is_expired: DEAD,
    is_revoked: DEAD,
    is_locked: LOCKED,
    is_unlocked: WORKS,
    was_unlocked_with_an_old_password: LOCKED,
    is_locked_and_expired: DEAD,
    is_unlocked_and_revoked: DEAD,
    issuer_was_downgraded: DEAD,
    issuer_was_downgraded_below_a_lock: DEAD,
    issuer_lost_access: DEAD,
    issuer_was_deactivated: DEAD,
    folder_is_in_the_trash: DEAD,
    space_lost_the_folder: DEAD,
    inner_is_in_the_trash: INNER_GONE,
    inner_was_moved_out: INNER_GONE,
    file_is_infected: (303, 200, 303, 200, 409, 200, 200, 200, 200, 303, 200, 404),
}
ROUTES = list(ASK)
each_state = pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)


@each_state
def test_every_route_answers_as_the_state_demands(
    scene: Scene, state: Callable[[Scene], None]
) -> None:
    state(scene)
    row = STATES[state]
    for route, status in zip(ROUTES, row, strict=True):
        answer = ASK[route](scene, scene.partner)
        content = body_of(answer)
        assert answer.status_code == status, route
        if row is not WORKS and route == "portal_content":
            assert CONTENT not in content
        if row in {DEAD, LOCKED}:
            for secret in (
                b"March",
                b"Lot 1",
                b"Offre",
                b"Compte rendu",
                b"Dossier de consultation",
            ):
                assert secret not in content, route
        if row is DEAD:
            assert b"Bob" not in content, route


@each_state
def test_no_other_way_of_asking_gets_more(scene: Scene, state: Callable[[Scene], None]) -> None:
    state(scene)
    partner = scene.partner
    address = partner.at(scene.file, "content")
    expected = STATES[state][ROUTES.index("portal_content")]
    allowed = expected == 200
    ways = {
        "HEAD": partner.head(address),
        "a range": partner.get(address, Range="bytes=0-3"),
        "a suffix": partner.get(address, Range="bytes=-3"),
        "a range past the end": partner.get(address, Range="bytes=900-"),
        "inline": partner.get(f"{address}?disposition=inline"),
        "a known hash": partner.get(address, **{"If-None-Match": '"0"'}),
        "any hash": partner.get(address, **{"If-None-Match": "*"}),
    }
    for way, answer in ways.items():
        body = body_of(answer)
        if allowed:
            assert answer.status_code in {200, 206, 304, 416}, way
            continue
        assert answer.status_code == expected, way
        assert not set(answer.headers) & {"ETag", "Content-Range", "Accept-Ranges"}, way
        assert str(len(CONTENT)) != answer.headers.get("Content-Length"), way
        assert not any(CONTENT[i : i + 4] in body for i in range(len(CONTENT) - 4)), way


def test_the_urls_have_a_row_each() -> None:
    assert {pattern.name for pattern in urlpatterns} == set(ASK)
    assert all(len(row) == len(ASK) for row in STATES.values())


def test_a_link_to_a_file_dies_when_it_turns_out_infected(alice: Agent) -> None:
    file = alice.file("Offre.txt")
    partner = share(alice, file).enter()
    assert partner.get().status_code == 200
    infect(file)
    assert partner.get().status_code == 404
    assert partner.follow().status_code == 404
    assert partner.download(file).status_code == 404


def test_two_ids_must_belong_together(alice: Agent, bob: Agent) -> None:
    mine, theirs = alice.file("Mien.txt"), bob.file("Sien.txt")
    here, there = share(alice, mine).enter(), share(bob, theirs).enter()
    assert b"content " in body_of(here.download(mine))
    assert here.download(theirs).status_code == 404
    assert here.get(there.at(theirs, "content")).status_code == 404
    assert here.get(there.at(mine, "content")).status_code == 404
    assert b"content " in body_of(there.download(theirs))
