"""The list of places, edited in place like a spreadsheet."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from typing_extensions import override

from labapp.domain.spaces import PlaceKind
from labapp.ui.desk.first_start.draft import PlaceRow
from labapp.ui.desk.shell import Shell
from labapp.ui.models.rows import NO_PARENT, Index
from labapp.ui.speech import Speech
from labapp.ui.widgets.fields import Choice

FIELDS: Final = ("code", "name", "zone", "kind")
CODE, NAME, ZONE, KIND = range(len(FIELDS))
_HEADS: Final = ("term.code", "term.name", "term.zone", "term.type")
_WIDTHS: Final = {CODE: 110, ZONE: 190, KIND: 190}
_SHOWN: Final = frozenset({Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole})


class PlacesModel(QAbstractTableModel):
    """Shows and changes the rows of a draft."""

    edited = Signal()

    def __init__(self, speech: Speech, rows: list[PlaceRow], parent: QWidget) -> None:
        """Show these rows; the list itself is changed."""
        super().__init__(parent)
        self._say = speech
        self.rows = rows
        speech.changed.connect(self._say_again)

    def change(self, act: Callable[[list[PlaceRow]], None]) -> None:
        """Change how many rows there are."""
        self.beginResetModel()
        act(self.rows)
        self.endResetModel()
        self.edited.emit()

    def _say_again(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, KIND)
        if self.rows:
            self.dataChanged.emit(self.index(0, KIND), self.index(len(self.rows) - 1, KIND))

    @override
    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    @override
    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(FIELDS)

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        known = super().flags(index)
        return known | Qt.ItemFlag.ItemIsEditable if index.isValid() else known

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        value = getattr(self.rows[index.row()], FIELDS[index.column()])
        if role == Qt.ItemDataRole.EditRole:
            return value
        if role in _SHOWN:
            return self._say(f"kind.{value}") if index.column() == KIND else value
        return None

    @override
    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid() or role != Qt.ItemDataRole.EditRole:
            return False
        text = str(value).strip()
        if index.column() == KIND and text not in set(PlaceKind):
            return False
        setattr(self.rows[index.row()], FIELDS[index.column()], text)
        self.dataChanged.emit(index, index)
        self.edited.emit()
        return True

    @override
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        horizontal = orientation == Qt.Orientation.Horizontal
        return self._say(_HEADS[section]) if horizontal else str(section + 1)


class PlaceTable(QTableView):
    """A list in the clipboard is pasted as rows; Delete takes the chosen ones out."""

    paste_wanted = Signal()
    remove_wanted = Signal()

    def __init__(self, shell: Shell, rows: list[PlaceRow]) -> None:
        """Show the rows."""
        super().__init__()
        self.rows = PlacesModel(shell.speech, rows, self)
        self.setModel(self.rows)
        self.setItemDelegateForColumn(KIND, KindDelegate(shell.speech, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.DoubleClicked | triggers.AnyKeyPressed | triggers.EditKeyPressed
        )
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().setDefaultSectionSize(shell.look.theme.size("row"))
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        for column, width in _WIDTHS.items():
            head.resizeSection(column, width)
        head.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste_wanted.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.remove_wanted.emit()
        else:
            super().keyPressEvent(event)


class KindDelegate(QStyledItemDelegate):
    """Offers the kinds of places to choose from."""

    def __init__(self, speech: Speech, parent: QWidget) -> None:
        """Serve a table."""
        super().__init__(parent)
        self._say = speech

    @override
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        del option, index
        box = Choice()
        box.setParent(parent)
        box.offer([(kind.value, self._say(f"kind.{kind}")) for kind in PlaceKind], None)
        box.setAccessibleName(self._say("term.type"))
        box.picked.connect(partial(self._commit, box))
        return box

    @override
    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, Choice):
            editor.choose(index.data(Qt.ItemDataRole.EditRole))

    @override
    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, Choice):
            model.setData(index, editor.value)

    def _commit(self, box: Choice) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box)
