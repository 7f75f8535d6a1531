"""What forms and the board know of the lab: places, exhibitors and their demos."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from labapp.domain.exhibitors import Demo, Exhibitor
from labapp.domain.lab import Lab, Resource
from labapp.domain.resources import ResourceKind
from labapp.domain.spaces import Place
from labapp.services.exhibitors import all_demos, list_exhibitors
from labapp.services.gateway import Gateway
from labapp.services.spaces import lab as read_lab

AREAS = frozenset({"spaces", "settings", "compute", "toolkits", "staff", "exhibitors", "demos"})
"""What must be written for any of it to change."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """One reading of it all."""

    lab: Lab
    exhibitors: Mapping[int, Exhibitor] = field(default_factory=dict)
    demos: Mapping[int, Demo] = field(default_factory=dict)

    @property
    def places(self) -> tuple[Place, ...]:
        """The places in the order of zones and of places in them."""
        return tuple(self.lab.places.values())

    def demos_of(self, exhibitor_id: int | None) -> tuple[Demo, ...]:
        """Return an exhibitor's demos, by code."""
        return tuple(demo for demo in self.demos.values() if demo.exhibitor_id == exhibitor_id)

    def resources(self, kind: ResourceKind) -> tuple[Resource, ...]:
        """Return the bookable resources of a kind, by code."""
        found = (r for r in self.lab.resources.values() if r.ref.kind is kind and r.bookable)
        return tuple(sorted(found, key=lambda resource: resource.ref.code))


async def read_knowledge(gateway: Gateway) -> Knowledge:
    """Read it all."""
    lab = await gateway.read(read_lab)
    exhibitors = await gateway.read(list_exhibitors)
    demos = await gateway.read(all_demos)
    return Knowledge(
        lab,
        {exhibitor.id: exhibitor for exhibitor in exhibitors},
        {demo.id: demo for demo in demos},
    )
