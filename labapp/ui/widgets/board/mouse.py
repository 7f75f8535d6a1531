"""The mouse on the board: choose one or several, make, move, resize, copy; carry lanes."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QMouseEvent

from labapp.ui.widgets.board.controls import Board
from labapp.ui.widgets.board.geometry import ZoneGroup
from labapp.ui.widgets.board.gestures import Drag, Grip
from labapp.ui.widgets.board.lane_mouse import LaneMouse
from labapp.ui.widgets.board.scene import Cursor, Edge, Hit
from labapp.ui.widgets.board.together import Together, carried_along

_AUTOSCROLL_ZONE: Final = 28
_AUTOSCROLL_MILLISECONDS: Final = 30
_ALT: Final = Qt.KeyboardModifier.AltModifier
_CONTROL: Final = Qt.KeyboardModifier.ControlModifier
_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier
_GRIPS: Final = {Edge.START: Grip.START, Edge.BODY: Grip.MOVE, Edge.END: Grip.END}


class Mouse:
    """Follows one drag at a time."""

    def __init__(self, board: Board, owner: QObject) -> None:
        """Act on the board; the owner keeps the timer that scrolls at the edges."""
        self._board = board
        self.together = Together(board)
        self._headers = LaneMouse(board)
        self._drag: Drag | None = None
        self._band_from: QPoint | None = None
        """Where in the contents a band was begun."""
        self._toggled: int | None = None
        self._kept: frozenset[int] = frozenset()
        """What was chosen before the band."""
        self._alone = False
        """Whether a click on one of several chosen chooses it alone."""
        self._pressed = QPoint()
        self._at = QPoint()
        self.dragging = False
        """Whether a drag has gone far enough to be meant."""
        self._scrolling = QTimer(owner)
        self._scrolling.setInterval(_AUTOSCROLL_MILLISECONDS)
        self._scrolling.timeout.connect(self._autoscroll)

    def press(self, event: QMouseEvent) -> None:
        """Choose what is there, and be ready to drag it."""
        board, point = self._board, event.position().toPoint()
        board.clear_draft()
        if self._headers.press(event):
            return
        hit, modifiers = board.scene.hit(point), event.modifiers()
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed, self._alone = point, False
        if left and modifiers & _CONTROL:
            self._begin_band(point, hit)
            return
        if hit is None:
            return
        block_id = None if hit.block is None else hit.block.id
        self._put_cursor(hit)
        if left and block_id is not None and modifiers & _SHIFT:
            self.together.reach_to(block_id)
            return
        if block_id is not None and block_id in board.scene.chosen:
            # the others stay chosen if it is dragged, or asked for its menu
            self._alone = left
        else:
            board.choose(block_id)
        if left:
            self._drag = self._drag_of(hit, modifiers)

    def _put_cursor(self, hit: Hit) -> None:
        board = self._board
        mark = hit.mark if hit.block is None else board.scene.axis.mark_of(hit.block.start)
        cell = board.scene.axis.cell_at(mark, board.grid_minutes)
        board.put_cursor(Cursor(hit.row.lane.id, cell, cell))

    def _begin_band(self, point: QPoint, hit: Hit | None) -> None:
        """Be ready to draw a band, or to choose one more or less if it is only a click."""
        scene = self._board.scene
        if not scene.grid.contains(point):
            return
        self._band_from = point - scene.origin
        self._toggled = None if hit is None or hit.block is None else hit.block.id
        self._kept = scene.chosen or frozenset(() if scene.selected is None else (scene.selected,))

    def _drag_of(self, hit: Hit, modifiers: Qt.KeyboardModifier) -> Drag | None:
        lane_id = hit.row.lane.id
        if hit.block is None:
            return Drag(Grip.CREATE, lane_id, hit.mark)
        if modifiers & _ALT:
            return Drag(Grip.COPY, lane_id, hit.mark, hit.block)
        if not hit.block.movable:
            return None
        return Drag(_GRIPS[hit.edge], lane_id, hit.mark, hit.block)

    def move(self, event: QMouseEvent) -> None:
        """Drag, or show what a drag from here would do."""
        point = event.position().toPoint()
        if self._headers.move(event) or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        if self._drag is None and self._band_from is None:
            return
        far = (point - self._pressed).manhattanLength()
        if not self.dragging and far < QGuiApplication.styleHints().startDragDistance():
            return
        self._pull_along(point, event.modifiers())

    def release(self, event: QMouseEvent) -> None:
        """Drop what is dragged; where it already was means nothing changes."""
        if event.button() != Qt.MouseButton.LeftButton or self._headers.release():
            return
        board, drag, dragged = self._board, self._drag, self.dragging
        banded, toggled, alone = self._band_from is not None, self._toggled, self._alone
        self._stop()
        if banded:
            if not dragged and toggled is not None:
                self.together.toggle(toggled)
            return
        if not dragged:
            if alone and drag is not None and drag.block is not None:
                board.choose(drag.block.id)
            return
        draft, block = board.scene.draft, None if drag is None else drag.block
        if draft is not None and block is not None and not draft.copy:
            stayed = (draft.lane_id, draft.start, draft.end)
            if stayed == (block.lane_id, block.start, block.end):
                board.clear_draft()
                return
        board.drop_draft()

    def cancel(self) -> bool:
        """Put back what is dragged; whether there was anything."""
        if self._headers.cancel():
            return True
        was_dragging, banded = self.dragging, self._band_from is not None
        kept = self._kept
        self._stop()
        if was_dragging and banded:
            self._board.choose_many(kept)
        elif was_dragging:
            self._board.clear_draft()
        return was_dragging

    def modifiers_changed(self, modifiers: Qt.KeyboardModifier) -> None:
        """Copy instead of moving, or the other way, from now on."""
        if self.dragging and self._drag is not None:
            self._follow(self._at, modifiers)

    def shape(self, point: QPoint, modifiers: Qt.KeyboardModifier) -> Qt.CursorShape:
        """Return the pointer that says what a drag from there would do."""
        if self.dragging and self._drag is not None:
            return {
                Grip.CREATE: Qt.CursorShape.SizeHorCursor,
                Grip.MOVE: Qt.CursorShape.ClosedHandCursor,
                Grip.COPY: Qt.CursorShape.DragCopyCursor,
            }.get(self._drag.grip, Qt.CursorShape.SizeHorCursor)
        if self._headers.dragging:
            return Qt.CursorShape.ClosedHandCursor
        if isinstance(self._board.scene.header_hit(point), ZoneGroup):
            return Qt.CursorShape.PointingHandCursor
        return self._shape_over(self._board.scene.hit(point), modifiers)

    def _shape_over(self, hit: Hit | None, modifiers: Qt.KeyboardModifier) -> Qt.CursorShape:
        if hit is None or hit.block is None:
            return Qt.CursorShape.ArrowCursor
        if modifiers & _ALT:
            return Qt.CursorShape.DragCopyCursor
        if not hit.block.movable:
            return Qt.CursorShape.ArrowCursor
        if hit.edge is Edge.BODY:
            return Qt.CursorShape.OpenHandCursor
        return Qt.CursorShape.SizeHorCursor

    def _pull_along(self, point: QPoint, modifiers: Qt.KeyboardModifier) -> None:
        if self._band_from is None:
            self._follow(point, modifiers)
        else:
            self._draw_band(point, self._band_from)
        if self.dragging and self._pull() != QPoint():
            if not self._scrolling.isActive():
                self._scrolling.start()
        else:
            self._scrolling.stop()

    def _draw_band(self, point: QPoint, start: QPoint) -> None:
        """Choose all that the band touches, beside what was chosen before."""
        self.dragging, self._at = True, point
        band = QRect(start, self._held(point) - self._board.scene.origin).normalized()
        self._board.show_band(band)
        self.together.within(band, self._kept)

    def _held(self, point: QPoint) -> QPoint:
        """Return the point, or the nearest to it where there are lanes and times."""
        grid = self._board.scene.grid
        return QPoint(
            min(max(point.x(), grid.left()), grid.right()),
            min(max(point.y(), grid.top()), grid.bottom()),
        )

    def _follow(self, point: QPoint, modifiers: Qt.KeyboardModifier) -> None:
        board, drag = self._board, self._drag
        if drag is None:
            return
        if drag.block is not None and drag.grip in {Grip.MOVE, Grip.COPY}:
            copies = bool(modifiers & (_ALT | _CONTROL)) or not drag.block.movable
            drag = self._drag = replace(drag, grip=Grip.COPY if copies else Grip.MOVE)
        scene = board.scene
        self.dragging, self._at = True, point
        spot = self._held(point) - scene.origin
        row = scene.layout.nearest(spot.y())
        if row is None:
            return
        mark = scene.axis.mark_at(spot.x())
        draft = drag.draft(scene.axis, board.grid_minutes, row.lane.id, mark)
        if drag.grip is Grip.MOVE:
            draft = carried_along(scene, draft)
        board.show_draft(draft, point)

    def _pull(self) -> QPoint:
        """Return how far to scroll because the pointer is near an edge."""
        inner = self._board.scene.grid.adjusted(
            _AUTOSCROLL_ZONE, _AUTOSCROLL_ZONE, -_AUTOSCROLL_ZONE, -_AUTOSCROLL_ZONE
        )
        across = min(self._at.x() - inner.left(), 0) + max(self._at.x() - inner.right(), 0)
        down = min(self._at.y() - inner.top(), 0) + max(self._at.y() - inner.bottom(), 0)
        limit = 2 * _AUTOSCROLL_ZONE
        return QPoint(min(max(across, -limit), limit), min(max(down, -limit), limit)) / 2

    def _autoscroll(self) -> None:
        if self.dragging and self._board.pan(self._pull()):
            self._pull_along(self._at, QGuiApplication.keyboardModifiers())
        else:
            self._scrolling.stop()

    def _stop(self) -> None:
        self._drag = self._band_from = self._toggled = None
        self.dragging = self._alone = False
        self._scrolling.stop()
        self._board.show_band(None)
