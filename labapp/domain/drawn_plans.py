"""A plan drawn from the list of places alone: zones in rows, each place about as large as it is.

For a lab that has no drawing of its hall; one unit is one centimetre.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from labapp.domain.outlines import Box
from labapp.domain.plans import STYLE, Plan, PlanMark, PlanShape, box_shape
from labapp.domain.spaces import Place, PlaceKind

_SIZES: Final = {
    PlaceKind.BOOTH: (400, 300),
    PlaceKind.THEATRE: (1000, 600),
    PlaceKind.BENCH: (600, 250),
    PlaceKind.ROOM: (600, 400),
    PlaceKind.HALL: (1200, 600),
}
"""Width and depth of places that do not say theirs."""
_LEAST: Final = (260, 200)
_MOST: Final = (1400, 900)
_EDGE: Final = 110
_GAP: Final = 40
_AISLE: Final = 130
_HEAD: Final = 90
"""Height of a zone's name."""
_NARROWEST_HEAD: Final = 420
_WIDE: Final = 1.6
"""Width of a hall beside its depth, which is about that of a screen or of paper."""
_BLOCKS: Final = (1.0, 1.6, 2.6, 4.0, 7.0)
"""The same of the zones, which are tried in several proportions."""
_FULL: Final = 3.0
"""How much more a full floor counts than its proportions."""
_TRIED: Final = 12


@dataclass(frozen=True, slots=True)
class _Block:
    """A zone with its places, counted from its own corner."""

    zone: str
    boxes: tuple[tuple[str, Box], ...]
    width: float
    height: float


def drawn_plan(places: Iterable[Place]) -> Plan:
    """Return the places of the lab side by side, zone by zone, in the order given."""
    zones: dict[str, list[Place]] = {}
    for place in places:
        zones.setdefault(str(place.zone_id), []).append(place)
    if not zones:
        return Plan((_EDGE * 2.0, _EDGE * 2.0), (), _backdrop(_EDGE * 2, _EDGE * 2))
    tried: list[Plan] = []
    for wide in _BLOCKS:
        blocks = [_block(zone, inside, wide) for zone, inside in zones.items()]
        for down in (False, True):
            lengths = [block.height if down else block.width for block in blocks]
            least, most = max(lengths), sum(lengths) + _AISLE * len(lengths)
            rooms = (least + (most - least) * step / _TRIED for step in range(_TRIED + 1))
            tried += [_laid(blocks, room, down=down) for room in rooms]
    return min(tried, key=_cost)


def _cost(plan: Plan) -> float:
    """Return how far a plan is from a hall that a screen shows well and that has no empty floor."""
    width, height = plan.size
    used = sum(shape.label_at.width * shape.label_at.height for shape in plan.shapes)
    return abs(math.log(width / height / _WIDE)) - _FULL * used / (width * height)


def _size(place: Place) -> tuple[float, float]:
    usual = _SIZES[place.kind]
    given = (place.details.get("width_cm"), place.details.get("depth_cm"))
    width, depth = (
        float(one) if isinstance(one, int | float) and one > 0 else other
        for one, other in zip(given, usual, strict=True)
    )
    return (
        min(max(width, _LEAST[0]), _MOST[0]),
        min(max(depth, _LEAST[1]), _MOST[1]),
    )


def _block(zone: str, places: Sequence[Place], wide: float) -> _Block:
    sizes = [_size(place) for place in places]
    area = sum((width + _GAP) * (depth + _GAP) for width, depth in sizes)
    room = max(math.sqrt(area * wide) * 1.15, *(width for width, _ in sizes), _NARROWEST_HEAD)
    boxes: list[tuple[str, Box]] = []
    x, y, row = 0.0, float(_HEAD), 0.0
    for place, (width, depth) in zip(places, sizes, strict=True):
        if x and x + width > room:
            x, y, row = 0.0, y + row + _GAP, 0.0
        boxes.append((place.code, Box(x, y, width, depth)))
        x, row = x + width + _GAP, max(row, depth)
    across = max(*(box.right for _, box in boxes), _NARROWEST_HEAD)
    return _Block(zone, tuple(boxes), across, y + row)


def _laid(blocks: Sequence[_Block], room: float, *, down: bool) -> Plan:
    """Put the zones side by side (or below each other) as far as there is room, then go on."""
    shapes: list[PlanShape] = []
    marks: list[PlanMark] = []
    along, beside, deepest, far = 0.0, 0.0, 0.0, 0.0
    for block in blocks:
        length, depth = (block.height, block.width) if down else (block.width, block.height)
        if along and along + length > room:
            along, beside, deepest = 0.0, beside + deepest + _AISLE, 0.0
        x, y = (beside, along) if down else (along, beside)
        marks.append(PlanMark(block.zone, Box(x + _EDGE, y + _EDGE, block.width, _HEAD - _GAP / 2)))
        shapes += [
            box_shape(
                code, Box(x + box.x + _EDGE, y + box.y + _EDGE, box.width, box.height), block.zone
            )
            for code, box in block.boxes
        ]
        far = max(far, along + length)
        along, deepest = along + length + _AISLE, max(deepest, depth)
    whole = beside + deepest
    width, height = (whole, far) if down else (far, whole)
    width, height = width + 2 * _EDGE, height + 2 * _EDGE
    return Plan((width, height), tuple(shapes), _backdrop(width, height), tuple(marks))


def _backdrop(width: float, height: float) -> bytes:
    """Write the floor with walls around it."""
    inner = f'x="20" y="20" width="{width - 40:g}" height="{height - 40:g}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}">'.encode()
        + STYLE
        + f'<rect class="floor-strong" stroke-width="14" {inner}></rect></svg>'.encode()
    )
