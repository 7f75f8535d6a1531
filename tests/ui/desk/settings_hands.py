"""Hands for the settings: a section of the page, and what its foot says."""

import re
from collections.abc import Callable

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QScrollArea, QTimeEdit, QWidget

from labapp.ui.desk.settings.effects_box import EffectsBox

Until = Callable[[Callable[[], bool]], None]
_MARK = re.compile(r"<[^>]*>")
_LINK = re.compile(r'<a href="([^"]*)">')


def told(box: EffectsBox) -> str:
    """Return the words of the box without marks."""
    return " ".join(_MARK.sub(" ", box.text.text()).split())


def linked(box: EffectsBox) -> list[str]:
    """Return the bookings that the box leads to."""
    return _LINK.findall(box.text.text())


def retype(field: QAbstractSpinBox, text: str) -> None:
    """Type into a field in place of what stands there; of a time, part by part."""
    show(field)
    field.setFocus()
    if isinstance(field, QTimeEdit):
        parts = (QTimeEdit.Section.HourSection, QTimeEdit.Section.MinuteSection)
        for section, part in zip(parts, text.split(":"), strict=False):
            field.setSelectedSection(section)
            QTest.keyClicks(field, part)
        return
    field.selectAll()
    QTest.keyClicks(field, text)


def show(widget: QWidget) -> None:
    """Scroll to a widget."""
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    if above is not None:
        above.ensureWidgetVisible(widget)
