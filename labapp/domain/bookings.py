"""Bookings: their states, what may be done in each, and what they claim."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from labapp.domain.languages import NO_NAMES, Names
from labapp.domain.staff import SUPERVISING, WRITING, Role
from labapp.domain.times import Span


class Kind(StrEnum):
    """What a booking is for."""

    STAY = "stay"
    VISIT = "visit"
    CLOSURE = "closure"
    RESERVATION = "reservation"  # seats of toolkits or parts of kits, by themselves


class State(StrEnum):
    """Where a booking is in its life."""

    HELD = "held"
    PENDING = "pending"
    CONFIRMED = "confirmed"
    CHECKED_IN = "checked_in"
    COMPLETED = "completed"
    NO_SHOW = "no_show"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    LAPSED = "lapsed"
    EXPIRED = "expired"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    LATE_CANCELLED = "late_cancelled"
    SUSPENDED = "suspended_weather"


HOLDING = frozenset(
    {
        State.HELD,
        State.PENDING,
        State.CONFIRMED,
        State.CHECKED_IN,
        State.COMPLETED,
        State.NO_SHOW,
        State.OFFERED,
    }
)
"""The states whose claims are in force (a no-show until its release)."""

PUBLIC = frozenset({State.CONFIRMED, State.CHECKED_IN, State.COMPLETED, State.NO_SHOW})
"""The states that need a cleared demo."""

OVER = frozenset(
    {State.LAPSED, State.EXPIRED, State.REJECTED, State.CANCELLED, State.LATE_CANCELLED}
)

_WAITING = frozenset({State.WAITLISTED})
_BEFORE = frozenset({State.HELD, State.PENDING, State.CONFIRMED})


class Act(StrEnum):
    """Something that can be done to a booking."""

    CONFIRM = "confirm"
    HOLD = "hold"
    REQUEST = "request"
    REJECT = "reject"
    CANCEL = "cancel"
    REINSTATE = "reinstate"
    CHECK_IN = "check_in"
    COMPLETE = "complete"
    NO_SHOW = "no_show"
    MOVE = "move"
    EDIT = "edit"
    WAIT = "wait"
    OFFER = "offer"
    ACCEPT = "accept"
    LAPSE = "lapse"
    EXPIRE = "expire"


ALLOWED: dict[Act, frozenset[State]] = {
    Act.CONFIRM: frozenset({State.HELD, State.PENDING, State.WAITLISTED, State.SUSPENDED}),
    Act.REQUEST: frozenset({State.HELD}),
    Act.REJECT: frozenset({State.PENDING}),
    Act.CANCEL: _BEFORE | _WAITING | {State.OFFERED, State.SUSPENDED, State.CHECKED_IN},
    Act.REINSTATE: OVER | {State.SUSPENDED},
    Act.CHECK_IN: frozenset({State.CONFIRMED}),
    Act.COMPLETE: frozenset({State.CHECKED_IN, State.CONFIRMED}),
    Act.NO_SHOW: frozenset({State.CONFIRMED}),
    Act.MOVE: _BEFORE | _WAITING | {State.CHECKED_IN, State.SUSPENDED},
    Act.EDIT: frozenset(State) - OVER,
    Act.OFFER: _WAITING,
    Act.ACCEPT: frozenset({State.OFFERED}),
    Act.LAPSE: frozenset({State.OFFERED}),
    Act.EXPIRE: frozenset({State.HELD}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A promise of the lab to somebody, as every screen and sheet reads it."""

    id: int
    key: str
    number: str
    kind: Kind
    state: State
    span: Span
    buffer_minutes: int = 0
    released_at: datetime | None = None
    place_id: int | None = None
    place: str | None = None
    exhibitor_id: int | None = None
    exhibitor_code: str | None = None
    exhibitor: Names = NO_NAMES
    demo_id: int | None = None
    demo_code: str | None = None
    demo: Names = NO_NAMES
    title: Names = NO_NAMES
    via: str = "desk"
    units: int = 1
    visitors: int = 0
    staff: int = 0
    power_w: int = 0
    pool_id: int | None = None
    pool: str | None = None
    mpflops: int = 0
    guide_id: int | None = None
    guide: str | None = None
    language: str | None = None
    extras: tuple[tuple[int, int], ...] = ()
    """Further (resource, units) that were asked for."""
    note: str | None = None
    reason: str | None = None
    override_reason: str | None = None
    hold_expires_at: datetime | None = None
    cancelled_at: datetime | None = None
    queued_at: datetime | None = None
    priority: int = 0
    offer_expires_at: datetime | None = None
    series_id: int | None = None
    marks: tuple[str, ...] = ()
    sample: bool = False
    version: int = 1

    @property
    def who(self) -> Names:
        """What stands on the block: the exhibitor, or what the visit or closure is called."""
        return self.exhibitor if self.exhibitor.all() else self.title

    @property
    def in_force(self) -> Span | None:
        """The time its claims hold, without buffer: up to its release; None if nothing is held."""
        if self.state not in HOLDING:
            return None
        if self.released_at is None or self.released_at >= self.span.end:
            return self.span
        return (
            Span(self.span.start, self.released_at) if self.released_at > self.span.start else None
        )

    @property
    def occupied(self) -> Span | None:
        """The time its place is taken: what is in force and the turnover after it."""
        force = self.in_force
        if force is None:
            return None
        return Span(force.start, force.end + timedelta(minutes=self.buffer_minutes))

    def expired(self, now: datetime) -> bool:
        """Whether it is a hold whose time has run out."""
        return (
            self.state is State.HELD
            and self.hold_expires_at is not None
            and self.hold_expires_at <= now
        )


_SUPERVISED = frozenset({Act.REJECT})


def may(act: Act, booking: Booking, role: Role) -> bool:
    """Whether the role may do the act to the booking in its state."""
    if role not in WRITING or booking.state not in ALLOWED.get(act, frozenset()):
        return False
    if act in {Act.CONFIRM, Act.REQUEST} and booking.kind is not Kind.STAY:
        return False
    return act not in _SUPERVISED or role in SUPERVISING


def actions_for(booking: Booking, role: Role) -> tuple[Act, ...]:
    """Return what the role may do with the booking, in the order a screen offers it."""
    return tuple(act for act in Act if may(act, booking, role))


def cancelled_state(
    booking: Booking, now: datetime, free_hours: int, *, bad_weather: bool = False
) -> State:
    """Return how a cancellation counts: late only inside the last hours before the start.

    A cancellation in the free period, of something not confirmed, or for weather is never late.
    """
    counts = booking.state in {State.CONFIRMED, State.CHECKED_IN} and booking.kind is Kind.STAY
    late = booking.span.start - now < timedelta(hours=free_hours)
    late = late and not bad_weather
    return State.LATE_CANCELLED if counts and late else State.CANCELLED
