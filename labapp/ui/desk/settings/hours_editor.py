"""The hours of one day: none (closed), one opening, or several."""

from collections.abc import Sequence
from datetime import time
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from labapp.domain.errors import FieldFault, Refused
from labapp.domain.spaces import Hours
from labapp.services.spaces import check_hours
from labapp.ui.desk.shell import Shell
from labapp.ui.speech import Speech
from labapp.ui.widgets.fields import TimeOfDay
from labapp.ui.widgets.layouts import clear

_FIELD: Final = 116
_USUAL: Final = Hours(time(10), time(18))
_DAY: Final = 24 * 60
_PAUSE: Final = 60
MOST: Final = 4
"""Openings a day."""


class _Opening(QWidget):
    """From when until when, and a way to take it out."""

    edited = Signal()
    unwanted = Signal()

    def __init__(self, shell: Shell, label: str, hours: Hours) -> None:
        """Show hours; ``label`` says of which day."""
        super().__init__()
        self.opens, self.closes = TimeOfDay(), TimeOfDay()
        say = shell.speech
        for field, key, clock in (
            (self.opens, "settings.hours.opens", hours.opens),
            (self.closes, "settings.hours.closes", hours.closes),
        ):
            field.setFixedWidth(_FIELD)
            field.setAccessibleName(say(key, day=label).strip())
            field.show_clock(clock)
            field.timeChanged.connect(self.edited)
        self.out = QToolButton()
        self.out.setIconSize(QSize(16, 16))
        shell.look.put_icon(self.out, "x", "text-muted", 16)
        told = say("settings.hours.out", day=label).strip()
        self.out.setToolTip(told)
        self.out.setAccessibleName(told)
        self.out.clicked.connect(self.unwanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.opens)
        row.addWidget(QLabel("–"))
        row.addWidget(self.closes)
        row.addWidget(self.out)
        row.addStretch(1)

    @property
    def hours(self) -> Hours:
        """The hours shown."""
        return Hours(self.opens.clock, self.closes.clock)


class HoursEditor(QWidget):
    """Openings under each other, the last with a way to add one more."""

    edited = Signal()
    rearranged = Signal()
    """Its fields are others now: their order is to be said again."""

    def __init__(self, shell: Shell, *, narrow: bool = False) -> None:
        """Begin closed; where it is narrow, what adds an opening stands below them."""
        super().__init__()
        self._shell = shell
        self._label = ""
        self._allowed = True
        self.openings: list[_Opening] = []
        self.closed = QLabel()
        self.closed.setProperty("role", "muted")
        self.closed.setFixedWidth(_FIELD)
        self.add = QPushButton()
        self.add.setProperty("role", "quiet")
        self.error = QLabel()
        self.error.setProperty("role", "error")
        self.error.setWordWrap(True)
        self.error.hide()
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(6)
        foot.addWidget(self.closed)
        foot.addWidget(self.add, 0, Qt.AlignmentFlag.AlignTop)
        foot.addStretch(1)
        row = QVBoxLayout() if narrow else QHBoxLayout()
        row.setSpacing(6)
        row.addLayout(self._list)
        row.addLayout(foot, 1)
        if not narrow:
            row.setAlignment(foot, Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(row)
        layout.addWidget(self.error)
        self.add.clicked.connect(self._add)
        shell.speech.changed.connect(self._say_again)
        self._tell()

    def set_label(self, text: str) -> None:
        """Say of which day the hours are, to those who hear the window."""
        if text != self._label:
            self._label = text
            self._say_again()

    def allow(self, *, change: bool) -> None:
        """Let the person change the hours, or only read them."""
        self._allowed = change
        self._tell()

    @property
    def hours(self) -> tuple[Hours, ...]:
        """The openings, earliest first."""
        found = (opening.hours for opening in self.openings)
        return tuple(sorted(found, key=lambda one: (one.opens, one.closes)))

    def show_hours(self, hours: Sequence[Hours]) -> None:
        """Show openings without saying so."""
        clear(self._list)
        self.openings = []
        for one in hours:
            self._put(one)
        self._tell()
        self.rearranged.emit()

    def fields(self) -> list[QWidget]:
        """Return what takes the focus, in the order in which it is read."""
        found: list[QWidget] = []
        for opening in self.openings:
            found += [opening.opens, opening.closes, opening.out]
        return [*found, self.add]

    def fault(self) -> str:
        """Return why the hours cannot stand, in words, and say it; an empty text if they can."""
        told = ""
        try:
            check_hours(self.hours)
        except Refused as error:
            (refusal,) = error.refusals
            value = refusal.value if isinstance(refusal, FieldFault) else ""
            told = self._shell.speech("settings.hours.fault", hours=value)
        self.error.setText(told)
        self.error.setVisible(bool(told))
        return told

    def _put(self, hours: Hours) -> _Opening:
        opening = _Opening(self._shell, self._label, hours)
        opening.edited.connect(self.edited)
        opening.unwanted.connect(lambda: self._take_out(opening))
        self._list.addWidget(opening)
        opening.show()  # now: what a layout shows it shows later, and it is to take the focus
        self.openings.append(opening)
        return opening

    def _add(self) -> None:
        opening = self._put(self._next())
        self._tell()
        self.rearranged.emit()
        opening.opens.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _next(self) -> Hours:
        """Return hours that follow the last opening, or the usual ones."""
        if not self.openings:
            return _USUAL
        last = self.openings[-1].hours.closes
        start = last.hour * 60 + last.minute + _PAUSE
        if start >= _DAY - _PAUSE:
            return Hours(last, last)
        end = start + _PAUSE
        return Hours(time(start // 60, start % 60), time(end // 60 % 24, end % 60))

    def _take_out(self, opening: _Opening) -> None:
        self.openings.remove(opening)
        self._list.removeWidget(opening)
        self._tell()
        to = self.openings[-1].opens if self.openings else self.add
        to.setFocus(Qt.FocusReason.OtherFocusReason)
        opening.hide()
        opening.deleteLater()
        self.edited.emit()

    def _tell(self) -> None:
        say = self._shell.speech
        for opening in self.openings:
            opening.setEnabled(self._allowed)
            opening.out.setVisible(self._allowed)
        self.closed.setVisible(not self.openings)
        self.closed.setText(say("term.closed"))
        self.add.setVisible(self._allowed and len(self.openings) < MOST)
        self.add.setText(say("settings.hours.more" if self.openings else "settings.hours.add"))
        self.add.setAccessibleName(f"{self._label} {self.add.text()}".strip())

    def _say_again(self) -> None:
        self.show_hours([opening.hours for opening in self.openings])


def hours_in_words(hours: Sequence[Hours], say: Speech) -> str:
    """Return hours such as ``10:00–13:00, 14:00–24:00``, or that it is closed."""
    told = ""
    for one in sorted(hours, key=lambda one: (one.opens, one.closes)):
        closes = "24:00" if one.closes == time(0) else f"{one.closes:%H:%M}"
        part = f"{one.opens:%H:%M}–{closes}"
        told = say("list.comma", first=told, second=part) if told else part
    return told or say("term.closed")
