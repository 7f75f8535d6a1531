"""What would be in the way of something that is still being dragged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from labapp.domain import errors
from labapp.domain.bookings import Booking, Kind, State
from labapp.domain.errors import Refusal
from labapp.domain.resources import ResourceKind
from labapp.domain.times import Span
from labapp.services.bookings import BookPlace, MoveBooking, what_would_block
from labapp.services.gateway import Gateway
from labapp.ui.desk.blocks import VISITS
from labapp.ui.desk.knowledge import Knowledge
from labapp.ui.widgets.board import Draft

if TYPE_CHECKING:
    from labapp.services.outlook import Outlook

_OF_TIME: Final = (
    errors.OutOfService,
    errors.OutsideHours,
    errors.OffGrid,
    errors.TooShort,
    errors.TooLong,
    errors.TooFarAhead,
    errors.AlreadyOver,
)


def span_of(draft: Draft) -> Span:
    """Return the draft's time."""
    return Span(datetime.fromtimestamp(draft.start, UTC), datetime.fromtimestamp(draft.end, UTC))


def fits_lane(booking: Booking, lane_id: int) -> bool:
    """Whether the booking may be dragged there: a guided tour stays in its lane, others out."""
    return (booking.kind is Kind.VISIT) == (lane_id == VISITS)


def as_move(booking: Booking, draft: Draft) -> MoveBooking:
    """Return the move that a drag means, of the booking as it was seen."""
    place_id = None if draft.lane_id == VISITS else draft.lane_id
    return MoveBooking(
        booking_id=booking.id, span=span_of(draft), place_id=place_id, version=booking.version
    )


async def in_the_way(
    gateway: Gateway, knowledge: Knowledge, draft: Draft, booking: Booking | None
) -> tuple[Refusal, ...] | None:
    """Return what would be in the way of a draft; None when that cannot be said yet.

    Of a new one it is not known who comes: only the place and the time are looked at.
    """
    if booking is not None and not draft.copy:
        if not fits_lane(booking, draft.lane_id):
            return None
        return await gateway.read(what_would_block, as_move(booking, draft))
    if draft.lane_id == VISITS:
        return None
    if booking is not None:
        order = _copy_of(booking, draft)
        return None if order is None else await gateway.read(what_would_block, order)
    anybody = next(iter(knowledge.exhibitors), None)
    if anybody is None:
        return None
    return _of_anybody(await gateway.read(what_would_block, _for(anybody, draft)))


def wanted_by(
    knowledge: Knowledge, draft: Draft, booking: Booking | None
) -> int | BookPlace | None:
    """Return for what a draft is to be judged in every place; None for what has no place."""
    if draft.lane_id == VISITS or (booking is not None and booking.kind is Kind.VISIT):
        return None
    if booking is not None:
        return _copy_of(booking, draft) if draft.copy else booking.id
    anybody = next(iter(knowledge.exhibitors), None)
    return None if anybody is None else _for(anybody, draft)


@dataclass(frozen=True, slots=True)
class Offers:
    """What a look ahead says of a draft: of its own place why not, of every other whether."""

    refusals: tuple[Refusal, ...]
    free: Mapping[int, bool]


def offers_for(outlook: "Outlook", draft: Draft, booking: Booking | None) -> Offers:
    """Return what is in a draft's way, and which places are free at its time."""
    span, of_anybody = span_of(draft), booking is None
    by_rule = outlook.rules_against(span)
    by_law = outlook.law_against(draft.lane_id, span)
    refusals = by_rule + by_law
    if of_anybody:
        by_rule, refusals = _of_anybody(by_rule), _of_anybody(refusals)
    if by_rule:
        return Offers(refusals, dict.fromkeys(outlook.lab.places, False))
    return Offers(refusals, outlook.free_places(span))


def _copy_of(booking: Booking, draft: Draft) -> BookPlace | None:
    if booking.kind is not Kind.STAY or booking.exhibitor_id is None:
        return None
    return BookPlace(
        place_id=draft.lane_id,
        exhibitor_id=booking.exhibitor_id,
        span=span_of(draft),
        demo_id=booking.demo_id,
        visitors=booking.visitors,
        staff=booking.staff,
        power_w=booking.power_w,
    )


def _for(exhibitor_id: int, draft: Draft) -> BookPlace:
    return BookPlace(
        place_id=draft.lane_id,
        exhibitor_id=exhibitor_id,
        span=span_of(draft),
        state=State.HELD,
        staff=0,
        power_w=0,
    )


def _of_anybody(refusals: Sequence[Refusal]) -> tuple[Refusal, ...]:
    """Return what would be in the way of whoever comes: of the place and the time alone."""
    return tuple(
        refusal
        for refusal in refusals
        if isinstance(refusal, _OF_TIME)
        or (
            isinstance(refusal, errors.OverCapacity) and refusal.resource.kind is ResourceKind.PLACE
        )
    )
