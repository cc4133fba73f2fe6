"""Taking a document of 200 pages away: time by format, and how long reading it back takes.

``python -m bench.export [--pages N] [--rounds N]``: the content a person writes (headings, lists,
tables, pictures, formats), written into a CRDT, read from it, and converted as an export does it,
in the bounded process. No database and no server: that part is the same for every request.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from pycrdt import Doc

from apps.documents.content.changing import replace_content
from apps.documents.content.difference import difference_between
from apps.documents.content.lines import lines_of
from apps.documents.content.nodes import Node, root_node
from apps.documents.content.reading import read_state
from apps.documents.formats.bounded import read_bounded, write_bounded
from apps.documents.formats.kinds import ENDINGS, Export
from apps.documents.formats.markdown_in import parse_markdown

SENTENCE = (
    "Le comité **examine** la situation des sites, prend acte des *travaux* engagés et demande au"
    " service de lui présenter, avant la prochaine séance, un [état des dépenses](https://exemple.fr)"
    " accompagné d’un calendrier révisé. "
)
SECTION = (
    "## Point {number}\n\n"
    + f"{SENTENCE * 5}\n\n" * 3
    + "- [x] transmettre la note\n- [ ] préparer la réunion\n  - réserver la salle\n\n"
    + "| Poste | 2026 | 2027 |\n| --- | --- | --- |\n"
    + "| Loyers | 1 200 000 € | 1 250 000 € |\n| Énergie | 430 000 € | 410 000 € |\n\n"
    + f"> {SENTENCE}\n"
)


def main() -> None:
    """Print one line a step: the median of the rounds."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pages", type=int, default=200)
    arguments.add_argument("--rounds", type=int, default=3)
    options = arguments.parse_args()
    root, pages = document_of(options.pages)
    state = written(root)
    print(f"{pages} pages, {len(root.children)} blocks, state of {len(state) / 1e6:.2f} MB")
    for name, step in steps(root, state).items():
        times, size = [], 0
        for _ in range(options.rounds):
            begun = time.perf_counter()
            size = step()
            times.append(time.perf_counter() - begun)
        made = f"{size / 1e6:8.2f} MB" if size > 100_000 or "exported" in name else ""
        print(f"{name:<28} {median(times) * 1000:7.0f} ms {made}".rstrip())


def document_of(pages: int) -> tuple[Node, int]:
    """Return a document of at least so many pages, and how many its PDF has."""
    sections = pages
    while True:
        text = "# Compte rendu\n\n" + "\n".join(
            SECTION.format(number=number) for number in range(1, sections + 1)
        )
        root = parse_markdown(text)
        found = pages_of(write_bounded(root, "pdf", Export(title="Bench", language="fr")))
        if found >= pages:
            return root, found
        sections = sections * pages // found + 1


def pages_of(pdf: bytes) -> int:
    """Return the number that the root of the tree of pages says."""
    counts = [
        int(count) for count in re.findall(rb"/Type\s*/Pages.*?/Count\s+(\d+)", pdf, re.DOTALL)
    ]
    return max(counts, default=1)


def written(root: Node) -> bytes:
    """Return the state of a CRDT with this content."""
    doc: Doc[Any] = Doc()
    replace_content(doc, root)
    return doc.get_update()


def steps(root: Node, state: bytes) -> dict[str, Callable[[], int]]:
    """Return what is measured; each gives the bytes it made."""
    export = Export(title="Bench", language="fr")
    docx = write_bounded(root, "docx", export)
    shorter = root_node(root.children[:-1])

    def read() -> int:
        return len(read_state(state).children)

    def replace() -> int:
        doc: Doc[Any] = Doc()
        doc.apply_update(state)
        replace_content(doc, shorter)
        return len(doc.get_update())

    def difference() -> int:
        lines = lines_of(state)
        return len(difference_between(lines[:-5], lines))

    made: dict[str, Callable[[], int]] = {
        "read from the CRDT": read,
        "replaced, one block less": replace,
        "compared, with authors": difference,
        "imported from DOCX": lambda: len(read_bounded(docx, "docx").root.children),
    }
    for target in ENDINGS:

        def step(target: str = target) -> int:
            return len(write_bounded(root, target, export))

        made[f"exported as {target}"] = step
    return made


if __name__ == "__main__":
    main()
