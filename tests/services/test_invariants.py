"""The rules of the lab as the domain notes put them, each held against the real use cases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest

from labapp.domain import errors
from labapp.domain.bookings import OVER, Act, Booking, State
from labapp.domain.errors import Refusal, Refused
from labapp.domain.languages import Names
from labapp.domain.staff import Role
from labapp.domain.times import Span
from labapp.services import bookings, spaces, waiting
from labapp.services.bookings import (
    ActOn,
    BookPlace,
    BookVisit,
    ClosePlace,
    EditBooking,
    MoveBooking,
)
from labapp.services.spaces import SetCapacity
from labapp.services.waiting import Gap
from labapp.storage.store import Store
from labapp.storage.transaction import Transaction
from tests import builders
from tests.builders import MONDAY, SmallLab, set_clock, span, when
from tests.sweep import problems_in

Order = TypeVar("Order")


def refused(
    store: Store, use_case: Callable[[Transaction, Order], object], order: Order
) -> tuple[Refusal, ...]:
    """Return why a use case is refused; nothing may have changed."""
    with pytest.raises(Refused) as error:
        store.write(use_case, order)
    assert problems_in(store) == []
    return error.value.refusals


def kinds(found: tuple[Refusal, ...]) -> list[str]:
    return [type(refusal).__name__ for refusal in found]


def book(store: Store, order: BookPlace) -> Booking:
    return store.write(bookings.book_place, order)


def act(store: Store, booked: Booking, what: Act, **fields: object) -> Booking:
    return store.write(
        bookings.act_on,
        ActOn(booking_id=booked.id, act=what, reason="a test", **fields),  # type: ignore[arg-type] # plain values
    )


@pytest.mark.parametrize("state", [State.HELD, State.PENDING, State.CONFIRMED])
def test_no_two_holding_bookings_of_one_booth_overlap_and_between_them_is_the_buffer_of_its_kind(
    ruled: Store, lab: SmallLab, state: State
) -> None:
    first = book(ruled, lab.order("A1", span(1, "11:00", "12:00"), state=state))

    for start in ("11:30", "12:00"):
        order = lab.order("A1", Span(when(1, start), when(1, "13:00")), exhibitor="EX03")
        (refusal,) = refused(ruled, bookings.book_place, order)
        assert isinstance(refusal, errors.OverCapacity)
        assert [holder.number for holder in refusal.holders] == [first.number]
    book(ruled, lab.order("A1", span(1, "12:15", "13:00"), exhibitor="EX03"))
    before = lab.order("A1", span(1, "10:00", "11:00"), exhibitor="EX03")
    assert kinds(refused(ruled, bookings.book_place, before)) == ["OverCapacity"]
    book(ruled, replace(before, span=span(1, "10:00", "10:45")))

    book(ruled, lab.order("T1", span(1, "11:00", "12:00")))
    theatre = lab.order("T1", span(1, "12:15", "13:00"), exhibitor="EX03")
    assert kinds(refused(ruled, bookings.book_place, theatre)) == ["OverCapacity"]
    book(ruled, replace(theatre, span=span(1, "12:30", "13:00")))
    assert problems_in(ruled) == []


def test_a_booking_is_inside_the_opening_hours_of_its_date_and_exceptions_beat_weekly(
    ruled: Store, lab: SmallLab
) -> None:
    ruled.write(builders.special_day, MONDAY + timedelta(days=2), ("12:00", "22:00"))
    ruled.write(builders.public_holiday, MONDAY + timedelta(days=3))

    for time in (span(1, "09:00", "10:00"), span(2, "10:00", "11:00"), span(3, "11:00", "12:00")):
        found = refused(ruled, bookings.book_place, lab.order("A1", time))
        assert kinds(found) == ["OutsideHours"]

    book(ruled, lab.order("A1", span(1, "10:00", "11:00")))
    book(ruled, lab.order("A1", span(2, "21:00", "22:00")))
    closure = ClosePlace(
        place_id=lab.places["A2"], span=span(3, "02:00", "03:00"), title=Names("Clean")
    )
    ruled.write(bookings.close_place, closure)


def test_start_and_end_are_on_the_grid_and_the_length_is_between_shortest_and_longest(
    ruled: Store, lab: SmallLab
) -> None:
    for time, kind in (
        (span(1, "10:05", "11:00"), "OffGrid"),
        (span(1, "10:00", "10:55"), "OffGrid"),
        (span(1, "10:00", "10:15"), "TooShort"),
    ):
        assert kinds(refused(ruled, bookings.book_place, lab.order("A1", time))) == [kind]
    ruled.write(builders.set_policy, max_booking_minutes=120)
    long = lab.order("A1", span(1, "10:00", "12:15"))
    assert kinds(refused(ruled, bookings.book_place, long)) == ["TooLong"]
    book(ruled, replace(long, span=span(1, "10:00", "12:00")))


def test_the_booth_is_in_service_for_the_whole_time(ruled: Store, lab: SmallLab) -> None:
    place = ruled.read(builders.resource_of_place, lab.places["A1"])
    ruled.write(
        spaces.set_capacity,
        SetCapacity(resource_id=place, start=when(1, "12:00"), end=when(1, "13:00"), capacity=0),
    )

    (refusal,) = refused(ruled, bookings.book_place, lab.order("A1", span(1, "11:00", "14:00")))

    assert refusal == errors.OutOfService(
        place="A1", at=when(1, "12:00"), until=when(1, "13:00"), note=None
    )
    book(ruled, lab.order("A1", span(1, "11:00", "11:45")))
    book(ruled, lab.order("A1", span(1, "13:00", "14:00")))


def test_the_power_is_at_most_the_booth_limit_and_on_a_feed_at_every_instant_at_most_usable(
    ruled: Store, lab: SmallLab
) -> None:
    too_much = lab.order("A1", span(1, "11:00", "12:00"), power_w=2001)
    (limit,) = refused(ruled, bookings.book_place, too_much)
    assert isinstance(limit, errors.OverCapacity)
    assert (limit.resource.code, limit.capacity, limit.over) == ("sockets:A1", 2000, 1)

    book(ruled, replace(too_much, power_w=2000))
    beside = lab.order("A2", span(1, "11:45", "13:00"), exhibitor="EX03", power_w=1001)
    (feed,) = refused(ruled, bookings.book_place, beside)
    assert isinstance(feed, errors.OverCapacity)
    assert (feed.resource.code, feed.at, feed.until) == ("F1", when(1, "11:45"), when(1, "12:00"))

    book(ruled, replace(beside, span=span(1, "12:00", "13:00")))  # no turnover for power
    book(ruled, replace(beside, span=span(1, "10:00", "11:00"), power_w=1000, key="other"))


def test_the_sum_on_a_pool_is_at_every_instant_at_most_the_capacity_in_force_also_inside_a_booking(
    ruled: Store, lab: SmallLab
) -> None:
    pool = ruled.write(builders.add_pool, "SOLO", 1000)
    ruled.write(
        spaces.set_capacity,
        SetCapacity(resource_id=pool, start=when(1, "12:00"), end=when(1, "12:30"), capacity=600),
    )
    book(ruled, lab.order("A1", span(1, "11:00", "14:00"), pool_id=pool, mpflops=400))

    more = lab.order("A2", span(1, "11:00", "14:00"), exhibitor="EX03", pool_id=pool, mpflops=300)
    (refusal,) = refused(ruled, bookings.book_place, more)

    assert isinstance(refusal, errors.OverCapacity)
    assert (refusal.at, refusal.until, refusal.used) == (when(1, "12:00"), when(1, "12:30"), 400)
    book(ruled, replace(more, mpflops=200))


def test_the_sum_of_child_pools_is_at_most_the_parent_at_every_step_time(
    ruled: Store, lab: SmallLab
) -> None:
    whole = ruled.write(builders.add_pool, "WHOLE", 1000)
    one = ruled.write(builders.add_pool, "ONE", 600, parent_id=whole)
    ruled.write(builders.add_pool, "TWO", {when(-9): 400, when(2): 500}, parent_id=whole)

    for order in (
        SetCapacity(resource_id=one, start=when(1), end=when(2), capacity=601),
        SetCapacity(resource_id=one, start=when(2), end=when(3), capacity=601),
        SetCapacity(resource_id=whole, start=when(1), end=when(2), capacity=999),
    ):
        (refusal,) = refused(ruled, spaces.set_capacity, order)
        assert isinstance(refusal, errors.AboveParent)
        assert refusal.parent.code == "WHOLE"
    ruled.write(
        spaces.set_capacity,
        SetCapacity(resource_id=one, start=when(2), end=None, capacity=500),
    )

    # and whatever the steps say, what is used of the children is used of the parent
    p1, p2 = lab.resources["P1"], lab.resources["P2"]
    book(ruled, lab.order("A1", span(1, "11:00", "12:00"), pool_id=p1, mpflops=900))
    beside = lab.order("A2", span(1, "11:00", "12:00"), exhibitor="EX03", pool_id=p2, mpflops=301)
    (used,) = refused(ruled, bookings.book_place, beside)
    assert isinstance(used, errors.OverCapacity)
    assert (used.resource.code, used.over) == ("ALL", 1)


def test_confirmed_needs_a_demo_whose_clearance_holds_on_every_day_covered(
    ruled: Store, lab: SmallLab
) -> None:
    until = MONDAY + timedelta(days=2)
    owner = lab.exhibitors["EX01"]
    short = ruled.write(builders.add_demo, "SHORT", owner, valid_until=until)
    void = ruled.write(builders.add_demo, "VOID", owner, clearance="void")
    some = ruled.write(builders.add_demo, "SOME", owner, clearance="conditional")
    ruled.write(builders.set_policy, max_booking_minutes=5000)
    no_quota = {f"{t}_quota_minutes__partner": 9000 for t in ("daily", "weekly")}
    ruled.write(builders.set_policy, **no_quota)
    over_days = Span(when(1, "11:00"), when(3, "12:00"))

    for demo_id, kind in ((None, "NoDemo"), (void, "NotCleared"), (short, "NotCleared")):
        order = replace(lab.order("A1", over_days), demo_id=demo_id)
        assert kinds(refused(ruled, bookings.book_place, order)) == [kind]
        supervised = replace(order, override="I say so")
        assert kinds(refused(ruled, bookings.book_place, supervised)) == [kind]
    held = book(ruled, replace(lab.order("A1", over_days), demo_id=short, state=State.HELD))
    confirm = ActOn(booking_id=held.id, act=Act.CONFIRM)
    assert kinds(refused(ruled, bookings.act_on, confirm)) == ["NotCleared"]
    assert book(ruled, replace(lab.order("A2", over_days), demo_id=some)).state is State.CONFIRMED


def test_the_demo_belongs_to_the_bookings_exhibitor(ruled: Store, lab: SmallLab) -> None:
    order = lab.order("A1", span(1, "11:00", "12:00"), demo="D-EX03")

    assert refused(ruled, bookings.book_place, order) == (
        errors.NotTheirDemo(demo="D-EX03", owner=Names("Exhibitor EX03")),
    )
    booked = book(ruled, lab.order("A1", order.span))
    edit = EditBooking(booking_id=booked.id, changes={"demo_id": lab.demos["D-EX03"]})
    assert kinds(refused(ruled, bookings.edit_booking, edit)) == ["NotTheirDemo"]


def test_the_exhibitors_staff_across_its_simultaneous_bookings_is_at_most_its_badge_quota(
    ruled: Store, lab: SmallLab
) -> None:
    book(ruled, lab.order("A1", span(1, "11:00", "13:00"), staff=5))

    beside = lab.order("A2", span(1, "12:45", "14:00"), staff=4)
    (refusal,) = refused(ruled, bookings.book_place, beside)

    assert isinstance(refusal, errors.OverCapacity)
    assert (refusal.resource.kind.value, refusal.resource.code) == ("badges", "EX01")
    assert (refusal.used, refusal.wanted, refusal.capacity) == (5, 4, 8)
    book(ruled, replace(beside, staff=3))
    book(ruled, lab.order("T1", span(1, "13:00", "14:00"), exhibitor="EX03", staff=8))


def test_day_and_week_quotas_by_exhibitor_type_with_named_override_and_reason(
    ruled: Store, lab: SmallLab
) -> None:
    startup = {"exhibitor": "EX02"}
    for day in range(1, 4):
        book(ruled, lab.order("A1", span(day, "10:00", "14:00"), **startup))
    more_today = lab.order("A2", span(1, "15:00", "15:30"), **startup)
    (refusal,) = refused(ruled, bookings.book_place, more_today)
    assert isinstance(refusal, errors.QuotaExceeded)
    assert (refusal.period, refusal.used, refusal.limit) == ("day", 240, 240)
    book(
        ruled, replace(more_today, exhibitor_id=lab.exhibitors["EX01"], demo_id=lab.demos["D-EX01"])
    )
    this_week = lab.order("A1", span(4, "10:00", "13:15"), **startup)
    (refusal,) = refused(ruled, bookings.book_place, this_week)
    assert isinstance(refusal, errors.QuotaExceeded)
    assert (refusal.period, refusal.used, refusal.limit) == ("week", 720, 900)

    officer = builders.as_actor(ruled, "Chan", Role.OFFICER)
    excused = replace(this_week, override="the minister comes")
    assert kinds(refused(officer, bookings.book_place, excused)) == ["QuotaExceeded"]
    officer.close()

    booked = book(ruled, excused)

    newest = ruled.read(bookings.history_of, booked.number)[0]
    assert newest.after is not None
    assert (newest.actor, newest.role) == ("tester", "supervisor")
    assert newest.after["override_reason"] == "the minister comes"
    assert booked.override_reason == "the minister comes"


def test_a_hold_ends_by_itself_and_an_expired_hold_never_blocks(
    ruled: Store, lab: SmallLab
) -> None:
    set_clock(ruled, when(0, "09:00"))
    time = span(2, "11:00", "12:00")
    held = book(ruled, lab.order("A1", time, state=State.HELD, via="kiosk"))
    assert held.hold_expires_at == when(0, "09:20")
    other = lab.order("A1", time, exhibitor="EX03")
    guide = BookVisit(
        title=Names("School"),
        span=time,
        people=20,
        language="en",
        place_id=lab.places["A1"],
    )
    closure = ClosePlace(place_id=lab.places["A1"], span=time, title=Names("Repair"))

    set_clock(ruled, when(0, "09:19"))
    assert kinds(refused(ruled, bookings.book_place, other)) == ["OverCapacity"]
    assert kinds(ruled.read(bookings.what_would_block, other)) == ["OverCapacity"]
    set_clock(ruled, when(0, "09:20"))

    assert ruled.read(bookings.what_would_block, other) == ()
    for use_case, order in (
        (bookings.book_place, other),
        (bookings.book_visit, guide),
        (bookings.close_place, closure),
    ):
        ruled.rehearse(use_case, order)  # type: ignore[arg-type] # each with its own order
    booked = book(ruled, other)
    assert booked.state is State.CONFIRMED
    assert ruled.read(bookings.booking_by_id, held.id).state is State.EXPIRED
    assert problems_in(ruled) == []


def test_an_expired_hold_can_no_longer_be_confirmed_requested_or_edited(
    ruled: Store, lab: SmallLab
) -> None:
    held = book(ruled, lab.order("A1", span(2, "11:00", "12:00"), state=State.HELD))
    set_clock(ruled, when(1, "08:00"))

    for what in (Act.CONFIRM, Act.REQUEST):
        found = refused(ruled, bookings.act_on, ActOn(booking_id=held.id, act=what))
        assert kinds(found) == ["WrongState"]
    edit = EditBooking(booking_id=held.id, changes={"staff": 2})
    assert kinds(refused(ruled, bookings.edit_booking, edit)) == ["WrongState"]
    move = MoveBooking(booking_id=held.id, span=span(2, "13:00", "14:00"))
    assert kinds(refused(ruled, bookings.move_booking, move)) == ["WrongState"]


def test_at_most_one_open_offer_for_one_gap_by_priority_then_joined_and_skipping_is_recorded(
    ruled: Store, lab: SmallLab
) -> None:
    time = span(2, "11:00", "12:00")
    holder = book(ruled, lab.order("A1", time, exhibitor="EX03"))
    waits = [
        book(ruled, lab.order("A1", time, exhibitor=code, state=State.WAITLISTED))
        for code in ("EX01", "EX02", "EX01")
    ]
    ruled.write(bookings.edit_booking, EditBooking(booking_id=waits[2].id, changes={"priority": 5}))
    void = ruled.write(builders.add_demo, "VOID", lab.exhibitors["EX01"], clearance="void")
    ruled.write(
        bookings.edit_booking, EditBooking(booking_id=waits[2].id, changes={"demo_id": void})
    )
    gap = Gap(place_id=lab.places["A1"], span=time)
    assert ruled.write(waiting.offer_next, gap).booking is None
    act(ruled, holder, Act.CANCEL)

    first = ruled.write(waiting.offer_next, gap)
    second = ruled.write(waiting.offer_next, gap)

    assert first.booking is not None
    assert first.booking.number == waits[0].number
    assert [entry.booking.number for entry in first.passed_over] == [waits[2].number]
    assert second.booking is None
    passed = ruled.read(bookings.history_of, waits[2].number)[0]
    assert (passed.act, passed.after) == ("passed_over", {"why": ["NotCleared"]})
    other = lab.order("A1", time, exhibitor="EX03")
    assert kinds(refused(ruled, bookings.book_place, other)) == ["OverCapacity"]

    set_clock(ruled, when(0, "10:00"))
    accept = ActOn(booking_id=waits[0].id, act=Act.ACCEPT)
    assert kinds(refused(ruled, bookings.act_on, accept)) == ["WrongState"]  # it has run out
    ruled.write(waiting.keep_house)
    states = [ruled.read(bookings.booking_by_id, one.id).state for one in waits]
    assert states == [State.LAPSED, State.OFFERED, State.WAITLISTED]
    assert problems_in(ruled) == []


@pytest.mark.parametrize(
    ("hours", "state", "becomes"),
    [
        (48, State.CONFIRMED, State.CANCELLED),
        (47, State.CONFIRMED, State.LATE_CANCELLED),
        (47, State.HELD, State.CANCELLED),
        (47, State.PENDING, State.CANCELLED),
    ],
)
def test_cancel_inside_the_free_period_never_counts_as_late_and_weather_never_counts(
    sqlite_ruled: Store, lab: SmallLab, hours: int, state: State, becomes: State
) -> None:
    booked = book(sqlite_ruled, lab.order("A1", span(3, "11:00", "12:00"), state=state))
    set_clock(sqlite_ruled, booked.span.start - timedelta(hours=hours))
    if state is State.HELD:
        set_clock(sqlite_ruled, when(0, "08:30"))

    assert act(sqlite_ruled, booked, Act.CANCEL).state is becomes
    assert problems_in(sqlite_ruled) == []


def test_a_no_show_frees_the_booth_from_its_release_time_not_from_its_start(
    ruled: Store, lab: SmallLab
) -> None:
    missed = book(ruled, lab.order("A1", span(0, "10:00", "14:00")))
    set_clock(ruled, when(0, "10:14"))
    early = ActOn(booking_id=missed.id, act=Act.NO_SHOW)
    assert kinds(refused(ruled, bookings.act_on, early)) == ["WrongState"]
    set_clock(ruled, when(0, "10:17"))

    released = act(ruled, missed, Act.NO_SHOW)

    assert released.released_at == when(0, "10:20")
    for start in ("10:15", "10:30"):
        order = lab.order("A1", Span(when(0, start), when(0, "12:00")), exhibitor="EX03")
        (refusal,) = refused(ruled, bookings.book_place, order)
        assert isinstance(refusal, errors.OverCapacity)
        assert refusal.until == when(0, "10:35")
    book(ruled, lab.order("A1", span(0, "10:45", "12:00"), exhibitor="EX03"))
    assert problems_in(ruled) == []


def test_the_kiosk_can_only_write_its_own_hold_and_cannot_approve_or_override(
    ruled: Store, lab: SmallLab
) -> None:
    kiosk = builders.as_actor(ruled, "kiosk 1", Role.KIOSK, "kiosk")
    order = lab.order("A1", span(3, "11:00", "12:00"), via="kiosk", state=State.HELD)

    for wrong in (
        replace(order, state=State.CONFIRMED),
        replace(order, state=State.PENDING),
        replace(order, via="desk"),
    ):
        assert kinds(refused(kiosk, bookings.book_place, wrong)) == ["RoleMayNot"]
    soon = replace(order, span=span(0, "11:00", "12:00"), override="please")
    assert kinds(refused(kiosk, bookings.book_place, soon)) == ["TooLittleNotice"]
    held = kiosk.write(bookings.book_place, order)
    for what in (Act.CONFIRM, Act.REQUEST, Act.CANCEL):
        found = refused(kiosk, bookings.act_on, ActOn(booking_id=held.id, act=what, reason="r"))
        assert kinds(found) == ["RoleMayNot"]
    kiosk.close()


def test_every_state_change_has_who_when_from_and_to_and_nothing_is_deleted(
    ruled: Store, lab: SmallLab
) -> None:
    booked = book(ruled, lab.order("A1", span(0, "10:00", "12:00"), state=State.HELD))
    path = [
        (Act.REQUEST, "08:10", State.PENDING),
        (Act.CONFIRM, "08:20", State.CONFIRMED),
        (Act.CANCEL, "08:30", State.LATE_CANCELLED),
        (Act.REINSTATE, "08:40", State.CONFIRMED),
        (Act.CHECK_IN, "09:50", State.CHECKED_IN),
        (Act.COMPLETE, "11:00", State.COMPLETED),
    ]
    for what, clock, becomes in path:
        set_clock(ruled, when(0, clock))
        assert act(ruled, booked, what).state is becomes

    history = list(reversed(ruled.read(bookings.history_of, booked.number)))

    states = [State.HELD, *(becomes for _, _, becomes in path)]
    assert [row.act for row in history] == ["book", *(what.value for what, _, _ in path)]
    assert [row.at for row in history[1:]] == [when(0, clock) for _, clock, _ in path]
    assert [row.after and row.after["state"] for row in history] == [s.value for s in states]
    assert [row.before and row.before["state"] for row in history[1:]] == [
        s.value for s in states[:-1]
    ]
    assert {row.actor for row in history} == {"tester"}
    cancelled = book(ruled, lab.order("A2", span(2, "10:00", "12:00")))
    act(ruled, cancelled, Act.CANCEL)
    assert ruled.read(bookings.booking_by_number, cancelled.number).state in OVER


def test_two_desks_editing_one_booking_the_second_save_is_refused_with_the_difference_shown(
    ruled: Store, lab: SmallLab
) -> None:
    booked = book(ruled, lab.order("A1", span(1, "11:00", "12:00"), visitors=10))
    other = builders.as_actor(ruled, "Chan", Role.OFFICER)
    theirs = EditBooking(booking_id=booked.id, changes={"visitors": 25}, version=1)
    other.write(bookings.edit_booking, theirs)

    (refusal,) = refused(
        ruled,
        bookings.edit_booking,
        EditBooking(booking_id=booked.id, changes={"visitors": 12, "staff": 1}, version=1),
    )

    assert refusal == errors.ChangedMeanwhile(
        what="booking", key=booked.number, by="Chan", differences=(("visitors", "25", "12"),)
    )
    for order, use_case in (
        (MoveBooking(booking_id=booked.id, span=span(1, "13:00", "14:00"), version=1), "move"),
        (ActOn(booking_id=booked.id, act=Act.CHECK_IN, version=1), "act"),
    ):
        if use_case == "move":
            found = refused(ruled, bookings.move_booking, order)  # type: ignore[arg-type] # a move
        else:
            found = refused(ruled, bookings.act_on, order)  # type: ignore[arg-type] # an act
        assert kinds(found) == ["ChangedMeanwhile"]
    assert ruled.read(bookings.booking_by_id, booked.id).visitors == 25
    other.close()
