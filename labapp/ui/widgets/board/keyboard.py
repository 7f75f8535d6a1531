"""The keyboard on the board: everything the mouse can do."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from labapp.ui.widgets.board.controls import Board
from labapp.ui.widgets.board.geometry import DAY
from labapp.ui.widgets.board.gestures import lengthened, nudged, resized, stretched
from labapp.ui.widgets.board.index import LaneBlocks
from labapp.ui.widgets.board.lane_keys import LaneKeys
from labapp.ui.widgets.board.rows import Block, Draft
from labapp.ui.widgets.board.scene import Cursor
from labapp.ui.widgets.board.together import Together, carried_along
from labapp.ui.widgets.board.wording import spoken_draft, spoken_place
from labapp.words import words

_LONGEST: Final = 31 * DAY
_TOURS: Final = "visits"
"""The kind of the lane that is no place."""
_Key = Qt.Key
_ARROWS: Final = {
    _Key.Key_Left: (-1, 0),
    _Key.Key_Right: (1, 0),
    _Key.Key_Up: (0, -1),
    _Key.Key_Down: (0, 1),
}
_MODIFIERS: Final = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


class Keyboard:
    """Moves the cursor, the selection and, in move mode, a block."""

    def __init__(self, board: Board, together: Together) -> None:
        """Act on the board, and choose several blocks together."""
        self._board = board
        self._together = together
        self._lanes = LaneKeys(board)
        self.moving = False
        """Whether the arrows carry the selected block."""
        self._keys: dict[int, Callable[[], bool]] = {
            _Key.Key_Return: self._enter,
            _Key.Key_Enter: self._enter,
            _Key.Key_Escape: self.cancel,
            _Key.Key_M: lambda: self._toggle_moving(copy=False),
            _Key.Key_C: lambda: self._toggle_moving(copy=True),
            _Key.Key_Plus: lambda: self._lengthen(1),
            _Key.Key_Equal: lambda: self._lengthen(1),
            _Key.Key_Minus: lambda: self._lengthen(-1),
            _Key.Key_Delete: self._delete,
            _Key.Key_Home: lambda: self._to_day_edge(last=False),
            _Key.Key_End: lambda: self._to_day_edge(last=True),
            _Key.Key_PageUp: lambda: self._page(-1),
            _Key.Key_PageDown: lambda: self._page(1),
        }

    def press(self, event: QKeyEvent) -> bool:
        """Do what the key says; whether it said anything here."""
        if self._lanes.press(event):
            return True
        if not self._board.scene.layout.rows:
            return False
        if event.modifiers() & _MODIFIERS:
            return self._choose_by(event)
        arrow = _ARROWS.get(_Key(event.key()))
        if arrow is not None:
            stretch = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            return self._arrow(*arrow, stretch=stretch)
        act = self._keys.get(event.key())
        return act is not None and act()

    def _choose_by(self, event: QKeyEvent) -> bool:
        """Choose all with Ctrl+A, one more or less with Ctrl+Space."""
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.cancel_draft()
            return self._together.everything()
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        return control and event.key() == _Key.Key_Space and self._together.toggle_at_cursor()

    def next_block(self, *, forward: bool) -> bool:
        """Select the next or the previous block in time order; False at the last or first."""
        scene = self._board.scene
        axis = scene.axis
        order = [
            block
            for block in scene.index.in_order(axis.first_day - _LONGEST, axis.day_start(axis.days))
            if block.end > axis.first_day
        ]
        if not forward:
            order.reverse()
        chosen = scene.index.block(scene.selected)
        if chosen in order:
            after = order[order.index(chosen) + 1 :]
        else:
            start, end = scene.visible_range()
            after = [b for b in order if (b.end > start if forward else b.start < end)]
        if not after:
            return False
        self.cancel_draft()
        self._select(after[0])
        return True

    def cancel_draft(self) -> bool:
        """Leave move mode and take the draft away; whether there was one."""
        was = self.moving or self._board.scene.draft is not None
        self.moving = False
        self._board.clear_draft()
        return was

    def cancel(self) -> bool:
        """Take away the draft, or else the selection; whether there was either."""
        if self.cancel_draft():
            return True
        if self._board.scene.selected is None and not self._board.scene.chosen:
            return False
        self._board.choose(None)
        return True

    def start(self) -> Cursor:
        """Return the cursor, put where it makes sense if there was none."""
        scene = self._board.scene
        if scene.cursor is not None and scene.layout.row_of(scene.cursor.lane_id) is not None:
            return scene.cursor
        block = scene.index.block(scene.selected)
        if block is not None:
            lane_id, at = block.lane_id, block.start
        else:
            lane_id, at = self._first_place(), self._first_time()
        cell = scene.axis.cell_at(scene.axis.mark_of(at), self._board.grid_minutes)
        cursor = Cursor(lane_id, cell, cell)
        self._board.put_cursor(cursor)
        return cursor

    def _first_place(self) -> int:
        """Return the first lane in sight that is a place; that of the guided tours if it must."""
        scene = self._board.scene
        top = scene.seen.top()
        in_sight = (row.lane for row in scene.layout.rows if row.bottom > top)
        places = (lane.id for lane in in_sight if lane.kind != _TOURS)
        row = scene.layout.nearest(top)
        return next(places, scene.lanes[0].id if row is None else row.lane.id)

    def _first_time(self) -> int:
        """Return now, or the first instant in sight; the opening if that is yet to come."""
        scene = self._board.scene
        first, last = scene.visible_range()
        at = scene.now if scene.now is not None and first <= scene.now < last else first
        day = min(int(scene.axis.mark_of(at) // scene.axis.window), scene.axis.days - 1)
        return max(at, scene.opening_of(day)[0])

    # Arrows

    def _arrow(self, across: int, down: int, *, stretch: bool) -> bool:
        if self.moving:
            return self._carry(across, down, stretch=stretch)
        board = self._board
        on_block = board.scene.draft is None and board.scene.selected is not None
        if stretch and on_block and self._together.extend(across, down):
            return True
        fresh = board.scene.cursor is None
        cursor = self.start()
        if not (fresh and not stretch):
            cursor = self._stepped(cursor, across, down, stretch=stretch)
        self._land(cursor, stretch=stretch)
        return True

    def _stepped(self, cursor: Cursor, across: int, down: int, *, stretch: bool) -> Cursor:
        scene, grid = self._board.scene, self._board.grid_minutes
        number = (scene.layout.number_of(cursor.lane_id) or 0) + down
        row = scene.layout.rows[min(max(number, 0), len(scene.layout.rows) - 1)]
        last = scene.axis.cell_at(scene.axis.last_mark, grid)
        step = cursor.head + across * grid
        if across < 0 <= step:
            # into the cell before, which may be a short one at the end of a day's window
            head = scene.axis.cell_at(cursor.head - 1, grid)
        else:
            head = min(max(scene.axis.cell_at(max(step, 0), grid), 0), last)
        anchor = cursor.anchor if stretch else head
        return Cursor(row.lane.id, anchor, head)

    def _land(self, cursor: Cursor, *, stretch: bool) -> None:
        """Put the cursor down: on a block, on a free cell, or as a stretch of cells."""
        board = self._board
        scene = board.scene
        board.put_cursor(cursor)
        lane = scene.lane(cursor.lane_id)
        if lane is None:
            return
        start, end = scene.cursor_span()
        board.reveal(scene.stretch(lane.id, start, end))
        if stretch:
            board.choose(None)
            axis, grid = scene.axis, board.grid_minutes
            draft = stretched(axis, grid, lane.id, cursor.anchor, cursor.head)
            board.show_draft(draft)
            board.say(spoken_draft(scene.language, lane, draft))
            return
        board.clear_draft()
        block = _block_at(scene.index.lane(lane.id), start, end)
        board.choose(None if block is None else block.id)
        place = spoken_place(scene.language, lane, start, end)
        board.say(place if block is None else block.spoken() or block.title)

    def _carry(self, across: int, down: int, *, stretch: bool) -> bool:
        scene, grid = self._board.scene, self._board.grid_minutes
        if scene.draft is None:
            return False
        if stretch and across and not scene.draft.others:
            draft = resized(grid, scene.draft, across)
        else:
            draft = nudged(scene.axis, scene.layout, scene.draft, across * grid * 60, down)
        self._carried(carried_along(scene, draft))
        return True

    def _carried(self, draft: Draft) -> None:
        board = self._board
        board.show_draft(draft)
        board.reveal(board.scene.stretch(draft.lane_id, draft.start, draft.end))
        lane = board.scene.lane(draft.lane_id)
        if lane is not None:
            board.say(spoken_draft(board.scene.language, lane, draft))

    # Other keys

    def _enter(self) -> bool:
        board = self._board
        scene = board.scene
        if scene.draft is not None:
            self.moving = False
            board.drop_draft()
        elif scene.selected is not None:
            board.activate(scene.selected)
        elif scene.cursor is not None and scene.lane(scene.cursor.lane_id) is not None:
            start, end = scene.cursor_span()
            board.show_draft(Draft(scene.cursor.lane_id, start, end, None))
            board.drop_draft()
        else:
            self.start()
        return True

    def _toggle_moving(self, *, copy: bool) -> bool:
        """Carry the chosen block, or a copy of it, by the arrows from now on, or no more."""
        board = self._board
        if self.moving:
            return self.cancel_draft()
        block = self._selected()
        if block is None or not (block.movable or copy):
            return False
        board.clear_draft()
        self.moving = True
        draft = Draft(block.lane_id, block.start, block.end, block.id, copy=copy)
        board.show_draft(carried_along(board.scene, draft))
        key = "board.copying" if copy else "board.moving"
        board.say(words(board.scene.language)(key))
        return True

    def _lengthen(self, cells: int) -> bool:
        board = self._board
        grid, shown = board.grid_minutes, board.scene.draft
        if board.scene.chosen:
            return False
        if self.moving and shown is not None:
            self._carried(resized(grid, shown, cells))
            return True
        block = self._selected()
        if block is None or not block.movable:
            return False
        if shown is not None and shown.block_id == block.id and not shown.copy:
            draft: Draft | None = resized(grid, shown, cells)
        else:
            draft = lengthened(grid, block, cells)
        if draft is not None:
            board.show_draft(draft)
            board.drop_draft()
        return True

    def _delete(self) -> bool:
        block = self._selected()
        if block is None:
            return False
        self._board.ask_delete(block.id)
        return True

    def _to_day_edge(self, *, last: bool) -> bool:
        scene = self._board.scene
        axis, cursor = scene.axis, self.start()
        day = min(int(cursor.head // axis.window), axis.days - 1)
        opens, closes = scene.opening_of(day)
        mark = axis.mark_of(closes) - 1 if last else axis.mark_of(opens)
        cell = axis.cell_at(mark, self._board.grid_minutes)
        self._land(Cursor(cursor.lane_id, cell, cell), stretch=False)
        return True

    def _page(self, days: int) -> bool:
        board = self._board
        axis, draft = board.scene.axis, board.scene.draft
        if self.moving and draft is not None:
            moved = nudged(axis, board.scene.layout, draft, days * DAY, 0)
            self._carried(carried_along(board.scene, moved))
            return True
        cursor = self.start()
        head = cursor.head + days * axis.window
        if not 0 <= head < axis.last_mark:
            board.ask_day(days)
        else:
            self._land(Cursor(cursor.lane_id, head, head), stretch=False)
        return True

    def _selected(self) -> Block | None:
        scene = self._board.scene
        return scene.index.block(scene.selected)

    def _select(self, block: Block) -> None:
        board = self._board
        axis = board.scene.axis
        cell = axis.cell_at(axis.mark_of(block.start), board.grid_minutes)
        board.put_cursor(Cursor(block.lane_id, cell, cell))
        board.choose(block.id)
        board.reveal(board.scene.block_place(block))
        board.say(block.spoken() or block.title)


def _block_at(blocks: LaneBlocks, start: int, end: int) -> Block | None:
    """Return the block that is in the cell: the topmost, then the earliest."""
    inside = [
        placed
        for placed in blocks.between(start, end)
        if placed.block.start < end and placed.block.end > start
    ]
    return min(inside, key=lambda placed: placed.level).block if inside else None
