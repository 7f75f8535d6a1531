"""Queries about signals, what they took from bookings, and the opening hours they changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from labapp.domain.times import Span
from labapp.domain.weather import Hit
from labapp.storage.tables.computing import weather_event, weather_hit
from labapp.storage.tables.spaces import opening_exception
from labapp.storage.transaction import Transaction

Record = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeatherEvent:
    """A signal that was applied to a day, or its end."""

    id: int
    day: date
    signal: str
    kind: str
    """``raised`` or ``lifted``."""
    announced: datetime
    closes_at: datetime | None
    reopens_at: datetime | None
    hours: tuple[Span, ...]
    """The day's usual hours."""
    special_before: Record | None
    special_after: Record | None
    applied_at: datetime
    applied_by: str
    undone_at: datetime | None

    @property
    def subject(self) -> str:
        """What the journal calls it."""
        return f"W{self.id}"


@dataclass(frozen=True, slots=True)
class HitRow:
    """What an event did to a booking, as it is stored."""

    event_id: int
    booking_id: int
    effect: str
    state_before: str
    lost: Span
    settled_at: datetime | None


def _event(row: Row[Any]) -> WeatherEvent:
    hours = tuple(
        Span(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in row.hours
    )
    values = {name: value for name, value in row._mapping.items() if name != "hours"}  # noqa: SLF001 -- SQLAlchemy's public name for it
    return WeatherEvent(hours=hours, **values)


def closed_on(connection: Connection, span: Span) -> bool:
    """Whether a signal closed the lab on a day that the span touches."""
    found = select(weather_event.c.id).where(
        weather_event.c.day.in_(list(span.days())),
        weather_event.c.closes_at.is_not(None),
        weather_event.c.undone_at.is_(None),
    )
    return connection.execute(found.limit(1)).first() is not None


def events_between(connection: Connection, first: date, last: date) -> Sequence[WeatherEvent]:
    """Return the events of some days that were not undone, by day and as they were applied."""
    found = select(weather_event).where(
        weather_event.c.day.between(first, last), weather_event.c.undone_at.is_(None)
    )
    ordered = found.order_by(weather_event.c.day, weather_event.c.id)
    return [_event(row) for row in connection.execute(ordered)]


def newest_event(connection: Connection) -> WeatherEvent | None:
    """Return the last event that was not undone."""
    found = select(weather_event).where(weather_event.c.undone_at.is_(None))
    row = connection.execute(found.order_by(weather_event.c.id.desc()).limit(1)).first()
    return None if row is None else _event(row)


def add_event(tx: Transaction, event: WeatherEvent) -> int:
    """Store an event and return its id."""
    added = insert(weather_event).values(
        day=event.day,
        signal=event.signal,
        kind=event.kind,
        announced=event.announced,
        closes_at=event.closes_at,
        reopens_at=event.reopens_at,
        hours=[[one.start.isoformat(), one.end.isoformat()] for one in event.hours],
        special_before=event.special_before,
        special_after=event.special_after,
        applied_at=event.applied_at,
        applied_by=event.applied_by,
    )
    return int(tx.connection.execute(added.returning(weather_event.c.id)).scalar_one())


def set_undone(tx: Transaction, event_id: int, at: datetime | None) -> None:
    """Say when an event was taken back, or that it holds again."""
    tx.connection.execute(
        update(weather_event).where(weather_event.c.id == event_id).values(undone_at=at)
    )


def add_hits(tx: Transaction, event_id: int, hits: Iterable[Hit]) -> None:
    """Store what an event did to bookings."""
    rows = [
        {
            "event_id": event_id,
            "booking_id": hit.booking.id,
            "effect": hit.effect.value,
            "state_before": hit.booking.state.value,
            "lost_from": hit.lost.start,
            "lost_until": hit.lost.end,
        }
        for hit in hits
    ]
    if rows:
        tx.connection.execute(insert(weather_hit), rows)


def hits_of(connection: Connection, event_ids: Iterable[int]) -> Sequence[HitRow]:
    """Return what some events did, the latest event first."""
    found = select(weather_hit).where(weather_hit.c.event_id.in_(list(event_ids)))
    return _hits(connection, found.order_by(weather_hit.c.event_id.desc()))


def open_hits(connection: Connection) -> Sequence[HitRow]:
    """Return what nobody has settled yet, of events that were not undone, oldest first."""
    found = (
        select(weather_hit)
        .join(weather_event)
        .where(weather_hit.c.settled_at.is_(None), weather_event.c.undone_at.is_(None))
    )
    return _hits(connection, found.order_by(weather_hit.c.lost_from, weather_hit.c.booking_id))


def _hits(connection: Connection, statement: Any) -> Sequence[HitRow]:  # noqa: ANN401 -- a select
    return [
        HitRow(
            row.event_id,
            row.booking_id,
            row.effect,
            row.state_before,
            Span(row.lost_from, row.lost_until),
            row.settled_at,
        )
        for row in connection.execute(statement)
    ]


def settle(tx: Transaction, booking_ids: Iterable[int], at: datetime) -> int:
    """Say that bookings need no other time any more; return how many entries that settled."""
    done = tx.connection.execute(
        update(weather_hit)
        .where(weather_hit.c.booking_id.in_(list(booking_ids)), weather_hit.c.settled_at.is_(None))
        .values(settled_at=at)
    )
    return done.rowcount


def special_day(connection: Connection, day: date) -> Record | None:
    """Return a day's own opening hours as they are stored, or None."""
    found = select(opening_exception).where(opening_exception.c.day == day)
    row = connection.execute(found).first()
    if row is None:
        return None
    return {name: value for name, value in row._mapping.items() if name != "day"}  # noqa: SLF001 -- SQLAlchemy's public name for it


def write_special_day(tx: Transaction, day: date, record: Record | None) -> None:
    """Give a day the hours that are told, or none of its own."""
    tx.connection.execute(delete(opening_exception).where(opening_exception.c.day == day))
    if record is not None:
        tx.connection.execute(insert(opening_exception).values(day=day, **record))


def unsettle(tx: Transaction, booking_ids: Iterable[int], settled_at: datetime) -> None:
    """Put back on the list what was settled at an instant."""
    tx.connection.execute(
        update(weather_hit)
        .where(
            weather_hit.c.booking_id.in_(list(booking_ids)), weather_hit.c.settled_at == settled_at
        )
        .values(settled_at=None)
    )
