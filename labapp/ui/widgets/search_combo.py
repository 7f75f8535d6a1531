"""A list that is searched by typing, in any of the scripts a name is written in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit
from typing_extensions import override

from labapp.ui.models.rows import ROW_ROLE, Column, RowsFilter, RowsModel


@dataclass(frozen=True, slots=True)
class Found:
    """One thing to choose: what it is called now, and all it may be searched by."""

    value: int
    text: str
    haystack: str


class SearchCombo(QComboBox):
    """An editable list; typing finds, Enter takes the first found, leaving puts back the name."""

    picked = Signal(object)
    """int: the value chosen by the person."""
    unfound = Signal(str)
    """What the person typed that finds nothing; empty again when it finds something."""

    def __init__(self, fold: Callable[[str], str]) -> None:
        """Compare texts as ``fold`` makes them."""
        super().__init__()
        self.line = QLineEdit()
        self.setLineEdit(self.line)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self._all = RowsModel[Found]([Column(lambda: "", lambda row: row.text)], self)
        self._found = RowsFilter[Found](self._all, lambda row: row.haystack, fold, self)
        self.setModel(self._all)
        self._completer = completer = QCompleter(self._found, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCompletionRole(Qt.ItemDataRole.DisplayRole)
        completer.setMaxVisibleItems(9)
        self.setCompleter(completer)
        self._value: int | None = None
        self._typed = False

        self.activated.connect(self._pick_number)
        completer.activated[QModelIndex].connect(  # type: ignore[index] # the stub knows one form
            self._pick_completion
        )
        self.line.textEdited.connect(self._search)
        self.line.returnPressed.connect(self._take_first)

    @property
    def value(self) -> int | None:
        """What is chosen."""
        return self._value

    def offer(self, found: Sequence[Found]) -> None:
        """Offer these; what was chosen stays chosen if it is still there."""
        self._all.replace(found)
        self.choose(self._value)

    def choose(self, value: int | None) -> None:
        """Choose without saying so; None empties the field."""
        rows = self._all.rows
        number = next((n for n, row in enumerate(rows) if row.value == value), -1)
        self._value = value if number >= 0 else None
        self._typed = False
        self.setCurrentIndex(number)
        # an index that stays leaves what was typed in the line
        self.line.setText(rows[number].text if number >= 0 else "")
        self.line.setCursorPosition(0)

    def _search(self, text: str) -> None:
        self._typed = True
        self._found.search(text)
        self.unfound.emit("" if self._found.rowCount() else text)
        if text and self._found.rowCount():
            self._completer.complete()
        else:
            self._hide_found()

    def _hide_found(self) -> None:
        popup = self._completer.popup()
        if popup is not None:
            popup.hide()

    def _take_first(self) -> bool:
        """Take the first found, if something was typed that finds anything."""
        if not self._typed or not self.currentText().strip() or not self._found.rowCount():
            return False
        self._pick(self._found.row_at(self._found.index(0, 0)))
        return True

    def _pick_number(self, number: int) -> None:
        if 0 <= number < len(self._all.rows):
            self._pick(self._all.rows[number])

    def _pick_completion(self, index: QModelIndex) -> None:
        row: Any = index.data(ROW_ROLE)
        if isinstance(row, Found):
            self._pick(row)

    def _pick(self, row: Found) -> None:
        changed = row.value != self._value
        self._hide_found()
        self.choose(row.value)
        if changed:
            self.picked.emit(row.value)

    @override
    def keyPressEvent(self, e: QKeyEvent) -> None:
        if e.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._take_first():
            return
        super().keyPressEvent(e)

    @override
    def focusOutEvent(self, e: QFocusEvent) -> None:
        super().focusOutEvent(e)
        if e.reason() == Qt.FocusReason.PopupFocusReason or not self._typed:
            return
        if not (self._found.rowCount() == 1 and self._take_first()):
            self.choose(self._value)

    @override
    def wheelEvent(self, e: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(e)
        else:
            e.ignore()
