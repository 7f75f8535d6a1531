"""Undo and redo: each person's own acts, newest first, whole, over restarts, through the law."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labapp.domain import errors
from labapp.domain.bookings import Act, Booking, State
from labapp.domain.errors import Refused
from labapp.domain.staff import Role
from labapp.services import bookings, series, undo
from labapp.services.bookings import ActOn, EditBooking, MoveBooking
from labapp.services.series import BookSeries
from labapp.storage.store import Store
from labapp.storage.transaction import Transaction
from tests import builders
from tests.builders import SmallLab, set_clock, span, when
from tests.sweep import problems_in

TIME = span(1, "11:00", "12:00")


@pytest.fixture
def store(sqlite_law: Store) -> Store:
    """The small lab, in which only the law refuses."""
    return sqlite_law


def now(store: Store, booked: Booking) -> Booking:
    """Return the booking as it is, but for its version."""
    return replace(store.read(bookings.booking_by_id, booked.id), version=0)


def refusal(store: Store, turn: Callable[[Transaction], Sequence[Booking]]) -> errors.Refusal:
    with pytest.raises(Refused) as refused:
        store.write(turn)
    assert problems_in(store) == []
    return refused.value.refusals[0]


def test_undo_takes_back_and_redo_makes_again_each_kind_of_act(law: Store, lab: SmallLab) -> None:
    set_clock(law, when(1, "11:30"))
    booked = law.write(bookings.book_place, lab.order("A1", TIME, state=State.PENDING))
    acts: list[Callable[[], object]] = [
        lambda: law.write(
            bookings.edit_booking,
            EditBooking(booking_id=booked.id, changes={"staff": 4, "power_w": 900, "note": "x"}),
        ),
        lambda: law.write(
            bookings.move_booking,
            MoveBooking(
                booking_id=booked.id, span=span(1, "11:00", "14:00"), place_id=lab.places["T1"]
            ),
        ),
        lambda: law.write(bookings.act_on, ActOn(booking_id=booked.id, act=Act.CONFIRM)),
        lambda: law.write(bookings.act_on, ActOn(booking_id=booked.id, act=Act.CHECK_IN)),
        lambda: law.write(bookings.act_on, ActOn(booking_id=booked.id, act=Act.COMPLETE)),
    ]
    seen = [now(law, booked)]
    for act in acts:
        act()
        seen.append(now(law, booked))

    for before in reversed(seen[:-1]):
        law.write(undo.undo)
        assert now(law, booked) == before
        assert problems_in(law) == []
    law.write(undo.undo)
    assert now(law, booked).state is State.CANCELLED
    for after in seen:
        law.write(undo.redo)
        assert now(law, booked) == after
        assert problems_in(law) == []


def test_there_is_nothing_to_undo_at_first_nor_to_redo(store: Store) -> None:
    assert refusal(store, undo.undo) == errors.NothingToUndo(act="undo")
    assert refusal(store, undo.redo) == errors.NothingToUndo(act="redo")
    assert store.read(undo.undoable) == undo.Undoable(None, None)


def test_a_new_act_forgets_what_could_be_redone(store: Store, lab: SmallLab) -> None:
    store.write(bookings.book_place, lab.order("A1", TIME))
    store.write(undo.undo)

    store.write(bookings.book_place, lab.order("A2", TIME))

    assert refusal(store, undo.redo) == errors.NothingToUndo(act="redo")


def test_each_person_undoes_their_own_acts(law: Store, lab: SmallLab) -> None:
    other = builders.as_actor(law, "Chan", Role.OFFICER)
    mine = law.write(bookings.book_place, lab.order("A1", TIME))
    theirs = other.write(bookings.book_place, lab.order("A2", TIME))

    law.write(undo.undo)

    assert now(law, mine).state is State.CANCELLED
    assert now(law, theirs).state is State.CONFIRMED
    assert refusal(law, undo.undo) == errors.NothingToUndo(act="undo")
    other.write(undo.undo)
    assert now(law, theirs).state is State.CANCELLED
    other.close()


def test_what_somebody_else_changed_since_is_not_taken_back(law: Store, lab: SmallLab) -> None:
    other = builders.as_actor(law, "Chan", Role.OFFICER)
    booked = law.write(bookings.book_place, lab.order("A1", TIME))
    other.write(bookings.edit_booking, EditBooking(booking_id=booked.id, changes={"note": "x"}))

    found = refusal(law, undo.undo)

    assert isinstance(found, errors.ChangedMeanwhile)
    assert (found.key, found.by) == (booked.number, "Chan")
    assert now(law, booked).state is State.CONFIRMED
    other.close()


def test_what_was_promised_to_somebody_else_meanwhile_is_not_taken_back(
    law: Store, lab: SmallLab
) -> None:
    booked = law.write(bookings.book_place, lab.order("A1", TIME))
    law.write(bookings.act_on, ActOn(booking_id=booked.id, act=Act.CANCEL, reason="r"))
    other = builders.as_actor(law, "Chan", Role.OFFICER)
    theirs = other.write(bookings.book_place, lab.order("A1", TIME, exhibitor="EX02"))

    found = refusal(law, undo.undo)

    assert isinstance(found, errors.OverCapacity)
    assert [holder.number for holder in found.holders] == [theirs.number]
    other.close()


def test_undo_is_remembered_over_a_restart(law: Store, lab: SmallLab) -> None:
    booked = law.write(bookings.book_place, lab.order("A1", TIME))
    law.write(bookings.edit_booking, EditBooking(booking_id=booked.id, changes={"staff": 3}))
    law.write(undo.undo)
    again = builders.as_actor(law, "tester", Role.SUPERVISOR)

    could = again.read(undo.undoable)
    assert could.undo is not None
    assert could.redo is not None
    assert (could.undo.act, could.redo.act) == ("book", "edit")
    again.write(undo.redo)

    assert now(law, booked).staff == 3
    again.close()


def test_a_series_is_taken_back_as_a_whole(store: Store, lab: SmallLab) -> None:
    order = BookSeries(first=lab.order("A1", TIME), rule="FREQ=DAILY;COUNT=250")
    made = store.write(series.book_series, order)
    assert len(made.booked) == 250

    store.write(undo.undo)

    assert {now(store, one).state for one in made.booked} == {State.CANCELLED}
    store.write(undo.redo)
    assert {now(store, one).state for one in made.booked} == {State.CONFIRMED}
    store.write(undo.undo)
    assert {now(store, one).state for one in made.booked} == {State.CANCELLED}
    assert problems_in(store) == []


def test_bookings_that_changed_places_in_one_act_are_taken_back_in_the_right_order(
    store: Store, lab: SmallLab
) -> None:
    first = store.write(bookings.book_place, lab.order("A1", TIME))
    second = store.write(bookings.book_place, lab.order("A1", span(1, "13:00", "14:00")))

    def push(tx: Transaction) -> None:
        bookings.move_booking(tx, MoveBooking(booking_id=second.id, span=span(1, "15:00", "16:00")))
        bookings.move_booking(tx, MoveBooking(booking_id=first.id, span=span(1, "13:00", "14:00")))

    store.write(push)
    moved = [now(store, first), now(store, second)]

    store.write(undo.undo)
    assert [now(store, first).span, now(store, second).span] == [first.span, second.span]
    store.write(undo.redo)
    assert [now(store, first), now(store, second)] == moved
    assert problems_in(store) == []


def test_a_hold_that_has_run_out_is_not_brought_back(store: Store, lab: SmallLab) -> None:
    held = store.write(
        bookings.book_place, lab.order("A1", span(3, "11:00", "12:00"), state=State.HELD)
    )
    store.write(bookings.act_on, ActOn(booking_id=held.id, act=Act.CONFIRM))
    set_clock(store, when(1, "09:00"))

    found = refusal(store, undo.undo)

    assert found == errors.WrongState(number=held.number, state="expired", act="undo")
    assert now(store, held).state is State.CONFIRMED


def test_a_hold_of_another_that_has_run_out_does_not_stand_in_the_way(
    law: Store, lab: SmallLab
) -> None:
    time = span(4, "11:00", "12:00")
    booked = law.write(bookings.book_place, lab.order("A1", time))
    law.write(bookings.act_on, ActOn(booking_id=booked.id, act=Act.CANCEL, reason="r"))
    other = builders.as_actor(law, "Chan", Role.OFFICER)
    other.write(bookings.book_place, lab.order("A1", time, exhibitor="EX02", state=State.HELD))
    assert isinstance(refusal(law, undo.undo), errors.OverCapacity)
    set_clock(law, when(2, "09:00"))

    law.write(undo.undo)

    assert now(law, booked).state is State.CONFIRMED
    assert problems_in(law) == []
    other.close()


def test_undo_itself_is_in_the_journal(store: Store, lab: SmallLab) -> None:
    booked = store.write(bookings.book_place, lab.order("A1", TIME))
    store.write(undo.undo)

    newest, first = store.read(bookings.history_of, booked.number)

    assert (newest.act, newest.undoes) == ("undo", first.revision)


EDITS: dict[str, Callable[[int], dict[str, object]]] = {
    "people": lambda number: {"staff": 1 + number % 8},
    "note": lambda number: {"note": str(number)},
    "visitors": lambda number: {"visitors": number},
}
steps = st.lists(st.sampled_from([*EDITS, "undo", "undo", "redo"]), min_size=1, max_size=14)


@settings(
    max_examples=25,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(taken=steps)
def test_undo_and_redo_are_two_stacks(store: Store, lab: SmallLab, taken: list[str]) -> None:
    order = lab.order("N1", TIME, exhibitor="EX03", staff=0)
    store.actor = replace(store.actor, name=f"person {order.key}")  # with a memory of their own
    booked = store.write(bookings.book_place, order)
    done, undone = [now(store, booked)], list[Booking]()
    for number, step in enumerate(taken, start=20):
        if step == "undo" and len(done) > 1:
            undone.append(done.pop())
            store.write(undo.undo)
        elif step == "redo" and undone:
            done.append(undone.pop())
            store.write(undo.redo)
        elif step in EDITS:
            edit = EditBooking(booking_id=booked.id, changes=EDITS[step](number))
            store.write(bookings.edit_booking, edit)
            if now(store, booked) != done[-1]:
                done.append(now(store, booked))
                undone.clear()
        assert now(store, booked) == done[-1]
    store.write(bookings.act_on, ActOn(booking_id=booked.id, act=Act.CANCEL, reason="r"))
