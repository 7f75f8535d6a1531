"""Small help with layouts."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def clear(layout: QLayout) -> None:
    """Take every widget out of the layout, out of sight, and let Qt free it."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def follow_by_tab(before: QWidget, widget: QWidget) -> None:
    """Have Tab go from all that is in one widget on to all that is in another."""
    # Qt leaves what takes no focus where it is in the order
    last = _stops_inside(before)[-1]
    for each in _stops_inside(widget):
        QWidget.setTabOrder(last, each)
        last = each


def _stops_inside(widget: QWidget) -> list[QWidget]:
    """Return what takes the focus in a widget, in the order of Tab."""
    row = [widget]
    while (after := row[-1].nextInFocusChain()) is not None and widget.isAncestorOf(after):
        row.append(after)
    return [each for each in row if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
