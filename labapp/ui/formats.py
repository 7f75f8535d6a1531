"""Times, dates and amounts as people read them, always on the lab's clocks."""

from datetime import date, datetime, timedelta

from labapp.domain.times import Span, day_of, local
from labapp.words import Words


def clock_text(moment: datetime) -> str:
    """Return the time of day, such as ``14:30``."""
    return f"{local(moment):%H:%M}"


def day_text(day: date, say: Words, *, year: bool = False) -> str:
    """Return a day, such as ``Tue 8 Dec``; with its year on demand."""
    return say(
        "date.day.year" if year else "date.day",
        weekday=say(f"weekday.{day.weekday()}"),
        day=day.day,
        month=say(f"month.{day.month}"),
        year=day.year,
    )


def month_text(day: date, say: Words) -> str:
    """Return a day's month with its year, such as ``Dec 2026``."""
    return say("date.month.year", month=say(f"month.{day.month}"), year=day.year)


def moment_text(moment: datetime, say: Words) -> str:
    """Return a day and a time, such as ``Tue 8 Dec, 14:30``."""
    return say("date.moment", day=day_text(day_of(moment), say), clock=clock_text(moment))


def end_text(moment: datetime) -> str:
    """Return the time of day at which something ends: ``24:00`` for midnight, which ends a day."""
    text = clock_text(moment)
    return "24:00" if text == "00:00" else text


def end_moment_text(moment: datetime, say: Words) -> str:
    """Return the day and time at which something ends, such as ``Tue 8 Dec, 24:00``."""
    last = day_of(moment - timedelta(microseconds=1))
    return say("date.moment", day=day_text(last, say), clock=end_text(moment))


def hours_text(span: Span) -> str:
    """Return from when to when on the clock, such as ``14:30–16:00`` or ``22:00–24:00``."""
    return f"{clock_text(span.start)}–{end_text(span.end)}"


def span_text(span: Span, say: Words) -> str:
    """Return from when to when with the day, or both days."""
    first, last = day_of(span.start), day_of(span.end - timedelta(microseconds=1))
    facts = {"start": clock_text(span.start), "end": end_text(span.end)}
    if first == last:
        return say("date.span", day=day_text(first, say), **facts)
    end_day = day_text(last, say)
    return say("date.span.days", day=day_text(first, say), end_day=end_day, **facts)


def length_text(minutes: int, say: Words) -> str:
    """Return how long something is, such as ``1 h 30 min``."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return say("length.minutes", minutes=rest)
    if not rest:
        return say("length.hours", hours=hours)
    return say("length.both", hours=hours, minutes=rest)


def watts_text(watts: int, say: Words) -> str:
    """Return a power, such as ``1,200 W``."""
    return say("unit.watts", number=f"{watts:,}")


def pflops_text(mpflops: int, say: Words) -> str:
    """Return computing power given in thousandths of a PFLOPS, such as ``2.5 PFLOPS``."""
    return say("unit.pflops", number=f"{mpflops / 1000:,g}")
