"""What each code says to a person: the one table. French lies in locale/fr.

Keys are codes, or ``code.reason`` where the fact ``reason`` changes the sentence. ``{names}`` are
facts; those that end in ``_bytes`` are written as sizes in the reader's locale.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from apps.core.errors import Fact


@dataclass(frozen=True)
class Message:
    """A short title, and one sentence that says what happened and what to do."""

    title: str
    detail: str


MESSAGES: dict[str, Message] = {
    "not_found": Message(
        _("Not found"), _("This does not exist, or you do not have access to it.")
    ),
    "forbidden": Message(_("Not allowed"), _("Your rights here do not allow this.")),
    "forbidden.scope": Message(
        _("Not allowed"), _("This token's scope does not allow this; it needs “{needed_scope}”.")
    ),
    "forbidden.session": Message(
        _("Not allowed"), _("Tokens cannot do this; sign in with a browser.")
    ),
    "not_authenticated": Message(
        _("Sign-in needed"), _("Sign in, or send a valid token, and try again.")
    ),
    "csrf_failed": Message(
        _("Request refused"),
        _("The protection against forged requests refused this. Reload the page and try again."),
    ),
    "invalid_request": Message(
        _("Request not understood"), _("The request is malformed. Nothing was changed.")
    ),
    "invalid_request.json": Message(
        _("Request not understood"),
        _("The body is not valid JSON in UTF-8. Nothing was changed."),
    ),
    "invalid_request.text": Message(
        _("Request not understood"),
        _("The body is not text in UTF-8. Nothing was changed."),
    ),
    "invalid_request.fields": Message(
        _("Request not understood"),
        _("Some values are missing, unknown or of the wrong type. Nothing was changed."),
    ),
    "invalid_input": Message(_("Not possible"), _("This value cannot be used here.")),
    "name_taken": Message(
        _("Name already used"), _("Something with this name is already in the folder.")
    ),
    "name_invalid": Message(_("Name not allowed"), _("This name cannot be used.")),
    "name_invalid.empty": Message(_("Name not allowed"), _("Give a name.")),
    "name_invalid.reserved": Message(
        _("Name not allowed"), _("The names “.” and “..” are reserved.")
    ),
    "name_invalid.character": Message(
        _("Name not allowed"), _("A name holds no slash, backslash or invisible control character.")
    ),
    "name_invalid.too_long": Message(
        _("Name not allowed"), _("This name is too long; shorten it.")
    ),
    "move_into_itself": Message(
        _("Not possible"), _("A folder cannot be put into itself or into a folder it holds.")
    ),
    "too_deep": Message(
        _("Not possible"), _("Folders are nested too deeply here (at most {maximum_depth}).")
    ),
    "root_item": Message(
        _("Not possible"), _("The root of a space is not renamed, moved or thrown away.")
    ),
    "not_a_folder": Message(_("Not a folder"), _("Only a folder can hold other items.")),
    "not_a_file": Message(_("Not a file"), _("Only a file has content.")),
    "is_document": Message(
        _("Live document"), _("A live document has no file; export it in the format you want.")
    ),
    "not_an_image": Message(
        _("Not an image"), _("Only PNG, JPEG, GIF and WebP images fit into a document.")
    ),
    "not_a_template": Message(
        _("No such template"), _("This template does not exist, or you do not have access to it.")
    ),
    "unreadable": Message(_("Not convertible"), _("This file cannot be converted.")),
    "unreadable.damaged": Message(
        _("Not convertible"),
        _("This file is damaged or is not what its name says. It stays as it is."),
    ),
    "unreadable.too_large": Message(
        _("Not convertible"), _("This file holds more than can be converted. It stays as it is.")
    ),
    "unreadable.too_long": Message(
        _("Not convertible"), _("Converting this takes too long. It stays as it is.")
    ),
    "unreadable.unknown_type": Message(
        _("Not convertible"),
        _("Only DOCX, ODT, Markdown, HTML and plain text files become documents."),
    ),
    "converter_busy": Message(
        _("Conversion busy"), _("Many conversions are running. Try again in a moment.")
    ),
    "not_a_document": Message(_("Not a live document"), _("Only a live document has this.")),
    "document_damaged": Message(
        _("Document damaged"),
        _(
            "What is stored of this document cannot be read; it is not shown incomplete."
            " The operators were alerted."
        ),
    ),
    "document_too_large": Message(
        _("Document too large"),
        _("A live document holds at most {maximum_bytes}. Nothing was changed."),
    ),
    "infected": Message(
        _("Threat found"),
        _("The antivirus found “{signature_name}”. The file was not kept."),
    ),
    "content_infected": Message(
        _("Threat found"), _("The antivirus found a threat in this file. It is blocked.")
    ),
    "unscannable": Message(
        _("Cannot be analysed"),
        _("The antivirus could not look inside this file. It is kept but cannot be downloaded."),
    ),
    "unscannable.encrypted": Message(
        _("Cannot be analysed"),
        _("This file is encrypted, so the antivirus cannot look inside. It cannot be downloaded."),
    ),
    "unscannable.too_large": Message(
        _("Cannot be analysed"),
        _("This file is larger than the antivirus can examine. It cannot be downloaded."),
    ),
    "not_scanned_yet": Message(
        _("Analysis in progress"), _("The antivirus has not finished with this file. Try later.")
    ),
    "too_large": Message(
        _("Too large"), _("This is larger than accepted here (at most {maximum_bytes}).")
    ),
    "length_required": Message(
        _("Length needed"), _("Announce the file's size with the header Content-Length.")
    ),
    "quota_exceeded": Message(_("No room left"), _("The space has not enough room left for this.")),
    "store_unavailable": Message(
        _("Storage does not answer"), _("The storage does not answer. Nothing was lost; try again.")
    ),
    "scanner_unavailable": Message(
        _("Antivirus does not answer"), _("The antivirus does not answer. Try again later.")
    ),
    "unavailable": Message(
        _("Temporarily unavailable"), _("A part of the service does not answer. Try again later.")
    ),
    "unavailable.mail": Message(
        _("Mail does not leave"), _("The mail server does not answer. Nothing was kept; try again.")
    ),
    "throttled": Message(
        _("Too many requests"), _("Wait {retry_after_seconds} seconds, then try again.")
    ),
    "conflict": Message(_("Not possible now"), _("The state of the item does not allow this now.")),
    "conflict.group_name": Message(
        _("Name already used"), _("There is a group named “{name}” already.")
    ),
    "precondition_failed": Message(
        _("Changed in the meantime"),
        _("Someone changed this in the meantime. Look at the current version, then try again."),
    ),
    "range_not_satisfiable": Message(
        _("Range outside the file"), _("The file has only {size_bytes}.")
    ),
    "method_not_allowed": Message(
        _("Method not allowed"), _("The method {method} does not exist at this address.")
    ),
    "unsupported_media_type": Message(
        _("Format not accepted"), _("Send the body as application/json.")
    ),
    "parent_in_trash": Message(
        _("Its folder is in the trash"),
        _("This item was in a folder that is in the trash. Restore that folder first."),
    ),
    "not_in_trash": Message(_("Not in the trash"), _("This item is not in the trash.")),
    "content_length_mismatch": Message(
        _("Transfer incomplete"),
        _("The bytes received are not as many as announced. Nothing was kept; send them again."),
    ),
    "upload_expired": Message(
        _("Upload expired"), _("The upload took too long and was given up. Start it again.")
    ),
    "client_gone": Message(
        _("Transfer interrupted"), _("The transfer was interrupted. Nothing was kept.")
    ),
    "content_corrupt": Message(
        _("Content damaged"),
        _("The stored content is damaged and is not served. The operators were alerted."),
    ),
    "object_missing": Message(
        _("Content missing"), _("The stored content is missing. The operators were alerted.")
    ),
    "role_too_high": Message(
        _("Not allowed"), _("You cannot give, change or take away a role above your own.")
    ),
    "last_owner": Message(
        _("Not possible"), _("A space keeps at least one owner. Name another one first.")
    ),
    "unknown_principal": Message(
        _("Unknown person or group"), _("Nobody in your organisation matches this.")
    ),
    "expiry_invalid": Message(
        _("Date not possible"),
        _("A link ends in the future and within {maximum_days} days."),
    ),
    "link_ended": Message(
        _("Link revoked"), _("A revoked link cannot be changed. Make a new one.")
    ),
    "mode_unfit": Message(
        _("Not possible"),
        _("A link to a file only lets it be downloaded; reading alone is for documents."),
    ),
    "guest_name_invalid": Message(
        _("Name not possible"),
        _("Give a readable name of at most {maximum_length} characters, on one line."),
    ),
    "password_wrong": Message(_("Wrong password"), _("This password is not the right one.")),
    "password_too_short": Message(
        _("Password too short"), _("Use at least {minimum_length} characters.")
    ),
    "anchor_invalid": Message(
        _("Place not understood"), _("This does not say where in the text. Nothing was changed.")
    ),
    "margin_full": Message(
        _("Too many here"),
        _("There are {maximum} of these here already. Resolve or decide some first."),
    ),
    "comment_deleted": Message(
        _("Comment deleted"), _("This comment was deleted and cannot be changed any more.")
    ),
    "suggestion_invalid": Message(
        _("Suggestion not understood"),
        _("A suggestion inserts, deletes or replaces words within one line of text."),
    ),
    "suggestion_ended": Message(
        _("Already decided"), _("Somebody accepted, refused or withdrew this suggestion already.")
    ),
    "suggestion_lost": Message(
        _("Its place is gone"),
        _("The words this suggestion is about are not in the text any more. You can refuse it."),
    ),
    "suggestion_changed": Message(
        _("The text has changed"),
        _("The words this suggestion is about have changed since. Look at them, then decide."),
    ),
    "internal_error": Message(
        _("Unexpected error"),
        _("Something went wrong on our side. It was recorded; please try again."),
    ),
}

_BY_STATUS = {
    400: "invalid_request",
    401: "not_authenticated",
    403: "forbidden",
    404: "not_found",
    409: "conflict",
    413: "too_large",
    422: "invalid_input",
    500: "internal_error",
    503: "unavailable",
}


def say(code: str, status: int, facts: Mapping[str, Fact]) -> tuple[str, str]:
    """Return title and detail for ``code`` in the active language."""
    message = _find(code, status, facts.get("reason"))
    try:
        detail = gettext(message.detail).format_map(_presented(facts))
    except KeyError:
        # A fact the sentence wants was not given: the title alone is still true.
        detail = gettext(message.title)
    return gettext(message.title), detail


def _find(code: str, status: int, reason: Fact) -> Message:
    for key in (f"{code}.{reason}", code, _BY_STATUS.get(status, "")):
        if key in MESSAGES:
            return MESSAGES[key]
    return MESSAGES["internal_error" if status >= 500 else "invalid_request"]


def _presented(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    return {
        name: filesizeformat(value) if name.endswith("_bytes") and isinstance(value, int) else value
        for name, value in facts.items()
    }
