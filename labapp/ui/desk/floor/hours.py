"""The hours of a day that the slider covers."""

from datetime import timedelta

from labapp.domain.times import Span, day_span
from labapp.services.floor import FloorDay
from labapp.ui.desk.blocks import day_window


def slid_over(day: FloorDay) -> Span:
    """Return when the lab is open or used on the day, in whole hours."""
    window = day_window(day.lab, day.day, 1, day.bookings.values())
    start = day_span(day.day).start
    hours = day.hours
    if hours:
        spans = [*hours, *(b.span for b in day.bookings.values() if _within(b.span, day))]
        return Span(min(one.start for one in spans), max(one.end for one in spans))
    return Span(start + timedelta(minutes=window[0]), start + timedelta(minutes=window[1]))


def _within(span: Span, day: FloorDay) -> bool:
    return span.within(day_span(day.day))
