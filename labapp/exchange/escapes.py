"""Keeps a spreadsheet program from taking a text for a formula, and takes the guard off again."""

import re
from typing import Final

from labapp.domain.imports import Cell

_FORMULA: Final = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_GUARDED: Final = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def escaped(text: str) -> str:
    """Return a text with an apostrophe before it if a program might run it as a formula.

    A text that already begins so gets one more: ``unescaped(escaped(text)) == text`` always.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def guarded_once_more(text: str) -> str:
    """Return a text for a file that keeps texts apart from formulas, so that reading it is exact.

    Only a text that looks escaped gets an apostrophe, because reading takes one off.
    """
    return f"'{text}" if _GUARDED.match(text) else text


def unescaped(cell: Cell) -> Cell:
    """Return a cell without the apostrophe that guards it."""
    return cell[1:] if isinstance(cell, str) and _GUARDED.match(cell) else cell
