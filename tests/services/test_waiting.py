from datetime import datetime, timedelta
from functools import partial

import pytest

from labapp.domain.bookings import Act, Booking, State
from labapp.domain.errors import OverCapacity, QuotaExceeded, Refused, RoleMayNot, WrongState
from labapp.domain.staff import Role
from labapp.services.bookings import (
    ActOn,
    EditBooking,
    act_on,
    booking_by_number,
    edit_booking,
    history_of,
)
from labapp.services.checks import check_store
from labapp.services.spaces import SetCapacity, set_capacity
from labapp.services.undo import undo
from labapp.services.waiting import Gap, keep_house, offer_next, waiting_list
from labapp.storage.lab import lab as read_lab
from labapp.storage.store import Store
from tests.builders import as_actor, set_clock, span, when
from tests.services.orders import ONE_ENGINE, book, booked, do, kinds, place_id, revision

WANTED = span(3, "10:00", "12:00")


def wait(store: Store, exhibitor: str, clock: str, priority: int = 0) -> Booking:
    set_clock(store, when(1, clock))
    joined = book(store, "C7", exhibitor, WANTED, state=State.WAITLISTED)
    if priority:
        order = EditBooking(booking_id=joined.id, changes={"priority": priority})
        return store.write(edit_booking, order)
    return joined


@pytest.fixture
def queue(sample: Store) -> list[Booking]:
    """Somebody in C7 on Thursday, and three who wait for it: the last to join comes first."""
    set_clock(sample, when(1, "09:30"))
    book(sample, "C7", "EX04", WANTED)
    second = wait(sample, "EX15", "09:31")
    third = wait(sample, "EX10", "09:32")
    first = wait(sample, "EX13", "09:33", priority=5)
    set_clock(sample, when(1, "10:00"))
    return [first, second, third]


def free_the_time(store: Store) -> Gap:
    holder = next(
        entry.blockers[0] for entry in store.read(waiting_list) if entry.booking.place == "C7"
    )
    assert isinstance(holder, OverCapacity)
    do(store, Act.CANCEL, holder.holders[0].number)
    return Gap(place_id=place_id(store, "C7"), span=WANTED)


def test_the_list_is_by_priority_and_then_by_who_joined_first(
    sample: Store, queue: list[Booking]
) -> None:
    found = [entry.booking.number for entry in sample.read(waiting_list)]

    ours = [booking.number for booking in queue]
    assert [number for number in found if number in ours] == ours
    assert found[0] == queue[0].number
    assert [entry.place_in_queue for entry in sample.read(waiting_list)] == [1, 2, 3, 4, 5, 6]


def test_each_on_the_list_is_shown_with_what_blocks_it(sqlite_sample: Store) -> None:
    found = {e.booking.number: e.blockers for e in sqlite_sample.read(waiting_list)}

    assert set(found) == {"BK046", "BK052", "BK066"}
    assert [type(blocker) for blocker in found["BK046"]] == [OverCapacity]


@ONE_ENGINE
def test_an_offer_goes_to_the_first_on_the_list(sample: Store, queue: list[Booking]) -> None:
    gap = free_the_time(sample)

    offered = sample.write(offer_next, gap)

    assert offered.booking is not None
    assert offered.booking.number == queue[0].number
    assert offered.booking.state is State.OFFERED
    assert offered.booking.offer_expires_at == when(1, "12:00")
    assert offered.passed_over == ()
    assert check_store(sample).sound


def test_whoever_does_not_fit_is_passed_over_and_that_is_recorded_with_the_reason(
    sample: Store, queue: list[Booking]
) -> None:
    gap = free_the_time(sample)
    # EX13 uses up its minutes of that Thursday elsewhere
    book(sample, "C5", "EX13", span(3, "10:00", "13:00"))

    offered = sample.write(offer_next, gap)

    assert offered.booking is not None
    assert offered.booking.number == queue[1].number
    assert [entry.booking.number for entry in offered.passed_over] == [queue[0].number]
    assert [type(b) for b in offered.passed_over[0].blockers] == [QuotaExceeded]
    newest = sample.read(history_of, queue[0].number)[0]
    assert (newest.act, newest.after) == ("passed_over", {"why": ["QuotaExceeded"]})


def test_nobody_is_passed_over_when_the_time_fits_nobody(
    sqlite_sample: Store,
) -> None:
    before = revision(sqlite_sample)

    offered = sqlite_sample.write(offer_next, Gap())

    assert offered.booking is None
    assert {e.booking.number for e in offered.passed_over} == {"BK046", "BK052", "BK066"}
    assert revision(sqlite_sample) == before


@ONE_ENGINE
def test_time_elsewhere_or_at_another_hour_is_not_offered(
    sample: Store, queue: list[Booking]
) -> None:
    gap = free_the_time(sample)
    del queue

    elsewhere = sample.write(offer_next, Gap(place_id=place_id(sample, "C6"), span=WANTED))
    later = sample.write(offer_next, Gap(place_id=gap.place_id, span=span(3, "12:00", "14:00")))

    assert (elsewhere.booking, later.booking) == (None, None)


def test_an_offer_holds_the_time_against_a_booking(sample: Store, queue: list[Booking]) -> None:
    sample.write(offer_next, free_the_time(sample))

    with pytest.raises(Refused) as refused:
        book(sample, "C7", "EX11", WANTED, power_w=0)

    (found,) = refused.value.refusals
    assert isinstance(found, OverCapacity)
    assert [(h.number, h.state) for h in found.holders] == [(queue[0].number, "offered")]


@ONE_ENGINE
def test_an_offer_holds_the_time_against_a_second_offer(
    sample: Store, queue: list[Booking]
) -> None:
    gap = free_the_time(sample)
    sample.write(offer_next, gap)

    again = sample.write(offer_next, gap)

    assert again.booking is None
    assert [e.booking.number for e in again.passed_over] == [b.number for b in queue[1:]]


def test_an_offer_that_runs_out_goes_to_the_next(sample: Store, queue: list[Booking]) -> None:
    sample.write(offer_next, free_the_time(sample))
    set_clock(sample, when(1, "12:00"))

    kept = sample.write(keep_house)

    assert (kept.lapsed, kept.offered) == (1, (queue[1].number,))
    assert booked(sample, queue[0].number).state is State.LAPSED
    offered = booked(sample, queue[1].number)
    assert (offered.state, offered.offer_expires_at) == (State.OFFERED, when(1, "14:00"))
    assert check_store(sample).sound


@ONE_ENGINE
def test_an_offer_does_not_run_out_a_second_early(sample: Store, queue: list[Booking]) -> None:
    sample.write(offer_next, free_the_time(sample))
    set_clock(sample, when(1, "12:00") - timedelta(seconds=1))

    kept = sample.write(keep_house)

    assert (kept.lapsed, kept.offered) == (0, ())
    assert booked(sample, queue[0].number).state is State.OFFERED


@ONE_ENGINE
def test_an_offer_that_anothers_booking_ended_still_goes_to_the_next(
    sample: Store, queue: list[Booking]
) -> None:
    sample.write(offer_next, free_the_time(sample))
    set_clock(sample, when(1, "12:01"))
    book(sample, "C6", "EX12", span(2, "10:00", "12:00"))
    assert booked(sample, queue[0].number).state is State.LAPSED

    kept = sample.write(keep_house)

    assert (kept.lapsed, kept.offered) == (0, (queue[1].number,))


def test_an_accepted_offer_is_a_confirmed_booking(sample: Store, queue: list[Booking]) -> None:
    sample.write(offer_next, free_the_time(sample))

    accepted = do(sample, Act.ACCEPT, queue[0].number)

    assert (accepted.state, accepted.offer_expires_at) == (State.CONFIRMED, None)
    set_clock(sample, when(1, "13:00"))
    assert sample.write(keep_house).lapsed == 0
    assert booked(sample, queue[0].number).state is State.CONFIRMED
    assert check_store(sample).sound


@ONE_ENGINE
def test_an_offer_cannot_be_accepted_after_it_has_run_out(
    sample: Store, queue: list[Booking]
) -> None:
    sample.write(offer_next, free_the_time(sample))
    set_clock(sample, when(1, "12:00"))

    with pytest.raises(Refused) as refused:
        do(sample, Act.ACCEPT, queue[0].number)

    assert kinds(refused.value) == [WrongState]


@ONE_ENGINE
def test_an_offer_can_be_taken_back_though_somebody_was_passed_over(
    sample: Store, queue: list[Booking]
) -> None:
    gap = free_the_time(sample)
    book(sample, "C5", "EX13", span(3, "10:00", "13:00"))
    sample.write(offer_next, gap)

    sample.write(undo)

    assert booked(sample, queue[1].number).state is State.WAITLISTED
    assert check_store(sample).sound


@ONE_ENGINE
def test_what_housekeeping_offers_is_nobodys_act_to_take_back(
    sample: Store, queue: list[Booking]
) -> None:
    sample.write(offer_next, free_the_time(sample))
    own = book(sample, "C6", "EX12", span(2, "10:00", "12:00"))
    set_clock(sample, when(1, "12:00"))
    sample.write(keep_house)

    (undone,) = sample.write(undo)

    assert undone.number == own.number
    assert booked(sample, queue[1].number).state is State.OFFERED


def test_housekeeping_ends_holds_and_says_how_many(sqlite_sample: Store) -> None:
    set_clock(sqlite_sample, when(1, "09:45"))

    kept = sqlite_sample.write(keep_house)

    assert (kept.expired, kept.lapsed, kept.offered) == (1, 0, ())
    assert booked(sqlite_sample, "BK060").state is State.EXPIRED


def test_housekeeping_with_nothing_to_do_writes_nothing(sqlite_sample: Store) -> None:
    set_clock(sqlite_sample, when(1, "09:30"))
    before = revision(sqlite_sample)

    sqlite_sample.write(keep_house)

    assert revision(sqlite_sample) == before


@pytest.mark.parametrize("role", [Role.READER, Role.KIOSK])
def test_only_the_desk_makes_offers(sqlite_sample: Store, role: Role) -> None:
    store = as_actor(sqlite_sample, "somebody", role)

    with pytest.raises(Refused) as refused:
        store.write(offer_next, Gap())

    assert kinds(refused.value) == [RoleMayNot]
    store.close()


def test_a_mark_goes_when_others_make_room(sqlite_sample: Store) -> None:
    here = sqlite_sample.read(read_lab)
    pool = here.resource_by_code("P-GPU")
    assert pool is not None
    lowered = SetCapacity(
        resource_id=pool.ref.id,
        start=datetime.fromisoformat("2026-12-09T17:00:00+08:00"),
        end=datetime.fromisoformat("2026-12-09T20:00:00+08:00"),
        capacity=4000,
        force_reason="a card is out",
    )
    marked = sqlite_sample.write(set_capacity, lowered).marked
    other = sqlite_sample.read(booking_by_number, "BK042")
    sqlite_sample.write(act_on, ActOn(booking_id=other.id, act=Act.CANCEL, reason="ill"))

    sqlite_sample.write(keep_house)

    assert set(marked) == {"BK042", "BK043"}
    assert sqlite_sample.read(booking_by_number, "BK043").marks == ()


def test_the_desk_may_offer_to_one_that_fits_out_of_turn(sqlite_sample: Store) -> None:
    sqlite_sample.write(
        act_on,
        ActOn(
            booking_id=sqlite_sample.read(booking_by_number, "BK045").id,
            act=Act.CANCEL,
            reason="ill",
        ),
    )
    waits = sqlite_sample.read(booking_by_number, "BK046")

    offered = sqlite_sample.write(act_on, ActOn(booking_id=waits.id, act=Act.OFFER))

    assert (offered.state, offered.offer_expires_at is not None) == (State.OFFERED, True)


def test_an_offer_of_time_that_is_taken_is_refused(sqlite_sample: Store) -> None:
    waits = sqlite_sample.read(booking_by_number, "BK046")

    with pytest.raises(Refused):
        sqlite_sample.write(act_on, ActOn(booking_id=waits.id, act=Act.OFFER))


def test_wishes_that_have_begun_can_be_left_out_without_losing_their_places(
    sqlite_sample: Store,
) -> None:
    everybody = sqlite_sample.read(waiting_list)
    first = min(entry.booking.span.start for entry in everybody)

    later = sqlite_sample.read(partial(waiting_list, after=first))

    assert later == [entry for entry in everybody if entry.booking.span.start > first]
    assert len(later) < len(everybody)
