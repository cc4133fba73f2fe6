"""Refusals of comments and suggestions."""

from __future__ import annotations

from apps.core.errors import ConflictError, InvalidInputError


class AnchorRefusedError(InvalidInputError):
    """What was sent as an anchor is none; ``field`` says which."""

    code = "anchor_invalid"


class UnknownMentionError(InvalidInputError):
    """Somebody was mentioned whom the caller cannot mention."""

    code = "unknown_principal"


class MarginFullError(ConflictError):
    """A document has at most ``maximum`` open threads and suggestions, a thread so many comments."""

    code = "margin_full"


class SuggestionInvalidError(InvalidInputError):
    """Quote and replacement do not fit what is suggested."""

    code = "suggestion_invalid"


class SuggestionEndedError(ConflictError):
    """The suggestion was accepted, refused or withdrawn already."""

    code = "suggestion_ended"


class SuggestionLostError(ConflictError):
    """The words the suggestion is about are not in the text any more."""

    code = "suggestion_lost"


class SuggestionChangedError(ConflictError):
    """The words there are not those that who accepts has seen."""

    code = "suggestion_changed"


class CommentDeletedError(ConflictError):
    """A deleted comment is not edited."""

    code = "comment_deleted"
