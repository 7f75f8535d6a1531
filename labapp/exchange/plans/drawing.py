"""Reads an SVG as a flat list of simple shapes, each with its matrix and the way it is inked.

Only what draws lines, areas and words is taken; scripts, pictures, links, filters and whatever
lies outside the file are not looked at. Colours become roles, so that any theme can ink them.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from xml.etree import ElementTree as ET

from labapp.exchange.plans.paths import (
    IDENTITY,
    SHAPES,
    Matrix,
    joined,
    matrix_of,
    number,
    rings_of,
)

ROLES: Final = {
    "floor": "floor-bare",
    "wall": "wall-bare",
    "glass": "glass-bare",
    "door": "none-strong",
    "furniture": "furniture-lined",
    "line": "none-lined",
}
"""Classes that a plan may use, and the ink of each: what fills it and what outlines it."""
PLACE: Final = "place-"
ZONE: Final = "zone-"
MARKS: Final = ("label-", "name-", "spot-")
"""How ids begin of rects that say where words go; they are not drawn."""

PlaceOf = Callable[[str], str | None]

_GROUPS: Final = frozenset({"svg", "g", "a", "symbol", "switch"})
_DEEPEST: Final = 64
_MOST: Final = 50_000
_INHERITED: Final = frozenset(
    {
        "fill",
        "fill-rule",
        "font-size",
        "stroke",
        "stroke-dasharray",
        "stroke-linecap",
        "stroke-linejoin",
        "stroke-width",
        "text-anchor",
        "visibility",
    }
)
_OWN: Final = frozenset({"display", "opacity"})
_GEOMETRY: Final = {
    "rect": ("x", "y", "width", "height", "rx", "ry"),
    "circle": ("cx", "cy", "r"),
    "ellipse": ("cx", "cy", "rx", "ry"),
    "line": ("x1", "y1", "x2", "y2"),
    "polygon": ("points",),
    "polyline": ("points",),
    "path": ("d",),
}
_RULE: Final = re.compile(r"([^{}]+)\{([^{}]*)\}")
_CLASS: Final = re.compile(r"\.([\w-]+)\s*$")
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_HEX: Final = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$")
_RGB: Final = re.compile(r"rgb\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*\)$")
_NAMED: Final = {"black": 0.0, "gray": 0.5, "grey": 0.5, "silver": 0.75, "white": 1.0}
_DARK: Final = 0.4
_LIGHT: Final = 0.93


@dataclass(frozen=True, slots=True)
class Leaf:
    """One shape or word of the drawing."""

    tag: str
    geometry: Mapping[str, str]
    matrix: Matrix
    ink: str
    pen: Mapping[str, str]
    """Attributes of its line: width, dashes, caps, joins; and how its inside is told."""
    opacity: float
    place: str | None
    zone: str
    mark: str
    text: str = ""
    ids: tuple[str, ...] = ()
    """Of the shape and of all that it lies in, the outermost first."""


@dataclass(frozen=True, slots=True)
class _Around:
    """What an element gets from those around it."""

    matrix: Matrix = IDENTITY
    style: Mapping[str, str] = field(default_factory=dict)
    role: str | None = None
    opacity: float = 1.0
    place: str | None = None
    zone: str = ""
    ids: tuple[str, ...] = ()
    depth: int = 0


def place_by_name(name: str) -> str | None:
    """Return the place that an id such as ``place-A1`` names, None for any other id."""
    return name.removeprefix(PLACE) if name.startswith(PLACE) else None


def leaves_of(root: ET.Element, place_of: PlaceOf = place_by_name) -> Iterator[Leaf]:
    """Yield every leaf in the order it is drawn. What cannot be read is a ValueError.

    ``place_of`` says of an id which place it is the shape of, None if of none.
    """
    return _Reader(root, place_of).read(root)


def local_name(name: object) -> str:
    """Return a tag or attribute without its namespace; empty for a comment."""
    return name.rpartition("}")[2] if isinstance(name, str) else ""


class _Reader:
    def __init__(self, root: ET.Element, place_of: PlaceOf) -> None:
        self._place_of = place_of
        self._by_id = {element.get("id"): element for element in root.iter()}
        self._rules: dict[str, dict[str, str]] = {}
        self._left = _MOST
        for element in root.iter():
            if local_name(element.tag) == "style":
                self._learn("".join(element.itertext()))

    def _learn(self, sheet: str) -> None:
        """Take up the rules of a style sheet that speak of one class; others are left out."""
        for selectors, body in _RULE.findall(_COMMENT.sub("", sheet)):
            for selector in selectors.split(","):
                found = _CLASS.match(selector.strip())
                if found is not None:
                    self._rules.setdefault(found[1], {}).update(_declarations(body))

    def read(self, root: ET.Element) -> Iterator[Leaf]:
        around = self._around(root, _Around())
        for child in root:
            yield from self._element(child, around)

    def _around(self, element: ET.Element, outer: _Around) -> _Around:
        style = self._style(element)
        name = element.get("id") or ""
        role = next((one for one in _classes(element) if one in ROLES), outer.role)
        place = self._place_of(name) if name else None
        return replace(
            outer,
            matrix=joined(outer.matrix, matrix_of(element.get("transform"))),
            style={**outer.style, **{k: v for k, v in style.items() if k in _INHERITED}},
            role=role,
            opacity=outer.opacity * _share(style.get("opacity")),
            place=outer.place if place is None else place,
            zone=name.removeprefix(ZONE) if name.startswith(ZONE) else outer.zone,
            ids=(*outer.ids, name) if name else outer.ids,
            depth=outer.depth + 1,
        )

    def _style(self, element: ET.Element) -> dict[str, str]:
        known = _INHERITED | _OWN
        found = {name: element.attrib[name] for name in known & element.attrib.keys()}
        for one in _classes(element):
            found |= self._rules.get(one, {})
        return found | _declarations(element.get("style", ""))

    def _element(self, element: ET.Element, outer: _Around) -> Iterator[Leaf]:
        self._left -= 1
        if self._left < 0 or outer.depth > _DEEPEST:
            raise ValueError("too many shapes, or too deep inside each other")
        tag = local_name(element.tag)
        name = element.get("id") or ""
        mark = name if name.startswith(MARKS) else ""
        if self._style(element).get("display") == "none" and not mark:
            return
        inner = self._around(element, outer)
        if tag in _GROUPS and tag != "symbol":
            for child in element:
                yield from self._element(child, inner)
        elif tag == "use":
            yield from self._used(element, inner)
        elif tag in SHAPES:
            yield from self._shape(tag, element, inner, mark)
        elif tag == "text" and inner.style.get("visibility") != "hidden":
            yield from _words(element, inner)

    def _used(self, element: ET.Element, inner: _Around) -> Iterator[Leaf]:
        """Draw what is used again; what lies outside the file is not followed."""
        link = next((v for k, v in element.attrib.items() if local_name(k) == "href"), "")
        target = self._by_id.get(link[1:]) if link.startswith("#") else None
        if target is None:
            return
        shift = (1.0, 0.0, 0.0, 1.0, number(element.get("x")), number(element.get("y")))
        there = replace(inner, matrix=joined(inner.matrix, shift))
        if local_name(target.tag) == "symbol":
            there = self._around(target, there)
            for child in target:
                yield from self._element(child, there)
        else:
            yield from self._element(target, there)

    def _shape(self, tag: str, element: ET.Element, at: _Around, mark: str) -> Iterator[Leaf]:
        hidden = at.style.get("visibility") == "hidden" and not mark
        try:
            geometry = _geometry(tag, element)
            rings_of(tag, geometry)
        except ValueError:
            # a spoilt ornament is left out, a spoilt place is not
            if at.place is None and not mark:
                return
            raise
        if not hidden:
            yield Leaf(
                tag=tag,
                geometry=geometry,
                matrix=at.matrix,
                ink=_ink(at),
                pen=_pen(at.style),
                opacity=at.opacity,
                place=at.place,
                zone=at.zone,
                mark=mark,
                ids=at.ids,
            )


def _geometry(tag: str, element: ET.Element) -> dict[str, str]:
    """Return what a shape is made of, its lengths without units."""
    given = {name: element.attrib[name] for name in _GEOMETRY[tag] if name in element.attrib}
    plain = given.keys() - {"d", "points"}
    return given | {name: f"{number(given[name]):.10g}" for name in plain}


def _words(element: ET.Element, at: _Around) -> Iterator[Leaf]:
    """Yield each line of a text."""
    first = (element.get("x", "0"), element.get("y", "0"))
    lines = [(first, element.text)]
    for part in element:
        if local_name(part.tag) == "tspan":
            place = (part.get("x", first[0]), part.get("y", first[1]))
            lines.append((place, "".join(part.itertext())))
    for (x, y), text in lines:
        said = " ".join((text or "").split())
        try:
            geometry = {"x": str(number(x)), "y": str(number(y))}
        except ValueError:
            continue
        if said:
            anchor = at.style.get("text-anchor", "start")
            geometry["text-anchor"] = anchor if anchor in {"middle", "end"} else "start"
            geometry["font-size"] = f"{_positive(at.style.get('font-size'), 16):g}"
            yield Leaf(
                "text", geometry, at.matrix, "word", {}, at.opacity, None, at.zone, "", text=said
            )


def _classes(element: ET.Element) -> list[str]:
    return element.get("class", "").split()


def _declarations(body: str) -> dict[str, str]:
    known = _INHERITED | _OWN
    pairs = (part.partition(":") for part in body.split(";"))
    found = {name.strip(): value.strip() for name, _, value in pairs}
    return {name: value for name, value in found.items() if name in known}


def _share(text: str | None) -> float:
    try:
        return min(max(float(text or 1), 0.0), 1.0)
    except ValueError:
        return 1.0


def _positive(text: str | None, otherwise: float) -> float:
    try:
        found = number(text, otherwise)
    except ValueError:
        return otherwise
    return found if found > 0 else otherwise


def _pen(style: Mapping[str, str]) -> dict[str, str]:
    pen = {"stroke-width": f"{_positive(style.get('stroke-width'), 1):g}"}
    for name, allowed in (
        ("stroke-linecap", {"butt", "round", "square"}),
        ("stroke-linejoin", {"miter", "round", "bevel"}),
        ("fill-rule", {"nonzero", "evenodd"}),
    ):
        if style.get(name) in allowed:
            pen[name] = style[name]
    dashes = style.get("stroke-dasharray", "")
    if re.fullmatch(r"[\d.\s,]+", dashes):
        pen["stroke-dasharray"] = dashes
    return pen


def _ink(at: _Around) -> str:
    """Return what fills a shape and what outlines it, by its class or by how dark it is."""
    if at.role is not None:
        return ROLES[at.role]
    fill, stroke = at.style.get("fill", "black"), at.style.get("stroke", "none")
    area = "none"
    if not _is_clear(fill):
        light = lightness(fill)
        area = "wall" if light < _DARK else "floor" if light > _LIGHT else "furniture"
    return f"{area}-{'bare' if _is_clear(stroke) else 'lined'}"


def _is_clear(colour: str) -> bool:
    return colour in {"none", "transparent"}


def lightness(colour: str) -> float:
    """Return 0 for black to 1 for white; in between for a colour that is not understood."""
    named = _NAMED.get(colour.lower())
    if named is not None:
        return named
    found = _HEX.match(colour)
    if found is not None:
        digits = found[1] if len(found[1]) > 3 else "".join(2 * one for one in found[1])  # noqa: PLR2004 -- the short form
        parts = [int(digits[at : at + 2], 16) for at in (0, 2, 4)]
    elif (rgb := _RGB.match(colour)) is not None:
        parts = [min(int(rgb[number]), 255) for number in (1, 2, 3)]
    else:
        return _NAMED["silver"]
    red, green, blue = (part / 255 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
