"""One writer of a crew: books, moves and cancels without rest, and writes down what it was told.

Run as ``python -m tests.storage.crew DATABASE LEDGER SEED SECONDS``. Before each act it writes its
intent to its ledger, and after the answer the answer. A writer that is killed leaves at most one
intent without an answer.
"""

import json
import os
import random
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from labapp.domain.bookings import OVER, Act, Booking
from labapp.domain.errors import LabError, Refused
from labapp.domain.keys import new_key
from labapp.domain.staff import Actor, Role
from labapp.domain.times import Span
from labapp.services import bookings
from labapp.services.bookings import ActOn, BookPlace, MoveBooking
from labapp.storage.engine import locate
from labapp.storage.schema import open_store
from labapp.storage.store import Store
from labapp.storage.transaction import Transaction
from tests.builders import SmallLab, StillClock, read_small_lab, when

DAYS = 3


class Ledger:
    """A file of lines; each is handed to the system before the next act begins."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def write(self, what: str, **facts: Any) -> None:  # noqa: ANN401 -- plain values
        """Add a line."""
        line = json.dumps({"what": what, **facts})
        os.write(self._file, f"{line}\n".encode())


def _any_booking(tx: Transaction, lot: float) -> Booking | None:
    """Return some booking that still holds something, anybody's."""
    rows = tx.connection.execute(
        text("SELECT id FROM booking WHERE state = 'confirmed' ORDER BY id DESC LIMIT 60")
    ).scalars()
    ids = list(rows)
    return bookings.booking_by_id(tx, ids[int(lot * len(ids))]) if ids else None


class Writer:
    """Somebody in a hurry at one of many desks."""

    def __init__(self, store: Store, lab: SmallLab, ledger: Ledger, seed: int) -> None:
        self.store = store
        self.lab = lab
        self.ledger = ledger
        self.chance = random.Random(seed)

    def span(self) -> Span:
        """Return a random time on the grid."""
        quarter = self.chance.randrange(8 * 4, 18 * 4)
        start = when(self.chance.randrange(1, 1 + DAYS)) + timedelta(minutes=15 * quarter)
        return Span(start, start + timedelta(minutes=15 * self.chance.randrange(2, 9)))

    def order(self) -> BookPlace:
        """Return an order that wants one or several of the four tight resources."""
        place = self.chance.choice(["A1", "T1", "N1", "N1", "N1"])
        exhibitor = self.chance.choice(["EX01", "EX02", "EX03"])
        seat = self.chance.random() < 0.4
        compute = self.chance.choice([0, 0, 400, 700])
        return self.lab.order(
            place,
            self.span(),
            exhibitor=exhibitor,
            demo=f"{'TK' if seat else 'D'}-{exhibitor}",
            pool_id=self.lab.resources["P1"],
            mpflops=compute,
            key=new_key(),
        )

    def act(self) -> None:
        """Do one thing and write down how it went."""
        dice = self.chance.random()
        if dice < 0.5:
            order = self.order()
            self._do("book", order.key, bookings.book_place, order)
            return
        booking = self.store.read(_any_booking, self.chance.random())
        if booking is None:
            return
        if dice < 0.75:
            move = MoveBooking(booking_id=booking.id, span=self.span())
            self._do("move", booking.key, bookings.move_booking, move)
        else:
            cancel = ActOn(booking_id=booking.id, act=Act.CANCEL, reason="a test")
            self._do("cancel", booking.key, bookings.act_on, cancel)

    def _do(self, what: str, key: str, use_case: Any, order: Any) -> None:  # noqa: ANN401 -- any
        self.ledger.write("intent", act=what, key=key)
        try:
            done: Booking = self.store.write(use_case, order)
        except Refused as refused:
            self.ledger.write("refused", act=what, key=key, why=repr(refused.refusals)[:200])
        except LabError as fault:
            self.ledger.write("fault", act=what, key=key, why=repr(fault))
        else:
            span = [int(done.span.start.timestamp()), int(done.span.end.timestamp())]
            over = done.state in OVER
            self.ledger.write("done", act=what, key=key, version=done.version, span=span, over=over)


def main(database: str, ledger: str, seed: str, seconds: str) -> None:
    """Write until the time is over."""
    actor = Actor(f"writer {seed}", Role.SUPERVISOR, "desk")
    store = open_store(locate(database), actor=actor, clock=StillClock(when(0, "08:00")))
    answers: list[bool] = []
    ask = store._was_stored

    def counted(token: str, deadline: float) -> bool:
        answers.append(ask(token, deadline))
        return answers[-1]

    store._was_stored = counted  # type: ignore[method-assign] # it only counts
    writer = Writer(store, store.read(read_small_lab), Ledger(Path(ledger)), int(seed))
    writer.ledger.write("ready")
    deadline = time.monotonic() + float(seconds)
    while time.monotonic() < deadline:
        writer.act()
    writer.ledger.write("end", in_doubt=len(answers), were_stored=sum(answers))
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
