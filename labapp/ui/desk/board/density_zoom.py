"""Zooming past what the board shows: out to more days, in to one; the instant stays put."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from PySide6.QtCore import QObject

from labapp.domain.lab import Lab
from labapp.domain.times import day_of
from labapp.ui.desk.blocks import start_of
from labapp.ui.desk.board.density_days import DAY
from labapp.ui.desk.memory import SPANS
from labapp.ui.desk.shell import Shell
from labapp.ui.speech import Speech
from labapp.ui.widgets.board import BoardView


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The zoom to take up once the days have changed."""

    epoch: int
    x: int
    pixels_per_minute: float


class Density(QObject):
    """Turns zooming past a limit, and a click on a day's header, into other days."""

    def __init__(self, shell: Shell, board: BoardView, parent: QObject) -> None:
        """Listen to the board."""
        super().__init__(parent)
        self._shell, self._board = shell, board
        self._wanted: _Wanted | None = None
        board.zoom_past.connect(self._go_past)
        board.day_wanted.connect(self._go_to_day)

    def _go_past(self, factor: float, epoch: int, x: int) -> None:
        """Show the next more days, or one, and zoom on from where the zoom had to stop."""
        if self._wanted is not None:
            zoom = self._wanted.pixels_per_minute * factor
            self._wanted = replace(self._wanted, pixels_per_minute=zoom)
            return
        shown = self._shell.days
        wider = [days for days in SPANS if days > shown]
        if factor > 1:
            days = DAY
        elif wider:
            days = wider[0]
        else:
            return
        if days == shown:
            return
        zoom = self._board.scene.axis.pixels_per_minute * factor
        self._wanted = _Wanted(epoch, x, zoom)
        self._shell.go_to(day_of(datetime.fromtimestamp(epoch, UTC)))
        self._shell.show_days(days)

    def settle(self) -> None:
        """Take up the zoom, now that the board shows the days."""
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self._board.zoom_to(wanted.pixels_per_minute, wanted.epoch, wanted.x)

    def _go_to_day(self, midnight: int) -> None:
        self._shell.go_to(day_of(datetime.fromtimestamp(midnight, UTC)))
        self._shell.show_days(DAY)


def day_notes(lab: Lab, first: date, days: int, speech: Speech) -> Mapping[int, str]:
    """Return by midnight why a day differs: a holiday, other hours."""
    shown = (first + timedelta(days=number) for number in range(days))
    told = ((day, speech.name(lab.opening.reason_on(day))) for day in shown)
    return {start_of(day): text for day, text in told if text}
