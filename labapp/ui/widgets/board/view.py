"""The board: places by time, painted in one widget, worked by mouse and keyboard."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget
from typing_extensions import override

from labapp.ui.theme import Theme, load_theme
from labapp.ui.widgets.board.accessible import announce, make_boards_readable, tell_selection
from labapp.ui.widgets.board.frame import paint_frame, still_of
from labapp.ui.widgets.board.keyboard import Keyboard
from labapp.ui.widgets.board.mouse import Mouse
from labapp.ui.widgets.board.overlay import overlay_of, paint_overlay
from labapp.ui.widgets.board.rows import Block, Draft, Lane, OpenHours
from labapp.ui.widgets.board.scene import HEADER_HEIGHT, Cursor, Scene
from labapp.ui.widgets.board.sight import Sight
from labapp.words import words

_RANGE_MILLISECONDS: Final = 60
_Modifier = Qt.KeyboardModifier


class BoardView(QAbstractScrollArea):
    """Lanes by time. The page feeds it rows and answers its drafts; it decides nothing itself.

    A dropped draft stays in sight until ``set_blocks``, ``clear_draft`` or the next gesture.
    """

    block_selected = Signal(object)
    """int | None"""
    draft_changed = Signal(object)
    """Draft while it is dragged; None when it was given up."""
    draft_dropped = Signal(object)
    """Draft: make, move, resize or copy, as its ``block_id`` and ``copy`` say."""
    visible_range_changed = Signal(object)
    """(start, end) in epoch seconds."""
    activated = Signal(object)
    """int: a block was opened."""
    delete_requested = Signal(object)
    """int: a block should go."""
    context_requested = Signal(object, object, object, QPoint)
    """Block's id or None, lane's id, epoch second, point of the screen."""
    day_step = Signal(int)
    """-1 or 1: the keyboard went past the days shown."""

    def __init__(
        self, parent: QWidget | None = None, theme: Theme | None = None, language: str = "en"
    ) -> None:
        """Start empty; light and in English if nothing else is said."""
        super().__init__(parent)
        # for a widget it has not met, PySide makes all classes of widgets ready first: 10 ms
        self.setViewport(QWidget())
        make_boards_readable()
        self.scene = Scene(theme or load_theme("light"), language)
        self.painted_blocks = 0
        """How many blocks the last painting drew."""
        self._sight = Sight(self, self.scene, self._moved)
        self._mouse = Mouse(self, self)
        self._keyboard = Keyboard(self)
        self._still: QPixmap | None = None
        self._dropped = False
        self._told_range: tuple[int, int] | None = None
        self._range_timer = QTimer(self)
        self._range_timer.setSingleShot(True)
        self._range_timer.setInterval(_RANGE_MILLISECONDS)
        self._range_timer.timeout.connect(self._tell_range)

        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._name()

    @property
    def grid_minutes(self) -> int:
        """How many minutes drafts and the keyboard go by; 15 unless set."""
        return self.scene.grid_minutes

    @grid_minutes.setter
    def grid_minutes(self, minutes: int) -> None:
        self.scene.grid_minutes = minutes

    # What the page says

    def set_lanes(self, lanes: Sequence[Lane]) -> None:
        """Show these lanes, top to bottom."""
        self.scene.lanes = tuple(lanes)
        self.scene.reindex()
        self._sight.refit()

    def set_blocks(self, blocks: Sequence[Block]) -> None:
        """Show these blocks instead of those before; a dropped draft is done with."""
        self.scene.blocks = tuple(blocks)
        self.scene.reindex()
        if self._dropped:
            self._forget_draft()
        self._sight.fit_in()

    def set_hours(self, hours: Sequence[OpenHours]) -> None:
        """Hatch everything outside these opening hours."""
        self.scene.hours = tuple(hours)
        self.scene.close()
        self._sight.refit()

    def set_now(self, epoch: int | None) -> None:
        """Draw the line of the present there."""
        if epoch != self.scene.now:
            self.scene.now = epoch
            self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Take on a theme."""
        if theme is not self.scene.theme:
            self.scene.theme = theme
            self.scene.dress()
            self.refresh()

    def set_language(self, language: str) -> None:
        """Speak ``en``, ``zh_HK`` or ``zh_CN``."""
        if language != self.scene.language:
            self.scene.language = language
            self.scene.dress()
            self._name()
            self._sight.refit()

    def set_day_window(self, start_minute: int, end_minute: int) -> None:
        """Show these minutes of each day where several days are shown."""
        self.scene.day_window = (start_minute, end_minute)
        self.show_range(self.scene.axis.first_day, self.scene.axis.days)

    def show_range(self, first_day_start: int, days: int) -> None:
        """Show days from a lab midnight on: 1 whole, or several with only their day window."""
        self._forget_draft()
        self.scene.show(first_day_start, days)
        self._sight.to_fit()

    def set_selected(self, block_id: int | None) -> None:
        """Select a block, or none, without saying so."""
        if block_id != self.scene.selected:
            self.scene.selected = block_id
            self.refresh()

    def set_verdict(self, draft: Draft, verdict: str, reason: str = "") -> None:
        """Say whether a draft is ``free`` or ``blocked``; ignored once another is shown."""
        shown = self.scene.draft
        if shown is None or not shown.same_place(draft):
            return
        self._swap_draft(replace(shown, verdict=verdict, reason=reason), self.scene.draft_at)
        if self._keyboard.moving or self.scene.draft_at is None:
            self.say(reason)

    def set_ghosts(self, ghosts: Sequence[Block]) -> None:
        """Show proposals; of kind ``free`` or ``blocked`` they are areas that glow or warn."""
        self.scene.ghosts = tuple(ghosts)
        self.refresh()

    def set_loading(self, loading: bool) -> None:  # noqa: FBT001 - Qt's way of naming setters
        """Say that blocks are still coming."""
        self.scene.loading = loading
        self.viewport().update(QRect(0, 0, self.scene.header_width, HEADER_HEIGHT))
        self._still = None

    def clear_draft(self) -> None:
        """Take the draft away; ``draft_changed(None)`` follows if it was not dropped."""
        given_up = self.scene.draft is not None and not self._dropped
        self._forget_draft()
        if given_up:
            self.draft_changed.emit(None)

    def scroll_to(self, epoch: int) -> None:
        """Bring an instant to the left, an hour's room before it."""
        self._sight.scroll_to(epoch)

    def zoom(self, factor: float, around_x: int | None = None) -> None:
        """Zoom by a factor; the instant at ``around_x`` of the viewport stays there."""
        self._sight.zoom(factor, around_x)

    def zoom_to_fit(self) -> None:
        """Zoom to one day's opening hours, or to all of several days."""
        self._sight.to_fit()

    # What the controls say

    def choose(self, block_id: int | None) -> None:
        """Select a block, or none, and say so."""
        if block_id != self.scene.selected:
            self.set_selected(block_id)
            self.block_selected.emit(block_id)
            tell_selection(self, block_id)

    def activate(self, block_id: int) -> None:
        """Say that the block was opened."""
        self.activated.emit(block_id)

    def ask_delete(self, block_id: int) -> None:
        """Say that the block should go."""
        self.delete_requested.emit(block_id)

    def ask_day(self, step: int) -> None:
        """Say that the day before or after is wanted."""
        self.day_step.emit(step)

    def show_draft(self, draft: Draft, at: QPoint | None = None) -> None:
        """Show a draft, its label at the pointer, and say so if it asks for something new."""
        shown = self.scene.draft
        self._dropped = False
        if shown is not None and shown.same_place(draft):
            self._swap_draft(shown, at)
            return
        lifted = None if draft.copy else draft.block_id
        if lifted != self.scene.lifted:
            self.scene.lifted = lifted
            self.refresh()
        self._swap_draft(draft, at)
        self.draft_changed.emit(draft)

    def drop_draft(self) -> None:
        """Say that the draft is meant; it stays in sight until blocks come."""
        draft = self.scene.draft
        if draft is not None and not self._dropped:
            self._dropped = True
            self._swap_draft(draft, None)
            self.draft_dropped.emit(draft)

    def put_cursor(self, cursor: Cursor) -> None:
        """Put the keyboard's cells somewhere."""
        if cursor != self.scene.cursor:
            self.scene.cursor = cursor
            self.refresh()

    def reveal(self, place: QRect) -> None:
        """Scroll just enough to see a place of the viewport; its start if it is too large."""
        self._sight.reveal(place)

    def pan(self, step: QPoint) -> bool:
        """Scroll by so many pixels; whether anything moved."""
        return self._sight.pan(step)

    def say(self, text: str) -> None:
        """Tell a screen reader."""
        announce(self, text)

    # Painting

    def refresh(self) -> None:
        """Paint everything anew."""
        self._still = None
        self.viewport().update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        if ratio != self.scene.ratio:
            self.scene.ratio = ratio
            self.scene.dress()
            self._still = None
        painter = QPainter(self.viewport())
        if self.scene.draft is None:
            self.painted_blocks = paint_frame(painter, self.scene, event.rect())
            return
        if self._still is None:
            self._still = still_of(self.scene)
        painter.drawPixmap(0, 0, self._still)
        paint_overlay(painter, self.scene)

    def _swap_draft(self, draft: Draft | None, at: QPoint | None) -> None:
        """Show another draft, or the same elsewhere; only what changes is painted."""
        before = overlay_of(self.scene)
        self.scene.draft, self.scene.draft_at = draft, at
        after = overlay_of(self.scene)
        if before == after and draft is not None:
            # the same place in another verdict's colours
            before = None
        for overlay in (before, after):
            for touched in [] if overlay is None else overlay.touched:
                self.viewport().update(touched)

    def _forget_draft(self) -> None:
        self._dropped = False
        self._keyboard.moving = False
        if self.scene.lifted is not None:
            self.scene.lifted = None
            self.refresh()
        self._swap_draft(None, None)

    # Size and scrolling

    def _moved(self) -> None:
        self.refresh()
        if not self._range_timer.isActive():
            self._range_timer.start()

    def _tell_range(self) -> None:
        shown = self.scene.visible_range()
        if shown != self._told_range:
            self._told_range = shown
            self.visible_range_changed.emit(shown)

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._sight.scrolled()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self.scene.size = self.viewport().size()
        self.scene.relayout()
        self._sight.refit()

    @override
    def sizeHint(self) -> QSize:
        return QSize(960, 640)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(320, 200)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        self._sight.wheel(event)

    # Mouse

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._mouse.press(event)
        self._shape(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse.move(event)
        self._shape(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._mouse.release(event)
        self._shape(event)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        hit = self.scene.hit(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and hit is not None and hit.block:
            self.activate(hit.block.id)

    def _shape(self, event: QMouseEvent) -> None:
        shape = self._mouse.shape(event.position().toPoint(), event.modifiers())
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        scene = self.scene
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self._ask_menu_by_keyboard()
            return
        hit = scene.hit(event.pos())
        if hit is not None:
            block_id = None if hit.block is None else hit.block.id
            at = scene.axis.starting(scene.axis.cell_at(hit.mark, self.grid_minutes))
            self.context_requested.emit(block_id, hit.row.lane.id, at, event.globalPos())

    def _ask_menu_by_keyboard(self) -> None:
        scene = self.scene
        block = scene.index.block(scene.selected)
        if block is not None:
            lane_id, at, place = block.lane_id, block.start, scene.block_place(block)
        elif scene.cursor is not None and scene.lane(scene.cursor.lane_id) is not None:
            lane_id = scene.cursor.lane_id
            at, end = scene.cursor_span()
            place = scene.stretch(lane_id, at, end)
        else:
            return
        point = self.viewport().mapToGlobal(place.intersected(scene.grid).center())
        self.context_requested.emit(block and block.id, lane_id, at, point)

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            hit = self.scene.hit(event.pos())
            if hit is None or hit.block is None:
                QToolTip.hideText()
            else:
                place = self.scene.block_place(hit.block)
                QToolTip.showText(event.globalPos(), hit.block.tooltip(), self.viewport(), place)
            return True
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self._sight.zoom(1 + event.value(), round(event.position().x()))
            return True
        return super().viewportEvent(event)

    # Keyboard

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Alt:
            self._mouse.modifiers_changed(event.modifiers() | _Modifier.AltModifier)
        if event.key() == Qt.Key.Key_Escape and self._mouse.cancel():
            return
        if self._sight.key(event) or self._keyboard.press(event):
            return
        event.ignore()

    @override
    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Alt:
            self._mouse.modifiers_changed(event.modifiers() & ~_Modifier.AltModifier)
        event.ignore()

    @override
    def focusNextPrevChild(self, forward: bool) -> bool:
        return self._keyboard.next_block(forward=forward) or super().focusNextPrevChild(forward)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.scene.focused = True
        by_keys = {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}
        if event.reason() in by_keys and self.scene.lanes:
            self._keyboard.start()
        self.refresh()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.scene.focused = False
        self.refresh()

    def _name(self) -> None:
        say = words(self.scene.language)
        self.setAccessibleName(say("board.name"))
        self.setAccessibleDescription(say("board.keys"))
