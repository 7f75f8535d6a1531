"""What a picture shows: how strongly a text stands out, and whether it is whole."""

from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QRegion, QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QRadioButton,
    QStyle,
    QToolButton,
    QWidget,
)

FINE = 3
"""Pixels painted for one of the screen's, so that the thinnest stroke has a full one."""


def painted(widget: QWidget, ratio: int = 1) -> QImage:
    """Return what a widget shows, so many times as fine as on the screen."""
    size: QSize = widget.size() * ratio
    picture = QImage(size, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.white)
    widget.render(picture, QPoint(), QRegion(widget.rect()))
    return picture


def _brightness(colour: int) -> float:
    """Return the relative luminance of WCAG 2.2, 0 to 1."""
    given = QColor.fromRgb(colour)
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (given.redF(), given.greenF(), given.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: int, other: int) -> float:
    """Return the contrast of two colours by WCAG 2.2, 1 to 21."""
    low, high = sorted((_brightness(one), _brightness(other)))
    return (high + 0.05) / (low + 0.05)


def colours(picture: QImage, where: QRect) -> Counter[int]:
    """Count the colours in a part of a picture, in its own pixels."""
    inside = where.intersected(picture.rect())
    pixels = memoryview(picture.constBits()).cast("B").cast("I")
    found: Counter[int] = Counter()
    for y in range(inside.top(), inside.bottom() + 1):
        first = y * picture.width() + inside.left()
        found.update(pixels[first : first + inside.width()])
    return found


def strength(picture: QImage, where: QRect) -> float:
    """Return the contrast of what is written in a part of a picture with its ground."""
    found = colours(picture, where)
    ((ground, _),) = found.most_common(1)
    return max(contrast(ground, colour) for colour in found)


def text_of(widget: QWidget) -> str:
    """Return the text that a widget shows in its own font, or nothing."""
    if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
        return widget.text()
    if isinstance(widget, QComboBox) and not widget.isEditable():
        return widget.currentText()
    return ""


def written(part: QWidget) -> Iterator[tuple[QWidget, QRect]]:
    """Yield every widget in a part that shows a text now, with where it is in the window."""
    window = part.window()
    for widget in part.findChildren(QWidget):
        if not widget.isVisible() or not widget.isEnabled() or not text_of(widget).strip():
            continue
        seen = widget.visibleRegion().boundingRect()
        if seen.width() > 1 and seen.height() > 1:
            yield widget, seen.translated(widget.mapTo(window, QPoint(0, 0)))


def lacking(widget: QWidget) -> int:
    """Return how many pixels a text is wider than its room, 0 if it is whole."""
    text = text_of(widget)
    if isinstance(widget, QLabel):
        if widget.wordWrap():
            return 0
        if "</" in text:
            document = QTextDocument()
            document.setDefaultFont(widget.font())
            document.setHtml(text)
            return max(0, round(document.idealWidth()) - widget.width())
        return max(0, _wide(widget, text) - widget.contentsRect().width())
    if isinstance(widget, QAbstractButton):
        return max(0, _wide(widget, text) + _beside(widget) - widget.width()) if text else 0
    if isinstance(widget, QComboBox):
        return max(0, _wide(widget, text) - widget.width())
    return 0


def _beside(button: QAbstractButton) -> int:
    """Return the room that stands beside a button's text: its picture, its mark."""
    style = button.style()
    if isinstance(button, QCheckBox | QRadioButton):
        return style.pixelMetric(QStyle.PixelMetric.PM_IndicatorWidth)
    under = Qt.ToolButtonStyle.ToolButtonTextUnderIcon
    if button.icon().isNull() or (
        isinstance(button, QToolButton) and button.toolButtonStyle() == under
    ):
        return 0
    return button.iconSize().width()


def _wide(widget: QWidget, text: str) -> int:
    lines = text.replace("&", "").splitlines()
    return max((QFontMetrics(widget.font()).horizontalAdvance(line) for line in lines), default=0)
