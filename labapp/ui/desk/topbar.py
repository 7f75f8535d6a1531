"""The bar at the top: which day, how many days, undo and redo, language, theme, who, database."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QMenu,
    QToolButton,
    QWidget,
)

from labapp.ui.desk.board.density_days import MONTH, stepped
from labapp.ui.desk.memory import SPANS
from labapp.ui.desk.palette.field import SearchField
from labapp.ui.desk.shell import Shell
from labapp.ui.desk.status import StatusDot
from labapp.ui.formats import day_text, month_text
from labapp.ui.look import CHOICES
from labapp.ui.theme import TEXT_SIZES
from labapp.ui.widgets.calendars import CalendarMenu
from labapp.ui.widgets.marked import Marked
from labapp.words import LANGUAGES

NATIVE: Final = {"en": "English", "zh_HK": "繁體中文", "zh_CN": "简体中文"}
"""Each language by its own name, whichever is spoken."""
_LARGEST: Final = next(reversed(TEXT_SIZES))
_THEME_ICONS: Final = {"system": "monitor", "light": "sun", "dark": "moon", "contrast": "contrast"}


class TopBar(QFrame):
    """Steps through days and offers what serves every page."""

    language_chosen = Signal(str)
    theme_chosen = Signal(str)
    text_size_chosen = Signal(str)
    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(self, shell: Shell, who: str, parent: QWidget | None = None) -> None:
        """Build the bar for a person."""
        super().__init__(parent)
        self.setProperty("role", "bar")
        self._shell = shell
        self._put, self._icon = shell.speech.put, shell.look.put_icon
        self._with_spans = False
        self._sizes: dict[str, QAction] = {}

        # Widgets
        self.before = self._button("chevron-left", "desk.day.before", self._step_back)
        self.after = self._button("chevron-right", "desk.day.after", self._step_on)
        self.today = self._button(None, "desk.today", self._go_today)
        self._put("desk.today.tip", self.today.setToolTip)
        self.date = QToolButton()
        self.date.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        font = self.date.font()
        font.setBold(True)
        self.date.setFont(font)
        self._put("desk.go_to.tip", self.date.setToolTip)
        self.calendar = CalendarMenu(shell.speech, shell.look, self.date)
        self.date.setMenu(self.calendar)
        self.spans = self._span_buttons()
        self.undo = self._button("undo-2", "term.undo", self.undo_wanted.emit)
        self.redo = self._button("redo-2", "term.redo", self.redo_wanted.emit)
        self.search = SearchField(shell)
        self.language = self._language_button()
        self.theme = self._theme_button()
        self.who = Marked(shell.look)
        self.who.show_words("user", "text-muted", who)
        self._who = who
        self.status = StatusDot(shell)

        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(4)
        self._day_box, days = _row(2)
        for button in (self.before, self.today, self.after, self.date):
            days.addWidget(button)
        layout.addWidget(self._day_box)
        layout.addSpacing(8)
        self._span_box, spans = _row(2)
        for button in self.spans.values():
            spans.addWidget(button)
        layout.addWidget(self._span_box)
        layout.addSpacing(12)
        layout.addWidget(self.undo)
        layout.addWidget(self.redo)
        layout.addStretch(1)
        layout.addWidget(self.search, 1000)
        layout.addSpacing(4)
        layout.addWidget(self.language)
        layout.addWidget(self.theme)
        layout.addSpacing(8)
        layout.addWidget(self.who)
        layout.addSpacing(8)
        layout.addWidget(self.status)

    def _connect(self) -> None:
        shell = self._shell
        self.calendar.chosen.connect(shell.go_to)
        shell.day_changed.connect(self._tell_day)
        shell.speech.changed.connect(self._tell_day)
        shell.days_changed.connect(self._tell_days)
        shell.look.changed.connect(self._fit)
        shell.speech.changed.connect(self._fit)
        self._fit()
        self._tell_day()
        self._tell_days(shell.days)
        self.show_undo(None, None)

    # What the window says

    def suit(self, *, days: bool, spans: bool) -> None:
        """Offer what the page can use: stepping through days, one or several at once."""
        self._day_box.setVisible(days)
        self._span_box.setVisible(spans)
        self._with_spans = spans
        self._tell_day()

    def show_undo(self, undo: str | None, redo: str | None) -> None:
        """Offer to take back or make again what the texts say; None where there is nothing."""
        for button, text, key in ((self.undo, undo, "term.undo"), (self.redo, redo, "term.redo")):
            button.setEnabled(text is not None)
            word = self._shell.speech(key)
            full = word if text is None else f"{word}{self._shell.speech('desk.colon')}{text}"
            button.setToolTip(full)
            button.setAccessibleName(full)

    def add_shortcuts(self) -> None:
        """Let keys go to a date, to today and to the box for everything."""
        self._shortcut("Ctrl+G", self.date.showMenu)
        self._shortcut("Ctrl+T", self._go_today)
        self.search.listen()

    def _fit(self) -> None:
        """Leave out the name of who is signed in where the text is largest; the mark tells it."""
        say = self._shell.speech
        self.who.setToolTip(f"{say('desk.who')}{say('desk.colon')}{self._who}")
        self.who.words.setVisible(self._shell.look.text_size != _LARGEST)

    # Parts

    def _button(
        self, picture: str | None, key: str, act: Callable[[], object] | None
    ) -> QToolButton:
        button = QToolButton()
        if picture is None:
            self._put(key, button.setText, button.setAccessibleName)
        else:
            self._icon(button, picture)
            button.setIconSize(QSize(20, 20))
            self._put(key, button.setToolTip, button.setAccessibleName)
        if act is not None:
            button.clicked.connect(act)
        return button

    def _span_buttons(self) -> dict[int, QToolButton]:
        group = QButtonGroup(self)
        buttons: dict[int, QToolButton] = {}
        for days in SPANS:
            button = self._button(None, f"desk.days.{days}", partial(self._shell.show_days, days))
            button.setCheckable(True)
            group.addButton(button)
            buttons[days] = button
        return buttons

    def _language_button(self) -> QToolButton:
        button = QToolButton()
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu, choices = QMenu(button), QActionGroup(button)
        for language in LANGUAGES:
            action = self._choice(menu, choices, partial(self.language_chosen.emit, language))
            action.setText(NATIVE[language])
            action.setChecked(language == self._shell.speech.language)
        button.setMenu(menu)
        button.setText(NATIVE[self._shell.speech.language])
        self._put("term.language", button.setToolTip, button.setAccessibleName)
        self._shell.speech.changed.connect(
            lambda: button.setText(NATIVE[self._shell.speech.language])
        )
        return button

    def _theme_button(self) -> QToolButton:
        button = QToolButton()
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._put("desk.theme", button.setToolTip, button.setAccessibleName)
        menu, choices = QMenu(button), QActionGroup(button)
        for choice in CHOICES:
            action = self._choice(menu, choices, partial(self.theme_chosen.emit, choice))
            self._put(f"desk.theme.{choice}", action.setText)
            action.setChecked(choice == self._shell.look.choice)
        menu.addSeparator()
        sizes = QActionGroup(button)
        for size in TEXT_SIZES:
            action = self._choice(menu, sizes, partial(self.text_size_chosen.emit, size))
            self._put(f"desk.text_size.{size}", action.setText)
            self._sizes[size] = action
        self._show_choice(button)
        self._shell.look.changed.connect(partial(self._show_choice, button))
        button.setMenu(menu)
        return button

    def _show_choice(self, button: QToolButton) -> None:
        self._icon(button, _THEME_ICONS[self._shell.look.choice], "text-muted")
        self._sizes[self._shell.look.text_size].setChecked(True)

    def _choice(self, menu: QMenu, group: QActionGroup, act: Callable[[], object]) -> QAction:
        action = QAction(menu)
        action.setCheckable(True)
        action.triggered.connect(act)
        group.addAction(action)
        menu.addAction(action)
        return action

    def _shortcut(self, keys: str, act: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.activated.connect(act)

    # Days

    def _step_back(self) -> None:
        self._step(-1)

    def _step_on(self) -> None:
        self._step(1)

    def _step(self, direction: int) -> None:
        """Go one screen on: a day, three days, a week or a month."""
        days = self._shell.days if self._span_box.isVisible() else 1
        self._shell.go_to(stepped(self._shell.day, days, direction))

    def _go_today(self) -> None:
        self._shell.go_to(self._shell.today)

    def _tell_day(self) -> None:
        day = self._shell.day
        self.calendar.day = day
        month = self._with_spans and self._shell.days == MONTH
        say = self._shell.speech.words
        text = month_text(day, say) if month else day_text(day, say, year=True)
        self.date.setText(text)
        self.date.setAccessibleName(f"{self._shell.speech('desk.go_to')} {text}")

    def _tell_days(self, days: int) -> None:
        self.spans[days].setChecked(True)
        self._tell_day()


def _row(spacing: int) -> tuple[QWidget, QHBoxLayout]:
    box = QWidget()
    layout = QHBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    return box, layout
