"""Who may write, who may only read, who may not even knock; and what happens when that changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from websockets.exceptions import InvalidStatus

from apps.accounts.models import GroupMembership, TokenScope
from apps.accounts.operations.people import deactivate_person
from apps.accounts.operations.tokens import create_token, revoke_token
from apps.core.access import Ability, Role, SystemActor
from apps.core.clock import utc_now
from apps.drive.models import Item
from apps.drive.operations.structure import move_item
from apps.sharing.models import Link
from apps.sharing.modes import LinkMode
from apps.sharing.operations.grants import change_role, take_role
from apps.sharing.operations.links import create_link, revoke_link
from tests.documents.writing import document
from tests.realtime.conftest import Door
from tests.realtime.documents.test_together import stored_text
from tests.world import Agent, make_group

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def minutes(alice: Agent) -> Item:
    return document(alice)


def test_a_stranger_learns_nothing(door: Door, minutes: Item, charlie: Agent) -> None:
    with door.document(charlie, minutes) as stranger:
        assert stranger.until_closed() == 4404
    with door.document(charlie, charlie.folder("Dossier")) as folder:
        assert folder.until_closed() == 4404


def test_who_does_not_say_who_she_is_is_sent_to_sign_in(door: Door, minutes: Item) -> None:
    with door.document(None, minutes, token="wrong") as nobody:
        assert nobody.until_closed() == 4401
    hello = json.dumps({"type": "authenticate", "token": "wrong"})
    with door.document(None, minutes, hello=hello) as silent:
        assert silent.until_closed() == 4401


def test_another_sites_page_is_not_let_in(door: Door, minutes: Item, alice: Agent) -> None:
    with pytest.raises(InvalidStatus):
        door.document(alice, minutes, origin="https://evil.example")


def test_a_cookie_without_an_origin_counts_for_nothing(
    door: Door, minutes: Item, alice: Agent
) -> None:
    with door.document(alice, minutes, origin=None) as program:
        assert program.until_closed() in {4401, 4408}


def test_a_program_joins_with_a_token(door: Door, minutes: Item, alice: Agent) -> None:
    _, secret = create_token(actor=alice.actor, name="robot", scope=TokenScope.WRITE)
    with door.document(None, minutes, token=secret, origin=None) as robot:
        robot.sync().write("par un programme")
        robot.until_saved()
    hello = json.dumps({"type": "authenticate", "token": secret})
    with door.document(None, minutes, ours=False, origin=None, hello=hello) as other:
        other.until_text("par un programme")


def test_a_token_that_may_only_read_writes_nothing(door: Door, minutes: Item, alice: Agent) -> None:
    _, secret = create_token(actor=alice.actor, name="lecteur", scope=TokenScope.READ)
    with door.document(None, minutes, token=secret, origin=None) as robot:
        robot.sync().write("interdit")
        assert robot.until_closed() == 4403
    assert stored_text(minutes) == ""


@pytest.mark.parametrize("role", [Role.READER, Role.COMMENTER])
def test_a_readers_update_is_dropped_and_she_is_closed(
    door: Door, minutes: Item, alice: Agent, bob: Agent, role: Role
) -> None:
    alice.share(minutes, bob, role)
    with door.document(alice, minutes) as author, door.document(bob, minutes) as reader:
        author.sync().write("Texte")
        reader.sync().until_text("Texte")
        reader.write(" falsifié")
        assert reader.until_closed() == 4403
        author.write(" vrai")
        author.until_saved()
        assert str(author.text) == "Texte vrai"
    assert stored_text(minutes) == "Texte vrai"


def test_a_downgrade_while_typing_takes_the_pen_away(
    door: Door, minutes: Item, alice: Agent, bob: Agent
) -> None:
    grant = alice.share(minutes, bob, Role.EDITOR)
    with door.document(bob, minutes) as typist:
        typist.sync().write("avant")
        typist.until_saved()
        change_role(
            access=alice.enter(minutes, Ability.MANAGE_GRANTS), grant_id=grant.id, role=Role.READER
        )
        typist.pump(lambda one: any(told["code"] == "read_only" for told in one.notices))
        typist.write(" après")
        assert typist.until_closed() == 4403
    assert stored_text(minutes) == "avant"


def test_a_promotion_gives_the_pen_without_a_new_connection(
    door: Door, minutes: Item, alice: Agent, bob: Agent
) -> None:
    grant = alice.share(minutes, bob, Role.READER)
    with door.document(bob, minutes) as typist:
        typist.sync()
        change_role(
            access=alice.enter(minutes, Ability.MANAGE_GRANTS), grant_id=grant.id, role=Role.EDITOR
        )
        typist.pump(lambda one: any(told.get("may_write") for told in one.notices))
        typist.write("merci")
        typist.until_saved()


Cause = Callable[[Agent, Agent, Item], int]


def _grant_is_taken(alice: Agent, bob: Agent, item: Item) -> int:
    grant = item.grants.get(person=bob.person)
    take_role(access=alice.enter(item, Ability.MANAGE_GRANTS), grant_id=grant.id)
    return 4403


def _document_is_trashed(alice: Agent, bob: Agent, item: Item) -> int:
    alice.trash(item)
    return 4404


def _person_is_deactivated(alice: Agent, bob: Agent, item: Item) -> int:
    deactivate_person(actor=SystemActor(), person_id=bob.id)
    return 4401


def _session_is_ended(alice: Agent, bob: Agent, item: Item) -> int:
    bob.person.sessions.all().delete()
    return 4401


def _session_runs_out(alice: Agent, bob: Agent, item: Item) -> int:
    bob.person.sessions.update(expires_at=utc_now() - timedelta(seconds=1))
    return 4401


@pytest.mark.parametrize(
    "cause",
    [
        _grant_is_taken,
        _document_is_trashed,
        _person_is_deactivated,
        _session_is_ended,
        _session_runs_out,
    ],
)
def test_whatever_ends_a_right_closes_the_socket(
    door: Door, minutes: Item, alice: Agent, bob: Agent, cause: Cause
) -> None:
    alice.share(minutes, bob, Role.EDITOR)
    with door.document(bob, minutes) as typist:
        typist.sync()
        code = cause(alice, bob, minutes)
        assert typist.until_closed() == code


def test_a_revoked_token_closes_its_socket(door: Door, minutes: Item, alice: Agent) -> None:
    token, secret = create_token(actor=alice.actor, name="robot", scope=TokenScope.WRITE)
    with door.document(None, minutes, token=secret, origin=None) as robot:
        robot.sync()
        revoke_token(actor=alice.actor, token_id=token.id)
        assert robot.until_closed() == 4401


def test_leaving_a_group_closes_the_socket(
    door: Door, minutes: Item, alice: Agent, bob: Agent
) -> None:
    group = make_group(alice.person.organisation, "Bureau", bob)
    alice.share(minutes, group, Role.EDITOR)
    with door.document(bob, minutes) as typist:
        typist.sync()
        GroupMembership.objects.filter(person=bob.person).delete()
        assert typist.until_closed() == 4403


def _nested(alice: Agent, depth: int) -> tuple[Item, Item]:
    """Return a folder and a document that lies ``depth`` below it."""
    top = folder = alice.folder("0")
    for level in range(1, depth):
        folder = alice.folder(str(level), folder)
    item = document(alice)
    move_item(access=alice.enter(item, Ability.TRASH), target=alice.enter(folder, Ability.EDIT))
    return top, item


def test_a_parents_revocation_reaches_depth_five(door: Door, alice: Agent, bob: Agent) -> None:
    top, item = _nested(alice, 5)
    grant = alice.share(top, bob, Role.EDITOR)
    with door.document(bob, item) as typist:
        typist.sync()
        take_role(access=alice.enter(top, Ability.MANAGE_GRANTS), grant_id=grant.id)
        assert typist.until_closed() == 4403


def test_a_trashed_parent_reaches_depth_five(door: Door, alice: Agent) -> None:
    top, item = _nested(alice, 5)
    with door.document(alice, item) as typist:
        typist.sync()
        alice.trash(top)
        assert typist.until_closed() == 4404


def test_a_move_is_told(door: Door, minutes: Item, alice: Agent) -> None:
    folder = alice.folder("Ailleurs")
    with door.document(alice, minutes) as typist:
        typist.sync()
        move_item(
            access=alice.enter(minutes, Ability.TRASH), target=alice.enter(folder, Ability.EDIT)
        )
        typist.pump(lambda one: any(told["code"] == "moved" for told in one.notices))


def _link(alice: Agent, item: Item, mode: LinkMode) -> Link:
    return create_link(access=alice.enter(item, Ability.SHARE_LINK), mode=mode)[0]


def test_a_partner_writes_through_a_link_that_lets_her(
    door: Door, minutes: Item, alice: Agent
) -> None:
    link = _link(alice, minutes, LinkMode.EDIT)
    with door.through(link, minutes) as partner, door.document(alice, minutes) as author:
        partner.sync().write("de l'extérieur")
        partner.until_saved()
        author.until_text("de l'extérieur")


def test_a_partner_with_a_link_to_read_writes_nothing(
    door: Door, minutes: Item, alice: Agent
) -> None:
    with door.through(_link(alice, minutes, LinkMode.READ), minutes) as partner:
        partner.sync().write("interdit")
        assert partner.until_closed() == 4403


@pytest.mark.parametrize("mode", [LinkMode.COMMENT, LinkMode.EDIT])
def test_who_takes_part_has_a_name(door: Door, minutes: Item, alice: Agent, mode: LinkMode) -> None:
    with door.through(_link(alice, minutes, mode), minutes, name="") as partner:
        assert partner.until_closed() == 4404


def test_a_link_opens_its_own_document_only(door: Door, minutes: Item, alice: Agent) -> None:
    link = _link(alice, minutes, LinkMode.EDIT)
    with door.through(link, document(alice, "Autre")) as partner:
        assert partner.until_closed() == 4404


def _revoked(alice: Agent, link: Link) -> None:
    revoke_link(access=alice.enter(link.item_id, Ability.SHARE_LINK), link_id=link.id)


def _expired(alice: Agent, link: Link) -> None:
    Link.objects.filter(id=link.id).update(expires_at=utc_now())


def _given_a_password(alice: Agent, link: Link) -> None:
    from apps.sharing.operations.links import edit_link

    edit_link(
        access=alice.enter(link.item_id, Ability.SHARE_LINK),
        link_id=link.id,
        password="secret-1234",
    )


@pytest.mark.parametrize("cause", [_revoked, _expired, _given_a_password])
def test_a_link_that_ends_closes_its_sockets(
    door: Door, minutes: Item, alice: Agent, cause: Callable[[Agent, Link], None]
) -> None:
    link = _link(alice, minutes, LinkMode.EDIT)
    with door.through(link, minutes) as partner:
        partner.sync()
        cause(alice, link)
        assert partner.until_closed() == 4403
