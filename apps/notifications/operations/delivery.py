"""Sending what waits in the outbox."""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import (
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from apps.core.clock import utc_now
from apps.core.sealing import SealBrokenError
from apps.notifications.models import MailState, OutgoingMail
from apps.notifications.wording import Wording

logger = logging.getLogger(__name__)

# A worker that died gives its claim back after this long; the SMTP timeout is far shorter.
CLAIM_LIFE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=4)
# As long as mail servers themselves try (RFC 5321, 4.5.4.1).
TRIED_FOR = timedelta(days=5)
KEPT_FOR = timedelta(days=365)
PERMANENT = 500
TROUBLE_LENGTH = 200


def send_next() -> int:
    """Send the mail that waits longest; return 1, or 0 when none is due.

    A server that is away is asked again after ever longer pauses. A mail may leave twice only if
    the worker dies between the server's word and ours; its Message-ID is then the same.
    """
    mail = _claim()
    if mail is None:
        return 0
    try:
        _hand_over(mail)
    except SealBrokenError:
        _end(mail, MailState.FAILED, "sealed under a secret key that is gone")
    except (OSError, SMTPException) as error:
        _consider(mail, error)
    else:
        _end(mail, MailState.SENT)
    return 1


def forget_old_mails() -> int:
    """Delete what ended a year ago; return 0, nothing is left to do."""
    OutgoingMail.objects.filter(ended_at__lt=utc_now() - KEPT_FOR).delete()
    return 0


@transaction.atomic
def _claim() -> OutgoingMail | None:
    now = utc_now()
    waiting = OutgoingMail.objects.select_for_update(skip_locked=True).filter(
        state=MailState.PENDING, send_after__lte=now
    )
    mail = waiting.order_by("send_after").first()
    if mail is not None:
        mail.attempts, mail.send_after = mail.attempts + 1, now + CLAIM_LIFE
        mail.save(update_fields=["attempts", "send_after"])
    return mail


def _hand_over(mail: OutgoingMail) -> None:
    wording = Wording.unsealed(bytes(mail.sealed))
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    message = EmailMultiAlternatives(
        wording.subject,
        wording.text,
        to=[mail.recipient],
        headers={"Message-ID": f"<{mail.id}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(wording.html, "text/html")
    message.send()


def _consider(mail: OutgoingMail, error: Exception) -> None:
    """Try again later, or give up: refused for good, or tried for days."""
    trouble = f"{type(error).__name__} {_code(error) or ''}".strip()
    logger.warning("mail not sent", extra={"mail_id": str(mail.id), "trouble": trouble})
    if _code(error) >= PERMANENT or utc_now() - mail.created_at > TRIED_FOR:
        _end(mail, MailState.FAILED, trouble)
        return
    pause = min(FIRST_PAUSE * 2 ** min(mail.attempts - 1, 16), LONGEST_PAUSE)
    OutgoingMail.objects.filter(id=mail.id, state=MailState.PENDING).update(
        send_after=utc_now() + pause, trouble=trouble[:TROUBLE_LENGTH]
    )


def _code(error: Exception) -> int:
    """Return the server's answer to this recipient or message, 0 when it gave none.

    A refused sign-in (535) is the operator's trouble, not the mail's: it gets better.
    """
    if isinstance(error, SMTPRecipientsRefused):
        return max(code for code, _ in error.recipients.values())
    if isinstance(error, SMTPResponseException) and type(error).__name__ in _ABOUT_THE_MAIL:
        return int(error.smtp_code)
    return 0


_ABOUT_THE_MAIL = {"SMTPDataError", "SMTPSenderRefused"}


def _end(mail: OutgoingMail, state: MailState, trouble: str = "") -> None:
    OutgoingMail.objects.filter(id=mail.id, state=MailState.PENDING).update(
        state=state, sealed=b"", ended_at=utc_now(), trouble=trouble[:TROUBLE_LENGTH]
    )
