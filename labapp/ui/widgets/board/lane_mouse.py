"""The mouse on the lanes' headers: fold a zone, or carry a lane or a zone to another place."""

from typing import Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent

from labapp.ui.widgets.board.controls import Board
from labapp.ui.widgets.board.geometry import LaneRow, ZoneGroup

LEFT: Final = Qt.MouseButton.LeftButton


class LaneMouse:
    """Follows one press on a header until it is let go."""

    def __init__(self, board: Board) -> None:
        """Act on the board."""
        self._board = board
        self._held: LaneRow | ZoneGroup | None = None
        self._pressed = QPoint()
        self._target = 0
        """How many places further down it would go."""
        self.dragging = False

    def press(self, event: QMouseEvent) -> bool:
        """Take hold of the header there; whether there is one."""
        point = event.position().toPoint()
        found = self._board.scene.header_hit(point)
        if found is None:
            return False
        if event.button() == LEFT:
            self._held, self._pressed, self._target = found, point, 0
        return True

    def move(self, event: QMouseEvent) -> bool:
        """Carry what is held; whether anything is."""
        if self._held is None:
            return False
        point = event.position().toPoint()
        far = (point - self._pressed).manhattanLength()
        if self.dragging or far >= QGuiApplication.styleHints().startDragDistance():
            self.dragging = True
            self._aim(point.y() - self._board.scene.origin.y())
        return True

    def release(self) -> bool:
        """Let go: fold or open the zone that was only pressed; whether anything was held."""
        held, dragged, target = self._held, self.dragging, self._target
        self.cancel()
        if held is None:
            return False
        if isinstance(held, ZoneGroup):
            if not dragged:
                self._board.fold(held.zone, folded=not held.folded)
            elif target:
                self._board.ask_zone(held.zone, target)
        elif target:
            self._board.ask_lane(held.lane.id, target)
        return True

    def cancel(self) -> bool:
        """Put back what is held; whether it was being carried."""
        was = self.dragging
        self._held, self.dragging, self._target = None, False, 0
        self._board.show_gap(None)
        return was

    def _aim(self, y: int) -> None:
        if isinstance(self._held, LaneRow):
            self._aim_lane(self._held, y)
        elif self._held is not None:
            self._aim_zone(self._held, y)

    def _aim_lane(self, held: LaneRow, y: int) -> None:
        """A lane stays in its zone."""
        rows = [r for r in self._board.scene.layout.rows if r.lane.zone == held.lane.zone]
        self._show(
            [(row.top, row.bottom) for row in rows],
            next(n for n, row in enumerate(rows) if row.lane.id == held.lane.id),
            y,
        )

    def _aim_zone(self, held: ZoneGroup, y: int) -> None:
        zones = self._board.scene.layout.zones
        at = next(n for n, zone in enumerate(zones) if zone.zone == held.zone)
        self._show([(zone.top, zone.bottom) for zone in zones], at, y)

    def _show(self, places: list[tuple[int, int]], at: int, y: int) -> None:
        """Find the gap nearest to y, and show it unless it changes nothing."""
        gap = sum(1 for top, bottom in places if y > (top + bottom) // 2)
        self._target = gap - at if gap <= at else gap - at - 1
        edge = places[gap][0] if gap < len(places) else places[-1][1]
        self._board.show_gap(edge if self._target else None)
