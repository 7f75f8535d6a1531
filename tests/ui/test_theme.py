import math
import re
import runpy
from collections.abc import Iterator
from itertools import combinations, pairwise

import pytest
from PySide6.QtCore import QDate, QPoint, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from labapp.assets import resource
from labapp.ui.fonts import load_fonts, ui_font
from labapp.ui.theme import (
    TEXT_SIZES,
    THEMES,
    Theme,
    apply_theme,
    load_theme,
    system_theme_name,
)
from labapp.ui.widgets.month import Month

STATES = (
    "held",
    "pending",
    "confirmed",
    "checked_in",
    "completed",
    "no_show",
    "waitlisted",
    "offered",
    "cancelled",
    "suspended_weather",
    "visit",
    "closure",
)
PLAIN_COLOURS = (
    "window",
    "surface",
    "raised",
    "sunken",
    "line",
    "line-strong",
    "text",
    "text-muted",
    "text-faint",
    "accent",
    "accent-hover",
    "accent-text",
    "accent-soft",
    "focus",
    "danger",
    "danger-soft",
    "danger-text",
    "warning",
    "warning-soft",
    "warning-text",
    "success",
    "success-soft",
    "success-text",
    "selection",
    "selection-text",
    "shadow",
    "board-background",
    "board-grid",
    "board-grid-hour",
    "board-closed",
    "board-now",
    "board-lane",
    "board-lane-alternate",
    "board-ghost",
    "board-free-glow",
    "board-blocked",
)
SURFACES = ("window", "surface", "raised", "sunken")
LANES = ("board-background", "board-lane", "board-lane-alternate")

TEXT_ON_FILL = (
    *(
        (text, fill)
        for text in ("text", "text-muted", "text-faint")
        for fill in (*SURFACES, *LANES)
    ),
    *(
        (f"{tone}-text", fill)
        for tone in ("danger", "warning", "success")
        for fill in (f"{tone}-soft", "window", "surface", "raised")
    ),
    *((f"state-{state}-text", f"state-{state}") for state in STATES),
    ("accent-text", "accent"),
    ("accent-text", "accent-hover"),
    ("accent", "accent-soft"),
    ("accent", "window"),
    ("accent", "surface"),
    ("text", "accent-soft"),
    ("selection-text", "selection"),
)
EDGE_ON_SURFACE = (
    *((edge, fill) for edge in ("line-strong", "focus") for fill in SURFACES),
    *((tone, fill) for tone in ("danger", "warning", "success") for fill in ("window", "surface")),
    *((f"state-{state}-edge", lane) for state in STATES for lane in (*LANES, "surface")),
    *(("board-now", lane) for lane in LANES),
)

# Machado, Oliveira, Fernandes 2009, severity 1.0, on linear RGB
SIGHTS = {
    "full": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "no red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
Light = tuple[float, float, float]


@pytest.fixture(params=THEMES)
def theme(request: pytest.FixtureRequest) -> Theme:
    return load_theme(request.param)


@pytest.fixture
def dressed(qapp: QApplication, theme: Theme) -> Iterator[Theme]:
    palette, font = QPalette(qapp.palette()), QFont(qapp.font())
    load_fonts()
    qapp.setFont(ui_font("zh_HK", theme.size("body")))
    apply_theme(qapp, theme)
    yield theme
    qapp.setStyleSheet("")
    qapp.setPalette(palette)
    qapp.setFont(font)


def linear(colour: QColor) -> Light:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return red, green, blue


def luminance(colour: QColor) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast ratio of WCAG 2.2, 1 to 21."""
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def seen(colour: QColor, sight: tuple[Light, Light, Light]) -> Light:
    """Return the OKLab co-ordinates of the colour as such eyes see it."""
    light = linear(colour)
    red, green, blue = (
        min(1.0, max(0.0, sum(part * weight for part, weight in zip(light, row, strict=True))))
        for row in sight
    )
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def over(cover: QColor, ground: QColor) -> QColor:
    """Return the colour that a translucent cover gives on the ground."""
    share = cover.alphaF()
    return QColor.fromRgbF(
        cover.redF() * share + ground.redF() * (1 - share),
        cover.greenF() * share + ground.greenF() * (1 - share),
        cover.blueF() * share + ground.blueF() * (1 - share),
    )


def text_contrast(theme: Theme) -> float:
    return 7.0 if theme.name == "contrast" else 4.5


def test_contrast_is_the_known_ratio_of_black_on_white() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)


def test_a_theme_has_exactly_the_colours_that_screens_ask_for(theme: Theme) -> None:
    states = {f"state-{state}{part}" for state in STATES for part in ("", "-edge", "-text")}
    assert set(theme.colours) == {*PLAIN_COLOURS, *states}


def test_every_colour_is_one(theme: Theme) -> None:
    assert [token for token in theme.colours if not theme.colour(token).isValid()] == []


def test_the_four_text_sizes_grow(theme: Theme) -> None:
    sizes = [theme.size(token) for token in ("small", "body", "title", "large")]
    assert sizes == [12, 14, 17, 22]
    assert all(smaller < bigger for smaller, bigger in pairwise(sizes))


def test_the_themes_differ_in_colour_and_not_in_size() -> None:
    light, dark, high = (load_theme(name) for name in THEMES)
    assert light.sizes == dark.sizes == high.sizes
    assert len({theme.colours["window"] for theme in (light, dark, high)}) == 3


def test_text_can_be_read_on_its_fill(theme: Theme) -> None:
    too_faint = {
        (text, fill): round(ratio, 2)
        for text, fill in TEXT_ON_FILL
        if (ratio := contrast(theme.colour(text), theme.colour(fill))) < text_contrast(theme)
    }
    assert too_faint == {}


def test_edges_and_controls_stand_out_from_what_is_behind(theme: Theme) -> None:
    too_faint = {
        (edge, fill): round(ratio, 2)
        for edge, fill in EDGE_ON_SURFACE
        if (ratio := contrast(theme.colour(edge), theme.colour(fill))) < 3
    }
    assert too_faint == {}


@pytest.mark.parametrize("cover", ["board-free-glow", "board-blocked", "board-closed"])
def test_words_on_a_covered_lane_can_be_read(theme: Theme, cover: str) -> None:
    for lane in LANES:
        ground = over(theme.colour(cover), theme.colour(lane))
        assert contrast(theme.colour("text"), ground) >= text_contrast(theme)


@pytest.mark.parametrize("cover", ["board-ghost", "board-free-glow", "board-blocked"])
def test_a_cover_lets_the_lane_show_through(theme: Theme, cover: str) -> None:
    assert 0 < theme.colour(cover).alpha() < 255


@pytest.mark.parametrize("sight", SIGHTS)
def test_no_two_states_look_alike_to_any_eyes(theme: Theme, sight: str) -> None:
    def distance(one: str, other: str) -> float:
        return max(
            math.dist(
                seen(theme.colour(f"state-{one}{part}"), SIGHTS[sight]),
                seen(theme.colour(f"state-{other}{part}"), SIGHTS[sight]),
            )
            for part in ("", "-edge")
        )

    alike = [pair for pair in combinations(STATES, 2) if distance(*pair) < 0.045]
    assert alike == []


def test_a_colour_is_made_once() -> None:
    theme = load_theme("light")
    assert theme.colour("accent") is theme.colour("accent")
    assert load_theme("light") is theme


def test_an_unknown_colour_or_size_is_an_error() -> None:
    with pytest.raises(KeyError):
        load_theme("light").colour("pink")
    with pytest.raises(KeyError):
        load_theme("light").size("gigantic")
    with pytest.raises(FileNotFoundError):
        load_theme("sepia")


def test_the_style_sheet_has_all_its_tokens_filled_in(theme: Theme) -> None:
    sheet = theme.stylesheet()
    assert "$" not in sheet
    assert theme.colours["accent"] in sheet


def test_the_style_sheet_names_only_pictures_that_exist(theme: Theme) -> None:
    named = re.findall(r'url\("([^"]+)"\)', theme.stylesheet())
    assert named
    assert [path for path in named if not resource(path).is_file()] == []


def test_the_marks_have_the_colours_of_their_theme(theme: Theme) -> None:
    marks = runpy.run_path(str(resource("themes", "build.py")))["marks"]
    stale = [file for file, svg in marks(theme.name) if file.read_text(encoding="utf-8") != svg]
    assert stale == []


def test_larger_text_makes_higher_rows_but_neither_rounder_corners_nor_other_colours() -> None:
    normal = load_theme("dark")
    read = {size: load_theme("dark", size) for size in TEXT_SIZES}

    assert [read[size].size("body") for size in TEXT_SIZES] == [13, 14, 16, 18]
    assert [read[size].size("small") for size in TEXT_SIZES] == [11, 12, 14, 16]
    assert [read[size].size("row") for size in TEXT_SIZES] == [29, 32, 37, 42]
    assert read["normal"].sizes == normal.sizes
    for theme in read.values():
        assert theme.colours == normal.colours
        assert (theme.size("radius"), theme.size("touch")) == (6, 64)
    with pytest.raises(KeyError):
        load_theme("dark", "gigantic")


def test_no_colour_is_written_in_python() -> None:
    literal = re.compile(r"""["']#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})["']""")
    here = resource().parent / "labapp" / "ui"
    found = [path for path in here.rglob("*.py") if literal.search(path.read_text("utf-8"))]
    assert found == []


def test_the_palette_is_the_theme(dressed: Theme, qapp: QApplication) -> None:
    palette = qapp.palette()
    assert palette.window().color() == dressed.colour("window")
    assert palette.base().color() == dressed.colour("surface")
    faint = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert faint == dressed.colour("text-faint")


def test_the_main_button_has_the_accent_colour(dressed: Theme, qtbot: QtBot) -> None:
    button = QPushButton("儲存")
    button.setProperty("role", "primary")
    qtbot.addWidget(button)
    button.resize(120, 32)

    picture = button.grab().toImage()

    assert picture.pixelColor(QPoint(8, 8)) == dressed.colour("accent")


def test_the_chosen_page_on_the_rail_stands_out(dressed: Theme, qtbot: QtBot) -> None:
    button = QToolButton()
    button.setText("今日")
    button.setCheckable(True)
    button.setChecked(True)
    button.setProperty("rail", True)
    qtbot.addWidget(button)
    button.ensurePolished()

    picture = button.grab().toImage()

    assert button.minimumWidth() == dressed.size("rail")
    assert picture.pixelColor(QPoint(4, 12)) == dressed.colour("accent-soft")


def test_the_field_being_typed_in_has_a_ring(dressed: Theme, qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.resize(200, 32)
    field.show()
    qtbot.waitExposed(field)
    field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)

    picture = field.grab().toImage()

    assert picture.pixelColor(QPoint(100, 1)) == dressed.colour("focus")


@pytest.mark.parametrize("kind", [QPushButton, QLineEdit, QComboBox, QSpinBox])
def test_controls_in_one_row_are_equally_high(
    dressed: Theme, qtbot: QtBot, kind: type[QWidget]
) -> None:
    control = kind()
    qtbot.addWidget(control)
    control.ensurePolished()
    assert control.sizeHint().height() == dressed.size("control")


@pytest.mark.parametrize("kind", [QPushButton, QLineEdit, QComboBox, QSpinBox, QToolButton])
def test_the_kiosk_has_targets_for_a_finger(
    dressed: Theme, qtbot: QtBot, kind: type[QWidget]
) -> None:
    control = kind()
    control.setProperty("touch", True)
    qtbot.addWidget(control)
    control.ensurePolished()
    assert control.sizeHint().height() >= 64
    assert control.font().pixelSize() >= 27


def test_rows_of_a_list_do_not_overlap(dressed: Theme, qtbot: QtBot) -> None:
    window = QWidget()
    rows = QListWidget()
    rows.addItems(["大學", "初創企業", "政府部門"])
    QVBoxLayout(window).addWidget(rows)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)

    tops = [rows.visualItemRect(rows.item(row)).top() for row in range(3)]

    assert tops == [0, 32, 64]


def test_the_text_of_a_number_stands_clear_of_its_frame(dressed: Theme, qtbot: QtBot) -> None:
    number = QSpinBox()
    qtbot.addWidget(number)
    number.resize(QSize(160, 32))
    number.show()
    qtbot.waitExposed(number)
    text = number.findChild(QLineEdit)
    assert text is not None
    assert text.geometry().left() >= 24
    assert text.geometry().right() <= 160 - 24


def test_sundays_are_written_in_the_themes_red(dressed: Theme, qtbot: QtBot) -> None:
    month = Month()
    qtbot.addWidget(month)

    month.wear(dressed)

    sunday = month.weekdayTextFormat(Qt.DayOfWeek(QDate(2026, 12, 13).dayOfWeek()))
    assert sunday.foreground().color() == dressed.colour("danger-text")


def test_the_systems_wish_is_one_of_the_themes(qapp: QApplication) -> None:
    assert system_theme_name(qapp) in THEMES
