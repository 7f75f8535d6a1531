from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from labapp.domain.bookings import Booking, Kind, State
from labapp.domain.errors import FieldFault, Refused
from labapp.domain.policy import Policy, with_setting
from labapp.domain.times import Span
from labapp.domain.weather import (
    Effect,
    Signal,
    closes_at,
    closing_time,
    exhibitors_from,
    hits,
    hours_left,
    opens_again,
    preview,
)
from tests.builders import span, when

ANNOUNCED = when(3, "13:20")
CLOSES = when(3, "15:20")


def booking(number: str, time: Span, **fields: object) -> Booking:
    plain = Booking(
        id=1, key=number, number=number, kind=Kind.STAY, state=State.CONFIRMED, span=time
    )
    return replace(plain, **fields)  # type: ignore[arg-type] # names are the test's


def test_after_a_pre_no_8_announcement_the_lab_closes_in_two_hours() -> None:
    assert closing_time("pre_no8", ANNOUNCED, Policy()) == CLOSES


def test_at_a_no_8_without_notice_the_lab_closes_at_once() -> None:
    assert closing_time("t8", ANNOUNCED, Policy()) == ANNOUNCED


@pytest.mark.parametrize(
    ("signal", "name"),
    [
        ("pre_no8", "weather_pre_no8_close_after_minutes"),
        ("t8", "weather_t8_without_notice_close_after_minutes"),
    ],
)
def test_the_minutes_are_settings(signal: str, name: str) -> None:
    policy = with_setting(Policy(), name, 45)

    assert closing_time(signal, ANNOUNCED, policy) == ANNOUNCED + timedelta(minutes=45)


@pytest.mark.parametrize("signal", ["amber", "no3", ""])
def test_a_signal_that_does_not_close_the_lab_is_refused(signal: str) -> None:
    with pytest.raises(Refused) as refused:
        closing_time(signal, ANNOUNCED, Policy())

    assert refused.value.refusals == (FieldFault(field_name="kind", fault="unknown", value=signal),)


@pytest.mark.parametrize(
    ("start", "end", "cut", "not_started"),
    [
        ("10:00", "15:20", False, False),
        ("10:00", "15:25", True, False),
        ("15:15", "16:00", True, False),
        ("15:20", "16:00", False, True),
        ("16:00", "17:00", False, True),
        ("10:00", "12:00", False, False),
    ],
)
def test_a_stay_is_cut_short_or_does_not_begin_by_its_times(
    start: str, end: str, *, cut: bool, not_started: bool
) -> None:
    seen = preview("pre_no8", ANNOUNCED, [booking("BK1", span(3, start, end))], Policy())

    assert (bool(seen.cut_short), bool(seen.not_started)) == (cut, not_started)


def test_those_who_are_there_are_cut_short_too() -> None:
    there = booking("BK1", span(3, "10:00", "18:00"), state=State.CHECKED_IN)

    assert preview("pre_no8", ANNOUNCED, [there], Policy()).cut_short == ("BK1",)


def test_a_stay_over_several_days_is_cut_short() -> None:
    long = booking("BK1", Span(when(2, "10:00"), when(4, "18:00")))

    assert preview("pre_no8", ANNOUNCED, [long], Policy()).cut_short == ("BK1",)


@pytest.mark.parametrize("state", [s for s in State if s not in {"confirmed", "checked_in"}])
def test_what_is_not_certain_or_is_over_is_left_out(state: State) -> None:
    other = booking("BK1", span(3, "10:00", "18:00"), state=state)

    seen = preview("pre_no8", ANNOUNCED, [other], Policy())

    assert (seen.cut_short, seen.not_started) == ((), ())


def test_other_days_are_left_out() -> None:
    others = [booking("BK1", span(2, "10:00", "18:00")), booking("BK2", span(4, "10:00", "18:00"))]

    seen = preview("pre_no8", ANNOUNCED, others, Policy())

    assert (seen.cut_short, seen.not_started) == ((), ())


def test_visits_are_told_apart_and_closures_left_out() -> None:
    visit = booking("V1", span(3, "15:00", "16:00"), kind=Kind.VISIT)
    closure = booking("BK1", span(3, "15:00", "16:00"), kind=Kind.CLOSURE)

    seen = preview("pre_no8", ANNOUNCED, [visit, closure], Policy())

    assert (seen.cut_short, seen.visits_cut_short) == ((), ("V1",))


def test_numbers_are_in_order_of_time() -> None:
    found = [
        booking(number, Span(when(3, start), when(3, "18:00")))
        for number, start in (("BK3", "11:00"), ("BK1", "12:00"), ("BK2", "11:00"))
    ]

    seen = preview("pre_no8", ANNOUNCED, found, Policy())

    assert seen.cut_short == ("BK2", "BK3", "BK1")


def test_a_signal_before_opening_leaves_nothing_to_begin() -> None:
    early: datetime = when(3, "07:00")

    seen = preview("pre_no8", early, [booking("BK1", span(3, "10:00", "18:00"))], Policy())

    assert (seen.closes_at, seen.not_started) == (when(3, "09:00"), ("BK1",))


HOURS = (span(3, "10:00", "18:00"),)
OPENS = HOURS[0].start


@pytest.mark.parametrize("signal", [Signal.NO1, Signal.NO3, Signal.AMBER, Signal.RED])
def test_the_lab_stays_open_at_lower_signals(signal: Signal) -> None:
    assert closes_at(signal, ANNOUNCED, OPENS, Policy()) is None


def test_amber_and_red_rain_close_the_lab_where_the_house_says_so() -> None:
    policy = with_setting(Policy(), "weather_amber_red_rain", "close")

    assert closes_at(Signal.RED, ANNOUNCED, OPENS, policy) == ANNOUNCED
    assert closes_at(Signal.NO3, ANNOUNCED, OPENS, policy) is None


def test_black_rain_closes_before_opening_and_shelters_people_afterwards() -> None:
    early = when(3, "08:30")

    assert closes_at(Signal.BLACK, early, OPENS, Policy()) == early
    assert closes_at(Signal.BLACK, ANNOUNCED, OPENS, Policy()) is None
    closing = with_setting(Policy(), "weather_black_rain_during_hours", "close")
    assert closes_at(Signal.BLACK, ANNOUNCED, OPENS, closing) == ANNOUNCED


def test_a_no_8_that_was_announced_before_closes_when_the_warning_said() -> None:
    hoisted = when(3, "15:10")

    assert closes_at(Signal.T8, hoisted, OPENS, Policy(), CLOSES) == CLOSES
    assert closes_at(Signal.EXTREME, when(3, "14:00"), OPENS, Policy(), CLOSES) == when(3, "14:00")
    assert closes_at(Signal.NO3, hoisted, OPENS, Policy(), CLOSES) == CLOSES


@pytest.mark.parametrize(
    ("closed", "lifted", "again"),
    [
        ("15:20", "14:00", "15:20"),
        ("07:00", "08:59", "10:00"),
        ("07:00", "09:00", "10:00"),
        ("07:00", "09:05", "11:05"),
        ("07:00", "12:00", "14:00"),
        ("07:00", "15:00", "17:00"),
        ("07:00", "15:01", None),
        ("11:00", "12:30", "14:30"),
    ],
)
def test_the_lab_opens_again_two_hours_after_a_signal_lifted_by_three(
    closed: str, lifted: str, again: str | None
) -> None:
    found = opens_again(when(3, lifted), when(3, closed), HOURS, Policy())

    assert found == (None if again is None else when(3, again))


def test_a_lab_that_would_close_before_it_opens_again_stays_closed() -> None:
    short = (span(3, "10:00", "16:00"),)

    assert opens_again(when(3, "14:30"), when(3, "07:00"), short, Policy()) is None
    assert opens_again(when(3, "14:30"), when(3, "07:00"), (), Policy()) is None


def test_exhibitors_may_come_in_an_hour_after_the_signal_is_lifted() -> None:
    assert exhibitors_from(when(3, "12:00"), when(3, "14:00"), Policy()) == when(3, "13:00")
    assert exhibitors_from(when(3, "08:30"), when(3, "09:00"), Policy()) == when(3, "09:00")


def test_hours_are_left_before_and_after_the_closure() -> None:
    two = (span(3, "10:00", "13:00"), span(3, "14:00", "18:00"))

    assert hours_left(two, span(3, "12:00", "15:00")) == (
        span(3, "10:00", "12:00"),
        span(3, "15:00", "18:00"),
    )
    assert hours_left(two, span(3, "09:00", "18:00")) == ()
    assert hours_left(two, span(3, "18:00", "19:00")) == two


@pytest.mark.parametrize(
    ("time", "state", "effect"),
    [
        (span(3, "10:00", "16:00"), State.CONFIRMED, Effect.CUT_SHORT),
        (span(3, "10:00", "16:00"), State.CHECKED_IN, Effect.CUT_SHORT),
        (span(3, "10:00", "16:00"), State.HELD, Effect.SUSPENDED),
        (span(3, "16:00", "17:00"), State.PENDING, Effect.SUSPENDED),
        (span(3, "15:20", "17:00"), State.CONFIRMED, Effect.SUSPENDED),
        (Span(when(2, "10:00"), when(4, "18:00")), State.CONFIRMED, Effect.INTERRUPTED),
        (span(3, "10:00", "15:20"), State.CONFIRMED, None),
        (span(3, "16:00", "17:00"), State.CANCELLED, None),
        (span(3, "16:00", "17:00"), State.COMPLETED, None),
    ],
)
def test_a_closure_takes_time_from_what_would_be_in_it(
    time: Span, state: State, effect: Effect | None
) -> None:
    found = hits(Span(CLOSES, when(4)), [booking("BK1", time, state=state)])

    assert [hit.effect for hit in found] == ([] if effect is None else [effect])


def test_the_time_that_is_lost_is_what_falls_in_the_closure() -> None:
    found = hits(span(3, "11:00", "14:30"), [booking("BK1", span(3, "10:00", "18:00"))])

    assert [hit.lost for hit in found] == [span(3, "11:00", "14:30")]


def test_a_closed_place_stays_closed_in_any_weather() -> None:
    closure = booking("BK1", span(3, "15:00", "16:00"), kind=Kind.CLOSURE)

    assert hits(Span(CLOSES, when(4)), [closure]) == ()
