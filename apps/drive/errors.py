"""Refusals of the drive."""

from __future__ import annotations

from apps.core.errors import ConflictError, DomainError, InvalidInputError


class NameInvalidError(InvalidInputError):
    """A name no item may carry; ``reason``: empty, reserved, character, too_long."""

    code = "name_invalid"


class NameTakenError(ConflictError):
    """Another item of the folder has this name, whatever its case.

    ``existing_id`` is None when the caller may not see that item.
    """

    code = "name_taken"


class MoveIntoItselfError(ConflictError):
    """A folder cannot be moved or copied into itself or below itself."""

    code = "move_into_itself"


class TooDeepError(ConflictError):
    """The tree is bounded; ``maximum_depth`` folders."""

    code = "too_deep"


class RootItemError(ConflictError):
    """The root of a space is not renamed, moved or thrown away."""

    code = "root_item"


class NotAFolderError(ConflictError):
    """Something was to be put into an item that holds nothing."""

    code = "not_a_folder"


class NotAFileError(ConflictError):
    """Content was asked of, or sent to, an item that has none."""

    code = "not_a_file"


class IsDocumentError(ConflictError):
    """A live document has no bytes of its own; it is exported instead."""

    code = "is_document"


class QuotaExceededError(DomainError):
    """The space has no room for ``size_bytes`` more."""

    code = "quota_exceeded"
    status = 507


class ContentTooLargeError(DomainError):
    """More bytes than ``maximum_bytes``; said before they are sent where the length is known."""

    code = "too_large"
    status = 413


class InfectedError(DomainError):
    """The scanner found ``signature_name``; nothing was kept."""

    code = "infected"
    status = 422


class NotScannedYetError(ConflictError):
    """The content waits for its verdict; retrying later helps."""

    code = "not_scanned_yet"


class UnscannableError(ConflictError):
    """The scanner could not look inside (``reason``); the content never leaves."""

    code = "unscannable"


class ContentInfectedError(ConflictError):
    """The content was found infected after it was stored; it is not served any more."""

    code = "content_infected"


class VersionChangedError(DomainError):
    """The caller's ``If-Match`` names a version that is not the current one any more."""

    code = "precondition_failed"
    status = 412


class UploadExpiredError(ConflictError):
    """The upload took longer than it may; its room was given back and its bytes discarded."""

    code = "upload_expired"


class ParentInTrashError(ConflictError):
    """The item's folder is in the trash, and the caller may not write to the root instead."""

    code = "parent_in_trash"


class NotInTrashError(ConflictError):
    """The item was to be restored or purged but is not in the trash."""

    code = "not_in_trash"
