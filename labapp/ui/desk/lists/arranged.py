"""How a person has arranged a list: its columns, how wide they are, and what it is sorted by."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from labapp.ui.models.listing import ListColumn

_NARROWEST = 36
_WIDEST = 2000


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The columns shown, by name and in their order, with their widths in logical pixels."""

    columns: tuple[tuple[str, int], ...]
    sort: str = ""
    """The name of the column to sort by; empty: as the rows come."""
    descending: bool = False
    fixed: bool = False
    """Whether the widths are the person's own, not to be changed with the window."""

    def as_text(self) -> str:
        """Return it as what is remembered."""
        kept = {
            "columns": self.columns,
            "sort": self.sort,
            "descending": self.descending,
            "fixed": self.fixed,
        }
        return json.dumps(kept)


def as_given(columns: Iterable[ListColumn[Any]], sort: str) -> Arrangement:
    """Return how a list is arranged before anybody has changed it."""
    shown = tuple((column.name, column.width) for column in columns if column.shown)
    return Arrangement(shown, sort)


def remembered(text: str, columns: Iterable[ListColumn[Any]]) -> Arrangement | None:
    """Return what was remembered; columns that are no more are left out.

    None for what makes no sense, or leaves nothing to show.
    """
    try:
        kept = json.loads(text)
        names = {column.name for column in columns}
        shown = tuple(
            (str(name), min(max(int(width), _NARROWEST), _WIDEST))
            for name, width in kept["columns"]
            if name in names
        )
        sort = str(kept["sort"]) if kept["sort"] in names else ""
        descending, fixed = bool(kept["descending"]), bool(kept["fixed"])
    except (ValueError, TypeError, KeyError):
        return None
    if not shown or len(dict(shown)) < len(shown):
        return None
    return Arrangement(shown, sort, descending, fixed)
