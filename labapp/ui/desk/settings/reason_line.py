"""Where the reason is asked for that goes below what is booked, right above what stays so."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout
from typing_extensions import override

from labapp.domain.errors import ReasonMissing
from labapp.ui.desk.settings.form_fields import FormField
from labapp.ui.desk.settings.parts import line
from labapp.ui.speech import Speech
from labapp.ui.texts import explain_refusal

_MARGINS: Final = (24, 10, 24, 10)
_WIDEST: Final = 1052


class ReasonLine(QFrame):
    """Out of sight until a reason is needed; Enter saves, Escape discards."""

    entered = Signal()
    left = Signal()

    def __init__(self, speech: Speech) -> None:
        """Begin out of sight."""
        super().__init__()
        self._speech = speech
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.text = QLineEdit()
        self.field = FormField(speech, "settings.stay.reason", self.text)
        self.field.setMaximumWidth(_WIDEST)
        asked = QHBoxLayout()
        asked.setContentsMargins(*_MARGINS)
        asked.addWidget(self.field, 1)
        asked.addStretch(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(line())
        layout.addLayout(asked)
        self.text.textEdited.connect(self.forgive)
        self.text.returnPressed.connect(self.entered)
        self.hide()

    @property
    def reason(self) -> str:
        """What is typed."""
        return self.text.text().strip()

    def insist(self) -> None:
        """Say that it is needed."""
        missing = ReasonMissing(act="set_capacity")
        self.field.show_fault(explain_refusal(missing, self._speech.language))
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def forgive(self) -> None:
        """Say no more that it is needed."""
        self.field.show_fault("")

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
