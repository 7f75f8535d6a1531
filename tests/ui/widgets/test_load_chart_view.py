import time
from datetime import datetime

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QPaintEvent, QPixmap, QRegion, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSplitter
from pytestqt.qtbot import QtBot
from typing_extensions import override

from labapp.ui.fonts import load_fonts
from labapp.ui.theme import load_theme
from labapp.ui.widgets.board import Block, BoardView, Lane
from labapp.ui.widgets.load_chart import Following, Load, LoadChart, TimeView
from labapp.ui.widgets.load_chart.painting import header_lines, tag_rect
from labapp.ui.widgets.load_chart.rows import Step
from labapp.ui.widgets.load_chart.scene import Pointing
from labapp.words import LANGUAGES, words

LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


def at(clock: str, day: int = 8) -> int:
    return int(datetime.fromisoformat(f"2026-12-{day:02}T{clock}:00+08:00").timestamp())


def pflops(amount: int) -> str:
    return f"{amount / 1000:g} PFLOPS"


def number(amount: int) -> str:
    return f"{amount / 1000:g}"


USED: tuple[Step, ...] = (
    (at("10:00"), 5500),
    (at("12:00"), 3000),
    (at("14:00"), 7500),
    (at("15:30"), 3000),
    (at("18:00"), 0),
)
ASCEND = Load(1, "Ascend demo pool", pflops, USED, ((0, 12000),), None, number)
KUNLUN = Load(2, "Kunlun demo pool", pflops, ((at("11:00"), 2000),), ((0, 8000),), None, number)
QUIET = Load(3, "Power feed F1", lambda watts: f"{watts:,} W", (), ((0, 11088),))
OVER = Load(
    4,
    "General demo pool",
    pflops,
    USED,
    ((0, 12000), (at("13:00"), 6000), (at("16:00"), 12000)),
    None,
    number,
)


class Watch(QObject):
    """Gathers what a widget paints."""

    def __init__(self) -> None:
        super().__init__()
        self.painted = QRegion()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.painted = self.painted.united(event.region())
        return False


class Desk:
    """A board with a chart below it, as on the page."""

    def __init__(self) -> None:
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.board = BoardView()
        self.chart = LoadChart()
        self.split.addWidget(self.board)
        self.split.addWidget(self.chart)
        self.following = Following(self.board, self.chart)
        self.board.set_lanes([Lane(1, "A1", "Partner Bay 1", "Bays", "#1f4e79", "booth", True)])
        start, end = at("10:00"), at("12:00")
        self.board.set_blocks([Block(1, 1, start, end, end, "Guest", "", "confirmed", "C")])
        self.board.show_range(at("00:00"), 1)
        self.chart.set_loads([ASCEND, KUNLUN, QUIET])
        self.split.resize(1200, 700)
        self.split.setSizes([300, 400])
        self.split.show()

    def settle(self) -> None:
        """Paint what has changed, the board and then the chart."""
        self.board.viewport().repaint()
        self.chart.viewport().repaint()

    def spot(self, load: Load, epoch: int) -> QPoint:
        row = self.chart.scene.layout.row_of(load.id)
        assert row is not None
        y = row.top + row.height // 2 - self.chart.scene.scroll
        return QPoint(self.chart.scene.time.pixel_of(epoch), y)

    def picture(self) -> QImage:
        self.settle()
        return self.chart.viewport().grab().toImage()


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    load_fonts()
    desk = Desk()
    qtbot.addWidget(desk.split)
    qtbot.waitExposed(desk.split)
    desk.settle()
    return desk


def wheel(desk: Desk, notches: int, held: Qt.KeyboardModifier) -> None:
    port = desk.chart.viewport()
    where = QPoint(600, 40)
    event = QWheelEvent(
        QPointF(where),
        QPointF(port.mapToGlobal(where)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        held,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(port, event)


def has_colour(image: QImage, x: int, top: int, bottom: int, colour: QColor) -> bool:
    return any(image.pixelColor(x, y).name() == colour.name() for y in range(top, bottom))


# On the board's axis


def assert_aligned(desk: Desk) -> None:
    """The block of 10:00 to 12:00 and the use of 10:00 to 12:00 begin and end at the same pixel."""
    desk.settle()
    board, chart = desk.board.scene, desk.chart.scene
    block = board.index.block(1)
    assert block is not None
    place = board.block_place(block)
    assert chart.time.pixel_of(at("10:00")) == place.left()
    assert chart.time.pixel_of(at("12:00")) == place.left() + place.width() + 1
    assert chart.time.left == board.header_width
    assert chart.time.right == desk.board.viewport().width()


def test_the_chart_has_the_boards_times_and_its_header_column(desk: Desk) -> None:
    assert_aligned(desk)


def test_the_painted_edges_stand_in_the_same_columns(desk: Desk) -> None:
    board = desk.board.viewport().grab().toImage()
    chart = desk.picture()
    theme = load_theme("light")
    edge, x = theme.colour("state-confirmed-edge"), desk.chart.scene.time.pixel_of(at("10:00"))
    assert has_colour(chart, x, 0, 68, edge)
    assert not has_colour(chart, x - 2, 0, 68, edge)
    fill = theme.colour("state-confirmed").name()
    place = desk.board.scene.block_place(desk.board.scene.blocks[0])
    row = [board.pixelColor(each, place.bottom() - 4).name() for each in range(x - 4, x + 3)]
    assert fill not in row[:4]
    assert fill in row[4:]


def test_the_chart_follows_a_zoom(desk: Desk) -> None:
    before = desk.chart.scene.time.pixel_of(at("12:00")) - desk.chart.scene.time.pixel_of(
        at("10:00")
    )
    desk.board.zoom(2, 500)
    assert_aligned(desk)
    time_view = desk.chart.scene.time
    assert time_view.pixel_of(at("12:00")) - time_view.pixel_of(at("10:00")) > 1.9 * before


def test_the_chart_follows_a_scroll(desk: Desk) -> None:
    desk.board.zoom(2)
    desk.board.pan(QPoint(-137, 0))
    assert_aligned(desk)


def test_the_chart_follows_other_days_headers_and_sizes(desk: Desk) -> None:
    desk.board.show_range(at("00:00", 7), 7)
    assert_aligned(desk)
    desk.board.set_lanes(
        [Lane(1, "A1", "A place with a rather long name", "Bays", "#1f4e79", "booth", True)]
    )
    assert_aligned(desk)
    desk.split.resize(900, 700)
    assert_aligned(desk)


def test_the_chart_follows_the_line_of_the_present(desk: Desk) -> None:
    desk.board.set_now(at("11:30"))
    image = desk.picture()
    x = desk.chart.scene.time.pixel_of(at("11:30"))
    assert image.pixelColor(x, 100).name() == load_theme("light").colour("board-now").name()


def test_zooming_on_the_chart_zooms_the_board(desk: Desk) -> None:
    before = desk.board.scene.axis.pixels_per_minute
    wheel(desk, 1, CONTROL)
    assert desk.board.scene.axis.pixels_per_minute == pytest.approx(before * 1.25)
    assert_aligned(desk)


def test_scrolling_across_on_the_chart_scrolls_the_board(desk: Desk) -> None:
    desk.board.zoom(2)
    before = desk.board.scene.scroll.x()
    wheel(desk, -1, SHIFT)
    assert desk.board.scene.scroll.x() == before + 60
    assert_aligned(desk)


def test_scrolling_down_on_the_chart_scrolls_its_rows(desk: Desk) -> None:
    desk.split.setSizes([600, 100])
    desk.settle()
    wheel(desk, -1, PLAIN)
    assert desk.chart.scene.scroll == 60


def test_a_chart_that_is_gone_no_longer_follows(qtbot: QtBot) -> None:
    desk = Desk()
    qtbot.addWidget(desk.split)
    desk.chart.setParent(None)
    desk.chart.deleteLater()
    QApplication.sendPostedEvents(desk.chart, QEvent.Type.DeferredDelete)
    desk.board.zoom(2)
    desk.board.viewport().repaint()


def test_any_scale_of_time_will_do(qtbot: QtBot) -> None:
    class Plain:
        days, window_start, window_end, pixels_per_minute = 1, 0, 1440, 0.5
        start, end, width = at("00:00"), at("00:00", 9), 720

        def x_of(self, epoch: float) -> float:
            return min(max((epoch - self.start) / 120, 0), 720)

        def time_at(self, x: float) -> int:
            return self.start + round(x * 120)

        def day_x(self, day: int) -> float:
            return day * 720.0

        def shows(self, epoch: int) -> bool:
            return self.start <= epoch < self.end

    chart = LoadChart()
    qtbot.addWidget(chart)
    chart.resize(900, 100)
    chart.set_loads([ASCEND])
    chart.set_time(TimeView(Plain(), 150, 870, 0))
    image = chart.viewport().grab().toImage()
    fill = load_theme("light").colour("state-confirmed")
    x = 150 + 10 * 30
    assert has_colour(image, x + 3, 0, 68, fill)
    assert not has_colour(image, x - 3, 0, 68, fill)


# What is seen


def test_what_is_too_much_is_red_and_nothing_else_is(desk: Desk) -> None:
    desk.chart.set_loads([OVER])
    image, soft = desk.picture(), load_theme("light").colour("danger-soft")
    pixel = desk.chart.scene.time.pixel_of
    assert has_colour(image, pixel(at("14:30")), 0, 68, soft)
    for clock in ("11:00", "13:30", "15:45"):
        assert not has_colour(image, pixel(at(clock)), 0, 68, soft)


def test_a_draft_is_seen_and_red_where_it_is_too_much(desk: Desk) -> None:
    without = desk.picture()
    draft = ((at("11:00"), 8500), (at("13:00"), 9000), (at("14:00"), 13500), (at("15:00"), 7500))
    drafted = Load(1, "Ascend demo pool", pflops, USED, ((0, 12000),), draft, number)
    desk.chart.set_loads([drafted])
    image, soft = desk.picture(), load_theme("light").colour("danger-soft")
    pixel = desk.chart.scene.time.pixel_of
    assert has_colour(image, pixel(at("14:30")), 0, 68, soft)
    assert not has_colour(image, pixel(at("11:30")), 0, 68, soft)
    column = range(60)
    x = pixel(at("11:30"))
    assert [image.pixel(x, y) for y in column] != [without.pixel(x, y) for y in column]
    early = pixel(at("10:30"))
    fill = load_theme("light").colour("state-confirmed")
    assert has_colour(image, early, 0, 60, fill)
    assert desk.chart.speaker.name(1) == (
        "Ascend demo pool: with the draft, peak 13.5 of 12 PFLOPS at 14:00; "
        "over by 1.5 PFLOPS at 14:00"
    )


def test_a_lower_capacity_is_seen_as_a_step(desk: Desk) -> None:
    desk.chart.set_loads([OVER])
    desk.settle()
    plot = desk.chart.scene.plots.plot(desk.chart.scene.layout.rows[0])
    assert [plateau.capacity for plateau in plot.plateaus] == [12000, 6000, 12000]
    assert plot.plateaus[1].y > plot.plateaus[0].y


def test_the_header_tells_peak_and_headroom(desk: Desk) -> None:
    desk.chart.set_loads([ASCEND, OVER, QUIET])
    desk.chart.set_time(TimeView(desk.board.scene.axis, 400, 1200, 0))
    desk.chart.scene.look()
    lines = [
        [line.text for line in header_lines(desk.chart.scene, row)]
        for row in desk.chart.scene.layout.rows
    ]
    assert lines == [
        ["Ascend demo pool", "Peak 7.5 of 12 PFLOPS, 14:00", "At least 4.5 PFLOPS free"],
        ["General demo pool", "Peak 7.5 of 6 PFLOPS, 14:00", "Over by 1.5 PFLOPS, 14:00"],
        ["Power feed F1", "Not used", "At least 11,088 W free"],
    ]


def test_a_narrow_header_drops_the_time_before_it_shortens_words(desk: Desk) -> None:
    desk.chart.set_time(TimeView(desk.board.scene.axis, 170, 1200, 0))
    desk.chart.scene.look()
    texts = [line.text for line in header_lines(desk.chart.scene, desk.chart.scene.layout.rows[0])]
    assert texts[1] == "Peak 7.5 of 12 PFLOPS"


def test_an_empty_chart_says_what_to_do_first(desk: Desk) -> None:
    desk.chart.set_loads([])
    one = desk.picture()
    desk.chart.set_language("zh_CN")
    assert desk.picture() != one


@pytest.mark.parametrize("name", ["dark", "contrast"])
def test_a_theme_is_painted_in_its_own_colours(desk: Desk, name: str) -> None:
    theme = load_theme(name)
    desk.chart.set_theme(theme)
    image = desk.picture()
    x = desk.chart.scene.time.pixel_of(at("11:00")) + 3
    assert image.pixelColor(x, 60).name() == theme.colour("state-confirmed").name()


# Pointer


def point_at(desk: Desk, load: Load, epoch: int) -> None:
    """Move the pointer there; one that is there already would not be noticed."""
    QTest.mouseMove(desk.chart.viewport(), QPoint(3, 3))
    QTest.mouseMove(desk.chart.viewport(), desk.spot(load, epoch))


def test_the_pointer_tells_time_use_and_capacity(desk: Desk) -> None:
    point_at(desk, ASCEND, at("14:30"))
    pointing = desk.chart.scene.hovered
    assert pointing is not None
    assert desk.chart.scene.moment_text(pointing) == "14:30 · 7.5 of 12 PFLOPS · 4.5 PFLOPS free"


def test_where_it_is_too_much_the_pointer_says_by_how_much(desk: Desk) -> None:
    desk.chart.set_loads([OVER])
    text = desk.chart.scene.moment_text(Pointing(4, at("14:30")))
    assert text == "14:30 · 7.5 of 6 PFLOPS · Over by 1.5 PFLOPS"


def test_the_words_go_with_the_pointer(desk: Desk) -> None:
    before = desk.picture()
    point_at(desk, ASCEND, at("14:30"))
    assert desk.picture() != before
    QApplication.sendEvent(desk.chart.viewport(), QEvent(QEvent.Type.Leave))
    assert desk.picture() == before


def test_only_what_the_pointer_touches_is_painted_anew(desk: Desk) -> None:
    point_at(desk, ASCEND, at("14:30"))
    port = desk.chart.viewport()
    port.repaint()
    watch = Watch()
    port.installEventFilter(watch)
    pointed = desk.chart.scene.hovered
    assert pointed is not None
    old = tag_rect(desk.chart.scene, pointed)
    QTest.mouseMove(port, desk.spot(KUNLUN, at("11:15")))
    pointed = desk.chart.scene.hovered
    assert pointed is not None
    new = tag_rect(desk.chart.scene, pointed)
    QTest.qWait(30)
    assert QRegion(old).subtracted(watch.painted).isEmpty()
    assert QRegion(new).subtracted(watch.painted).isEmpty()
    assert not watch.painted.contains(QPoint(30, 30))
    assert not watch.painted.contains(QPoint(port.width() - 30, port.height() - 30))


def test_several_days_are_told_apart(desk: Desk) -> None:
    desk.board.show_range(at("00:00", 7), 7)
    desk.settle()
    text = desk.chart.scene.moment_text(Pointing(1, at("14:30")))
    assert text.startswith("Tue 8 14:30 · ")


# Folding


def folds(desk: Desk) -> list[object]:
    told: list[object] = []
    desk.chart.folded_changed.connect(told.append)
    return told


def test_a_click_on_a_header_folds_its_row_and_opens_it_again(desk: Desk) -> None:
    told = folds(desk)
    port, header = desk.chart.viewport(), QPoint(30, 80)
    QTest.mouseClick(port, LEFT, PLAIN, header)
    QTest.mouseClick(port, LEFT, PLAIN, header)
    assert told == [frozenset({2}), frozenset()]


def test_a_folded_row_is_lower_and_the_rows_below_move_up(desk: Desk) -> None:
    before = desk.chart.scene.layout.rows[2].top
    desk.chart.set_folded({2})
    assert desk.chart.scene.layout.rows[2].top < before
    assert desk.chart.sizeHint().height() == desk.chart.scene.layout.height


def test_a_folded_row_still_shows_its_use(desk: Desk) -> None:
    desk.chart.set_folded({1, 2, 3})
    image, x = desk.picture(), desk.chart.scene.time.pixel_of(at("11:00"))
    assert has_colour(image, x + 3, 0, 26, load_theme("light").colour("state-confirmed"))


def test_rows_stay_folded_when_loads_change(desk: Desk) -> None:
    desk.chart.set_folded({2})
    desk.chart.set_loads([KUNLUN, ASCEND])
    assert desk.chart.folded == {2}
    assert desk.chart.scene.layout.rows[0].folded


# Keyboard


def cursor(desk: Desk) -> tuple[int, int]:
    found = desk.chart.scene.cursor
    assert found is not None
    return found.load_id, found.epoch


def press(desk: Desk, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(desk.chart, key)


def test_left_and_right_go_from_change_to_change(desk: Desk) -> None:
    desk.chart.point(Pointing(1, at("11:00")))
    went = []
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Left, Key.Key_Left):
        press(desk, key)
        went.append(cursor(desk)[1])
    assert went == [at("12:00"), at("14:00"), at("12:00"), at("10:00")]


def test_up_and_down_go_from_row_to_row_at_the_same_time(desk: Desk) -> None:
    desk.chart.point(Pointing(1, at("11:00")))
    press(desk, Key.Key_Down, Key.Key_Down, Key.Key_Down)
    assert cursor(desk) == (3, at("11:00"))
    press(desk, Key.Key_Up)
    assert cursor(desk) == (2, at("11:00"))


def test_home_and_end_go_to_the_first_and_the_last_change(desk: Desk) -> None:
    desk.chart.point(Pointing(1, at("11:00")))
    press(desk, Key.Key_End)
    assert cursor(desk)[1] == at("18:00")
    press(desk, Key.Key_Home)
    assert cursor(desk)[1] == at("00:00")


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter, Key.Key_Space])
def test_enter_folds_the_row_and_opens_it_again(desk: Desk, key: Qt.Key) -> None:
    told = folds(desk)
    desk.chart.point(Pointing(2, at("11:00")))
    press(desk, key, key)
    assert told == [frozenset({2}), frozenset()]


def test_a_change_out_of_view_scrolls_the_board_to_it(desk: Desk) -> None:
    desk.board.zoom(6)
    desk.board.horizontalScrollBar().setValue(0)
    desk.settle()
    desk.chart.point(Pointing(1, at("01:00")))
    press(desk, Key.Key_End)
    desk.settle()
    view = desk.chart.scene.time
    assert view.left <= view.pixel_of(at("18:00")) < view.right


def test_a_row_out_of_view_is_scrolled_to(desk: Desk) -> None:
    desk.split.setSizes([620, 80])
    desk.settle()
    desk.chart.point(Pointing(3, at("11:00")))
    row = desk.chart.scene.layout.rows[2]
    assert desk.chart.scene.scroll == row.bottom - desk.chart.scene.size.height()


def test_the_keyboard_comes_in_at_the_present(desk: Desk) -> None:
    desk.board.set_now(at("11:30"))
    desk.settle()
    desk.split.activateWindow()
    desk.chart.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.qWaitForWindowActive(desk.split)
    assert cursor(desk) == (1, at("11:30"))


# Accessibility


def test_a_screen_reader_hears_each_row_in_words(desk: Desk) -> None:
    spoken = QAccessible.queryAccessibleInterface(desk.chart)
    names = [spoken.child(n).text(QAccessible.Text.Name) for n in range(spoken.childCount())]
    assert names == [
        "Ascend demo pool: peak 7.5 of 12 PFLOPS at 14:00",
        "Kunlun demo pool: peak 2 of 8 PFLOPS at 11:00",
        "Power feed F1: not used",
    ]
    told = spoken.child(0).text(QAccessible.Text.Description)
    assert told == "At least 4.5 PFLOPS free, 14:00"


def test_a_screen_reader_hears_what_is_too_much(desk: Desk) -> None:
    desk.chart.set_loads([OVER])
    name = QAccessible.queryAccessibleInterface(desk.chart).child(0).text(QAccessible.Text.Name)
    assert name == ("General demo pool: peak 7.5 of 6 PFLOPS at 14:00; over by 1.5 PFLOPS at 14:00")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chart_speaks_three_languages(desk: Desk, language: str) -> None:
    desk.chart.set_language(language)
    say = words(language)
    assert desk.chart.accessibleName() == say("load.name")
    assert desk.chart.speaker.name(3) == say("load.spoken.unused", label="Power feed F1")
    assert desk.chart.speaker.name(1) == say(
        "load.spoken", label="Ascend demo pool", used="7.5", capacity="12 PFLOPS", when="14:00"
    )


def test_a_screen_reader_finds_rows_and_whether_they_are_folded(desk: Desk) -> None:
    desk.chart.set_folded({2})
    desk.chart.point(Pointing(1, at("11:00")))
    spoken = QAccessible.queryAccessibleInterface(desk.chart)
    assert (spoken.child(0).state().expanded, spoken.child(1).state().collapsed) == (1, 1)
    assert (spoken.child(0).state().selected, spoken.child(1).state().selected) == (1, 0)
    there = desk.chart.viewport().mapToGlobal(QPoint(300, 75))
    assert spoken.indexOfChild(spoken.childAt(there.x(), there.y())) == 1
    assert spoken.child(1).rect().contains(there)


# Speed


def test_twenty_resources_of_a_week_are_painted_in_three_milliseconds(desk: Desk) -> None:
    start, slots = at("00:00", 7), 7 * 24 * 12
    many = [
        Load(
            id=each,
            label=f"Resource {each}",
            unit_text=pflops,
            steps=tuple(
                (start + slot * 300, slot * (each + 3) % 11 * 1000) for slot in range(0, slots, 8)
            ),
            capacity=((0, 12000), (at("08:00", 10), 6000), (at("13:00", 10), 12000)),
        )
        for each in range(20)
    ]
    desk.board.show_range(start, 7)
    desk.split.resize(1280, 1800)
    desk.split.setSizes([300, 1500])
    desk.chart.set_loads(many)
    desk.settle()
    assert len(desk.chart.scene.rows_seen()) == 20
    port = desk.chart.viewport()
    picture = QPixmap(port.size())
    spent = []
    for _ in range(25):
        begun = time.thread_time()
        port.render(picture)
        spent.append(time.thread_time() - begun)
    assert min(spent) < 0.003
