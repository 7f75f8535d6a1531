"""Small parts that sections are made of."""

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtWidgets import QFrame, QLabel, QWidget

from labapp.ui.speech import Speech


def line() -> QFrame:
    """Return a thin line across."""
    made = QFrame()
    made.setProperty("role", "line")
    made.setFixedHeight(1)
    return made


def card() -> QFrame:
    """Return a sheet that other parts lie on."""
    made = QFrame()
    made.setProperty("role", "card")
    return made


def label(speech: Speech, key: str, role: str = "") -> QLabel:
    """Return words in a role of the themes, in the present language and the next."""
    made = QLabel()
    made.setProperty("role", role)
    made.setWordWrap(True)
    speech.put(key, made.setText)
    return made


def in_order(widgets: Iterable[QWidget]) -> None:
    """Have the Tab key go through widgets of one window in this order."""
    for first, second in pairwise(widgets):
        QWidget.setTabOrder(first, second)
