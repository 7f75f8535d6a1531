"""The floor plan: places painted on it, worked by mouse and keyboard."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget
from typing_extensions import override

from labapp.domain.plans import Plan
from labapp.ui.theme import Theme, load_theme
from labapp.ui.widgets.floor.keyboard import Keyboard
from labapp.ui.widgets.floor.mouse import Mouse
from labapp.ui.widgets.floor.painting import Backdrop, paint_floor, paint_swap, touched
from labapp.ui.widgets.floor.rows import FloorPlace
from labapp.ui.widgets.floor.scene import FloorScene, Swap
from labapp.ui.widgets.floor.sight import Sight
from labapp.ui.widgets.spoken import Speaker, announce, make_views_readable, tell_chosen
from labapp.words import words

_WHEEL_STEP: Final = 60
"""Pixels for one notch of a wheel."""
_NOTCH: Final = 120
_ZOOM_STEP: Final = 1.25
_Modifier = Qt.KeyboardModifier


class _PlacesSpoken(Speaker):
    """Reads the floor's places, zone by zone."""

    def __init__(self, scene: FloorScene) -> None:
        self._scene = scene

    @override
    def ids(self) -> Sequence[int]:
        return [place.id for place in self._scene.places]

    @override
    def name(self, item_id: int) -> str:
        place = self._scene.place(item_id)
        return "" if place is None else place.spoken

    @override
    def description(self, item_id: int) -> str:
        place = self._scene.place(item_id)
        return "" if place is None else self._scene.tooltip(place)

    @override
    def rect(self, item_id: int) -> QRect:
        place = self._scene.place(item_id)
        return QRect() if place is None else self._scene.place_rect(place)

    @override
    def at(self, spot: QPoint) -> int | None:
        place = self._scene.hit((spot.x(), spot.y()))
        return None if place is None else place.id

    @override
    def chosen(self) -> int | None:
        return self._scene.selected


class FloorView(QAbstractScrollArea):
    """A plan with its places. The page feeds it rows; it decides nothing itself."""

    place_selected = Signal(object)
    """int | None: the place that the inspector should show."""
    place_activated = Signal(object)
    """int: a place was opened."""
    swap_requested = Signal(object)
    """tuple[str, str]: what is in the first place should change with what is in the second."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a plan, light and in English."""
        super().__init__(parent)
        make_views_readable()
        self.scene = FloorScene(load_theme("light"), "en")
        self.speaker = _PlacesSpoken(self.scene)
        self._backdrop = Backdrop()
        self._mouse = Mouse(self)
        self._keyboard = Keyboard(self)
        self._fitting_in = False

        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._name()

    # What the page says

    def set_plan(self, plan: Plan) -> None:
        """Show this plan, all of it."""
        self.show_swap(None)
        self.scene.plan = plan
        self.scene.fitted = True
        self.scene.arrange()
        self._fit_in()

    def set_places(self, places: Sequence[FloorPlace]) -> None:
        """Show these places, zone by zone; those that the plan lacks are put below it."""
        self.show_swap(None)
        self.scene.places = tuple(places)
        self.scene.arrange()
        self._fit_in()

    def set_selected(self, place_id: int | None) -> None:
        """Choose a place, or none, without saying so."""
        if place_id != self.scene.selected:
            self.scene.selected = place_id
            self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Take on a theme."""
        self.scene.theme = theme
        self.scene.dress()
        self.refresh()

    def set_language(self, language: str) -> None:
        """Speak ``en``, ``zh_HK`` or ``zh_CN``."""
        self.scene.language = language
        self.scene.dress()
        self._name()
        self.refresh()

    def zoom(self, factor: float, around: QPoint | None = None) -> None:
        """Zoom by a factor; what is at a point of the viewport stays there."""
        spot = self.viewport().rect().center() if around is None else around
        sight = self.scene.sight.zoomed(factor, (spot.x(), spot.y()))
        self.scene.fitted = sight.scale <= sight.fit
        self._see(sight)

    def zoom_to_fit(self) -> None:
        """Show the whole plan."""
        self.scene.fitted = True
        self._see(self.scene.sight.fitted())

    # What the controls say

    def choose(self, place: FloorPlace | None) -> None:
        """Choose a place, or none, and say so."""
        place_id = None if place is None else place.id
        if place_id != self.scene.selected:
            self.set_selected(place_id)
            self.place_selected.emit(place_id)
            tell_chosen(self, place_id)

    def activate(self, place: FloorPlace) -> None:
        """Say that a place was opened."""
        self.place_activated.emit(place.id)

    def show_swap(self, swap: Swap | None) -> None:
        """Show two places about to be swapped, or none; only what changes is painted."""
        if swap == self.scene.swap:
            return
        for area in touched(self.scene):
            self.viewport().update(area)
        self.scene.swap = swap
        for area in touched(self.scene):
            self.viewport().update(area)

    def finish_swap(self) -> bool:
        """Ask for the swap in the hand; whether there was one with both places."""
        swap = self.scene.swap
        self.show_swap(None)
        if swap is None or swap.target is None:
            return False
        self.swap_requested.emit((swap.source.code, swap.target.code))
        return True

    def hover(self, place: FloorPlace | None) -> None:
        """Show which place the pointer is at."""
        place_id = None if place is None else place.id
        if place_id != self.scene.hovered:
            self.scene.hovered = place_id
            self.refresh()

    def reveal(self, place: FloorPlace) -> None:
        """Scroll just enough to see a place."""
        self._see(self.scene.sight.revealing(self.scene.box(place)))

    def pan(self, step: QPoint) -> None:
        """Scroll by so many pixels."""
        sight = self.scene.sight
        self._see(sight.scrolled(sight.scroll_x + step.x(), sight.scroll_y + step.y()))

    def say(self, text: str) -> None:
        """Tell a screen reader."""
        announce(self, text)

    # Painting

    def refresh(self) -> None:
        """Paint everything anew."""
        self.viewport().update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        if ratio != self.scene.ratio:
            self.scene.ratio = ratio
            self.scene.dress()
        painter = QPainter(self.viewport())
        paint_floor(painter, self.scene, self._backdrop)
        paint_swap(painter, self.scene)

    # Size and scrolling

    def _see(self, sight: Sight) -> None:
        self.scene.look(sight)
        self._fit_in()

    def _fit_in(self) -> None:
        """Tell the scroll bars where the plan is."""
        # setting a bar calls back before the other bar is set
        self._fitting_in = True
        sight = self.scene.sight
        for bar, most, part, value in (
            (self.horizontalScrollBar(), sight.furthest[0], sight.across, sight.scroll_x),
            (self.verticalScrollBar(), sight.furthest[1], sight.down, sight.scroll_y),
        ):
            bar.setRange(0, most)
            bar.setPageStep(part)
            bar.setSingleStep(_WHEEL_STEP // 3)
            bar.setValue(value)
        self._fitting_in = False
        self.refresh()

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if not self._fitting_in:
            across, down = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
            self.scene.look(self.scene.sight.scrolled(across, down))
            self.refresh()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self.scene.resize(self.viewport().size())
        self._fit_in()

    @override
    def sizeHint(self) -> QSize:
        return QSize(960, 640)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(320, 200)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        pixels, angle = event.pixelDelta(), event.angleDelta()
        step = angle * _WHEEL_STEP / _NOTCH if pixels.isNull() else pixels
        if event.modifiers() & _Modifier.ControlModifier:
            notches = (angle.y() or angle.x()) / _NOTCH
            self.zoom(_ZOOM_STEP**notches, event.position().toPoint())
        elif event.modifiers() & _Modifier.ShiftModifier and not step.x():
            self.pan(QPoint(-step.y(), 0))
        else:
            self.pan(-step)
        event.accept()

    # Mouse

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._mouse.press(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse.move(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._mouse.release(event)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        spot = event.position()
        place = self.scene.hit((spot.x(), spot.y()))
        if event.button() == Qt.MouseButton.LeftButton and place is not None:
            self.activate(place)

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._show_tooltip(event)
            return True
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom(1 + event.value(), event.position().toPoint())
            return True
        if event.type() == QEvent.Type.Leave:
            self.hover(None)
        return super().viewportEvent(event)

    def _show_tooltip(self, event: QHelpEvent) -> None:
        place = self.scene.hit((event.x(), event.y()))
        if place is None:
            QToolTip.hideText()
            return
        text, area = self.scene.tooltip(place), self.scene.place_rect(place)
        QToolTip.showText(event.globalPos(), text, self.viewport(), area)

    # Keyboard

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._mouse.cancel():
            return
        if not self._keyboard.press(event):
            event.ignore()

    @override
    def focusNextPrevChild(self, forward: bool) -> bool:
        return self._keyboard.next_place(forward=forward) or super().focusNextPrevChild(forward)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._keyboard.come(event.reason())

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._keyboard.cancel_swap()

    def _name(self) -> None:
        say = words(self.scene.language)
        self.setAccessibleName(say("floor.name"))
        self.setAccessibleDescription(say("floor.keys"))
