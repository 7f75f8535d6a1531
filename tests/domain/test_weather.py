from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from labapp.domain.bookings import Booking, Kind, State
from labapp.domain.errors import FieldFault, Refused
from labapp.domain.policy import Policy, with_setting
from labapp.domain.times import Span
from labapp.domain.weather import closing_time, preview
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
