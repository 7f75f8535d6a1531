"""The house rules, one by one: what is refused, from where on, and what a supervisor may pass."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labapp.domain import errors
from labapp.domain.bookings import PUBLIC, Booking, Kind, State
from labapp.domain.errors import Refusal
from labapp.domain.exhibitors import ExhibitorKind
from labapp.domain.languages import Names
from labapp.domain.policy import Policy
from labapp.domain.rules import (
    Standing,
    Wish,
    minutes_by_day,
    total_by_day,
    what_blocks,
)
from labapp.domain.spaces import Opening, SpecialDay
from labapp.domain.times import LONGEST, Span
from tests.builders import span, when
from tests.domain.makers import booking, demo, exhibitor, on, opening

NOW = when(0, "09:00")
WIDE = Policy(max_booking_minutes=31 * 1440, weekly_quota_minutes={}, daily_quota_minutes={})


def blocks(
    wanted: Booking,
    *,
    policy: Policy | None = None,
    standing: dict[date, int] | None = None,
    **party: Any,  # noqa: ANN401 -- parts of a wish
) -> tuple[Refusal, ...]:
    known: dict[str, Any] = {"exhibitor": exhibitor(), "demo": demo()}
    wish = Wish(wanted, **(known | party))
    return what_blocks(wish, Standing(standing or {}), policy or Policy(), opening(), NOW)


def kinds(found: tuple[Refusal, ...]) -> list[str]:
    return [type(refusal).__name__ for refusal in found]


def test_a_plain_stay_is_blocked_by_nothing() -> None:
    assert blocks(booking()) == ()


@given(st.integers(0, 59), st.sampled_from([5, 10, 15, 20, 30, 60]))
def test_start_and_end_lie_on_the_grid(minute: int, grid: int) -> None:
    start = when(1, "11:00") + timedelta(minutes=minute)
    wanted = booking(Span(start, start + timedelta(hours=1)))

    found = blocks(wanted, policy=Policy(slot_minutes=grid))

    assert (errors.OffGrid(slot_minutes=grid) in found) == (minute % grid != 0)


def test_a_closure_lies_on_the_grid_of_the_law_and_may_be_of_any_length() -> None:
    closure = booking(span(1, "03:05", "03:10"), kind=Kind.CLOSURE)

    assert blocks(closure) == ()
    assert kinds(blocks(booking(span(1, "03:05", "03:12"), kind=Kind.CLOSURE))) == ["OffGrid"]


@pytest.mark.parametrize("kind", [Kind.CLOSURE, Kind.STAY])
def test_nothing_is_longer_than_the_database_can_hold(kind: Kind) -> None:
    longest = booking(Span(when(1, "11:00"), when(1, "11:00") + LONGEST), kind=kind)
    longer = booking(Span(longest.span.start, longest.span.end + timedelta(minutes=15)), kind=kind)

    assert "TooLong" not in kinds(blocks(longest, policy=WIDE))
    (refusal,) = (r for r in blocks(longer, policy=WIDE) if isinstance(r, errors.TooLong))
    assert (refusal.most, refusal.overridable) == (31 * 1440, False)


@given(st.integers(1, 60))
def test_the_length_is_between_the_shortest_and_the_longest(quarters: int) -> None:
    minutes = 15 * quarters
    policy = Policy(min_booking_minutes=45, max_booking_minutes=120)
    start = when(1, "10:00")

    found = blocks(booking(Span(start, start + timedelta(minutes=minutes))), policy=policy)

    assert ("TooShort" in kinds(found)) == (minutes < 45)
    assert ("TooLong" in kinds(found)) == (minutes > 120)


def test_outside_hours_says_the_hours_and_the_reason() -> None:
    closed = Opening({}, [SpecialDay(on(1), (), Names("Typhoon"))])

    found = what_blocks(Wish(booking(), exhibitor(), demo()), Standing(), Policy(), closed, NOW)

    assert found == (
        errors.OutsideHours(day=on(1), hours=(), reason=Names("Typhoon"), overridable=True),
    )


def test_what_is_over_cannot_be_booked_but_by_a_supervisor() -> None:
    past = booking(span(-1, "11:00", "12:00"))
    running = booking(Span(when(0, "10:00"), when(0, "12:00")))

    assert blocks(past) == (errors.AlreadyOver(end=past.span.end, overridable=True),)
    assert blocks(running) == ()


@pytest.mark.parametrize(("days", "blocked"), [(90, False), (91, True)])
def test_a_stay_is_not_booked_too_far_ahead(days: int, *, blocked: bool) -> None:
    far = booking(span(days, "11:00", "12:00"))

    assert (kinds(blocks(far)) == ["TooFarAhead"]) == blocked
    assert blocks(booking(far.span, kind=Kind.VISIT)) == ()


@pytest.mark.parametrize(("hour", "blocked"), [("10:00", False), ("09:45", True)])
def test_a_kiosk_needs_notice(hour: str, *, blocked: bool) -> None:
    start = when(1, hour)
    wanted = booking(Span(start, start + timedelta(hours=1)), via="kiosk", state=State.HELD)
    policy = Policy(kiosk_min_notice_hours=25) if not blocked else Policy(kiosk_min_notice_hours=26)

    found = blocks(wanted, policy=policy)

    assert ("TooLittleNotice" in kinds(found)) == blocked
    assert all(not r.overridable for r in found if isinstance(r, errors.TooLittleNotice))
    assert "TooLittleNotice" not in kinds(blocks(booking(wanted.span, via="desk"), policy=policy))


def test_a_stay_needs_an_exhibitor_that_is_active() -> None:
    assert blocks(booking(), exhibitor=None) == (
        errors.FieldFault(field_name="exhibitor", fault="missing"),
    )
    assert kinds(blocks(booking(), exhibitor=exhibitor(status="paused"))) == ["NotActive"]
    assert blocks(booking(kind=Kind.VISIT), exhibitor=None) == ()


def test_a_demo_of_somebody_else_names_the_owner() -> None:
    owner = exhibitor(id=2, names=Names("Two"))

    found = blocks(booking(), demo=demo(exhibitor_id=2), demo_owner=owner)

    assert found == (errors.NotTheirDemo(demo="DM01", owner=Names("Two")),)


@pytest.mark.parametrize("state", sorted(State))
def test_only_what_the_public_sees_needs_a_cleared_demo(state: State) -> None:
    assert (kinds(blocks(booking(state=state), demo=None)) == ["NoDemo"]) == (state in PUBLIC)
    found = blocks(booking(state=state), demo=demo(clearance="pending"))
    assert (kinds(found) == ["NotCleared"]) == (state in PUBLIC)


@given(
    st.sampled_from(["pending", "cleared", "conditional", "void"]),
    st.none() | st.integers(-3, 10),
    st.integers(0, 4),
    st.integers(0, 4),
)
def test_the_clearance_holds_on_every_day_covered(
    clearance: str, valid: int | None, first: int, more: int
) -> None:
    until = None if valid is None else on(valid)
    wanted = booking(Span(when(first, "11:00"), when(first + more, "12:00")))

    found = blocks(wanted, policy=WIDE, demo=demo(clearance=clearance, valid_until=until))

    bad = [
        day
        for day in range(first, first + more + 1)
        if clearance not in {"cleared", "conditional"} or (valid is not None and day > valid)
    ]
    days = [refusal.day for refusal in found if isinstance(refusal, errors.NotCleared)]
    assert days == [on(day) for day in bad[:1]]


@pytest.mark.parametrize("kind", sorted(ExhibitorKind))
@given(used=st.integers(0, 40), quarters=st.integers(2, 32))
def test_the_minutes_of_a_day_stay_within_the_quota_of_the_kind(
    kind: ExhibitorKind, used: int, quarters: int
) -> None:
    policy = Policy(max_booking_minutes=1440, weekly_quota_minutes={})
    start = when(1, "10:00")
    wanted = booking(Span(start, start + timedelta(minutes=15 * quarters)))
    limit = policy.daily_quota_minutes[kind]

    found = blocks(
        wanted,
        policy=policy,
        exhibitor=exhibitor(kind=kind),
        standing={on(1): used * 15, on(2): 999},
    )

    over = used * 15 + quarters * 15 > limit
    assert kinds(found) == (["QuotaExceeded"] if over else [])
    for refusal in found:
        assert refusal == errors.QuotaExceeded(
            exhibitor=Names("One"),
            period="day",
            start=on(1),
            wanted=quarters * 15,
            used=used * 15,
            limit=limit,
            overridable=True,
        )


@given(st.dictionaries(st.integers(-3, 9), st.integers(0, 1200), max_size=6))
def test_the_minutes_of_a_week_are_counted_from_monday_to_sunday(minutes: dict[int, int]) -> None:
    policy = Policy(daily_quota_minutes={})
    standing = {on(day): number for day, number in minutes.items()}

    found = blocks(booking(), policy=policy, standing=standing)

    used = sum(number for day, number in minutes.items() if 0 <= day <= 6)
    assert kinds(found) == (["QuotaExceeded"] if used + 60 > 900 else [])


@pytest.mark.parametrize(("own", "blocked"), [(None, False), (120, False), (90, True), (0, True)])
def test_an_exhibitors_own_week_beats_that_of_its_kind(own: int | None, *, blocked: bool) -> None:
    found = blocks(booking(), exhibitor=exhibitor(weekly_quota=own), standing={on(3): 60})

    assert kinds(found) == (["QuotaExceeded"] if blocked else [])


def test_who_waits_uses_up_no_quota_and_needs_no_clearance() -> None:
    waiting = booking(state=State.WAITLISTED)

    assert blocks(waiting, standing={on(1): 9999}, demo=demo(clearance="void")) == ()


def test_of_a_stay_over_days_only_opening_hours_count() -> None:
    long = Span(when(0, "16:00"), when(2, "12:00"))

    assert minutes_by_day(long, opening()) == {on(0): 120, on(1): 480, on(2): 120}
    assert minutes_by_day(span(0, "08:00", "20:00"), opening()) == {on(0): 720}


spans = st.builds(
    lambda day, start, length: Span(
        when(day) + timedelta(minutes=15 * start),
        when(day) + timedelta(minutes=15 * (start + length)),
    ),
    st.integers(0, 6),
    st.integers(0, 95),
    st.integers(1, 300),
)


@given(st.lists(spans, max_size=5))
def test_the_total_is_the_sum_of_each(found: list[Span]) -> None:
    total = total_by_day(found, opening())

    for day in total:
        assert total[day] == sum(minutes_by_day(one, opening()).get(day, 0) for one in found)


CASES: dict[str, tuple[Callable[[], tuple[Refusal, ...]], bool]] = {
    "before hours": (lambda: blocks(booking(span(1, "08:00", "09:00"))), True),
    "too short": (lambda: blocks(booking(span(1, "10:00", "10:15"))), False),
    "no demo": (lambda: blocks(booking(), demo=None), False),
    "not cleared": (lambda: blocks(booking(), demo=demo(clearance="void")), False),
    "not active": (lambda: blocks(booking(), exhibitor=exhibitor(status="left")), False),
    "over its quota": (lambda: blocks(booking(), standing={on(1): 999}), True),
}


@pytest.mark.parametrize("case", sorted(CASES))
def test_a_supervisor_may_pass_hours_lengths_and_quotas_but_not_clearance(case: str) -> None:
    refused, passable = CASES[case]
    found = refused()

    assert found
    assert all(refusal.overridable for refusal in found) == passable
