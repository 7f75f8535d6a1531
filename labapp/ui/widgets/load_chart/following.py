"""Keeps a load chart on the time axis of the board above it, at every scroll and zoom."""

from PySide6.QtCore import QEvent, QObject, QPoint
from typing_extensions import override

from labapp.ui.widgets.board import BoardView
from labapp.ui.widgets.load_chart.scale import TimeView
from labapp.ui.widgets.load_chart.view import LoadChart


class Following(QObject):
    """Looks at the board each time it is about to paint, and has the chart do alike.

    Both must have their left edge at the same x of the window. Belongs to the chart.
    """

    def __init__(self, board: BoardView, chart: LoadChart) -> None:
        """Follow from now on."""
        super().__init__(chart)
        self._board = board
        self._chart = chart
        board.viewport().installEventFilter(self)
        chart.zoom_wanted.connect(board.zoom)
        chart.pan_wanted.connect(self._pan)
        chart.instant_wanted.connect(board.scroll_to)
        self.take_up()

    def take_up(self) -> None:
        """Do as the board does now."""
        scene = self._board.scene
        right = self._board.viewport().width()
        self._chart.set_time(TimeView(scene.axis, scene.header_width, right, scene.scroll.x()))
        self._chart.set_now(scene.now)

    def _pan(self, pixels: int) -> None:
        self._board.pan(QPoint(pixels, 0))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.take_up()
        return False
