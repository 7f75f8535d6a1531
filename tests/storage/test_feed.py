"""The feed: what others write is heard at once, one's own writes are not, and it survives."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from labapp.domain.bookings import Booking
from labapp.domain.errors import DatabaseFault
from labapp.domain.staff import Role
from labapp.services import bookings
from labapp.storage import feed as feed_module
from labapp.storage.feed import Feed
from labapp.storage.store import Store
from tests import builders
from tests.builders import SmallLab, span

HEARD = frozenset({"bookings"})


class Listener:
    """A feed and what it has called back with."""

    def __init__(self, store: Store) -> None:
        self.heard: list[frozenset[str]] = []
        self.told: list[str | None] = []
        self.feed = Feed(store, self.heard.append, self._status)
        self.feed.start()

    def _status(self, fault: DatabaseFault | None) -> None:
        self.told.append(fault.kind if fault else None)


@pytest.fixture
def listener(law: Store) -> Iterator[Listener]:
    listening = Listener(law)
    yield listening
    listening.feed.stop()
    assert not listening.feed.is_alive()


@pytest.fixture
def other(law: Store) -> Iterator[Store]:
    """The same database at another desk."""
    store = builders.as_actor(law, "other", Role.OFFICER)
    yield store
    store.close()


def book(store: Store, lab: SmallLab, day: int = 1) -> Booking:
    return store.write(bookings.book_place, lab.order("A1", span(day, "10:00", "11:00")))


def until(true: Callable[[], bool], seconds: float) -> float:
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds
        time.sleep(0.005)
    return time.monotonic() - began


def test_what_another_desk_writes_is_heard_within_a_second(
    other: Store, lab: SmallLab, listener: Listener
) -> None:
    for day in range(1, 6):
        listener.heard.clear()

        book(other, lab, day)

        until(lambda: listener.heard == [HEARD], 1)


def test_what_another_desk_builds_is_heard_by_its_area(other: Store, listener: Listener) -> None:
    other.write(builders.add_toolkit, "NEW", 1)

    until(lambda: listener.heard == [frozenset({"toolkits"})], 1)


def test_ones_own_writes_are_not_heard_again(
    law: Store, other: Store, lab: SmallLab, listener: Listener
) -> None:
    told: list[frozenset[str]] = []
    law.listen(lambda revisions, areas: told.append(areas))
    for day in range(1, 60):
        book(law, lab, day)
    book(other, lab, 80)

    until(lambda: bool(listener.heard), 1)
    time.sleep(2 * feed_module.POLL_SECONDS)

    assert listener.heard == [HEARD]
    assert told == [HEARD] * 59


def test_what_is_refused_is_not_heard(other: Store, lab: SmallLab, listener: Listener) -> None:
    order = lab.order("A1", span(1, "10:00", "11:00"), units=2)
    with pytest.raises(Exception, match="OverCapacity"):
        other.write(bookings.book_place, order)
    book(other, lab, 2)

    until(lambda: bool(listener.heard), 1)

    assert listener.heard == [HEARD]


def test_a_feed_that_starts_late_does_not_hear_the_past(
    law: Store, other: Store, lab: SmallLab
) -> None:
    book(other, lab, 1)

    listening = Listener(law)
    time.sleep(3 * feed_module.POLL_SECONDS)

    assert listening.heard == []
    listening.feed.stop()


def test_what_was_written_while_the_database_was_away_is_heard_after(
    sqlite_law: Store, lab: SmallLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_module, "AWAY_SECONDS", 0.05)
    path = sqlite_law.location.path
    assert path is not None
    listening = Listener(sqlite_law)
    away = path.with_name("away.db")

    path.rename(away)
    until(lambda: listening.told == ["replaced"], 1)
    away.rename(path)
    until(lambda: listening.told == ["replaced", None], 1)
    other = builders.as_actor(sqlite_law, "other", Role.OFFICER)
    book(other, lab)

    until(lambda: listening.heard == [HEARD], 1)
    listening.feed.stop()
    other.close()


def test_a_replaced_file_is_told_though_nobody_writes(
    sqlite_law: Store, law_file: Path, tmp_path: Path
) -> None:
    listening = Listener(sqlite_law)
    fresh = tmp_path / "fresh.db"
    shutil.copy(law_file, fresh)
    assert sqlite_law.location.path is not None

    fresh.replace(sqlite_law.location.path)

    until(lambda: listening.told == ["replaced"], 1)
    listening.feed.stop()
