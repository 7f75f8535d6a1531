"""Which days the board shows, and where a step back or on leads: by day, three, week or month."""

from datetime import date, timedelta
from typing import Final

DAY: Final = 1
WEEK: Final = 7
MONTH: Final = 31
"""Stands for a whole month, however many days it has."""


def days_shown(day: date, days: int) -> tuple[date, int]:
    """Return the first day shown and how many there are.

    A week begins on Monday, a month on its first day, anything else on the day itself.
    """
    if days == MONTH:
        return day.replace(day=1), _length(day.year, day.month)
    return (day - timedelta(days=day.weekday()) if days == WEEK else day), days


def stepped(day: date, days: int, direction: int) -> date:
    """Return the day one screen back (-1) or on (1); of a month the same day, or its last."""
    if days != MONTH:
        return day + timedelta(days=direction * days)
    months = day.year * 12 + day.month - 1 + direction
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, _length(year, month + 1)))


def _length(year: int, month: int) -> int:
    """Return how many days a month has; ``calendar`` would be one more module to import."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - date(year, month, 1)).days
