"""Whatever is done, in whatever order: the program decides as a plain model does.

A machine books, holds, confirms, moves, resizes, edits, cancels, reinstates, closes, lowers and
raises capacities, lets time pass, undoes and redoes, on a real SQLite file. After each step an
independent sweep finds the law kept and the journal's chain whole.
"""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text
from typing_extensions import override

from labapp.domain.bookings import Act, Booking, State
from labapp.domain.errors import Refusal, Refused
from labapp.domain.languages import Names
from labapp.domain.times import Span
from labapp.services import bookings, undo
from labapp.services.bookings import ActOn, BookPlace, ClosePlace, EditBooking, MoveBooking
from labapp.storage.engine import locate
from labapp.storage.schema import open_store
from labapp.storage.transaction import Transaction
from tests import builders
from tests.builders import CapacityRefused, SmallLab, StillClock, when
from tests.storage.law_model import MINUTES_A_SLOT, SLOTS, LawModel, Promised, Room
from tests.sweep import problems_in

ROOMS = {
    "A1": Room(1, 15, "sockets:A1"),
    "A2": Room(1, 15, "sockets:A2"),
    "T1": Room(1, 30),
    "N1": Room(3, 15),
    "H1": Room(1, 30, None, ("H1a", "H1b")),
    "H1a": Room(1, 15),
    "H1b": Room(1, 15),
}
PARENTS = {"sockets:A1": "F1", "sockets:A2": "F1", "P1": "ALL", "P2": "ALL"}
CAPACITY = {
    **{code: room.units for code, room in ROOMS.items()},
    "sockets:A1": 2000,
    "sockets:A2": 2000,
    "F1": 3000,
    "TK": 2,
    "ALL": 1200,
    "P1": 1000,
    "P2": 800,
    **{f"badges:EX0{n}": 8 for n in (1, 2, 3)},
}
START = 8 * 60
Order = TypeVar("Order", BookPlace, ClosePlace, MoveBooking, EditBooking, ActOn)
ACTS = ("confirm", "request", "reject", "cancel", "reinstate", "check_in", "complete", "no_show")

grid = st.integers(0, 3 * 24 * 4 - 1).map(lambda quarter: quarter * 15)
busy_morning = st.integers(8 * 4, 14 * 4).map(lambda quarter: quarter * 15)
starts = st.one_of(busy_morning, busy_morning, grid)
lengths = st.one_of(
    st.integers(2, 12).map(lambda quarter: quarter * 15),
    st.integers(2, 12).map(lambda quarter: quarter * 15),
    st.integers(1, 2).map(lambda day: day * 1440 + 60),
)
places = st.sampled_from(sorted(ROOMS))
pick = st.integers(0, 10_000)
wishes = st.builds(
    lambda state, place, start, length, compute, **rest: Promised(
        state, place, start, start + length, pool=compute[0], mpflops=compute[1], **rest
    ),
    state=st.sampled_from(["confirmed", "confirmed", "held", "pending"]),
    place=places,
    start=starts,
    length=lengths,
    compute=st.sampled_from([(None, 0), ("P1", 700), ("P2", 500)]),
    exhibitor=st.sampled_from(["EX01", "EX02"]),
    units=st.sampled_from([1, 1, 2]),
    staff=st.integers(0, 5),
    power=st.sampled_from([0, 800, 1900]),
    seats=st.integers(0, 1),
)


def at(minute: int) -> datetime:
    return when(0, f"00:{minute}")


def over(start: int, length: int) -> Span:
    return Span(at(start), at(start + length))


class Law(RuleBasedStateMachine):
    """The program and the model, side by side."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="law-")
        path = Path(self.folder.name) / "lab.db"
        shutil.copy(self.template, path)
        self.store = open_store(locate(path), actor=builders.TEST_DESK, clock=StillClock(at(START)))
        self.model = LawModel(
            ROOMS,
            PARENTS,
            {code: [units] * SLOTS for code, units in CAPACITY.items()},
            START,
        )
        self.lab: SmallLab = self.store.read(builders.read_small_lab)
        self.numbers: list[int] = []
        self.refused: tuple[Refusal, ...] = ()

    @override
    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    def do(self, use_case: Callable[[Transaction, Order], Booking], order: Order) -> bool:
        """Run a use case; return whether it was done. Each alternative offered is accepted."""
        try:
            made = self.store.write(use_case, order)
        except Refused as refused:
            self.refused = refused.refusals
            if isinstance(order, BookPlace | ClosePlace | MoveBooking):
                for near in refused.alternatives:
                    other = replace(order, place_id=near.place_id, span=near.span)
                    self.store.rehearse(use_case, other)
            return False
        if made.id not in self.numbers:
            self.numbers.append(made.id)
        return True

    def one(self, index: int) -> int:
        """Return the model's number of some booking."""
        return index % len(self.model.bookings)

    @initialize(first=st.lists(wishes, min_size=4, max_size=9))
    def begin(self, first: list[Promised]) -> None:
        """Fill the lab a little, so that things are in each other's way."""
        assert self.store.read(bookings.bookings_between, over(0, 5 * 1440)) == []
        for wish in first:
            self.book(wish)

    @rule(wish=wishes)
    def book(self, wish: Promised) -> None:
        hold_until = self.model.now + 1440 if wish.state == "held" else None
        wanted = replace(wish, buffer=ROOMS[wish.place].buffer, hold_until=hold_until)
        pool = None if wish.pool is None else self.lab.resources[wish.pool]
        order = BookPlace(
            place_id=self.lab.places[wish.place],
            exhibitor_id=self.lab.exhibitors[wish.exhibitor],
            demo_id=self.lab.demos[f"{'TK' if wish.seats else 'D'}-{wish.exhibitor}"],
            span=over(wish.start, wish.end - wish.start),
            state=State(wish.state),
            units=wish.units,
            staff=wish.staff,
            power_w=wish.power,
            pool_id=pool,
            mpflops=wish.mpflops,
            override="a test",
        )
        foreseen = self.store.read(bookings.what_would_block, order)
        done = self.do(bookings.book_place, order)
        assert done == (not foreseen) == self.model.put(None, wanted)
        assert done or self.refused == foreseen

    @rule(place=places, start=grid, length=lengths)
    def close(self, place: str, start: int, length: int) -> None:
        start += MINUTES_A_SLOT
        if start + length <= self.model.now:
            return  # no closure lies in the past
        wanted = Promised("confirmed", place, start, start + length, kind="closure", staff=0)
        order = ClosePlace(
            place_id=self.lab.places[place], span=over(start, length), title=Names("Repair")
        )
        assert self.do(bookings.close_place, order) == self.model.put(None, wanted)

    @precondition(lambda self: self.model.bookings)
    @rule(index=pick, choice=pick, blindly=st.booleans())
    def act(self, index: int, choice: int, *, blindly: bool) -> None:
        number = self.one(index)
        allowed = [act for act in ACTS if self.model.acted(number, act) is not None]
        acts = ACTS if blindly or not allowed else allowed
        act = acts[choice % len(acts)]
        after = self.model.acted(number, act)
        order = ActOn(
            booking_id=self.numbers[number], act=Act(act), reason="a test", override="a test"
        )
        done = self.do(bookings.act_on, order)
        assert done == (after is not None and self.model.put(number, after))

    @precondition(lambda self: self.model.bookings)
    @rule(index=pick, place=st.none() | places, start=starts, length=lengths)
    def move(self, index: int, place: str | None, start: int, length: int) -> None:
        number = self.one(index)
        self._move(number, place or self.model.bookings[number].place, start, length)

    @precondition(lambda self: self.model.bookings)
    @rule(index=pick, less=st.integers(-4, 4))
    def resize(self, index: int, less: int) -> None:
        number = self.one(index)
        old = self.model.bookings[number]
        length = old.end - old.start - less * 15
        if length >= 30:
            self._move(number, old.place, old.start, length)

    def _move(self, number: int, place: str, start: int, length: int) -> None:
        old = self.model.bookings[number]
        if old.kind == "closure" and start + length <= self.model.now:
            return  # no closure lies in the past
        buffer = ROOMS[place].buffer if old.kind == "stay" else 0
        after = replace(old, place=place, start=start, end=start + length, buffer=buffer)
        order = MoveBooking(
            booking_id=self.numbers[number],
            span=over(start, length),
            place_id=self.lab.places[place],
            override="a test",
        )
        movable = old.state in {"held", "pending", "confirmed", "checked_in"}
        foreseen = self.store.read(bookings.what_would_block, order)
        done = self.do(bookings.move_booking, order)
        unchanged = (old.place, old.start, old.end) == (place, start, start + length)
        if movable and unchanged:
            assert done
            return
        assert done == (movable and self.model.put(number, after))
        if movable:
            assert done == (not foreseen)
            assert done or self.refused == foreseen

    @precondition(lambda self: self.model.bookings)
    @rule(
        index=pick,
        change=st.sampled_from(
            [
                ("units", 1),
                ("units", 2),
                ("units", 3),
                ("staff", 1),
                ("staff", 6),
                ("power", 0),
                ("power", 1500),
                ("mpflops", 100),
                ("mpflops", 900),
            ]
        ),
    )
    def edit(self, index: int, change: tuple[str, int]) -> None:
        number = self.one(index)
        field, value = change
        old = self.model.bookings[number]
        if old.kind == "closure":
            return
        after = replace(old, **{field: value})  # type: ignore[arg-type] # names are checked
        order = EditBooking(
            booking_id=self.numbers[number],
            changes={"power_w" if field == "power" else field: value},
            override="a test",
        )
        done = self.do(bookings.edit_booking, order)
        if old.state in {"expired", "rejected", "cancelled", "late_cancelled"}:
            assert not done
        elif after == old:
            assert done
        else:
            assert done == self.model.put(number, after)

    @rule(
        resource=st.sampled_from(sorted(CAPACITY)),
        start=starts,
        length=lengths,
        share=st.sampled_from([0, 1, 2, 3, 4]),
        force=st.booleans(),
    )
    def capacity(self, resource: str, start: int, length: int, share: int, *, force: bool) -> None:
        units = CAPACITY[resource] * share // 2
        first, last = start // MINUTES_A_SLOT, (start + length) // MINUTES_A_SLOT
        code = f"place:{resource}" if resource in ROOMS else resource
        resource_id = self.store.read(resource_by_code, code)
        done = True
        try:
            self.store.write(
                builders.change_capacity,
                resource_id,
                at(start),
                at(start + length),
                units,
                excuse=force,
            )
        except CapacityRefused:
            done = False
        assert done == self.model.set_capacity(resource, first, last, units, force=force)

    @rule(minutes=st.sampled_from([5, 12, 60, 240, 1441]))
    def time_passes(self, minutes: int) -> None:
        self.model.advance(minutes)
        builders.set_clock(self.store, at(self.model.now))
        self.store.write(bookings.expire_due)

    @rule(times=st.integers(1, 3))
    def undo(self, times: int) -> None:
        for _ in range(times):
            assert self._turn(undo.undo) == self.model.undo()

    @precondition(lambda self: self.model.undone)
    @rule()
    def redo(self) -> None:
        assert self._turn(undo.redo) == self.model.redo()

    def _turn(self, use_case: Callable[[Transaction], object]) -> bool:
        try:
            self.store.write(use_case)
        except Refused:
            return False
        return True

    @invariant()
    def the_law_holds(self) -> None:
        assert problems_in(self.store, excuses=self.model.forced) == []

    @invariant()
    def the_states_are_the_models(self) -> None:
        found = self.store.read(states)
        assert [found[number] for number in self.numbers] == [
            booking.state for booking in self.model.bookings
        ]


def states(tx: Transaction) -> dict[int, str]:
    return {row.id: row.state for row in tx.connection.execute(text("SELECT * FROM booking"))}


def resource_by_code(tx: Transaction, code: str) -> int:
    found = tx.connection.execute(
        text("SELECT id FROM resource WHERE code = :code"), {"code": code}
    )
    return int(found.scalar_one())


@pytest.mark.slow
def test_whatever_is_done_the_program_decides_as_the_model_does(law_file: Path) -> None:
    class Machine(Law):
        pass

    Machine.template = law_file
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=36,
            stateful_step_count=30,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
