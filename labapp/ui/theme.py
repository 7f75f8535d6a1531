"""How the program looks: colours and sizes by name, and the widgets dressed in them.

One file per theme in ``resources/themes`` says every colour and size; ``widgets.qss`` beside them
says how standard widgets use them. Painted widgets ask the theme for a colour by its token.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from string import Template
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QAbstractItemDelegate, QApplication, QComboBox

from labapp.assets import resource

THEMES: Final = ("light", "dark", "contrast")
TEXT_SIZES: Final = {"small": 0.9, "normal": 1.0, "large": 1.15, "largest": 1.3}
"""How much larger all text is, and what is as high as text."""
NORMAL: Final = "normal"
_WITH_TEXT: Final = frozenset({"small", "body", "title", "large", "control", "row", "rail"})
STYLE: Final = ("-style", "fusion")
"""What the program says to Qt when it starts: the style that the themes dress.

``QApplication.setStyle`` would do, but what it returns costs PySide 60 enums, 5 ms of the start.
"""

_Role = QPalette.ColorRole
_ROLES: Final = {
    _Role.Window: "window",
    _Role.WindowText: "text",
    _Role.Base: "surface",
    _Role.AlternateBase: "sunken",
    _Role.Text: "text",
    _Role.PlaceholderText: "text-faint",
    _Role.Button: "raised",
    _Role.ButtonText: "text",
    _Role.BrightText: "danger",
    _Role.Highlight: "selection",
    _Role.HighlightedText: "selection-text",
    _Role.Accent: "accent",
    _Role.Link: "accent",
    _Role.LinkVisited: "accent",
    _Role.ToolTipBase: "raised",
    _Role.ToolTipText: "text",
    _Role.Light: "raised",
    _Role.Midlight: "line",
    _Role.Mid: "line",
    _Role.Dark: "line-strong",
    _Role.Shadow: "shadow",
}
_FAINT_WHEN_DISABLED: Final = (_Role.WindowText, _Role.Text, _Role.ButtonText)


class _Sheet(Template):
    """A style sheet whose ``$text-muted`` stands for the token of that name."""

    idpattern = "[a-z][a-z_-]*[a-z]"


@dataclass(frozen=True, slots=True, eq=False)
class Theme:
    """Every colour (``#rrggbb`` or ``#aarrggbb``) and size (logical pixels) of one look."""

    name: str
    colours: Mapping[str, str]
    sizes: Mapping[str, int]
    _made: dict[str, QColor] = field(default_factory=dict, init=False, repr=False)

    def colour(self, token: str) -> QColor:
        """Return the colour of a token, such as ``accent`` or ``state-held-edge``.

        The same object every time: copy it before changing it. An unknown token is a KeyError.
        """
        if token not in self._made:
            self._made[token] = QColor(self.colours[token])
        return self._made[token]

    def size(self, token: str) -> int:
        """Return a size in logical pixels. An unknown token is a KeyError."""
        return self.sizes[token]

    def palette(self) -> QPalette:
        """Return the palette for what Qt paints without asking the style sheet."""
        palette = QPalette()
        for role, token in _ROLES.items():
            palette.setColor(role, self.colour(token))
        for role in _FAINT_WHEN_DISABLED:
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.colour("text-faint"))
        return palette

    def stylesheet(self) -> str:
        """Return the style sheet of all standard widgets. A token it lacks is a KeyError."""
        sheet = _Sheet(resource("themes", "widgets.qss").read_text(encoding="utf-8"))
        sizes = {token: f"{pixels}px" for token, pixels in self.sizes.items()}
        marks = resource("themes", self.name).as_posix()
        return sheet.substitute(self.colours, **sizes, marks=marks)


@cache
def load_theme(name: str, text: str = NORMAL) -> Theme:
    """Return ``light``, ``dark`` or ``contrast`` with its text in one of ``TEXT_SIZES``.

    Another name is a FileNotFoundError, another size a KeyError.
    """
    tokens = json.loads(resource("themes", f"{name}.json").read_text(encoding="utf-8"))
    factor = TEXT_SIZES[text]
    sizes = {
        token: round(pixels * factor) if token in _WITH_TEXT else pixels
        for token, pixels in tokens["sizes"].items()
    }
    return Theme(name, tokens["colours"], sizes)


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Dress the whole program, started with ``STYLE``, now and every window made later."""
    app.setStyleSheet("")  # undressing first halves the time: 85 ms instead of 170 for 300 widgets
    app.setPalette(theme.palette())
    app.setStyleSheet(theme.stylesheet())
    _drop_delegates(app)


def _drop_delegates(app: QApplication) -> None:
    """Let go of what drew the lists of combo boxes: Qt makes new ones with each style it wears."""
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    for widget in app.allWidgets():
        if isinstance(widget, QComboBox):
            view = widget.view()
            for delegate in view.findChildren(QAbstractItemDelegate, options=direct):
                if delegate is not view.itemDelegate():
                    delegate.deleteLater()


def system_theme_name(app: QApplication) -> str:
    """Return the name of the theme that the person's system asks for; ``light`` if it does not."""
    hints = app.styleHints()
    if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
        return "contrast"
    return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"
