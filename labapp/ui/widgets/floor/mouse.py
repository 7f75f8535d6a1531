"""The mouse on the floor: choose a place, drag it onto another, drag the plan."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent

from labapp.ui.widgets.floor.controls import Floor
from labapp.ui.widgets.floor.rows import FloorPlace
from labapp.ui.widgets.floor.scene import Swap

_Button = Qt.MouseButton
_Shape = Qt.CursorShape


class Mouse:
    """Follows one drag at a time."""

    def __init__(self, floor: Floor) -> None:
        """Act on the floor."""
        self._floor = floor
        self._pressed: QPoint | None = None
        self._source: FloorPlace | None = None
        self._panned_to: QPoint | None = None

    def press(self, event: QMouseEvent) -> None:
        """Choose what is there, and be ready to drag it; beside the places, the plan itself."""
        spot = event.position().toPoint()
        place = self._hit(spot)
        if event.button() == _Button.MiddleButton:
            self._panned_to = spot
        elif event.button() == _Button.LeftButton:
            self._floor.choose(place)
            self._pressed = spot
            self._source = place if place is not None and place.in_service else None
            self._panned_to = spot if place is None else None
        elif place is not None:
            self._floor.choose(place)
        self._shape(place)

    def move(self, event: QMouseEvent) -> None:
        """Drag what is held, or show what the pointer is at."""
        floor, spot = self._floor, event.position().toPoint()
        place = self._hit(spot)
        if self._panned_to is not None:
            floor.pan(self._panned_to - spot)
            self._panned_to = spot
        elif self._source is not None and self._is_far(spot):
            floor.hover(None)
            swap = floor.scene.swap or Swap(self._source)
            floor.show_swap(swap.onto(place, spot))
        elif self._pressed is None:
            floor.hover(place)
        self._shape(place)

    def release(self, event: QMouseEvent) -> None:
        """Drop what is dragged; beside another place, nothing happens."""
        if event.button() in {_Button.LeftButton, _Button.MiddleButton}:
            self._let_go()
            self._floor.finish_swap()
            self._shape(self._hit(event.position().toPoint()))

    def cancel(self) -> bool:
        """Put back what is dragged; whether there was anything."""
        was_dragging = self._source is not None and self._floor.scene.swap is not None
        self._let_go()
        if was_dragging:
            self._floor.show_swap(None)
        return was_dragging

    def _let_go(self) -> None:
        self._pressed = self._source = self._panned_to = None

    def _hit(self, spot: QPoint) -> FloorPlace | None:
        return self._floor.scene.hit((spot.x(), spot.y()))

    def _is_far(self, spot: QPoint) -> bool:
        """Whether the drag has gone far enough to be meant."""
        if self._floor.scene.swap is not None:
            return True
        far = QGuiApplication.styleHints().startDragDistance()
        return self._pressed is not None and (spot - self._pressed).manhattanLength() >= far

    def _shape(self, place: FloorPlace | None) -> None:
        """Give the pointer the shape that says what a drag does."""
        scene = self._floor.scene
        pans = self._panned_to is not None and any(scene.sight.furthest)
        if pans or (self._source is not None and scene.swap is not None):
            shape = _Shape.ClosedHandCursor
        else:
            shape = _Shape.ArrowCursor if place is None else _Shape.PointingHandCursor
        if self._floor.viewport().cursor().shape() != shape:
            self._floor.viewport().setCursor(shape)
