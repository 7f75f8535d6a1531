"""What the mouse and the keyboard may ask of the board."""

from collections.abc import Iterable
from typing import Protocol

from PySide6.QtCore import QPoint, QRect

from labapp.ui.widgets.board.rows import Draft
from labapp.ui.widgets.board.scene import Cursor, Scene


class Board(Protocol):
    """The board as its controls see it."""

    scene: Scene
    grid_minutes: int

    def choose(self, block_id: int | None) -> None:
        """Select a block, or none, and say so."""

    def choose_many(self, block_ids: Iterable[int], head: int | None = None) -> None:
        """Select several blocks together, one of them as the last one chosen, and say so."""

    def show_band(self, band: QRect | None) -> None:
        """Show the band of the contents that is drawn around blocks; None takes it away."""

    def fold(self, zone: str, *, folded: bool) -> None:
        """Show only a zone's band, or its lanes again, and say so."""

    def show_gap(self, y: int | None) -> None:
        """Show where in the contents a dragged lane or zone would go."""

    def ask_lane(self, lane_id: int, steps: int) -> None:
        """Say that a lane should be so many places further down in its zone."""

    def ask_zone(self, zone: str, steps: int) -> None:
        """Say that a zone should be so many places further down."""

    def activate(self, block_id: int) -> None:
        """Say that the block was opened."""

    def ask_delete(self, block_id: int) -> None:
        """Say that the block should go."""

    def ask_day(self, step: int) -> None:
        """Say that the day before (-1) or after (1) the shown ones is wanted."""

    def show_draft(self, draft: Draft, at: QPoint | None = None) -> None:
        """Show a draft, its label at the pointer, and say so if it asks for something new."""

    def drop_draft(self) -> None:
        """Say that the draft is meant; it stays in sight until blocks come."""

    def clear_draft(self) -> None:
        """Take the draft away, and say so if it was not dropped yet."""

    def put_cursor(self, cursor: Cursor) -> None:
        """Put the keyboard's cells somewhere."""

    def reveal(self, place: QRect) -> None:
        """Scroll just enough to see a place of the viewport."""

    def pan(self, step: QPoint) -> bool:
        """Scroll by so many pixels; whether anything moved."""

    def say(self, text: str) -> None:
        """Tell a screen reader."""
