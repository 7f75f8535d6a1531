"""A chip for each state that the rows have: pressed ones alone are shown."""

from collections import Counter
from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QToolButton, QWidget

from labapp.domain.bookings import State
from labapp.ui.desk.chips import letter
from labapp.ui.desk.shell import Shell
from labapp.ui.widgets.flow import FlowLayout


class StateToggle(QToolButton):
    """A state with how many rows have it, in the state's colours while it is pressed."""

    def __init__(self, shell: Shell, state: State) -> None:
        """Begin unpressed, with no rows."""
        super().__init__()
        self._shell = shell
        self._state = state
        self.count = 0
        self.setCheckable(True)
        shell.speech.changed.connect(self._tell)
        shell.look.changed.connect(self._tell)

    def show_count(self, count: int) -> None:
        """Say how many rows have the state."""
        self.count = count
        self._tell()

    def _tell(self) -> None:
        shell = self._shell
        word = shell.speech(f"state.{self._state}")
        mark = letter(self._state, shell)
        self.setText(f"{mark}  {word}  {self.count:,}" if mark else f"{word}  {self.count:,}")
        self.setAccessibleName(f"{word} {self.count:,}")
        look = shell.look.theme.colours
        token = self._state if f"state-{self._state}" in look else "cancelled"
        fill, edge, text = (look[f"state-{token}{part}"] for part in ("", "-edge", "-text"))
        small = shell.look.theme.size("small")
        shape = f"border-radius: 10px; padding: 1px 8px; font-size: {small}px;"
        self.setStyleSheet(
            f"QToolButton {{ {shape} color: {look['text-muted']};"
            f" border: 1px solid {look['line-strong']}; }}"
            f"QToolButton:hover {{ background: {look['sunken']}; }}"
            f"QToolButton:checked {{ background: {fill}; color: {text};"
            f" border: 1px solid {edge}; font-weight: 700; }}"
            f"QToolButton:focus {{ border: 2px solid {look['focus']}; padding: 0 7px; }}"
        )


class StateFilter(QWidget):
    """The chips, on as many lines as they need; out of sight where there is nothing to choose."""

    changed = Signal()

    def __init__(self, shell: Shell) -> None:
        """Begin without rows."""
        super().__init__()
        self.toggles: dict[State, StateToggle] = {}
        layout = FlowLayout(self)
        for state in State:
            toggle = StateToggle(shell, state)
            toggle.toggled.connect(self._tell)
            layout.addWidget(toggle)
            toggle.hide()
            self.toggles[state] = toggle
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    @property
    def wanted(self) -> frozenset[State]:
        """The states that are pressed; none: all are wanted."""
        return frozenset(state for state, toggle in self.toggles.items() if toggle.isChecked())

    def show_states(self, states: Iterable[State]) -> None:
        """Offer the states of these rows; one that is pressed stays, though no row has it."""
        counts = Counter(states)
        for state, toggle in self.toggles.items():
            if toggle.count != counts[state] or not toggle.text():
                toggle.show_count(counts[state])
            toggle.setVisible(counts[state] > 0 or toggle.isChecked())
        self.setVisible(len(counts) > 1 or bool(self.wanted))
        self.updateGeometry()

    def clear(self) -> None:
        """Want all states."""
        for toggle in self.toggles.values():
            toggle.setChecked(False)

    def _tell(self) -> None:
        self.changed.emit()
