"""Choosing several blocks at once: one by one, a stretch of lanes and times, or all."""

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QRect

from labapp.ui.widgets.board.controls import Board
from labapp.ui.widgets.board.geometry import DAY
from labapp.ui.widgets.board.rows import Block, Draft
from labapp.ui.widgets.board.scene import Cursor, Scene
from labapp.ui.widgets.board.wording import spoken_block, spoken_count


class Together:
    """Adds blocks to those chosen and takes them away."""

    def __init__(self, board: Board) -> None:
        """Act on the board."""
        self._board = board
        self._anchor: int | None = None

    @property
    def _chosen(self) -> frozenset[int]:
        scene = self._board.scene
        if scene.chosen:
            return scene.chosen
        return frozenset() if scene.selected is None else frozenset({scene.selected})

    def toggle(self, block_id: int) -> None:
        """Choose one more, or one less."""
        self._anchor = block_id
        self._choose(self._chosen ^ {block_id}, block_id)

    def reach_to(self, block_id: int) -> None:
        """Choose all from where the choosing began to a block: its lanes and times."""
        scene = self._board.scene
        anchor = self._anchor_block()
        head = scene.index.block(block_id)
        if anchor is None or head is None:
            self._board.choose(block_id)
        else:
            self._choose({each.id for each in _between(scene, anchor, head)}, block_id)

    def extend(self, across: int, down: int) -> bool:
        """Reach to the next block in a direction; False while none is chosen."""
        scene = self._board.scene
        head = scene.index.block(scene.selected)
        if head is None:
            return False
        target = _beside(scene, head, across) if across else _beyond(scene, head, down)
        if target is not None:
            self.reach_to(target.id)
            self._land_on(target)
        return True

    def toggle_at_cursor(self) -> bool:
        """Choose one more or one less: the block that the cursor is on."""
        scene = self._board.scene
        if scene.cursor is None:
            return False
        start, end = scene.cursor_span()
        here = [
            placed.block.id
            for placed in scene.index.lane(scene.cursor.lane_id).between(start, end)
            if placed.block.start < end and placed.block.end > start
        ]
        if here:
            self.toggle(here[0])
        return True

    def everything(self) -> bool:
        """Choose all that the days and lanes shown have."""
        shown = [block.id for block in _shown(self._board.scene)]
        if shown:
            self._choose(set(shown), self._board.scene.selected)
        return True

    def within(self, band: QRect, kept: frozenset[int]) -> None:
        """Choose what touches a band of the contents, beside those kept."""
        scene = self._board.scene
        touched = {
            each.block.id for each in scene.pictures.within(band) if each.box.intersects(band)
        }
        if touched | kept != self._chosen:
            self._choose(touched | kept, None)

    def _choose(self, block_ids: "set[int] | frozenset[int]", head: int | None) -> None:
        board = self._board
        board.choose_many(block_ids, head)
        if len(block_ids) > 1:
            block = board.scene.index.block(head)
            count = spoken_count(board.scene.language, len(board.scene.chosen))
            board.say(spoken_block(board.scene.language, block, count) if block else count)

    def _anchor_block(self) -> Block | None:
        scene = self._board.scene
        if self._anchor not in self._chosen or not scene.chosen:
            self._anchor = scene.selected
        return scene.index.block(self._anchor)

    def _land_on(self, block: Block) -> None:
        board = self._board
        axis = board.scene.axis
        cell = axis.cell_at(axis.mark_of(block.start), board.grid_minutes)
        board.put_cursor(Cursor(block.lane_id, cell, cell))
        board.reveal(board.scene.block_place(block))


def _shown(scene: Scene) -> Iterator[Block]:
    """Yield the blocks of the days and lanes shown, by time."""
    axis = scene.axis
    for block in scene.index.in_order(axis.first_day - 31 * DAY, axis.day_start(axis.days)):
        if block.end > axis.first_day:
            yield block


def _between(scene: Scene, one: Block, other: Block) -> Iterator[Block]:
    """Yield the blocks in the lanes and times from one block to another."""
    numbers = [scene.layout.number_of(block.lane_id) or 0 for block in (one, other)]
    start, end = min(one.start, other.start), max(one.end, other.end)
    for row in scene.layout.rows[min(numbers) : max(numbers) + 1]:
        for placed in scene.index.lane(row.lane.id).between(start, end):
            if placed.block.end > start and placed.block.start < end:
                yield placed.block


def _beside(scene: Scene, head: Block, across: int) -> Block | None:
    """Return the next block of the same lane to the right or left."""
    row = [block for block in _shown(scene) if block.lane_id == head.lane_id]
    at = row.index(head) + across if head in row else -1
    return row[at] if 0 <= at < len(row) else None


def _beyond(scene: Scene, head: Block, down: int) -> Block | None:
    """Return the block nearest in time in the next lane, up or down, that has any."""
    number = scene.layout.number_of(head.lane_id) or 0
    rows = scene.layout.rows[number + 1 :] if down > 0 else scene.layout.rows[:number][::-1]
    shown = list(_shown(scene))
    for row in rows:
        here = [block for block in shown if block.lane_id == row.lane.id]
        if here:
            return min(here, key=lambda block: abs(block.start - head.start))
    return None


def carried_along(scene: Scene, draft: Draft) -> Draft:
    """Return a block's move with all that are chosen with it.

    They go to another lane only if all of them are in one.
    """
    block = scene.index.block(draft.block_id)
    if block is None or draft.copy or block.id not in scene.chosen:
        return draft
    lanes = {each.lane_id for each in map(scene.index.block, scene.chosen) if each is not None}
    lane_id = draft.lane_id if len(lanes) == 1 else block.lane_id
    others = tuple(sorted(scene.chosen - {block.id}))
    return replace(draft, others=others, lane_id=lane_id)


def boxes_along(scene: Scene, draft: Draft) -> list[QRect]:
    """Return where the others that move along would be, in the viewport."""
    block = scene.index.block(draft.block_id)
    if block is None:
        return []
    shift = draft.start - block.start
    moved = draft.lane_id != block.lane_id
    boxes: list[QRect] = []
    for other in map(scene.index.block, draft.others):
        if other is not None and scene.axis.shows(other.start + shift):
            lane_id = draft.lane_id if moved else other.lane_id
            boxes.append(scene.stretch(lane_id, other.start + shift, other.end + shift))
    return boxes
