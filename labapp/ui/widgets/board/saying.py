"""What the board tells of: everything a page may listen to."""

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QAbstractScrollArea


class SayingBoard(QAbstractScrollArea):
    """Only the signals, and what the controls say by them without changing anything themselves."""

    block_selected = Signal(object)
    """int | None"""
    many_chosen = Signal(object)
    """frozenset[int]: blocks chosen together, at least two; empty when they no longer are."""
    draft_changed = Signal(object)
    """Draft while it is dragged; None when it was given up."""
    draft_dropped = Signal(object)
    """Draft: make, move, resize or copy, as its ``block_id`` and ``copy`` say."""
    visible_range_changed = Signal(object)
    """(start, end) in epoch seconds."""
    activated = Signal(object)
    """int: a block was opened."""
    delete_requested = Signal(object)
    """int: a block should go."""
    context_requested = Signal(object, object, object, QPoint)
    """Block's id or None, lane's id, epoch second, point of the screen."""
    folded_changed = Signal(object)
    """frozenset[str]: the zones of which only the band is shown."""
    lane_moved = Signal(int, int)
    """A lane's id, and how many places further down in its zone it should be."""
    zone_moved = Signal(str, int)
    """A zone, and how many places further down it should be."""
    lanes_menu_requested = Signal(object, str, QPoint)
    """A lane's id or None, its zone, point of the screen."""
    day_wanted = Signal(object)
    """int: the midnight of the day whose header was clicked, where there are several."""
    zoom_past = Signal(float, object, int)
    """A factor, the instant and the x of the pointer: the zoom is at its limit already."""
    day_step = Signal(int)
    """-1 or 1: the keyboard went past the days shown."""

    def ask_lane(self, lane_id: int, steps: int) -> None:
        """Say that a lane should be so many places further down in its zone."""
        self.lane_moved.emit(lane_id, steps)

    def ask_zone(self, zone: str, steps: int) -> None:
        """Say that a zone should be so many places further down."""
        self.zone_moved.emit(zone, steps)

    def activate(self, block_id: int) -> None:
        """Say that the block was opened."""
        self.activated.emit(block_id)

    def ask_delete(self, block_id: int) -> None:
        """Say that the block should go."""
        self.delete_requested.emit(block_id)

    def ask_day(self, step: int) -> None:
        """Say that the day before or after is wanted."""
        self.day_step.emit(step)
