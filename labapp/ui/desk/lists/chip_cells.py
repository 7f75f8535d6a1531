"""A state in a cell: the colours and the letter that it has on the board."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from labapp.domain.bookings import Booking, Kind, State
from labapp.services.lists import Wish
from labapp.ui.desk.chips import letter
from labapp.ui.desk.shell import Shell
from labapp.ui.models.rows import ROW_ROLE

_MARGIN = 8
_PADDING = 7
_HEIGHT = 20


class ChipCells(QStyledItemDelegate):
    """Paints the text of a cell as a chip of the row's state."""

    def __init__(self, shell: Shell, parent: QObject) -> None:
        """Paint in the theme of the moment."""
        super().__init__(parent)
        self._shell = shell

    @override
    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        option.text = ""  # the chip has it

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        row = index.data(ROW_ROLE)
        booking = row.booking if isinstance(row, Wish) else row
        if isinstance(booking, Booking):
            self._paint_chip(painter, option.rect, _token(booking), str(index.data()))

    def _paint_chip(self, painter: QPainter, cell: QRect, state: str, word: str) -> None:
        theme = self._shell.look.theme
        token = state if f"state-{state}" in theme.colours else "cancelled"
        mark = letter(state, self._shell)
        text = f"{mark}  {word}" if mark else word
        painter.save()
        font = painter.font()
        font.setPixelSize(theme.size("small"))
        font.setBold(True)
        painter.setFont(font)
        room = cell.width() - 2 * _MARGIN - 2 * _PADDING
        metrics = painter.fontMetrics()
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(room, 0))
        width = metrics.horizontalAdvance(text) + 2 * _PADDING
        top = cell.top() + (cell.height() - _HEIGHT) // 2
        chip = QRect(cell.left() + _MARGIN, top, width, _HEIGHT)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour(f"state-{token}-edge"))
        painter.setBrush(theme.colour(f"state-{token}"))
        radius = theme.size("radius")
        painter.drawRoundedRect(chip.adjusted(0, 0, -1, -1), radius, radius)
        painter.setPen(theme.colour(f"state-{token}-text"))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()


def _token(booking: Booking) -> str:
    """Return the state, or the kind while it stands in its own colours, as on the board."""
    coloured = booking.kind is not Kind.STAY and booking.state is State.CONFIRMED
    return booking.kind.value if coloured else booking.state.value
