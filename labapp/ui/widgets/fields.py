"""Fields to fill in: each under its label, none of them changed by a wheel that scrolls past."""

from collections.abc import Iterable
from datetime import time
from typing import Final

from PySide6.QtCore import QLocale, Qt, QTime, Signal
from PySide6.QtGui import QFocusEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QSpinBox,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from labapp.ui.speech import Speech

MOST: Final = 999_999
_GAP: Final = 3
_LINES: Final = 2
_AROUND_TEXT: Final = 8
_NARROWEST: Final = 48
_BESIDE_TEXT: Final = 42
"""What the arrow and the edges of a list take, as the style sheet has it."""


class Field(QWidget):
    """A control with its label above it, which names it to those who hear the window."""

    def __init__(self, speech: Speech, key: str, control: QWidget) -> None:
        """Put the label's words, now and in every language chosen later."""
        super().__init__()
        self.control = control
        self.label = QLabel()
        self.label.setProperty("role", "small")
        self.label.setBuddy(control)
        control.setMinimumWidth(_NARROWEST)
        named = getattr(control, "set_label", control.setAccessibleName)
        speech.put(key, self.label.setText)
        speech.put(key, named)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_GAP)
        layout.addWidget(self.label)
        layout.addWidget(control)


def beside(*fields: QWidget, shares: tuple[int, ...] = ()) -> QHBoxLayout:
    """Return the fields side by side, equally wide or by their shares."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for number, field in enumerate(fields):
        row.addWidget(field, shares[number] if shares else 1)
    return row


def _only_with_focus(widget: QWidget, event: QWheelEvent) -> bool:
    """Whether a wheel is meant for the widget and not for what it lies on."""
    if widget.hasFocus():
        return True
    event.ignore()
    return False


class Choice(QComboBox):
    """A list to choose one value from; ``picked`` only when the person did."""

    picked = Signal(object)

    def __init__(self) -> None:
        """Begin without choices."""
        super().__init__()
        self._values: list[object] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.activated.connect(self._pick)

    def offer(self, choices: Iterable[tuple[object, str]], value: object) -> None:
        """Offer values with their words, one of them chosen; no ``picked`` follows."""
        self.clear()
        # Qt would keep an enum's member as a plain text
        self._values = []
        for each, text in choices:
            self._values.append(each)
            self.addItem(text)
        self.choose(value)

    def choose(self, value: object) -> None:
        """Choose a value; none of them leaves nothing chosen."""
        found = (n for n, each in enumerate(self._values) if each == value)
        self.setCurrentIndex(next(found, -1))

    @property
    def value(self) -> object:
        """The value chosen, None if none is."""
        number = self.currentIndex()
        return self._values[number] if number >= 0 else None

    def _pick(self, number: int) -> None:
        self.picked.emit(self._values[number])

    @override
    def showPopup(self) -> None:
        # as wide as its longest text: two places are not told apart by what is left of a short one
        bar = self.view().verticalScrollBar().sizeHint().width()
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + bar + _AROUND_TEXT)
        super().showPopup()

    @override
    def paintEvent(self, e: QPaintEvent) -> None:
        from PySide6.QtWidgets import (  # noqa: PLC0415 -- 60 enums, 5 ms of the start
            QStyle,
            QStyleOptionComboBox,
            QStylePainter,
        )

        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        room = self.width() - _BESIDE_TEXT
        metrics = self.fontMetrics()
        option.currentText = metrics.elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, room
        )
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    @override
    def wheelEvent(self, e: QWheelEvent) -> None:
        if _only_with_focus(self, e):
            super().wheelEvent(e)


class Count(QSpinBox):
    """A whole number with its unit."""

    def __init__(self, unit: str = "", step: int = 1, most: int = MOST) -> None:
        """Begin at 0."""
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setRange(0, most)
        self.setSingleStep(step)
        self.setGroupSeparatorShown(True)
        self.setLocale(QLocale(QLocale.Language.English))
        self.setSuffix(f" {unit}" if unit else "")
        self.setKeyboardTracking(False)
        self.setCorrectionMode(QAbstractSpinBox.CorrectionMode.CorrectToNearestValue)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if _only_with_focus(self, event):
            super().wheelEvent(event)


class Amount(QDoubleSpinBox):
    """An amount kept in thousandths, such as PFLOPS kept as mPFLOPS."""

    def __init__(self, unit: str, step: float = 0.5) -> None:
        """Begin at 0."""
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setRange(0, MOST)
        self.setDecimals(3)
        self.setSingleStep(step)
        self.setLocale(QLocale(QLocale.Language.English))
        self.setSuffix(f" {unit}")
        self.setKeyboardTracking(False)

    @property
    def thousandths(self) -> int:
        """The amount in thousandths."""
        return round(self.value() * 1000)

    def show_thousandths(self, amount: int) -> None:
        """Show an amount given in thousandths."""
        self.setValue(amount / 1000)

    @override
    def textFromValue(self, val: float) -> str:
        return f"{val:,.3f}".rstrip("0").rstrip(".")

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if _only_with_focus(self, event):
            super().wheelEvent(event)


class TimeOfDay(QTimeEdit):
    """A time on the clock that steps on the lab's grid."""

    def __init__(self, step_minutes: int = 15) -> None:
        """Begin at midnight."""
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setDisplayFormat("HH:mm")
        self.setKeyboardTracking(False)
        self.setWrapping(True)
        self.step_minutes = step_minutes

    @property
    def clock(self) -> time:
        """The time shown."""
        shown = self.time()
        return time(shown.hour(), shown.minute())

    def show_clock(self, clock: time) -> None:
        """Show a time."""
        self.setTime(QTime(clock.hour, clock.minute))

    @override
    def stepBy(self, steps: int) -> None:
        shown = self.time()
        minutes = shown.hour() * 60 + shown.minute()
        grid = self.step_minutes
        if minutes % grid:
            # onto the grid first, in the direction of the step
            wanted = (minutes // grid + (1 if steps > 0 else 0)) * grid
        else:
            wanted = minutes + steps * grid
        self.setTime(QTime(0, 0).addSecs(wanted % (24 * 60) * 60))

    @override
    def focusNextPrevChild(self, next: bool) -> bool:
        """Go on to the next field, not from the hours to the minutes."""
        return QWidget.focusNextPrevChild(self, next)

    @override
    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        both = QAbstractSpinBox.StepEnabledFlag
        return both.StepUpEnabled | both.StepDownEnabled

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if _only_with_focus(self, event):
            super().wheelEvent(event)


class Note(QPlainTextEdit):
    """A few lines of text; ``left`` when the person goes on to something else."""

    left = Signal()

    def __init__(self) -> None:
        """Begin empty, two lines high."""
        super().__init__()
        self.setTabChangesFocus(True)
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self.fontMetrics().lineSpacing() * _LINES + 22)

    @override
    def focusOutEvent(self, e: QFocusEvent) -> None:
        super().focusOutEvent(e)
        if e.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()
