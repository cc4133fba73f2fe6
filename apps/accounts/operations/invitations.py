"""Inviting future agents by mail."""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPException
from uuid import UUID

from django.db import transaction

from apps.accounts.errors import EmailTakenError, MailUnavailableError
from apps.accounts.mails import send_invitation
from apps.accounts.models import Invitation, Organisation, Person
from apps.accounts.names import normalise_email, normalise_name
from apps.accounts.operations.people import create_person
from apps.accounts.policy import require_administrator
from apps.accounts.queries import open_invitations
from apps.audit.operations import record
from apps.core.access import Actor, PersonActor, SystemActor
from apps.core.clock import Clock, utc_now
from apps.core.errors import NotFoundError
from apps.core.ids import new_token, token_digest

logger = logging.getLogger(__name__)

INVITATION_LIFE = timedelta(days=14)


def invite_person(
    *, actor: PersonActor, email: str, name: str = "", clock: Clock = utc_now
) -> Invitation:
    """Mail a link that makes an account; earlier invitations of that address end.

    The answer is the same whether the address has an account or not: only the mail differs.
    The mail leaves after the row is durable and outside the transaction, for a slow mail server
    must not hold locks. Raises ``ForbiddenError``, ``MailUnavailableError``.
    """
    require_administrator(actor, actor.organisation_id)
    invitation, token = _open_invitation(actor=actor, email=email, name=name, clock=clock)
    try:
        send_invitation(invitation, token=token, inviter=actor.label)
    except (OSError, SMTPException) as error:
        logger.warning("invitation mail refused", exc_info=error)
        revoke_invitation(actor=actor, invitation_id=invitation.id, clock=clock)
        raise MailUnavailableError(reason="mail") from error
    return invitation


@transaction.atomic
def revoke_invitation(*, actor: PersonActor, invitation_id: UUID, clock: Clock = utc_now) -> None:
    """Close an open invitation. Raises ``NotFoundError`` if it is not open in her organisation."""
    require_administrator(actor, actor.organisation_id)
    now = clock()
    mine = open_invitations(now).filter(organisation_id=actor.organisation_id)
    if not mine.filter(id=invitation_id).update(revoked_at=now):
        raise NotFoundError
    record(
        actor=actor,
        action="invitation.revoked",
        organisation_id=actor.organisation_id,
        facts={"invitation_id": str(invitation_id)},
    )


@transaction.atomic
def accept_invitation(
    *,
    invitation_id: UUID,
    name: str,
    password: str,
    address: str | None = None,
    clock: Clock = utc_now,
) -> Person:
    """Turn an invitation into an account, once, however many try at the same time.

    Raises ``NotFoundError`` for one that is used, revoked, expired, unknown or addressed to an
    existing account (the same answer for all), ``PasswordRefusedError`` for a weak password.
    """
    now = clock()
    # The conditional update is the lock: of parallel callers one changes the row.
    if not open_invitations(now).filter(id=invitation_id).update(accepted_at=now):
        raise NotFoundError
    invitation = Invitation.objects.select_related("organisation").get(id=invitation_id)
    actor: Actor = SystemActor(label=invitation.email, address=address)
    try:
        person = create_person(
            actor=actor,
            organisation=invitation.organisation,
            email=invitation.email,
            name=name,
            password=password,
        )
    except EmailTakenError as error:
        raise NotFoundError from error
    record(
        actor=actor,
        action="invitation.accepted",
        organisation_id=invitation.organisation_id,
        facts={"invitation_id": str(invitation.id), "person_id": str(person.id)},
    )
    return person


@transaction.atomic
def _open_invitation(
    *, actor: PersonActor, email: str, name: str, clock: Clock
) -> tuple[Invitation, str]:
    now, address, token = clock(), normalise_email(email), new_token()
    organisation = Organisation.objects.get(id=actor.organisation_id)
    open_invitations(now).filter(organisation=organisation, email=address).update(revoked_at=now)
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=address,
        name=normalise_name(name),
        token_hash=token_digest(token),
        invited_by_id=actor.person_id,
        created_at=now,
        expires_at=now + INVITATION_LIFE,
    )
    record(
        actor=actor,
        action="invitation.created",
        organisation_id=organisation.id,
        facts={"invitation_id": str(invitation.id), "email": address},
    )
    return invitation, token
