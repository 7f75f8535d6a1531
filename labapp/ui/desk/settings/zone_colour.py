"""The colour of a zone: typed, or taken from a row of quiet ones."""

from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from labapp.ui.desk.settings.form_fields import FormField
from labapp.ui.speech import Speech

_SWATCH: Final = 32
_BUTTON: Final = 20
_HUES: Final = 9
_SATURATION: Final = 0.62
_VALUE: Final = 0.56


def quiet_colours() -> tuple[str, ...]:
    """Return colours around the circle that stand out as a thin bar on white and on black."""
    hues = (number / _HUES for number in range(_HUES))
    return tuple(QColor.fromHsvF(hue, _SATURATION, _VALUE).name().upper() for hue in hues)


class Swatch(QWidget):
    """Shows a colour; something that is no colour is left empty."""

    def __init__(self) -> None:
        """Begin without a colour."""
        super().__init__()
        self.colour = QColor()
        self.setFixedSize(_SWATCH, _SWATCH)

    def show_colour(self, name: str) -> None:
        """Show a colour by its name."""
        self.colour = QColor(name.strip())
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.colour.isValid():
            painter.fillRect(self.rect(), self.colour)


class ColourField(QWidget):
    """A line for ``#rrggbb``, how it looks, and a row of colours to choose from."""

    edited = Signal()

    def __init__(self, speech: Speech) -> None:
        """Begin without a colour."""
        super().__init__()
        self._speech = speech
        self.line = QLineEdit()
        self.swatch = Swatch()
        self.field = FormField(speech, "field.colour", self.line)
        self.choices = [self._choice(name) for name in quiet_colours()]
        row = QHBoxLayout()
        row.setSpacing(2)
        for button in self.choices:
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.field)
        beside = QHBoxLayout()
        beside.setSpacing(8)
        beside.addWidget(self.swatch)
        beside.addLayout(row)
        layout.addLayout(beside)
        self.line.textEdited.connect(self.edited)
        self.line.textChanged.connect(self.swatch.show_colour)
        speech.changed.connect(self._name)
        self._name()

    def _choice(self, name: str) -> QToolButton:
        button = QToolButton()
        picture = QPixmap(_BUTTON, _BUTTON)
        picture.fill(QColor(name))
        button.setIcon(QIcon(picture))
        button.setIconSize(QSize(_BUTTON, _BUTTON))
        button.clicked.connect(partial(self._take, name))
        return button

    def _name(self) -> None:
        for name, button in zip(quiet_colours(), self.choices, strict=True):
            text = self._speech("settings.colour.take", colour=name)
            button.setToolTip(text)
            button.setAccessibleName(text)

    def _take(self, name: str) -> None:
        self.line.setText(name)
        self.edited.emit()
