"""Who suits whom: what shares tags and is free, with the reasons. No score that nobody can explain.

The tags are the industries and the layers of the AI ecosystem that demos carry.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Final

from labapp.domain.demos import Industry, Layer
from labapp.domain.languages import NO_NAMES, Names
from labapp.domain.resources import Claim, Ledger
from labapp.domain.times import Span, slot_start

TAGS: Final = tuple(each.value for each in (*Layer, *Industry))
"""All tags, in the order in which they are offered."""
_SAYS_NOTHING: Final = frozenset({Industry.OTHER.value})
MOST_WINDOWS: Final = 5


class OfferKind(StrEnum):
    """What somebody can be pointed to."""

    TOOLKIT = "toolkit"
    POOL = "pool"
    DEMO = "demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A toolkit, a pool or a demo of a partner, and when it is free."""

    kind: OfferKind
    id: int
    """Of the resource, or of the demo."""
    code: str
    names: Names
    owner_code: str
    """The partner's code; empty where nobody is known."""
    owner: Names
    tags: frozenset[str]
    free: tuple[Span, ...] = ()
    """The first times that are long enough, earliest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """An exhibitor that looks for something, with the tags of itself and of its demos."""

    id: int
    code: str
    names: Names
    kind: str
    tags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Match:
    """An offer for a guest and why: the tags they share, and the first free time."""

    offer: Offer
    guest: Guest
    shared: tuple[str, ...]
    """In the order of ``TAGS``."""

    @property
    def first_free(self) -> Span | None:
        """When it could be; None: it fits, but is taken all the time that was asked about."""
        return next(iter(self.offer.free), None)


@dataclass(frozen=True, slots=True)
class Matches:
    """What fits and is free, best first; then what fits and is not."""

    free: tuple[Match, ...]
    taken: tuple[Match, ...]


def shared_tags(one: Iterable[str], other: Iterable[str]) -> tuple[str, ...]:
    """Return the tags that both have and that say something, in the order of ``TAGS``."""
    both = set(one) & set(other) - _SAYS_NOTHING
    return tuple(tag for tag in TAGS if tag in both)


def matches(pairs: Iterable[tuple[Guest, Offer]]) -> Matches:
    """Return the pairs that share a tag: most in common first, then the soonest free, then code.

    What belongs to the guest itself is no match.
    """
    found = [
        Match(offer, guest, shared)
        for guest, offer in pairs
        if (shared := shared_tags(guest.tags, offer.tags)) and offer.owner_code != guest.code
    ]
    free = [match for match in found if match.first_free is not None]
    taken = [match for match in found if match.first_free is None]
    free.sort(key=_by_time)
    taken.sort(key=lambda each: (-len(each.shared), each.offer.code, each.guest.code))
    return Matches(tuple(free), tuple(taken))


def _by_time(match: Match) -> tuple[int, float, str, str]:
    starts = match.offer.free[0].start.timestamp()
    return -len(match.shared), starts, match.offer.code, match.guest.code


def owner_of(vendor: str, partners: Mapping[str, Names]) -> str:
    """Return the code of the partner that a vendor's text names, or an empty string.

    The longest name that stands in it wins: "Baidu / Kunlunxin" is Baidu's.
    """
    told = vendor.casefold()
    named = [
        (len(name), code)
        for code, names in partners.items()
        for name in names.all()
        if name.casefold() in told
    ]
    return max(named, default=(0, ""))[1]


def owned(offer: Offer, vendor: str, partners: Mapping[str, Names]) -> Offer:
    """Return the offer with whose it is: a partner of the lab, or just a vendor's name."""
    code = owner_of(vendor, partners)
    plain = Names(vendor) if vendor else NO_NAMES
    return replace(offer, owner_code=code, owner=partners.get(code, plain))


def free_times(
    ledger: Ledger, needs: Mapping[int, int], hours: Iterable[Span], least: timedelta
) -> Iterator[Span]:
    """Yield the times within hours, earliest first, in which all that is needed is free.

    ``needs`` has units by resource; only times that last at least so long are yielded.
    """
    for one in sorted(hours):
        first, last = one.slots
        for start, end in _free(ledger, needs, first, last):
            if slot_start(end) - slot_start(start) >= least:
                yield Span(slot_start(start), slot_start(end))


def _free(
    ledger: Ledger, needs: Mapping[int, int], first: int, last: int
) -> Iterator[tuple[int, int]]:
    start = first
    while start < last:
        claims = (Claim(key, start, last, units) for key, units in needs.items() if units > 0)
        busy = [excess for one in claims if (excess := ledger.excess(one)) is not None]
        if not busy:
            yield start, last
            return
        soonest = min(busy, key=lambda each: each.from_slot)
        if soonest.from_slot > start:
            yield start, soonest.from_slot
        start = max(start + 1, soonest.until_slot)


def all_tags(own: Iterable[str], others: Iterable[Sequence[str]]) -> frozenset[str]:
    """Return a thing's own tags and those that follow from its demos."""
    return frozenset(own).union(*others)
