"""The bar above a list: search, columns, export, and a new one."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QToolButton, QWidget

from labapp.ui.desk.lists.column_menu import ColumnMenu
from labapp.ui.desk.lists.table import ListTable
from labapp.ui.desk.shell import Shell

SEARCH_WIDTH: Final = 170


class ListBar(QWidget):
    """Belongs to a table; what is between the search and the buttons is the list's own."""

    searched = Signal(str)
    entered = Signal()
    """Enter in the search, or the arrow down: on to the rows."""
    export_wanted = Signal(str)
    """The ending of a file's name."""
    new_wanted = Signal()

    def __init__(
        self,
        shell: Shell,
        table: ListTable[Any],
        find: str,
        new: str,
        endings: Sequence[tuple[str, str]],
    ) -> None:
        """``find`` and ``new`` are keys of words; ``endings`` are of files, each with its key."""
        super().__init__()
        self._shell = shell
        put, icon = shell.speech.put, shell.look.put_icon

        # Widgets
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(SEARCH_WIDTH)
        glass = QAction(self.search)
        self.search.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        icon(glass, "search", "text-muted", 16)
        put(find, self.search.setPlaceholderText, self.search.setAccessibleName)
        self.columns = QToolButton()
        self.columns.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        icon(self.columns, "columns-3")
        put("lists.columns", self.columns.setToolTip, self.columns.setAccessibleName)
        self.menu = ColumnMenu(shell.speech, table.header, self.columns)
        self.columns.setMenu(self.menu)
        self.export = self._export_button(endings)
        self.new = QPushButton()
        put(new, self.new.setText, self.new.setAccessibleName)

        # Layout
        self.extras = QHBoxLayout()
        self.extras.setSpacing(8)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.search, 1)
        row.addLayout(self.extras)
        row.addWidget(self.columns)
        row.addWidget(self.export)
        row.addWidget(self.new)
        self.setFocusProxy(self.search)

        # Signals
        self.search.textChanged.connect(self.searched)
        self.search.returnPressed.connect(self.entered)
        self.new.clicked.connect(self.new_wanted)
        table.header.menu_wanted.connect(self._show_menu)

    def _export_button(self, endings: Sequence[tuple[str, str]]) -> QToolButton:
        button = QToolButton()
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._shell.look.put_icon(button, "download")
        self._shell.speech.put("desk.export", button.setToolTip, button.setAccessibleName)
        menu = QMenu(button)
        for ending, key in endings:
            action = menu.addAction("")
            self._shell.speech.put(key, action.setText)
            action.triggered.connect(partial(self.export_wanted.emit, ending))
        button.setMenu(menu)
        return button

    def _show_menu(self, at: QPoint) -> None:
        self.menu.popup(at)
