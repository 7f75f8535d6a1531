"""The lab as it stands: places, resources, house rules; what a booking claims in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from labapp.domain.bookings import Booking, Kind
from labapp.domain.languages import Names
from labapp.domain.policy import Policy
from labapp.domain.resources import Claim, ResourceRef, claim_over, combined
from labapp.domain.spaces import Opening, Place, Zone
from labapp.domain.times import Span


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource with where it hangs: a claim on it is also a claim on all above it."""

    ref: ResourceRef
    parent_id: int | None
    bookable: bool = True
    sample: bool = False
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lab:
    """A snapshot that belongs to one ``version``; screens and rules read it, nobody changes it."""

    version: int
    names: Names
    policy: Policy
    opening: Opening
    zones: tuple[Zone, ...]
    places: Mapping[int, Place]
    resources: Mapping[int, Resource]
    """All but the exhibitors' badges, which are many."""

    def place_by_code(self, code: str) -> Place | None:
        """Return the place with the code."""
        return next((p for p in self.places.values() if p.code.lower() == code.lower()), None)

    def resource_by_code(self, code: str) -> Resource | None:
        """Return the resource with the code."""
        return next((r for r in self.resources.values() if r.ref.code == code), None)

    def parts_of(self, place_id: int) -> tuple[Place, ...]:
        """Return the places inside a place, at every depth: a hall takes its booths with it."""
        parts = [p for p in self.places.values() if p.parent_id == place_id]
        return tuple(parts) + tuple(deep for p in parts for deep in self.parts_of(p.id))

    def with_parents(self, resource_id: int) -> tuple[int, ...]:
        """Return the resource and all above it."""
        chain = [resource_id]
        while (parent := self._parent(chain[-1])) is not None:
            chain.append(parent)
        return tuple(chain)

    def _parent(self, resource_id: int) -> int | None:
        found = self.resources.get(resource_id)
        return found.parent_id if found else None

    def buffer_of(self, place_id: int | None, kind: Kind) -> int:
        """Return the turnover minutes that a booking of the kind takes after it in a place."""
        if place_id is None or kind is Kind.CLOSURE:
            return 0
        return self.policy.buffer_for(self.places[place_id].kind)

    def claims(
        self, booking: Booking, *, badges_id: int | None, seats: Mapping[int, int]
    ) -> tuple[Claim, ...]:
        """Return all that the booking takes while it is in force; no two claims overlap.

        ``badges_id`` is the exhibitor's badge resource, ``seats`` the demo's toolkit seats.
        """
        force = booking.in_force
        if force is None:
            return ()
        needs: dict[tuple[int, Span], int] = {}

        def need(resource_id: int | None, units: int, span: Span) -> None:
            if resource_id is not None and units > 0:
                for one in self.with_parents(resource_id):
                    needs[one, span] = needs.get((one, span), 0) + units

        if booking.place_id is not None:
            place = self.places[booking.place_id]
            taken = Span(force.start, force.end + timedelta(minutes=booking.buffer_minutes))
            whole = booking.kind is Kind.CLOSURE
            need(place.resource_id, place.units if whole else booking.units, taken)
            for part in self.parts_of(place.id):
                need(part.resource_id, part.units, taken)
            need(place.sockets_id or place.feed_id, booking.power_w, force)
        need(badges_id, booking.staff, force)
        need(booking.pool_id, booking.mpflops, force)
        need(booking.guide_id, 1, force)
        for resource_id, units in seats.items():
            need(resource_id, units, force)
        for resource_id, units in booking.extras:
            need(resource_id, units, force)
        return combined(
            claim_over(resource_id, span, units) for (resource_id, span), units in needs.items()
        )
