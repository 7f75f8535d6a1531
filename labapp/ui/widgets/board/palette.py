"""The theme's colours made into the board's pens, brushes, patterns and fonts."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

from PySide6.QtCore import QLine, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap

from labapp.ui.fonts import ui_font
from labapp.ui.theme import Theme

_TILE: Final = 8
"""Side of a pattern's tile, in logical pixels."""
_PATTERN_STRENGTH: Final = 0.26
_HEAVY_STRENGTH: Final = 0.75
_HATCH_STRENGTH: Final = 0.55
_TAIL_STRENGTH: Final = 0.38
_DAY_STRENGTH: Final = 0.6
_NOW_STRENGTH: Final = 0.4
_CELL_STRENGTH: Final = 0.6
_DARK_BELOW: Final = 0.5
_LIFTED: Final = 0.6


def faded(colour: QColor, strength: float) -> QColor:
    """Return the colour at a share of its opacity."""
    copy = QColor(colour)
    copy.setAlphaF(colour.alphaF() * strength)
    return copy


def blended(below: QColor, above: QColor) -> QColor:
    """Return the opaque colour seen when a translucent one lies on an opaque one."""
    share = above.alphaF()
    return QColor.fromRgbF(
        below.redF() + (above.redF() - below.redF()) * share,
        below.greenF() + (above.greenF() - below.greenF()) * share,
        below.blueF() + (above.blueF() - below.blueF()) * share,
    )


def _rising(painter: QPainter) -> None:
    """Diagonal stripes, seamless from tile to tile."""
    for shift in (-_TILE, 0, _TILE):
        painter.drawLine(QLine(shift - 1, _TILE + 1, shift + _TILE + 1, -1))


def _crossed(painter: QPainter) -> None:
    _rising(painter)
    for shift in (-_TILE, 0, _TILE):
        painter.drawLine(QLine(shift - 1, -1, shift + _TILE + 1, _TILE + 1))


def _dots(painter: QPainter) -> None:
    painter.setBrush(painter.pen().color())
    painter.setPen(Qt.PenStyle.NoPen)
    for centre in (QPoint(2, 2), QPoint(6, 6)):
        painter.drawEllipse(centre, 1, 1)


def _level(painter: QPainter) -> None:
    painter.drawLine(QLine(0, _TILE // 2, _TILE, _TILE // 2))


_Strokes = Callable[[QPainter], None]
_PATTERNS: Final[dict[str, tuple[_Strokes, float, float]]] = {
    "held": (_rising, 1.6, _PATTERN_STRENGTH),
    "pending": (_dots, 1.0, 1.4 * _PATTERN_STRENGTH),
    "no_show": (_crossed, 1.0, _HEAVY_STRENGTH),
    "suspended_weather": (_level, 1.2, 1.4 * _PATTERN_STRENGTH),
    "closure": (_rising, 2.4, _HEAVY_STRENGTH),
}
_HOLLOW: Final = frozenset({"waitlisted"})
_DASHED: Final = frozenset({"waitlisted", "offered"})


def pattern(strokes: _Strokes, pen: QPen, ground: QColor | None, ratio: float) -> QBrush:
    """Return a brush of strokes on a ground (None: see-through), sharp at the pixel ratio."""
    tile = QPixmap(QSize(_TILE, _TILE) * ratio)
    tile.setDevicePixelRatio(ratio)
    tile.fill(Qt.GlobalColor.transparent if ground is None else ground)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    strokes(painter)
    painter.end()
    return QBrush(tile)


@dataclass(frozen=True, slots=True)
class BlockStyle:
    """How blocks of one state are painted: ``fill`` with its pattern, ``plain`` without."""

    fill: QBrush
    plain: QBrush
    patterned: bool
    edge: QPen
    dashed: bool
    bar: QColor
    dense: QColor
    tail: QBrush
    text: QPen


class Palette:
    """Everything the painting needs that depends on theme, language or screen alone."""

    def __init__(self, theme: Theme, language: str, ratio: float) -> None:
        """Make what every frame needs; block styles are made when first asked for."""
        self.theme = theme
        self.language = language
        self.ratio = ratio
        colour = theme.colour
        self.background = colour("board-background")
        self.lane = colour("board-lane")
        self.lane_alternate = colour("board-lane-alternate")
        self.lanes = (self.lane, self.lane_alternate)
        self.header = colour("surface")
        self.band = colour("window")
        self.grid = QPen(colour("board-grid"), 1)
        self.grid_hour = QPen(colour("board-grid-hour"), 1)
        self.day = QPen(faded(colour("line-strong"), _DAY_STRENGTH), 1)
        self.line = QPen(colour("line"), 1)
        self.text = QPen(colour("text"))
        self.muted = QPen(colour("text-muted"))
        self.faint = QPen(colour("text-faint"))
        self.accent = QPen(colour("accent"))
        self.today = colour("accent-soft")
        self.now = colour("board-now")
        self.now_over = faded(self.now, _NOW_STRENGTH)
        self.selection = QPen(colour("accent"), 2)
        self.focus = QPen(colour("focus"), 2)
        self.cells = QBrush(faded(colour("accent-soft"), _CELL_STRENGTH))
        self.danger = QPen(colour("danger"), 2)
        self.warning = colour("warning")
        self.tag = colour("raised")
        self.tag_danger = QPen(colour("danger-text"))
        hatch = QPen(faded(colour("board-grid-hour"), _HATCH_STRENGTH), 1)
        shade = faded(colour("board-closed"), _HATCH_STRENGTH)
        # opaque tiles, which are copied where see-through ones would have to be mixed
        self.closed, self.closed_alternate = (
            pattern(_rising, hatch, blended(lane, shade), ratio) for lane in self.lanes
        )
        self.out_of_service = pattern(
            _crossed, hatch, blended(self.lane, faded(colour("sunken"), _HEAVY_STRENGTH)), ratio
        )
        self.radius = min(theme.size("radius"), 4)

        small, body = theme.size("small"), theme.size("body")
        self.line_step = round(small * 1.3)
        self.small = ui_font(language, small)
        self.strong = self._bold(small)
        self.code = self._bold(body)
        self.small_metrics = QFontMetricsF(self.small)
        self.strong_metrics = QFontMetricsF(self.strong)
        self.code_metrics = QFontMetricsF(self.code)
        self.hour_width = round(self.small_metrics.horizontalAdvance("00:00")) + 12
        self.style = cache(self._make_style)
        self.zone = cache(self._make_zone)

    def _bold(self, pixels: int) -> QFont:
        font = QFont(ui_font(self.language, pixels))
        font.setBold(True)
        return font

    def _make_zone(self, colour: str) -> QColor:
        """Return the zone's colour, lifted where the theme is dark."""
        shown = QColor(colour)
        if self.background.lightnessF() < _DARK_BELOW:
            lightness = max(shown.lightnessF(), _LIFTED)
            shown = QColor.fromHslF(max(shown.hslHueF(), 0.0), shown.hslSaturationF(), lightness)
        return shown

    def verdict(self, verdict: str) -> QColor:
        """Return the translucent fill of a draft or a ghost."""
        token = {"free": "board-free-glow", "blocked": "board-blocked"}.get(verdict, "board-ghost")
        return self.theme.colour(token)

    def verdict_edge(self, verdict: str) -> QColor:
        """Return the outline of a draft or a ghost."""
        return self.theme.colour({"free": "success", "blocked": "danger"}.get(verdict, "accent"))

    def _make_style(self, state: str) -> BlockStyle:
        colour = self.theme.colour
        fill, edge = colour(f"state-{state}"), colour(f"state-{state}-edge")
        pen = QPen(edge, 1)
        if state in _DASHED:
            pen = QPen(edge, 1.4, Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([3.0, 2.4])
        if state in _HOLLOW:
            brush = QBrush(faded(colour("board-lane"), _HEAVY_STRENGTH))
        elif state in _PATTERNS:
            strokes, width, strength = _PATTERNS[state]
            brush = pattern(strokes, QPen(faded(edge, strength), width), fill, self.ratio)
        else:
            brush = QBrush(fill)
        tail = blended(colour("board-lane"), faded(fill, _TAIL_STRENGTH))
        return BlockStyle(
            fill=brush,
            plain=QBrush(fill) if state in _PATTERNS else brush,
            patterned=state in _PATTERNS,
            edge=pen,
            dashed=state in _DASHED,
            bar=edge,
            dense=blended(fill, faded(edge, _HATCH_STRENGTH)),
            tail=QBrush(tail),
            text=QPen(colour(f"state-{state}-text")),
        )


def warning_corner(box: QRect) -> list[QPoint]:
    """Return the triangle in the top right corner of a marked block."""
    side = min(10, box.width(), box.height())
    corner = QPoint(box.left() + box.width(), box.top())
    return [corner - QPoint(side, 0), corner, corner + QPoint(0, side)]
