"""The tables of the settings' lists."""

from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from labapp.ui.look import Look
from labapp.ui.models.rows import RowsModel, T


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
