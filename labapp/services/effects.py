"""What a change of the house's rules or hours would affect: bookings ahead, found beforehand.

Nothing here changes anything. A booking is affected when it is allowed as things are and would
not be allowed as they would become; it stays as it is until somebody moves it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select

from labapp.domain import rules
from labapp.domain.bookings import HOLDING, Booking, Kind
from labapp.domain.errors import Refusal
from labapp.domain.lab import Lab
from labapp.domain.policy import Policy, with_settings
from labapp.domain.resources import Claim, Profile, ResourceKind, Step
from labapp.domain.rules import Standing, Wish
from labapp.domain.spaces import Holiday, Hours, Opening, SpecialDay
from labapp.domain.times import Span, day_of, week_of
from labapp.storage import bookings as rows
from labapp.storage import exhibitors, occupancy
from labapp.storage.lab import lab as read_lab
from labapp.storage.tables.spaces import power_feed
from labapp.storage.transaction import Transaction

MOST_NAMED = 10
_AHEAD = timedelta(days=3660)
_BUFFERS = "buffer_minutes."
_RESTED_ON = (
    "slot_minutes",
    "min_booking_minutes",
    "max_booking_minutes",
    "weekly_quota_minutes.",
    "daily_quota_minutes.",
    "book_ahead_days_max",
    _BUFFERS,
)
_STEPPED = frozenset({ResourceKind.FEED, ResourceKind.POOL, ResourceKind.TOOLKIT})


@dataclass(frozen=True, slots=True)
class Effects:
    """The bookings ahead that a change would affect: how many, and the first ten in time."""

    count: int = 0
    first: tuple[Booking, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedFuses:
    """What a feed's usable watts follow from: V x A x phases x derating."""

    volts: int
    amps: int
    phases: int
    derate_percent: int


@dataclass(frozen=True, slots=True)
class House:
    """All that the settings show: the lab, and the capacity over time of what is shared."""

    lab: Lab
    steps: Mapping[int, tuple[Step, ...]]
    """By resource: feeds, compute pools, toolkits."""
    fuses: Mapping[int, FeedFuses]
    """By the feed's resource."""


def house(tx: Transaction) -> House:
    """Return what the settings show."""
    here = read_lab(tx)
    shared = [key for key, one in here.resources.items() if one.ref.kind in _STEPPED]
    fuses = {
        row.resource_id: FeedFuses(row.volts, row.amps, row.phases, row.derate_percent)
        for row in tx.connection.execute(select(power_feed))
    }
    return House(here, occupancy.steps_of(tx.connection, shared), fuses)


def rests_on(name: str) -> bool:
    """Whether bookings rest on the setting, so that changing it may leave some in the way."""
    return name.startswith(_RESTED_ON)


def of_rules(tx: Transaction, changes: Mapping[str, int | str]) -> Effects:
    """Return the bookings ahead that house rules changed together would no longer allow.

    A value that cannot stand is refused, as ``set_rules`` would. A turnover time holds for new
    bookings and moves only; of it this returns who has less room after it than it asks for.
    """
    here = read_lab(tx)
    after = with_settings(here.policy, changes)
    weighed = [name for name in changes if rests_on(name)]
    found: dict[int, Booking] = {}
    if after != here.policy and not all(name.startswith(_BUFFERS) for name in weighed):
        found |= {one.id: one for one in _refused_anew(tx, here, after)}
    for kind in (each.removeprefix(_BUFFERS) for each in weighed if each.startswith(_BUFFERS)):
        if after.buffer_for(kind) != here.policy.buffer_for(kind):
            crowded = _crowded(here, _ahead(tx), kind, after.buffer_for(kind))
            found |= {one.id: one for one in crowded}
    return _first_of(sorted(found.values(), key=lambda one: (one.span.start, one.id)))


def of_week(tx: Transaction, changes: Mapping[int, Sequence[Hours]]) -> Effects:
    """Return the bookings ahead that other hours on some days of the week would leave outside."""
    opening = read_lab(tx).opening
    return _left_outside(tx, _opening(opening, weekly={**opening.weekly, **changes}))


def of_special_day(tx: Transaction, day: date, special: SpecialDay | None) -> Effects:
    """Return the bookings ahead that a date's own hours, or having none, would leave outside."""
    opening = read_lab(tx).opening
    others = {known: one for known, one in opening.special.items() if known != day}
    kept = [*others.values(), *([special] if special is not None else [])]
    return _left_outside(tx, _opening(opening, special=kept))


def of_holidays(tx: Transaction, found: Iterable[Holiday]) -> Effects:
    """Return the bookings ahead that public holidays would leave outside opening hours."""
    opening = read_lab(tx).opening
    return _left_outside(tx, _opening(opening, holidays=found))


def _opening(
    known: Opening,
    *,
    weekly: Mapping[int, Sequence[Hours]] | None = None,
    special: Sequence[SpecialDay] | None = None,
    holidays: Iterable[Holiday] = (),
) -> Opening:
    """Return the opening with one part of it another, or with more holidays."""
    return Opening(
        known.weekly if weekly is None else weekly,
        list(known.special.values()) if special is None else special,
        [*known.holidays.values(), *holidays],
    )


def _first_of(found: Sequence[Booking]) -> Effects:
    return Effects(len(found), tuple(found[:MOST_NAMED]))


def _ahead(tx: Transaction) -> Sequence[Booking]:
    """Return what is not over yet and holds something, earliest first."""
    return rows.between(tx.connection, Span(tx.now, tx.now + _AHEAD), states=HOLDING)


def _left_outside(tx: Transaction, after: Opening) -> Effects:
    before = read_lab(tx).opening
    return _first_of(
        [
            one
            for one in _ahead(tx)
            if one.kind is not Kind.CLOSURE
            and before.day_outside(one.span) is None
            and after.day_outside(one.span) is not None
        ]
    )


def _refused_anew(tx: Transaction, here: Lab, after: Policy) -> list[Booking]:
    """Return the bookings ahead against which the rules would newly stand."""
    week = week_of(day_of(tx.now))
    known = rows.between(tx.connection, Span(week.start, tx.now + _AHEAD), states=HOLDING)
    taken = _minutes(known, here.opening)
    by_id = {one.id: one for one in exhibitors.everybody(tx.connection)}

    def refusals(one: Booking, policy: Policy) -> set[tuple[str, str]]:
        whom = by_id.get(one.exhibitor_id or 0)
        standing = _without(taken.get(one.exhibitor_id or 0, {}), one, here.opening)
        wish = Wish(one, whom)
        found = rules.what_blocks(wish, standing, policy, here.opening, tx.now)
        return {_which(refusal) for refusal in found}

    return [
        one
        for one in known
        if one.span.end > tx.now and refusals(one, after) - refusals(one, here.policy)
    ]


def _which(refusal: Refusal) -> tuple[str, str]:
    return type(refusal).__name__, str(getattr(refusal, "period", ""))


def _minutes(known: Iterable[Booking], opening: Opening) -> dict[int, dict[date, int]]:
    """Return by exhibitor the minutes of all its stays by day."""
    taken: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for one in known:
        if one.kind is Kind.STAY and one.exhibitor_id is not None and one.in_force is not None:
            for day, minutes in rules.minutes_by_day(one.in_force, opening).items():
                taken[one.exhibitor_id][day] += minutes
    return taken


def _without(taken: Mapping[date, int], one: Booking, opening: Opening) -> Standing:
    force = one.in_force
    if force is None or one.kind is not Kind.STAY:
        return Standing(taken)
    own = rules.minutes_by_day(force, opening)
    return Standing({day: minutes - own.get(day, 0) for day, minutes in taken.items()})


def _crowded(here: Lab, ahead: Sequence[Booking], kind: str, minutes: int) -> list[Booking]:
    """Return the bookings in places of a kind that are followed sooner than the turnover."""
    units = {one.resource_id: one.units for one in here.places.values()}

    def taken(one: Booking) -> list[Claim]:
        claims = here.claims(one, badges_id=None, seats={})
        return [claim for claim in claims if claim.resource_id in units]

    held: dict[int, list[tuple[int, Claim]]] = defaultdict(list)
    for one in ahead:
        for claim in taken(one):
            held[claim.resource_id].append((one.id, claim))

    def crowded(one: Booking) -> bool:
        wanted = taken(replace(one, buffer_minutes=minutes))
        return any(
            _beside(held[claim.resource_id], one.id, claim) + claim.units > units[claim.resource_id]
            for claim in wanted
        )

    return [one for one in ahead if _turns_over(here, one, kind, minutes) and crowded(one)]


def _turns_over(here: Lab, one: Booking, kind: str, minutes: int) -> bool:
    if one.place_id is None or one.kind is Kind.CLOSURE or one.buffer_minutes >= minutes:
        return False
    return here.places[one.place_id].kind == kind


def _beside(held: Iterable[tuple[int, Claim]], own: int, wanted: Claim) -> int:
    """Return the most that others hold at any time of what is wanted."""
    others = (
        claim
        for key, claim in held
        if key != own
        and claim.from_slot < wanted.until_slot
        and claim.until_slot > wanted.from_slot
    )
    return Profile(others).peak(wanted.from_slot, wanted.until_slot)
