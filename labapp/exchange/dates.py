"""Dates as people write them in Hong Kong: day first, in English and Chinese."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Final

from labapp.domain.imports import Cell, FaultKind
from labapp.domain.times import local
from labapp.exchange.readings import Reading, Remark, plain, refuse, remark
from labapp.exchange.times import DAY, arabic, read_clock, read_range

_FIRST_YEAR: Final = 1990
_LAST_YEAR: Final = 2100
_FAR: Final = timedelta(days=730)
_EPOCH: Final = date(1899, 12, 30)
"""Day 0 of spreadsheets, so that 1 March 1900 and later come out right."""
_SERIALS: Final = range(32874, 73415)
"""The serial numbers of 1990 to 2100."""

_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY_EN: Final = re.compile(
    r"\(?\b(mon(?:day)?|tues?(?:day)?|wed(?:nesday|s)?|thu(?:rs?(?:day)?)?|fri(?:day)?|"
    r"sat(?:urday)?|sun(?:day)?)\b\.?\)?,?"
)
_WEEKDAY_ZH: Final = re.compile(
    r"\(?(?:星期|週|周|禮拜|礼拜)([一二三四五六日天])\)?|\(([一二三四五六日])\)"
)
_SEPARATOR: Final = r"(?:,\s*|[-\s/.]+)"
_YEAR_FIRST: Final = (
    re.compile(r"(?P<year>\d{4})\s?([-/.])\s?(?P<month>\d{1,2})\s?\2\s?(?P<day>\d{1,2})"),
    re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"),
    re.compile(r"(?:(?P<year>\d{4}|\d{2})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})[日號号]?"),
)
_NUMBERS: Final = re.compile(
    r"(?P<one>\d{1,2})\s?([-/.])\s?(?P<two>\d{1,2})(?:\s?\2\s?(?P<year>\d{4}|\d{2}))?"
)
_WORDED: Final = (
    re.compile(
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[-\s/.]*(?:of\s)?(?P<word>[a-z]{3,9})\.?"
        rf"(?:{_SEPARATOR}?(?P<year>\d{{4}}|'?\d{{2}}))?"
    ),
    re.compile(
        r"(?P<word>[a-z]{3,9})\.?[-\s/.]*(?P<day>\d{1,2})(?:st|nd|rd|th)?"
        rf"(?:{_SEPARATOR}(?P<year>\d{{4}}|'?\d{{2}}))?"
    ),
    re.compile(r"(?P<year>\d{4})[-\s/.]*(?P<word>[a-z]{3,9})\.?[-\s/.]*(?P<day>\d{1,2})"),
)
_OFFSET: Final = re.compile(
    r"\d{4}-\d\d-\d\d[t ]\d\d:?\d\d(?::?\d\d(?:\.\d+)?)?(?:z|[+-]\d\d:?\d\d)"
)
_GAP: Final = re.compile(r"(?<=[日號号)])\s*|\s+|,\s*|(?<=\d)t(?=\d)")


@dataclass(frozen=True, slots=True)
class When:
    """What a cell says about time: a date, a time of day, a time it ends; all in the lab."""

    day: date | None = None
    start: int | None = None
    """Minutes since midnight."""
    end: int | None = None


@dataclass(frozen=True, slots=True)
class DateReader:
    """Reads dates near a day of reference.

    ``12月9日`` is the first such day from the reference on. ``9/12/2026`` is 9 December, unless the
    column shows that its writer put the month first.
    """

    reference: date
    month_first: bool = False

    def knowing(self, column: Iterable[Cell]) -> "DateReader":
        """Return a reader for the column: month first if nothing else makes sense of it."""
        readings = [found for cell in column if (found := _numbers(cell))]
        only_month_first = any(one <= 12 < two for one, two in readings)  # noqa: PLR2004 -- months
        only_day_first = any(two <= 12 < one for one, two in readings)  # noqa: PLR2004 -- months
        return replace(self, month_first=only_month_first and not only_day_first)

    def read_date(self, cell: Cell) -> Reading[date]:
        """Read a date; a time of day beside it is passed over."""
        reading = self.read_moment(cell)
        if reading.value is None:
            return refuse(FaultKind.UNREADABLE_DATE)
        return Reading(reading.value.day, reading.remarks)

    def read_moment(self, cell: Cell) -> Reading[When]:
        """Read a date, and a time or a range of times if they stand in the same cell."""
        if isinstance(cell, datetime):
            return self._kept(cell.date(), _minutes(cell.time()) or None)
        if isinstance(cell, date):
            return self._kept(cell, None)
        if isinstance(cell, (bool, time, timedelta)):
            return refuse(FaultKind.UNREADABLE_DATE)
        if isinstance(cell, (int, float)):
            return self._number(cell)
        return self._words(cell)

    def read_clock(self, cell: Cell) -> Reading[When]:
        """Read a time or a range of times, and a date if it stands in the same cell."""
        if isinstance(cell, datetime) and cell.time() == time(0):
            # A spreadsheet keeps a bare date as its midnight: there is no time in it.
            return refuse(FaultKind.UNREADABLE_TIME)
        if isinstance(cell, datetime):
            return self._kept(cell.date(), _minutes(cell.time()))
        if (minute := read_clock(cell)) is not None:
            return Reading(When(start=minute))
        if (both := read_range(cell)) is not None:
            return Reading(When(start=both[0], end=both[1]))
        moment = self.read_moment(cell)
        if moment.value is None or moment.value.start is None:
            return refuse(FaultKind.UNREADABLE_TIME)
        return moment

    def _words(self, cell: Cell) -> Reading[When]:
        text = plain(cell)
        if _OFFSET.fullmatch(text):
            return self._instant(text)
        if alone := self._date(text):
            return alone
        for head, tail in _splits(text):
            clock, both = read_clock(tail), read_range(tail)
            if clock is None and both is None:
                continue
            found = self._date(head)
            if found is not None and found.value is not None:
                start, end = both or (clock, None)
                return Reading(replace(found.value, start=start, end=end), found.remarks)
        return refuse(FaultKind.UNREADABLE_DATE)

    def _instant(self, text: str) -> Reading[When]:
        try:
            there = datetime.fromisoformat(text.upper())
        except ValueError:
            return refuse(FaultKind.UNREADABLE_DATE)
        here = local(there)
        return self._kept(here.date(), _minutes(here.time()))

    def _number(self, number: float) -> Reading[When]:
        if not isfinite(number):
            return refuse(FaultKind.UNREADABLE_DATE)
        joined = _YEAR_FIRST[1].fullmatch(plain(number))
        return (
            self._serial(number)
            or (self._date(joined[0]) if joined else None)
            or refuse(FaultKind.UNREADABLE_DATE)
        )

    def _serial(self, number: float) -> Reading[When] | None:
        whole = int(number)
        if whole not in _SERIALS:
            return None
        minute = round((number - whole) * DAY)
        return self._kept(_EPOCH + timedelta(days=whole), minute or None)

    def _date(self, text: str) -> Reading[When] | None:
        """Return the date that a text is, or None when it is none."""
        text, weekday = _without_weekday(text)
        text = arabic(text) if "月" in text else text
        if re.fullmatch(r"\d{5}(?:\.\d+)?", text):
            return self._serial(float(text))
        year, month, day, remarks = self._parts(text)
        if month is None or day is None:
            return None
        found = _day(year, month, day) if year is not None else self._next(month, day)
        if found is None:
            return None
        if year is None:
            remarks = (*remarks, remark(FaultKind.YEAR_ASSUMED, year=found.year))
        if weekday is not None and weekday != found.weekday():
            remarks = (*remarks, remark(FaultKind.WEEKDAY_DISAGREES, date=found))
        kept = self._kept(found, None)
        return Reading(kept.value, (*remarks, *kept.remarks))

    def _parts(self, text: str) -> tuple[int | None, int | None, int | None, tuple[Remark, ...]]:
        for pattern in _YEAR_FIRST:
            if found := pattern.fullmatch(text):
                return _year(found["year"]), int(found["month"]), int(found["day"]), ()
        if found := _NUMBERS.fullmatch(text):
            one, two = int(found["one"]), int(found["two"])
            if self.month_first:
                return _year(found["year"]), one, two, (remark(FaultKind.MONTH_FIRST),)
            return _year(found["year"]), two, one, ()
        for pattern in _WORDED:
            if (found := pattern.fullmatch(text)) and (month := _month(found["word"])):
                return _year(found["year"]), month, int(found["day"]), ()
        return None, None, None, ()

    def _next(self, month: int, day: int) -> date | None:
        """Return the first such day from the reference on (29 February may be years ahead)."""
        years = range(self.reference.year, self.reference.year + 9)
        days = (found for year in years if (found := _day(year, month, day)))
        return next((found for found in days if found >= self.reference), None)

    def _kept(self, day: date, start: int | None) -> Reading[When]:
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            return refuse(FaultKind.UNREADABLE_DATE)
        far = abs(day - self.reference) > _FAR
        remarks = (remark(FaultKind.FAR_DATE, date=day),) if far else ()
        return Reading(When(day, start), remarks)


def _numbers(cell: Cell) -> tuple[int, int] | None:
    """Return the two numbers that may be day and month, if the cell is written so."""
    if not isinstance(cell, str):
        return None
    text, _ = _without_weekday(plain(cell))
    heads = (text, *(head for head, _ in _splits(text)))
    found = next((found for head in heads if (found := _NUMBERS.fullmatch(head))), None)
    return (int(found["one"]), int(found["two"])) if found else None


def _splits(text: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to take a text as a date and something after it."""
    for gap in _GAP.finditer(text):
        head, tail = text[: gap.start()].strip(" ,"), text[gap.end() :].strip()
        if head and tail:
            yield head, tail


def _without_weekday(text: str) -> tuple[str, int | None]:
    if found := _WEEKDAY_ZH.search(text):
        weekday = "一二三四五六日".index((found[1] or found[2]).replace("天", "日"))
    elif found := _WEEKDAY_EN.search(text):
        weekday = next(n for n, name in enumerate(_DAYS) if name.startswith(found[1][:3]))
    else:
        return text, None
    rest = f"{text[: found.start()].strip()} {text[found.end() :].strip()}".strip(" ,")
    return rest, weekday


def _month(word: str) -> int | None:
    if word == "sept":
        return 9
    return next((n for n, name in enumerate(_MONTHS, 1) if name.startswith(word)), None)


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    number = int(text.lstrip("'"))
    return number + 2000 if number < 100 else number  # noqa: PLR2004 -- two digits


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
