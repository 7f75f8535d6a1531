"""Over which days a list goes."""

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from labapp.domain.times import Span, day_span, week_of

AHEAD: Final = timedelta(days=3660)
"""How far ahead is all that is ahead: what cannot be booked is not there."""
_PAST: Final = timedelta(days=90)


class Stretch(StrEnum):
    """What a person may choose."""

    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    AHEAD = "ahead"
    PAST = "past"
    CHOSEN = "chosen"


def span_of(stretch: Stretch, today: date, chosen: tuple[date, date]) -> Span:
    """Return the days of a stretch; ``chosen`` are the first and the last day, in any order."""
    match stretch:
        case Stretch.TODAY:
            return day_span(today)
        case Stretch.WEEK:
            return week_of(today)
        case Stretch.MONTH:
            last = monthrange(today.year, today.month)[1]
            return _days(today.replace(day=1), today.replace(day=last))
        case Stretch.AHEAD:
            return _days(today, today + AHEAD)
        case Stretch.PAST:
            return _days(today - _PAST, today - timedelta(days=1))
        case Stretch.CHOSEN:
            return _days(min(chosen), max(chosen))


def _days(first: date, last: date) -> Span:
    return Span(day_span(first).start, day_span(last).end)
