"""A booking's life: what may be done in each state, by whom, and what it holds meanwhile."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labapp.domain.bookings import (
    ALLOWED,
    HOLDING,
    OVER,
    PUBLIC,
    Act,
    Booking,
    Kind,
    State,
    actions_for,
    cancelled_state,
    may,
)
from labapp.domain.languages import Names
from labapp.domain.staff import WRITING, Role
from labapp.domain.times import Span
from tests.builders import span, when
from tests.domain.makers import booking

states = st.sampled_from(State)
minutes = st.integers(-3000, 3000)


@pytest.mark.parametrize("role", [Role.READER, Role.KIOSK])
@pytest.mark.parametrize("state", sorted(State))
def test_who_only_reads_or_stands_at_the_kiosk_may_do_nothing_to_a_booking(
    state: State, role: Role
) -> None:
    assert actions_for(booking(state=state), role) == ()


@pytest.mark.parametrize("state", sorted(State))
def test_only_a_supervisor_rejects(state: State) -> None:
    who = {role for role in Role if may(Act.REJECT, booking(state=state), role)}

    assert who == ({Role.SUPERVISOR} if state is State.PENDING else set())


@pytest.mark.parametrize("role", sorted(WRITING))
@given(state=states, kind=st.sampled_from(Kind))
def test_what_is_offered_is_what_is_allowed(role: Role, state: State, kind: Kind) -> None:
    found = actions_for(booking(state=state, kind=kind), role)

    for act in Act:
        allowed = state in ALLOWED.get(act, frozenset())
        if act in {Act.CONFIRM, Act.REQUEST}:
            allowed = allowed and kind is Kind.STAY
        if act is Act.REJECT:
            allowed = allowed and role is Role.SUPERVISOR
        assert (act in found) == allowed


def test_what_is_over_can_only_be_reinstated() -> None:
    for state in OVER:
        assert actions_for(booking(state=state), Role.SUPERVISOR) == (Act.REINSTATE,)


def test_the_public_sees_nothing_that_holds_nothing() -> None:
    assert PUBLIC < HOLDING
    assert not HOLDING & OVER


@given(states, minutes)
def test_what_is_in_force_ends_at_its_release(state: State, offset: int) -> None:
    time = span(1, "10:00", "12:00")
    released = time.start + timedelta(minutes=offset)
    made = booking(time, state=state, released_at=released, buffer_minutes=15)

    force, occupied = made.in_force, made.occupied

    if state not in HOLDING or released <= time.start:
        assert force is occupied is None
        return
    assert force == Span(time.start, min(released, time.end))
    assert occupied == Span(time.start, min(released, time.end) + timedelta(minutes=15))


@given(states)
def test_what_was_never_released_is_in_force_to_its_end(state: State) -> None:
    made = booking(state=state)

    assert made.in_force == (made.span if state in HOLDING else None)


@given(states, minutes)
def test_a_hold_ends_by_itself_and_nothing_else_does(state: State, offset: int) -> None:
    ends = when(1, "10:00")
    made = booking(state=state, hold_expires_at=ends)

    expired = made.expired(ends + timedelta(minutes=offset))

    assert expired == (state is State.HELD and offset >= 0)
    assert not replace(made, hold_expires_at=None).expired(ends)


@given(states, minutes, st.sampled_from(Kind))
def test_only_a_confirmed_stay_inside_the_last_hours_is_cancelled_late(
    state: State, offset: int, kind: Kind
) -> None:
    made = booking(state=state, kind=kind)
    now = made.span.start - timedelta(hours=48) + timedelta(minutes=offset)

    found = cancelled_state(made, now, 48)

    late = state in {State.CONFIRMED, State.CHECKED_IN} and kind is Kind.STAY and offset > 0
    assert found is (State.LATE_CANCELLED if late else State.CANCELLED)


def test_what_bad_weather_suspended_is_never_cancelled_late() -> None:
    made = booking(state=State.SUSPENDED)

    assert cancelled_state(made, made.span.start, 48) is State.CANCELLED


def test_on_the_block_stands_the_exhibitor_or_what_it_is_called() -> None:
    named = booking(exhibitor=Names("One"), title=Names("Tour"))

    assert named.who == Names("One")
    assert replace(named, exhibitor=Names()).who == Names("Tour")


def test_every_act_has_states_it_is_allowed_in() -> None:
    assert ALLOWED.keys() == set(Act) - {Act.HOLD, Act.WAIT}
    assert all(ALLOWED[act] for act in ALLOWED)


def test_a_booking_is_a_value() -> None:
    assert booking() == booking()
    assert isinstance(booking(), Booking)
    with pytest.raises(AttributeError):
        booking().units = 2  # type: ignore[misc] # that is what is refused
