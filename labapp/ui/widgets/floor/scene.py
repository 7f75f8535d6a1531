"""Everything the floor shows at this moment, and where it is in the viewport."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainterPath, QPolygonF

from labapp.domain.outlines import Box, Point, bounds, is_inside
from labapp.domain.plans import Plan, PlanShape, with_tray
from labapp.ui.theme import Theme
from labapp.ui.widgets.floor.palette import FloorPalette
from labapp.ui.widgets.floor.rows import CLOSED, FREE, FloorPlace
from labapp.ui.widgets.floor.sight import Sight
from labapp.words import words

_NOTHING: Final = Plan((1.0, 1.0), (), b"")


@dataclass(frozen=True, slots=True)
class Swap:
    """Two places about to change their bookings; the pointer is at ``at`` if it holds them."""

    source: FloorPlace
    target: FloorPlace | None = None
    at: QPoint | None = None

    def onto(self, target: FloorPlace | None, at: QPoint | None = None) -> "Swap":
        """Return the swap with another target; a place under repair, or itself, is none."""
        if target is not None and (target.id == self.source.id or not target.in_service):
            target = None
        return replace(self, target=target, at=at)


class FloorScene:
    """The floor's state. Whoever changes it says so to the view, which repaints."""

    def __init__(self, theme: Theme, language: str) -> None:
        """Start without a plan."""
        self.theme = theme
        self.language = language
        self.ratio = 1.0
        self.plan = _NOTHING
        self.places: Sequence[FloorPlace] = ()
        self.selected: int | None = None
        self.hovered: int | None = None
        self.swap: Swap | None = None
        self.fitted = True
        """Whether the zoom is the one that fits, and follows the window's size."""
        self.sight = Sight(1.0, 1.0, 1, 1)
        self.shapes: Mapping[str, PlanShape] = {}
        self.tray: Box | None = None
        """Where the words over the places go that the plan does not show."""
        self._by_id: dict[int, FloorPlace] = {}
        self._boxes: dict[int, Box] = {}
        self.dress()
        self.arrange()

    def dress(self) -> None:
        """Take up a changed theme, language or pixel ratio."""
        self.palette = FloorPalette(self.theme, self.language, self.ratio)

    def arrange(self) -> None:
        """Take up a changed plan or changed places."""
        plan, self.tray = with_tray(self.plan, (place.code for place in self.places))
        shapes = {shape.code: shape for shape in plan.shapes}
        width, height = plan.size
        self.shapes = shapes
        self._by_id = {place.id: place for place in self.places}
        self._boxes = {place.id: bounds(shapes[place.code].outline) for place in self.places}
        self.look(replace(self.sight, width=width, height=height))

    def resize(self, size: QSize) -> None:
        """Take up a changed viewport."""
        self.look(replace(self.sight, across=size.width(), down=size.height()))

    def look(self, sight: Sight) -> None:
        """See the plan otherwise; a fitted one keeps fitting, another is held inside its bounds."""
        if self.fitted:
            self.sight = sight.fitted()
        else:
            self.sight = sight.zoomed(1.0, (0.0, 0.0)).scrolled(sight.scroll_x, sight.scroll_y)

    # What is there

    def place(self, place_id: int | None) -> FloorPlace | None:
        """Return the place, None if there is none of that id."""
        return None if place_id is None else self._by_id.get(place_id)

    def box(self, place: FloorPlace) -> Box:
        """Return the place's box on the plan."""
        return self._boxes[place.id]

    def boxes(self) -> Mapping[int, Box]:
        """Return the boxes of all places on the plan, by the places' ids."""
        return self._boxes

    def hit(self, spot: Point) -> FloorPlace | None:
        """Return the place at a spot of the viewport, None where there is none."""
        point = self.sight.point(spot)
        for place in reversed(self.places):
            if is_inside(self.shapes[place.code].outline, point):
                return place
        return None

    def path(self, shape: PlanShape) -> QPainterPath:
        """Return a shape's outline in the viewport."""
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        for ring in shape.outline:
            path.addPolygon(QPolygonF([QPointF(*self.sight.spot(point)) for point in ring]))
            path.closeSubpath()
        return path

    def room(self, box: Box) -> QRectF:
        """Return where a box of the plan is in the viewport."""
        seen = self.sight.seen(box)
        return QRectF(seen.x, seen.y, seen.width, seen.height)

    def place_rect(self, place: FloorPlace) -> QRect:
        """Return where a place is in the viewport."""
        return self.room(self.box(place)).toAlignedRect()

    # Words

    def title(self, place: FloorPlace) -> str:
        """Return who is there, or that nobody is."""
        if place.title:
            return place.title
        say = words(self.language)
        if not place.in_service:
            return say("floor.out_of_service")
        return say(f"floor.{place.state}") if place.state in {FREE, CLOSED} else ""

    def tooltip(self, place: FloorPlace) -> str:
        """Return what is known of a place, a line for each."""
        lines = (f"{place.code} · {place.label}", self.title(place), place.subtitle)
        return "\n".join(line for line in lines if line)

    def swap_text(self) -> str:
        """Return what the swap in the hand would do; empty if there is none."""
        if self.swap is None:
            return ""
        say, source, target = words(self.language), self.swap.source, self.swap.target
        if target is None:
            return say("floor.swap.where", code=source.code)
        return say("floor.swap", one=source.code, other=target.code)
