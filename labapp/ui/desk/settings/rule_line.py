"""One house rule: its name, what it means, its value to change, and its default."""

import re
from datetime import datetime
from typing import Final, Protocol

from PySide6.QtCore import QSize, Qt, QTime, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from labapp.domain.policy import CHOICES, SLOT_LENGTHS, TIMES_OF_DAY, Policy, limits, setting
from labapp.ui.desk.shell import Shell
from labapp.ui.formats import length_text, moment_text
from labapp.ui.widgets.fields import Choice, Count, TimeOfDay

Value = int | str

_DEFAULTS: Final = Policy()
_CONTROL: Final = 184
_SIDE: Final = 176
_WORDS: Final = 64
"""How much wider a list of words is than other fields."""
_RESET: Final = 28
_HOUR: Final = 60
_UNIT: Final = re.compile(r"\s*[(（]([^()（）]*)[)）]$")


class Changed(Protocol):
    """The last change of a rule, as the journal keeps it."""

    @property
    def at(self) -> datetime:
        """When it was changed."""

    @property
    def actor(self) -> str:
        """Who changed it."""

    @property
    def before(self) -> dict[str, object] | None:
        """The value before."""


class RuleLine(QWidget):
    """Shows a rule; says when the person has typed or chosen something."""

    edited = Signal()

    def __init__(self, shell: Shell, name: str, part: str = "") -> None:
        """Begin with the default.

        Args:
            shell: Language and look.
            name: The setting's.
            part: Of a table, the words that name the line; such a line explains nothing itself.
        """
        super().__init__()
        self._shell = shell
        self.name = name
        self._part = part
        self.saved: Value = setting(_DEFAULTS, name)
        self._last: Changed | None = None
        self._emptied = False

        # Widgets
        self.title = QLabel()
        self.about = QLabel()
        self.history = QLabel()
        for label, role in ((self.title, ""), (self.about, "small"), (self.history, "small")):
            label.setProperty("role", role)
            label.setWordWrap(True)
        self.title.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.history.hide()
        if part:
            self.about.hide()
        self.control = self._make_control()
        self._wider = _WORDS if name in CHOICES else 0
        self.control.setFixedWidth(_CONTROL + self._wider)
        self.title.setBuddy(self.control)
        self.side = QLabel()
        self.side.setProperty("role", "small")
        self.side.setWordWrap(True)
        self.reset = QToolButton()
        self.reset.setIconSize(QSize(16, 16))
        self.reset.setFixedWidth(_RESET)
        shell.look.put_icon(self.reset, "undo-2", "text-muted", 16)
        policy = self.reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(policy)
        self.error = QLabel()
        self.error.setProperty("role", "error")
        self.error.setWordWrap(True)
        self.error.hide()

        self._lay_out()
        self.reset.clicked.connect(self._take_default)
        shell.speech.changed.connect(self._say)
        self._say()
        self.put_back()

    def _make_control(self) -> Choice | TimeOfDay | Count:
        if self.name in CHOICES or self.name == "slot_minutes":
            choice = Choice()
            choice.picked.connect(self._edit)
            return choice
        if self.name in TIMES_OF_DAY:
            clock = TimeOfDay()
            clock.setKeyboardTracking(True)
            clock.timeChanged.connect(self._edit)
            return clock
        number = Count(step=_step(self.name))
        number.setKeyboardTracking(True)
        number.valueChanged.connect(self._edit)
        number.editingFinished.connect(self._leave)
        number.lineEdit().textEdited.connect(self._retype)
        number.setCorrectionMode(Count.CorrectionMode.CorrectToPreviousValue)
        return number

    def _lay_out(self) -> None:
        side = QHBoxLayout()
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(4)
        side.addWidget(self.side, 1)
        side.addWidget(self.reset)
        box = QWidget()
        box.setFixedWidth(_SIDE - self._wider)
        box.setLayout(side)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        top = Qt.AlignmentFlag.AlignTop
        middle = Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(self.title, 0, 0, middle)
        grid.addWidget(self.control, 0, 1, middle)
        grid.addWidget(box, 0, 2, middle)
        grid.addWidget(self.about, 1, 0, top)
        grid.addWidget(self.history, 2, 0, top)
        grid.addWidget(self.error, 1, 1, 2, 2, top)
        grid.setColumnStretch(0, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    # Showing

    def show_saved(self, value: Value, last: Changed | None) -> None:
        """Show what is saved and who changed it last; what the person has typed stays."""
        keep = self.typed != self.saved
        self.saved, self._last = value, last
        if not keep:
            self._show(value)
        self._tell()

    def put_back(self) -> None:
        """Show what is saved instead of what was typed."""
        self._show(self.saved)
        self._tell()

    @property
    def typed(self) -> Value | None:
        """What is typed or chosen; None for an empty field."""
        control = self.control
        if isinstance(control, Choice):
            value = control.value
            return value if isinstance(value, int | str) else None
        if isinstance(control, TimeOfDay):
            return f"{control.clock:%H:%M}"
        return control.value() if control.cleanText() else None

    def fault(self) -> str:
        """Return why what is typed cannot stand, in words; an empty text if it can."""
        say, typed = self._shell.speech, self.typed
        if typed is None:
            return say("settings.fault.empty")
        if not isinstance(self.control, Count) or not isinstance(typed, int):
            return ""
        within = limits(self.name)
        if within.hold(typed):
            return ""
        facts = {"least": f"{within.least:,}", "most": f"{within.most:,}", "step": within.step}
        return say("settings.fault.range" if within.step == 1 else "settings.fault.step", **facts)

    def show_fault(self, text: str) -> None:
        """Say at the field why it cannot be saved; an empty text says that it can."""
        self.error.setText(text)
        self.error.setVisible(bool(text))
        wrong = bool(text)
        if bool(self.control.property("wrong")) != wrong:
            self.control.setProperty("wrong", wrong)
            self.control.style().unpolish(self.control)
            self.control.style().polish(self.control)

    def allow(self, *, change: bool) -> None:
        """Let the person change it, or only read it."""
        self.control.setEnabled(change)
        self.reset.setEnabled(change)

    def says(self, word: str) -> bool:
        """Whether a word, in lower case, is in its name or explanation."""
        said = (self.title.text(), self.about.text(), self.control.accessibleName(), self.name)
        return any(word in text.casefold() for text in said)

    def _show(self, value: Value) -> None:
        control = self.control
        was = control.blockSignals(True)
        if isinstance(control, Choice):
            control.choose(value)
        elif isinstance(control, TimeOfDay):
            control.setTime(QTime.fromString(str(value), "HH:mm"))
        else:
            control.setValue(int(value))
        control.blockSignals(was)

    def _take_default(self) -> None:
        self._show(setting(_DEFAULTS, self.name))
        self.control.setFocus(Qt.FocusReason.OtherFocusReason)
        self._edit()

    def _retype(self, _: str) -> None:
        self._emptied = self.typed is None
        self._edit()

    def _leave(self) -> None:
        """Show what is saved in a field that is left empty; Qt would show the last digit typed."""
        if self._emptied:
            self._emptied = False
            self._show(self.saved)
        self._edit()

    def _edit(self, _: object = None) -> None:
        self._tell()
        self.edited.emit()

    # Saying

    def _say(self) -> None:
        say = self._shell.speech
        full = say(f"setting.{self.name}")
        unit = _UNIT.search(full)
        bare = _UNIT.sub("", full)
        self.title.setText(say(self._part) if self._part else bare)
        if not self._part:
            self.about.setText(say(f"settings.why.{self.name}"))
        self.control.setAccessibleName(bare)
        self.control.setAccessibleDescription(self.about.text())
        control = self.control
        if isinstance(control, Choice):
            offered: tuple[Value, ...] = CHOICES.get(self.name, SLOT_LENGTHS)
            kept = control.value if control.value is not None else self.saved
            control.offer([(each, self._in_words(each)) for each in offered], kept)
        elif isinstance(control, Count):
            was = control.blockSignals(True)
            control.setSuffix(f" {unit[1]}" if unit else "")
            control.blockSignals(was)
        self._tell()

    def _tell(self) -> None:
        say, typed = self._shell.speech, self.typed
        default = setting(_DEFAULTS, self.name)
        told = []
        number = typed if isinstance(self.control, Count) else None
        if isinstance(number, int) and self._minutes and number >= _HOUR:
            told.append(f"= {length_text(number, say.words)}")
        if typed != self.saved:
            told.append(say("settings.now", value=self._in_words(self.saved)))
        elif typed == default:
            told.append(say("settings.default"))
        else:
            told.append(say("settings.default.other", value=self._in_words(default)))
        self.side.setText(" · ".join(told))
        to_default = say("settings.reset", value=self._in_words(default))
        self.reset.setToolTip(to_default)
        self.reset.setAccessibleName(f"{self.control.accessibleName()}: {to_default}")
        self.reset.setVisible(typed != default and self.reset.isEnabled())
        self._tell_history()

    def _tell_history(self) -> None:
        say, last = self._shell.speech, self._last
        self.history.setVisible(last is not None)
        if last is None:
            return
        before = (last.before or {}).get("value")
        past = self._in_words(before) if isinstance(before, int | str) else "–"
        when = moment_text(last.at, say.words)
        self.history.setText(say("settings.changed", by=last.actor, when=when, before=past))

    @property
    def _minutes(self) -> bool:
        return "_minutes" in self.name

    def _in_words(self, value: Value) -> str:
        say = self._shell.speech
        if self.name in CHOICES:
            return say(f"choice.{value}")
        if self._minutes and isinstance(value, int):
            return length_text(value, say.words)
        unit = _UNIT.search(say(f"setting.{self.name}"))
        return f"{value:,} {unit[1]}" if unit and isinstance(value, int) else str(value)


def _step(name: str) -> int:
    if "_quota_minutes" in name:
        return _HOUR
    return 5 if "_minutes" in name else 1
