"""Below the board: how much of shared resources is used, with what a draft would add."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QToolTip

from labapp.domain.bookings import Kind
from labapp.domain.resources import Claim
from labapp.domain.times import Span
from labapp.services.loads import ResourceLoad
from labapp.ui.desk.board.charts_pane import STRIP
from labapp.ui.desk.board.charts_rows import Demand, with_demand
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.inspector.places import Place
from labapp.ui.desk.memory import Memory
from labapp.ui.desk.pages.board import BoardPage
from labapp.ui.desk.window import DeskWindow
from labapp.ui.widgets.board import Draft
from labapp.ui.widgets.load_chart import Load, LoadChart
from labapp.ui.widgets.load_chart.scene import Pointing
from tests.ui.desk.conftest import Run
from tests.ui.desk.driving import click, click_block, drag, key, moment, numbered, place_id, spot

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support grabbing the keyboard", extend=True
)


@pytest.fixture
def page(furniture: Furniture) -> BoardPage:
    page = furniture.pages["board"]
    assert isinstance(page, BoardPage)
    return page


@pytest.fixture
def chart(page: BoardPage) -> LoadChart:
    chart = page.charts.pane.chart
    assert chart is not None
    return chart


def labels(chart: LoadChart) -> list[str]:
    return [load.label for load in chart.scene.loads]


def row(chart: LoadChart, label: str) -> Load:
    return next(load for load in chart.scene.loads if load.label == label)


def offered(page: BoardPage) -> list[QMenu]:
    """Open the menu; return its parts, a kind of resource each."""
    menu = page.charts.pane.menu
    menu.aboutToShow.emit()
    return [each for each in menu.findChildren(QMenu) if each.menuAction() in menu.actions()]


def epoch(text: str) -> int:
    return int(moment(text).timestamp())


def test_what_is_used_on_the_days_shown_has_a_row(page: BoardPage, chart: LoadChart) -> None:
    shown = labels(chart)

    assert shown[:4] == ["Power feed F1", "Power feed F2", "Power feed F3", "Power feed F4"]
    assert "Ascend demo pool" in shown
    assert shown.index("Power feed F4") < shown.index("Ascend demo pool")
    summary = chart.scene.sums(row(chart, "Ascend demo pool")).summary
    assert summary.peak.most == 7500


def test_a_day_with_nothing_booked_says_so(
    page: BoardPage, chart: LoadChart, window: DeskWindow, settle: Run
) -> None:
    window.shell.go_to(moment("2027-03-02 12:00").date())
    settle()

    assert page.charts.pane.none.isVisible()
    assert not chart.isVisible()


def test_the_charts_are_on_the_boards_time_axis(page: BoardPage, chart: LoadChart) -> None:
    page.board.zoom(2.0, 700)
    page.board.viewport().repaint()

    at = epoch("2026-12-08 14:00")
    place = page.board.scene.stretch(place_id(page, "A1"), at, at + 300)
    assert chart.scene.time.pixel_of(at) == place.left()


def test_the_capacity_step_of_thursday_is_in_the_chart(
    page: BoardPage, chart: LoadChart, window: DeskWindow, settle: Run
) -> None:
    window.shell.go_to(moment("2026-12-10 12:00").date())
    settle()

    load = row(chart, "Ascend demo pool")
    at = epoch("2026-12-10 08:00")
    assert (at, 6000) in load.capacity
    lowest = min(stretch.capacity for stretch in chart.scene.sums(load).found)
    assert lowest == 6000


def test_a_dragged_booking_adds_what_it_would_take_there(page: BoardPage, chart: LoadChart) -> None:
    """Saunova uses power on feed F2; dragged to an earlier hour it would use it there too."""
    saunova = next(b for b in page.bookings.values() if b.exhibitor.en == "Saunova")
    assert saunova.place_id is not None
    start, end = spot(page.board, saunova.place_id, saunova.span.start, 30), QPoint(-200, 0)

    drag(page.board, start, start + end, drop=False)

    draft = page.board.scene.draft
    assert draft is not None
    load = row(chart, "Power feed F2")
    assert load.draft is not None
    at = chart.scene.moment(Pointing(load.id, draft.start))
    assert at is not None
    assert at.draft == at.used + saunova.power_w

    key(page.board, Qt.Key.Key_Escape)
    assert row(chart, "Power feed F2").draft is None


def test_what_a_drag_would_exceed_is_told_and_brought_into_view(
    page: BoardPage, chart: LoadChart, window: DeskWindow, settle: Run
) -> None:
    """On Thursday morning the Ascend pool has 6 PFLOPS, and 5.5 of them are taken."""
    window.shell.go_to(moment("2026-12-10 12:00").date())
    settle()
    huawei = numbered(page, "BK011")
    assert huawei.place_id is not None
    assert page.charts.pane.warning.isHidden()
    start, end = (int(each.timestamp()) for each in (huawei.span.start, huawei.span.end))

    page.board.show_draft(Draft(huawei.place_id, start, end, huawei.id, copy=True))

    pool = row(chart, "Ascend demo pool")
    assert chart.scene.sums(pool).summary.tightest.free == -2500
    warning = page.charts.pane.warning
    assert warning.isVisible()
    assert warning.words.text() == "Ascend demo pool: over by 2.5 PFLOPS, 10:00"
    assert pool.id in [each.load.id for each in chart.scene.rows_seen()]

    page.board.clear_draft()
    assert warning.isHidden()


def test_the_inspectors_draft_is_added_once_it_says_who_comes(
    page: BoardPage, chart: LoadChart, settle: Run
) -> None:
    span = Span(moment("2026-12-08 14:00"), moment("2026-12-08 16:00"))
    page.start_draft(Place(Kind.STAY, place_id(page, "A1"), span))
    settle()
    assert row(chart, "Power feed F1").draft is None

    form = page.inspector.draft_form
    huawei = next(b for b in page.bookings.values() if b.exhibitor.en == "Huawei")
    form.exhibitor.choose(huawei.exhibitor_id)
    form.exhibitor.picked.emit(huawei.exhibitor_id)
    settle()

    load = row(chart, "Ascend demo pool")
    assert load.draft is not None
    at = chart.scene.moment(Pointing(load.id, epoch("2026-12-08 15:00")))
    assert at is not None
    assert at.draft is not None
    assert at.draft > at.used

    page.inspector.dismiss()
    settle()
    assert row(chart, "Ascend demo pool").draft is None


def test_the_badges_of_the_chosen_exhibitor_have_a_row(
    page: BoardPage, chart: LoadChart, settle: Run
) -> None:
    assert not [label for label in labels(chart) if label.startswith("Badges")]

    click_block(page.board, numbered(page, "BK005").id)
    settle()

    assert labels(chart)[-1] == "Badges, Huawei"
    assert chart.scene.loads[-1].capacity[-1][1] > 0


def test_resources_are_chosen_from_the_menu_and_stay_chosen(
    page: BoardPage, chart: LoadChart, memory: Memory, settle: Run
) -> None:
    pane = page.charts.pane
    kinds = offered(page)
    feeds = kinds[0]
    assert [menu.title() for menu in kinds] == ["Power feeds", "Compute pools", "Toolkits"]
    assert all(action.isChecked() for action in feeds.actions())

    feeds.actions()[0].trigger()
    assert "Power feed F1" not in labels(chart)
    assert "Power feed F2" in labels(chart)
    assert not pane.menu.actions()[0].isChecked()
    assert "F1" not in memory.text("board.charts.chosen").split(",")

    pane.menu.actions()[0].trigger()
    assert "Power feed F1" in labels(chart)
    assert memory.text("board.charts.chosen") == ""


def test_a_chosen_resource_is_shown_though_nobody_uses_it(
    page: BoardPage, chart: LoadChart
) -> None:
    toolkits = offered(page)[2]
    unused = next(action for action in toolkits.actions() if not action.isChecked())

    unused.trigger()

    assert unused.text() in labels(chart)


def test_the_charts_fold_by_key_and_stay_folded(
    page: BoardPage,
    chart: LoadChart,
    memory: Memory,
    settle: Run,
    until: Callable[[Callable[[], bool]], None],
) -> None:
    before = page.board.height()

    QTest.keyClick(page.board, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert not chart.isVisible()
    until(lambda: page.board.height() > before)
    assert memory.text("board.charts.folded") == "yes"
    assert page.charts.pane.fold_button.accessibleName() == "Open shared resources (Ctrl+L)"

    click(page.charts.pane.fold_button)
    settle()
    assert chart.isVisible()
    assert "Ascend demo pool" in labels(chart)


def test_folded_charts_are_folded_at_the_next_start_and_read_nothing(
    memory: Memory, request: pytest.FixtureRequest
) -> None:
    memory.keep_text("board.charts.folded", "yes")

    page = request.getfixturevalue("furniture").pages["board"]

    pane = page.charts.pane
    assert pane.maximumHeight() == STRIP
    assert pane.fold_button.isVisible()
    assert pane.chart.isHidden()
    assert not pane.chart.scene.loads


def test_the_pointer_is_told_who_holds_it(page: BoardPage, chart: LoadChart) -> None:
    load = row(chart, "Ascend demo pool")

    told = chart.scene.told(Pointing(load.id, epoch("2026-12-08 11:00"))).split("\n")

    assert told[0] == "Ascend demo pool"
    assert told[1].startswith("11:00 · ")
    assert "Huawei: 3 PFLOPS, 10:00–18:00" in told[2:]
    assert not QToolTip.isVisible()


def test_the_keyboard_says_who_holds_it_too(
    page: BoardPage, chart: LoadChart, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(chart, "say", said.append)
    load = row(chart, "Ascend demo pool")
    chart.point(Pointing(load.id, epoch("2026-12-08 09:00")))

    key(chart, Qt.Key.Key_Right)

    assert said[-1].startswith("10:00 · ")
    assert "Huawei: 3 PFLOPS" in said[-1]


def test_a_writing_elsewhere_is_seen_in_the_charts(
    page: BoardPage, chart: LoadChart, settle: Run, until: Callable[[Callable[[], bool]], None]
) -> None:
    huawei = next(b for b in page.bookings.values() if b.exhibitor.en == "Huawei")
    before = chart.scene.sums(row(chart, "Ascend demo pool")).summary.peak.most
    page.inspector.show_booking(huawei)
    form = page.inspector.form
    form.mpflops.show_thousandths(2000)
    form.mpflops.editingFinished.emit()
    settle()

    until(lambda: chart.scene.sums(row(chart, "Ascend demo pool")).summary.peak.most < before)


# What a draft adds, as numbers


def load(*claims: tuple[int, Claim]) -> ResourceLoad:
    changes: dict[int, int] = {0: 0}
    for _, one in claims:
        changes[one.from_slot] = changes.get(one.from_slot, 0) + one.units
        changes[one.until_slot] = changes.get(one.until_slot, 0) - one.units
    level, used = 0, []
    for slot in sorted(changes):
        level += changes[slot]
        used.append((slot, level))
    return ResourceLoad(7, tuple(used), (), tuple(claims))


def test_a_new_draft_stands_on_what_is_used_and_then_is_gone() -> None:
    here = load((1, Claim(7, 10, 20, 3)))

    steps = with_demand(here, Demand((Claim(7, 15, 25, 2),)))

    assert steps == (((15 * 300, 5), (20 * 300, 2)), 25 * 300)


def test_a_moved_booking_no_longer_takes_what_it_took() -> None:
    here = load((1, Claim(7, 10, 20, 3)), (2, Claim(7, 10, 30, 1)))

    steps = with_demand(here, Demand((Claim(7, 15, 25, 3),), instead_of=1))

    assert steps == (((15 * 300, 4), (20 * 300, 4)), 25 * 300)


def test_a_draft_that_takes_other_things_changes_nothing() -> None:
    here = load((1, Claim(7, 10, 20, 3)))

    assert with_demand(here, Demand((Claim(8, 15, 25, 2),))) is None


def test_a_draft_that_began_before_what_is_shown_counts_from_there() -> None:
    here = ResourceLoad(7, ((10, 3), (20, 0)), (), ((1, Claim(7, 5, 20, 3)),))

    steps = with_demand(here, Demand((Claim(7, 6, 15, 2),)))

    assert steps == (((10 * 300, 5),), 15 * 300)
