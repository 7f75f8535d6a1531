"""Everything the load chart shows at this moment, and where it is in the viewport."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize

from labapp.domain.times import SLOT_SECONDS
from labapp.ui.theme import Theme
from labapp.ui.widgets.board.geometry import DAY, TimeAxis
from labapp.ui.widgets.board.lettering import Texts
from labapp.ui.widgets.board.palette import Palette
from labapp.ui.widgets.load_chart.plots import PlotBook, Sums
from labapp.ui.widgets.load_chart.rows import Load
from labapp.ui.widgets.load_chart.scale import LoadRow, RowLayout, TimeView, lay_out
from labapp.ui.widgets.load_chart.strips import StripBook
from labapp.ui.widgets.load_chart.sums import Stretch, Summary, stretch_at
from labapp.ui.widgets.load_chart.wording import moment_text

_HEADER: Final = 160


@dataclass(frozen=True, slots=True)
class Pointing:
    """The row and the instant that the pointer, or the keyboard, is at."""

    load_id: int
    epoch: int


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """A text at the left of a row; ``pen`` is one of the palette's."""

    text: str
    pen: str
    bold: bool = False


class ChartScene:
    """The chart's state. Whoever changes it says so to the view, which repaints."""

    def __init__(self, theme: Theme, language: str) -> None:
        """Start without loads, on one day at the epoch."""
        self.theme = theme
        self.language = language
        self.ratio = 1.0
        self.size = QSize()
        self.scroll = 0
        self.loads: Sequence[Load] = ()
        self.folded: set[int] = set()
        self.now: int | None = None
        self.time = TimeView(TimeAxis(0, 1, 0, DAY // 60, 1.0), _HEADER, _HEADER, 0)
        self.hovered: Pointing | None = None
        self.cursor: Pointing | None = None
        """Where the keyboard is."""
        self.layout: RowLayout = lay_out((), ())
        self.plots = PlotBook()
        self.strips = StripBook()
        self.dress()

    def dress(self) -> None:
        """Take up a changed theme, language or pixel ratio."""
        self.palette = Palette(self.theme, self.language, self.ratio)
        self.texts = Texts(self.palette)
        self.headers: dict[tuple[object, ...], tuple[Load, Summary, list[HeaderLine]]] = {}

    def arrange(self) -> None:
        """Take up changed loads, or folded ones."""
        self.layout = lay_out(self.loads, self.folded)
        for name in ("hovered", "cursor"):
            pointing: Pointing | None = getattr(self, name)
            if pointing is not None and self.layout.row_of(pointing.load_id) is None:
                setattr(self, name, None)

    def look(self) -> None:
        """Have ready what is in view; before anything is painted or asked."""
        time = self.time
        self.plots.look(time.scale, time.scroll, time.scroll + max(time.right - time.left, 1))

    @property
    def dated(self) -> bool:
        """Whether times need their day."""
        return self.time.scale.days > 1

    @property
    def grid(self) -> QRect:
        """The part of the viewport with the plots, without the headers."""
        return QRect(
            self.time.left, 0, max(self.time.right - self.time.left, 0), self.size.height()
        )

    def sums(self, load: Load) -> Sums:
        """Return what a load comes to over all that the time scale shows."""
        self.look()
        return self.plots.sums(load)

    def rows_seen(self) -> tuple[LoadRow, ...]:
        """Return the rows in view."""
        return self.layout.between(self.scroll, self.scroll + self.size.height())

    def row_at(self, spot: QPoint) -> LoadRow | None:
        """Return the row at a spot of the viewport."""
        return self.layout.row_at(spot.y() + self.scroll)

    def row_rect(self, row: LoadRow) -> QRect:
        """Return where a row is in the viewport, with its header."""
        right = min(self.time.right, self.size.width())
        return QRect(0, row.top - self.scroll, right, row.height)

    def pointed_at(self, spot: QPoint) -> Pointing | None:
        """Return the row and the nearest slot at a spot of the viewport, None beside the plots."""
        row, epoch = self.row_at(spot), self.time.epoch_at(spot.x())
        if row is None or epoch is None:
            return None
        slot = (epoch + SLOT_SECONDS // 2) // SLOT_SECONDS * SLOT_SECONDS
        return Pointing(row.load.id, slot if self.time.scale.shows(slot) else epoch)

    def pointing(self, *, focused: bool) -> Pointing | None:
        """Return what the words are about: the pointer first, then the keyboard."""
        return self.hovered or (self.cursor if focused else None)

    def moment(self, pointing: Pointing) -> Stretch | None:
        """Return what holds at the row and instant; None if the row is gone."""
        row = self.layout.row_of(pointing.load_id)
        return None if row is None else stretch_at(row.load, pointing.epoch)

    def moment_text(self, pointing: Pointing) -> str:
        """Return what holds at the row and instant, in words; empty if the row is gone."""
        row, at = self.layout.row_of(pointing.load_id), self.moment(pointing)
        if row is None or at is None:
            return ""
        return moment_text(self.language, row.load, at, dated=self.dated)

    def held_by(self, pointing: Pointing) -> list[str]:
        """Return who holds some of it at the instant; empty if nobody does or the row is gone."""
        row = self.layout.row_of(pointing.load_id)
        return [] if row is None else list(row.load.holders(pointing.epoch))

    def told(self, pointing: Pointing) -> str:
        """Return what the resource is, what holds at the instant, and who holds it, by lines."""
        row = self.layout.row_of(pointing.load_id)
        label = "" if row is None else row.load.label
        return "\n".join((label, self.moment_text(pointing), *self.held_by(pointing)))
