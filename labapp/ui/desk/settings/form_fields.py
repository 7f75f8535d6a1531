"""Fields of the settings' forms: what is wrong with one is said under it, in words."""

from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from labapp.domain.languages import Names
from labapp.ui.speech import Speech
from labapp.ui.widgets.fields import Amount, Count, Field

_NAME_PARTS: Final = ("en", "zh_hant", "zh_hans")
_NONE: Final = -1


class FormField(Field):
    """A control under its label, with room below for what is wrong."""

    def __init__(self, speech: Speech, key: str, control: QWidget) -> None:
        """Begin with nothing wrong."""
        super().__init__(speech, key, control)
        self.fault = QLabel()
        self.fault.setProperty("role", "error")
        self.fault.setWordWrap(True)
        self.fault.hide()
        layout = self.layout()
        if layout is not None:
            layout.addWidget(self.fault)

    def show_fault(self, text: str) -> None:
        """Say what is wrong; an empty text: nothing."""
        self.fault.setText(text)
        self.fault.setVisible(bool(text))
        wrong = bool(text)
        if bool(self.control.property("wrong")) != wrong:
            self.control.setProperty("wrong", wrong)
            self.control.style().unpolish(self.control)
            self.control.style().polish(self.control)
        self.control.setAccessibleDescription(text)


class OptionalCount(Count):
    """A whole number that may also not be given: then it shows a word, one step below 0."""

    def __init__(self, unit: str = "", step: int = 1, most: int = 1_000_000) -> None:
        """Begin as not given."""
        super().__init__(unit, step, most)
        self.setMinimum(_NONE)
        self.setValue(_NONE)

    @property
    def amount(self) -> int | None:
        """The number, None if it is not given."""
        return None if self.value() == _NONE else self.value()

    def show_amount(self, amount: int | None) -> None:
        """Show a number, or that it is not given."""
        self.setValue(_NONE if amount is None else amount)

    @override
    def stepBy(self, steps: int) -> None:
        """Go from not given to 0 first, and by whole steps from there."""
        if (self.value() == _NONE and steps > 0) or 0 < self.value() < -steps * self.singleStep():
            self.setValue(0)
        else:
            super().stepBy(steps)


class NameFields(QWidget):
    """A name in three languages."""

    edited = Signal()

    def __init__(self, speech: Speech) -> None:
        """Begin empty."""
        super().__init__()
        self.lines = {part: QLineEdit() for part in _NAME_PARTS}
        self.fields = {
            part: FormField(speech, f"desk.name.{part}", line) for part, line in self.lines.items()
        }
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part, line in self.lines.items():
            layout.addWidget(self.fields[part])
            line.textEdited.connect(self.edited)

    @property
    def names(self) -> Names:
        """What is typed."""
        return Names(**{part: line.text().strip() or None for part, line in self.lines.items()})

    def show_names(self, names: Names) -> None:
        """Show names without saying so."""
        for part, line in self.lines.items():
            line.setText(getattr(names, part) or "")
            line.setCursorPosition(0)

    def show_fault(self, text: str) -> None:
        """Say what is wrong with them, under the last."""
        for part, each in self.fields.items():
            each.show_fault(text if part == _NAME_PARTS[-1] else "")


def live(control: QWidget) -> None:
    """Let a number be weighed while it is typed."""
    if isinstance(control, Count | Amount):
        control.setKeyboardTracking(True)


def heading(speech: Speech, key: str) -> QLabel:
    """Return the heading of a group of fields."""
    label = QLabel()
    label.setProperty("role", "strong")
    label.setContentsMargins(0, 8, 0, 0)
    speech.put(key, label.setText)
    return label


def different(typed: Mapping[str, Any], saved: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is typed and not saved."""
    return {name: value for name, value in typed.items() if value != saved[name]}
