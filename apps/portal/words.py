"""What the pages say to a partner about what is not possible."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from apps.core.errors import DomainError

_CANNOT_DOWNLOAD = _("This file cannot be downloaded")
_LATER = _("Temporarily unavailable")


@dataclass(frozen=True)
class Refusal:
    """A heading, and a sentence that says what happened and what to do."""

    title: str
    reason: str


_UNSCANNABLE = Refusal(
    _CANNOT_DOWNLOAD,
    _("The antivirus could not look inside this file. Ask the sender for it in another format."),
)
_REFUSALS = {
    "item_gone": Refusal(
        _("No longer here"),
        _("This is not, or no longer, part of what was shared with you."),
    ),
    "content_infected": Refusal(
        _CANNOT_DOWNLOAD,
        _("The antivirus found a threat in this file. It is blocked; tell the sender."),
    ),
    "unscannable": _UNSCANNABLE,
    "unscannable.encrypted": Refusal(
        _CANNOT_DOWNLOAD,
        _("The antivirus cannot look inside an encrypted file. Ask the sender for an open copy."),
    ),
    "unscannable.too_large": Refusal(
        _CANNOT_DOWNLOAD,
        _("This file is larger than the antivirus can examine. Ask the sender for it in parts."),
    ),
    "not_scanned_yet": Refusal(
        _CANNOT_DOWNLOAD,
        _("The antivirus has not finished with this file. Come back in a few minutes."),
    ),
    "forbidden": Refusal(
        _CANNOT_DOWNLOAD, _("This link no longer allows downloading it. Ask the sender.")
    ),
    "range_not_satisfiable": Refusal(
        _CANNOT_DOWNLOAD, _("The file is shorter than your browser expects. Download it anew.")
    ),
}
_UNKNOWN = Refusal(_LATER, _("A part of the service does not answer. Try again in a few minutes."))


def refusal_of(error: DomainError) -> Refusal:
    """Return what to say about ``error``, in the active language."""
    if "retry_after_seconds" in error.facts:
        return Refusal(
            gettext("Too many attempts"),
            delay_sentence(int(str(error.facts["retry_after_seconds"]))),
        )
    refusal = _REFUSALS.get(f"{error.code}.{error.facts.get('reason')}") or _REFUSALS.get(
        error.code, _UNKNOWN
    )
    return Refusal(gettext(refusal.title), gettext(refusal.reason))


def delay_sentence(seconds: int) -> str:
    """Say how long to wait."""
    if seconds < 60:
        amount = ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    else:
        minutes = -(-seconds // 60)
        amount = ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    return gettext("Try again in %(amount)s.") % {"amount": amount}
