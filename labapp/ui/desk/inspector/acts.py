"""What can be done with a booking: a button each; what needs a reason asks for it in place."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from labapp.domain.bookings import Act, Booking, actions_for
from labapp.domain.staff import Role
from labapp.domain.times import day_of
from labapp.ui.desk.shell import Shell
from labapp.ui.widgets.fields import Field

OFFERED: Final = (
    Act.CONFIRM,
    Act.ACCEPT,
    Act.CHECK_IN,
    Act.COMPLETE,
    Act.REQUEST,
    Act.NO_SHOW,
    Act.REINSTATE,
    Act.REJECT,
    Act.CANCEL,
)
"""The acts that a person does by a button, most wanted first."""
WITH_REASON: Final = frozenset({Act.REJECT, Act.CANCEL})
_MEANT_FIRST: Final = frozenset({Act.CONFIRM, Act.ACCEPT, Act.REINSTATE})
_COLUMNS: Final = 2


def acts_of(booking: Booking, role: Role) -> tuple[Act, ...]:
    """Return the acts to offer for a booking."""
    allowed = actions_for(booking, role)
    return tuple(act for act in OFFERED if act in allowed)


class Acts(QWidget):
    """Buttons in two columns; under them the reason, while one is asked for."""

    meant = Signal(object, str)
    """Act and reason, empty where none is needed."""

    def __init__(self, shell: Shell, role: Role) -> None:
        """Begin without a booking."""
        super().__init__()
        self._shell = shell
        self._role = role
        self._asking: Act | None = None
        self.buttons: dict[Act, QPushButton] = {}
        put = shell.speech.put

        grid = QWidget()
        self._grid = QGridLayout(grid)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(6)
        for act in OFFERED:
            button = QPushButton(grid)
            put(f"desk.do.{act}", button.setText, button.setAccessibleName)
            button.clicked.connect(self._presser(act))
            self.buttons[act] = button
        self.reason = QLineEdit()
        self._reason_field = Field(shell.speech, "field.reason", self.reason)
        self.confirm = QPushButton()
        self.confirm.setProperty("role", "danger")
        self.keep = QPushButton()
        put("desk.keep", self.keep.setText, self.keep.setAccessibleName)
        self.asking = QWidget()
        asking = QVBoxLayout(self.asking)
        asking.setContentsMargins(0, 4, 0, 4)
        asking.setSpacing(6)
        asking.addWidget(self._reason_field)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.confirm, 1)
        row.addWidget(self.keep)
        asking.addLayout(row)
        self.asking.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(grid)
        layout.addWidget(self.asking)

        self.reason.textChanged.connect(self._weigh)
        self.reason.returnPressed.connect(self._confirm)
        self.confirm.clicked.connect(self._confirm)
        self.keep.clicked.connect(self.stop_asking)
        shell.speech.changed.connect(self._name_confirm)

    def show_booking(self, booking: Booking) -> None:
        """Offer what may be done with a booking."""
        acts = acts_of(booking, self._role)
        today = day_of(self._shell.clock.now())
        first = next((act for act in acts if act in _MEANT_FIRST), None)
        if first is None and Act.CHECK_IN in acts and today in set(booking.span.days()):
            first = Act.CHECK_IN
        self.offer(acts, first)

    def offer(self, acts: Sequence[Act], first: Act | None = None) -> None:
        """Offer these acts, one of them as what is most likely meant."""
        self._lay_out(acts, first)
        if self._asking not in acts:
            self.stop_asking()

    def ask_reason(self, act: Act) -> None:
        """Ask why, then do it."""
        self._asking = act
        self.reason.clear()
        self._name_confirm()
        self._weigh()
        self.asking.show()
        self.reason.setFocus()

    def stop_asking(self) -> None:
        """Leave the booking as it is."""
        self._asking = None
        self.asking.hide()

    def _lay_out(self, acts: Sequence[Act], first: Act | None) -> None:
        for act, button in self.buttons.items():
            self._grid.removeWidget(button)
            button.setVisible(act in acts)
            role = "primary" if act is first else None
            if button.property("role") != role:
                button.setProperty("role", role)
                button.style().unpolish(button)
                button.style().polish(button)
        ordered = sorted(acts, key=lambda act: act is not first)
        for number, act in enumerate(ordered):
            self._grid.addWidget(self.buttons[act], *divmod(number, _COLUMNS))
        self.setVisible(bool(acts))

    def _presser(self, act: Act) -> Callable[..., None]:
        return lambda *_: self._press(act)

    def _press(self, act: Act) -> None:
        if act in WITH_REASON:
            self.ask_reason(act)
        else:
            self.meant.emit(act, "")

    def _weigh(self) -> None:
        self.confirm.setEnabled(bool(self.reason.text().strip()))

    def _confirm(self) -> None:
        reason = self.reason.text().strip()
        if self._asking is not None and reason:
            self.meant.emit(self._asking, reason)

    def _name_confirm(self) -> None:
        if self._asking is not None:
            text = self._shell.speech(f"act.{self._asking}")
            self.confirm.setText(text)
            self.confirm.setAccessibleName(text)
