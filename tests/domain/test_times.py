"""Spans, slots and days: half-open, in UTC, shown as the lab's clocks show them."""

from datetime import UTC, date, datetime, timedelta, timezone
from datetime import time as wall_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labapp.domain.times import (
    LAB_ZONE,
    SLOT_SECONDS,
    Clock,
    Span,
    at,
    day_of,
    day_span,
    instant,
    local,
    slot_at,
    slot_start,
    week_of,
)

seconds = st.integers(315_532_800, 4_000_000_000)
"""From 1980 on: until then Hong Kong changed its clocks in summer."""
lengths = st.integers(1, 40 * 86_400)
zones = st.sampled_from(
    [UTC, LAB_ZONE, timezone(timedelta(hours=-9)), timezone(timedelta(hours=5.5))]
)
spans = st.builds(
    lambda start, length, zone: Span(
        datetime.fromtimestamp(start, zone), datetime.fromtimestamp(start + length, zone)
    ),
    seconds,
    lengths,
    zones,
)
moments = seconds.map(lambda value: datetime.fromtimestamp(value, UTC))


def test_a_time_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 12, 8, 9, 30)  # noqa: DTZ001 -- that is what is refused

    with pytest.raises(ValueError, match="zone"):
        instant(naive)
    with pytest.raises(ValueError, match="zone"):
        Span(naive, naive + timedelta(hours=1))


@given(moments, st.integers(-86_400, 0))
def test_a_span_ends_after_it_starts(start: datetime, length: int) -> None:
    with pytest.raises(ValueError, match="ends after"):
        Span(start, start + timedelta(seconds=length))


@given(spans)
def test_a_span_is_kept_in_utc_whatever_it_was_given_in(span: Span) -> None:
    assert span.start.tzinfo is span.end.tzinfo is UTC
    assert span == Span(span.start.astimezone(LAB_ZONE), span.end.astimezone(LAB_ZONE))


@given(spans)
def test_the_slots_of_a_span_cover_it_and_nothing_more(span: Span) -> None:
    first, last = span.slots

    assert slot_start(first) <= span.start < slot_start(first + 1)
    assert slot_start(last - 1) < span.end <= slot_start(last)


@given(seconds.map(lambda value: value // SLOT_SECONDS))
def test_a_slot_is_what_its_start_is_in(slot: int) -> None:
    assert slot_at(slot_start(slot)) == slot
    assert slot_at(slot_start(slot) + timedelta(seconds=SLOT_SECONDS - 1)) == slot


@given(spans, spans)
def test_spans_overlap_when_a_moment_is_in_both(one: Span, other: Span) -> None:
    latest_start, earliest_end = max(one.start, other.start), min(one.end, other.end)

    assert one.overlaps(other) == other.overlaps(one) == (latest_start < earliest_end)


@given(spans, lengths)
def test_a_span_that_begins_where_another_ends_does_not_overlap_it(span: Span, length: int) -> None:
    after = Span(span.end, span.end + timedelta(seconds=length))

    assert not span.overlaps(after)
    assert not after.overlaps(span)


@given(spans, spans)
def test_what_lies_within_overlaps_and_is_no_longer(one: Span, other: Span) -> None:
    if one.within(other):
        assert one.overlaps(other)
        assert one.duration <= other.duration
    assert one.within(one)


@given(spans, moments)
def test_a_moved_span_is_as_long_and_begins_there(span: Span, start: datetime) -> None:
    moved = span.moved_to(start)

    assert (moved.start, moved.duration) == (start, span.duration)


@given(spans)
def test_the_days_of_a_span_are_those_it_has_a_moment_of(span: Span) -> None:
    days = list(span.days())

    assert days == sorted(set(days))
    assert all(day_span(day).overlaps(span) for day in days)
    around = (days[0] - timedelta(days=1), days[-1] + timedelta(days=1))
    assert not any(day_span(day).overlaps(span) for day in around)
    assert days == [days[0] + timedelta(days=number) for number in range(len(days))]


@given(moments)
def test_a_moment_is_in_its_day_and_in_its_week(moment: datetime) -> None:
    day = day_of(moment)
    week = week_of(day)

    assert day_span(day).start <= moment < day_span(day).end
    assert week.start <= day_span(day).start < day_span(day).end <= week.end
    assert local(week.start).weekday() == 0
    assert week.duration == timedelta(days=7)


def test_the_days_of_the_lab_are_those_of_hong_kong() -> None:
    just_before = datetime.fromisoformat("2026-12-08T15:59:59+00:00")

    assert day_of(just_before) == date(2026, 12, 8)
    assert day_of(just_before + timedelta(seconds=1)) == date(2026, 12, 9)
    assert at(date(2026, 12, 8), wall_time(9, 30)).isoformat() == "2026-12-08T01:30:00+00:00"


def test_a_clock_that_starts_elsewhere_runs_on_from_there() -> None:
    started = datetime.fromisoformat("2026-12-08T09:30:00+08:00")
    clock = Clock(started)
    ago = Clock(started, _origin=clock._origin - 90)

    assert timedelta(0) <= clock.now() - started <= timedelta(seconds=5)
    assert timedelta(seconds=90) <= ago.now() - started <= timedelta(seconds=95)


def test_a_clock_shows_whole_seconds_in_utc() -> None:
    now = Clock().now()

    assert (now.microsecond, now.tzinfo) == (0, UTC)
