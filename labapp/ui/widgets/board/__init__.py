"""The board: lanes (places grouped by zone) by time."""

from labapp.ui.widgets.board.rows import Block, Draft, Lane, OpenHours
from labapp.ui.widgets.board.view import BoardView

__all__ = ["Block", "BoardView", "Draft", "Lane", "OpenHours"]
