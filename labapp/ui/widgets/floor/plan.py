"""A floor plan read from any SVG: the outlines of its places, and all else as a backdrop.

``resources/plans/sample.svg`` says which ids are looked for. Standard library only.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from labapp.domain.errors import FileFault
from labapp.ui.widgets.floor.drawing import PLACE, Leaf, leaves_of, local_name
from labapp.ui.widgets.floor.outlines import Matrix, Point, Ring, joined, moved, number, numbers
from labapp.ui.widgets.floor.outlines import rings_of as flat_rings_of
from labapp.ui.widgets.floor.shapes import Box, bounds, room_inside

_LARGEST: Final = 8_000_000
"""Bytes of a file; a plan has a hundredth of that."""
_SVG: Final = "http://www.w3.org/2000/svg"
_FEWEST: Final = 3
"""Points of a ring that has an inside."""
_STYLE: Final = b"<style></style>"


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


def read_plan(path: Path) -> Plan:
    """Return the plan in a file.

    Raises:
        FileFault: ``missing``; ``unreadable`` if it is no SVG; ``broken`` if it shows no places,
            the same place twice, or a place that has no area.
    """
    try:
        data = path.read_bytes()
    except OSError:
        raise FileFault("missing", str(path)) from None
    return parse_plan(data, str(path))


def parse_plan(data: bytes, path: str) -> Plan:
    """Return the plan in the text of an SVG; the path is only for what is raised."""
    if len(data) > _LARGEST:
        raise FileFault("broken", path, f"more than {_LARGEST:,} bytes")
    try:
        # expat since 2.4 stops entity bombs, and reads nothing from outside the text
        root = ET.fromstring(data)  # noqa: S314 -- see above
    except (ET.ParseError, ValueError) as error:
        raise FileFault("unreadable", path, str(error)) from None
    if local_name(root.tag) != "svg":
        raise FileFault("unreadable", path, "not an SVG")
    try:
        return _plan(root)
    except ValueError as error:
        raise FileFault("broken", path, str(error)) from None


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
    return backdrop.replace(_STYLE, sheet, 1)


def _plan(root: ET.Element) -> Plan:
    size, to_corner = _frame(root)
    leaves = list(leaves_of(root))
    names = Counter(element.get("id", "") for element in root.iter())
    for name, count in names.items():
        if name.startswith(PLACE) and count > 1:
            raise ValueError(f"{name} twice")
    marks = {leaf.mark: _box(_rings([leaf], to_corner)) for leaf in leaves if leaf.mark}
    shapes = tuple(_shapes(leaves, to_corner, marks))
    if not shapes:
        raise ValueError(f"no shape with an id such as {PLACE}A1")
    return Plan(
        size=size,
        shapes=shapes,
        backdrop=_backdrop(leaves, size, to_corner),
        zones=_marks(marks, "name-"),
        spots=_marks(marks, "spot-"),
    )


def _frame(root: ET.Element) -> tuple[tuple[float, float], Matrix]:
    """Return the plan's size, and the matrix that puts its top left corner at 0, 0."""
    box = numbers(root.get("viewBox", ""))
    if len(box) == 4:  # noqa: PLR2004 -- left, top, width, height
        left, top, width, height = box
    else:
        left = top = 0.0
        width, height = number(root.get("width")), number(root.get("height"))
    if width <= 0 or height <= 0:
        raise ValueError("no viewBox, and no width and height")
    return (width, height), (1.0, 0.0, 0.0, 1.0, -left, -top)


def _rings(leaves: Iterable[Leaf], to_corner: Matrix) -> tuple[Ring, ...]:
    """Return the rings of the leaves where they are on the plan."""
    return tuple(
        tuple(moved(joined(to_corner, leaf.matrix), point) for point in ring)
        for leaf in leaves
        for ring in flat_rings_of(leaf.tag, leaf.geometry)
        if len(ring) >= _FEWEST
    )


def _box(rings: Sequence[Ring]) -> Box:
    if not rings:
        raise ValueError("a rect for words has no area")
    return bounds(rings)


def _shapes(
    leaves: Sequence[Leaf], to_corner: Matrix, marks: Mapping[str, Box]
) -> Iterable[PlanShape]:
    groups: dict[str, list[Leaf]] = {}
    for leaf in leaves:
        if leaf.place is not None:
            groups.setdefault(leaf.place, []).append(leaf)
    for code, group in groups.items():
        rings = _rings(group, to_corner)
        if not code or not rings or not bounds(rings).width or not bounds(rings).height:
            raise ValueError(f"{PLACE}{code} has no area")
        label_at = marks.get(f"label-{code}") or room_inside(rings)
        yield PlanShape(code, rings, label_at, group[0].zone)


def _marks(marks: Mapping[str, Box], kind: str) -> tuple[PlanMark, ...]:
    return tuple(
        PlanMark(name.removeprefix(kind), room)
        for name, room in marks.items()
        if name.startswith(kind)
    )


def _backdrop(leaves: Iterable[Leaf], size: Point, to_corner: Matrix) -> bytes:
    """Write everything but the places, each with one class that says its ink."""
    root = ET.Element("svg", {"xmlns": _SVG, "viewBox": f"0 0 {size[0]:g} {size[1]:g}"})
    ET.SubElement(root, "style")
    for leaf in leaves:
        if leaf.place is not None or leaf.mark:
            continue
        attributes = {**leaf.geometry, **leaf.pen, "class": leaf.ink}
        matrix = joined(to_corner, leaf.matrix)
        if matrix != (1.0, 0.0, 0.0, 1.0, 0.0, 0.0):
            attributes["transform"] = f"matrix({' '.join(f'{part:.10g}' for part in matrix)})"
        if leaf.opacity < 1:
            attributes["opacity"] = f"{leaf.opacity:g}"
        ET.SubElement(root, leaf.tag, attributes).text = leaf.text or None
    return ET.tostring(root, short_empty_elements=False)
