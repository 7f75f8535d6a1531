import pytest
from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QColor, QIcon, QImage
from PySide6.QtWidgets import QApplication

from labapp.assets import resource
from labapp.ui.icons import icon, pixmap
from labapp.ui.theme import load_theme

pytestmark = pytest.mark.usefixtures("qapp")


def inked(image: QImage) -> list[QColor]:
    """Return the colours of the pixels that are fully drawn."""
    colours = [
        image.pixelColor(QPoint(x, y)) for x in range(image.width()) for y in range(image.height())
    ]
    return [colour for colour in colours if colour.alpha() > 250]


def strength(image: QImage) -> int:
    return sum(
        image.pixelColor(QPoint(x, y)).alpha()
        for x in range(image.width())
        for y in range(image.height())
    )


def test_an_icon_is_drawn_in_the_colour_asked_for() -> None:
    accent = load_theme("light").colour("accent")
    drawn = inked(icon("house", accent, 48).pixmap(QSize(48, 48)).toImage())
    assert drawn
    assert {colour.name() for colour in drawn} == {accent.name()}


def test_a_disabled_icon_is_fainter() -> None:
    made = icon("printer", load_theme("light").colour("text"))
    normal = made.pixmap(QSize(20, 20), QIcon.Mode.Normal).toImage()
    disabled = made.pixmap(QSize(20, 20), QIcon.Mode.Disabled).toImage()
    assert 0 < strength(disabled) < strength(normal) / 2


def test_a_chosen_row_does_not_tint_its_icon() -> None:
    made = icon("printer", load_theme("light").colour("text"))
    normal = made.pixmap(QSize(20, 20), QIcon.Mode.Normal).toImage()
    selected = made.pixmap(QSize(20, 20), QIcon.Mode.Selected).toImage()
    assert selected == normal


def test_a_checked_icon_can_have_another_colour() -> None:
    theme = load_theme("light")
    made = icon("map", theme.colour("text"), 48, checked=theme.colour("accent"))
    on = made.pixmap(QSize(48, 48), QIcon.Mode.Normal, QIcon.State.On).toImage()
    assert {colour.name() for colour in inked(on)} == {theme.colours["accent"]}


def test_the_same_icon_is_made_once() -> None:
    colour = load_theme("dark").colour("text")
    assert icon("clock", colour).cacheKey() == icon("clock", QColor(colour)).cacheKey()


def test_a_picture_has_the_size_asked_for(qapp: QApplication) -> None:
    made = pixmap("clock", load_theme("dark").colour("text"), 32)
    assert made.deviceIndependentSize().toSize() == QSize(32, 32)


@pytest.mark.parametrize("name", sorted(path.stem for path in resource("icons").glob("*.svg")))
def test_every_icon_shows_something_and_takes_a_colour(name: str) -> None:
    accent = load_theme("light").colour("accent")
    image = pixmap(name, accent, 48).toImage()
    assert accent.name() in {colour.name() for colour in inked(image)}


def test_an_unknown_icon_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        icon("unicorn-of-the-lab", QColor("black"))


def test_the_licence_goes_with_the_icons() -> None:
    assert "ISC License" in resource("icons", "LICENSE").read_text(encoding="utf-8")
