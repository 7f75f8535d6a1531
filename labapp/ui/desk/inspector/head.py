"""The head of the panel: which booking, in which state, and the ways to close or fold it."""

from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from labapp.domain.bookings import Booking, Kind, State
from labapp.ui.desk.blocks import expiry_of
from labapp.ui.desk.chips import StateChip
from labapp.ui.desk.shell import Shell
from labapp.ui.widgets.board.wording import left_text
from labapp.ui.widgets.marked import Marked

_SAVED_MILLISECONDS: Final = 2500


class Head(QWidget):
    """One line; only the button that unfolds is left of it while the panel is folded."""

    def __init__(self, shell: Shell) -> None:
        """Begin without a booking."""
        super().__init__()
        self._shell = shell
        self.heading = QLabel()
        self.heading.setProperty("role", "title")
        self.chip = StateChip(shell)
        self.left = QLabel()
        self.left.setProperty("role", "small")
        self.left.hide()
        self.saved = Marked(shell.look, "small")
        self.saved.hide()
        self.fold_button = QToolButton()
        self.close_button = QToolButton()
        shell.look.put_icon(self.fold_button, "panel-right", "text-muted")
        shell.look.put_icon(self.close_button, "x", "text-muted", 16)
        shell.speech.put(
            "desk.close", self.close_button.setToolTip, self.close_button.setAccessibleName
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.setSpacing(8)
        for widget in (self.heading, self.chip, self.left, self.saved):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(self.close_button)
        layout.addWidget(self.fold_button)
        self._fading = QTimer(self)
        self._fading.setSingleShot(True)
        self._fading.setInterval(_SAVED_MILLISECONDS)
        self._fading.timeout.connect(self.saved.hide)

    def count_down(self, booking: Booking | None) -> None:
        """Say how long a hold or an offer still has."""
        expires = None if booking is None else expiry_of(booking)
        seconds = 0
        if expires is not None:
            seconds = int((expires - self._shell.clock.now()).total_seconds())
        counts = seconds > 0 and not self.chip.isHidden()
        self.left.setVisible(counts)
        if counts:
            say = self._shell.speech
            self.left.setText(say("hold.left", left=left_text(say.language, seconds)))

    def tell(self, booking: Booking | None, *, drafting: bool, folded: bool) -> None:
        """Say what the panel shows."""
        say = self._shell.speech
        fold = say("desk.unfold" if folded else "desk.fold")
        self.fold_button.setToolTip(fold)
        self.fold_button.setAccessibleName(fold)
        heading = booking.number if booking else say("desk.new") if drafting else ""
        self.heading.setText(heading)
        self.heading.setVisible(not folded and bool(heading))
        self.chip.setVisible(not folded and booking is not None)
        self.close_button.setVisible(not folded and (booking is not None or drafting))
        if booking is not None:
            plain = booking.kind is Kind.STAY or booking.state is not State.CONFIRMED
            self.chip.show_state((booking.state if plain else booking.kind).value)
        self.count_down(booking)

    def show_saved(self) -> None:
        """Say for a moment that a field was saved."""
        self.saved.show_words("check", "success", self._shell.speech("desk.saved"))
        self.saved.show()
        self._fading.start()
