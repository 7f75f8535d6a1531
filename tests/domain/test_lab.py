"""What a booking claims in the lab: its place, all inside it, its power, people, compute, seats."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labapp.domain.bookings import HOLDING, Kind, State
from labapp.domain.policy import Policy
from labapp.domain.resources import Claim
from labapp.domain.spaces import PlaceKind
from labapp.domain.times import Span, slot_at
from tests.builders import span, when
from tests.domain.makers import booking, lab, place

HALL = place(1, "H", kind=PlaceKind.HALL)
BOOTH = place(2, "Ha", parent_id=1)
CORNER = place(3, "Hab", parent_id=2)
BENCH = place(4, "N", units=3, kind=PlaceKind.BENCH)
POWERED = place(5, "P", sockets_id=201, feed_id=202)
PLAIN = place(6, "Q", feed_id=202)
HERE = lab(HALL, BOOTH, CORNER, BENCH, POWERED, PLAIN, parents={201: 202, 301: 302, 302: 303})
TIME = span(1, "10:00", "11:00")
FIRST, LAST = TIME.slots


def claims(**fields: object) -> dict[int, tuple[int, int]]:
    """Return (slots, units) by resource of a booking's claims, all beginning at its start."""
    badges = fields.pop("badges_id", None)
    seats = fields.pop("seats", {})
    found = HERE.claims(booking(TIME, **fields), badges_id=badges, seats=seats)  # type: ignore[arg-type] # plain values
    assert all(one.from_slot == FIRST for one in found)
    return {one.resource_id: (one.until_slot - FIRST, one.units) for one in found}


def test_a_stay_claims_its_place_and_the_turnover_after_it() -> None:
    assert claims(place_id=4, buffer_minutes=15) == {104: (15, 1)}


def test_a_hall_claims_every_place_inside_it_at_every_depth() -> None:
    assert claims(place_id=1) == {101: (12, 1), 102: (12, 1), 103: (12, 1)}
    assert claims(place_id=2) == {102: (12, 1), 103: (12, 1)}
    assert claims(place_id=3) == {103: (12, 1)}


def test_a_closure_claims_the_whole_place_and_a_stay_its_units() -> None:
    assert claims(place_id=4, units=2) == {104: (12, 2)}
    assert claims(place_id=4, units=1, kind=Kind.CLOSURE) == {104: (12, 3)}


def test_power_is_claimed_at_the_sockets_and_so_at_the_feed_above_without_turnover() -> None:
    assert claims(place_id=5, power_w=800, buffer_minutes=30) == {
        105: (18, 1),
        201: (12, 800),
        202: (12, 800),
    }
    assert claims(place_id=6, power_w=800) == {106: (12, 1), 202: (12, 800)}
    assert claims(place_id=4, power_w=800) == {104: (12, 1)}


def test_compute_is_claimed_of_the_pool_and_of_all_above_it() -> None:
    found = claims(place_id=4, pool_id=301, mpflops=500)

    assert found == {104: (12, 1), 301: (12, 500), 302: (12, 500), 303: (12, 500)}


def test_people_a_guide_seats_and_extras_are_claimed() -> None:
    found = claims(
        place_id=4, staff=3, guide_id=401, badges_id=99, seats={501: 2}, extras=((601, 4), (501, 1))
    )

    assert found == {99: (12, 3), 104: (12, 1), 401: (12, 1), 501: (12, 3), 601: (12, 4)}


def test_what_is_asked_of_one_thing_in_two_ways_is_one_claim_after_another() -> None:
    found = HERE.claims(
        booking(TIME, place_id=4, buffer_minutes=15, extras=((104, 1),)), badges_id=None, seats={}
    )

    assert found == (Claim(104, FIRST, LAST, 2), Claim(104, LAST, LAST + 3, 1))


def test_nothing_is_claimed_of_what_is_not_needed() -> None:
    assert claims(place_id=None, staff=0, badges_id=99, power_w=500, pool_id=301) == {}


@pytest.mark.parametrize("state", sorted(State))
def test_only_what_is_in_force_claims_anything(state: State) -> None:
    assert bool(claims(state=state, place_id=4)) == (state in HOLDING)


@given(st.integers(-60, 180))
def test_after_its_release_a_booking_claims_only_the_turnover(offset: int) -> None:
    released = TIME.start + timedelta(minutes=5 * offset)

    found = HERE.claims(
        booking(TIME, place_id=5, power_w=1, buffer_minutes=15, released_at=released),
        badges_id=None,
        seats={},
    )

    ends = min(slot_at(released), LAST)
    assert {one.resource_id: one.until_slot for one in found} == (
        {105: ends + 3, 201: ends, 202: ends} if ends > FIRST else {}
    )


@pytest.mark.parametrize(
    ("kind", "minutes"),
    [(PlaceKind.BOOTH, 15), (PlaceKind.THEATRE, 30), (PlaceKind.HALL, 45), (PlaceKind.ROOM, 0)],
)
def test_the_turnover_is_that_of_the_kind_of_place(kind: PlaceKind, minutes: int) -> None:
    policy = Policy(buffer_minutes={"booth": 15, "theatre": 30, "hall": 45})
    here = lab(place(1, "X", kind=kind), policy=policy)

    assert here.buffer_of(1, Kind.STAY) == here.buffer_of(1, Kind.VISIT) == minutes
    assert here.buffer_of(1, Kind.CLOSURE) == here.buffer_of(None, Kind.VISIT) == 0


def test_places_and_resources_are_found_by_their_codes() -> None:
    assert HERE.place_by_code("hA") == BOOTH
    assert HERE.place_by_code("Z") is None
    found = HERE.resource_by_code("R201")
    assert found is not None
    assert found.ref.id == 201
    assert HERE.resource_by_code("r201") is None


def test_a_stay_over_days_claims_every_night_too() -> None:
    long = Span(when(1, "10:00"), when(3, "12:00"))

    (claim,) = HERE.claims(booking(long, place_id=4), badges_id=None, seats={})

    assert claim.until_slot - claim.from_slot == 50 * 12
