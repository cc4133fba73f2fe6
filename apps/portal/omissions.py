"""The note inside an archive that says what it lacks."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext, ngettext

from apps.sharing.queries.archive import ArchiveWalk
from apps.sharing.serving import WordOmissions

from .words import refusal_of


def omission_words() -> WordOmissions:
    """Return the writer of the note, in the language of this request: it runs in another thread."""
    language = translation.get_language()

    def write(walk: ArchiveWalk) -> tuple[str, str]:
        with translation.override(language):
            return gettext("Files left out.txt"), _text(walk)

    return write


def _text(walk: ArchiveWalk) -> str:
    lines = [gettext("These files were left out of the archive:"), ""]
    for omission in walk.omissions:
        lines += ["/".join(omission.path), f"    {refusal_of(omission.error).reason}"]
    others = walk.unlisted_omissions
    if others:
        more = ngettext("… and %(count)d other file.", "… and %(count)d other files.", others)
        lines += ["", more % {"count": others}]
    # Notepad and its like: lines end as everywhere in ZIP's world.
    return "\r\n".join([*lines, ""])
