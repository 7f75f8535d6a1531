"""How fast a place is booked, beside the bare driver, and whether a long past slows it down."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, event

from labapp.domain.bookings import Kind
from labapp.domain.errors import Refused
from labapp.domain.times import Span, day_of, day_span
from labapp.services.bookings import BookPlace, book_place
from labapp.storage.lab import lab as read_lab
from labapp.storage.store import Store
from tests.bench import history
from tests.bench.history import History
from tests.bench.measuring import Row, one_by_one, side_by_side

WARM: Final = 20
SLOT_STEP: Final = timedelta(minutes=45)
"""A stay and the turnover after it."""
STAYS_A_DAY: Final = 4
FIRST_DAY: Final = 2
LAST_DAY: Final = 80


@dataclass(frozen=True, slots=True)
class Sent:
    """A statement as SQLAlchemy gave it to the driver."""

    statement: str
    parameters: Any
    many: bool


def orders(store: Store, count: int) -> list[BookPlace]:
    """Return orders for stays that all fit, each of four claims, spread over days and places."""
    lab = store.read(read_lab)
    places = [
        place
        for place in history.booked_places(lab)
        if timedelta(minutes=history.STAY_MINUTES + lab.buffer_of(place.id, Kind.STAY)) <= SLOT_STEP
    ]
    exhibitors = store.read(history.bench_exhibitors)
    today = day_of(history.NOW)
    found: list[BookPlace] = []
    for nth in range(STAYS_A_DAY):
        for offset in range(FIRST_DAY, LAST_DAY):
            day = today + timedelta(days=offset)
            start = day_span(day).start + history.FREE_FROM + nth * SLOT_STEP
            span = Span(start, start + timedelta(minutes=history.STAY_MINUTES))
            if lab.opening.day_outside(span) is not None:
                continue
            for place in places:
                exhibitor_id, demo_id = exhibitors[len(found) % len(exhibitors)]
                found.append(
                    BookPlace(
                        place_id=place.id, exhibitor_id=exhibitor_id, demo_id=demo_id, span=span
                    )
                )
    if len(found) < count:
        raise ValueError(f"there is room for {len(found)} stays")
    step = len(found) / count
    return [found[int(index * step)] for index in range(count)]


def record(store: Store, work: Callable[[], object]) -> list[Sent]:
    """Return what the work sends to the driver, BEGIN and COMMIT with it."""
    sent: list[Sent] = []

    def on_statement(*call: Any) -> None:  # noqa: ANN401 -- SQLAlchemy's hook
        _, _, statement, parameters, _, many = call
        sent.append(Sent(statement, parameters, many))

    def on_commit(connection: Connection) -> None:
        sent.append(Sent("COMMIT", (), many=False))

    event.listen(store.engine, "before_cursor_execute", on_statement)
    event.listen(store.engine, "commit", on_commit)
    try:
        work()
    finally:
        event.remove(store.engine, "before_cursor_execute", on_statement)
        event.remove(store.engine, "commit", on_commit)
    return sent


def replay(raw: Any, sent: Sequence[Sent]) -> None:  # noqa: ANN401 -- a DBAPI connection
    """Send the same to the bare driver and fetch what it answers."""
    for one in sent:
        send = raw.executemany if one.many else raw.execute
        answer = send(one.statement, one.parameters)
        if answer.description is not None:
            answer.fetchall()


def beside_the_driver(stored: History, turns: int) -> Row:
    """Book through the service, and send what it sent to the bare driver on a twin database."""
    script = stored.open_copy("script.db")
    wanted = orders(script, WARM + turns)
    scripts = [record(script, partial(script.write, book_place, order)) for order in wanted]
    script.close()
    store = stored.open_copy("service.db")
    twin = stored.copy("driver.db")
    with history.bare(twin.path) as raw:
        ours, limit = side_by_side(
            turns,
            lambda turn: store.write(book_place, wanted[turn]),
            lambda turn: replay(raw, scripts[turn]),
            warm=WARM,
        )
    store.close()
    return Row("book", ours, limit, bar=4)


def after_a_long_past(short: History, long: History, turns: int) -> Row:
    """Book the same stays in a database with a short past and in one with a long past."""
    few, many = short.open_copy("few.db"), long.open()
    wanted = orders(few, WARM + turns)
    ours, limit = side_by_side(
        turns,
        lambda turn: many.write(book_place, wanted[turn]),
        lambda turn: few.write(book_place, wanted[turn]),
        warm=WARM,
    )
    few.close()
    many.close()
    return Row("book-million", ours, limit, bar=1.3)


def refused_with_alternatives(stored: History, turns: int) -> Row:
    """Ask for an hour that is taken in every place, and be told what is near instead."""
    store = stored.open_copy("refusing.db")
    wanted = taken_hours(store, WARM + turns)
    spent = one_by_one(turns, lambda turn: refuse(store, wanted[turn]), warm=WARM)
    store.close()
    return Row("refusal", spent, None, bar=50)


def taken_hours(store: Store, count: int) -> list[BookPlace]:
    """Return orders for hours of the coming days in which every place is taken."""
    lab = store.read(read_lab)
    places = history.booked_places(lab)
    exhibitors = store.read(history.bench_exhibitors)
    found: list[BookPlace] = []
    for index in range(count):
        day = day_of(history.NOW) + timedelta(days=1 + index % 3)
        start = day_span(day).start + history.OPENS + timedelta(hours=index % 4)
        exhibitor_id, demo_id = exhibitors[index % len(exhibitors)]
        found.append(
            BookPlace(
                place_id=places[index % len(places)].id,
                exhibitor_id=exhibitor_id,
                demo_id=demo_id,
                span=Span(start, start + timedelta(hours=1)),
            )
        )
    return found


def refuse(store: Store, order: BookPlace) -> None:
    """Try to book; to be refused with alternatives is what is measured."""
    try:
        store.write(book_place, order)
    except Refused as refused:
        if refused.alternatives:
            return
        raise
    raise ValueError("the place was free")
