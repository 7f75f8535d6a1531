"""Dates and times as papers write them, in the words of the paper's language.

``strftime`` would follow the machine's locale, and a paper must not.
"""

from datetime import date

from labapp.words import Words

DAY_MINUTES = 24 * 60


def long_date(day: date, say: Words) -> str:
    """Return ``Wednesday 9 December 2026``, or ``2026年12月9日（星期三）``."""
    return _date("paper.date", day, say)


def short_date(day: date, say: Words) -> str:
    """Return ``9 December 2026``, or ``2026年12月9日``."""
    return _date("paper.date_short", day, say)


def month(day: date, say: Words) -> str:
    """Return the month of a day: ``December 2026``, or ``2026年12月``."""
    return _date("paper.date_month", day, say)


def _date(key: str, day: date, say: Words) -> str:
    return say(
        key,
        year=day.year,
        month=say("paper.months").split()[day.month - 1],
        day=day.day,
        weekday=say("paper.weekdays").split()[day.weekday()],
    )


def clock(minute: int) -> str:
    """Return a minute of the day as ``09:05``; the day's end is ``24:00``."""
    return f"{minute // 60:02}:{minute % 60:02}"


def clock_range(first: int, last: int) -> str:
    """Return two minutes of the day as ``10:00–13:00``."""
    return f"{clock(first)}–{clock(last)}"
