"""How the lines of the box are drawn."""

from typing import Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from labapp.ui.desk.palette.items import Row
from labapp.ui.icons import pixmap
from labapp.ui.look import Look
from labapp.ui.models.rows import ROW_ROLE

_LINE: Final = 34
_HEADING: Final = 28
_ICON: Final = 18
_PAD: Final = 10
_TEXT: Final = _PAD + _ICON + 10
_GAP: Final = 16
_BETWEEN: Final = 3
_LEAST_NAME: Final = 0.4
"""How much of a line its name keeps, however long what stands beside it."""
_WRAPPED: Final = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_MIDDLE: Final = Qt.AlignmentFlag.AlignVCenter
_ENDLESS: Final = 10_000


class RowPainter(QStyledItemDelegate):
    """Draws a line: its picture, its name, and beside or under it what there is to know."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        """Draw in whatever the program wears."""
        super().__init__(parent)
        self._look = look
        self._widget = parent

    def height(self, row: Row, width: int) -> int:
        """Return how high a line of that width is, with the heading above it."""
        heading = _HEADING if row.group else 0
        if not row.below and not row.tone:
            return heading + _LINE
        return heading + self._told(row, width)[2] + 2 * _PAD

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        width = self._widget.width()
        return QSize(width, self.height(index.data(ROW_ROLE), width))

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row: Row = index.data(ROW_ROLE)
        styled: Any = option  # the stubs do not know what a style option has
        box: QRect = styled.rect
        chosen = bool(styled.state & QStyle.StateFlag.State_Selected) and row.item is not None
        hovered = bool(styled.state & QStyle.StateFlag.State_MouseOver) and row.item is not None
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.group:
            self._paint_heading(painter, box, row)
            box = box.adjusted(0, _HEADING, 0, 0)
        if row.tone:
            self._paint_wish(painter, box, row, chosen=chosen)
        else:
            self._paint_line(painter, box, row, chosen=chosen, hovered=hovered)
        painter.restore()

    def _paint_heading(self, painter: QPainter, box: QRect, row: Row) -> None:
        painter.setFont(self._font("small", bold=True))
        painter.setPen(self._colour("text-muted"))
        inside = QRect(box.left() + _PAD, box.top() + 4, box.width() - 2 * _PAD, _HEADING - 4)
        painter.drawText(inside, int(Qt.AlignmentFlag.AlignLeft | _MIDDLE), row.group)

    def _paint_line(
        self, painter: QPainter, box: QRect, row: Row, *, chosen: bool, hovered: bool
    ) -> None:
        if chosen or hovered:
            self._ground(painter, box, "selection" if chosen else "sunken", edge=None)
        ink = self._colour("selection-text" if chosen else "text")
        faint = self._colour("selection-text" if chosen else "text-muted")
        self._paint_picture(painter, box, row, faint)
        if row.below:
            self._paint_told(painter, box, row, ink, faint)
            return
        inside = box.adjusted(_TEXT, 0, -_PAD, 0)
        plain, small = self._font("body"), self._font("small")
        room = inside.width()
        beside = QFontMetrics(small).horizontalAdvance(row.detail)
        wanted = QFontMetrics(plain).horizontalAdvance(row.text) + 1
        name = room
        if row.detail:
            name = min(wanted, max(room - beside - _GAP, int(room * _LEAST_NAME)))
        elided = Qt.TextElideMode.ElideRight
        painter.setFont(plain)
        painter.setPen(ink)
        text = QFontMetrics(plain).elidedText(row.text, elided, name)
        painter.drawText(inside, int(Qt.AlignmentFlag.AlignLeft | _MIDDLE), text)
        if row.detail:
            painter.setFont(small)
            painter.setPen(faint)
            told = QFontMetrics(small).elidedText(row.detail, elided, room - name - _GAP)
            painter.drawText(inside, int(Qt.AlignmentFlag.AlignRight | _MIDDLE), told)

    def _paint_wish(self, painter: QPainter, box: QRect, row: Row, *, chosen: bool) -> None:
        soft, ink = {
            "success": ("success-soft", "success-text"),
            "danger": ("danger-soft", "danger-text"),
        }.get(row.tone, ("accent-soft", "text"))
        self._ground(painter, box, soft, edge="focus" if chosen else None)
        colour = self._colour(ink)
        self._paint_picture(painter, box, row, colour)
        self._paint_told(painter, box, row, self._colour("text"), colour)

    def _paint_picture(self, painter: QPainter, box: QRect, row: Row, colour: QColor) -> None:
        top = box.top() + (_LINE - _ICON) // 2
        painter.drawPixmap(box.left() + _PAD, top, pixmap(row.picture, colour, _ICON))

    def _paint_told(
        self, painter: QPainter, box: QRect, row: Row, ink: QColor, below: QColor
    ) -> None:
        upper, lower, _ = self._told(row, box.width())
        origin = box.topLeft()
        painter.setFont(self._font("body", bold=bool(row.tone)))
        painter.setPen(ink)
        painter.drawText(upper.translated(origin), int(_WRAPPED), row.text)
        if row.below:
            painter.setFont(self._font("body"))
            painter.setPen(below)
            painter.drawText(lower.translated(origin), int(_WRAPPED), row.below)

    def _told(self, row: Row, width: int) -> tuple[QRect, QRect, int]:
        """Return where the two texts of a line go that wraps, and how high they are together."""
        room = QRect(_TEXT, _PAD - 1, width - _TEXT - _PAD, _ENDLESS)
        strong = QFontMetrics(self._font("body", bold=bool(row.tone)))
        upper = strong.boundingRect(room, int(_WRAPPED), row.text)
        upper = QRect(room.topLeft(), QSize(room.width(), upper.height()))
        if not row.below:
            return upper, QRect(), upper.height()
        under = room.translated(0, upper.height() + _BETWEEN)
        lower = QFontMetrics(self._font("body")).boundingRect(under, int(_WRAPPED), row.below)
        lower = QRect(under.topLeft(), QSize(room.width(), lower.height()))
        return upper, lower, lower.bottom() + 1 - upper.top()

    def _ground(self, painter: QPainter, box: QRect, token: str, edge: str | None) -> None:
        half = 1.0 if edge else 0.0
        pen = QPen(self._colour(edge), 2) if edge else QPen(Qt.PenStyle.NoPen)
        painter.setPen(pen)
        painter.setBrush(self._colour(token))
        radius = self._look.theme.size("radius")
        painter.drawRoundedRect(QRectF(box).adjusted(half, half, -half, -half), radius, radius)

    def _font(self, size: str, *, bold: bool = False) -> QFont:
        font = QFont(self._widget.font())
        font.setPixelSize(self._look.theme.size(size))
        font.setBold(bold)
        return font

    def _colour(self, token: str) -> QColor:
        return self._look.theme.colour(token)
