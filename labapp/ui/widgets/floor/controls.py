"""What the mouse and the keyboard may ask of the floor."""

from typing import Protocol

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from labapp.ui.widgets.floor.rows import FloorPlace
from labapp.ui.widgets.floor.scene import FloorScene, Swap


class Floor(Protocol):
    """The floor as its controls see it."""

    scene: FloorScene

    def viewport(self) -> QWidget:
        """What the pointer is over."""

    def choose(self, place: FloorPlace | None) -> None:
        """Choose a place, or none, and say so."""

    def activate(self, place: FloorPlace) -> None:
        """Say that a place was opened."""

    def show_swap(self, swap: Swap | None) -> None:
        """Show two places about to be swapped, or none."""

    def finish_swap(self) -> bool:
        """Ask for the swap in the hand; whether there was one with both places."""

    def hover(self, place: FloorPlace | None) -> None:
        """Show which place the pointer is at."""

    def reveal(self, place: FloorPlace) -> None:
        """Scroll just enough to see a place."""

    def pan(self, step: QPoint) -> None:
        """Scroll by so many pixels."""

    def zoom(self, factor: float, around: QPoint | None = None) -> None:
        """Zoom by a factor."""

    def zoom_to_fit(self) -> None:
        """Show the whole plan."""

    def say(self, text: str) -> None:
        """Tell a screen reader."""
