"""Hands for the tests: press, drag and type as a person does."""

from datetime import UTC, datetime

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from labapp.domain.bookings import Booking
from labapp.domain.times import LAB_ZONE
from labapp.ui.desk.pages.board import BoardPage
from labapp.ui.widgets.board import BoardView

LEFT = Qt.MouseButton.LeftButton
STEPS = 6


def moment(text: str) -> datetime:
    """Return an instant from the lab's clocks, such as ``2026-12-08 14:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=LAB_ZONE).astimezone(UTC)


def spot(board: BoardView, lane_id: int, when: datetime, shift: int = 0) -> QPoint:
    """Return where an instant of a lane is, some pixels to the right."""
    epoch = int(when.timestamp())
    place = board.scene.stretch(lane_id, epoch, epoch + 300)
    assert not place.isEmpty()
    return QPoint(place.left() + shift, place.center().y())


def drag(board: BoardView, start: QPoint, end: QPoint, *, drop: bool = True) -> None:
    """Drag from one point to another, in steps."""
    view = board.viewport()
    QTest.mouseMove(view, start)
    QTest.mousePress(view, LEFT, pos=start)
    for step in range(1, STEPS + 1):
        QTest.mouseMove(view, start + (end - start) * step / STEPS)
    if drop:
        QTest.mouseRelease(view, LEFT, pos=end)


def sweep(board: BoardView, lane_id: int, start: str, end: str) -> None:
    """Drag across free time, as one does to book it."""
    first, last = spot(board, lane_id, moment(start), 3), spot(board, lane_id, moment(end), -3)
    drag(board, first, last)


def click(widget: QWidget, at: QPoint | None = None) -> None:
    """Press and release the left button."""
    QTest.mouseClick(widget, LEFT, pos=at if at is not None else widget.rect().center())


def click_block(board: BoardView, booking_id: int) -> None:
    """Click a booking on the board, scrolled into view first."""
    block = board.scene.index.block(booking_id)
    assert block is not None
    board.reveal(board.scene.block_place(block))
    click(board.viewport(), board.scene.block_place(block).center())


def keys(widget: QWidget, text: str) -> None:
    """Type a text; Chinese comes from an input method."""
    if text.isascii():
        QTest.keyClicks(widget, text)
        return
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def key(widget: QWidget, which: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    """Press a key."""
    QTest.keyClick(widget, which, modifier or Qt.KeyboardModifier.NoModifier)


def numbered(page: BoardPage, number: str) -> Booking:
    """Return a booking that the board has, by its number."""
    return next(booking for booking in page.bookings.values() if booking.number == number)


def place_id(page: BoardPage, code: str) -> int:
    """Return the id of a place."""
    return next(lane.id for lane in page.board.scene.lanes if lane.code == code)
