"""Sessions: a demo shown at a time in a place by somebody; and what is still to be placed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from labapp.domain import errors
from labapp.domain.bookings import HOLDING, Booking, Kind, State
from labapp.domain.demos import Choice, DemoCard, Presenter
from labapp.domain.errors import Refused
from labapp.domain.keys import new_key
from labapp.domain.resources import ResourceKind, ResourceRef
from labapp.domain.spaces import PlaceKind
from labapp.domain.staff import WRITING
from labapp.domain.times import Span
from labapp.services import place_fields as fields
from labapp.services.bookings import BookPlace, EditBooking, book_place, booking_by_id, edit_booking
from labapp.services.demos import AREA, demo_card
from labapp.services.series import BookSeries, SeriesBooked, book_series
from labapp.storage import bookings as booking_rows
from labapp.storage import demos as rows
from labapp.storage.lab import lab as read_lab
from labapp.storage.transaction import Transaction

MOST_TIMES: Final = 400
LONGEST_PERIOD: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseDemo:
    """A demo shall be shown so many times between two days, both included."""

    demo_id: int
    first_day: date
    last_day: date
    times: int = 1
    minutes: int | None = None
    """How long each lasts; None: what is typical of the demo."""
    place_kind: PlaceKind | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookSession:
    """A demo at a time in a place, with who presents; the rest is as the demo says."""

    demo_id: int
    place_id: int
    span: Span
    presenter_ids: tuple[int, ...] = ()
    visitors: int = 0
    state: State = State.CONFIRMED
    note: str | None = None
    override: str | None = None
    key: str = field(default_factory=new_key)


@dataclass(frozen=True, slots=True)
class Session:
    """A booking of a demo with who presents it and what seats it takes."""

    booking: Booking
    presenters: tuple[Presenter, ...]
    seats: tuple[tuple[ResourceRef, int], ...]
    conditions: str | None
    """What its clearance asks for on the floor."""


def choose_demo(tx: Transaction, order: ChooseDemo) -> Choice:
    """Put a demo on the list of what is to be placed, and return it."""
    _check_role(tx, "choose_demo")
    card = demo_card(tx, order.demo_id)
    if card.retired_at is not None:
        raise Refused(errors.DemoRetired(demo=card.demo.code, title=card.demo.titles))
    length = order.last_day - order.first_day
    if not timedelta(0) <= length <= LONGEST_PERIOD:
        raise fields.fault("period", "out_of_range")
    fields.within("times", order.times, 1, MOST_TIMES)
    fields.within("minutes", order.minutes, 1, read_lab(tx).policy.max_booking_minutes)
    if order.note is not None and len(order.note) > fields.LONGEST_NOTE:
        raise fields.fault("note", "out_of_range", order.note)
    choice_id = rows.add_choice(
        tx,
        demo_id=order.demo_id,
        first_day=order.first_day,
        last_day=order.last_day,
        times=order.times,
        minutes=order.minutes,
        place_kind=order.place_kind.value if order.place_kind else None,
        note=order.note,
    )
    choice = _choice(tx, choice_id)
    tx.record(AREA, "choose", card.demo.code, after=_record(choice))
    return choice


def drop_choice(tx: Transaction, choice_id: int) -> None:
    """Take a demo off the list; what is booked of it stays booked."""
    _check_role(tx, "choose_demo")
    choice = _choice(tx, choice_id)
    rows.drop_choice(tx, choice_id)
    tx.record(AREA, "drop_choice", choice.demo_code, before=_record(choice))


def _choice(tx: Transaction, choice_id: int) -> Choice:
    found = rows.choices(tx.connection, date.min, date.max, choice_id=choice_id)
    if not found:
        raise Refused(errors.NotFound(what="choice", key=str(choice_id)))
    return found[0]


def _record(choice: Choice) -> dict[str, Any]:
    return {
        "first_day": choice.first_day.isoformat(),
        "last_day": choice.last_day.isoformat(),
        "times": choice.times,
        "minutes": choice.minutes,
        "place_kind": choice.place_kind,
        "note": choice.note,
    }


def chosen(tx: Transaction, first_day: date, last_day: date) -> Sequence[Choice]:
    """Return what shall be shown in a period, with what of it is booked, by first day and code."""
    return rows.choices(tx.connection, first_day, last_day)


def unscheduled(tx: Transaction, first_day: date, last_day: date) -> Sequence[Choice]:
    """Return what shall be shown in a period and is not booked often enough yet."""
    return [one for one in chosen(tx, first_day, last_day) if one.to_place]


def session_order(tx: Transaction, order: BookSession) -> BookPlace:
    """Return the order for a place that a session is; nothing is stored.

    A presenter who may not present the demo is refused.
    """
    card = demo_card(tx, order.demo_id)
    presenters = _presenters(tx, card, order.presenter_ids)
    return BookPlace(
        place_id=order.place_id,
        exhibitor_id=card.demo.exhibitor_id,
        demo_id=card.demo.id,
        span=order.span,
        state=order.state,
        visitors=order.visitors,
        staff=max(1, len(presenters)),
        extras=tuple((one.resource_id, 1) for one in presenters),
        note=order.note,
        override=order.override,
        key=order.key,
    )


def book_session(tx: Transaction, order: BookSession) -> Booking:
    """Book a session and return it: place, presenters, seats and power, or nothing."""
    return book_place(tx, session_order(tx, order))


def book_sessions(
    tx: Transaction, order: BookSession, rule: str, *, only_what_fits: bool = False
) -> SeriesBooked:
    """Book a session again by a rule such as ``FREQ=DAILY;COUNT=5``, on days the lab is open."""
    first = session_order(tx, order)
    return book_series(
        tx,
        BookSeries(first=first, rule=rule, skip_closed=True, only_what_fits=only_what_fits),
    )


def set_presenters(
    tx: Transaction, booking_id: int, presenter_ids: tuple[int, ...], version: int | None = None
) -> Booking:
    """Give a session other presenters, as the law lets, and return it."""
    booking = booking_by_id(tx, booking_id)
    if booking.demo_id is None:
        raise Refused(errors.NoDemo())
    presenters = _presenters(tx, demo_card(tx, booking.demo_id), presenter_ids)
    resources = read_lab(tx).resources
    others = tuple(
        pair for pair in booking.extras if resources[pair[0]].ref.kind is not ResourceKind.PRESENTER
    )
    extras = others + tuple((one.resource_id, 1) for one in presenters)
    return edit_booking(
        tx, EditBooking(booking_id=booking_id, changes={"extras": extras}, version=version)
    )


def _presenters(
    tx: Transaction, card: DemoCard, presenter_ids: Sequence[int]
) -> tuple[Presenter, ...]:
    """Return who presents: of those the demo names, or of its exhibitor where it names nobody."""
    known = {one.id: one for one in rows.presenters(tx.connection, presenter_ids=presenter_ids)}
    allowed = {one.id for one in card.presenters}
    found: dict[int, Presenter] = {}
    for each in presenter_ids:
        one = known.get(each)
        if one is None or one.retired_at is not None:
            raise Refused(errors.NotFound(what="presenter", key=one.code if one else str(each)))
        theirs = each in allowed if allowed else one.exhibitor_id == card.demo.exhibitor_id
        if not theirs:
            raise Refused(errors.NotPresenting(presenter=one.names, demo=card.demo.code))
        found[each] = one
    return tuple(found.values())


def sessions_between(tx: Transaction, span: Span) -> Sequence[Session]:
    """Return the demos shown in a time with presenters, seats and conditions, earliest first."""
    found = booking_rows.between(tx.connection, span, states=HOLDING)
    return sessions_of(tx, [one for one in found if one.kind is Kind.STAY and one.demo_id])


def sessions_of(tx: Transaction, bookings: Sequence[Booking]) -> Sequence[Session]:
    """Return bookings of demos with who presents them and what seats they take."""
    resources = read_lab(tx).resources
    cards = {card.demo.id: card for card in rows.cards(tx.connection)}
    people = {one.resource_id: one for one in rows.presenters(tx.connection)}
    sessions: list[Session] = []
    for booking in bookings:
        seats: dict[int, int] = defaultdict(int)
        card = cards.get(booking.demo_id or 0)
        wanted = [*(card.demo.toolkits.items() if card else ()), *booking.extras]
        for resource_id, units in wanted:
            if resources[resource_id].ref.kind is ResourceKind.TOOLKIT:
                seats[resource_id] += units
        conditional = card is not None and card.demo.clearance == "conditional"
        sessions.append(
            Session(
                booking=booking,
                presenters=tuple(people[key] for key, _ in booking.extras if key in people),
                seats=tuple((resources[key].ref, seats[key]) for key in sorted(seats)),
                conditions=card.demo.conditions if card and conditional else None,
            )
        )
    return sessions


def _check_role(tx: Transaction, act: str) -> None:
    if tx.actor.role not in WRITING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act=act))
