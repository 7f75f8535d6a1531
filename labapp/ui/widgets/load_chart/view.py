"""The load chart: how much of each shared resource is used, on the board's time axis."""

from collections.abc import Collection, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget
from typing_extensions import override

from labapp.ui.theme import Theme, load_theme
from labapp.ui.widgets.load_chart.keyboard import Keyboard
from labapp.ui.widgets.load_chart.painting import (
    paint_empty,
    paint_headers,
    paint_plots,
    paint_pointing,
    tag_rect,
)
from labapp.ui.widgets.load_chart.rows import Load
from labapp.ui.widgets.load_chart.scale import FOLDED_HEIGHT, OPEN_HEIGHT, LoadRow, TimeView
from labapp.ui.widgets.load_chart.scene import ChartScene, Pointing
from labapp.ui.widgets.load_chart.wording import spoken_load, spoken_room
from labapp.ui.widgets.spoken import Speaker, announce, make_views_readable, tell_chosen
from labapp.words import words

_WHEEL_STEP: Final = 60
_NOTCH: Final = 120
_ZOOM_STEP: Final = 1.25
_TOOLTIP_REACH: Final = 4
"""Pixels that the pointer may move before the words at it are others."""
_Modifier = Qt.KeyboardModifier


class _LoadsSpoken(Speaker):
    """Reads the loads, top to bottom."""

    def __init__(self, scene: ChartScene) -> None:
        self._scene = scene

    def _row(self, item_id: int) -> LoadRow | None:
        return self._scene.layout.row_of(item_id)

    @override
    def ids(self) -> Sequence[int]:
        return [row.load.id for row in self._scene.layout.rows]

    @override
    def name(self, item_id: int) -> str:
        row = self._row(item_id)
        if row is None:
            return ""
        summary = self._scene.sums(row.load).summary
        return spoken_load(self._scene.language, row.load, summary, dated=self._scene.dated)

    @override
    def description(self, item_id: int) -> str:
        row = self._row(item_id)
        if row is None:
            return ""
        summary = self._scene.sums(row.load).summary
        return spoken_room(self._scene.language, row.load, summary, dated=self._scene.dated)

    @override
    def rect(self, item_id: int) -> QRect:
        row = self._row(item_id)
        return QRect() if row is None else self._scene.row_rect(row)

    @override
    def at(self, spot: QPoint) -> int | None:
        row = self._scene.row_at(spot)
        return None if row is None else row.load.id

    @override
    def chosen(self) -> int | None:
        return None if self._scene.cursor is None else self._scene.cursor.load_id

    @override
    def tell_state(self, item_id: int, state: QAccessible.State) -> None:
        folded = item_id in self._scene.folded
        state.expandable = True
        state.collapsed, state.expanded = folded, not folded


class LoadChart(QAbstractScrollArea):
    """Rows of loads. The page feeds it; where times are it is told (see ``following``)."""

    folded_changed = Signal(object)
    """frozenset[int]: the ids of the rows that are folded now."""
    instant_wanted = Signal(object)
    """int: the keyboard went to an instant that is out of view."""
    zoom_wanted = Signal(float, int)
    """A factor, and the pixel of the viewport that should keep its instant."""
    pan_wanted = Signal(int)
    """Pixels to move along the time axis."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty, light and in English."""
        super().__init__(parent)
        make_views_readable()
        self.scene = ChartScene(load_theme("light"), "en")
        self.speaker = _LoadsSpoken(self.scene)
        self._keyboard = Keyboard(self)

        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._name()

    # What the page says

    def set_loads(self, loads: Sequence[Load]) -> None:
        """Show these loads, top to bottom; those with the same amounts are not added up again."""
        self.scene.loads = tuple(loads)
        self._arrange()

    def set_folded(self, ids: Collection[int]) -> None:
        """Fold these rows and open all others, without saying so."""
        self.scene.folded = set(ids)
        self._arrange()

    def set_time(self, view: TimeView) -> None:
        """Show this part of this time scale from now on."""
        if view != self.scene.time:
            self.scene.time = view
            self.refresh()

    def set_now(self, epoch: int | None) -> None:
        """Draw the line of the present there."""
        if epoch != self.scene.now:
            self.scene.now = epoch
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

    @property
    def folded(self) -> frozenset[int]:
        """The ids of the rows that are folded."""
        return frozenset(self.scene.folded)

    # What the controls say

    def toggle(self, load_id: int) -> None:
        """Fold a row, or open it again, and say so."""
        self.scene.folded ^= {load_id}
        self._arrange()
        self.folded_changed.emit(self.folded)

    def point(self, pointing: Pointing) -> None:
        """Put the keyboard at a row and an instant, in view."""
        before = self.scene.cursor
        self.scene.cursor = pointing
        self._reveal(pointing)
        self.refresh()
        if before is None or before.load_id != pointing.load_id:
            tell_chosen(self, pointing.load_id)

    def say(self, text: str) -> None:
        """Tell a screen reader."""
        announce(self, text)

    def reveal(self, load_id: int) -> None:
        """Scroll just enough to see a row."""
        row, bar = self.scene.layout.row_of(load_id), self.verticalScrollBar()
        if row is None:
            return
        if row.top < bar.value():
            bar.setValue(row.top)
        elif row.bottom > bar.value() + self.scene.size.height():
            bar.setValue(row.bottom - self.scene.size.height())

    def _reveal(self, pointing: Pointing) -> None:
        self.reveal(pointing.load_id)
        time = self.scene.time
        if not time.left <= time.pixel_of(pointing.epoch) < time.right:
            self.instant_wanted.emit(pointing.epoch)

    # Painting

    def refresh(self) -> None:
        """Paint everything anew."""
        self.viewport().update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        scene = self.scene
        ratio = self.devicePixelRatioF()
        if ratio != scene.ratio:
            scene.ratio = ratio
            scene.dress()
        painter = QPainter(self.viewport())
        if not scene.loads:
            paint_empty(painter, scene)
            return
        scene.look()
        paint_plots(painter, scene, event.rect())
        focused = self.hasFocus()
        at = scene.cursor.load_id if focused and scene.cursor is not None else None
        beside = QRect(scene.time.right, 0, scene.size.width(), scene.size.height())
        painter.fillRect(beside & event.rect(), scene.palette.header)
        if event.rect().left() < scene.time.left or at is not None:
            paint_headers(painter, scene, at)
        pointing = scene.pointing(focused=focused)
        if pointing is not None:
            paint_pointing(painter, scene, pointing)

    # Size and scrolling

    def _arrange(self) -> None:
        self.scene.arrange()
        self._fit_in()
        self.updateGeometry()

    def _fit_in(self) -> None:
        bar = self.verticalScrollBar()
        bar.setRange(0, max(self.scene.layout.height - self.scene.size.height(), 0))
        bar.setPageStep(self.scene.size.height())
        bar.setSingleStep(_WHEEL_STEP // 3)
        self.scene.scroll = bar.value()
        self.refresh()

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.scene.scroll = self.verticalScrollBar().value()
        self.scene.hovered = None
        self.refresh()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self.scene.size = self.viewport().size()
        self._fit_in()

    @override
    def sizeHint(self) -> QSize:
        return QSize(960, self.scene.layout.height or OPEN_HEIGHT)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(320, FOLDED_HEIGHT)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        pixels, angle = event.pixelDelta(), event.angleDelta()
        step = angle * _WHEEL_STEP / _NOTCH if pixels.isNull() else pixels
        if event.modifiers() & _Modifier.ControlModifier:
            notches = (angle.y() or angle.x()) / _NOTCH
            self.zoom_wanted.emit(_ZOOM_STEP**notches, round(event.position().x()))
        elif event.modifiers() & _Modifier.ShiftModifier or step.x():
            self.pan_wanted.emit(-(step.x() or step.y()))
        else:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() - step.y())
        event.accept()

    # Mouse

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        spot = event.position().toPoint()
        self._hover(self.scene.pointed_at(spot))
        over_header = spot.x() < self.scene.time.left and self.scene.row_at(spot) is not None
        shape = Qt.CursorShape.PointingHandCursor if over_header else Qt.CursorShape.ArrowCursor
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        spot = event.position().toPoint()
        row, pointing = self.scene.row_at(spot), self.scene.pointed_at(spot)
        if pointing is not None:
            self.point(pointing)
        elif row is not None and spot.x() < self.scene.time.left:
            self.toggle(row.load.id)

    def _hover(self, pointing: Pointing | None) -> None:
        if pointing == self.scene.hovered:
            return
        for shown in (self.scene.hovered, pointing):
            if shown is not None:
                self._update_at(shown)
        if self.scene.cursor is not None:
            self._update_at(self.scene.cursor)
        self.scene.hovered = pointing

    def _update_at(self, pointing: Pointing) -> None:
        """Repaint the line of an instant and its words."""
        x = self.scene.time.pixel_of(pointing.epoch)
        self.viewport().update(QRect(x - 6, 0, 12, self.scene.size.height()))
        self.viewport().update(tag_rect(self.scene, pointing).adjusted(-2, -2, 2, 2))

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._show_tooltip(event)
            return True
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        return super().viewportEvent(event)

    def _show_tooltip(self, event: QHelpEvent) -> None:
        row, pointing = self.scene.row_at(event.pos()), self.scene.pointed_at(event.pos())
        if pointing is not None and self.scene.held_by(pointing):
            x = self.scene.time.pixel_of(pointing.epoch)
            place = QRect(x - _TOOLTIP_REACH, event.y() - _TOOLTIP_REACH, *[2 * _TOOLTIP_REACH] * 2)
            QToolTip.showText(event.globalPos(), self.scene.told(pointing), self.viewport(), place)
            return
        if row is None or event.x() >= self.scene.time.left:
            QToolTip.hideText()
            return
        load_id = row.load.id
        text = f"{self.speaker.name(load_id)}\n{self.speaker.description(load_id)}"
        QToolTip.showText(event.globalPos(), text, self.viewport(), self.scene.row_rect(row))

    # Keyboard

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._keyboard.press(event):
            event.ignore()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._keyboard.come(event.reason())
        self.refresh()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.refresh()

    def _name(self) -> None:
        say = words(self.scene.language)
        self.setAccessibleName(say("load.name"))
        self.setAccessibleDescription(say("load.keys"))
