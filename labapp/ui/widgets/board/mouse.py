"""The mouse on the board: choose, make, move, resize, copy."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QMouseEvent

from labapp.ui.widgets.board.controls import Board
from labapp.ui.widgets.board.gestures import Drag, Grip
from labapp.ui.widgets.board.scene import Cursor, Edge, Hit

_AUTOSCROLL_ZONE: Final = 28
_AUTOSCROLL_MILLISECONDS: Final = 30
_ALT: Final = Qt.KeyboardModifier.AltModifier
_GRIPS: Final = {Edge.START: Grip.START, Edge.BODY: Grip.MOVE, Edge.END: Grip.END}


class Mouse:
    """Follows one drag at a time."""

    def __init__(self, board: Board, owner: QObject) -> None:
        """Act on the board; the owner keeps the timer that scrolls at the edges."""
        self._board = board
        self._drag: Drag | None = None
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
        hit = board.scene.hit(point)
        if hit is None:
            return
        board.choose(None if hit.block is None else hit.block.id)
        mark = hit.mark if hit.block is None else board.scene.axis.mark_of(hit.block.start)
        cell = board.scene.axis.cell_at(mark, board.grid_minutes)
        board.put_cursor(Cursor(hit.row.lane.id, cell, cell))
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag = self._drag_of(hit, event.modifiers())
            self._pressed = point

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
        if self._drag is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        far = (point - self._pressed).manhattanLength()
        if not self.dragging and far < QGuiApplication.styleHints().startDragDistance():
            return
        self._follow(point, event.modifiers())

    def release(self, event: QMouseEvent) -> None:
        """Drop what is dragged; where it already was means nothing changes."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        board, drag, dragged = self._board, self._drag, self.dragging
        self._stop()
        if not dragged:
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
        was_dragging = self.dragging
        self._stop()
        if was_dragging:
            self._board.clear_draft()
        return was_dragging

    def modifiers_changed(self, modifiers: Qt.KeyboardModifier) -> None:
        """Copy instead of moving, or the other way, from now on."""
        if self.dragging:
            self._follow(self._at, modifiers)

    def shape(self, point: QPoint, modifiers: Qt.KeyboardModifier) -> Qt.CursorShape:
        """Return the pointer that says what a drag from there would do."""
        if self.dragging and self._drag is not None:
            return {
                Grip.CREATE: Qt.CursorShape.SizeHorCursor,
                Grip.MOVE: Qt.CursorShape.ClosedHandCursor,
                Grip.COPY: Qt.CursorShape.DragCopyCursor,
            }.get(self._drag.grip, Qt.CursorShape.SizeHorCursor)
        hit = self._board.scene.hit(point)
        if hit is None or hit.block is None:
            return Qt.CursorShape.ArrowCursor
        if modifiers & _ALT:
            return Qt.CursorShape.DragCopyCursor
        if not hit.block.movable:
            return Qt.CursorShape.ArrowCursor
        if hit.edge is Edge.BODY:
            return Qt.CursorShape.OpenHandCursor
        return Qt.CursorShape.SizeHorCursor

    def _follow(self, point: QPoint, modifiers: Qt.KeyboardModifier) -> None:
        board, drag = self._board, self._drag
        if drag is None:
            return
        if drag.block is not None and drag.grip in {Grip.MOVE, Grip.COPY}:
            copies = bool(modifiers & _ALT) or not drag.block.movable
            drag = self._drag = replace(drag, grip=Grip.COPY if copies else Grip.MOVE)
        scene = board.scene
        grid = scene.grid
        self.dragging, self._at = True, point
        spot = QPoint(
            min(max(point.x(), grid.left()), grid.right()),
            min(max(point.y(), grid.top()), grid.bottom()),
        )
        spot -= scene.origin
        row = scene.layout.nearest(spot.y())
        if row is None:
            return
        mark = scene.axis.mark_at(spot.x())
        board.show_draft(drag.draft(scene.axis, board.grid_minutes, row.lane.id, mark), point)
        if self._pull() != QPoint():
            if not self._scrolling.isActive():
                self._scrolling.start()
        else:
            self._scrolling.stop()

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
            self._follow(self._at, QGuiApplication.keyboardModifiers())
        else:
            self._scrolling.stop()

    def _stop(self) -> None:
        self._drag = None
        self.dragging = False
        self._scrolling.stop()
