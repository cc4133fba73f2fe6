"""The live document of the demonstration: a note that two agents write, with a word in the margin."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from pycrdt import write_var_uint

from apps.core.access import Ability, PersonActor
from apps.documents.bounds.limits import configured_bounds
from apps.documents.bounds.structs import parse_update
from apps.documents.content.changing import append_content
from apps.documents.content.nodes import paragraph, text_node
from apps.documents.formats.markdown_in import parse_markdown
from apps.documents.models.margin import CONTEXT_LENGTH
from apps.documents.operations.comments import add_comment, begin_thread
from apps.documents.operations.creating import create_document
from apps.documents.operations.editing import edit_document
from apps.documents.operations.margin import Selection
from apps.sharing.gate import open_item

SAMPLE = Path(__file__).resolve().parents[1] / "demo" / "Réorganisation de l’accueil.md"
OPENING = (
    "Note préparatoire au comité du 15 décembre. Chacun complète sa partie. "
    "Budget : 12\u202f400\u00a0€, dont 3\u202f000\u00a0€ de signalétique."
)
QUOTE = "3\u202f000\u00a0€ de signalétique"
# What a relative position ends with: it belongs to the character before it (Yjs, assoc −1), or after.
_BEFORE, _AFTER = b"\x41", b"\x00"


def write_demo_document(author: PersonActor, colleague: PersonActor, folder_id: UUID) -> None:
    """Make the note in a folder that both may write in, and let them talk about it."""
    folder = open_item(author, folder_id, want=Ability.EDIT)
    document = create_document(access=folder, name=SAMPLE.stem)
    access = open_item(author, document.id, want=Ability.EDIT)
    opening = edit_document(
        access=access, change=lambda doc: append_content(doc, [paragraph(text_node(OPENING))])
    )
    rest = parse_markdown(SAMPLE.read_text(encoding="utf-8")).children
    edit_document(access=access, change=lambda doc: append_content(doc, rest))
    thread = begin_thread(
        access=open_item(colleague, document.id, want=Ability.COMMENT),
        selection=_selection(opening.update),
        body="Le devis de novembre disait 2\u202f600\u00a0€. Faut-il redemander ?",
    )
    add_comment(
        access=access,
        thread_id=thread.id,
        body="Oui, je relance le fournisseur cette semaine.",
    )


def _selection(update: bytes) -> Selection:
    """Return the quoted words within the text that ``update`` alone has written."""
    blocks = parse_update(update, configured_bounds()).blocks
    ((client, structs),) = blocks.items()
    text = next(struct for struct in structs if struct.is_text)
    first = text.clock + OPENING.index(QUOTE)
    return Selection(
        start=_position(client, first, _AFTER),
        end=_position(client, first + len(QUOTE) - 1, _BEFORE),
        quote=QUOTE,
        prefix=OPENING[: OPENING.index(QUOTE)][-CONTEXT_LENGTH:],
        suffix=OPENING.partition(QUOTE)[2][:CONTEXT_LENGTH],
    )


def _position(client: int, clock: int, side: bytes) -> bytes:
    """Return a relative position at a character, in the binary form of Yjs."""
    return b"\x00" + write_var_uint(client) + write_var_uint(clock) + side
