"""From a draft to the order that founds the lab, and what still stands in its way."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from labapp.assets import resource
from labapp.domain.imports import ExhibitorLine, TableKind, missing_columns
from labapp.domain.languages import Names
from labapp.domain.spaces import Holiday, PlaceKind
from labapp.exchange.columns import header
from labapp.exchange.exhibitors import parse_exhibitors
from labapp.exchange.folding import has_han
from labapp.exchange.mapping import guess_mapping
from labapp.exchange.tables import read_table
from labapp.services.founding import FirstPlace, FoundLab
from labapp.services.places import AddFeed, AddZone
from labapp.ui.desk.first_start.draft import Draft, PlaceRow
from labapp.words import LANGUAGES, Words, words

POWER_LIMIT_W: Final = 2860
"""One 13 A socket at 220 V."""
_FEED: Final = "F1"
_FEED_AMPS: Final = 63
_FEED_PHASES: Final = 3
_LONGEST_CODE: Final = 12
_LONGEST_NAME: Final = 200
_TYPED_ROWS: Final = 10_000
"""Typed exhibitors count from here, so that no row of a file has their number."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What still stands in the way of a step: the key of a sentence, its facts, and where."""

    key: str
    facts: tuple[tuple[str, object], ...] = ()
    row: int = 0
    """Of the list, from 0."""

    def told(self, say: Words) -> str:
        """Return the sentence."""
        facts = dict(self.facts)
        if "weekday" in facts:
            facts["weekday"] = say(f"weekday.long.{facts['weekday']}")
        return say(self.key, **facts)


class ColumnsMissing(Exception):  # noqa: N818 -- named for what a person sees
    """A table in which no column holds what is needed; its text is a sentence that says so."""


def feed() -> AddFeed:
    """Return the feed on which all places hang at first."""
    return AddFeed(
        code=_FEED, names=_in_all("welcome.feed", code=_FEED), amps=_FEED_AMPS, phases=_FEED_PHASES
    )


def zone_default(language: str) -> str:
    """Return what the first zone is called."""
    return words(language)("welcome.zone")


def name_faults(draft: Draft) -> list[Fault]:
    """Return what is wrong with the lab's name."""
    given = [draft.name_en, draft.name_zh_hant, draft.name_zh_hans]
    if not any(name.strip() for name in given):
        return [Fault("welcome.fault.name")]
    if any(len(name.strip()) > _LONGEST_NAME for name in given):
        return [Fault("welcome.fault.long_name", (("most", _LONGEST_NAME),))]
    return []


def place_faults(draft: Draft) -> list[Fault]:
    """Return what is wrong with the list of places, row by row."""
    rows = [(number, row) for number, row in enumerate(draft.places) if not row.empty]
    if not rows:
        return [Fault("welcome.fault.places")]
    found: list[Fault] = []
    first: dict[str, int] = {}
    for number, row in rows:
        code = row.code.strip().upper()
        facts = (("row", number + 1), ("name", row.name.strip()), ("code", code))
        if not code:
            found.append(Fault("welcome.fault.code", facts, number))
        elif len(code) > _LONGEST_CODE:
            most = ("most", _LONGEST_CODE)
            found.append(Fault("welcome.fault.long_code", (*facts, most), number))
        elif code in first:
            other = ("other", first[code] + 1)
            found.append(Fault("welcome.fault.twice", (*facts, other), number))
        elif len(row.name.strip()) > _LONGEST_NAME:
            most = ("most", _LONGEST_NAME)
            found.append(Fault("welcome.fault.long_place", (*facts, most), number))
        first.setdefault(code, number)
    return found


def week_faults(draft: Draft) -> list[Fault]:
    """Return what is wrong with the opening hours."""
    if not any(day.open for day in draft.week):
        return [Fault("welcome.fault.closed")]
    return [
        Fault("welcome.fault.hours", (("weekday", number), ("opens", day.opens)), number)
        for number, day in enumerate(draft.week)
        if day.open and day.opens >= day.closes and day.closes != "00:00"
    ]


def order_from(
    draft: Draft, holidays: Sequence[Holiday], listed: Sequence[ExhibitorLine]
) -> FoundLab:
    """Return the order; the draft has no faults any more."""
    rows = [row for row in draft.places if not row.empty]
    zones = list(dict.fromkeys(_zone_of(row) for row in rows))
    codes = {zone: f"Z{number}" for number, zone in enumerate(zones, start=1)}
    return FoundLab(
        names=Names(
            draft.name_en.strip() or None,
            draft.name_zh_hant.strip() or None,
            draft.name_zh_hans.strip() or None,
        ),
        zones=tuple(
            AddZone(code=codes[zone], names=_zone_names(zone), colour=colour)
            for zone, colour in zip(zones, _colours(len(zones)), strict=True)
        ),
        feed=feed(),
        power_limit_w=POWER_LIMIT_W,
        places=tuple(
            FirstPlace(
                code=row.code.strip().upper(),
                kind=PlaceKind(row.kind),
                names=_place_names(row),
                zone=codes[_zone_of(row)],
            )
            for row in rows
        ),
        weekly={number: day.hours for number, day in enumerate(draft.week)},
        holidays=tuple(holidays) if draft.holidays else (),
        exhibitors=(*listed, *typed_lines(draft.typed)),
    )


def typed_lines(text: str) -> tuple[ExhibitorLine, ...]:
    """Return the typed names as rows of a list, one a line."""
    names = dict.fromkeys(line.strip() for line in text.splitlines() if line.strip())
    return tuple(
        ExhibitorLine(row=_TYPED_ROWS + number, names=_named(name))
        for number, name in enumerate(names, start=1)
    )


def is_typed(row: int) -> bool:
    """Whether a row of the report was typed, not read from a file."""
    return row > _TYPED_ROWS


def listed_lines(path: Path, language: str) -> tuple[ExhibitorLine, ...]:
    """Read a spreadsheet of exhibitors.

    Raises ``TableUnreadable``, or ``ColumnsMissing`` with a sentence when no column holds a name.
    """
    raw = read_table(path)
    mapping = guess_mapping(raw.headers, TableKind.EXHIBITORS)
    lacking = missing_columns(TableKind.EXHIBITORS, mapping)
    if lacking:
        known = " · ".join(header(TableKind.EXHIBITORS, field, language) for field in lacking[0])
        raise ColumnsMissing(words(language)("welcome.fault.columns", columns=known))
    return parse_exhibitors(raw, mapping)


def _zone_of(row: PlaceRow) -> str:
    return row.zone.strip() or zone_default("en")


def _zone_names(zone: str) -> Names:
    """Return the zone's names: in all three languages if it is ours, else as it was typed."""
    ours = _in_all("welcome.zone")
    return ours if zone in ours.all() else _named(zone)


def _place_names(row: PlaceRow) -> Names:
    code = row.code.strip().upper()
    if row.name.strip():
        return _named(row.name.strip())
    return Names(
        *(
            words(language)("welcome.place", kind=words(language)(f"kind.{row.kind}"), code=code)
            for language in LANGUAGES
        )
    )


def _named(text: str) -> Names:
    """Say which script a name is in; nobody translates it."""
    if not has_han(text):
        return Names(en=text)
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return Names(zh_hant=text)
    try:
        text.encode("big5")
    except UnicodeEncodeError:
        return Names(zh_hans=text)
    return Names(zh_hant=text, zh_hans=text)


def _in_all(key: str, **facts: object) -> Names:
    return Names(*(words(language)(key, **facts) for language in LANGUAGES))


def _colours(count: int) -> list[str]:
    content: dict[str, Any] = json.loads(resource("zones.json").read_text(encoding="utf-8"))
    colours: list[str] = content["colours"]
    return [colours[number % len(colours)] for number in range(count)]
