"""Plain values for the tests of the rules: a booking, an exhibitor, a demo, a small lab."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any

from labapp.domain.bookings import Booking, Kind, State
from labapp.domain.exhibitors import Demo, Exhibitor, ExhibitorKind
from labapp.domain.lab import Lab, Resource
from labapp.domain.languages import NO_NAMES, Names
from labapp.domain.policy import Policy
from labapp.domain.resources import ResourceKind, ResourceRef
from labapp.domain.spaces import Hours, Opening, Place, PlaceKind
from labapp.domain.times import Span
from tests.builders import MONDAY, span


def hours(opens: str, closes: str) -> Hours:
    """Return opening hours from their texts."""
    return Hours(time.fromisoformat(opens), time.fromisoformat(closes))


def opening(opens: str = "10:00", closes: str = "18:00") -> Opening:
    """Return the same hours for every day of the week."""
    return Opening({day: [hours(opens, closes)] for day in range(7)})


def booking(when: Span | None = None, **fields: Any) -> Booking:  # noqa: ANN401 -- fields
    """Return a confirmed stay on Tuesday at eleven in place 1, unless told otherwise."""
    known: dict[str, Any] = {
        "id": 0,
        "key": "key",
        "number": "BK001",
        "kind": Kind.STAY,
        "state": State.CONFIRMED,
        "span": when or span(1, "11:00", "12:00"),
        "place_id": 1,
        "exhibitor_id": 1,
        "demo_id": 1,
    }
    return Booking(**(known | fields))


def exhibitor(**fields: Any) -> Exhibitor:  # noqa: ANN401 -- fields
    """Return an active start-up."""
    known: dict[str, Any] = {
        "id": 1,
        "code": "EX01",
        "names": Names("One"),
        "fascia": None,
        "kind": ExhibitorKind.STARTUP,
        "origin": "desk",
        "sample": False,
        "brn": None,
        "company_no": None,
        "badge_quota": 4,
        "badges_id": 99,
        "weekly_quota": None,
        "status": "active",
        "note": None,
        "version": 1,
    }
    return Exhibitor(**(known | fields))


def demo(**fields: Any) -> Demo:  # noqa: ANN401 -- fields
    """Return a demo of exhibitor 1, cleared for good."""
    known: dict[str, Any] = {
        "id": 1,
        "code": "DM01",
        "exhibitor_id": 1,
        "titles": Names("Demo"),
        "minutes": 30,
        "pool_id": None,
        "mpflops": 0,
        "power_w": 0,
        "captures_personal_data": False,
        "risk_tier": "low",
        "clearance": "cleared",
        "valid_until": None,
    }
    return Demo(**(known | fields))


def place(place_id: int, code: str, **fields: Any) -> Place:  # noqa: ANN401 -- fields
    """Return a booth whose resource is a hundred above its id."""
    known: dict[str, Any] = {
        "id": place_id,
        "code": code,
        "kind": PlaceKind.BOOTH,
        "names": Names(code),
        "zone_id": 1,
        "zone": NO_NAMES,
        "zone_colour": "#336699",
        "resource_id": 100 + place_id,
        "sockets_id": None,
        "feed_id": None,
        "parent_id": None,
        "units": 1,
        "power_limit_w": None,
        "capacity_people": None,
        "in_service": True,
        "note": None,
        "position": place_id,
    }
    return Place(**(known | fields))


def lab(
    *places: Place,
    parents: Mapping[int, int] | None = None,
    policy: Policy | None = None,
    open_hours: Opening | None = None,
) -> Lab:
    """Return a lab of the places; ``parents`` names resources that lie in others."""
    ids = {p.resource_id for p in places} | set(parents or ()) | set((parents or {}).values())
    resources = {
        one: Resource(
            ResourceRef(one, f"R{one}", ResourceKind.PLACE, NO_NAMES), (parents or {}).get(one)
        )
        for one in ids
    }
    return Lab(
        version=1,
        names=Names("Lab"),
        policy=policy or Policy(),
        opening=open_hours or opening(),
        zones=(),
        places={p.id: p for p in places},
        resources=resources,
    )


def on(day: int) -> date:
    """Return the date of the n-th day of the tests' week."""
    return MONDAY + timedelta(days=day)
