"""The theme and the type that the window wears, and every icon that must change with them."""

from typing import Any, Final, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from labapp.ui.fonts import load_fonts, ui_font
from labapp.ui.icons import icon
from labapp.ui.theme import NORMAL, TEXT_SIZES, Theme, apply_theme, load_theme, system_theme_name

SYSTEM: Final = "system"
CHOICES: Final = (SYSTEM, "light", "dark", "contrast")


class HasIcon(Protocol):
    """A button, an action: anything with an icon."""

    def setIcon(self, icon: QIcon) -> Any:  # noqa: N802, ANN401 -- Qt's name; its answer is not used
        """Show the icon."""


class Look(QObject):
    """What the program wears: one of the themes, or whichever the system asks for."""

    changed = Signal()
    """After the program is dressed anew."""

    def __init__(
        self, app: QApplication, choice: str, language: str, text_size: str = NORMAL
    ) -> None:
        """Dress the program.

        ``choice`` is one of ``CHOICES``, the text's size one of ``TEXT_SIZES``.
        """
        super().__init__(app)
        self._app = app
        self._choice = choice
        self._text_size = text_size
        self._language = language
        self._worn: list[tuple[Any, str, str, int, str | None]] = []
        load_fonts()
        self.theme: Theme = load_theme(self._wanted(), text_size)
        apply_theme(app, self.theme)
        self.speak(language)
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self._follow_system)
        hints.accessibility().contrastPreferenceChanged.connect(self._follow_system)

    @property
    def choice(self) -> str:
        """What was chosen."""
        return self._choice

    @property
    def text_size(self) -> str:
        """How large the text is, one of ``TEXT_SIZES``."""
        return self._text_size

    def choose(self, choice: str) -> None:
        """Wear another theme from now on."""
        self._choice = choice
        self._wear()

    def resize(self, text_size: str) -> None:
        """Write larger or smaller from now on."""
        self._text_size = text_size
        self._wear()

    def resize_by(self, steps: int) -> str:
        """Write some sizes larger, or smaller; return the size, which is the last at the ends."""
        sizes = list(TEXT_SIZES)
        wanted = sizes.index(self._text_size) + steps
        self.resize(sizes[max(0, min(wanted, len(sizes) - 1))])
        return self._text_size

    def _wear(self) -> None:
        wanted = load_theme(self._wanted(), self._text_size)
        if wanted is not self.theme:
            self.theme = wanted
            self._app.setStyleSheet("")  # what is dressed would keep the size of its letters
            self.speak(self._language)
            apply_theme(self._app, self.theme)
            self._worn = [worn for worn in self._worn if isValid(worn[0])]
            for target, name, token, pixels, checked in self._worn:
                self._dress(target, name, token, pixels, checked)
        self.changed.emit()

    def speak(self, language: str) -> None:
        """Write in the family of a language."""
        self._language = language
        self._app.setFont(ui_font(language, self.theme.size("body")))

    def put_icon(
        self,
        target: HasIcon,
        name: str,
        token: str = "text",  # noqa: S107 -- a colour's token
        pixels: int = 20,
        checked: str | None = None,
    ) -> None:
        """Give the icon in a colour of the theme, now and in every theme chosen later."""
        self._worn = [w for w in self._worn if w[0] is not target and isValid(w[0])]
        self._worn.append((target, name, token, pixels, checked))
        self._dress(target, name, token, pixels, checked)

    def _dress(
        self, target: HasIcon, name: str, token: str, pixels: int, checked: str | None
    ) -> None:
        colour = self.theme.colour
        second = None if checked is None else colour(checked)
        target.setIcon(icon(name, colour(token), pixels, checked=second))

    def _wanted(self) -> str:
        return system_theme_name(self._app) if self._choice == SYSTEM else self._choice

    def _follow_system(self) -> None:
        if self._choice == SYSTEM:
            self.choose(SYSTEM)
