"""Mails are written with what they speak of, and leave when the mail server takes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from apps.audit.models import AuditEvent
from apps.core.access import Role
from apps.core.clock import utc_now
from apps.core.sealing import SealBrokenError, seal, unseal
from apps.drive.models import FileVersion, Item
from apps.notifications.models import OutgoingMail
from apps.notifications.operations.delivery import (
    LONGEST_PAUSE,
    TRIED_FOR,
    forget_old_mails,
    send_next,
)
from apps.scanning.operations import record_verdict
from apps.sharing.gate import open_item
from apps.sharing.operations.visits import DownloadOutcome, note_download
from tests.drive.test_settling import CLEAN, INFECTED, later
from tests.notifications.conftest import MailServer, Postmaster
from tests.world import Agent, partner, together

pytestmark = pytest.mark.usefixtures("bucket", "mail_server")


def find_late(item: Item, signatures: int = 2) -> None:
    """Let the antivirus learn what the file is."""
    sha256 = FileVersion.objects.get(item=item).sha256
    record_verdict(sha256=sha256, outcome=later(INFECTED, signatures))


def due() -> None:
    OutgoingMail.objects.update(send_after=utc_now() - timedelta(seconds=1))


def state() -> str:
    return OutgoingMail.objects.get().state


def test_a_late_finding_is_told_with_those_who_may_hold_copies(
    alice: Agent, postmaster: Postmaster
) -> None:
    folder = alice.folder("Envoi")
    item = alice.file("facture.pdf", parent=folder)
    link = alice.link(folder)
    dominique = replace(partner(link), address="198.51.100.7")
    note_download(
        access=open_item(dominique, folder.id),
        item=folder,
        outcome=DownloadOutcome.COMPLETE,
        sent_bytes=10,
    )
    find_late(item)
    assert send_next() == 1
    assert send_next() == 0
    [message] = postmaster.messages
    assert message["To"] == alice.person.email
    assert message["Subject"].strip() == "L’antivirus a trouvé quelque chose dans « facture.pdf »"
    text = message.get_body(("plain",))
    html = message.get_body(("html",))
    assert text is not None
    assert html is not None
    for body in (text.get_content(), html.get_content()):
        assert "Late.Finding" in body
        assert "198.51.100.7" in body
        assert f"/folders/{folder.id}" in body
    assert 'lang="fr"' in html.get_content()


def test_author_and_owner_are_told_each_in_her_language(
    alice: Agent, bob: Agent, postmaster: Postmaster
) -> None:
    bob.person.locale = "en"
    bob.person.save(update_fields=["locale"])
    folder = alice.folder("Envoi")
    alice.share(folder, bob, Role.EDITOR)
    find_late(bob.file("a&b <i>.pdf", parent=folder))
    assert [send_next(), send_next(), send_next()] == [1, 1, 0]
    by_recipient = {message["To"]: message for message in postmaster.messages}
    assert set(by_recipient) == {alice.person.email, bob.person.email}
    english = by_recipient[bob.person.email]
    assert english["Subject"].strip() == "The antivirus found something in “a&b <i>.pdf”"
    html = english.get_body(("html",))
    assert html is not None
    assert "a&amp;b &lt;i&gt;.pdf" in html.get_content()


def test_the_same_finding_is_told_once(alice: Agent, postmaster: Postmaster) -> None:
    item = alice.file("a.pdf")
    find_late(item)
    sha256 = FileVersion.objects.get(item=item).sha256
    record_verdict(sha256=sha256, outcome=later(CLEAN, 3))
    find_late(item, signatures=4)
    while send_next():
        pass
    assert len(postmaster.messages) == 1


def test_nothing_is_mailed_when_the_write_is_undone(alice: Agent) -> None:
    item = alice.file("a.pdf")
    with transaction.atomic():
        find_late(item)
        assert OutgoingMail.objects.exists()
        transaction.set_rollback(True)
    assert not OutgoingMail.objects.exists()


def test_a_mail_waits_for_a_server_that_is_away_and_leaves_once(
    alice: Agent, mail_server: MailServer, postmaster: Postmaster
) -> None:
    find_late(alice.file("a.pdf"))
    mail_server.stop()
    pauses = []
    for _ in range(12):
        due()
        before = utc_now()
        assert send_next() == 1
        pauses.append(round((OutgoingMail.objects.get().send_after - before).total_seconds()))
    assert state() == "pending"
    assert send_next() == 0, "not due at once"
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE.total_seconds()
    mail_server.start()
    due()
    assert [send_next(), send_next()] == [1, 0]
    assert state() == "sent"
    assert len(postmaster.messages) == 1


@pytest.mark.parametrize(
    ("content", "recipient", "wanted"),
    [
        ("451 later", "250 OK", "pending"),
        ("554 no", "250 OK", "failed"),
        ("250 kept", "450 later", "pending"),
        ("250 kept", "550 unknown", "failed"),
    ],
)
def test_a_refusal_for_good_ends_it_and_another_does_not(
    alice: Agent, postmaster: Postmaster, content: str, recipient: str, wanted: str
) -> None:
    postmaster.answer, postmaster.to_recipient = content, recipient
    find_late(alice.file("a.pdf"))
    assert send_next() == 1
    assert state() == wanted
    assert OutgoingMail.objects.get().trouble
    assert (OutgoingMail.objects.get().sealed == b"") == (wanted == "failed")


def test_it_is_given_up_after_days(alice: Agent, mail_server: MailServer) -> None:
    find_late(alice.file("a.pdf"))
    mail_server.stop()
    OutgoingMail.objects.update(created_at=utc_now() - TRIED_FOR - timedelta(minutes=1))
    assert send_next() == 1
    assert state() == "failed"


def test_the_row_gives_no_wording_away(alice: Agent) -> None:
    find_late(alice.file("tres-secret.pdf"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM notifications_outgoingmail")
        row = cursor.fetchall()
    assert "tres-secret" not in "".join(
        str(bytes(v) if isinstance(v, memoryview) else v) for v in row[0]
    )
    send_next()
    assert OutgoingMail.objects.get().sealed == b""


def test_a_mail_sealed_under_a_lost_key_fails(
    alice: Agent, settings: Settings, postmaster: Postmaster
) -> None:
    find_late(alice.file("a.pdf"))
    settings.SECRET_KEY = "another key of more than fifty characters, made for this test"
    assert send_next() == 1
    assert state() == "failed"
    assert not postmaster.messages


def test_a_seal_is_for_one_purpose() -> None:
    sealed = seal(b"word", purpose="one")
    assert unseal(sealed, purpose="one") == b"word"
    for broken in (b"", sealed[:-1], bytes([sealed[0] ^ 1]) + sealed[1:]):
        with pytest.raises(SealBrokenError):
            unseal(broken, purpose="one")
    with pytest.raises(SealBrokenError):
        unseal(sealed, purpose="two")


@pytest.mark.django_db(transaction=True)
def test_several_workers_send_each_mail_once(alice: Agent, postmaster: Postmaster) -> None:
    for number in range(6):
        find_late(alice.file(f"{number}.pdf"))
    together(*[send_next] * 8)
    while send_next():
        pass
    assert len({message["Message-ID"] for message in postmaster.messages}) == 6
    assert len(postmaster.messages) == 6


def test_what_ended_a_year_ago_is_forgotten(alice: Agent) -> None:
    find_late(alice.file("a.pdf"))
    send_next()
    forget_old_mails()
    assert OutgoingMail.objects.count() == 1
    OutgoingMail.objects.update(ended_at=utc_now() - timedelta(days=366))
    forget_old_mails()
    assert not OutgoingMail.objects.exists()
    assert AuditEvent.objects.filter(action="content.infected").exists()
