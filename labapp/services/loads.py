"""How much of shared resources is used over time, how much there is, and by whom it is held."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from labapp.domain.resources import Claim, Profile, Step
from labapp.domain.times import Span
from labapp.services import promises
from labapp.services.bookings import BookPlace, stay_of
from labapp.storage import bookings as rows
from labapp.storage import occupancy
from labapp.storage.lab import lab as read_lab
from labapp.storage.transaction import Transaction

Change = tuple[int, int]
"""A slot, and the units in use from it on."""


@dataclass(frozen=True, slots=True)
class ResourceLoad:
    """One resource over a stretch of slots.

    ``used`` begins with the stretch's first slot and has a change wherever the use changes;
    ``steps`` are all that the resource has. ``claims`` are those that touch the stretch.
    """

    resource_id: int
    used: tuple[Change, ...]
    steps: tuple[Step, ...]
    claims: tuple[tuple[int, Claim], ...]
    """The booking's id and what it takes."""

    @property
    def peak(self) -> int:
        """The most that is in use at any slot."""
        return max(units for _, units in self.used)

    def holders(self, slot: int) -> Iterator[tuple[int, int]]:
        """Yield the booking's id and the units of all that hold some at a slot, most first."""
        found = [
            (booking_id, one.units)
            for booking_id, one in self.claims
            if one.from_slot <= slot < one.until_slot
        ]
        yield from sorted(found, key=lambda each: (-each[1], each[0]))


def loads_between(
    tx: Transaction, resource_ids: Collection[int], span: Span
) -> Mapping[int, ResourceLoad]:
    """Return the load of each resource over the span, in the order asked for.

    Holds that have run out no longer count. One resource costs as many queries as thirty.
    """
    if not resource_ids:
        return {}
    first, last = span.slots
    gone = {due.id for due in rows.due(tx.connection, tx.now)}
    held: dict[int, list[tuple[int, Claim]]] = {each: [] for each in resource_ids}
    for booking_id, one in occupancy.claims_between(tx.connection, first, last, resource_ids):
        if booking_id not in gone:
            held[one.resource_id].append((booking_id, one))
    steps = occupancy.steps_of(tx.connection, resource_ids)
    return {
        resource_id: ResourceLoad(
            resource_id,
            tuple(Profile(one for _, one in claims).points(first, last)),
            steps.get(resource_id, ()),
            tuple(claims),
        )
        for resource_id, claims in held.items()
    }


def demand_of(tx: Transaction, order: BookPlace) -> tuple[Claim, ...]:
    """Return all that an order would take if it were carried out; nothing is changed.

    What the order names and is not there is refused.
    """
    lab = read_lab(tx)
    wish = stay_of(tx, order)
    return promises.claims_of(lab, wish, promises.party_of(tx, wish))
