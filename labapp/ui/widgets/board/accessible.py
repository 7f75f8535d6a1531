"""Makes the painted board readable: a list with one item for each block in view."""

from typing import Any, Final, TypeVar
from weakref import ref

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleInterface,
)
from PySide6.QtWidgets import QAbstractScrollArea, QAccessibleWidget
from typing_extensions import override

from labapp.ui.widgets.board.rows import Block
from labapp.ui.widgets.board.scene import Scene

_Text = QAccessible.Text
_T = TypeVar("_T")


def _living(found: _T | None) -> _T:
    if found is None:
        raise ReferenceError("the board is gone")
    return found


class AccessibleBlock(QAccessibleInterface):
    """One block, as a list item."""

    def __init__(self, board: "AccessibleBoard", block: Block) -> None:
        """Speak for the block as long as the board shows it."""
        super().__init__()
        self._board = board
        self.block = block

    @override
    def isValid(self) -> bool:
        return self._board.isValid() and self._board.shows(self.block)

    @override
    def object(self) -> QObject:
        # Qt asks for None where there is no object of its own; the stub does not know
        return None  # type: ignore[return-value]

    @override
    def parent(self) -> QAccessibleInterface:
        return self._board

    @override
    def child(self, index: int) -> QAccessibleInterface:
        return None  # type: ignore[return-value]

    @override
    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        return None  # type: ignore[return-value]

    @override
    def childCount(self) -> int:
        return 0

    @override
    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    @override
    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    @override
    def state(self) -> QAccessible.State:
        return self._board.block_state(self.block)

    @override
    def rect(self) -> QRect:
        return self._board.block_rect(self.block)

    @override
    def text(self, kind: _Text) -> str:
        if kind == _Text.Name:
            return self.block.spoken() or self.block.title
        if kind == _Text.Description:
            return self.block.tooltip()
        return ""

    @override
    def setText(self, kind: _Text, text: str) -> None:
        """Keep the words: they come from the booking."""


class AccessibleBoard(QAccessibleWidget):
    """The board, as a list of the blocks in view."""

    def __init__(self, view: QAbstractScrollArea, scene: Scene) -> None:
        """Read from the scene that the view paints."""
        super().__init__(view, QAccessible.Role.List)
        # Qt never lets go of what the factory made: it must not keep the board
        self._view_there = ref(view)
        self._scene_there = ref(scene)
        self._items: dict[int, AccessibleBlock] = {}

    @property
    def _view(self) -> QAbstractScrollArea:
        return _living(self._view_there())

    @property
    def _scene(self) -> Scene:
        return _living(self._scene_there())

    def let_go(self) -> None:
        """Forget the blocks of a board that is gone."""
        self._items.clear()

    def blocks(self) -> list[Block]:
        """Return the blocks in view, by time."""
        return self._scene.blocks_seen()

    def _item(self, block: Block) -> AccessibleBlock:
        item = self._items.get(block.id)
        if item is None or item.block is not block:
            item = self._items[block.id] = AccessibleBlock(self, block)
        return item

    def shows(self, block: Block) -> bool:
        """Whether the block is still what the board has under its id."""
        return self._scene.index.block(block.id) is block

    def block_state(self, block: Block) -> QAccessible.State:
        """Return whether a block is selected and has the focus."""
        state = QAccessible.State()
        head = block.id == self._scene.selected
        state.selectable = state.focusable = state.multiSelectable = True
        state.selected = head or block.id in self._scene.chosen
        state.focused = head and self._view.hasFocus()
        return state

    def block_rect(self, block: Block) -> QRect:
        """Return where a block is on the screen."""
        place = self._scene.block_place(block).intersected(self._scene.grid)
        return QRect(self._view.viewport().mapToGlobal(place.topLeft()), place.size())

    @override
    def childCount(self) -> int:
        return len(self.blocks())

    @override
    def child(self, index: int) -> QAccessibleInterface:
        blocks = self.blocks()
        if not 0 <= index < len(blocks):
            return None  # type: ignore[return-value]
        return self._item(blocks[index])

    @override
    def indexOfChild(self, child: QAccessibleInterface) -> int:
        if not isinstance(child, AccessibleBlock):
            return -1
        return self.index_of(child.block.id)

    def index_of(self, block_id: int) -> int:
        """Return the number of a block among those in view, -1 if it is not."""
        ids = [block.id for block in self.blocks()]
        return ids.index(block_id) if block_id in ids else -1

    @override
    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        hit = self._scene.hit(self._view.viewport().mapFromGlobal(QPoint(x, y)))
        if hit is None or hit.block is None:
            return None  # type: ignore[return-value]
        return self._item(hit.block)

    @override
    def focusChild(self) -> QAccessibleInterface:
        block = self._scene.index.block(self._scene.selected)
        if block is None or not self._view.hasFocus():
            return None  # type: ignore[return-value]
        return self._item(block)


_boards: Final[dict[int, AccessibleBoard]] = {}
"""Qt does not keep what a factory in Python makes alive."""
_installed: Final[list[object]] = []


def _make(class_name: str, made_for: QObject) -> Any:  # noqa: ANN401 - Qt's factories have no type
    scene = getattr(made_for, "scene", None)
    if not isinstance(made_for, QAbstractScrollArea) or not isinstance(scene, Scene):
        return None
    key = id(made_for)
    if key not in _boards:
        _boards[key] = AccessibleBoard(made_for, scene)
        made_for.destroyed.connect(lambda: _boards.pop(key).let_go())
    return _boards[key]


def make_boards_readable() -> None:
    """Let Qt know, once, how boards are read."""
    if not _installed:
        _installed.append(_make)
        QAccessible.installFactory(_make)


def announce(view: QAbstractScrollArea, text: str) -> None:
    """Have a screen reader say something, if one listens."""
    if QAccessible.isActive() and text:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(view, text))


def tell_selection(view: QAbstractScrollArea, block_id: int | None) -> None:
    """Have a screen reader follow the selection, if one listens."""
    if not QAccessible.isActive() or block_id is None:
        return
    board = QAccessible.queryAccessibleInterface(view)
    number = board.index_of(block_id) if isinstance(board, AccessibleBoard) else -1
    if number >= 0:
        event = QAccessibleEvent(view, QAccessible.Event.Focus)
        event.setChild(number)
        QAccessible.updateAccessibility(event)
