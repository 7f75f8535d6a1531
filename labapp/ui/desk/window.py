"""The front desk's window: it switches pages, and nothing else.

Everything here is on the screen before the database's library is imported, so nothing here may
import ``labapp.services``.
"""

from functools import cached_property
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QPaintEvent, QPalette, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from labapp.ui.desk.rail import PAGES, Rail
from labapp.ui.desk.shell import Notice, Shell
from labapp.ui.desk.topbar import TopBar
from labapp.ui.icons import icon
from labapp.ui.overriding import override

if TYPE_CHECKING:
    from labapp.ui.desk.notices import NoticeBar
    from labapp.ui.desk.trouble import Trouble
    from labapp.ui.desk.work import Work
    from labapp.ui.desk.work_bar import WorkBar

_SIZE: Final = (1280, 800)
_LEAST: Final = (1024, 640)
_GEOMETRY: Final = "window"
_WITH_DAYS: Final = frozenset({"board", "floor", "papers"})
_LARGER: Final = ("Ctrl+Shift+=", "Ctrl+Shift++")
_SMALLER: Final = ("Ctrl+Shift+-", "Ctrl+Shift+_")
"""What is typed with Shift is, on some keyboards, the other sign of the key."""
_WITH_SPANS: Final = frozenset({"board"})


class DeskWindow(QMainWindow):
    """Rail, bar, and the page that was chosen; an empty ground until there are pages."""

    painted = Signal()
    """Once, when the first picture of it is on the screen."""
    page_wanted = Signal(str)
    """A page was chosen; whoever makes pages adds it if it is not there yet."""
    closing = Signal()

    def __init__(self, shell: Shell, who: str) -> None:
        """Build what can be built without a database."""
        super().__init__()
        self.shell = shell
        kept = shell.memory.page
        self.page = kept if kept in dict(PAGES) else PAGES[0][0]
        self._pages: dict[str, QWidget] = {}
        self._painted = False

        # Widgets
        self.rail = Rail(shell)
        self.bar = TopBar(shell, who)
        self.banner = QLabel()
        self.banner.setProperty("role", "danger")
        self.banner.setWordWrap(True)
        self.banner.hide()
        self.stack = QStackedWidget()
        self.waiting = QWidget()
        self._lay_ground()
        self.stack.addWidget(self.waiting)

        self._lay_out()
        self._connect()
        self.setMinimumSize(*_LEAST)
        self.resize(*_SIZE)
        self.restoreGeometry(shell.memory.shape(_GEOMETRY))

    def _lay_ground(self) -> None:
        """Lay what is seen until there are pages: the head of the day, or the board's ground."""
        self.waiting.setAutoFillBackground(True)
        if self.page != "today":
            self.waiting.setBackgroundRole(QPalette.ColorRole.Base)
            return
        from labapp.ui.desk.today.head import DayHead  # noqa: PLC0415 -- only where it is seen

        column = QVBoxLayout(self.waiting)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(DayHead(self.shell))
        column.addStretch(1)

    def _lay_out(self) -> None:
        middle = QWidget()
        column = self._column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.banner)
        column.addWidget(self.stack, 1)
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(column, 1)
        self.setCentralWidget(middle)

    def _connect(self) -> None:
        shell = self.shell
        self.rail.chosen.connect(self.show_page)
        self.bar.language_chosen.connect(self.speak)
        self.bar.theme_chosen.connect(self.wear)
        self.bar.text_size_chosen.connect(self.write)
        self.bar.undo_wanted.connect(shell.undo_wanted)
        self.bar.redo_wanted.connect(shell.redo_wanted)
        shell.noticed.connect(self._show_notice)
        shell.work_begun.connect(self._show_work)
        shell.work_ended.connect(self._end_work)
        shell.speech.put("desk.title", self.setWindowTitle)
        shell.look.changed.connect(self._dress)
        self._mark_page()

    @cached_property
    def notices(self) -> "NoticeBar":
        """The line at the foot, there from the first thing that is said."""
        from labapp.ui.desk.notices import NoticeBar  # noqa: PLC0415 -- not before it is needed

        notices = NoticeBar(self.shell, self.stack)
        notices.undo_wanted.connect(self.shell.undo_wanted)
        self.stack.currentChanged.connect(notices.rise)
        return notices

    def _show_notice(self, notice: Notice) -> None:
        self.notices.show_notice(notice)

    @cached_property
    def works(self) -> "WorkBar":
        """The lines of what takes long, under the bar."""
        from labapp.ui.desk.work_bar import WorkBar  # noqa: PLC0415 -- not before it is needed

        works = WorkBar(self.shell)
        self._column.insertWidget(self._column.indexOf(self.stack), works)
        return works

    def _show_work(self, work: "Work") -> None:
        self.works.begin(work)

    def _end_work(self, work: "Work") -> None:
        self.works.end(work)

    @cached_property
    def trouble(self) -> "Trouble":
        """What is shown where there is no database."""
        from labapp.ui.desk.trouble import Trouble  # noqa: PLC0415 -- after the first picture

        trouble = Trouble(self.shell)
        self.stack.addWidget(trouble)
        return trouble

    def _complete(self) -> None:
        """Say that the first picture is there, and add what no picture needs."""
        self.painted.emit()
        self._dress()
        self.rail.add_shortcuts()
        self.bar.add_shortcuts()
        self._shortcuts(QKeySequence.StandardKey.Undo, self.bar.undo.click)
        self._shortcuts(QKeySequence.StandardKey.Redo, self.bar.redo.click)
        for keys, act in ((_LARGER, self._write_larger), (_SMALLER, self._write_smaller)):
            shortcut = QShortcut(self)
            shortcut.setKeys([QKeySequence(each) for each in keys])
            shortcut.activated.connect(act)

    # Pages

    def add_page(self, name: str, page: QWidget) -> None:
        """Have a page to show under a name."""
        self._pages[name] = page
        self.stack.addWidget(page)
        if name == self.page:
            self._turn_to(page)

    def show_page(self, name: str) -> None:
        """Show a page, once it is there."""
        self.page = self.shell.memory.page = name
        self._mark_page()
        if name not in self._pages:
            self.page_wanted.emit(name)
        page = self._pages.get(name)
        if page is not None:
            self._turn_to(page)

    def _mark_page(self) -> None:
        self.rail.show_page(self.page)
        self.bar.suit(days=self.page in _WITH_DAYS, spans=self.page in _WITH_SPANS)

    def _turn_to(self, page: QWidget) -> None:
        self.stack.setCurrentWidget(page)
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_waiting(self) -> None:
        """Show the ground of the board while the database is opened."""
        self.stack.setCurrentWidget(self.waiting)

    def show_trouble(self, text: str) -> None:
        """Say why there is no database."""
        self.stack.setCurrentWidget(self.trouble)
        self.trouble.show_fault(text)

    def show_welcome(self, welcome: QWidget) -> None:
        """Give the whole window to the first start: there are no pages, and no days yet."""
        self.stack.addWidget(welcome)
        self.stack.setCurrentWidget(welcome)
        self.rail.hide()
        self.bar.hide()

    def end_welcome(self, welcome: QWidget, page: str) -> None:
        """Begin with a page, now that there is a lab."""
        self.page = self.shell.memory.page = page
        self._mark_page()
        self.rail.show()
        self.bar.show()
        self.show_waiting()
        self.stack.removeWidget(welcome)
        welcome.deleteLater()

    # Language and theme

    def speak(self, language: str) -> None:
        """Speak another language everywhere, and remember it."""
        self.shell.memory.language = language
        self.shell.look.speak(language)
        self.shell.speech.choose(language)

    def wear(self, choice: str) -> None:
        """Wear another theme, and remember it."""
        self.shell.memory.theme = choice
        self.shell.look.choose(choice)

    def write(self, size: str) -> None:
        """Write all text in another size, and remember it."""
        self.shell.look.resize(size)
        self.shell.memory.text_size = size

    def _write_larger(self) -> None:
        self.shell.memory.text_size = self.shell.look.resize_by(1)

    def _write_smaller(self) -> None:
        self.shell.memory.text_size = self.shell.look.resize_by(-1)

    def _dress(self) -> None:
        theme = self.shell.look.theme
        self.setWindowIcon(icon("layout-dashboard", theme.colour("accent"), 64))

    def _shortcuts(self, meaning: QKeySequence.StandardKey, act: object) -> None:
        shortcut = QShortcut(self)
        shortcut.setKeys(meaning)
        shortcut.activated.connect(act)

    # Life

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self._complete)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button that has the focus, as in any dialog."""
        focused = self.focusWidget()
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and isinstance(focused, QAbstractButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self.shell.memory.keep_shape(_GEOMETRY, self.saveGeometry())
        self.shell.memory.flush()
        focused = self.focusWidget()
        if focused is not None:
            focused.clearFocus()  # a field that is left is saved
        event.accept()
        self.closing.emit()
