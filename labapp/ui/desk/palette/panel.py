"""The box that opens over the field of the top bar: type, see what it would do, Enter does it.

It lies over the window and is no dialog: a click beside it or Escape closes it, and the focus goes
back where it was. What the words mean is found out in a worker while one types; an answer that
comes too late is dropped.
"""

import asyncio
from datetime import date
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAction,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QListView, QVBoxLayout, QWidget
from shiboken6 import isValid
from typing_extensions import override

from labapp.domain.errors import LabError
from labapp.domain.phrases import LONGEST_LINE
from labapp.services.search import Answer, Examples, ask, examples
from labapp.services.search_hits import Found, Hit
from labapp.services.search_index import Index
from labapp.ui.desk.palette import commands
from labapp.ui.desk.palette.items import (
    Act,
    Command,
    Item,
    Newcomer,
    Ordered,
    Paper,
    Row,
    Swapped,
    Typed,
    Wished,
    as_kept,
    same,
)
from labapp.ui.desk.palette.painting import RowPainter
from labapp.ui.desk.palette.wording import blank_rows, rows_of
from labapp.ui.models.rows import ROW_ROLE, Column, RowsModel
from labapp.ui.page import Desk
from labapp.ui.tasks import Tasks
from labapp.ui.texts import explain

PAUSE: Final = 0.06
"""Seconds that the typing rests before it is asked what the words mean."""
KEPT: Final = 5
"""How many chosen things are remembered, until the window is closed."""
_WIDTH: Final = 660
_MARGIN: Final = 6
_EDGE: Final = 12
_TALLEST: Final = 560
_PAGE: Final = 6
_AREAS: Final = frozenset({"bookings", "exhibitors", "demos", "spaces", "settings", "marks"})
_STAYING: Final = frozenset({Act.UNDO, Act.REDO, Act.THEME, Act.LANGUAGE})
"""What leaves the person where they were."""


class Palette(QWidget):
    """One line to type in and what was found under it; it covers the window while it is open."""

    page_wanted = Signal(str)
    place_wanted = Signal(int, object)
    """A place's id and a date: show it on the board."""
    draft_wanted = Signal(object)
    """``inspector.places.Place``: have it filled in and confirmed on the board."""
    paper_wanted = Signal(object)
    """date"""
    newcomer_wanted = Signal(str)
    """The name of a company: have it filled in and added."""
    order_wanted = Signal(str, object)
    """A booking's number, and ``MoveBooking`` or ``ActOn``: have it shown and done."""
    swap_wanted = Signal(object, object)
    """Two places' codes and a date: have it looked over and done."""
    language_wanted = Signal(str)
    theme_wanted = Signal(str)

    def __init__(self, desk: Desk, window: QWidget, field: QWidget) -> None:
        """Lie over the window, at the field, out of sight."""
        super().__init__(window)
        self._desk = desk
        self._shell = shell = desk.shell
        self._window, self._field = window, field
        self.tasks = Tasks(desk.loop, self._refuse, self)
        self._before: QWidget | None = None
        self._index: Index | None = None
        self._examples: Examples | None = None
        self._answer: Answer | None = None
        self._answered: str | None = None
        """The text that the lines shown are about."""
        self._enter_waits = False
        self._moved = False
        """Whether the person has gone to another line than the first."""
        self._recent: list[Item] = []

        # Widgets
        self.card = QFrame(self)
        self.card.setProperty("role", "card")
        self.line = QLineEdit()
        self.line.setMaxLength(LONGEST_LINE)
        self.line.setClearButtonEnabled(False)
        shell.speech.put("palette.field", self.line.setPlaceholderText, self.line.setAccessibleName)
        lens = QAction(self.line)
        shell.look.put_icon(lens, "search", "text-muted")
        self.line.addAction(lens, QLineEdit.ActionPosition.LeadingPosition)
        self.rows = RowsModel[Row]([Column(lambda: "", lambda row: row.spoken)], self)
        self.list = QListView()
        self.list.setModel(self.rows)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setStyleSheet("QListView { border: none; padding: 0; background: transparent; }")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setMouseTracking(True)
        self.painter = RowPainter(shell.look, self.list.viewport())
        self.list.setItemDelegate(self.painter)
        shell.speech.put("palette.found", self.list.setAccessibleName)

        # Layout
        inside = QVBoxLayout(self.card)
        inside.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        inside.setSpacing(_MARGIN)
        inside.addWidget(self.line)
        inside.addWidget(self.list, 1)

        # Signals
        self.line.textChanged.connect(self._ask_soon)
        self.line.installEventFilter(self)
        self.list.clicked.connect(self._click)
        window.installEventFilter(self)
        shell.speech.changed.connect(self._say_again)
        shell.look.changed.connect(self._dress)
        self._stop = desk.gateway.subscribe(self._on_written)
        self.hide()

    async def close_down(self, patience: float) -> None:
        """Hear nothing more."""
        self._stop()
        await self.tasks.close(patience)

    # Opening and closing

    def open(self) -> None:
        """Open it empty, and take the focus; open already, begin anew with what is typed."""
        if self.isVisible():
            self.line.setFocus()
            self.line.selectAll()
            return
        self._before = QApplication.focusWidget()
        self._answer = None
        self._enter_waits = self._moved = False
        self.line.clear()
        self._show()
        self.show()
        self.raise_()
        self._place()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.tasks.start(self._ask(0.0), instead_of="ask")

    def close_box(self, *, give_back: bool = True) -> None:
        """Close it; the focus goes back where it was, unless it goes on elsewhere."""
        if not self.isVisible():
            return
        before, self._before = self._before, None
        self.tasks.drop("ask")
        self._enter_waits = False
        self.hide()
        if give_back and before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)

    # Asking

    def _ask_soon(self) -> None:
        self._moved = False
        if self.isVisible():
            self._enter_waits = False
            self.tasks.start(self._ask(PAUSE), instead_of="ask")

    async def _ask(self, pause: float) -> None:
        if pause:
            await asyncio.sleep(pause)
        text = self.line.text()
        if text.strip():
            self._answer = await self._desk.gateway.read(ask, text, self._index)
            self._index = self._answer.index
        else:
            self._answer = None
            self._examples = await self._desk.gateway.read(examples, self._index)
            self._index = self._examples.index
        self._show(text)

    def _show(self, text: str = "") -> None:
        say, today = self._shell.speech.words, self._shell.today
        if self._answer is None:
            rows = blank_rows(self._recent, self._examples, today, say)
        else:
            rows = rows_of(self._answer, text, self._shell.day, today, say)
        self._fill(rows, text)

    def _fill(self, rows: list[Row], text: str) -> None:
        chosen = self.current if self._moved and text == self._answered else None
        self._answered = text
        self.rows.replace(rows)
        self.list.scheduleDelayedItemsLayout()
        keep = chosen.item if chosen is not None else None
        kept = (n for n, row in enumerate(rows) if keep and row.item and same(row.item, keep))
        first = (n for n, row in enumerate(rows) if row.item is not None)
        self._place()
        self._go_to(next(kept, next(first, 0)))
        if self._enter_waits:
            self._enter_waits = False
            self._choose(self.current)

    def _refuse(self, error: LabError) -> None:
        told = explain(error, self._shell.speech.language)
        self._fill([Row(None, "circle-alert", told)], self.line.text())

    def _on_written(self, areas: frozenset[str]) -> None:
        if self.isVisible() and areas & _AREAS:
            self.tasks.start(self._ask(PAUSE), instead_of="ask")

    def _say_again(self) -> None:
        if self.isVisible():
            self._show(self._answered or "")

    def _dress(self) -> None:
        self.list.viewport().update()
        self.list.scheduleDelayedItemsLayout()

    # Choosing

    @property
    def current(self) -> Row | None:
        """The line that Enter would choose."""
        row = self.list.currentIndex().data(ROW_ROLE)
        return row if isinstance(row, Row) else None

    def _go_to(self, number: int) -> None:
        index = self.rows.index(number, 0)
        self.list.setCurrentIndex(index)
        self.list.scrollTo(index)
        row = self.current
        if row is not None and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.line, row.spoken))

    def _step(self, step: int, *, around: bool = True) -> None:
        """Go so many lines on, past those that only tell; from the last to the first."""
        numbers = [n for n, row in enumerate(self.rows.rows) if row.item is not None]
        if not numbers:
            return
        here = self.list.currentIndex().row()
        at = numbers.index(here) if here in numbers else -1
        wanted = at + step
        wanted = wanted % len(numbers) if around else min(max(wanted, 0), len(numbers) - 1)
        self._moved = True
        self._go_to(numbers[wanted])

    def _enter(self) -> None:
        if self._answered == self.line.text():
            self._choose(self.current)
        else:
            # typed faster than the answer came: do what it says once it is there
            self.tasks.start(self._ask(0.0), instead_of="ask")
            self._enter_waits = True

    def _click(self, index: QModelIndex) -> None:
        self._choose(index.data(ROW_ROLE))

    def _choose(self, row: Row | None) -> None:
        item = row.item if row is not None else None
        say = self._shell.speech.words
        match item:
            case None:
                return
            case Typed(text=text):
                self._type(text)
            case Command(act=Act.TYPE):
                self._type(commands.typed(item, say))
            case _:
                self._remember(as_kept(item))
                staying = isinstance(item, Command) and item.act in _STAYING
                self.close_box(give_back=staying)
                self._act(item)

    def _type(self, text: str) -> None:
        self.line.setText(text)
        self.line.setFocus()

    def _remember(self, item: Item) -> None:
        others = [other for other in self._recent if not same(other, item)]
        self._recent = [item, *others][:KEPT]

    def _act(self, item: Item) -> None:
        match item:
            case Hit():
                self._show_hit(item)
            case Wished(place=place):
                self.draft_wanted.emit(place)
            case Paper(day=day):
                self.paper_wanted.emit(day)
            case Ordered(number=number, order=order):
                self.order_wanted.emit(number, order)
            case Swapped(codes=codes, day=day):
                self.swap_wanted.emit(codes, day)
            case Newcomer(name=name):
                self.newcomer_wanted.emit(name)
            case Command():
                self._command(item)

    def _show_hit(self, hit: Hit) -> None:
        shell = self._shell
        if hit.found is Found.BOOKING:
            shell.show_booking(hit.code)
        elif hit.found is Found.PLACE:
            self.place_wanted.emit(hit.id, hit.day or shell.today)
        elif hit.found is Found.DAY and hit.day is not None:
            shell.go_to(hit.day)
            self.page_wanted.emit("board")
        else:
            shell.show_exhibitor(hit.exhibitor_id or hit.id)

    def _command(self, command: Command) -> None:
        shell, value = self._shell, command.value
        match command.act:
            case Act.PAGE:
                self.page_wanted.emit(value)
            case Act.TODAY:
                shell.go_to(shell.today)
                self.page_wanted.emit("board")
            case Act.PAPER:
                self.paper_wanted.emit(date.fromordinal(shell.today.toordinal() + int(value)))
            case Act.UNDO:
                shell.undo_wanted.emit()
            case Act.REDO:
                shell.redo_wanted.emit()
            case Act.DAYS:
                shell.show_days(int(value))
                self.page_wanted.emit("board")
            case Act.THEME:
                self.theme_wanted.emit(value)
            case Act.LANGUAGE:
                self.language_wanted.emit(value)

    # Its place

    def _place(self) -> None:
        """Lie over the field, as wide as there is room, as high as what is shown."""
        window = self._window.rect()
        self.setGeometry(window)
        width = min(_WIDTH, window.width() - 2 * _EDGE)
        corner = self._field.mapTo(self._window, QPoint(-_MARGIN, -_MARGIN))
        left = max(min(corner.x(), window.width() - width - _EDGE), _EDGE)
        top = max(corner.y(), 0)
        line = max(self._field.height(), self.line.sizeHint().height())
        self.line.setFixedHeight(line)
        inner = width - 2 * _MARGIN - 2
        wanted = sum(self.painter.height(row, inner) for row in self.rows.rows)
        tallest = min(_TALLEST, window.height() - top - line - 3 * _MARGIN - _EDGE)
        high = min(wanted, tallest)
        self.card.setGeometry(left, top, width, line + 3 * _MARGIN + 2 + high)

    # Keys and clicks

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.close_box()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window:
            if event.type() == QEvent.Type.Resize and self.isVisible():
                self._place()
            return False
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            self._left(event)
        return False

    def _left(self, event: QFocusEvent) -> None:
        """Close when the focus has gone elsewhere in the window by itself."""
        passing = {Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason}
        if event.reason() not in passing:
            self.close_box(give_back=False)

    def _key(self, event: QKeyEvent) -> bool:
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Tab: 1,
            Qt.Key.Key_Backtab: -1,
        }
        pages = {Qt.Key.Key_PageDown: _PAGE, Qt.Key.Key_PageUp: -_PAGE}
        key = Qt.Key(event.key())
        if key in steps:
            self._step(steps[key])
        elif key in pages:
            self._step(pages[key], around=False)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._enter()
        elif key == Qt.Key.Key_Escape:
            self.close_box()
        else:
            return False
        return True
