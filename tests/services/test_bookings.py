"""What a person does with one booking: the use cases, their refusals, and what they leave alone."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from labapp.domain import errors
from labapp.domain.bookings import OVER, Act, Booking, Kind, State, may
from labapp.domain.errors import Refusal, Refused
from labapp.domain.languages import Names
from labapp.domain.staff import WRITING, Actor, Role
from labapp.domain.times import Span
from labapp.services import bookings, undo
from labapp.services.bookings import (
    ActOn,
    BookPlace,
    BookVisit,
    ClosePlace,
    EditBooking,
    MoveBooking,
)
from labapp.storage import journal
from labapp.storage.store import Store
from tests import builders
from tests.builders import SmallLab, set_clock, span, when
from tests.sweep import problems_in

TIME = span(1, "11:00", "12:00")


@pytest.fixture
def store(sqlite_ruled: Store) -> Store:
    """The small lab with its house rules; what is tried here does not depend on the engine."""
    return sqlite_ruled


def book(store: Store, order: BookPlace) -> Booking:
    return store.write(bookings.book_place, order)


def refusals(store: Store, use_case: Callable[..., object], order: object) -> tuple[Refusal, ...]:
    before = store.read(lambda tx: journal.latest_revision(tx.connection))
    with pytest.raises(Refused) as refused:
        store.write(use_case, order)
    assert store.read(lambda tx: journal.latest_revision(tx.connection)) == before
    return refused.value.refusals


def test_a_stay_takes_power_and_compute_from_its_demo(store: Store, lab: SmallLab) -> None:
    pool = lab.resources["P1"]
    hungry = store.write(
        builders.add_demo,
        "HUNGRY",
        lab.exhibitors["EX01"],
        power_w=700,
        pool_id=pool,
        mpflops=300,
    )
    order = replace(lab.order("A1", TIME), demo_id=hungry)

    booked = book(store, order)
    told = book(store, replace(order, place_id=lab.places["A2"], power_w=5, mpflops=6, key="other"))

    assert (booked.power_w, booked.pool_id, booked.mpflops, booked.staff) == (700, pool, 300, 1)
    assert (told.power_w, told.pool_id, told.mpflops) == (5, pool, 6)
    assert (booked.demo_code, booked.exhibitor_code, booked.place) == ("HUNGRY", "EX01", "A1")
    assert problems_in(store) == []


def test_the_same_key_again_returns_the_booking_that_it_made(store: Store, lab: SmallLab) -> None:
    order = lab.order("A1", TIME)
    visit = BookVisit(title=Names("Tour"), span=TIME, people=9, language="en")
    closure = ClosePlace(place_id=lab.places["T1"], span=TIME, title=Names("Repair"))

    made = [
        [store.write(bookings.book_place, order) for _ in range(2)],
        [store.write(bookings.book_visit, visit) for _ in range(2)],
        [store.write(bookings.close_place, closure) for _ in range(2)],
    ]

    assert all(first == second for first, second in made)
    with store.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM booking")).scalar_one() == 3


def test_numbers_are_given_in_order_and_never_twice(store: Store, lab: SmallLab) -> None:
    first = book(store, lab.order("A1", TIME))
    with pytest.raises(Refused):
        book(store, lab.order("A1", TIME))
    second = book(store, lab.order("A2", TIME))

    assert (first.number, second.number) == ("BK001", "BK002")


def test_a_number_that_is_taken_is_refused(store: Store, lab: SmallLab) -> None:
    book(store, lab.order("A1", TIME, number="LAB7"))

    found = refusals(store, bookings.book_place, lab.order("A2", TIME, number="LAB7"))

    assert found == (errors.FieldFault(field_name="number", fault="duplicate", value="LAB7"),)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("units", 0),
        ("staff", -1),
        ("power_w", 2**31),
        ("mpflops", 2**40),
    ],
)
def test_amounts_that_cannot_be_are_refused(
    ruled: Store, lab: SmallLab, field: str, value: int
) -> None:
    fault = errors.FieldFault(field_name=field, fault="out_of_range", value=str(value))
    order = replace(lab.order("A1", TIME), **{field: value})  # type: ignore[arg-type] # by name

    assert refusals(ruled, bookings.book_place, order) == (fault,)
    booked = book(ruled, lab.order("A1", TIME))
    edit = EditBooking(booking_id=booked.id, changes={field: value})
    assert refusals(ruled, bookings.edit_booking, edit) == (fault,)


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"place_id": 999}, "place"),
        ({"exhibitor_id": 999}, "exhibitor"),
        ({"demo_id": 999}, "demo"),
        ({"pool_id": 999, "mpflops": 1}, "pool"),
        ({"extras": ((999, 1),)}, "resource"),
    ],
)
def test_what_is_not_there_is_not_found(
    store: Store, lab: SmallLab, fields: dict[str, Any], what: str
) -> None:
    order = replace(lab.order("A1", TIME), **fields)

    assert refusals(store, bookings.book_place, order) == (errors.NotFound(what=what, key="999"),)


def test_a_pool_that_only_holds_others_cannot_be_booked(store: Store, lab: SmallLab) -> None:
    whole, feed = lab.resources["ALL"], lab.resources["F1"]

    for resource in (whole, feed):
        order = lab.order("A1", TIME, pool_id=resource, mpflops=1)
        found = refusals(store, bookings.book_place, order)
        assert found == (errors.NotFound(what="pool", key=str(resource)),)


def test_a_visit_takes_the_time_of_its_guide_and_of_its_place(store: Store, lab: SmallLab) -> None:
    guide = lab.resources["guide:G1"]
    visit = BookVisit(
        title=Names("School", "學校", "学校"),
        span=TIME,
        people=20,
        language="zh_hant",
        guide_id=guide,
        place_id=lab.places["T1"],
    )

    booked = store.write(bookings.book_visit, visit)

    assert (booked.kind, booked.who, booked.visitors) == (Kind.VISIT, visit.title, 20)
    again = replace(visit, place_id=None, key="other")
    (busy,) = refusals(store, bookings.book_visit, again)
    assert isinstance(busy, errors.OverCapacity)
    assert busy.resource.id == guide
    elsewhere = replace(visit, guide_id=None, key="other")
    assert len(refusals(store, bookings.book_visit, elsewhere)) == 1
    assert problems_in(store) == []


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"title": Names()}, errors.FieldFault(field_name="title", fault="missing")),
        ({"title": Names("x" * 201)}, errors.FieldFault(field_name="title", fault="out_of_range")),
        ({"place_id": 999}, errors.NotFound(what="place", key="999")),
        ({"guide_id": 999}, errors.NotFound(what="guide", key="999")),
        ({"guide_id": 1}, errors.NotFound(what="guide", key="1")),
        (
            {"people": -1},
            errors.FieldFault(field_name="visitors", fault="out_of_range", value="-1"),
        ),
    ],
)
def test_a_visit_that_cannot_be_is_refused(
    store: Store, fields: dict[str, Any], refusal: Refusal
) -> None:
    visit = BookVisit(title=Names("Tour"), span=TIME, people=9, language="en")

    assert refusals(store, bookings.book_visit, replace(visit, **fields)) == (refusal,)


def test_a_closure_names_who_is_in_the_way(store: Store, lab: SmallLab) -> None:
    booked = book(store, lab.order("H1b", TIME))
    closure = ClosePlace(place_id=lab.places["H1"], span=TIME, title=Names("Deep clean"))

    (refusal,) = refusals(store, bookings.close_place, closure)

    assert isinstance(refusal, errors.OverCapacity)
    assert [holder.number for holder in refusal.holders] == [booked.number]
    nameless = replace(closure, title=Names())
    assert refusals(store, bookings.close_place, nameless) == (errors.ReasonMissing(act="close"),)


@pytest.mark.parametrize("days", [31, 32])
def test_a_closure_is_at_most_a_month(ruled: Store, lab: SmallLab, days: int) -> None:
    closure = ClosePlace(
        place_id=lab.places["A1"], span=Span(when(1), when(1 + days)), title=Names("Repair")
    )

    if days == 31:
        ruled.write(bookings.close_place, closure)
        assert problems_in(ruled) == []
    else:
        assert refusals(ruled, bookings.close_place, closure) == (
            errors.TooLong(minutes=32 * 1440, most=31 * 1440),
        )


def test_a_move_is_all_or_nothing(store: Store, lab: SmallLab) -> None:
    booked = book(store, lab.order("A1", TIME, power_w=1500))
    book(store, lab.order("A2", span(1, "14:00", "15:00"), exhibitor="EX03", power_w=1600))
    move = MoveBooking(booking_id=booked.id, span=span(1, "14:00", "15:00"))

    (refusal,) = refusals(store, bookings.move_booking, move)

    assert isinstance(refusal, errors.OverCapacity)
    assert refusal.resource.code == "F1"
    assert store.read(bookings.booking_by_id, booked.id) == booked
    assert problems_in(store) == []


def test_a_move_to_another_kind_of_place_takes_its_turnover(store: Store, lab: SmallLab) -> None:
    booked = book(store, lab.order("A1", TIME))

    moved = store.write(
        bookings.move_booking,
        MoveBooking(booking_id=booked.id, span=TIME, place_id=lab.places["T1"]),
    )

    assert (booked.buffer_minutes, moved.buffer_minutes) == (15, 30)
    assert (moved.place, moved.version) == ("T1", 2)
    assert problems_in(store) == []


def test_a_move_may_overlap_where_it_was(store: Store, lab: SmallLab) -> None:
    booked = book(store, lab.order("A1", TIME))

    for time in (span(1, "11:30", "12:30"), span(1, "11:00", "13:00"), span(1, "12:00", "12:30")):
        booked = store.write(bookings.move_booking, MoveBooking(booking_id=booked.id, span=time))
        assert booked.span == time
        assert problems_in(store) == []


def test_what_changes_nothing_makes_no_version(store: Store, lab: SmallLab) -> None:
    booked = book(store, lab.order("A1", TIME, visitors=5))

    moved = store.write(bookings.move_booking, MoveBooking(booking_id=booked.id, span=TIME))
    edited = store.write(
        bookings.edit_booking, EditBooking(booking_id=booked.id, changes={"visitors": 5})
    )

    assert booked == moved == edited


def test_an_edit_of_an_unknown_field_is_a_bug(store: Store, lab: SmallLab) -> None:
    booked = book(store, lab.order("A1", TIME))

    with pytest.raises(KeyError, match="state"):
        store.write(
            bookings.edit_booking, EditBooking(booking_id=booked.id, changes={"state": "held"})
        )


def test_another_demo_brings_its_own_needs(store: Store, lab: SmallLab) -> None:
    booked = book(store, lab.order("A1", TIME, power_w=100))
    pool = lab.resources["P1"]
    hungry = store.write(
        builders.add_demo,
        "HUNGRY",
        lab.exhibitors["EX01"],
        power_w=900,
        pool_id=pool,
        mpflops=200,
        seats={lab.resources["TK"]: 2},
    )

    edited = store.write(
        bookings.edit_booking, EditBooking(booking_id=booked.id, changes={"demo_id": hungry})
    )

    assert (edited.power_w, edited.pool_id, edited.mpflops) == (900, pool, 200)
    assert problems_in(store) == []
    none = EditBooking(booking_id=booked.id, changes={"demo_id": None})
    assert refusals(store, bookings.edit_booking, none) == (errors.NoDemo(),)


def test_how_many_came_can_be_written_down_when_it_is_over(store: Store, lab: SmallLab) -> None:
    booked = book(store, lab.order("A1", span(0, "10:00", "11:00")))
    set_clock(store, when(1, "09:00"))
    officer = builders.as_actor(store, "Chan", Role.OFFICER)

    edited = officer.write(
        bookings.edit_booking, EditBooking(booking_id=booked.id, changes={"visitors": 31})
    )

    assert edited.visitors == 31
    officer.close()


def test_to_cancel_or_reject_needs_a_reason(store: Store, lab: SmallLab) -> None:
    pending = book(store, lab.order("A1", TIME, state=State.PENDING))

    for act in (Act.CANCEL, Act.REJECT):
        for reason in (None, "  "):
            found = refusals(
                store, bookings.act_on, ActOn(booking_id=pending.id, act=act, reason=reason)
            )
            assert found == (errors.ReasonMissing(act=act.value),)


def test_a_reinstated_booking_goes_through_the_law_and_the_rules_again(
    store: Store, lab: SmallLab
) -> None:
    gone = book(store, lab.order("A1", TIME, exhibitor="EX02"))
    store.write(bookings.act_on, ActOn(booking_id=gone.id, act=Act.CANCEL, reason="r"))
    other = book(store, lab.order("A1", TIME, exhibitor="EX03"))
    reinstate = ActOn(booking_id=gone.id, act=Act.REINSTATE)

    (taken,) = refusals(store, bookings.act_on, reinstate)
    assert isinstance(taken, errors.OverCapacity)
    store.write(bookings.act_on, ActOn(booking_id=other.id, act=Act.CANCEL, reason="r"))
    quota = book(store, lab.order("A2", span(1, "13:00", "17:00"), exhibitor="EX02"))
    (over,) = refusals(store, bookings.act_on, reinstate)
    assert isinstance(over, errors.QuotaExceeded)
    store.write(bookings.act_on, ActOn(booking_id=quota.id, act=Act.CANCEL, reason="r"))

    back = store.write(bookings.act_on, reinstate)

    assert (back.state, back.cancelled_at) == (State.CONFIRMED, None)
    assert problems_in(store) == []


def test_a_stay_that_ends_early_frees_the_rest(store: Store, lab: SmallLab) -> None:
    booked = book(store, lab.order("A1", span(0, "10:00", "14:00"), staff=8))
    set_clock(store, when(0, "11:02"))
    store.write(bookings.act_on, ActOn(booking_id=booked.id, act=Act.CHECK_IN))

    done = store.write(bookings.act_on, ActOn(booking_id=booked.id, act=Act.COMPLETE))

    assert done.released_at == when(0, "11:05")
    book(store, lab.order("A1", span(0, "11:30", "12:00"), staff=8))
    assert problems_in(store) == []


def test_what_would_block_changes_nothing_and_says_all(store: Store, lab: SmallLab) -> None:
    book(store, lab.order("A1", TIME))
    order = lab.order("A1", span(1, "09:00", "11:30"), exhibitor="EX03", demo="D-EX01", units=2)

    found = store.read(bookings.what_would_block, order)

    kinds = [type(refusal).__name__ for refusal in found]
    assert kinds == ["OutsideHours", "NotTheirDemo", "OverCapacity"]
    assert refusals(store, bookings.book_place, order) == found


def test_bookings_are_found_by_number_in_any_case_and_by_time(store: Store, lab: SmallLab) -> None:
    booked = book(store, lab.order("A1", TIME))

    assert store.read(bookings.booking_by_number, " bk001 ") == booked
    assert store.read(bookings.bookings_between, TIME) == [booked]
    assert store.read(bookings.bookings_between, span(1, "12:00", "13:00")) == []
    with pytest.raises(Refused):
        store.read(bookings.booking_by_number, "BK999")
    with pytest.raises(Refused):
        store.read(bookings.booking_by_id, 999)


@pytest.mark.parametrize("role", sorted(Role))
def test_who_may_book(store: Store, lab: SmallLab, role: Role) -> None:
    somebody = builders.as_actor(store, "somebody", role)
    orders: list[tuple[Callable[..., object], object]] = [
        (bookings.book_place, lab.order("A1", TIME)),
        (bookings.book_visit, BookVisit(title=Names("T"), span=TIME, people=1, language="en")),
        (
            bookings.close_place,
            ClosePlace(place_id=lab.places["T1"], span=TIME, title=Names("Repair")),
        ),
    ]

    for use_case, order in orders:
        if role in WRITING:
            somebody.write(use_case, order)
        else:
            assert refusals(somebody, use_case, order) == (
                errors.RoleMayNot(role=role.value, act="book"),
            )
    for turn in (undo.undo, undo.redo):
        if role not in WRITING:
            with pytest.raises(Refused) as refused:
                somebody.write(turn)
            assert isinstance(refused.value.refusals[0], errors.RoleMayNot)
    somebody.close()


@pytest.mark.parametrize("role", sorted(Role))
@pytest.mark.parametrize("act", [Act.CONFIRM, Act.REQUEST, Act.REJECT, Act.CANCEL, Act.CHECK_IN])
def test_the_use_cases_ask_the_same_table_as_the_screens(
    store: Store, lab: SmallLab, role: Role, act: Act
) -> None:
    for place, state in (("A1", State.HELD), ("A2", State.PENDING), ("T1", State.CONFIRMED)):
        booked = book(store, lab.order(place, TIME, state=state))
        somebody = builders.as_actor(store, "somebody", role)
        order = ActOn(booking_id=booked.id, act=act, reason="r")

        try:
            somebody.write(bookings.act_on, order)
        except Refused as refused:
            kinds = (errors.RoleMayNot, errors.WrongState)
            assert isinstance(refused.refusals[0], kinds)  # noqa: PT017 -- either may be right
            assert not may(act, booked, role)
        else:
            assert may(act, booked, role)
        somebody.close()


@pytest.mark.parametrize("role", [Role.READER, Role.KIOSK])
def test_who_may_not_write_may_neither_move_nor_edit(
    store: Store, lab: SmallLab, role: Role
) -> None:
    booked = book(store, lab.order("A1", TIME))
    store.actor = Actor("somebody", role)
    move = MoveBooking(booking_id=booked.id, span=span(1, "13:00", "14:00"))
    edit = EditBooking(booking_id=booked.id, changes={"note": "x"})

    assert isinstance(refusals(store, bookings.move_booking, move)[0], errors.RoleMayNot)
    assert isinstance(refusals(store, bookings.edit_booking, edit)[0], errors.RoleMayNot)


def test_what_is_over_is_neither_moved_nor_edited(store: Store, lab: SmallLab) -> None:
    booked = book(store, lab.order("A1", TIME))
    gone = store.write(bookings.act_on, ActOn(booking_id=booked.id, act=Act.CANCEL, reason="r"))
    assert gone.state in OVER

    move = MoveBooking(booking_id=booked.id, span=span(1, "13:00", "14:00"))
    edit = EditBooking(booking_id=booked.id, changes={"note": "x"})

    assert isinstance(refusals(store, bookings.move_booking, move)[0], errors.WrongState)
    assert isinstance(refusals(store, bookings.edit_booking, edit)[0], errors.WrongState)


def test_an_override_lets_a_supervisor_pass_and_is_kept(store: Store, lab: SmallLab) -> None:
    early = lab.order("A1", span(1, "08:00", "09:00"))
    (hours,) = refusals(store, bookings.book_place, early)
    assert hours.overridable

    booked = book(store, replace(early, override="setting up"))
    moved = store.write(
        bookings.move_booking,
        MoveBooking(booking_id=booked.id, span=span(1, "07:00", "08:00"), override="earlier"),
    )

    assert booked.override_reason == "setting up"
    assert moved.override_reason == "earlier"


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_an_override_without_a_reason_passes_nothing(
    store: Store, lab: SmallLab, reason: str | None
) -> None:
    early = lab.order("A1", span(1, "08:00", "09:00"), override=reason)

    assert isinstance(refusals(store, bookings.book_place, early)[0], errors.OutsideHours)


def test_an_override_never_passes_the_law(store: Store, lab: SmallLab) -> None:
    book(store, lab.order("A1", TIME))

    order = lab.order("A1", TIME, exhibitor="EX03", override="I say so")

    (refusal,) = refusals(store, bookings.book_place, order)
    assert isinstance(refusal, errors.OverCapacity)
    assert not refusal.overridable
