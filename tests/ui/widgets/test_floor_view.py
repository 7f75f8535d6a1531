import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from labapp.assets import resource
from labapp.exchange.plans import parse_plan, read_plan
from labapp.ui.fonts import load_fonts
from labapp.ui.theme import THEMES, load_theme
from labapp.ui.widgets import floor
from labapp.ui.widgets.floor import FloorPlace, FloorView
from labapp.ui.widgets.floor.lettering import wrapped
from labapp.ui.widgets.floor.palette import FloorPalette
from labapp.ui.widgets.spoken import SpokenItem
from labapp.words import LANGUAGES, words

LEFT = Qt.MouseButton.LeftButton
MIDDLE = Qt.MouseButton.MiddleButton
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier
Key = Qt.Key
CODES = (
    *("A1", "A2", "A3", "B1", "B2", "B3"),
    *("C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "D1", "E1"),
)
PLAN = read_plan(resource("plans", "sample.svg"))


def place(code: str, **facts: object) -> FloorPlace:
    made = FloorPlace(
        id=100 + CODES.index(code),
        code=code,
        label=f"Booth {code}",
        state="confirmed",
        letter="C",
        title=f"Guest of {code}",
        subtitle="until 14:00",
        spoken=f"{code}, confirmed, until 14:00",
        in_service=code != "C8",
        zone=f"Zone {code[0]}",
        zone_colour="#1f4e79",
    )
    return replace(made, **facts)  # type: ignore[arg-type] # the facts are its own


PLACES = tuple(place(code) for code in CODES)


@pytest.fixture
def view(qtbot: QtBot) -> FloorView:
    load_fonts()
    view = FloorView()
    qtbot.addWidget(view)
    view.resize(1280, 800)
    view.set_plan(PLAN)
    view.set_places(PLACES)
    view.show()
    view.setFocus()
    return view


def selected(view: FloorView) -> list[object]:
    told: list[object] = []
    view.place_selected.connect(told.append)
    return told


def activated(view: FloorView) -> list[object]:
    told: list[object] = []
    view.place_activated.connect(told.append)
    return told


def swaps(view: FloorView) -> list[object]:
    told: list[object] = []
    view.swap_requested.connect(told.append)
    return told


def shown(view: FloorView, code: str) -> FloorPlace:
    return next(each for each in view.scene.places if each.code == code)


def spot(view: FloorView, code: str) -> QPoint:
    return view.scene.place_rect(shown(view, code)).center()


def code_of(view: FloorView) -> str | None:
    chosen = view.scene.place(view.scene.selected)
    return None if chosen is None else chosen.code


def aisle(view: FloorView) -> QPoint:
    """Return a spot of the floor between the places."""
    x, y = view.scene.sight.spot((1760, 600))
    return QPoint(round(x), round(y))


def drag(view: FloorView, start: QPoint, end: QPoint) -> None:
    port = view.viewport()
    QTest.mousePress(port, LEFT, PLAIN, start)
    QTest.mouseMove(port, start + QPoint(30, 5))
    QTest.mouseMove(port, end)


def press(view: FloorView, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(view, key)


def wheel(view: FloorView, at: QPoint, notches: int, held: Qt.KeyboardModifier = PLAIN) -> None:
    port = view.viewport()
    event = QWheelEvent(
        QPointF(at),
        QPointF(port.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        held,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(port, event)


def picture(view: FloorView) -> QImage:
    return view.viewport().grab().toImage()


def crop(view: FloorView, code: str) -> QImage:
    return picture(view).copy(view.scene.place_rect(shown(view, code)).adjusted(3, 3, -3, -3))


# Mouse


def test_a_click_selects_a_place(view: FloorView) -> None:
    told = selected(view)
    QTest.mouseClick(view.viewport(), LEFT, PLAIN, spot(view, "C2"))
    assert told == [place("C2").id]


def test_a_click_beside_the_places_selects_none(view: FloorView) -> None:
    view.set_selected(place("C2").id)
    told = selected(view)
    QTest.mouseClick(view.viewport(), LEFT, PLAIN, aisle(view))
    assert told == [None]


def test_a_click_on_what_is_selected_says_nothing_new(view: FloorView) -> None:
    view.set_selected(place("C2").id)
    told = selected(view)
    QTest.mouseClick(view.viewport(), LEFT, PLAIN, spot(view, "C2"))
    assert told == []


def test_a_double_click_opens_a_place(view: FloorView) -> None:
    told = activated(view)
    QTest.mouseDClick(view.viewport(), LEFT, PLAIN, spot(view, "D1"))
    assert told == [place("D1").id]


def test_a_place_dragged_onto_another_asks_for_the_swap(view: FloorView) -> None:
    told = swaps(view)
    drag(view, spot(view, "A1"), spot(view, "B2"))
    swap = view.scene.swap
    assert swap is not None
    assert (swap.source.code, swap.target and swap.target.code) == ("A1", "B2")
    QTest.mouseRelease(view.viewport(), LEFT, PLAIN, spot(view, "B2"))
    assert told == [("A1", "B2")]
    assert view.scene.swap is None


def test_the_two_places_of_a_drag_are_lit_while_it_lasts(view: FloorView) -> None:
    view.set_selected(place("A1").id)
    before = crop(view, "B2")
    drag(view, spot(view, "A1"), spot(view, "B2"))
    assert crop(view, "B2") != before
    drag(view, spot(view, "A1"), spot(view, "B3"))
    assert crop(view, "B2") == before


@pytest.mark.parametrize("target", ["C8", "A1"])
def test_a_place_under_repair_and_the_place_itself_are_no_targets(
    view: FloorView, target: str
) -> None:
    told = swaps(view)
    drag(view, spot(view, "A1"), spot(view, target))
    assert view.scene.swap is not None
    assert view.scene.swap.target is None
    QTest.mouseRelease(view.viewport(), LEFT, PLAIN, spot(view, target))
    assert told == []


def test_a_place_under_repair_cannot_be_dragged(view: FloorView) -> None:
    told = swaps(view)
    drag(view, spot(view, "C8"), spot(view, "A1"))
    QTest.mouseRelease(view.viewport(), LEFT, PLAIN, spot(view, "A1"))
    assert told == []


def test_a_drag_dropped_on_the_floor_changes_nothing(view: FloorView) -> None:
    told = swaps(view)
    drag(view, spot(view, "A1"), aisle(view))
    QTest.mouseRelease(view.viewport(), LEFT, PLAIN, aisle(view))
    assert told == []


def test_a_slight_tremble_is_no_drag(view: FloorView) -> None:
    start = spot(view, "A1")
    QTest.mousePress(view.viewport(), LEFT, PLAIN, start)
    QTest.mouseMove(view.viewport(), start + QPoint(2, 1))
    assert view.scene.swap is None
    QTest.mouseRelease(view.viewport(), LEFT, PLAIN, start)


def test_escape_puts_a_dragged_place_back(view: FloorView) -> None:
    told = swaps(view)
    drag(view, spot(view, "A1"), spot(view, "B2"))
    press(view, Key.Key_Escape)
    assert view.scene.swap is None
    QTest.mouseRelease(view.viewport(), LEFT, PLAIN, spot(view, "B2"))
    assert told == []


def test_new_rows_end_a_drag(view: FloorView) -> None:
    told = swaps(view)
    drag(view, spot(view, "A1"), spot(view, "B2"))
    view.set_places(PLACES)
    QTest.mouseRelease(view.viewport(), LEFT, PLAIN, spot(view, "B2"))
    assert told == []


def test_the_pointer_marks_the_place_it_is_at(view: FloorView) -> None:
    before = picture(view)
    QTest.mouseMove(view.viewport(), spot(view, "C2"))
    assert view.scene.hovered == place("C2").id
    assert picture(view) != before
    QApplication.sendEvent(view.viewport(), QEvent(QEvent.Type.Leave))
    assert picture(view) == before


def test_the_tooltip_tells_place_guest_and_time(view: FloorView) -> None:
    assert view.scene.tooltip(place("C2")) == "C2 · Booth C2\nGuest of C2\nuntil 14:00"


# Zoom and scrolling


def test_at_first_the_whole_plan_is_in_view(view: FloorView) -> None:
    port = view.viewport().rect()
    assert all(port.contains(view.scene.place_rect(each)) for each in PLACES)
    assert view.horizontalScrollBar().maximum() == view.verticalScrollBar().maximum() == 0


def test_the_whole_plan_stays_in_view_when_the_window_changes(view: FloorView) -> None:
    view.resize(700, 900)
    port = view.viewport().rect()
    assert all(port.contains(view.scene.place_rect(each)) for each in PLACES)


def test_the_wheel_with_control_zooms_about_the_pointer(view: FloorView) -> None:
    at = spot(view, "C3")
    before = view.scene.sight
    for _ in range(6):
        wheel(view, at, 1, CONTROL)
    after = view.scene.sight
    assert after.scale == pytest.approx(before.scale * 1.25**6)
    where = (at.x(), at.y())
    x, y = after.spot(before.point(where))
    assert abs(x - at.x()) < 8
    assert abs(y - at.y()) < 8


def test_the_wheel_scrolls_a_zoomed_plan(view: FloorView) -> None:
    view.zoom(4)
    down, across = view.scene.sight.scroll_y, view.scene.sight.scroll_x
    wheel(view, aisle(view), -1)
    assert view.scene.sight.scroll_y == down + 60
    wheel(view, aisle(view), -1, SHIFT)
    assert view.scene.sight.scroll_x == across + 60
    assert view.verticalScrollBar().value() == down + 60


def test_the_scroll_bars_scroll_a_zoomed_plan(view: FloorView) -> None:
    view.zoom(4)
    view.verticalScrollBar().setValue(17)
    assert view.scene.sight.scroll_y == 17


def test_dragging_the_floor_drags_the_plan(view: FloorView) -> None:
    view.zoom(2)
    start = aisle(view)
    before = view.scene.sight
    QTest.mousePress(view.viewport(), LEFT, PLAIN, start)
    QTest.mouseMove(view.viewport(), start + QPoint(-40, 25))
    QTest.mouseRelease(view.viewport(), LEFT, PLAIN, start + QPoint(-40, 25))
    after = view.scene.sight
    assert (after.scroll_x, after.scroll_y) == (before.scroll_x + 40, before.scroll_y - 25)


def test_the_middle_button_drags_the_plan_even_from_a_place(view: FloorView) -> None:
    view.zoom(3)
    told = selected(view)
    before = view.scene.sight
    QTest.mousePress(view.viewport(), MIDDLE, PLAIN, QPoint(500, 300))
    QTest.mouseMove(view.viewport(), QPoint(450, 300))
    QTest.mouseRelease(view.viewport(), MIDDLE, PLAIN, QPoint(450, 300))
    assert view.scene.sight.scroll_x == before.scroll_x + 50
    assert told == []


def test_keys_zoom_in_and_out_and_show_everything(view: FloorView) -> None:
    fit = view.scene.sight.scale
    press(view, Key.Key_Plus, Key.Key_Plus)
    assert view.scene.sight.scale == pytest.approx(fit * 1.25**2)
    press(view, Key.Key_Minus)
    assert view.scene.sight.scale == pytest.approx(fit * 1.25)
    press(view, Key.Key_0)
    assert view.scene.sight.furthest == (0, 0)
    view.resize(900, 700)
    assert view.scene.sight.scale == view.scene.sight.fit


def test_shift_and_an_arrow_scroll(view: FloorView) -> None:
    view.zoom(4)
    before = view.scene.sight.scroll_x
    QTest.keyClick(view, Key.Key_Right, SHIFT)
    assert view.scene.sight.scroll_x == before + 80


def test_a_wall_is_as_sharp_zoomed_in_as_fitted(view: FloorView) -> None:
    picture(view)
    view.zoom(10)
    view.pan(QPoint(-20000, 0))
    image, wall = picture(view), load_theme("light").colour("line-strong").name()
    row = image.height() // 2
    colours = [image.pixelColor(x, row).name() for x in range(16, 400)]
    assert colours.count(wall) == pytest.approx(30 * view.scene.sight.scale, abs=2)
    changes = sum(one != other for one, other in pairwise(colours))
    assert changes <= 4


# Keyboard


def test_an_arrow_goes_to_the_nearest_place_that_way(view: FloorView) -> None:
    view.set_selected(place("A1").id)
    went = []
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Right, Key.Key_Down, Key.Key_Left):
        press(view, key)
        went.append(code_of(view))
    assert went == ["A2", "A3", "D1", "E1", "C8"]


def test_every_place_can_be_reached_by_arrows(view: FloorView) -> None:
    reached, new = set[str | None](), {"A1"}
    while new:
        code = new.pop()
        reached.add(code)
        for key in (Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down):
            view.set_selected(place(code).id)
            press(view, key)
            there = code_of(view)
            assert there is not None
            new |= {there} - reached
    assert reached == set(CODES)


def test_the_first_arrow_goes_to_the_first_place(view: FloorView) -> None:
    press(view, Key.Key_Down)
    assert code_of(view) == "A1"


def test_home_and_end_go_to_the_first_and_the_last_place(view: FloorView) -> None:
    press(view, Key.Key_End)
    assert code_of(view) == "E1"
    press(view, Key.Key_Home)
    assert code_of(view) == "A1"


def test_an_arrow_brings_the_place_into_view(view: FloorView) -> None:
    view.zoom(6)
    press(view, Key.Key_End)
    assert view.viewport().rect().intersects(view.scene.place_rect(place("E1")))


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter, Key.Key_Space])
def test_enter_opens_the_chosen_place(view: FloorView, key: Qt.Key) -> None:
    told = activated(view)
    view.set_selected(place("B3").id)
    press(view, key)
    assert told == [place("B3").id]


def test_escape_leaves_the_chosen_place(view: FloorView) -> None:
    view.set_selected(place("B3").id)
    told = selected(view)
    press(view, Key.Key_Escape)
    assert told == [None]


def test_m_an_arrow_and_enter_swap_two_places(view: FloorView) -> None:
    told = swaps(view)
    view.set_selected(place("A1").id)
    press(view, Key.Key_M, Key.Key_Right, Key.Key_Right, Key.Key_Return)
    assert told == [("A1", "A3")]
    assert view.scene.swap is None


def test_aiming_a_swap_passes_over_places_under_repair(view: FloorView) -> None:
    view.set_selected(place("C7").id)
    press(view, Key.Key_M, Key.Key_Right)
    assert view.scene.swap is not None
    assert view.scene.swap.target is not None
    assert view.scene.swap.target.code != "C8"


@pytest.mark.parametrize("key", [Key.Key_M, Key.Key_Escape])
def test_m_again_or_escape_leaves_the_swap_but_not_the_place(view: FloorView, key: Qt.Key) -> None:
    told = swaps(view)
    view.set_selected(place("A1").id)
    press(view, Key.Key_M, Key.Key_Right, key)
    assert (view.scene.swap, code_of(view), told) == (None, "A1", [])


@pytest.fixture
def form(qtbot: QtBot, view: FloorView) -> Iterator[tuple[QLineEdit, QLineEdit]]:
    """The floor between two fields."""
    before, after, window = QLineEdit(), QLineEdit(), QWidget()
    layout = QVBoxLayout(window)
    for widget in (before, view, after):
        layout.addWidget(widget)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    before.setFocus()
    yield before, after
    view.setParent(None)


def test_tab_goes_through_the_places_zone_by_zone_and_out(
    view: FloorView, form: tuple[QLineEdit, QLineEdit]
) -> None:
    QTest.keyClick(form[0], Key.Key_Tab)
    went = [code_of(view)]
    for _ in CODES[1:]:
        press(view, Key.Key_Tab)
        went.append(code_of(view))
    assert went == list(CODES)
    press(view, Key.Key_Tab)
    assert form[1].hasFocus()
    QTest.keyClick(form[1], Key.Key_Backtab, SHIFT)
    assert view.hasFocus()
    QTest.keyClick(view, Key.Key_Backtab, SHIFT)
    assert code_of(view) == "D1"


# What is shown


def test_a_place_that_the_plan_lacks_is_put_below_it(view: FloorView) -> None:
    more = replace(place("A1"), id=7, code="F9", spoken="F9")
    view.set_places((*PLACES, more))
    told = selected(view)
    QTest.mouseClick(view.viewport(), LEFT, PLAIN, spot(view, "F9"))
    assert told == [7]
    lowest = max(view.scene.place_rect(each).bottom() for each in PLACES)
    assert view.scene.place_rect(more).top() > lowest


def test_a_place_that_the_lab_lacks_cannot_be_chosen(view: FloorView) -> None:
    at = spot(view, "A1")
    view.set_places(PLACES[1:])
    told = selected(view)
    QTest.mouseClick(view.viewport(), LEFT, PLAIN, at)
    assert told == []


def test_another_plan_takes_the_place_of_the_first(view: FloorView) -> None:
    other = parse_plan(
        b'<svg viewBox="0 0 100 50"><rect id="place-A1" x="60" width="40" height="50"/></svg>', ""
    )
    view.set_plan(other)
    view.set_places(PLACES[:1])
    assert view.scene.place_rect(PLACES[0]).left() > view.viewport().width() / 2


def test_without_a_plan_nothing_breaks(qtbot: QtBot) -> None:
    bare = FloorView()
    qtbot.addWidget(bare)
    bare.set_places(PLACES[:3])
    bare.show()
    assert not bare.grab().isNull()


@pytest.mark.parametrize("name", THEMES)
def test_every_state_is_told_apart_without_colour(view: FloorView, name: str) -> None:
    view.set_theme(load_theme(name))
    states = [
        *("held", "pending", "confirmed", "checked_in", "completed", "no_show", "waitlisted"),
        *("offered", "suspended_weather", "visit", "closure", "free", "closed", "out"),
    ]
    bare = {"title": "-", "subtitle": "-"}
    looks = {}
    for number, state in enumerate(states):
        in_service, shown_as = state != "out", "free" if state == "out" else state
        letter = "" if state in {"free", "closed", "out"} else "ABCDEFGHIJK"[number]
        row = place("A1", state=shown_as, in_service=in_service, letter=letter, **bare)
        view.set_places([row])
        looks[state] = crop(view, "A1").convertToFormat(QImage.Format.Format_Grayscale8)
    pairs = [(a, b) for a in looks for b in looks if a < b]
    assert [pair for pair in pairs if looks[pair[0]] == looks[pair[1]]] == []


@pytest.mark.parametrize("name", THEMES)
def test_a_place_wears_the_colour_of_its_state(view: FloorView, name: str) -> None:
    theme = load_theme(name)
    view.set_theme(theme)
    inside = view.scene.place_rect(place("A1"))
    colour = picture(view).pixelColor(inside.left() + 12, inside.center().y())
    assert colour.name() == theme.colour("state-confirmed").name()


def test_the_walls_take_on_a_theme_chosen_later(view: FloorView) -> None:
    picture(view)
    view.set_theme(load_theme("dark"))
    x, y = view.scene.sight.spot((900, 35))
    wall = picture(view).pixelColor(round(x), round(y))
    assert wall.name() == load_theme("dark").colour("line-strong").name()


def test_a_free_place_has_a_green_edge_and_says_so(view: FloorView) -> None:
    row = place("A1", state="free", title="", letter="")
    view.set_places([row])
    rect = view.scene.place_rect(row)
    image, wanted = picture(view), load_theme("light").colour("success")
    edge = [image.pixelColor(rect.left() + x, rect.center().y()) for x in range(-2, 3)]
    assert min(abs(colour.lightness() - wanted.lightness()) for colour in edge) < 12
    assert max(colour.green() - colour.red() for colour in edge) > 80
    assert view.scene.title(row) == "Free"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_nobody_titled_is_worded_by_the_floor(view: FloorView, language: str) -> None:
    view.set_language(language)
    say = words(language)
    titles = [
        view.scene.title(place("A1", title="", state="free")),
        view.scene.title(place("A1", title="", state="closed")),
        view.scene.title(place("C8", title="")),
    ]
    assert titles == [say("floor.free"), say("floor.closed"), say("floor.out_of_service")]
    assert view.accessibleName() == say("floor.name")


def test_a_new_language_is_painted(view: FloorView) -> None:
    english = picture(view)
    view.set_language("zh_HK")
    assert picture(view) != english


def test_the_chosen_place_wears_a_ring(view: FloorView) -> None:
    view.set_selected(place("B2").id)
    rect = view.scene.place_rect(place("B2"))
    colour = picture(view).pixelColor(rect.left(), rect.center().y())
    assert colour.name() == load_theme("light").colour("accent").name()


def test_nothing_is_written_over_the_edge_of_a_place(view: FloorView) -> None:
    view.set_places([place("C1", title="霓虹灣人工智能及機械人科技有限公司" * 3)])
    before = picture(view)
    view.set_places([place("C1", title="-")])
    after, rect = picture(view), view.scene.place_rect(place("C1"))
    for x in range(before.width()):
        for y in (rect.top() - 2, rect.center().y(), rect.bottom() + 2):
            if not rect.contains(x, y):
                assert before.pixel(x, y) == after.pixel(x, y)


def test_a_long_title_takes_two_lines_and_loses_nothing_in_between() -> None:
    load_fonts()
    palette = FloorPalette(load_theme("light"), "en", 1.0)
    lines = wrapped(palette, "Kestrel Quay Robotics (Sample)", "small", 120, 2)
    assert " ".join(lines) == "Kestrel Quay Robotics (Sample)"
    assert len(lines) == 2
    assert len(wrapped(palette, "one two three four five six", "small", 30, 2)) == 2


def test_a_bracket_at_the_end_goes_to_the_second_line_whole() -> None:
    load_fonts()
    palette = FloorPalette(load_theme("light"), "zh_HK", 1.0)
    assert wrapped(palette, "紙燈籠語音科技（示例）", "small", 110, 2) == [
        "紙燈籠語音科技",
        "（示例）",
    ]


def test_the_words_of_a_place_half_out_of_view_stay_in_view(view: FloorView) -> None:
    view.set_places([place("A1")])
    view.zoom(4)
    view.pan(QPoint(-20000, -20000))
    view.pan(QPoint(round(450 * view.scene.sight.scale), 0))
    titled = picture(view)
    view.set_places([place("A1", title="-")])
    assert picture(view) != titled


# Accessibility


def test_a_screen_reader_finds_every_place_by_its_words(view: FloorView) -> None:
    spoken = QAccessible.queryAccessibleInterface(view)
    assert spoken.role() == QAccessible.Role.List
    names = [
        spoken.child(number).text(QAccessible.Text.Name) for number in range(spoken.childCount())
    ]
    assert names == [each.spoken for each in PLACES]


def test_a_screen_reader_finds_where_a_place_is_and_whether_it_is_chosen(view: FloorView) -> None:
    view.set_selected(place("A2").id)
    spoken = QAccessible.queryAccessibleInterface(view)
    item = spoken.child(1)
    assert isinstance(item, SpokenItem)
    there = view.viewport().mapToGlobal(spot(view, "A2"))
    assert item.rect().contains(there)
    assert spoken.indexOfChild(spoken.childAt(there.x(), there.y())) == 1
    assert (item.state().selected, spoken.child(0).state().selected) == (1, 0)
    assert item.text(QAccessible.Text.Description) == view.scene.tooltip(place("A2"))


def test_what_is_gone_is_no_longer_valid_for_a_screen_reader(view: FloorView) -> None:
    item = QAccessible.queryAccessibleInterface(view).child(1)
    view.set_places(PLACES[:1])
    assert not item.isValid()


# The code


def test_no_colour_is_written_in_the_code() -> None:
    widgets = Path(floor.__file__).parent.parent
    for folder in (widgets / "floor", widgets / "load_chart"):
        for module in folder.glob("*.py"):
            text = module.read_text("utf-8")
            assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|GlobalColor\.(?!transparent)\w+", text)
            assert QColor.__name__ + "(" not in text
