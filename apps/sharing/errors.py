"""Refusals of sharing."""

from __future__ import annotations

from apps.core.errors import ConflictError, DomainError, InvalidInputError


class RoleTooHighError(InvalidInputError):
    """Nobody gives, changes or takes away a role above her own."""

    code = "role_too_high"


class LastOwnerError(ConflictError):
    """The root of a space keeps at least one owner."""

    code = "last_owner"


class UnknownPrincipalError(InvalidInputError):
    """No such person or group in the organisation."""

    code = "unknown_principal"


class ExpiryInvalidError(InvalidInputError):
    """A link ends in the future and within ``maximum_days``."""

    code = "expiry_invalid"


class LinkEndedError(ConflictError):
    """A revoked link is not changed or brought back; make a new one."""

    code = "link_ended"


class PasswordWrongError(DomainError):
    """The link's password was not the right one."""

    code = "password_wrong"
    status = 403


class UnlockDelayedError(DomainError):
    """Too many wrong passwords; try again after ``retry_after_seconds``."""

    code = "throttled"
    status = 429


class ModeUnfitError(InvalidInputError):
    """What a link allows must fit what it leads to: nobody edits a file through one."""

    code = "mode_unfit"


class GuestNameInvalidError(InvalidInputError):
    """A guest's name is one readable line of at most ``maximum_length`` characters."""

    code = "guest_name_invalid"


class LinkPasswordInvalidError(InvalidInputError):
    """A link's password has at least ``minimum_length`` characters."""

    code = "password_too_short"
