"""A small board for the tests, and hands to work it."""

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from labapp.domain.times import LAB_ZONE
from labapp.ui.widgets.board import Block, BoardView, Lane, OpenHours

LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
HOUR = 3600
QUARTER = 900
DAY = 24 * HOUR
STEPS = 6

LANES = (
    Lane(1, "A1", "Partner Bay 1", "Partner Bays", "#1f4e79", "booth", in_service=True),
    Lane(2, "A2", "Partner Bay 2", "Partner Bays", "#1f4e79", "booth", in_service=True),
    Lane(3, "C8", "Pod 8", "Pods", "#2e7d32", "booth", in_service=False, note="Screen broken"),
    Lane(4, "D1", "Demo Theatre", "Demo Theatre", "#b23a48", "theatre", in_service=True),
)


def at(clock: str, day: int = 8) -> int:
    """Return an instant of December 2026 in the lab, such as ``10:30``, in epoch seconds."""
    hour, minute = map(int, clock.split(":"))
    moment = datetime(2026, 12, day, hour, minute, tzinfo=LAB_ZONE)
    return int(moment.astimezone(UTC).timestamp())


TUESDAY = at("00:00")
MONDAY = TUESDAY - DAY
HOURS = tuple(OpenHours(at("10:00", day), at("18:00", day)) for day in range(7, 12))


def block(number: int, lane: int, start: str, end: str, day: int = 8, **facts: object) -> Block:
    """Return a confirmed booking with a quarter of an hour's buffer, changed by facts."""
    made = Block(
        id=number,
        lane_id=lane,
        start=at(start, day),
        end=at(end, day),
        buffer_end=at(end, day) + QUARTER,
        title=f"Guest {number}",
        subtitle=f"Demo {number}",
        state="confirmed",
        letter="C",
        tooltip=lambda: f"Tip {number}",
        spoken=lambda: f"Guest {number}, {start} to {end}",
    )
    return replace(made, **facts)  # type: ignore[arg-type] # the facts are its own


BLOCKS = (
    block(11, 1, "10:00", "12:00"),
    block(12, 1, "14:00", "15:00"),
    block(13, 2, "11:00", "13:00", movable=False),
    block(14, 4, "12:30", "13:30"),
)


def told(signal: object) -> list[object]:
    """Return a list that what the signal says is added to."""
    heard: list[object] = []
    signal.connect(heard.append)  # type: ignore[attr-defined] # a signal of an object
    return heard


def place(board: BoardView, lane: int, clock: str, day: int = 8, shift: int = 0) -> QPoint:
    """Return the middle of the lane at an instant, some pixels to the right."""
    start = at(clock, day)
    spot = board.scene.stretch(lane, start, start + HOUR)
    return QPoint(spot.left() + shift, spot.center().y())


def press(board: BoardView, point: QPoint, modifier: Qt.KeyboardModifier = PLAIN) -> None:
    QTest.mouseMove(board.viewport(), point)
    QTest.mousePress(board.viewport(), LEFT, modifier, point)


def move(board: BoardView, point: QPoint, modifier: Qt.KeyboardModifier = PLAIN) -> None:
    """Move the pressed mouse; QTest's own way cannot hold a key down meanwhile."""
    if modifier == PLAIN:
        QTest.mouseMove(board.viewport(), point)
        return
    spot, none = QPointF(point), Qt.MouseButton.NoButton
    on_screen = QPointF(board.viewport().mapToGlobal(point))
    event = QMouseEvent(QEvent.Type.MouseMove, spot, on_screen, none, LEFT, modifier)
    QApplication.sendEvent(board.viewport(), event)


def carry(
    board: BoardView, start: QPoint, end: QPoint, modifier: Qt.KeyboardModifier = PLAIN
) -> None:
    """Press and move in steps, without letting go."""
    press(board, start, modifier)
    for step in range(1, STEPS + 1):
        move(board, start + (end - start) * step / STEPS, modifier)


def drag(
    board: BoardView, start: QPoint, end: QPoint, modifier: Qt.KeyboardModifier = PLAIN
) -> None:
    carry(board, start, end, modifier)
    QTest.mouseRelease(board.viewport(), LEFT, modifier, end)


def key(board: BoardView, which: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
    QTest.keyClick(board, which, modifier)
