"""A floor plan as plain numbers: the outlines of places, and all else as a backdrop."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil
from typing import Final

from labapp.domain.outlines import Box, Ring

STYLE: Final = b"<style></style>"
"""Where in a backdrop the colours go."""
_TRAY_ROOM: Final = (0.1, 0.07)
"""Width and height of a place that the plan does not show, as shares of the plan's width."""
_TRAY_GAP: Final = 0.01
_TRAY_HEAD: Final = 0.03


class PlanKind(StrEnum):
    """Where a plan comes from."""

    FILE = "file"
    """An SVG that somebody brought."""
    SAMPLE = "sample"
    """The invented hall of the sample lab."""
    DRAWN = "drawn"
    """Boxes laid out from the list of places."""


@dataclass(frozen=True, slots=True)
class PlanShape:
    """Where a place is: rings of points in the plan's units, and where its words go."""

    code: str
    outline: tuple[Ring, ...]
    label_at: Box
    zone: str = ""


@dataclass(frozen=True, slots=True)
class PlanMark:
    """Where a word goes: the name of a zone, or that of a spot such as the entrance."""

    key: str
    room: Box


@dataclass(frozen=True, slots=True)
class Plan:
    """A floor plan; x and y count from its top left corner.

    The backdrop is an SVG of everything but the places, without colours: see ``inked``.
    """

    size: tuple[float, float]
    shapes: tuple[PlanShape, ...]
    backdrop: bytes
    zones: tuple[PlanMark, ...] = ()
    spots: tuple[PlanMark, ...] = ()

    def shape_of(self, code: str) -> PlanShape | None:
        """Return the place's shape, None if the plan does not show it."""
        return next((shape for shape in self.shapes if shape.code == code), None)


def inked(backdrop: bytes, inks: Mapping[str, str], *, lines_only: bool = False) -> bytes:
    """Return the backdrop in colours, ready for any SVG renderer.

    Args:
        backdrop: That of a plan.
        inks: Colours as SVG writes them for ``floor``, ``wall``, ``glass``, ``furniture``,
            ``line``, ``strong`` (doors) and ``word``.
        lines_only: Draw outlines in the ink ``line`` and fill nothing.
    """
    rules: list[str] = []
    for area in ("none", "floor", "wall", "glass", "furniture"):
        for edge, ink in (("bare", None), ("lined", "line"), ("strong", "strong")):
            fill = "none" if area == "none" or lines_only else inks[area]
            stroke = "none" if ink is None else inks["line" if lines_only else ink]
            rules.append(f".{area}-{edge}{{fill:{fill};stroke:{stroke}}}")
    word = "none" if lines_only else inks["word"]
    rules.append(f".word{{fill:{word};stroke:none}}")
    sheet = f"<style>{''.join(rules)}</style>".encode()
    return backdrop.replace(STYLE, sheet, 1)


def with_tray(plan: Plan, codes: Iterable[str]) -> tuple[Plan, Box | None]:
    """Return the plan with boxes below it for the places that it lacks.

    The box is where the words over them go; None if the plan shows every place.
    """
    known = {shape.code for shape in plan.shapes}
    missing = [code for code in codes if code not in known]
    if not missing:
        return plan, None
    width, height = plan.size
    shapes, words_at, height = _tray(missing, width, height)
    return replace(plan, size=(width, height), shapes=(*plan.shapes, *shapes)), words_at


def _tray(
    codes: Sequence[str], width: float, height: float
) -> tuple[tuple[PlanShape, ...], Box, float]:
    box_width, box_height = (share * width for share in _TRAY_ROOM)
    gap, head = _TRAY_GAP * width, _TRAY_HEAD * width
    a_row = max(int((width + gap) / (box_width + gap)), 1)
    shapes: list[PlanShape] = []
    for number, code in enumerate(codes):
        row, column = divmod(number, a_row)
        x, y = column * (box_width + gap), height + head + row * (box_height + gap)
        shapes.append(box_shape(code, Box(x, y, box_width, box_height)))
    rows = ceil(len(codes) / a_row)
    words_at = Box(0, height, width, head)
    return tuple(shapes), words_at, height + head + rows * (box_height + gap)


def box_shape(code: str, box: Box, zone: str = "") -> PlanShape:
    """Return a place that is an upright rectangle, all of it for its words."""
    ring = (
        (box.x, box.y),
        (box.right, box.y),
        (box.right, box.bottom),
        (box.x, box.bottom),
    )
    return PlanShape(code, (ring,), box, zone)
