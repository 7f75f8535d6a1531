"""The keyboard on the lanes: Alt with the arrows moves, folds and opens them."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from labapp.ui.widgets.board.controls import Board
from labapp.ui.widgets.board.scene import Cursor

_Key = Qt.Key
_Modifier = Qt.KeyboardModifier
_STEPS: Final = {_Key.Key_Up: -1, _Key.Key_Down: 1}


class LaneKeys:
    """Alt+Up and Alt+Down move the cursor's lane, with Shift its zone; Left and Right fold."""

    def __init__(self, board: Board) -> None:
        """Act on the board."""
        self._board = board
        self._folded: list[str] = []
        """Zones folded by key, the last one last."""

    def press(self, event: QKeyEvent) -> bool:
        """Do what the key says; whether it said anything here."""
        scene = self._board.scene
        modifiers = event.modifiers() & ~_Modifier.KeypadModifier
        shifted = modifiers == _Modifier.AltModifier | _Modifier.ShiftModifier
        if not scene.lanes or not (shifted or modifiers == _Modifier.AltModifier):
            return False
        step = _STEPS.get(_Key(event.key()))
        lane = None if scene.cursor is None else scene.lane(scene.cursor.lane_id)
        if step is not None and lane is not None:
            if shifted:
                self._board.ask_zone(lane.zone, step)
            else:
                self._board.ask_lane(lane.id, step)
            return True
        if event.key() == _Key.Key_Left and lane is not None:
            return self._fold(lane.zone)
        return event.key() == _Key.Key_Right and self._unfold()

    def _fold(self, zone: str) -> bool:
        """Fold a zone, and go on in the lane below it, or above where there is none."""
        scene = self._board.scene
        inside = [n for n, row in enumerate(scene.layout.rows) if row.lane.zone == zone]
        rows = scene.layout.rows
        beside = [*rows[inside[-1] + 1 :], *reversed(rows[: inside[0]])] if inside else []
        self._folded.append(zone)
        self._board.fold(zone, folded=True)
        if zone in scene.folded and beside and scene.cursor is not None:
            cursor = scene.cursor
            self._board.put_cursor(Cursor(beside[0].lane.id, cursor.anchor, cursor.head))
        return True

    def _unfold(self) -> bool:
        """Open the zone folded last, else the first that is folded; go to its first lane."""
        scene = self._board.scene
        last = [zone for zone in reversed(self._folded) if zone in scene.folded]
        candidates = [*last, *(group.zone for group in scene.layout.zones if group.folded)]
        zone = next(iter(candidates), None)
        if zone is None:
            return False
        self._board.fold(zone, folded=False)
        first = next((row for row in scene.layout.rows if row.lane.zone == zone), None)
        if first is not None and scene.cursor is not None:
            cursor = scene.cursor
            self._board.put_cursor(Cursor(first.lane.id, cursor.anchor, cursor.head))
        return True
