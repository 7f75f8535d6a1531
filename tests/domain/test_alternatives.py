"""Alternatives: whatever is offered fits, and nothing nearer of its kind would."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from labapp.domain.alternatives import DAYS_AROUND, MOST, nearest
from labapp.domain.bookings import Booking
from labapp.domain.errors import Alternative
from labapp.domain.policy import Policy
from labapp.domain.spaces import Opening, PlaceKind
from labapp.domain.times import Span
from tests.builders import span, when
from tests.domain.makers import booking, hours, lab, place

OPEN = Opening({day: [hours("10:00", "13:00"), hours("14:00", "18:00")] for day in range(6)})
PLACES = (
    place(1, "A", position=3),
    place(2, "B", position=1),
    place(3, "C", position=4),
    place(4, "D", position=0, zone_id=2),
    place(5, "E", kind=PlaceKind.THEATRE),
)
HERE = lab(*PLACES, open_hours=OPEN, policy=Policy(slot_minutes=30))
NOW = when(0, "09:00")
STEP = timedelta(minutes=30)

taken = st.lists(
    st.tuples(st.integers(1, 5), st.integers(0, 6), st.integers(20, 35), st.integers(1, 6)),
    max_size=20,
).map(
    lambda rows: [
        (where, Span(when(day) + first * STEP, when(day) + (first + length) * STEP))
        for where, day, first, length in rows
    ]
)
wishes = st.tuples(
    st.integers(1, 4), st.integers(0, 5), st.integers(20, 35), st.integers(1, 6)
).map(
    lambda row: booking(
        Span(when(row[1]) + row[2] * STEP, when(row[1]) + (row[2] + row[3]) * STEP),
        place_id=row[0],
        place=HERE.places[row[0]].code,
    )
)
Taken = list[tuple[int, Span]]


def fits(wish: Booking, held: Taken) -> bool:
    inside = OPEN.day_outside(wish.span) is None
    return inside and not any(
        where == wish.place_id and one.overlaps(wish.span) for where, one in held
    )


def offered(wish: Booking, held: Taken) -> tuple[Alternative, ...]:
    return nearest(wish, HERE, lambda one: fits(one, held), NOW)


@given(wishes, taken)
def test_whatever_is_offered_fits_and_is_never_the_wish_itself(wish: Booking, held: Taken) -> None:
    found = offered(wish, held)

    assert len(found) <= MOST
    assert len(set(found)) == len(found)
    for one in found:
        accepted = booking(one.span, place_id=one.place_id)
        assert fits(accepted, held)
        assert (one.place_id, one.span) != (wish.place_id, wish.span)
        assert one.place == HERE.places[one.place_id].code


def all_times(wish: Booking, held: Taken) -> list[Span]:
    """Return every other time of the same length on the grid that fits, within the days around."""
    day = when(0) + timedelta(days=(wish.span.start - when(0)).days)
    found: list[Span] = []
    for offset in range(-DAYS_AROUND, DAYS_AROUND + 1):
        for step in range(48):
            one = wish.span.moved_to(day + timedelta(days=offset) + step * STEP)
            moved = booking(one, place_id=wish.place_id)
            if one.start >= NOW and one != wish.span and fits(moved, held):
                found.append(one)
    return found


@given(wishes, taken)
def test_the_first_other_time_is_the_nearest_there_is(wish: Booking, held: Taken) -> None:
    times = [one.span for one in offered(wish, held) if one.kind == "time"]

    possible = all_times(wish, held)

    distances = sorted(abs(one.start - wish.span.start) for one in possible)
    assert [abs(one.start - wish.span.start) for one in times] == distances[: len(times)]
    assert bool(times) == bool(possible)


@given(wishes, taken)
def test_another_place_is_of_the_same_kind_and_the_nearest_in_the_zone_first(
    wish: Booking, held: Taken
) -> None:
    places = [one.place_id for one in offered(wish, held) if one.kind == "place"]

    here = HERE.places[wish.place_id or 0]
    possible = [
        other.id
        for other in HERE.places.values()
        if other.kind is here.kind
        and other.id != here.id
        and fits(booking(wish.span, place_id=other.id), held)
    ]
    if not possible:
        assert places == []
        return
    best = min(
        (HERE.places[one].zone_id != here.zone_id, abs(HERE.places[one].position - here.position))
        for one in possible
    )
    chosen = HERE.places[places[0]]
    assert (chosen.zone_id != here.zone_id, abs(chosen.position - here.position)) == best


@given(wishes, taken)
def test_a_shorter_time_is_the_longest_that_fits_inside_the_wish(
    wish: Booking, held: Taken
) -> None:
    shorter = [one.span for one in offered(wish, held) if one.kind == "shorter"]

    steps = int(wish.span.duration / STEP)
    possible = [
        last - first
        for first in range(steps)
        for last in range(first + 1, steps + 1)
        if last - first < steps
        and fits(
            booking(
                Span(wish.span.start + first * STEP, wish.span.start + last * STEP),
                place_id=wish.place_id,
            ),
            held,
        )
    ]
    assert [int(one.duration / STEP) for one in shorter] == ([max(possible)] if possible else [])
    assert all(one.within(wish.span) for one in shorter)


def test_what_has_no_place_has_no_alternatives() -> None:
    assert nearest(booking(place_id=None), HERE, lambda one: True, NOW) == ()


def test_a_stay_over_days_is_moved_and_shortened_by_whole_days() -> None:
    wish = booking(Span(when(1, "10:00"), when(3, "12:00")), place_id=1, place="A")
    asked: list[Booking] = []

    def refuse(one: Booking) -> bool:
        asked.append(one)
        return one.span.start >= when(3) or one.span.duration < timedelta(days=2)

    found = nearest(wish, HERE, refuse, NOW)

    assert [(one.kind, one.span) for one in found] == [
        ("time", Span(when(3, "10:00"), when(5, "12:00"))),
        ("shorter", Span(when(1, "10:00"), when(2, "12:00"))),
        ("time", Span(when(4, "10:00"), when(6, "12:00"))),
    ]
    assert len(asked) < 50


def test_the_longest_wish_is_not_asked_about_a_million_times() -> None:
    wish = booking(Span(when(0, "10:00"), when(30, "12:00")), place_id=1, place="A")
    asked: list[Booking] = []

    def refuse(one: Booking) -> bool:
        asked.append(one)
        return False

    assert nearest(wish, HERE, refuse, NOW) == ()
    assert len(asked) < 1000


def test_nothing_is_offered_before_now() -> None:
    wish = booking(span(0, "10:00", "11:00"), place_id=1, place="A")

    found = nearest(wish, HERE, lambda one: one.span != wish.span, when(0, "10:30"))

    assert all(one.span.start >= when(0, "10:30") for one in found if one.kind == "time")
