"""A list of places as it comes from a spreadsheet or a message."""

import re
from collections.abc import Iterator
from typing import Final

from labapp.domain.spaces import PlaceKind
from labapp.ui.desk.first_start.draft import PlaceRow
from labapp.words import LANGUAGES, words

_BETWEEN: Final = re.compile(r"\t|;|；|,|，|\|")
_COLUMNS: Final = 4
_HEADS: Final = ("term.code", "term.name", "term.zone", "term.type", "term.place")


def places_in(text: str, zone: str) -> list[PlaceRow]:
    """Return a row for each line: code, name, zone, kind, parted by tabs or commas.

    A heading line is left out; a zone that is not said is the given one, a kind a booth.
    """
    rows = list(_rows(text, zone))
    return rows[1:] if rows and _is_heading(rows[0]) else rows


def _rows(text: str, zone: str) -> Iterator[PlaceRow]:
    for line in text.splitlines():
        parts = [part.strip().strip('"') for part in _BETWEEN.split(line)]
        if not any(parts):
            continue
        code, name, its_zone, kind = (*parts, *[""] * _COLUMNS)[:_COLUMNS]
        yield PlaceRow(code, name, its_zone or zone, kind_of(kind).value)


def kind_of(word: str) -> PlaceKind:
    """Return the kind that a word in any of the three languages means; a booth if none."""
    wanted = word.casefold()
    for kind in PlaceKind:
        names = {words(language)(f"kind.{kind}").casefold() for language in LANGUAGES}
        if wanted == kind.value or (wanted and wanted in names):
            return kind
    return PlaceKind.BOOTH


def _is_heading(row: PlaceRow) -> bool:
    heads = {words(language)(key).casefold() for language in LANGUAGES for key in _HEADS}
    return row.code.casefold() in heads
