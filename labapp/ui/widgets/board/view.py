"""The board: places by time, painted in one widget, worked by mouse and keyboard."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer
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
from PySide6.QtWidgets import QFrame, QToolTip, QWidget
from typing_extensions import override

from labapp.ui.theme import Theme, load_theme
from labapp.ui.widgets.board.accessible import BlocksSpoken
from labapp.ui.widgets.board.frame import paint_frame, still_of
from labapp.ui.widgets.board.geometry import LaneRow
from labapp.ui.widgets.board.hands_painting import countdown_place
from labapp.ui.widgets.board.headers import day_at, day_told
from labapp.ui.widgets.board.keyboard import Keyboard
from labapp.ui.widgets.board.mouse import Mouse
from labapp.ui.widgets.board.overlay import overlay_of, paint_overlay
from labapp.ui.widgets.board.rows import Block, Draft, Lane, OpenHours
from labapp.ui.widgets.board.saying import SayingBoard
from labapp.ui.widgets.board.scene import HEADER_HEIGHT, Cursor, Scene
from labapp.ui.widgets.board.sight import Sight
from labapp.ui.widgets.spoken import announce, make_views_readable, tell_chosen
from labapp.words import words

_Modifier = Qt.KeyboardModifier
_RANGE_MILLISECONDS: Final = 60
_SEVERAL: Final = 2
_COPYING: Final = {
    Qt.Key.Key_Alt: _Modifier.AltModifier,
    Qt.Key.Key_Control: _Modifier.ControlModifier,
}
"""Held while a block is dragged they copy it; where a desktop keeps Alt for itself, Ctrl does."""


class BoardView(SayingBoard):
    """Lanes by time. The page feeds it rows and answers its drafts; it decides nothing itself.

    A dropped draft stays in sight until ``set_blocks``, ``clear_draft`` or the next gesture.
    """

    def __init__(
        self, parent: QWidget | None = None, theme: Theme | None = None, language: str = "en"
    ) -> None:
        """Start empty; light and in English if nothing else is said."""
        super().__init__(parent)
        # for a widget it has not met, PySide makes all classes of widgets ready first: 10 ms
        self.setViewport(QWidget())
        self.scene = Scene(theme or load_theme("light"), language)
        self.speaker = BlocksSpoken(self.scene)
        make_views_readable()
        self.painted_blocks = 0
        """How many blocks the last painting drew."""
        self._sight = Sight(self, self.scene, self._moved, self.zoom_past.emit)
        self._mouse = Mouse(self, self)
        self._keyboard = Keyboard(self, self._mouse.together)
        self._corner: QWidget | None = None
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
        self._keep_chosen()
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

    def set_seconds(self, epoch: int) -> None:
        """Say what second it is, for what counts down; only that is painted."""
        scene = self.scene
        before, scene.seconds = scene.seconds, epoch
        for block in scene.expiring if before != epoch else ():
            place = countdown_place(scene, block)
            if not place.isEmpty():
                self._still = None
                self.viewport().update(place.translated(scene.origin).adjusted(-8, -2, 2, 2))

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

    def set_day_notes(self, notes: Mapping[int, str]) -> None:
        """Say by a day's midnight why it differs from others, such as a holiday."""
        if notes != self.scene.day_notes:
            self.scene.day_notes = dict(notes)
            self.refresh()

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

    def set_found(self, block_ids: frozenset[int] | None) -> None:
        """Let only these blocks stand out; None: all as usual."""
        if block_ids != self.scene.found:
            self.scene.found = block_ids
            self.refresh()

    def set_folded(self, zones: Iterable[str]) -> None:
        """Show only the bands of these zones, without saying so."""
        self.scene.folded = frozenset(zones)
        self.scene.reindex()
        self._keep_chosen()
        self._sight.refit()

    def set_corner(self, corner: QWidget) -> None:
        """Keep a small control in the corner above the lanes."""
        self._corner = corner
        corner.setParent(self.viewport())
        self._place_corner()

    def set_offers(self, draft: Draft, offers: Mapping[int, str]) -> None:
        """Say by lane whether the draft's time is ``free`` or ``blocked`` there."""
        shown = self.scene.draft
        if shown is not None and shown.same_place(draft):
            before = overlay_of(self.scene)
            self.scene.offers = offers
            for overlay in (before, overlay_of(self.scene)):
                for touched in [] if overlay is None else overlay.touched:
                    self.viewport().update(touched)

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

    def zoom_to(self, pixels_per_minute: float, epoch: int, x: int) -> None:
        """Zoom so, with an instant at an x of the viewport, as far as the limits allow."""
        self._sight.zoom_to(pixels_per_minute, epoch, x)

    def zoom_to_fit(self) -> None:
        """Zoom to one day's opening hours, or to all of several days."""
        self._sight.to_fit()

    # What the controls say

    def choose(self, block_id: int | None) -> None:
        """Select a block, or none, and say so."""
        several, self.scene.chosen = self.scene.chosen, frozenset()
        if several:
            self.refresh()
            self.many_chosen.emit(frozenset())
        if block_id != self.scene.selected or several:
            self.set_selected(block_id)
            self.block_selected.emit(block_id)
            tell_chosen(self, block_id)

    def choose_many(self, block_ids: Iterable[int], head: int | None = None) -> None:
        """Select several blocks together, one of them as the last one chosen, and say so."""
        wanted = [block for block in map(self.scene.index.block, block_ids) if block is not None]
        shown = frozenset(block.id for block in wanted)
        if len(shown) < _SEVERAL:
            self.choose(wanted[0].id if wanted else None)
            return
        last = head if head in shown else self.scene.selected
        if last not in shown:
            last = min(wanted, key=lambda block: block.start).id
        self.scene.chosen = shown
        self.scene.selected = last
        self.refresh()
        self.many_chosen.emit(shown)
        tell_chosen(self, last)

    def show_band(self, band: QRect | None) -> None:
        """Show the band of the contents that is drawn around blocks; None takes it away."""
        if band != self.scene.band:
            self.scene.band = band
            self.refresh()

    def fold(self, zone: str, *, folded: bool) -> None:
        """Show only a zone's band, or its lanes again, and say so."""
        zones = self.scene.folded | {zone} if folded else self.scene.folded - {zone}
        if zones != self.scene.folded:
            self.clear_draft()
            self.set_folded(zones)
            if self.scene.selected is not None and not self.scene.chosen:
                chosen = self.scene.index.block(self.scene.selected)
                self.choose(None if chosen is None else chosen.id)
            self.folded_changed.emit(self.scene.folded)

    def show_gap(self, y: int | None) -> None:
        """Show where in the contents a dragged lane or zone would go."""
        if y != self.scene.gap:
            self.scene.gap = y
            self.refresh()

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
            if self.scene.offers:
                self.scene.offers = {}
                self.viewport().update()
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
        shown = self.scene.draft
        if shown is None or draft is None or not shown.same_place(draft):
            self.scene.offers = {}
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

    def _keep_chosen(self) -> None:
        """Let go of chosen blocks that are no longer shown."""
        left = frozenset(each for each in self.scene.chosen if self.scene.index.block(each))
        if left != self.scene.chosen:
            self.scene.chosen = left if len(left) >= _SEVERAL else frozenset()
            self.many_chosen.emit(self.scene.chosen)

    # Size and scrolling

    def _place_corner(self) -> None:
        if self._corner is not None:
            size = self._corner.sizeHint()
            left = self.scene.header_width - size.width() - 6
            self._corner.setGeometry(
                QRect(QPoint(left, (HEADER_HEIGHT - size.height()) // 2), size)
            )

    def _moved(self) -> None:
        self.refresh()
        self._place_corner()
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
        midnight = self._day_under(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and midnight is not None:
            self.day_wanted.emit(midnight)
            return
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

    def _day_under(self, point: QPoint) -> int | None:
        """Return the midnight of the day whose header is there, where there are several."""
        return day_at(self.scene, point) if self.scene.axis.days > 1 else None

    def _shape(self, event: QMouseEvent) -> None:
        shape = self._mouse.shape(event.position().toPoint(), event.modifiers())
        if not event.buttons() and self._day_under(event.position().toPoint()) is not None:
            shape = Qt.CursorShape.PointingHandCursor
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        scene = self.scene
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self._ask_menu_by_keyboard()
            return
        header = scene.header_hit(event.pos())
        if header is not None:
            if isinstance(header, LaneRow):
                lane_id, zone = header.lane.id, header.lane.zone
                self.lanes_menu_requested.emit(lane_id, zone, event.globalPos())
            else:
                self.lanes_menu_requested.emit(None, header.zone, event.globalPos())
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
            hit, midnight = self.scene.hit(event.pos()), self._day_under(event.pos())
            if midnight is not None:
                say, day = words(self.scene.language), day_told(self.scene, midnight)
                QToolTip.showText(event.globalPos(), say("board.day.go", day=day), self.viewport())
            elif hit is None or hit.block is None:
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
        if event.key() in _COPYING:
            self._mouse.modifiers_changed(event.modifiers() | _COPYING[Qt.Key(event.key())])
        if event.key() == Qt.Key.Key_Escape and self._mouse.cancel():
            return
        if self._sight.key(event) or self._keyboard.press(event):
            return
        event.ignore()

    @override
    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() in _COPYING:
            self._mouse.modifiers_changed(event.modifiers() & ~_COPYING[Qt.Key(event.key())])
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
