from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from labapp.domain.bookings import Act, State
from labapp.domain.languages import Language, Names
from labapp.domain.spaces import PlaceKind
from labapp.domain.times import Span
from labapp.services.bookings import ClosePlace, MoveBooking, close_place, move_booking
from labapp.services.papers import issue_day_sheet
from labapp.services.places import AddPlace, add_place
from labapp.services.places_now import PlaceNow
from labapp.services.spaces import SetCapacity, set_capacity, set_in_service
from labapp.services.today import Today, today
from labapp.storage.store import Store
from tests.builders import set_clock, span, when
from tests.services.orders import ONE_ENGINE, book, booked, do, lab_of, place_id, resource_id

pytestmark = ONE_ENGINE


def at(store: Store, clock: str, day: int = 1) -> Today:
    """Return Tuesday (or another day of the week) at a time of day."""
    set_clock(store, when(day, clock))
    return store.read(today)


def here(shown: Today, code: str) -> PlaceNow:
    return next(one for one in shown.places if one.place.code == code)


def numbers(found: tuple[object, ...]) -> list[str]:
    return [getattr(booking, "number", "") for booking in found]


def test_before_opening_nothing_stands_anywhere_and_seven_come_within_the_hour(
    sample: Store,
) -> None:
    shown = at(sample, "09:30")

    assert [one.now for one in shown.places] == [None] * 16
    assert numbers(shown.arrivals) == [
        "BK004",
        "BK005",
        "BK006",
        "BK026",
        "BK028",
        "BK029",
        "BK031",
    ]
    assert (shown.overdue, shown.leaving) == ((), ())
    assert shown.next_arrival is not None
    assert shown.next_arrival.number == "BK033"
    assert [(h.start, h.end) for h in shown.hours] == [(when(1, "10:00"), when(1, "18:00"))]
    assert (shown.in_service, shown.used_at(shown.at)) == (15, 0)


def test_whoever_is_not_there_after_the_grace_is_overdue(sample: Store) -> None:
    assert at(sample, "10:14").overdue == ()

    shown = at(sample, "10:15")

    assert len(shown.overdue) == 7
    assert shown.used_at(shown.at) == 7


def test_each_place_says_what_stands_there_and_what_comes_next(sample: Store) -> None:
    shown = at(sample, "10:20")
    pod = here(shown, "C1")
    booth = here(shown, "B2")

    assert pod.now is not None
    assert pod.next is not None
    assert (pod.now.number, pod.next.number, pod.free) == ("BK029", "BK030", False)
    assert (booth.now, booth.free, booth.free_until) == (None, True, when(1, "14:00"))
    assert (here(shown, "C8").in_service, here(shown, "C8").free) == (False, False)


def test_a_place_that_is_made_ready_is_not_free(sample: Store) -> None:
    between = here(at(sample, "12:05"), "C1")
    assert (between.now, between.free, between.turnover_until) == (None, False, when(1, "12:15"))

    after = here(at(sample, "13:14"), "B1")
    assert (after.free, after.turnover_until) == (False, when(1, "13:15"))

    free = here(at(sample, "13:15"), "B1")
    assert (free.free, free.turnover_until, free.free_since) == (True, None, when(1, "13:15"))


def test_what_takes_a_hall_takes_the_booths_in_it_and_the_other_way_round(sample: Store) -> None:
    zone_id = lab_of(sample).zones[0].id
    hall = sample.write(
        add_place,
        AddPlace(code="H1", kind=PlaceKind.HALL, names=Names("Hall"), zone_id=zone_id),
    )
    sample.write(
        add_place,
        AddPlace(
            code="H2", kind=PlaceKind.BOOTH, names=Names("In it"), zone_id=zone_id,
            parent_id=hall.id,
        ),
    )  # fmt: skip
    book(sample, "H1", "EX04", span(1, "14:00", "15:00"), None, state=State.HELD)
    book(sample, "H2", "EX05", span(1, "16:00", "17:00"), None, state=State.HELD)

    early, late = at(sample, "14:30"), at(sample, "16:30")

    assert [here(early, code).now is not None for code in ("H1", "H2")] == [True, True]
    assert (here(late, "H1").now, here(late, "H1").inside, here(late, "H1").free) == (
        None,
        1,
        False,
    )
    assert (early.used_at(early.at), early.in_service) == (8, 17)


def test_room_for_several_is_free_until_it_is_full(sample: Store) -> None:
    zone_id = lab_of(sample).zones[0].id
    sample.write(
        add_place,
        AddPlace(code="M1", kind=PlaceKind.BENCH, names=Names("Benches"), zone_id=zone_id, units=2),
    )
    book(sample, "M1", "EX04", span(1, "14:00", "15:00"), None, state=State.HELD)
    one = here(at(sample, "14:10"), "M1")

    set_clock(sample, when(1, "09:30"))
    book(sample, "M1", "EX05", span(1, "14:00", "15:00"), None, state=State.HELD)
    two = here(at(sample, "14:10"), "M1")

    assert (one.free, one.others) == (True, 0)
    assert (two.free, two.others) == (False, 1)


def test_a_closure_stands_in_its_place_but_nobody_is_there(sample: Store) -> None:
    set_clock(sample, when(1, "09:30"))
    sample.write(
        close_place,
        ClosePlace(
            place_id=place_id(sample, "C2"),
            span=span(1, "10:00", "11:00"),
            title=Names("Deep clean"),
        ),
    )

    shown = at(sample, "10:20")

    assert here(shown, "C2").now is not None
    assert shown.used_at(shown.at) == 7


def test_who_is_checked_in_no_longer_arrives_and_leaves_at_the_end(sample: Store) -> None:
    set_clock(sample, when(1, "09:55"))
    do(sample, Act.CHECK_IN, "BK028")

    assert "BK028" not in numbers(at(sample, "09:56").arrivals)
    assert at(sample, "11:44").leaving == ()
    assert numbers(at(sample, "11:45").leaving) == ["BK028"]
    assert numbers(at(sample, "12:30").leaving) == ["BK028"]
    assert numbers(at(sample, "08:00", day=2).leaving) == ["BK028"]
    do(sample, Act.COMPLETE, "BK028")

    assert at(sample, "08:00", day=2).leaving == ()


def test_who_never_came_waits_for_a_word_of_it_for_a_week(sample: Store) -> None:
    assert "BK028" in numbers(at(sample, "12:00").unsettled)
    assert "BK028" in numbers(at(sample, "12:00", day=7).unsettled)
    assert "BK028" not in numbers(at(sample, "12:00", day=9).unsettled)

    set_clock(sample, when(1, "12:00"))
    do(sample, Act.NO_SHOW, "BK028")

    assert "BK028" not in numbers(at(sample, "12:01").unsettled)


def test_a_hold_is_told_of_a_day_before_it_runs_out_and_no_longer_after(sample: Store) -> None:
    assert numbers(at(sample, "09:44").holds) == ["BK060"]
    assert numbers(at(sample, "09:46", day=0).holds) == ["BK060"]

    assert at(sample, "09:44", day=0).holds == ()
    assert at(sample, "09:45").holds == ()


def test_what_waits_for_approval_is_told_of_however_far_ahead(sample: Store) -> None:
    set_clock(sample, when(1, "09:30"))
    far = book(sample, "C2", "EX09", span(60, "10:00", "12:00"), state=State.PENDING)

    assert numbers(sample.read(today).pending) == ["BK059", far.number]


def test_a_place_that_is_free_again_could_be_offered_to_who_waits_for_it(sample: Store) -> None:
    assert at(sample, "09:30").could_be_offered == ()

    do(sample, Act.CANCEL, "BK045")

    assert numbers(sample.read(today).could_be_offered) == ["BK046"]


def test_a_clearance_that_ends_before_a_booking_is_told_of_weeks_ahead(sample: Store) -> None:
    set_clock(sample, when(1, "09:30"))
    late = book(sample, "C3", "EX11", span(4, "14:00", "16:00"), state=State.HELD)

    (lapse,) = sample.read(today).lapses

    assert (lapse.booking.number, lapse.demo.code) == (late.number, "DM11")
    assert (lapse.demo.valid_until, lapse.day) == (date(2026, 12, 10), date(2026, 12, 11))


def test_what_is_not_cleared_yet_only_waits_for_approval(sample: Store) -> None:
    shown = at(sample, "09:30")

    assert numbers(shown.pending) == ["BK059"]
    assert shown.lapses == ()


def test_a_printed_paper_that_is_no_longer_true_is_told_of(sample: Store) -> None:
    set_clock(sample, when(1, "09:05"))
    sample.write(issue_day_sheet, date(2026, 12, 8), Language.EN)
    assert sample.read(today).papers == ()

    booking = booked(sample, "BK035")
    order = MoveBooking(booking_id=booking.id, span=span(1, "15:00", "17:00"))
    sample.write(move_booking, order)

    assert [state.document for state in sample.read(today).papers] == ["DAY-20261208-en"]


def test_bookings_above_a_lowered_capacity_are_told_of(sample: Store) -> None:
    set_clock(sample, when(1, "09:30"))
    sample.write(
        set_capacity,
        SetCapacity(
            resource_id=resource_id(sample, "P-GPU"),
            start=when(2, "00:00"),
            end=when(3, "00:00"),
            capacity=6000,
            force_reason="a broken machine",
        ),
    )

    assert {"BK042", "BK043"} <= set(numbers(sample.read(today).marked))


def test_nothing_is_left_to_decide_once_everything_is_decided(sample: Store) -> None:
    set_clock(sample, when(1, "09:30"))
    assert sample.read(today).decisions == 2

    do(sample, Act.REJECT, "BK059")
    do(sample, Act.CANCEL, "BK060")

    assert sample.read(today).decisions == 0


def test_a_closed_day_says_why_and_when_the_lab_opens_again(sample: Store) -> None:
    shown = at(sample, "09:30", day=6)

    assert shown.hours == ()
    assert shown.opens_next is not None
    assert shown.opens_next.start == when(7, "10:00")


# When it must be read again


@pytest.mark.parametrize(
    ("clock", "until"),
    [
        ("09:30", "09:45"),  # a hold runs out
        ("09:45", "10:00"),  # the first begin, and another is an hour away
        ("10:00", "10:15"),  # their grace ends
        ("10:15", "11:00"),  # the theatre
        ("11:15", "11:30"),  # who begins at 12:15 comes within the quarter hours before
        ("11:45", "12:00"),  # an end
        ("12:00", "12:15"),  # turnover is over
    ],
)
def test_it_is_true_until_the_next_thing_is_due(sample: Store, clock: str, until: str) -> None:
    shown = at(sample, clock)

    assert shown.true_until <= when(1, until)
    assert shown.true_until > when(1, clock)


def test_it_reads_the_same_until_then(sample: Store) -> None:
    set_clock(sample, when(1, "09:00"))
    do(sample, Act.CHECK_IN, "BK026")
    shown = at(sample, "09:00")
    moment = when(1, "09:00")
    seen = 0

    while moment < when(1, "15:00"):
        set_clock(sample, moment)
        fresh = sample.read(today)
        if moment < shown.true_until:
            assert told(fresh) == told(shown), moment
        else:
            shown = fresh
            seen += 1
        moment += timedelta(minutes=3)

    assert 10 < seen < 60


def told(shown: Today) -> tuple[object, ...]:
    """Return what does not name an instant of reading."""
    return (
        numbers(shown.arrivals),
        numbers(shown.overdue),
        numbers(shown.leaving),
        numbers(shown.unsettled),
        numbers(shown.holds),
        shown.next_arrival,
        shown.places,
    )


def test_at_midnight_another_day_begins(sample: Store) -> None:
    assert at(sample, "23:00").true_until == when(2, "00:00")


# Somebody who walks up

Walk = Callable[[str, str], Span | None]


@pytest.fixture
def walk(sample: Store) -> Walk:
    def begin(clock: str, code: str) -> Span | None:
        shown = at(sample, clock)
        return shown.walk_up(here(shown, code), when(1, clock))

    return begin


@pytest.mark.parametrize(
    ("clock", "code", "start", "end"),
    [
        ("10:20", "C2", "10:15", "11:15"),  # on the grid, an hour
        ("10:20", "D1", "10:15", "10:45"),  # made shorter by who comes next, never too short
        ("13:05", "B2", "13:00", "13:45"),  # ready again when the next begins
        ("09:30", "C2", "10:00", "11:00"),  # not before the lab opens
        ("17:20", "C2", "17:15", "18:00"),  # not after it closes
        ("12:20", "B3", "12:15", "13:15"),  # not before it is ready after the last
    ],
)
def test_a_walk_up_begins_at_once_and_ends_before_the_next(
    walk: Walk, clock: str, code: str, start: str, end: str
) -> None:
    assert walk(clock, code) == span(1, start, end)


def test_a_walk_up_waits_for_the_grid_where_the_place_became_free_off_it(
    sample: Store, walk: Walk
) -> None:
    set_clock(sample, when(1, "11:20"))
    do(sample, Act.CHECK_IN, "BK028")
    do(sample, Act.COMPLETE, "BK028")  # free again at 11:35

    assert walk("11:37", "B3") == span(1, "11:45", "12:45")


def test_nobody_walks_up_to_what_is_taken_or_out_of_service(walk: Walk) -> None:
    assert walk("10:20", "A1") is None
    assert walk("10:20", "C8") is None
    assert walk("12:05", "C1") is None


def test_nobody_walks_up_once_the_lab_has_closed(walk: Walk) -> None:
    assert walk("18:00", "C2") is None


def test_a_place_put_out_of_service_says_so_from_then_on(sample: Store) -> None:
    set_clock(sample, when(1, "10:20"))
    sample.write(set_in_service, place_id(sample, "C7"), in_service=False)

    assert not here(at(sample, "10:21"), "C7").in_service


def test_the_use_of_the_day_rises_and_falls_with_who_is_there(sample: Store) -> None:
    shown = at(sample, "09:30")
    moments: list[tuple[str, int]] = [
        ("00:00", 0),
        ("10:00", 7),
        ("11:00", 8),
        ("12:05", 5),
        ("13:00", 5),
        ("18:00", 0),
    ]

    assert [(clock, shown.used_at(when(1, clock))) for clock, _ in moments] == moments


def test_instants_are_in_order(sample: Store) -> None:
    starts: list[datetime] = [use.start for use in at(sample, "09:30").use]

    assert starts == sorted(starts)
    assert starts[0] == when(1, "00:00")
