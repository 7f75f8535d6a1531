"""Wall-clock times and from–to ranges as people write them, in minutes since midnight."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time, timedelta
from decimal import Decimal
from typing import Final

from labapp.domain.imports import Cell
from labapp.exchange.readings import plain

DAY: Final = 24 * 60
_NOON: Final = 12 * 60

_HALVES: Final = {
    **dict.fromkeys(("上午", "早上", "朝早", "凌晨", "清晨", "早", "am"), "am"),
    **dict.fromkeys(("下午", "晚上", "夜晚", "傍晚", "晏晝", "晚", "夜", "pm"), "pm"),
    **dict.fromkeys(("中午", "正午", "noon", "nn", "n"), "noon"),
    **dict.fromkeys(("午夜", "midnight", "mn"), "midnight"),
}
_WORDS: Final = "上午|早上|朝早|凌晨|清晨|早|下午|晚上|夜晚|傍晚|晏晝|晚|夜|中午|正午|午夜"
_BEFORE: Final = rf"(?P<before>{_WORDS})?\s*"
_AFTER: Final = r"\s*(?P<after>am|pm|noon|nn|n|midnight|mn)?(?:\s*(?:hrs?|h))?"
_CLOCKS: Final = (
    re.compile(
        _BEFORE
        + r"(?P<hour>\d{1,2})\s*[:.h]\s*(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
        + _AFTER
    ),
    re.compile(_BEFORE + r"(?P<hour>\d{1,2})(?P<minute>\d{2})" + _AFTER),
    re.compile(_BEFORE + r"(?P<hour>\d{1,2})" + _AFTER),
    re.compile(
        _BEFORE + r"(?P<hour>\d{1,2})\s*[時时點点](?:鐘|钟|正|整)?\s*"
        r"(?:(?P<half>半)|(?P<quarter>[13])刻|(?P<minute>\d{1,2})\s*分?(?:鐘|钟)?)?" + _AFTER
    ),
)
_TO: Final = re.compile(r"\s*(?:--?|–|—|~|〜|→|至|到|\bto\b|\buntil\b|\btill?\b)\s*")
_FRACTION: Final = re.compile(r"0?\.\d{3,}")
_DOTTED: Final = re.compile(r"([ap])\s*\.?\s*m\b\.?")
_DIGITS: Final = {letter: value for value, letter in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "兩": 2,
    "两": 2,
}
_TENS: Final = {"十": 10, "廿": 20, "卅": 30}
_NUMERAL: Final = re.compile(f"[{''.join(_DIGITS)}{''.join(_TENS)}]+")


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in minutes, 0 to 1440 (24:00), and whether morning or afternoon was said."""

    minute: int
    half: str | None = None


def arabic(text: str) -> str:
    """Return the text with its Chinese numerals as digits: 十二月廿一日 is 12月21日."""
    return _NUMERAL.sub(lambda found: str(_number(found[0])), text)


def _number(numeral: str) -> str:
    if not any(letter in _TENS for letter in numeral):
        return "".join(str(_DIGITS[letter]) for letter in numeral)
    total, unit = 0, 0
    for letter in numeral:
        if letter in _TENS:
            total += max(unit, 1) * _TENS[letter]
            unit = 0
        else:
            unit = _DIGITS[letter]
    return str(total + unit)


def read_clock(cell: Cell) -> int | None:
    """Return a time of day in minutes since midnight (24:00 is 1440), or None.

    A whole number is an hour or HHMM, a fraction of a day is what a spreadsheet keeps; 14.3 might
    be 14:30 or 14:18 and is refused, 14.30 as a text is 14:30.
    """
    if isinstance(cell, time):
        return _to_minute(cell.hour * 3600 + cell.minute * 60 + cell.second)
    if isinstance(cell, timedelta):
        return _to_minute(round(cell.total_seconds()))
    if isinstance(cell, float) and not cell.is_integer():
        return _number_clock(cell)
    text = _tidy(cell)
    if _FRACTION.fullmatch(text):
        return _number_clock(float(text))
    clock = _text_clock(text)
    return None if clock is None else clock.minute


def read_range(cell: Cell) -> tuple[int, int] | None:
    """Return the from and to of one cell, ``10:00-12:00``, in minutes since midnight, or None.

    A morning or afternoon said once counts for both where that makes sense: 2-4pm is 14:00 to
    16:00, 10-12pm is 10:00 to 12:00, 下午2時至4時 is 14:00 to 16:00.
    """
    if not isinstance(cell, str):
        return None
    parts = _TO.split(_tidy(cell))
    if len(parts) != 2:  # noqa: PLR2004 -- from and to
        return None
    first, last = _text_clock(parts[0]), _text_clock(parts[1])
    if first is None or last is None:
        return None
    return next(
        (
            (start, end)
            for start in _readings(first, last.half)
            for end in _readings(last, first.half)
            if start < end
        ),
        None,
    )


def _readings(clock: Clock, other: str | None) -> Iterator[int]:
    """Yield what a time may mean beside one that says morning or afternoon, likeliest first."""
    afternoon = clock.minute + _NOON
    if clock.half is None and other == "pm" and afternoon < DAY:
        yield afternoon
    yield clock.minute
    if clock.half is None and other in {"am", "noon"} and afternoon < DAY:
        yield afternoon


def _tidy(cell: Cell) -> str:
    return _DOTTED.sub(r"\1m", arabic(plain(cell)))


def _text_clock(text: str) -> Clock | None:
    half = _HALVES.get(text)
    if half in {"noon", "midnight"} and len(text) > 1:
        return Clock(_NOON if half == "noon" else 0, half)
    for pattern in _CLOCKS:
        if found := pattern.fullmatch(text):
            return _clock(found.groupdict())
    return None


def _clock(parts: dict[str, str | None]) -> Clock | None:
    hour = int(parts["hour"] or 0)
    minute = int(parts.get("minute") or 0)
    if parts.get("half"):
        minute = 30
    elif quarter := parts.get("quarter"):
        minute = int(quarter) * 15
    second = int(parts.get("second") or 0)
    halves = {_HALVES[said] for said in (parts.get("before"), parts.get("after")) if said}
    if len(halves) > 1 or minute >= 60 or second >= 60:  # noqa: PLR2004 -- minutes of an hour
        return None
    half = next(iter(halves), None)
    true_hour = _hour(hour, half)
    if true_hour is None:
        return None
    total = _to_minute(true_hour * 3600 + minute * 60 + second)
    return None if total is None else Clock(total, half)


def _hour(hour: int, half: str | None) -> int | None:
    """Return the hour of 24, or None when it does not go with what was said."""
    noon = 12
    if half is None:
        return hour
    if half == "am":
        return (hour % noon) if hour <= noon else None
    if half == "midnight":
        return 0 if hour in {0, noon} else None
    if half == "noon":
        return hour if hour in {11, noon} else hour + noon if hour in {1, 2} else None
    return hour + noon if hour < noon else hour


def _number_clock(number: float) -> int | None:
    if 0 <= number < 1:
        return _to_minute(round(number * DAY * 60))
    text = str(Decimal(str(number)))
    return read_clock(text) if re.fullmatch(r"\d{1,2}\.\d{2}", text) else None


def _to_minute(seconds: int) -> int | None:
    """Return whole minutes; a second's difference is a spreadsheet's rounding."""
    minute = round(seconds / 60)
    fits = abs(seconds - minute * 60) <= 1 and 0 <= minute <= DAY
    return minute if fits else None
