"""What a person has said of the new lab so far, kept until the lab is there."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import time
from typing import Any, Final

from labapp.domain.spaces import Hours, PlaceKind
from labapp.ui.desk.memory import Memory

STEPS: Final = ("names", "places", "hours", "holidays", "exhibitors", "summary")
"""The five questions and the summary, in their order."""
_KEPT: Final = "first_start"
_FIVE: Final = 5


@dataclass(slots=True)
class PlaceRow:
    """One row of the list of places."""

    code: str = ""
    name: str = ""
    zone: str = ""
    kind: str = PlaceKind.BOOTH.value

    @property
    def empty(self) -> bool:
        """Whether nothing is said of the place."""
        return not (self.code.strip() or self.name.strip())


@dataclass(slots=True)
class DayRow:
    """When the lab is open on a day of the week; the times are kept while it is closed."""

    open: bool = True
    opens: str = "10:00"
    closes: str = "18:00"

    @property
    def hours(self) -> tuple[Hours, ...]:
        """The day's hours, none when it is closed."""
        if not self.open:
            return ()
        return (Hours(time.fromisoformat(self.opens), time.fromisoformat(self.closes)),)


def week(opens: str, closes: str, days: int) -> list[DayRow]:
    """Return a week that is open at the same hours on its first days."""
    return [DayRow(day < days, opens, closes) for day in range(7)]


@dataclass(slots=True)
class Draft:
    """All answers; a question that was not answered yet has its default."""

    step: str = STEPS[0]
    begun: bool = False
    """Whether anything was answered, so that there is something to go on with."""
    name_en: str = ""
    name_zh_hant: str = ""
    name_zh_hans: str = ""
    places: list[PlaceRow] = field(default_factory=list)
    week: list[DayRow] = field(default_factory=lambda: week("10:00", "18:00", _FIVE))
    holidays: bool = True
    typed: str = ""
    """Names of exhibitors, one a line."""
    list_path: str = ""
    """A spreadsheet with exhibitors."""

    def keep(self, memory: Memory) -> None:
        """Keep it for the next start."""
        memory.keep_text(_KEPT, json.dumps(asdict(self), ensure_ascii=False))
        memory.flush()


def kept_draft(memory: Memory) -> Draft:
    """Return what was kept, or a new draft; what makes no sense counts as not said."""
    try:
        kept = json.loads(memory.text(_KEPT) or "{}")
    except ValueError:
        kept = {}
    return _read(kept) if isinstance(kept, dict) else Draft()


def forget(memory: Memory) -> None:
    """Keep nothing any more: the lab is there."""
    memory.keep_text(_KEPT, "")


def _read(kept: dict[str, Any]) -> Draft:
    draft = Draft()
    for name in ("name_en", "name_zh_hant", "name_zh_hans", "typed", "list_path"):
        setattr(draft, name, str(kept.get(name, "")))
    draft.begun, draft.holidays = bool(kept.get("begun")), bool(kept.get("holidays", True))
    if kept.get("step") in STEPS:
        draft.step = kept["step"]
    try:
        draft.places = [PlaceRow(**row) for row in kept.get("places", ())]
        days = [DayRow(**row) for row in kept.get("week", ())]
        _ = [day.hours for day in days]
    except (TypeError, ValueError):
        return draft
    if len(days) == len(draft.week):
        draft.week = days
    return draft


def booths(prefix: str, count: int, taken: Sequence[PlaceRow], zone: str) -> list[PlaceRow]:
    """Return so many new booths with the next free codes, such as B1 to B8."""
    codes = {row.code.strip().upper() for row in taken}
    made: list[PlaceRow] = []
    number = 0
    while len(made) < count:
        number += 1
        code = f"{prefix.strip().upper()}{number}"
        if code not in codes:
            made.append(PlaceRow(code=code, zone=zone))
    return made
