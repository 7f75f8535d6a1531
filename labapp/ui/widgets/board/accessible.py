"""The words of the painted board: a list with one item for each block in view."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAccessible
from typing_extensions import override

from labapp.ui.widgets.board.scene import Scene
from labapp.ui.widgets.spoken import Speaker


class BlocksSpoken(Speaker):
    """Reads the blocks in view, by time."""

    def __init__(self, scene: Scene) -> None:
        """Read from the scene that the board paints."""
        self._scene = scene

    @override
    def ids(self) -> Sequence[int]:
        return [block.id for block in self._scene.blocks_seen()]

    @override
    def name(self, item_id: int) -> str:
        block = self._scene.index.block(item_id)
        return "" if block is None else block.spoken() or block.title

    @override
    def description(self, item_id: int) -> str:
        block = self._scene.index.block(item_id)
        return "" if block is None else block.tooltip()

    @override
    def rect(self, item_id: int) -> QRect:
        block = self._scene.index.block(item_id)
        if block is None:
            return QRect()
        return self._scene.block_place(block).intersected(self._scene.grid)

    @override
    def at(self, spot: QPoint) -> int | None:
        hit = self._scene.hit(spot)
        return None if hit is None or hit.block is None else hit.block.id

    @override
    def chosen(self) -> int | None:
        return self._scene.selected

    @override
    def tell_state(self, item_id: int, state: QAccessible.State) -> None:
        state.multiSelectable = True
        if item_id in self._scene.chosen:
            state.selected = True
