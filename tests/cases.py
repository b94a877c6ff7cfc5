"""Tables of cases written as text: one case a line, cells between bars, its authority last."""

from __future__ import annotations


def cases(table: str, cells: int) -> list[tuple[str, ...]]:
    """The first cells of every line; blank lines and lines that begin with '#' say nothing, and each case names its authority."""
    rows = [[cell.strip(" ") for cell in line.split("|")] for line in table.splitlines() if line.strip() and not line.startswith("#")]
    assert all(len(row) == cells + 1 and row[-1] for row in rows), [row for row in rows if len(row) != cells + 1]
    return [tuple(row[:cells]) for row in rows]
