"""The tables of the settings' lists."""

from collections.abc import Sequence

from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from labapp.ui.look import Look
from labapp.ui.models.rows import RowsModel, T
from labapp.ui.theme import TEXT_SIZES


def fit_columns(table: QTableView, look: Look, widths: Sequence[int], stretched: int) -> None:
    """Give each column the room that what it holds needs.

    Args:
        table: Has its rows already.
        look: Says how large words are written.
        widths: What a column takes at most, in pixels for words of normal size.
        stretched: The column that takes what is left.
    """
    header, scale = table.horizontalHeader(), TEXT_SIZES[look.text_size]
    for column, width in enumerate(widths):
        if column != stretched:
            needed = max(table.sizeHintForColumn(column), header.sectionSizeHint(column))
            header.resizeSection(column, min(needed, round(width * scale)))


def table_of(model: RowsModel[T], look: Look, widths: tuple[int, ...]) -> QTableView:
    """Return a table of whole rows; the columns have these widths, and the last the rest."""
    table = QTableView()
    table.setModel(model)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setCornerButtonEnabled(False)
    table.setAlternatingRowColors(True)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(look.theme.size("row") + 4)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    for column, width in enumerate(widths):
        header.resizeSection(column, width)
    header.setSectionResizeMode(len(widths), QHeaderView.ResizeMode.Stretch)
    return table
