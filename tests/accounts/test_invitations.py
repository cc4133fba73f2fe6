"""How agents come in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from apps.accounts.actors import person_actor
from apps.accounts.errors import MailUnavailableError, PasswordRefusedError
from apps.accounts.models import Invitation, Organisation, Person, Session
from apps.accounts.operations.invitations import (
    accept_invitation,
    invite_person,
    revoke_invitation,
)
from apps.accounts.queries import open_invitations
from apps.core.clock import utc_now
from apps.core.errors import ForbiddenError, NotFoundError
from apps.core.ids import new_id, new_token
from sovshare.logs import RedactingJsonFormatter
from tests.accounts.conftest import PASSWORD, Browser, Mailbox, audited, text_of
from tests.services.processes import free_port
from tests.world import together

PAGE = "/account/invitation/"
FORM = {"name": "Emma Petit", "password": PASSWORD}


def _invite(by: Person, email: str = "emma@ministere.test") -> Invitation:
    return invite_person(actor=person_actor(by), email=email, name="Emma")


def test_an_invited_agent_makes_her_account_and_signs_in(
    ada: Person, browser: Browser, mailbox: Mailbox
) -> None:
    _invite(ada, "EMMA@ministere.test")
    assert mailbox.messages[0]["To"] == "emma@ministere.test"
    answer = browser.get(mailbox.link)
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    assert "emma@ministere.test" in browser.get(PAGE).content.decode()
    assert browser.post(PAGE, FORM).status_code == 200
    emma = Person.objects.get(email="emma@ministere.test")
    assert (emma.name, emma.organisation) == ("Emma Petit", ada.organisation)
    assert not emma.is_officer
    assert not emma.is_administrator
    browser.sign_in(emma)
    assert browser.is_signed_in()
    assert audited("invitation.created")[0].actor_id == ada.id
    assert audited("invitation.accepted")[0].facts["person_id"] == str(emma.id)


def test_privileges_do_not_come_with_the_form(
    ada: Person, browser: Browser, mailbox: Mailbox
) -> None:
    _invite(ada)
    browser.get(mailbox.link)
    extra = {"is_administrator": "true", "is_officer": "1", "email": "boss@ministere.test"}
    browser.post(PAGE, {**FORM, **extra})
    emma = Person.objects.get(name="Emma Petit")
    assert emma.email == "emma@ministere.test"
    assert not emma.is_administrator
    assert not emma.is_officer


def test_following_the_link_consumes_nothing(ada: Person, mailbox: Mailbox) -> None:
    _invite(ada)
    for _ in range(5):
        assert Browser().get(mailbox.link).status_code == 303
        assert Browser().client.head(mailbox.link).status_code in {303, 405}
    assert open_invitations(utc_now()).exists()


def test_the_token_is_kept_nowhere(ada: Person, browser: Browser, mailbox: Mailbox) -> None:
    _invite(ada)
    token = mailbox.link.rpartition("/")[2]
    browser.get(mailbox.link)
    with connection.cursor() as cursor:
        for table in ("accounts_invitation", "accounts_session", "audit_auditevent"):
            cursor.execute(f"SELECT * FROM {table}")
            rows = [
                [bytes(cell) if isinstance(cell, memoryview) else cell for cell in row]
                for row in cursor.fetchall()
            ]
            assert token not in repr(rows)
    assert browser.get(PAGE).headers["Referrer-Policy"] == "same-origin"


def test_mailed_secrets_stay_out_of_the_log(
    ada: Person, alice: Person, browser: Browser, mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    formatter = RedactingJsonFormatter()
    _invite(ada)
    browser.post("/account/password/reset/", {"email": alice.email})
    paths = [re.findall(r"http://testserver(\S+)", text_of(sent))[0] for sent in mailbox.messages]
    with caplog.at_level("INFO"):
        for path in paths:
            assert browser.get(path).status_code in {302, 303}
    lines = "\n".join(formatter.format(line) for line in caplog.records)
    assert "/account/invitation/" in lines
    for path in paths:
        assert path.strip("/").rpartition("/")[2] not in lines


def _expire(invitation: Invitation) -> None:
    Invitation.objects.filter(id=invitation.id).update(expires_at=utc_now())


def test_wrong_used_withdrawn_and_expired_links_show_one_page(
    ada: Person, mailbox: Mailbox
) -> None:
    def closed(link: str) -> tuple[int, bytes]:
        answer = Browser().get(link)
        return answer.status_code, answer.content.replace(link.encode(), b"")

    pages = [closed(f"{PAGE}{new_token()}")]
    used = _invite(ada)
    accept_invitation(invitation_id=used.id, name="Emma", password=PASSWORD)
    pages.append(closed(mailbox.link))
    withdrawn = _invite(ada, "f@ministere.test")
    revoke_invitation(actor=person_actor(ada), invitation_id=withdrawn.id)
    pages.append(closed(mailbox.link))
    _expire(_invite(ada, "g@ministere.test"))
    pages.append(closed(mailbox.link))
    assert {status for status, _ in pages} == {404}
    assert len({_without_csrf(page) for _, page in pages}) == 1


def _without_csrf(page: bytes) -> str:
    lines = page.decode().splitlines()
    return "\n".join(line for line in lines if "csrfmiddlewaretoken" not in line)


@pytest.mark.parametrize("end", [_expire, lambda invitation: invitation.delete()])
def test_an_invitation_that_ends_between_page_and_form_makes_no_account(
    ada: Person, browser: Browser, mailbox: Mailbox, end: Callable[[Invitation], Any]
) -> None:
    invitation = _invite(ada)
    browser.get(mailbox.link)
    end(invitation)
    assert browser.post(PAGE, FORM).status_code == 404
    assert not Person.objects.filter(email="emma@ministere.test").exists()


def test_an_address_with_an_account_gets_the_same_answer_and_another_mail(
    ada: Person, alice: Person, mailbox: Mailbox
) -> None:
    known, unknown = _invite(ada, alice.email), _invite(ada, "emma@ministere.test")
    assert known.expires_at - known.created_at == unknown.expires_at - unknown.created_at
    to_known, to_unknown = mailbox.messages
    assert to_known["Subject"] == to_unknown["Subject"]
    assert "/account/login/" in text_of(to_known)
    with pytest.raises(NotFoundError):
        accept_invitation(invitation_id=known.id, name="Mallory", password=PASSWORD)
    alice.refresh_from_db()
    assert alice.name == "Alice"


def test_inviting_again_ends_the_earlier_link(
    ada: Person, browser: Browser, mailbox: Mailbox
) -> None:
    _invite(ada)
    earlier = mailbox.link
    _invite(ada)
    assert browser.get(earlier).status_code == 404
    assert browser.get(mailbox.link).status_code == 303


@pytest.mark.django_db(transaction=True)
def test_fifty_uses_at_once_make_one_account(ada: Person, mailbox: Mailbox) -> None:
    invitation = _invite(ada)

    def accept() -> Person:
        return accept_invitation(invitation_id=invitation.id, name="Emma", password=PASSWORD)

    results = together(*[accept] * 50)
    assert sum(isinstance(result, Person) for result in results) == 1
    assert sum(isinstance(result, NotFoundError) for result in results) == 49
    assert len(audited("invitation.accepted")) == 1


def test_a_weak_password_leaves_the_invitation_open(
    ada: Person, browser: Browser, mailbox: Mailbox
) -> None:
    invitation = _invite(ada)
    browser.get(mailbox.link)
    answer = browser.post(PAGE, {"name": "Emma", "password": "court"})
    assert answer.status_code == 200
    assert "12" in answer.content.decode()
    with pytest.raises(PasswordRefusedError):
        accept_invitation(invitation_id=invitation.id, name="Emma", password="emma@ministere.test")
    assert open_invitations(utc_now()).filter(id=invitation.id).exists()
    assert browser.post(PAGE, FORM).status_code == 200
    assert Person.objects.filter(email="emma@ministere.test").exists()


def test_whoever_was_signed_in_is_signed_out_by_the_link(
    ada: Person, alice: Person, browser: Browser, mailbox: Mailbox
) -> None:
    browser.sign_in(alice)
    _invite(ada)
    browser.get(mailbox.link)
    assert not browser.is_signed_in()
    assert not Session.objects.filter(person=alice).exists()


def test_without_mail_server_nothing_is_kept(ada: Person, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    with pytest.raises(MailUnavailableError):
        _invite(ada)
    assert not open_invitations(utc_now()).exists()


def test_only_administrators_of_the_organisation_invite_and_withdraw(
    ada: Person, alice: Person, make_person: Callable[..., Person], mailbox: Mailbox
) -> None:
    with pytest.raises(ForbiddenError):
        _invite(alice)
    invitation = _invite(ada)
    with pytest.raises(ForbiddenError):
        revoke_invitation(actor=person_actor(alice), invitation_id=invitation.id)
    other = Organisation.objects.create(name="Mairie", slug="mairie")
    zoe = make_person("Zoe", organisation=other, is_administrator=True)
    for unknown in (invitation.id, new_id()):
        with pytest.raises(NotFoundError):
            revoke_invitation(actor=person_actor(zoe), invitation_id=unknown)
    assert open_invitations(utc_now()).get() == invitation


def test_an_invitation_lives_fourteen_days(ada: Person, mailbox: Mailbox) -> None:
    invitation = _invite(ada)
    assert invitation.expires_at - invitation.created_at == timedelta(days=14)


def test_tokens_cannot_be_tried_without_limit(db: None) -> None:
    statuses = [Browser().get(f"{PAGE}{new_token()}").status_code for _ in range(31)]
    assert statuses == [404] * 30 + [429]
