"""Takes any SVG apart into the shapes that could be places, and finds whose they are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

from labapp.domain.errors import FileFault
from labapp.domain.outlines import Ring, bounds
from labapp.exchange.plans.drawing import MARKS, leaves_of, local_name
from labapp.exchange.plans.reading import backdrop_of, frame_of, rings_of_leaves, root_of

MOST_CANDIDATES: Final = 1_500
LONGEST_ID: Final = 200
_LARGEST_SHARE: Final = 0.85
"""Of the plan's area: what covers more is the hall itself, or a layer."""
_SMALLEST_SHARE: Final = 0.0001
_TITLES: Final = ("label", "data-name")
"""Attributes in which drawing programs keep the name that a person gave."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A shape or a group of them that could be a place."""

    id: str
    title: str
    outline: tuple[Ring, ...]
    area: float
    """Of the box around it, in the plan's units squared."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole SVG as a backdrop, and what in it has a name."""

    size: tuple[float, float]
    backdrop: bytes
    candidates: tuple[Candidate, ...]
    """In the order they are drawn; groups of named shapes come last."""


def drawing_of(data: bytes, path: str) -> Drawing:
    """Return what there is in an SVG; the path is only for what is raised.

    Raises:
        FileFault: ``unreadable`` or ``broken``, as of any plan.
    """
    root = root_of(data, path)
    try:
        size, to_corner = frame_of(root)
        leaves = list(leaves_of(root, lambda _: None))
        rings: dict[str, list[Ring]] = {}
        holders: set[str] = set()
        for leaf in leaves:
            if leaf.mark or leaf.tag == "text":
                continue
            outline = rings_of_leaves([leaf], to_corner)
            holders.update(leaf.ids[:-1])
            for name in leaf.ids:
                rings.setdefault(name, []).extend(outline)
        backdrop = backdrop_of(leaves, size, to_corner)
    except ValueError as error:
        raise FileFault("broken", path, str(error)) from None
    titles, layers = dict(_titles(root)), set(_layers(root))
    found = (
        Candidate(name, titles.get(name, ""), tuple(outline), _area(outline))
        for name, outline in rings.items()
        if 0 < len(name) <= LONGEST_ID and not name.startswith(MARKS) and name not in layers
    )
    whole = size[0] * size[1]
    fitting = [c for c in found if _SMALLEST_SHARE <= c.area / whole <= _LARGEST_SHARE]
    if len(fitting) > MOST_CANDIDATES:
        least = sorted((c.area for c in fitting), reverse=True)[MOST_CANDIDATES - 1]
        fitting = [c for c in fitting if c.area >= least][:MOST_CANDIDATES]
    fitting.sort(key=lambda candidate: candidate.id in holders)
    return Drawing(size, backdrop, tuple(fitting))


def _area(outline: Iterable[Ring]) -> float:
    rings = list(outline)
    if not rings:
        return 0.0
    box = bounds(rings)
    return box.width * box.height


def _titles(root: ET.Element) -> Iterable[tuple[str, str]]:
    """Yield the name that a person gave to each element with an id."""
    for element in root.iter():
        name = element.get("id")
        if not name:
            continue
        said = next((child.text for child in element if local_name(child.tag) == "title"), None)
        given = (v for k, v in element.attrib.items() if local_name(k) in _TITLES or k in _TITLES)
        title = " ".join((said or next(given, "")).split())
        if title:
            yield name, title


def _layers(root: ET.Element) -> Iterable[str]:
    """Yield the ids of a drawing program's layers, which hold places but are none."""
    for element in root.iter():
        if any(local_name(k) == "groupmode" and v == "layer" for k, v in element.attrib.items()):
            yield element.get("id", "")


def matched(candidates: Iterable[Candidate], codes: Iterable[str]) -> Mapping[str, str]:
    """Return the places' codes by the ids of the shapes that bear them, as id or as title.

    Case, blanks and dashes do not count, nor does ``place`` before the code. An id counts more
    than a title, and what is drawn first more than what follows.
    """
    wanted = {_folded(code): code for code in codes}
    shapes = tuple(candidates)
    found: dict[str, str] = {}
    for names in ([c.id for c in shapes], [c.title for c in shapes]):
        for shape, name in zip(shapes, names, strict=True):
            folded = _folded(name)
            code = wanted.get(folded) or wanted.get(folded.removeprefix("place"))
            if code is not None and code not in found.values() and shape.id not in found:
                found[shape.id] = code
    return found


def _folded(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
