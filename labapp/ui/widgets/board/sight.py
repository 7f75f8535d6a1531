"""What part of the board is in view: scrolling and zooming, by wheel, keys or call."""

from collections.abc import Callable
from time import monotonic
from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QCursor, QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea

from labapp.ui.widgets.board.geometry import WIDEST
from labapp.ui.widgets.board.scene import Scene

_WHEEL_STEP: Final = 60
"""Pixels for one notch of a wheel."""
_NOTCH: Final = 120
_ZOOM_STEP: Final = 1.25
_SAME: Final = 1e-6
"""What a zoom must change for it to be one."""
_REVEAL_AIR: Final = 24
_HASTE: Final = 0.15
"""Seconds within which another turn of the wheel follows the last."""
_REST_MILLISECONDS: Final = 80
"""After the last turn everything is lettered as it should be."""
_Key = Qt.Key
_Standard = QKeySequence.StandardKey


class Sight:
    """Keeps the scroll bars and the scene's zoom together."""

    def __init__(
        self,
        area: QAbstractScrollArea,
        scene: Scene,
        changed: Callable[[], None],
        past: Callable[[float, int, int], None],
    ) -> None:
        """Work the area's scroll bars; ``changed`` is called after every scroll or zoom.

        ``past`` is called instead where a zoom is at its limit already: with the factor, the
        instant at the pointer, and the pointer's x in the viewport.
        """
        self._area = area
        self._held: tuple[int, int, float] | None = None
        """The pointer's x, the scroll and the mark of the last zoom."""
        self._past = past
        self._turned = 0.0
        """When it was zoomed last."""
        self._rest = QTimer(area)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MILLISECONDS)
        self._rest.timeout.connect(self._come_to_rest)
        self._across = area.horizontalScrollBar()
        self._down = area.verticalScrollBar()
        self._scene = scene
        self._changed = changed

    def fit_in(self) -> None:
        """Let the scroll bars know of a changed size."""
        scene = self._scene
        size = scene.grid.size()
        for bar, whole, part in (
            (self._across, scene.axis.width, size.width()),
            (self._down, scene.layout.height, size.height()),
        ):
            bar.setRange(0, max(whole - part, 0))
            bar.setPageStep(part)
            bar.setSingleStep(_WHEEL_STEP // 3)
        self.scrolled()

    def scrolled(self) -> None:
        """Take up where the scroll bars are."""
        self._scene.scroll = QPoint(self._across.value(), self._down.value())
        self._changed()

    def zoom(self, factor: float, around_x: int | None = None) -> None:
        """Zoom by a factor; the instant at ``around_x`` of the viewport stays there."""
        scene = self._scene
        now = scene.axis.pixels_per_minute
        wanted = self._within_limits(now * factor)
        x = scene.grid.center().x() if around_x is None else around_x
        inside = max(x - scene.grid.left(), 0)
        # turn after turn of the wheel around one spot is around one instant: pixels would drift
        held = self._held
        same = held is not None and held[:2] == (x, scene.scroll.x())
        mark = held[2] if held is not None and same else (scene.scroll.x() + inside) / now
        if factor != 1 and abs(wanted - now) < _SAME * now:
            self._past(factor, scene.axis.starting(min(mark, scene.axis.last_mark)), x)
            return
        now_is = monotonic()
        hasty = factor != 1 and now_is - self._turned < _HASTE
        self._turned = now_is
        self._show(wanted, mark, inside, hasty=hasty)
        self._held = (x, scene.scroll.x(), mark)

    def zoom_to(self, pixels_per_minute: float, epoch: int, x: int) -> None:
        """Take up a zoom with an instant at an x of the viewport, as far as the limits allow."""
        scene, self._held = self._scene, None
        inside = max(x - scene.grid.left(), 0)
        self._show(self._within_limits(pixels_per_minute), scene.axis.mark_of(epoch), inside)

    def _within_limits(self, wanted: float) -> float:
        return min(max(wanted, min(self._scene.widest_view(), WIDEST)), WIDEST)

    def _come_to_rest(self) -> None:
        """Letter the blocks anew that kept their texts while the wheel turned."""
        if self._scene.hasty:
            self._scene.redraw()
            self._changed()

    def _show(
        self, pixels_per_minute: float, mark: float, inside: int, *, hasty: bool = False
    ) -> None:
        self._scene.fitted = False
        self._scene.scale(pixels_per_minute, hasty=hasty)
        if hasty:
            self._rest.start()
        self.fit_in()
        self._across.setValue(round(mark * pixels_per_minute) - inside)

    def _pointer(self) -> int | None:
        """Return the x that keys zoom around: the pointer's, or else the keyboard's cells'."""
        scene, port = self._scene, self._area.viewport()
        spot = port.mapFromGlobal(QCursor.pos())
        if port.underMouse() and scene.grid.contains(spot):
            return spot.x()
        cells = scene.cursor_place()
        return None if cells.isEmpty() else cells.center().x()

    def to_fit(self) -> None:
        """Zoom to one day's opening hours, or to all of several days."""
        scene, self._held = self._scene, None
        scene.fitted = True
        scene.scale(scene.fit())
        self.fit_in()
        opens = scene.axis.first_day + scene.opening()[0] * 60
        self._across.setValue(round(scene.axis.x_of(opens)) if scene.axis.days == 1 else 0)

    def refit(self) -> None:
        """Keep the zoom that fits if it was, after the room for it changed."""
        if self._scene.fitted:
            self.to_fit()
        else:
            self.zoom(1.0)

    def scroll_to(self, epoch: int) -> None:
        """Bring an instant to the left, an hour's room before it."""
        axis = self._scene.axis
        self._across.setValue(round(axis.x_of(epoch) - 60 * axis.pixels_per_minute))

    def reveal(self, place: QRect) -> None:
        """Scroll just enough to see a place of the viewport; its start if it is too large."""
        if place.isEmpty():
            return
        grid, air = self._scene.grid, _REVEAL_AIR
        ends = (
            (self._across, place.left() - air, place.right() + air, grid.left(), grid.right()),
            (self._down, place.top(), place.bottom(), grid.top(), grid.bottom()),
        )
        for bar, near, far, low, high in ends:
            if near < low or far - near > high - low:
                bar.setValue(bar.value() + near - low)
            elif far > high:
                bar.setValue(bar.value() + far - high)

    def pan(self, step: QPoint) -> bool:
        """Scroll by so many pixels; whether anything moved."""
        before = self._scene.scroll
        self._across.setValue(self._across.value() + step.x())
        self._down.setValue(self._down.value() + step.y())
        return self._scene.scroll != before

    def wheel(self, event: QWheelEvent) -> None:
        """Scroll, with Shift across, with Ctrl zoom around the pointer."""
        pixels, angle = event.pixelDelta(), event.angleDelta()
        step = angle * _WHEEL_STEP / _NOTCH if pixels.isNull() else pixels
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            notches = (angle.y() or angle.x()) / _NOTCH
            self.zoom(_ZOOM_STEP**notches, round(event.position().x()))
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not step.x():
            self.pan(QPoint(-step.y(), 0))
        else:
            self.pan(-step)
        event.accept()

    def key(self, event: QKeyEvent) -> bool:
        """Zoom in, out or to fit if the key says so; whether it did."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.matches(_Standard.ZoomIn) or (
            control and event.key() in {_Key.Key_Plus, _Key.Key_Equal}
        ):
            self.zoom(_ZOOM_STEP, self._pointer())
        elif event.matches(_Standard.ZoomOut) or (control and event.key() == _Key.Key_Minus):
            self.zoom(1 / _ZOOM_STEP, self._pointer())
        elif control and event.key() == _Key.Key_0:
            self.to_fit()
        else:
            return False
        return True
