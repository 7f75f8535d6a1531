"""The floor: the plan of the lab, each place in the colours of its state."""

from labapp.ui.widgets.floor.rows import FloorPlace
from labapp.ui.widgets.floor.view import FloorView

__all__ = ["FloorPlace", "FloorView"]
