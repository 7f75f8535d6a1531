"""The rows of the load charts: which resources, what they are called, what a draft would add."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from labapp.domain.bookings import Booking, Kind
from labapp.domain.resources import Claim, ResourceKind, ResourceRef
from labapp.domain.times import SLOT_SECONDS
from labapp.services.loads import Change, ResourceLoad
from labapp.ui.desk.board.charts_pane import KINDS
from labapp.ui.desk.judging import as_move, fits_lane, span_of
from labapp.ui.desk.knowledge import Knowledge
from labapp.ui.formats import hours_text
from labapp.ui.speech import Speech
from labapp.ui.texts import amount
from labapp.ui.widgets.board import Draft
from labapp.ui.widgets.load_chart import Load
from labapp.ui.widgets.load_chart.rows import Step

_MOST_HOLDERS: Final = 6
_since: Callable[[Change], int] = lambda change: change[0]  # noqa: E731 -- a key for bisect


@dataclass(frozen=True, slots=True)
class Demand:
    """What a draft would take, and the booking that would no longer take what it does now."""

    claims: tuple[Claim, ...] = ()
    instead_of: int | None = None


NO_DEMAND: Final = Demand()


def shared_resources(knowledge: Knowledge) -> tuple[ResourceRef, ...]:
    """Return feeds, then pools, then toolkits, each by code; those above others too."""
    found = (r.ref for r in knowledge.lab.resources.values() if r.ref.kind in KINDS)
    return tuple(sorted(found, key=lambda ref: (KINDS.index(ref.kind), ref.code)))


def badges_of(knowledge: Knowledge, exhibitor_id: int | None) -> ResourceRef | None:
    """Return the badges of an exhibitor as a resource with the exhibitor's name."""
    exhibitor = knowledge.exhibitors.get(exhibitor_id or 0)
    if exhibitor is None:
        return None
    return ResourceRef(exhibitor.badges_id, exhibitor.code, ResourceKind.BADGES, exhibitor.names)


def label_of(ref: ResourceRef, speech: Speech) -> str:
    """Return what a resource is called; of badges whose they are."""
    name = speech.name(ref.names) or ref.code
    return speech("load.badges", name=name) if ref.kind is ResourceKind.BADGES else name


def demand_of_drag(
    knowledge: Knowledge, draft: Draft, bookings: Mapping[int, Booking]
) -> Demand | None:
    """Return what a booking would take where it is dragged; None where nothing would change."""
    booking = bookings.get(draft.block_id or 0)
    if booking is None or booking.kind is not Kind.STAY:
        return None
    if not fits_lane(booking, draft.lane_id) or draft.lane_id not in knowledge.lab.places:
        return None
    order = as_move(booking, draft)
    moved = replace(
        booking,
        span=span_of(draft),
        place_id=order.place_id,
        buffer_minutes=knowledge.lab.buffer_of(order.place_id, booking.kind),
    )
    exhibitor = knowledge.exhibitors.get(booking.exhibitor_id or 0)
    demo = knowledge.demos.get(booking.demo_id or 0)
    claims = knowledge.lab.claims(
        moved,
        badges_id=exhibitor.badges_id if exhibitor else None,
        seats=dict(demo.toolkits) if demo else {},
    )
    return Demand(claims, None if draft.copy else booking.id)


def with_demand(load: ResourceLoad, demand: Demand) -> tuple[tuple[Step, ...], int] | None:
    """Return what would be used while the draft lasts, and when it ends; None if it takes nothing.

    Before and after it, a booking that would no longer take what it does now makes room; nothing is
    said of that.
    """
    mine = [one for one in demand.claims if one.resource_id == load.resource_id]
    first = max(min((one.from_slot for one in mine), default=0), load.used[0][0])
    last = max((one.until_slot for one in mine), default=0)
    if last <= first:
        return None
    changes: dict[int, int] = {}
    for one in mine:
        _add(changes, one, one.units)
    for booking_id, one in load.claims:
        if booking_id == demand.instead_of:
            _add(changes, one, -one.units)
    at = bisect_right(load.used, first, key=_since)
    used = load.used[max(at - 1, 0)][1]
    later = dict(load.used[at : bisect_left(load.used, last, key=_since)])
    level = sum(units for slot, units in changes.items() if slot < first)
    slots = {first} | later.keys() | {slot for slot in changes if first < slot < last}
    steps: list[Step] = []
    for slot in sorted(slots):
        used = later.get(slot, used)
        level += changes.get(slot, 0)
        steps.append((slot * SLOT_SECONDS, used + level))
    return tuple(steps), last * SLOT_SECONDS


def _add(changes: dict[int, int], one: Claim, units: int) -> None:
    changes[one.from_slot] = changes.get(one.from_slot, 0) + units
    changes[one.until_slot] = changes.get(one.until_slot, 0) - units


class LoadMaker:
    """Turns what was read into rows in the window's language; made anew with each reading."""

    def __init__(
        self,
        speech: Speech,
        found: Mapping[int, ResourceLoad],
        bookings: Mapping[int, Booking],
    ) -> None:
        """Take what was read; a row is made when it is first shown."""
        self._speech = speech
        self._bookings = bookings
        self._found = found
        self._made: dict[int, Load] = {}

    def loads(self, refs: Iterable[ResourceRef], demand: Demand = NO_DEMAND) -> list[Load]:
        """Return a row for each resource that was read, with what a draft would add."""
        return [self._load(ref, demand) for ref in refs if ref.id in self._found]

    def _load(self, ref: ResourceRef, demand: Demand) -> Load:
        load = self._found[ref.id]
        made = self._made.get(ref.id)
        if made is None:
            made = self._made[ref.id] = self._make(ref, load)
        drafted = with_demand(load, demand) if demand.claims else None
        if drafted is None:
            return made
        return replace(made, draft=drafted[0], draft_end=drafted[1])

    def _make(self, ref: ResourceRef, load: ResourceLoad) -> Load:
        return Load(
            id=ref.id,
            label=label_of(ref, self._speech),
            unit_text=partial(amount, kind=ref.kind, language=self._speech.language),
            steps=_in_seconds(load.used),
            capacity=_in_seconds((step.from_slot, step.capacity) for step in load.steps),
            number_text=_thousandths if ref.kind is ResourceKind.POOL else _plain,
            holders=partial(self._holders, ref, load),
        )

    def _holders(self, ref: ResourceRef, load: ResourceLoad, epoch: int) -> Sequence[str]:
        """Return who holds units at an instant, most first, and how many more there are."""
        say = self._speech
        found = list(load.holders(epoch // SLOT_SECONDS))
        lines = [
            say(
                "load.holder",
                who=say.name(booking.who) or booking.number,
                units=amount(units, ref.kind, say.language),
                hours=hours_text(booking.span),
            )
            for booking_id, units in found[:_MOST_HOLDERS]
            if (booking := self._bookings.get(booking_id)) is not None
        ]
        if len(found) > len(lines):
            lines.append(say("load.holders.more", count=len(found) - len(lines)))
        return lines


def _in_seconds(changes: Iterable[Change]) -> tuple[Step, ...]:
    return tuple((slot * SLOT_SECONDS, units) for slot, units in changes)


def _plain(units: int) -> str:
    return f"{units:,}"


def _thousandths(units: int) -> str:
    whole, rest = divmod(units, 1000)
    return f"{whole:,}" + f".{rest:03}".rstrip("0").rstrip(".")
