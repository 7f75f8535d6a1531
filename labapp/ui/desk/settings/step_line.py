"""A line of a capacity over time, painted: how it is, and dashed how it would become.

The dates stand equally far apart, so that an hour of repair is seen beside a year.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from labapp.domain.resources import Step, capacity_at
from labapp.ui.look import Look

_HEIGHT: Final = 72
_MARGIN: Final = 10
_INK: Final = 2
_LEAST: Final = 288 * 30
"""A month of slots: the shortest time that is shown before the first date and after the last."""


class StepLine(QWidget):
    """Shows steps from some time before the first date to some time after the last."""

    def __init__(self, look: Look) -> None:
        """Begin without steps."""
        super().__init__()
        self._look = look
        self._steps: tuple[Step, ...] = ()
        self._draft: tuple[Step, ...] = ()
        self._now = 0
        self.setMinimumHeight(_HEIGHT)
        look.changed.connect(self.update)

    def show_steps(self, steps: Sequence[Step], draft: Sequence[Step], now: int) -> None:
        """Show the steps that are stored, and those that are wanted where they differ."""
        self._steps, self._draft, self._now = tuple(steps), tuple(draft), now
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(240, _HEIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, area = self._look.theme, QRectF(self.rect())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("sunken"))
        painter.drawRoundedRect(area, theme.size("radius"), theme.size("radius"))
        if not self._steps:
            return
        painter.setBrush(theme.colour("accent-soft"))
        stored = self._points(self._steps)
        bottom = [QPointF(stored[-1].x(), area.bottom()), QPointF(stored[0].x(), area.bottom())]
        painter.drawPolygon(QPolygonF([*stored, *bottom]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("accent"), _INK))
        painter.drawPolyline(QPolygonF(stored))
        if self._draft and self._draft != self._steps:
            painter.setPen(QPen(theme.colour("warning"), _INK, Qt.PenStyle.DashLine))
            painter.drawPolyline(QPolygonF(self._points(self._draft)))
        painter.setPen(QPen(theme.colour("board-now"), 1))
        now = self._across(self._now)
        painter.drawLine(QPointF(now, area.top()), QPointF(now, area.bottom()))

    def _edges(self) -> list[int]:
        """Return where something begins, each as far from the next as any other is."""
        starts = {s.from_slot for s in (*self._steps, *self._draft) if s.from_slot > 0}
        known = sorted(starts) or [self._now]
        air = max((known[-1] - known[0]) // 6, _LEAST)
        return [min(known[0], self._now) - air, *known, max(known[-1], self._now) + air]

    def _across(self, slot: int) -> float:
        """Return where a slot is: between two dates in proportion."""
        edges, room = self._edges(), self.width() - 2 * _MARGIN
        number = min(max(bisect_right(edges, slot) - 1, 0), len(edges) - 2)
        first, last = edges[number], edges[number + 1]
        share = (min(max(slot, first), last) - first) / (last - first)
        return _MARGIN + room * (number + share) / (len(edges) - 1)

    def _points(self, steps: Sequence[Step]) -> list[QPointF]:
        most = max([s.capacity for s in (*self._steps, *self._draft)] + [1])
        edges = self._edges()

        def height(units: int) -> float:
            return self.height() - (self.height() - 2 * _MARGIN) * units / most

        points: list[QPointF] = []
        for first, last in pairwise(edges):
            level = height(capacity_at(steps, max(first, 0)))
            points += [QPointF(self._across(first), level), QPointF(self._across(last), level)]
        return points
