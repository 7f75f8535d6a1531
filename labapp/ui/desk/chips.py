"""A booking's state in a word, in the colours and with the letter it has on the board."""

from PySide6.QtWidgets import QLabel

from labapp.ui.desk.shell import Shell


class StateChip(QLabel):
    """A small coloured label."""

    def __init__(self, shell: Shell) -> None:
        """Begin without a state."""
        super().__init__()
        self._shell = shell
        self._state = ""
        shell.speech.changed.connect(self._tell)
        shell.look.changed.connect(self._tell)

    def show_state(self, state: str) -> None:
        """Show a state, or a kind that is shown in its own colours: ``visit``, ``closure``."""
        self._state = state
        self._tell()

    def _tell(self) -> None:
        if not self._state:
            return
        say, theme = self._shell.speech, self._shell.look.theme
        key = f"state.{self._state}"
        word = say(key if say.words.has(key) else f"kind.{self._state}")
        mark = letter(self._state, self._shell)
        self.setText(f"{mark}  {word}" if mark else word)
        self.setAccessibleName(word)
        look = theme.colours
        token = self._state if f"state-{self._state}" in look else "cancelled"
        fill, edge, text = (look[f"state-{token}{part}"] for part in ("", "-edge", "-text"))
        radius, small = theme.size("radius"), theme.size("small")
        self.setStyleSheet(
            f"background: {fill}; color: {text}; border: 1px solid {edge};"
            f"border-radius: {radius}px; padding: 1px 7px; font-size: {small}px; font-weight: 700;"
        )


def letter(state: str, shell: Shell) -> str:
    """Return the letter that doubles a state's colour; empty for one that has none."""
    key = f"desk.mark.{state}"
    return shell.speech(key) if shell.speech.words.has(key) else ""
