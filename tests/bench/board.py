"""How fast the board's week is read, beside the same rows from the bare driver."""

from typing import Final

from labapp.domain.times import Span, day_of, week_of
from labapp.services.bookings import bookings_between
from tests.bench import history
from tests.bench.booking import record, replay
from tests.bench.history import History
from tests.bench.measuring import Row, side_by_side

WARM: Final = 3


def week_of_the_board(stored: History, turns: int) -> Row:
    """Read this week's bookings through the service, and the same rows as plain tuples."""
    store = stored.open_copy("reading.db")
    week: Span = week_of(day_of(history.NOW))
    script = record(store, lambda: store.read(bookings_between, week))
    with history.bare(stored.path) as raw:
        ours, limit = side_by_side(
            turns,
            lambda turn: store.read(bookings_between, week),
            lambda turn: replay(raw, script),
            warm=WARM,
        )
    store.close()
    return Row("board-week", ours, limit, bar=4)
