"""The preview of a drawing: shapes under the pointer, the one chosen, and how they look."""

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from labapp.domain.outlines import Box
from labapp.domain.plans import box_shape
from labapp.ui.theme import THEMES, load_theme
from labapp.ui.widgets.floor.shape_preview import Shape, ShapePreview

SIZE = (400.0, 200.0)
BACKDROP = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200"><style></style>'
    b'<rect class="wall-bare" x="0" y="0" width="400" height="10"></rect></svg>'
)


def shape(name: str, box: Box, place: str = "") -> Shape:
    return Shape(name, box_shape(name, box).outline, place)


@pytest.fixture
def preview(qtbot: QtBot) -> ShapePreview:
    preview = ShapePreview()
    qtbot.addWidget(preview)
    preview.resize(QSize(848, 448))
    preview.show_drawing(
        SIZE,
        BACKDROP,
        [
            shape("inner", Box(120, 60, 40, 40)),
            shape("group", Box(20, 40, 200, 100)),
            shape("booth", Box(260, 40, 100, 100), "A1"),
        ],
    )
    preview.show()
    return preview


def spot(preview: ShapePreview, name: str) -> QPoint:
    x, y = preview.spot(name)
    return QPoint(round(x), round(y))


def colour(preview: ShapePreview, point: tuple[float, float]) -> QColor:
    x, y = preview.sight.spot(point)
    return preview.grab().toImage().pixelColor(round(x), round(y))


def test_of_shapes_inside_each_other_the_smaller_is_hit(preview: ShapePreview) -> None:
    sight = preview.sight

    assert preview.hit(sight.spot((140, 80))) == "inner"
    assert preview.hit(sight.spot((40, 60))) == "group"
    assert preview.hit(sight.spot((240, 60))) == ""


def test_the_pointer_lights_a_shape_and_says_which(qtbot: QtBot, preview: ShapePreview) -> None:
    heard: list[str] = []
    preview.hovered.connect(heard.append)

    QTest.mouseMove(preview, spot(preview, "booth"))
    QTest.mouseMove(preview, spot(preview, "booth") + QPoint(1, 1))
    assert preview.cursor().shape() is Qt.CursorShape.PointingHandCursor
    QTest.mouseMove(preview, QPoint(2, 2))

    assert heard == ["booth", ""]
    assert preview.lit == ""


def test_a_click_says_which_shape_was_meant(qtbot: QtBot, preview: ShapePreview) -> None:
    with qtbot.waitSignal(preview.chosen) as chosen:
        QTest.mouseClick(preview, Qt.MouseButton.LeftButton, pos=spot(preview, "inner"))
    with qtbot.assertNotEmitted(preview.chosen):
        QTest.mouseClick(preview, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
        QTest.mouseClick(preview, Qt.MouseButton.RightButton, pos=spot(preview, "inner"))

    assert chosen.args == ["inner"]


@pytest.mark.parametrize("name", THEMES)
def test_bound_lit_and_chosen_shapes_look_different(preview: ShapePreview, name: str) -> None:
    theme = load_theme(name)
    preview.dress(theme, "zh_HK")
    inside = (270, 130)
    bound, free = colour(preview, inside), colour(preview, (30, 130))
    assert bound == theme.colour("board-lane")

    preview.light("booth")
    lit = colour(preview, inside)
    preview.light("")
    preview.mark("booth")
    edge = colour(preview, (260, 100))

    assert lit != bound
    assert edge == theme.colour("accent")
    assert free == theme.colour("window")


def test_the_drawing_keeps_its_shape_whatever_the_room(preview: ShapePreview) -> None:
    for size in (QSize(300, 900), QSize(1200, 240), QSize(1, 1)):
        preview.resize(size)
        preview.grab()
        sight = preview.sight
        (left, top), (right, bottom) = sight.spot((0, 0)), sight.spot((400, 200))
        assert (right - left) == pytest.approx(2 * (bottom - top))


def test_what_is_below_the_drawing_does_not_stretch_it(preview: ShapePreview) -> None:
    theme = load_theme("light")
    preview.show_drawing((400, 260), BACKDROP, [], drawn=(400, 200))

    assert colour(preview, (200, 5)) == theme.colour("line-strong")
    assert colour(preview, (200, 12)) == theme.colour("window")
