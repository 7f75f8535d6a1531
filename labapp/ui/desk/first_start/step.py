"""What the welcome page needs of a step."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from labapp.ui.desk.first_start.draft import Draft
from labapp.ui.desk.first_start.orders import Fault
from labapp.ui.desk.shell import Shell


class Step(QWidget):
    """One question; it writes every answer into the draft at once, so that none is lost."""

    changed = Signal()
    """An answer is another."""

    def __init__(self, shell: Shell, draft: Draft) -> None:
        """Build nothing but the plumbing."""
        super().__init__()
        self.shell = shell
        self.say = shell.speech
        self.draft = draft
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(10)

    def faults(self) -> Sequence[Fault]:
        """Return what is still wrong with the answer; empty when one may go on."""
        return ()

    def first_field(self) -> QWidget:
        """Return where typing begins."""
        return self

    def field_of(self, fault: Fault) -> QWidget:
        """Return where a fault is put right, and make it ready."""
        del fault
        return self.first_field()
