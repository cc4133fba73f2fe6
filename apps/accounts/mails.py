"""Mails this app writes itself; those about passwords and factors come from allauth's flows."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from apps.accounts.models import Invitation, Person


def send_invitation(invitation: Invitation, *, token: str, inviter: str) -> None:
    """Mail the link of an invitation, or say that the address has an account already.

    Raises ``OSError`` or ``smtplib.SMTPException`` when the mail server refuses.
    """
    has_account = Person.objects.filter(email=invitation.email).exists()
    kind = "invitation_needless" if has_account else "invitation"
    facts = {
        "invitation": invitation,
        "inviter": inviter,
        "organisation": invitation.organisation,
        "url": settings.PUBLIC_URL + reverse("account_invitation_link", args=[token]),
        "sign_in_url": settings.PUBLIC_URL + reverse("account_login"),
    }
    with translation.override(invitation.organisation.default_locale):
        subject = render_to_string(f"account/email/{kind}_subject.txt", facts)
        body = render_to_string(f"account/email/{kind}_message.txt", facts)
    EmailMessage(" ".join(subject.split()), body, to=[invitation.email]).send()
