"""Our answers to the questions django-allauth asks: who signs in, with what, and who is told.

allauth ships no types, hence the ``Any`` of its hooks' arguments.
"""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any, ClassVar

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathImage

from apps.accounts.actors import person_actor
from apps.accounts.models import Person
from apps.accounts.names import normalise_email
from apps.accounts.operations.sessions import (
    forget_sessions,
    record_credential_change,
    record_sign_in,
    record_sign_in_failure,
    record_sign_out,
)
from apps.accounts.sealing import seal, unseal
from apps.core.access import PersonActor
from apps.core.addresses import client_address

logger = logging.getLogger(__name__)


def actor_of(request: HttpRequest, person: Person) -> PersonActor:
    """Return ``person`` as the one who sent ``request`` from a browser."""
    return person_actor(
        person,
        address=client_address(request),
        request_id=request.headers.get("X-Request-ID"),
    )


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by address and password."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The address or the password is not right."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("This is not your password."),
        "incorrect_code": _("This code is not right. Codes change every thirty seconds."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, then try again."),
        "rate_limited": _("Too many attempts. Wait a few minutes, then try again."),
        "invalid_password_reset": _("This link no longer works."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes her own account: agents are invited."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address throttles count by; without one nobody gets in."""
        address = client_address(request)
        if address is None:
            raise PermissionDenied("no client address to count attempts by")
        return address

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # One person is one key, however her address is spelt and whatever the Host header says.
        return f"sign-in:{normalise_email(credentials.get('email', ''))}"

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record the failure, with equal work for known and unknown addresses."""
        record_sign_in_failure(
            email=normalise_email(credentials.get("email", "")), address=client_address(request)
        )

    def login(self, request: HttpRequest, user: Person) -> None:
        """Open the session and record it."""
        super().login(request, user)
        record_sign_in(actor=actor_of(request, user))

    def logout(self, request: HttpRequest) -> None:
        """Close the session and record it."""
        if isinstance(request.user, Person):
            record_sign_out(actor=actor_of(request, request.user))
        super().logout(request)

    def reauthenticate(self, user: Person, password: str) -> bool:
        """Say whether the signed-in person just proved her password again."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def set_password(self, user: Person, password: str) -> None:
        """Change the password; every other browser is signed out, here and now."""
        request = context.request
        is_hers = isinstance(request.user, Person) and request.user.pk == user.pk
        with transaction.atomic():
            super().set_password(user, password)
            forget_sessions(
                person_id=user.id, except_key=request.session.session_key if is_hers else None
            )
            record_credential_change(
                actor=actor_of(request, user), action="person.password_changed"
            )

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the mailed address, under the configured name and not the Host header's."""
        address: str = super().get_reset_password_from_key_url(key)
        return settings.PUBLIC_URL + address[address.index("/", len("https://")) :]

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Person,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell a person what happened to her account, in her language."""
        with translation.override(user.locale):
            super().send_notification_mail(template_prefix, user, context, email or user.email)

    def send_password_reset_mail(self, user: Person, email: str, context: dict[str, Any]) -> None:
        """Send the reset link, in the person's language."""
        with translation.override(user.locale):
            super().send_password_reset_mail(user, user.email, context)

    def format_email_subject(self, subject: str) -> str:
        """Leave subjects as they are written."""
        return str(subject)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send, and only log a mail server's failure.

        An error page here would tell known addresses from unknown ones, or undo a change that
        the mail merely announces.
        """
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException) as error:
            logger.error("mail refused", extra={"template": template_prefix}, exc_info=error)


class MfaAdapter(DefaultMFAAdapter):
    """Second factors: secrets sealed at rest, a QR code the page may contain."""

    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right. Codes change every thirty seconds."),
        "cannot_generate_recovery_codes": _(
            "Recovery codes come with a second proof: activate an app or add a passkey first."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Seal a TOTP key or the seed of recovery codes."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return what ``encrypt`` sealed."""
        return unseal(encrypted_text)

    def build_totp_svg(self, url: str) -> str:
        """Return the QR code as an SVG element without styles, which our policy would block."""
        image = qrcode.make(url, image_factory=SvgPathImage, box_size=16)
        return str(image.to_string(encoding="unicode"))

    def generate_authenticator_name(self, user: Person, type: Any) -> str:
        """Return the name proposed for a new passkey."""
        return str(_("My passkey"))
