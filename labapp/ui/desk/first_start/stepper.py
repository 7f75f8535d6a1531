"""Where one is among the questions; each can be gone back to."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from labapp.ui.desk.first_start.draft import STEPS
from labapp.ui.desk.shell import Shell


class Stepper(QWidget):
    """A numbered button for each step."""

    chosen = Signal(str)

    def __init__(self, shell: Shell) -> None:
        """Begin at the first step."""
        super().__init__()
        self._say = shell.speech
        self.buttons: dict[str, QToolButton] = {}
        group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for step in STEPS:
            button = self.buttons[step] = QToolButton()
            button.setCheckable(True)
            button.clicked.connect(partial(self._choose, step))
            group.addButton(button)
            layout.addWidget(button)
        layout.addStretch(1)
        self._step = STEPS[0]
        shell.speech.changed.connect(self._tell)
        self._tell()

    def show_step(self, step: str) -> None:
        """Mark a step as the one that is shown."""
        self._step = step
        self._tell()

    def _choose(self, step: str) -> None:
        self.chosen.emit(step)
        self.buttons[self._step].setChecked(True)

    def _tell(self) -> None:
        for number, (step, button) in enumerate(self.buttons.items(), start=1):
            name = self._say(f"welcome.step.{step}")
            button.setText(f"{number}  {name}")
            told = self._say("welcome.step", number=number, count=len(STEPS), name=name)
            button.setAccessibleName(told)
            button.setToolTip(told)
        self.buttons[self._step].setChecked(True)
