"""In which order the board's lanes stand, which are hidden and which zones are folded."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeVar

from labapp.ui.widgets.board import Lane

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LaneChoice:
    """What a person has made of the lanes, by their ids; nothing at first."""

    order: tuple[int, ...] = ()
    hidden: frozenset[int] = frozenset()
    folded: frozenset[int] = frozenset()
    """Lanes of zones that are folded."""

    @property
    def is_plain(self) -> bool:
        """Whether all lanes stand in their own order, open."""
        return self == LaneChoice()


def as_text(choice: LaneChoice) -> str:
    """Return the choice as a text to keep."""
    kept = {
        "order": list(choice.order),
        "hidden": sorted(choice.hidden),
        "folded": sorted(choice.folded),
    }
    return json.dumps(kept, separators=(",", ":"))


def from_text(text: str) -> LaneChoice:
    """Return the choice that was kept; nothing for a text that makes no sense."""
    try:
        kept = json.loads(text or "{}")
        order, hidden, folded = (kept.get(name, []) for name in ("order", "hidden", "folded"))
        return LaneChoice(
            tuple(int(each) for each in order),
            frozenset(int(each) for each in hidden),
            frozenset(int(each) for each in folded),
        )
    except (ValueError, TypeError, AttributeError):
        return LaneChoice()


def arranged(lanes: Sequence[Lane], choice: LaneChoice) -> list[Lane]:
    """Return all lanes in the order chosen, each zone's together.

    A lane that the choice does not know stands after the one that it naturally follows.
    """
    by_id = {lane.id: lane for lane in lanes}
    order = [each for each in dict.fromkeys(choice.order) if each in by_id]
    known = set(order)
    before: int | None = None
    for lane in lanes:
        if lane.id not in known:
            order.insert(0 if before is None else order.index(before) + 1, lane.id)
        before = lane.id
    zones: dict[str, list[Lane]] = {}
    for each in order:
        zones.setdefault(by_id[each].zone, []).append(by_id[each])
    return [lane for group in zones.values() for lane in group]


def shown(lanes: Sequence[Lane], choice: LaneChoice) -> list[Lane]:
    """Return the lanes that are not hidden, arranged; all of them if all are."""
    found = [lane for lane in arranged(lanes, choice) if lane.id not in choice.hidden]
    return found or arranged(lanes, choice)


def folded_zones(lanes: Sequence[Lane], choice: LaneChoice) -> frozenset[str]:
    """Return the zones that are folded, by their names in the window's language."""
    return frozenset(lane.zone for lane in lanes if lane.id in choice.folded)


def with_folded(lanes: Sequence[Lane], choice: LaneChoice, zones: frozenset[str]) -> LaneChoice:
    """Return the choice with exactly these zones folded."""
    return replace(choice, folded=frozenset(lane.id for lane in lanes if lane.zone in zones))


def with_lane_moved(
    lanes: Sequence[Lane], choice: LaneChoice, lane_id: int, steps: int
) -> LaneChoice:
    """Return the choice with a lane so many shown places further down in its zone."""
    order = arranged(lanes, choice)
    lane = next((each for each in order if each.id == lane_id), None)
    if lane is None:
        return choice
    zone = [each.id for each in order if each.zone == lane.zone]
    seen = [each for each in zone if each not in choice.hidden or each == lane_id]
    moved = _moved(seen, seen.index(lane_id), steps)
    return replace(choice, order=tuple(_refilled([each.id for each in order], moved)))


def with_zone_moved(lanes: Sequence[Lane], choice: LaneChoice, zone: str, steps: int) -> LaneChoice:
    """Return the choice with a zone so many shown places further down."""
    order = arranged(lanes, choice)
    groups = {name: [lane.id for lane in group] for name, group in groupby(order, _zone)}
    names = list(groups)
    seen = [name for name in names if set(groups[name]) - choice.hidden]
    if zone not in seen:
        return choice
    moved = _refilled(names, _moved(seen, seen.index(zone), steps))
    return replace(choice, order=tuple(each for name in moved for each in groups[name]))


def _zone(lane: Lane) -> str:
    return lane.zone


def _moved(row: list[T], at: int, steps: int) -> list[T]:
    """Return the row with one of it so many places further on, held inside the row."""
    left = [*row[:at], *row[at + 1 :]]
    to = min(max(at + steps, 0), len(left))
    return [*left[:to], row[at], *left[to:]]


def _refilled(whole: list[T], part: list[T]) -> list[T]:
    """Return the whole with the places of a part taken by the part in its new order."""
    rest = iter(part)
    members = set(part)
    return [next(rest) if each in members else each for each in whole]
