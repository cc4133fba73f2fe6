"""Links: made within limits, changed by who may, dead as soon as anything behind them ends."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.core import serializers
from pytest_django import DjangoAssertNumQueries, Settings

from apps.accounts.models import Person
from apps.audit.models import AuditEvent
from apps.core.access import Ability, ItemAccess, Role
from apps.core.clock import utc_now
from apps.core.errors import DomainError, ForbiddenError, NotFoundError
from apps.core.ids import new_token
from apps.drive.errors import ContentInfectedError, NotScannedYetError, UnscannableError
from apps.drive.models import FileVersion, Item
from apps.drive.operations.structure import move_item
from apps.scanning.models import Verdict
from apps.sharing.errors import (
    ExpiryInvalidError,
    LinkEndedError,
    LinkPasswordInvalidError,
    ModeUnfitError,
)
from apps.sharing.gate import open_item, still_allows
from apps.sharing.models import Grant, Link
from apps.sharing.modes import LinkMode
from apps.sharing.operations.grants import take_role
from apps.sharing.operations.links import create_link, edit_link, revoke_link
from apps.sharing.queries.sharing import (
    LinkStatus,
    find_link_by_token,
    links_issued_by,
    links_on,
    statuses_of,
)
from tests.world import Agent, partner, plant_document, plant_file, plant_folder

PASSWORD = "une phrase pour Dominique"


@pytest.fixture
def folder(alice: Agent) -> Item:
    return alice.folder("Budget")


def status_of(link: Link) -> LinkStatus:
    fresh = Link.objects.select_related("issuer", "item").get(id=link.id)
    return statuses_of([fresh], utc_now())[link.id]


def visit(link: Link, item: Item, **unlocked: bool) -> ItemAccess:
    return open_item(partner(link, **unlocked), item.id)


def edit(who: Agent, link: Link, **changes: object) -> Link:
    access = who.enter(link.item_id)
    return edit_link(access=access, link_id=link.id, **changes)  # type: ignore[arg-type] # shorthand


def test_a_link_opens_its_item_and_what_is_below(alice: Agent, folder: Item) -> None:
    inner = plant_file(plant_folder(folder, "2026"), "a.txt", by=alice)
    link = alice.link(folder)
    assert visit(link, folder).abilities == {Ability.READ, Ability.DOWNLOAD}
    assert visit(link, inner).abilities == {Ability.READ, Ability.DOWNLOAD}
    for outside in (alice.root, alice.folder("Autre")):
        with pytest.raises(NotFoundError):
            visit(link, outside)


def test_what_a_link_allows_holds_for_the_documents_in_its_folder(
    alice: Agent, folder: Item
) -> None:
    inner = plant_folder(folder, "2026")
    file, document = plant_file(inner, "a.txt", by=alice), plant_document(inner, "Note")
    look = {Ability.READ, Ability.DOWNLOAD}
    link = alice.link(folder, mode=LinkMode.COMMENT)
    assert visit(link, document).abilities == look | {Ability.COMMENT}
    edit(alice, link, mode=LinkMode.EDIT)
    assert visit(link, document).abilities == look | {Ability.COMMENT, Ability.EDIT}
    for other in (folder, inner, file):
        assert visit(link, other).abilities == look
    edit(alice, link, mode=LinkMode.DOWNLOAD)
    assert visit(link, document).abilities == look


def test_a_link_to_read_lets_no_copy_leave(alice: Agent, folder: Item) -> None:
    document = plant_document(folder, "Note")
    assert visit(alice.link(document, mode=LinkMode.READ), document).abilities == {Ability.READ}


def test_what_a_link_allows_fits_what_it_leads_to(alice: Agent, folder: Item) -> None:
    file = plant_file(folder, "a.txt", by=alice)
    for item, modes in ((file, [LinkMode.DOWNLOAD]), (folder, list(LinkMode)[1:])):
        link = alice.link(item)
        for mode in LinkMode:
            if mode in modes:
                assert edit(alice, link, mode=mode).mode == alice.link(item, mode=mode).mode
                continue
            with pytest.raises(ModeUnfitError):
                alice.link(item, mode=mode)
            with pytest.raises(ModeUnfitError):
                edit(alice, link, mode=mode)


def test_an_editing_link_ends_with_its_issuers_right(
    alice: Agent, bob: Agent, folder: Item
) -> None:
    document = plant_document(folder, "Note")
    alice.share(folder, bob, Role.EDITOR)
    link = bob.link(document, mode=LinkMode.EDIT)
    access = visit(link, document)
    assert still_allows(access, Ability.EDIT)
    alice.share(folder, bob, Role.COMMENTER)
    assert not still_allows(access, Ability.READ)


def test_only_the_digest_of_a_token_is_kept(alice: Agent, folder: Item) -> None:
    link, token = create_link(access=alice.enter(folder))
    assert len(token) == 43
    assert bytes(link.token_hash) == hashlib.sha256(token.encode()).digest()
    assert find_link_by_token(token) == link
    assert find_link_by_token(new_token()) is None
    assert find_link_by_token("\ud800") is None
    kept = serializers.serialize("json", [link, *AuditEvent.objects.all()])
    assert token not in kept


def test_a_password_is_kept_by_a_slow_hash_alone(alice: Agent, folder: Item) -> None:
    link = alice.link(folder, password=PASSWORD)
    assert link.password_hash.startswith("argon2")
    edit(alice, link, password=PASSWORD + "!")
    assert PASSWORD not in serializers.serialize("json", [link, *AuditEvent.objects.all()])


def test_a_link_ends_by_default_and_at_most_when_the_settings_say(
    alice: Agent, folder: Item, settings: Settings
) -> None:
    settings.LINK_DEFAULT_DAYS, settings.LINK_MAXIMUM_DAYS = 7, 10
    now = utc_now()
    link, _ = create_link(access=alice.enter(folder))
    assert timedelta(days=7) <= link.expires_at - now < timedelta(days=7, minutes=1)
    for wrong in (now, now - timedelta(days=1), now + timedelta(days=11, minutes=1)):
        with pytest.raises(ExpiryInvalidError):
            create_link(access=alice.enter(folder), expires_at=wrong)
        with pytest.raises(ExpiryInvalidError):
            edit(alice, link, expires_at=wrong)
    create_link(access=alice.enter(folder), expires_at=now + timedelta(days=10))


@pytest.mark.parametrize("role", Role)
def test_who_may_share_makes_links(alice: Agent, bob: Agent, folder: Item, role: Role) -> None:
    alice.share(folder, bob, role)
    access = bob.enter(folder)
    if role >= Role.EDITOR:
        assert create_link(access=access)[0].issuer == bob.person
        return
    with pytest.raises(ForbiddenError):
        create_link(access=access)


def test_a_stranger_makes_no_link_and_a_read_only_key_neither(
    alice: Agent, charlie: Agent, folder: Item
) -> None:
    with pytest.raises(NotFoundError):
        charlie.link(folder)
    access = open_item(replace(alice.actor, can_write=False), folder.id)
    with pytest.raises(ForbiddenError):
        create_link(access=access)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("quarantined", NotScannedYetError),
        ("infected", ContentInfectedError),
        ("unscannable", UnscannableError),
    ],
)
def test_content_that_cannot_leave_gets_no_link_and_says_why(
    alice: Agent, state: str, reason: type[DomainError]
) -> None:
    file = plant_file(alice.root, "a.txt", by=alice, state=state)
    with pytest.raises(reason):
        create_link(access=alice.enter(file))
    with pytest.raises(ForbiddenError):
        create_link(access=open_item(replace(alice.actor, can_write=False), file.id))


def test_a_partner_makes_no_link(alice: Agent, folder: Item) -> None:
    link = alice.link(folder)
    access = visit(link, folder)
    for act in (
        lambda: create_link(access=access),
        lambda: edit_link(access=access, link_id=link.id, note="x"),
        lambda: revoke_link(access=access, link_id=link.id),
    ):
        with pytest.raises((ForbiddenError, NotFoundError)):
            act()


def test_every_change_of_a_link_by_someone_else_is_refused(
    alice: Agent, bob: Agent, charlie: Agent, folder: Item
) -> None:
    alice.share(folder, bob, Role.EDITOR)
    link = alice.link(folder, password=PASSWORD)
    before = Link.objects.filter(id=link.id).values().get()
    changes: list[dict[str, object]] = [
        {"expires_at": utc_now() + timedelta(days=300)},
        {"password": None},
        {"password": "another password"},
        {"note": "x"},
    ]
    for change in changes:
        with pytest.raises(NotFoundError):
            edit(bob, link, **change)
        with pytest.raises(NotFoundError):
            edit(charlie, link, **change)
    with pytest.raises(NotFoundError):
        revoke_link(access=bob.enter(folder), link_id=link.id)
    read_only = open_item(replace(alice.actor, can_write=False), folder.id)
    with pytest.raises(ForbiddenError):
        revoke_link(access=read_only, link_id=link.id)
    assert Link.objects.filter(id=link.id).values().get() == before


def test_a_link_of_another_item_is_not_found(alice: Agent, bob: Agent, folder: Item) -> None:
    theirs = bob.link(bob.folder("Autre"))
    for act in (
        lambda: edit_link(access=alice.enter(folder), link_id=theirs.id, note="x"),
        lambda: revoke_link(access=alice.enter(folder), link_id=theirs.id),
    ):
        with pytest.raises(NotFoundError):
            act()
    assert status_of(theirs) is LinkStatus.OPEN


def test_who_manages_an_item_changes_and_ends_all_its_links(
    alice: Agent, bob: Agent, folder: Item
) -> None:
    alice.share(folder, bob, Role.EDITOR)
    link = bob.link(folder)
    edit(alice, link, note="Marché 2026")
    revoke_link(access=alice.enter(folder), link_id=link.id)
    assert status_of(link) is LinkStatus.REVOKED
    assert set(links_on(alice.enter(folder))) == {link}
    mine = alice.link(folder)
    assert set(links_on(bob.enter(folder))) == {link}
    assert set(links_on(alice.enter(folder))) == {link, mine}
    assert set(links_issued_by(bob.actor)) == {link}


def test_a_revoked_link_does_not_come_back(alice: Agent, folder: Item) -> None:
    link = alice.link(folder)
    for _ in range(2):
        revoke_link(access=alice.enter(folder), link_id=link.id)
    assert AuditEvent.objects.filter(action="link.revoked").count() == 1
    with pytest.raises(LinkEndedError):
        edit(alice, link, expires_at=utc_now() + timedelta(days=1))


def test_an_expired_link_may_be_prolonged(alice: Agent, folder: Item) -> None:
    link = alice.link(folder)
    Link.objects.filter(id=link.id).update(expires_at=utc_now())
    assert status_of(link) is LinkStatus.EXPIRED
    edit(alice, link, expires_at=utc_now() + timedelta(days=1))
    assert status_of(link) is LinkStatus.OPEN


def test_a_short_password_is_refused(alice: Agent, folder: Item) -> None:
    with pytest.raises(LinkPasswordInvalidError):
        alice.link(folder, password="1234567")
    with pytest.raises(LinkPasswordInvalidError):
        edit(alice, alice.link(folder), password="")
    assert Link.objects.count() == 1


def test_a_password_locks_until_it_is_given(alice: Agent, folder: Item) -> None:
    link = alice.link(folder, password=PASSWORD)
    with pytest.raises(NotFoundError):
        visit(link, folder)
    visit(link, folder, is_unlocked=True)


def test_a_new_password_ends_earlier_unlocks(alice: Agent, folder: Item) -> None:
    link = alice.link(folder, password=PASSWORD)
    visitor = partner(link, is_unlocked=True)
    open_item(visitor, folder.id)
    edit(alice, link, password="another password")
    with pytest.raises(NotFoundError):
        open_item(visitor, folder.id)
    edit(alice, link, password=None)
    open_item(partner(link), folder.id)


# What ends a link, and what its status then is. Each is done by the issuer's colleague Alice.


def revoke(alice: Agent, bob: Agent, link: Link) -> None:
    revoke_link(access=alice.enter(link.item_id), link_id=link.id)


def expire(alice: Agent, bob: Agent, link: Link) -> None:
    Link.objects.filter(id=link.id).update(expires_at=utc_now())


def downgrade_issuer(alice: Agent, bob: Agent, link: Link) -> None:
    alice.share(Item.objects.get(name="Budget"), bob, Role.COMMENTER)


def remove_issuer(alice: Agent, bob: Agent, link: Link) -> None:
    grant = Grant.objects.get(person=bob.person, item__name="Budget")
    take_role(access=alice.enter(grant.item_id), grant_id=grant.id)


def deactivate_issuer(alice: Agent, bob: Agent, link: Link) -> None:
    Person.objects.filter(id=bob.id).update(is_active=False)


def trash_item(alice: Agent, bob: Agent, link: Link) -> None:
    alice.trash(link.item)


def trash_folder_above(alice: Agent, bob: Agent, link: Link) -> None:
    alice.trash(Item.objects.get(name="Budget"))


def move_out_of_the_folder(alice: Agent, bob: Agent, link: Link) -> None:
    move_item(access=alice.enter(link.item_id), target=alice.enter(alice.root))


def turn_infected(alice: Agent, bob: Agent, link: Link) -> None:
    versions = FileVersion.objects.filter(item=link.item)
    Verdict.objects.filter(sha256__in=versions.values("sha256")).update(
        state="infected", signature_name="Late.Finding"
    )


ENDINGS: dict[Callable[[Agent, Agent, Link], None], LinkStatus] = {
    revoke: LinkStatus.REVOKED,
    expire: LinkStatus.EXPIRED,
    downgrade_issuer: LinkStatus.BLOCKED,
    remove_issuer: LinkStatus.BLOCKED,
    deactivate_issuer: LinkStatus.BLOCKED,
    trash_item: LinkStatus.BLOCKED,
    trash_folder_above: LinkStatus.BLOCKED,
    move_out_of_the_folder: LinkStatus.BLOCKED,
    turn_infected: LinkStatus.BLOCKED,
}


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.__name__)
def test_a_link_is_dead_as_soon_as(
    alice: Agent, bob: Agent, folder: Item, ending: Callable[[Agent, Agent, Link], None]
) -> None:
    alice.share(folder, bob, Role.EDITOR)
    file = plant_file(folder, "a.txt", by=alice)
    link = bob.link(file)
    access = visit(link, file)
    assert still_allows(access, Ability.DOWNLOAD)
    assert status_of(link) is LinkStatus.OPEN
    ending(alice, bob, link)
    assert not still_allows(access, Ability.READ)
    with pytest.raises(NotFoundError):
        visit(link, file)
    assert status_of(link) is ENDINGS[ending]


def test_a_link_to_a_folder_does_not_follow_what_is_moved_out(alice: Agent, folder: Item) -> None:
    file = plant_file(folder, "a.txt", by=alice)
    link = alice.link(folder)
    access = visit(link, file)
    move_item(access=alice.enter(file), target=alice.enter(alice.root))
    assert not still_allows(access, Ability.READ)
    visit(link, folder)


def test_a_blocked_link_works_again_with_its_issuer(alice: Agent, bob: Agent, folder: Item) -> None:
    alice.share(folder, bob, Role.EDITOR)
    link = bob.link(folder)
    for role, works in ((Role.READER, False), (Role.MANAGER, True)):
        alice.share(folder, bob, role)
        assert (status_of(link) is LinkStatus.OPEN) == works


def test_statuses_cost_the_same_for_any_number_of_links(
    alice: Agent,
    bob: Agent,
    folder: Item,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    alice.share(folder, bob, Role.EDITOR)
    for who in (alice, bob):
        for number in range(5):
            file = plant_file(folder, f"{who.person.name} {number}", by=who)
            who.link(file)
    links = list(Link.objects.select_related("issuer", "item"))
    with django_assert_num_queries(4):
        statuses = statuses_of(links, utc_now())
    assert set(statuses.values()) == {LinkStatus.OPEN}


def test_a_link_expires_at_its_instant(
    alice: Agent, folder: Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = alice.link(folder)

    def at(moment: datetime) -> datetime:
        return moment

    monkeypatch.setattr(
        "apps.sharing.gate.utc_now", partial(at, link.expires_at - timedelta(microseconds=1))
    )
    visit(link, folder)
    monkeypatch.setattr("apps.sharing.gate.utc_now", partial(at, link.expires_at))
    with pytest.raises(NotFoundError):
        visit(link, folder)
