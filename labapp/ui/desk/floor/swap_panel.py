"""What a swap would do, before it is done; and whether it shall be."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from labapp.domain.errors import Refusal
from labapp.services.swaps import Change, Consequences
from labapp.ui.desk.inspector.refusals import Objection, RefusalBox
from labapp.ui.desk.shell import Shell
from labapp.ui.formats import span_text
from labapp.ui.widgets.layouts import clear
from labapp.ui.widgets.marked import Marked

_PAD: Final = 16


class Reach(StrEnum):
    """How much of the day changes places."""

    DAY = "day"
    REST = "rest"
    NOW = "now"


@dataclass(frozen=True, slots=True)
class Asked:
    """Two places and how much of the day, with the time shown as it is written."""

    one: str
    other: str
    reach: Reach
    time: str


class SwapPanel(QFrame):
    """Says what is meant; does nothing itself."""

    reach_chosen = Signal(object)
    """Reach"""
    alternative_wanted = Signal(object)
    """Alternative"""
    holder_wanted = Signal(str)
    override_wanted = Signal(str)
    meant = Signal()
    given_up = Signal()

    def __init__(self, shell: Shell) -> None:
        """Begin out of sight."""
        super().__init__()
        self._shell = shell
        self._asked: Asked | None = None
        self._found: Consequences | None = None
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        put = shell.speech.put

        # Widgets
        self.heading = QLabel()
        self.heading.setProperty("role", "title")
        self.reaches: Mapping[Reach, QRadioButton] = {reach: QRadioButton() for reach in Reach}
        group = QButtonGroup(self)
        for reach, button in self.reaches.items():
            group.addButton(button)
            button.clicked.connect(partial(self.reach_chosen.emit, reach))
        self.count = QLabel()
        self.count.setProperty("role", "strong")
        self.changes = QWidget()
        self._changes = QVBoxLayout(self.changes)
        self.papers = Marked(shell.look, "small")
        self.papers.words.setWordWrap(True)
        self.papers.hide()
        self.refusals = RefusalBox(shell)
        self.confirm = QPushButton()
        self.confirm.setProperty("role", "primary")
        put("floor_page.swap.do", self.confirm.setText, self.confirm.setAccessibleName)
        self.cancel = QPushButton()
        put("floor_page.swap.leave", self.cancel.setText, self.cancel.setAccessibleName)
        for label in (self.heading, self.count):
            label.setWordWrap(True)

        self._lay_out()

        # Signals
        self.refusals.alternative_wanted.connect(self.alternative_wanted)
        self.refusals.holder_wanted.connect(self.holder_wanted)
        self.refusals.override_wanted.connect(self.override_wanted)
        self.confirm.clicked.connect(self.meant)
        self.cancel.clicked.connect(self.given_up)
        shell.speech.changed.connect(self._tell)
        self.hide()

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setProperty("role", "page")
        body = QVBoxLayout(inside)
        body.setContentsMargins(_PAD, 12, _PAD, 12)
        body.setSpacing(8)
        self._changes.setContentsMargins(0, 0, 0, 0)
        self._changes.setSpacing(8)
        body.addWidget(self.heading)
        for button in self.reaches.values():
            body.addWidget(button)
        body.addSpacing(4)
        body.addWidget(self.count)
        body.addWidget(self.changes)
        body.addWidget(self.papers)
        body.addWidget(self.refusals)
        body.addStretch(1)
        pane = QScrollArea()
        pane.setWidgetResizable(True)
        pane.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        pane.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        pane.setWidget(inside)
        foot = QHBoxLayout()
        foot.setContentsMargins(_PAD, 8, _PAD, 12)
        foot.setSpacing(8)
        foot.addWidget(self.confirm, 1)
        foot.addWidget(self.cancel, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(pane, 1)
        column.addLayout(foot)

    # What the page says

    @property
    def found(self) -> Consequences | None:
        """What is shown, None while it is not known yet."""
        return self._found

    def show_asked(self, asked: Asked) -> None:
        """Show what is asked; what it would do is not known yet."""
        self._asked, self._found = asked, None
        self.reaches[asked.reach].setChecked(True)
        self.refusals.clear()
        self._tell()
        self.show()

    def show_found(self, found: Consequences, also: tuple[Refusal, ...] = ()) -> None:
        """Show what the swap would do; ``also`` is why it was not done a moment ago."""
        self._found = found
        refusals = (*also, *found.refusals)
        self.refusals.show_objection(
            Objection(refusals, found.alternatives, found.order.span, found.order.place_a)
        )
        self._tell()

    def _tell(self) -> None:
        asked, say = self._asked, self._shell.speech
        if asked is None:
            return
        self.heading.setText(say("floor.swap", one=asked.one, other=asked.other))
        for reach, button in self.reaches.items():
            text = say(f"floor_page.reach.{reach}", time=asked.time)
            button.setText(text)
            button.setAccessibleName(text)
        clear(self._changes)
        found = self._found
        self._tell_papers()
        if found is None:
            self.count.setText("…")
            self.confirm.setEnabled(False)
            return
        number = len(found.changes)
        nobody = say("floor_page.swap.none", one=asked.one, other=asked.other)
        self.count.setText(say("floor_page.swap.count", count=number) if number else nobody)
        for change in found.changes:
            self._changes.addWidget(self._line(change))
        self.confirm.setEnabled(number > 0 and not found.refusals)

    def _tell_papers(self) -> None:
        """Say which papers on the wall would no longer be true."""
        say = self._shell.speech
        papers = () if self._found is None else self._found.papers
        self.papers.setVisible(bool(papers))
        if papers:
            documents = say("desk.comma").join(papers)
            told = say("floor_page.swap.papers", count=len(papers), documents=documents)
            self.papers.show_words("printer", "text-muted", told)

    def _line(self, change: Change) -> QLabel:
        say, before = self._shell.speech, change.before
        line = QLabel(
            say(
                "floor_page.swap.line",
                who=say.name(before.who),
                number=before.number,
                one=before.place or "",
                other=change.after.place or "",
                time=span_text(before.span, say.words),
            )
        )
        line.setTextFormat(Qt.TextFormat.PlainText)
        line.setWordWrap(True)
        return line

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)
