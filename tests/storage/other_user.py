"""Opens a database as somebody who may read it but not write, and says what became of it.

Run as ``python -m tests.storage.other_user DATABASE``. Root gives up its rights first, since they
go past every permission; others only see what the file's mode says.
"""

import os
import sys

from labapp.domain.errors import DatabaseFault
from labapp.services import bookings
from labapp.storage.engine import locate
from labapp.storage.schema import open_store
from labapp.storage.store import Store
from tests.builders import TEST_DESK, StillClock, read_small_lab, span, when

NOBODY = 65534


def _book(store: Store) -> None:
    lab = store.read(read_small_lab)
    store.write(bookings.book_place, lab.order("A1", span(1, "10:00", "11:00")))


def main(database: str) -> None:
    """Print the kind of fault that booking ends in, or that there was none."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    try:
        store = open_store(locate(database), actor=TEST_DESK, clock=StillClock(when(0, "08:00")))
        _book(store)
        store.close()
    except DatabaseFault as fault:
        sys.stdout.write(fault.kind)
    else:
        sys.stdout.write("booked")


if __name__ == "__main__":
    main(*sys.argv[1:])
