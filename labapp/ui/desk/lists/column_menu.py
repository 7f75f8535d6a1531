"""Which columns a list shows and what it is sorted by, in a menu that stays while one chooses."""

from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QWidget
from typing_extensions import override

from labapp.ui.desk.lists.header import ListHeader
from labapp.ui.speech import Speech

_PRESSES: Final = frozenset({Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter})


class ColumnMenu(QMenu):
    """Made anew whenever it opens, in the language of the moment."""

    def __init__(self, speech: Speech, header: ListHeader[Any], parent: QWidget) -> None:
        """Arrange the columns of a head."""
        super().__init__(parent)
        self._speech = speech
        self._header = header
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """List the columns: those shown first, in their order."""
        self.clear()
        header, say = self._header, self._speech
        shown = header.columns_shown()
        names = {column.name for column in shown}
        hidden = [column for column in header.all_columns if column.name not in names]
        for column in (*shown, *hidden):
            action = self._add(self, column.heading())
            action.setCheckable(True)
            action.setChecked(column.name in names)
            action.toggled.connect(partial(self._show, column.name))
        self.addSeparator()
        self._add_sorting(self.addMenu(say("lists.sort")))
        move = self.addAction(say("lists.columns.move"))
        move.setEnabled(False)
        reset = self.addAction(say("lists.columns.reset"))
        reset.triggered.connect(header.arrange_as_given)

    def _add_sorting(self, menu: QMenu) -> None:
        now = self._header.arrangement
        group = QActionGroup(menu)
        for column in self._header.all_columns:
            action = self._add(menu, column.heading())
            action.setCheckable(True)
            action.setChecked(column.name == now.sort)
            group.addAction(action)
            action.triggered.connect(partial(self._sort, column.name, now.descending))
        menu.addSeparator()
        down = self._add(menu, self._speech("lists.sort.descending"))
        down.setCheckable(True)
        down.setChecked(now.descending)
        down.setEnabled(bool(now.sort))
        down.triggered.connect(partial(self._sort, now.sort, not now.descending))

    def _add(self, menu: QMenu, text: str) -> QAction:
        return menu.addAction(text.replace("&", "&&"))

    def _show(self, name: str, shown: bool) -> None:  # noqa: FBT001 -- Qt's signal has it
        self._header.show_column(name, shown=shown)

    def _sort(self, name: str, descending: bool, *_: object) -> None:  # noqa: FBT001 -- Qt's too
        self._header.sort_by(name, descending=descending)

    def _toggles(self, action: QAction | None) -> bool:
        return action is not None and action.isCheckable() and action.isEnabled()

    @override
    def mouseReleaseEvent(self, arg__1: QMouseEvent) -> None:
        """Stay open, so that several columns can be chosen."""
        action = self.actionAt(arg__1.position().toPoint())
        if self._toggles(action):
            action.toggle()
        else:
            super().mouseReleaseEvent(arg__1)

    @override
    def keyPressEvent(self, arg__1: QKeyEvent) -> None:
        action = self.activeAction()
        if arg__1.key() in _PRESSES and self._toggles(action):
            action.toggle()
        else:
            super().keyPressEvent(arg__1)
