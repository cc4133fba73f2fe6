"""The rules of access, row by row."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from apps.core.access import Ability, Role
from apps.sharing.decision import (
    NOTHING,
    ItemFacts,
    LinkFacts,
    PersonFacts,
    decide_link,
    decide_person,
    strongest,
)
from apps.sharing.modes import LinkMode

READ, DOWNLOAD, COMMENT, EDIT = Ability.READ, Ability.DOWNLOAD, Ability.COMMENT, Ability.EDIT
SHARE_LINK, MANAGE_GRANTS = Ability.SHARE_LINK, Ability.MANAGE_GRANTS
TRASH, PURGE = Ability.TRASH, Ability.PURGE

ALICE, BOB = UUID(int=1), UUID(int=2)
NOW = datetime(2026, 1, 1, tzinfo=UTC)

ITEM = ItemFacts(
    is_root=False,
    is_trashed=False,
    is_below_trashed=False,
    held_for=None,
    is_servable=True,
    is_document=False,
)
DOCUMENT = replace(ITEM, is_document=True)
ROOT = replace(ITEM, is_root=True)
TRASHED = replace(ITEM, is_trashed=True)
BELOW_TRASHED = replace(ITEM, is_below_trashed=True)
TRASHED_BELOW_TRASHED = replace(TRASHED, is_below_trashed=True)
HELD_FOR_BOB = replace(ITEM, held_for=BOB, is_servable=False)
UNSERVABLE = replace(ITEM, is_servable=False)

PERSON = PersonFacts(person_id=ALICE, is_active=True, can_write=True, roles=frozenset())
LINK = LinkFacts(
    is_revoked=False,
    expires_at=NOW + timedelta(days=1),
    needs_password=False,
    is_unlocked=False,
    is_item_below=True,
    issuer_abilities=frozenset(Ability),
    mode=LinkMode.DOWNLOAD,
)

READER = {READ, DOWNLOAD}
COMMENTER = READER | {COMMENT}
EDITOR = COMMENTER | {EDIT, SHARE_LINK, TRASH}
MANAGER = EDITOR | {MANAGE_GRANTS, PURGE}


def as_(*roles: Role, can_write: bool = True) -> PersonFacts:
    return replace(PERSON, roles=frozenset(roles), can_write=can_write)


@pytest.mark.parametrize(
    ("item", "role", "expected"),
    [
        (ITEM, Role.READER, READER),
        (ITEM, Role.COMMENTER, COMMENTER),
        (ITEM, Role.EDITOR, EDITOR),
        (ITEM, Role.MANAGER, MANAGER),
        (ITEM, Role.OWNER, MANAGER),
        (ROOT, Role.EDITOR, EDITOR - {TRASH}),
        (ROOT, Role.OWNER, MANAGER - {TRASH, PURGE}),
        (TRASHED, Role.READER, {READ}),
        (TRASHED, Role.COMMENTER, {READ}),
        (TRASHED, Role.EDITOR, {READ, TRASH}),
        (TRASHED, Role.MANAGER, {READ, TRASH, PURGE}),
        (TRASHED_BELOW_TRASHED, Role.EDITOR, {READ, TRASH}),
        (BELOW_TRASHED, Role.OWNER, NOTHING),
        (UNSERVABLE, Role.READER, {READ}),
        (UNSERVABLE, Role.EDITOR, EDITOR - {DOWNLOAD, SHARE_LINK}),
        (UNSERVABLE, Role.OWNER, MANAGER - {DOWNLOAD, SHARE_LINK}),
        (HELD_FOR_BOB, Role.OWNER, NOTHING),
        (replace(HELD_FOR_BOB, held_for=ALICE), Role.EDITOR, EDITOR - {DOWNLOAD, SHARE_LINK}),
    ],
)
def test_what_a_role_allows(item: ItemFacts, role: Role, expected: set[Ability]) -> None:
    assert decide_person(item, as_(role)) == expected


@pytest.mark.parametrize("item", [ITEM, ROOT, TRASHED, UNSERVABLE])
def test_without_a_role_or_an_account_nothing_is_allowed(item: ItemFacts) -> None:
    assert decide_person(item, as_()) == NOTHING
    assert decide_person(item, replace(as_(Role.OWNER), is_active=False)) == NOTHING


@pytest.mark.parametrize("role", Role)
def test_a_read_only_key_reads(role: Role) -> None:
    assert decide_person(ITEM, as_(role, can_write=False)) == {READ, DOWNLOAD}
    assert decide_person(TRASHED, as_(role, can_write=False)) == {READ}


def test_the_strongest_role_counts() -> None:
    assert decide_person(ITEM, as_(Role.READER, Role.MANAGER)) == MANAGER
    assert strongest([]) is None
    assert strongest([20, 50, 10]) is Role.OWNER


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("item", [ITEM, ROOT, TRASHED, UNSERVABLE])
def test_a_higher_role_allows_no_less(item: ItemFacts, role: Role) -> None:
    for lower in (other for other in Role if other < role):
        assert decide_person(item, as_(lower)) <= decide_person(item, as_(role))


def test_a_link_reads_and_downloads() -> None:
    assert decide_link(ITEM, LINK, NOW) == {READ, DOWNLOAD}
    assert decide_link(ROOT, LINK, NOW) == {READ, DOWNLOAD}
    assert decide_link(UNSERVABLE, LINK, NOW) == {READ}


@pytest.mark.parametrize(
    ("mode", "in_document", "elsewhere"),
    [
        (LinkMode.READ, {READ}, {READ}),
        (LinkMode.DOWNLOAD, {READ, DOWNLOAD}, {READ, DOWNLOAD}),
        (LinkMode.COMMENT, {READ, DOWNLOAD, COMMENT}, {READ, DOWNLOAD}),
        (LinkMode.EDIT, {READ, DOWNLOAD, COMMENT, EDIT}, {READ, DOWNLOAD}),
    ],
)
def test_a_link_takes_part_in_documents_alone(
    mode: LinkMode, in_document: set[Ability], elsewhere: set[Ability]
) -> None:
    link = replace(LINK, mode=mode)
    assert decide_link(DOCUMENT, link, NOW) == in_document
    assert decide_link(ITEM, link, NOW) == elsewhere
    assert decide_link(ROOT, link, NOW) == elsewhere


@pytest.mark.parametrize(
    "link",
    [
        replace(LINK, is_revoked=True),
        replace(LINK, expires_at=NOW),
        replace(LINK, expires_at=NOW - timedelta(seconds=1)),
        replace(LINK, needs_password=True),
        replace(LINK, is_item_below=False),
        replace(LINK, issuer_abilities=NOTHING),
        replace(LINK, issuer_abilities=frozenset({READ, DOWNLOAD, COMMENT})),
    ],
)
def test_a_link_that_does_not_hold_opens_nothing(link: LinkFacts) -> None:
    assert decide_link(ITEM, link, NOW) == NOTHING


@pytest.mark.parametrize("item", [TRASHED, BELOW_TRASHED, TRASHED_BELOW_TRASHED, HELD_FOR_BOB])
def test_a_link_does_not_reach_into_the_trash_nor_what_is_held(item: ItemFacts) -> None:
    assert decide_link(item, LINK, NOW) == NOTHING


def test_a_password_given_opens() -> None:
    unlocked = replace(LINK, needs_password=True, is_unlocked=True)
    assert decide_link(ITEM, unlocked, NOW) == {READ, DOWNLOAD}


@pytest.mark.parametrize("mode", LinkMode)
@pytest.mark.parametrize("role", Role)
def test_a_link_never_allows_more_than_its_issuer(role: Role, mode: LinkMode) -> None:
    for item in (ITEM, ROOT, UNSERVABLE, TRASHED, DOCUMENT):
        issuer = decide_person(item, as_(role))
        link = replace(LINK, issuer_abilities=issuer, mode=mode)
        assert decide_link(item, link, NOW) <= issuer
