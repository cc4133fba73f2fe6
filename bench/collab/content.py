"""Documents with a past, written by pycrdt as a person would: words here and there, some taken back."""

from __future__ import annotations

import random
from typing import Any

from pycrdt import Doc, TransactionEvent, XmlElement, XmlFragment, XmlText, merge_updates

from bench.collab.frames import FIRST_CLOCK, FIRST_ID, LAST_ID, read_varint

PARAGRAPHS, ROW_CHANGES, SESSION_ROWS = 500, 200, 45
# What one change costs in a state, origins and all.
CHANGE_BYTES = 33
# Offsets of pycrdt count bytes: words without accents.
_WORDS = (
    "le",
    "la",
    "de",
    "service",
    "document",
    "courrier",
    "tableau",
    "suite",
    "projet",
    "agent",
)


def write_history(size_bytes: int, seed: int = 1) -> list[bytes]:
    """Return updates, some hundred words each, that make a state of about ``size_bytes``."""
    chance = random.Random(seed)
    rows: list[bytes] = []
    state = b""
    while len(rows) * ROW_CHANGES * CHANGE_BYTES < size_bytes:
        state = _write_session(chance, state, rows)
    return rows


def _write_session(chance: random.Random, state: bytes, rows: list[bytes]) -> bytes:
    """Write for an afternoon, under a client id of one's own, and return the new state."""
    doc: Doc[Any] = Doc(client_id=chance.randint(FIRST_ID, LAST_ID))
    if state:
        doc.apply_update(state)
    updates: list[bytes] = []

    def keep(event: TransactionEvent) -> None:
        updates.append(event.update)

    subscription = doc.observe(keep)
    texts = _texts(doc) if state else _begin(doc)
    for _ in range(SESSION_ROWS):
        for _ in range(ROW_CHANGES):
            _change(chance, chance.choice(texts))
        rows.append(merge_updates(*updates))
        updates.clear()
    doc.unobserve(subscription)
    return doc.get_update()


def count_characters(state: bytes) -> int:
    """Return how many characters the paragraphs of a state hold."""
    doc: Doc[Any] = Doc()
    doc.apply_update(state)
    return sum(map(len, _texts(doc)))


def count_by_client(state: bytes) -> dict[int, int]:
    """Return how many characters each client of the crowd has in a state."""
    doc: Doc[Any] = Doc()
    doc.apply_update(state)
    vector = doc.get_state()
    clients, at = read_varint(vector, 0)
    found = {}
    for _ in range(clients):
        client_id, at = read_varint(vector, at)
        clock, at = read_varint(vector, at)
        found[client_id] = clock - FIRST_CLOCK + 1
    return found


def _texts(doc: Doc[Any]) -> list[XmlText]:
    fragment = doc.get("default", type=XmlFragment)
    return [text for block in fragment.children for text in block.children]


def _begin(doc: Doc[Any]) -> list[XmlText]:
    fragment = doc.get("default", type=XmlFragment)
    texts = [XmlText("") for _ in range(PARAGRAPHS)]
    with doc.transaction():
        for text in texts:
            fragment.children.append(XmlElement("paragraph", contents=[text]))
    return texts


def _change(chance: random.Random, text: XmlText) -> None:
    length = len(text)
    if length > 40 and chance.random() < 0.2:
        at = chance.randrange(length - 8)
        del text[at : at + chance.randint(1, 8)]
    else:
        text.insert(chance.randint(0, length), f"{chance.choice(_WORDS)} ")
