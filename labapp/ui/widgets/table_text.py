"""A table as texts for the clipboard: for spreadsheets and for letters alike."""

import html
from collections.abc import Sequence

Lines = Sequence[Sequence[str]]


def as_lines(lines: Lines) -> str:
    """Return rows with tabs between the cells; a tab or line end inside a cell becomes a space."""
    return "\n".join("\t".join(" ".join(cell.split()) for cell in line) for line in lines)


def as_html(lines: Lines) -> str:
    """Return a plain table; its first line is the heading."""
    heading, *rows = lines
    head = "".join(f"<th>{html.escape(cell)}</th>" for cell in heading)
    body = "".join(
        f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<table><tr>{head}</tr>{body}</table>"
