"""The outline icons in ``resources/icons``, tinted with a colour of the theme."""

from functools import cache
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from labapp.assets import resource

_DISABLED_OPACITY: Final = 0.4
_SHOWN_AS_GIVEN: Final = (QIcon.Mode.Normal, QIcon.Mode.Selected)


def icon(name: str, colour: QColor, pixels: int = 20, *, checked: QColor | None = None) -> QIcon:
    """Return the icon in one colour, and in the colour ``checked`` while its button is checked.

    The size is in logical pixels, sharp on the finest screen there is now. A disabled button
    shows it faintly. An unknown name is a FileNotFoundError.
    """
    ratio = _finest_ratio()
    return _icon(name, colour.rgba(), pixels, ratio, (checked or colour).rgba())


def pixmap(name: str, colour: QColor, pixels: int = 20) -> QPixmap:
    """Return the icon as a picture, for what paints itself. An unknown name is a FileNotFoundError.

    The size is in logical pixels, sharp on the finest screen there is now.
    """
    return _pixmap(name, colour.rgba(), pixels, _finest_ratio())


def _finest_ratio() -> float:
    return max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)


@cache
def _icon(name: str, rgba: int, pixels: int, ratio: float, checked_rgba: int) -> QIcon:
    made = QIcon()
    tints = {QIcon.State.Off: rgba}
    if checked_rgba != rgba:
        tints[QIcon.State.On] = checked_rgba
    for state, tint in tints.items():
        picture = _pixmap(name, tint, pixels, ratio)
        for mode in _SHOWN_AS_GIVEN:
            made.addPixmap(picture, mode, state)
        made.addPixmap(_faded(picture), QIcon.Mode.Disabled, state)
    return made


@cache
def _pixmap(name: str, rgba: int, pixels: int, ratio: float) -> QPixmap:
    shape = _shape(name, pixels, ratio)
    made = _blank(shape.size(), ratio)
    made.fill(QColor.fromRgba(rgba))
    painter = QPainter(made)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.drawPixmap(0, 0, shape)
    painter.end()
    return made


def _faded(picture: QPixmap) -> QPixmap:
    made = _blank(picture.size(), picture.devicePixelRatio())
    painter = QPainter(made)
    painter.setOpacity(_DISABLED_OPACITY)
    painter.drawPixmap(0, 0, picture)
    painter.end()
    return made


def _blank(size: QSize, ratio: float) -> QPixmap:
    made = QPixmap(size)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    return made


@cache
def _shape(name: str, pixels: int, ratio: float) -> QPixmap:
    """Return the icon in black, to be tinted."""
    outline = QSvgRenderer(QByteArray(resource("icons", f"{name}.svg").read_bytes()))
    made = _blank(QSize(pixels, pixels) * ratio, ratio)
    painter = QPainter(made)
    outline.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    return made
