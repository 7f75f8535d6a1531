"""A floor plan read from an SVG: the outlines of its places, and all else as a backdrop.

``resources/plans/sample.svg`` says which ids are looked for.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from labapp.domain.errors import FileFault
from labapp.domain.outlines import Box, Point, Ring, bounds, room_inside
from labapp.domain.plans import Plan, PlanMark, PlanShape
from labapp.exchange.plans.drawing import PLACE, Leaf, leaves_of, local_name, place_by_name
from labapp.exchange.plans.paths import Matrix, joined, moved, number, numbers
from labapp.exchange.plans.paths import rings_of as flat_rings_of
from labapp.exchange.plans.safety import LARGEST

_SVG: Final = "http://www.w3.org/2000/svg"
_FEWEST: Final = 3
"""Points of a ring that has an inside."""


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


def parse_plan(data: bytes, path: str, bound: Mapping[str, str] | None = None) -> Plan:
    """Return the plan in the text of an SVG.

    Args:
        data: The text.
        path: Only for what is raised.
        bound: The code of a place by the id of its shape; None: ids such as ``place-A1`` tell.

    Raises:
        FileFault: As ``read_plan``; a plan with ``bound`` may show no places at all.
    """
    root = root_of(data, path)
    try:
        return _plan(root, bound)
    except ValueError as error:
        raise FileFault("broken", path, str(error)) from None


def plain_text(data: bytes, path: str) -> str:
    """Return an SVG as text without comments, declarations and whatever else is not drawn from."""
    return ET.tostring(root_of(data, path), encoding="unicode")


def root_of(data: bytes, path: str) -> ET.Element:
    """Return the outermost element of an SVG, or raise a ``FileFault``."""
    if len(data) > LARGEST:
        raise FileFault("broken", path, f"more than {LARGEST:,} bytes")
    try:
        # expat since 2.4 stops entity bombs, and reads nothing from outside the text
        root = ET.fromstring(data)  # noqa: S314 -- see above
    except (ET.ParseError, ValueError, LookupError) as error:
        raise FileFault("unreadable", path, str(error)) from None
    if local_name(root.tag) != "svg":
        raise FileFault("unreadable", path, "not an SVG")
    return root


def _plan(root: ET.Element, bound: Mapping[str, str] | None) -> Plan:
    size, to_corner = frame_of(root)
    place_of = place_by_name if bound is None else bound.get
    leaves = list(leaves_of(root, place_of))
    names = Counter(element.get("id", "") for element in root.iter())
    for name, count in names.items():
        if count > 1 and place_of(name) is not None:
            raise ValueError(f"{name} twice")
    marks = {leaf.mark: _box(rings_of_leaves([leaf], to_corner)) for leaf in leaves if leaf.mark}
    shapes = tuple(_shapes(leaves, to_corner, marks))
    if not shapes and bound is None:
        raise ValueError(f"no shape with an id such as {PLACE}A1")
    return Plan(
        size=size,
        shapes=shapes,
        backdrop=backdrop_of(leaves, size, to_corner),
        zones=_marks(marks, "name-"),
        spots=_marks(marks, "spot-"),
    )


def frame_of(root: ET.Element) -> tuple[tuple[float, float], Matrix]:
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


def rings_of_leaves(leaves: Iterable[Leaf], to_corner: Matrix) -> tuple[Ring, ...]:
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
        rings = rings_of_leaves(group, to_corner)
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


def backdrop_of(leaves: Iterable[Leaf], size: Point, to_corner: Matrix) -> bytes:
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
