"""The theme's colours made into what the floor is painted with."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPen

from labapp.ui.fonts import ui_font
from labapp.ui.theme import Theme
from labapp.ui.widgets.board.palette import Palette
from labapp.ui.widgets.floor.rows import FloorPlace

OUT_OF_SERVICE: Final = "out_of_service"
_HEAVY: Final = frozenset({OUT_OF_SERVICE, "closure", "no_show"})
"""States whose pattern is so strong that words need a ground of their own."""
_INKS: Final = {
    "floor": "board-lane-alternate",
    "wall": "line-strong",
    "glass": "accent-soft",
    "furniture": "sunken",
    "line": "line",
    "strong": "line-strong",
    "word": "text-faint",
}
_DETAIL: Final = "line-strong"


@dataclass(frozen=True, slots=True)
class PlaceStyle:
    """How places of one state are painted; ``plate`` is a ground for words, if they need one."""

    fill: QBrush
    edge: QPen
    text: QPen
    plate: QColor | None


class FloorPalette:
    """Everything the painting needs that depends on theme, language or screen alone."""

    def __init__(self, theme: Theme, language: str, ratio: float) -> None:
        """Make what every frame needs."""
        self.theme = theme
        self.language = language
        self.board = Palette(theme, language, ratio)
        self.ground = theme.colour("window")
        self.inks = {ink: theme.colour(token).name() for ink, token in _INKS.items()}
        self.detail_inks = dict.fromkeys(_INKS, theme.colour(_DETAIL).name())
        self.gap = QPen(theme.colour("surface"), 8)
        self.ring = QPen(theme.colour("accent"), 4)
        for pen in (self.gap, self.ring):
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        self.veil = theme.colour("board-lane")
        self.target = theme.colour("board-ghost")
        self.style = cache(self._make_style)
        self.font = cache(self._make_font)
        self.metrics = cache(self._make_metrics)

    def _make_font(self, size: str, bold: bool) -> QFont:  # noqa: FBT001 -- half of a cache's key
        font = QFont(ui_font(self.language, self.theme.size(size)))
        font.setBold(bold)
        return font

    def _make_metrics(self, size: str, bold: bool) -> QFontMetricsF:  # noqa: FBT001 -- as above
        return QFontMetricsF(self.font(size, bold))

    def style_of(self, place: FloorPlace | None) -> PlaceStyle:
        """Return how a place is painted, None being a place of the plan that the lab lacks."""
        if place is None:
            return self.style("")
        return self.style(place.state if place.in_service else OUT_OF_SERVICE)

    def _make_style(self, state: str) -> PlaceStyle:
        colour, board = self.theme.colour, self.board
        plate = colour("surface") if state in _HEAVY else None
        match state:
            case "":
                return PlaceStyle(QBrush(Qt.BrushStyle.NoBrush), board.line, board.faint, None)
            case "free":
                edge = QPen(colour("success"), 2)
                return PlaceStyle(QBrush(board.lane), edge, QPen(colour("success-text")), None)
            case "closed":
                return PlaceStyle(board.closed, board.line, board.muted, None)
            case "out_of_service":
                edge = QPen(colour("line-strong"), 1.4, Qt.PenStyle.DashLine)
                return PlaceStyle(board.out_of_service, edge, board.muted, plate)
            case _:
                style = board.style(state)
                ground = None if plate is None else colour(f"state-{state}")
                return PlaceStyle(style.fill, style.edge, style.text, ground)
