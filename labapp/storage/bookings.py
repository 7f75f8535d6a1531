"""Queries about bookings: plain rows in, frozen rows out; nothing here decides."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    text,
    update,
)

from labapp.domain.bookings import HOLDING, OVER, Booking, Kind, State
from labapp.domain.languages import NO_NAMES, Names
from labapp.domain.times import LONGEST, Span
from labapp.storage.tables.bookings import booking
from labapp.storage.tables.exhibitors import demo, exhibitor
from labapp.storage.tables.house import counter
from labapp.storage.tables.resources import resource
from labapp.storage.tables.spaces import place
from labapp.storage.transaction import ChangedUnderfoot, Transaction

MOST_ROWS = 3000
_guide = resource.alias("guide")
_pool = resource.alias("pool")
_JOINED = (
    booking.outerjoin(place, booking.c.place_id == place.c.id)
    .outerjoin(exhibitor, booking.c.exhibitor_id == exhibitor.c.id)
    .outerjoin(demo, booking.c.demo_id == demo.c.id)
    .outerjoin(_pool, booking.c.pool_id == _pool.c.id)
    .outerjoin(_guide, booking.c.guide_id == _guide.c.id)
)
_SELECT = select(
    booking,
    place.c.code.label("place"),
    exhibitor.c.code.label("exhibitor_code"),
    exhibitor.c.name_en,
    exhibitor.c.name_zh_hant,
    exhibitor.c.name_zh_hans,
    demo.c.code.label("demo_code"),
    demo.c.title_en.label("demo_en"),
    demo.c.title_zh_hant.label("demo_zh_hant"),
    demo.c.title_zh_hans.label("demo_zh_hans"),
    _pool.c.code.label("pool"),
    _guide.c.code.label("guide"),
).select_from(_JOINED)
_BY_ID = _SELECT.where(booking.c.id == bindparam("wanted"))
_BY_NUMBER = _SELECT.where(booking.c.number == bindparam("wanted"))
_BY_KEY = _SELECT.where(booking.c.key == bindparam("wanted"))
_HOLDS_DUE = _SELECT.where(
    booking.c.state == State.HELD.value, booking.c.hold_expires_at <= bindparam("now")
)
_OFFERS_DUE = _SELECT.where(
    booking.c.state == State.OFFERED.value, booking.c.offer_expires_at <= bindparam("now")
)
_AHEAD = _SELECT.where(
    booking.c.starts_at > bindparam("earliest"),
    booking.c.ends_at > bindparam("now"),
    booking.c.state.not_in([state.value for state in OVER]),
)
_SPANS_IN_FORCE = select(booking.c.starts_at, booking.c.ends_at, booking.c.released_at).where(
    booking.c.exhibitor_id == bindparam("exhibitor_id"),
    booking.c.starts_at > bindparam("earliest"),
    booking.c.starts_at < bindparam("end"),
    booking.c.ends_at > bindparam("start"),
    booking.c.state.in_([state.value for state in HOLDING]),
    booking.c.kind == Kind.STAY.value,
    booking.c.id != bindparam("without"),
)
_ADD = insert(booking).returning(booking.c.id)
_CHANGE = update(booking).where(
    booking.c.id == bindparam("changed_id"), booking.c.version == bindparam("version_before")
)
_NEXT_NUMBER = (
    update(counter)
    .where(counter.c.name == "booking")
    .values(value=counter.c.value + 1)
    .returning(counter.c.value)
)
_KINDS = {kind.value: kind for kind in Kind}
_STATES = {state.value: state for state in State}
_COLUMNS = tuple(column.name for column in booking.columns if column.name != "id")


def _row(row: Row[*tuple[Any, ...]]) -> Booking:
    """Return a row of ``_SELECT`` as a booking.

    By place: to ask a row for fifty names one by one costs four times the query.
    """
    (
        booking_id, key, number, kind, state, place_id, exhibitor_id, demo_id,
        title_en, title_zh_hant, title_zh_hans, starts_at, ends_at, released_at, buffer_minutes,
        via, units, visitors, staff, power_w, pool_id, mpflops, guide_id, language, extras, note,
        reason, override_reason, hold_expires_at, cancelled_at, queued_at, priority,
        offer_expires_at, series_id, marks, sample, version,
        place_code, exhibitor_code, name_en, name_zh_hant, name_zh_hans,
        demo_code, demo_en, demo_zh_hant, demo_zh_hans, pool, guide,
    ) = row  # fmt: skip
    titled = title_en or title_zh_hant or title_zh_hans
    return Booking(
        id=booking_id, key=key, number=number, kind=_KINDS[kind], state=_STATES[state],
        span=Span(starts_at, ends_at), buffer_minutes=buffer_minutes, released_at=released_at,
        place_id=place_id, place=place_code,
        exhibitor_id=exhibitor_id, exhibitor_code=exhibitor_code,
        exhibitor=Names(name_en, name_zh_hant, name_zh_hans) if exhibitor_id else NO_NAMES,
        demo_id=demo_id, demo_code=demo_code,
        demo=Names(demo_en, demo_zh_hant, demo_zh_hans) if demo_id else NO_NAMES,
        title=Names(title_en, title_zh_hant, title_zh_hans) if titled else NO_NAMES,
        via=via, units=units, visitors=visitors, staff=staff, power_w=power_w,
        pool_id=pool_id, pool=pool, mpflops=mpflops, guide_id=guide_id, guide=guide,
        language=language,
        extras=tuple((int(key), int(units)) for key, units in extras) if extras else (),
        note=note, reason=reason, override_reason=override_reason,
        hold_expires_at=hold_expires_at, cancelled_at=cancelled_at, queued_at=queued_at,
        priority=priority, offer_expires_at=offer_expires_at, series_id=series_id,
        marks=tuple(marks) if marks else (), sample=sample, version=version,
    )  # fmt: skip


def columns_of(row: Booking) -> dict[str, Any]:
    """Return the booking as the values of its columns, without the id."""
    values: dict[str, Any] = {
        name: getattr(row, name)
        for name in _COLUMNS
        if name not in {"kind", "state", "starts_at", "ends_at", "extras", "marks"}
        and not name.startswith("title_")
    }
    values.update(
        kind=row.kind.value,
        state=row.state.value,
        starts_at=row.span.start,
        ends_at=row.span.end,
        title_en=row.title.en,
        title_zh_hant=row.title.zh_hant,
        title_zh_hans=row.title.zh_hans,
        extras=[list(pair) for pair in row.extras] or None,
        marks=list(row.marks) or None,
    )
    return values


def record_of(row: Booking) -> dict[str, Any]:
    """Return the booking as the journal keeps it: columns, with times as seconds."""
    return {
        name: int(value.timestamp()) if isinstance(value, datetime) else value
        for name, value in columns_of(row).items()
    } | {"id": row.id}


_INSTANTS = frozenset(
    {
        "starts_at",
        "ends_at",
        "released_at",
        "hold_expires_at",
        "cancelled_at",
        "queued_at",
        "offer_expires_at",
    }
)


def from_record(record: dict[str, Any]) -> Booking:
    """Return the booking that the journal kept, without the names that go with its ids."""
    value: dict[str, Any] = {
        name: datetime.fromtimestamp(known, UTC)
        if name in _INSTANTS and known is not None
        else known
        for name, known in record.items()
    }
    title = Names(*(value.pop(f"title_{part}") for part in ("en", "zh_hant", "zh_hans")))
    span = Span(value.pop("starts_at"), value.pop("ends_at"))
    kind, state = Kind(value.pop("kind")), State(value.pop("state"))
    extras = tuple((key, units) for key, units in value.pop("extras") or ())
    marks = tuple(value.pop("marks") or ())
    return Booking(
        kind=kind, state=state, span=span, title=title, extras=extras, marks=marks, **value
    )


def add(connection: Connection, row: Booking) -> int:
    """Store a new booking and return its id."""
    return int(connection.execute(_ADD, columns_of(row)).scalar_one())


def change(connection: Connection, row: Booking) -> None:
    """Store what the booking has become; its version is one above the one that is stored.

    Raises ``ChangedUnderfoot`` when another version is stored.
    """
    which = {"changed_id": row.id, "version_before": row.version - 1}
    changed = connection.execute(_CHANGE, columns_of(row) | which)
    if changed.rowcount != 1:
        raise ChangedUnderfoot(row.number)


def hold(tx: Transaction, row: Booking) -> None:
    """Keep others from changing the booking until we are done.

    Raises ``ChangedUnderfoot`` when somebody has changed it since it was read.
    """
    if tx.is_postgres:
        version = tx.connection.execute(
            select(booking.c.version).where(booking.c.id == row.id).with_for_update(key_share=True)
        ).scalar()
        if version != row.version:
            raise ChangedUnderfoot(row.number)


def _one(
    connection: Connection, statement: Select[*tuple[Any, ...]], wanted: int | str
) -> Booking | None:
    row = connection.execute(statement, {"wanted": wanted}).first()
    return None if row is None else _row(row)


def by_id(connection: Connection, booking_id: int) -> Booking | None:
    """Return a booking by its id."""
    return _one(connection, _BY_ID, booking_id)


def by_ids(connection: Connection, booking_ids: Iterable[int]) -> dict[int, Booking]:
    """Return bookings by their ids; those that are not there are left out."""
    statement = _SELECT.where(booking.c.id.in_(list(booking_ids)))
    return {row.id: row for row in map(_row, connection.execute(statement).all())}


def by_number(connection: Connection, number: str) -> Booking | None:
    """Return a booking by its number, in any case."""
    return _one(connection, _BY_NUMBER, number.strip().upper())


def by_key(tx: Transaction, key: str) -> Booking | None:
    """Return a booking by the key its client made; who sends the same key meanwhile waits."""
    if tx.is_postgres:
        tx.connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key}
        )
    return _one(tx.connection, _BY_KEY, key)


def between(
    connection: Connection, span: Span, *, states: Iterable[State] | None = None
) -> Sequence[Booking]:
    """Return bookings that touch the span, earliest first, at most 3,000."""
    if states is None:
        return _touching(connection, span)
    return _touching(connection, span, booking.c.state.in_([state.value for state in states]))


def showing(connection: Connection, span: Span, demo_ids: Iterable[int]) -> Sequence[Booking]:
    """Return bookings of some demos that touch the span, earliest first, at most 3,000."""
    return _touching(connection, span, booking.c.demo_id.in_(tuple(demo_ids)))


def _touching(
    connection: Connection, span: Span, *conditions: ColumnElement[bool]
) -> Sequence[Booking]:
    statement = _SELECT.where(
        booking.c.starts_at > span.start - LONGEST,
        booking.c.starts_at < span.end,
        booking.c.ends_at > span.start,
        *conditions,
    )
    statement = statement.order_by(booking.c.starts_at, booking.c.id).limit(MOST_ROWS)
    return [_row(row) for row in connection.execute(statement).all()]


def page(
    connection: Connection,
    kind: Kind,
    span: Span,
    most: int,
    *,
    after: Booking | None = None,
    newest_first: bool = False,
) -> Sequence[Booking]:
    """Return bookings of a kind that touch the span, at most so many, those after one of them."""
    statement = _SELECT.where(*_of_kind(kind, span))
    start, number = booking.c.starts_at, booking.c.id
    if after is not None:
        then = after.span.start
        beyond = start < then if newest_first else start > then
        later = number < after.id if newest_first else number > after.id
        statement = statement.where(or_(beyond, and_(start == then, later)))
    if newest_first:
        statement = statement.order_by(start.desc(), number.desc())
    else:
        statement = statement.order_by(start, number)
    return [_row(row) for row in connection.execute(statement.limit(most)).all()]


def count(connection: Connection, kind: Kind, span: Span) -> int:
    """Return how many bookings of a kind touch the span."""
    statement = select(func.count()).select_from(booking).where(*_of_kind(kind, span))
    return int(connection.execute(statement).scalar_one())


def _of_kind(kind: Kind, span: Span) -> tuple[ColumnElement[bool], ...]:
    return (
        booking.c.kind == kind.value,
        booking.c.starts_at > span.start - LONGEST,
        booking.c.starts_at < span.end,
        booking.c.ends_at > span.start,
    )


def of_series(connection: Connection, series_id: int) -> Sequence[Booking]:
    """Return the bookings of a series in order of time."""
    statement = _SELECT.where(booking.c.series_id == series_id).order_by(booking.c.starts_at)
    return [_row(row) for row in connection.execute(statement).all()]


def waiting(connection: Connection) -> Sequence[Booking]:
    """Return the waiting list in its order: priority, then who joined first."""
    statement = _SELECT.where(booking.c.state == State.WAITLISTED.value).order_by(
        booking.c.priority.desc(), booking.c.queued_at, booking.c.id
    )
    return [_row(row) for row in connection.execute(statement).all()]


def offered(connection: Connection) -> Sequence[Booking]:
    """Return who has an offer that is open, the first to run out first."""
    statement = _SELECT.where(booking.c.state == State.OFFERED.value).order_by(
        booking.c.offer_expires_at, booking.c.id
    )
    return [_row(row) for row in connection.execute(statement).all()]


def marked(connection: Connection, now: datetime) -> Sequence[Booking]:
    """Return the bookings that carry a mark and are not over."""
    statement = _SELECT.where(
        booking.c.starts_at > now - LONGEST, booking.c.ends_at > now, booking.c.marks.is_not(None)
    )
    return [_row(row) for row in connection.execute(statement).all()]


def due(connection: Connection, now: datetime) -> Sequence[Booking]:
    """Return holds and offers whose time has run out."""
    when = {"now": now}
    rows = [*connection.execute(_HOLDS_DUE, when), *connection.execute(_OFFERS_DUE, when)]
    return [_row(row) for row in rows]


def numbered(connection: Connection, numbers: Iterable[str]) -> Sequence[Booking]:
    """Return the bookings that have one of these numbers, by number."""
    statement = _SELECT.where(booking.c.number.in_(list(numbers))).order_by(booking.c.number)
    return [_row(row) for row in connection.execute(statement).all()]


def coming(
    connection: Connection,
    now: datetime,
    most: int,
    *,
    place_id: int | None = None,
    exhibitor_ids: Sequence[int] = (),
) -> Sequence[Booking]:
    """Return what is not over yet in a place and of some exhibitors, earliest first.

    What has ended in nothing, such as a cancelled one, is left out.
    """
    statement = _AHEAD
    if place_id is not None:
        statement = statement.where(booking.c.place_id == place_id)
    if exhibitor_ids:
        statement = statement.where(booking.c.exhibitor_id.in_(exhibitor_ids))
    statement = statement.order_by(booking.c.starts_at, booking.c.id).limit(most)
    return [_row(row) for row in connection.execute(statement, _from(now)).all()]


def coming_titled(connection: Connection, now: datetime, most: int) -> Sequence[Booking]:
    """Return the next visits and closures, which have titles of their own, earliest first."""
    statement = _AHEAD.where(booking.c.kind != Kind.STAY.value)
    statement = statement.order_by(booking.c.starts_at, booking.c.id).limit(most)
    return [_row(row) for row in connection.execute(statement, _from(now)).all()]


def _from(now: datetime) -> dict[str, datetime]:
    return {"now": now, "earliest": now - LONGEST}


def minutes_spans(
    connection: Connection, exhibitor_id: int, span: Span, without: int | None
) -> list[Span]:
    """Return the spans in force of an exhibitor's stays that touch the span, but one booking's."""
    rows = connection.execute(
        _SPANS_IN_FORCE,
        {
            "exhibitor_id": exhibitor_id,
            "earliest": span.start - LONGEST,
            "start": span.start,
            "end": span.end,
            "without": without or 0,
        },
    )
    spans: list[Span] = []
    for start, end, released in rows:
        last = end if released is None else min(end, released)
        if last > start:
            spans.append(Span(start, last))
    return spans


def next_number(tx: Transaction, prefix: str = "BK") -> str:
    """Return a booking number nobody had."""
    value = tx.connection.execute(_NEXT_NUMBER).scalar_one()
    return f"{prefix}{value:03d}"


def reserve_numbers(tx: Transaction, highest: int) -> None:
    """Let the next number be above one that came from outside."""
    tx.connection.execute(
        update(counter)
        .where(counter.c.name == "booking", counter.c.value < highest)
        .values(value=highest)
    )
