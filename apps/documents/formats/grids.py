"""Tables made regular: every row as wide as the table, nothing beyond its edges.

Anybody can write any span into a document; writers of paged formats refuse tables that overlap.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from apps.documents.content.nodes import Node, paragraph

MAXIMUM_COLUMNS = 60


@dataclass(frozen=True)
class Grid:
    """A regular table: ``rows`` of cells with spans that fit, the first ``head`` are its head."""

    columns: int
    head: int
    rows: tuple[tuple[Node, ...], ...]
    widths: tuple[int | None, ...]


def grid_of(table: Node) -> Grid:
    """Return the regular table with the content of ``table``, blank cells where some lack."""
    rows = [row.children for row in table.children]
    head = _head(rows)
    columns = min(MAXIMUM_COLUMNS, max(_width(row) for row in rows))
    made: list[tuple[Node, ...]] = []
    # By column, how many more rows a cell from above reaches into.
    reaching = [0] * columns
    for number, row in enumerate(rows):
        rows_left = (head if number < head else len(rows)) - number
        made.append(_regular(row, reaching, rows_left))
    return Grid(columns, head, tuple(made), _widths(rows[0], columns))


def _head(rows: list[tuple[Node, ...]]) -> int:
    """Count the rows at the top that hold head cells only; a table of nothing else has no head."""
    count = 0
    for row in rows:
        if not all(cell.type == "tableHeader" for cell in row):
            return count
        count += 1
    return min(count, 1)


def _width(row: tuple[Node, ...]) -> int:
    return sum(cell.attrs["colspan"] for cell in row)


def _regular(row: tuple[Node, ...], reaching: list[int], rows_left: int) -> tuple[Node, ...]:
    """Return a row's cells, and note in ``reaching`` what they cover below."""
    made: list[Node] = []
    waiting = list(row)
    column = 0
    while column < len(reaching):
        if reaching[column]:
            reaching[column] -= 1
            column += 1
            continue
        cell = waiting.pop(0) if waiting else Node("tableCell", {}, (paragraph(),))
        colspan = min(cell.attrs.get("colspan", 1), _free(reaching, column))
        rowspan = min(cell.attrs.get("rowspan", 1), rows_left)
        made.append(replace(cell, attrs={**cell.attrs, "colspan": colspan, "rowspan": rowspan}))
        reaching[column : column + colspan] = [rowspan - 1] * colspan
        column += colspan
    return tuple(made)


def _free(reaching: list[int], column: int) -> int:
    """Count the columns from ``column`` on that nothing from above covers."""
    for index in range(column, len(reaching)):
        if reaching[index]:
            return index - column
    return len(reaching) - column


def _widths(row: tuple[Node, ...], columns: int) -> tuple[int | None, ...]:
    widths: list[int | None] = []
    for cell in row:
        named = cell.attrs.get("colwidth") or []
        widths.extend((named + [None] * cell.attrs["colspan"])[: cell.attrs["colspan"]])
    return tuple((widths + [None] * columns)[:columns])
