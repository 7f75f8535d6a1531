"""The floor plan in the settings: brought as a file, bound to places, shown at every desk."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from labapp.domain.plans import PlanKind
from labapp.domain.staff import Actor, Role
from labapp.domain.times import Clock
from labapp.services.plans import SavePlan, floor_plan, plan_history, save_plan
from labapp.storage.lab import lab as read_lab
from labapp.storage.schema import open_store
from labapp.storage.store import Store
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.pages.floor import FloorPage
from labapp.ui.desk.settings.plan import PlanSection
from labapp.ui.desk.window import DeskWindow
from tests.conftest import MORNING
from tests.ui.desk.conftest import Run
from tests.ui.desk.driving import LEFT, click, key

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support grabbing the keyboard", extend=True
)
HALL = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200">
  <rect id="walls" width="400" height="200" fill="none" stroke="black"/>
  <rect id="A1" x="10" y="10" width="80" height="60"/>
  <rect id="stand7" x="110" y="10" width="80" height="60"><title>A2</title></rect>
  <rect id="corner" x="210" y="10" width="80" height="60"/>
</svg>"""


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    path = tmp_path / "hall.svg"
    path.write_text(HALL)
    return path


@pytest.fixture
def section(furniture: Furniture, window: DeskWindow, settle: Run) -> PlanSection:
    click(window.rail.buttons["settings"])
    settle()
    furniture.settings.show_section("plan")
    settle()
    section = furniture.settings.section
    assert isinstance(section, PlanSection)
    return section


def take(section: PlanSection, path: Path, settle: Run) -> None:
    section.tasks.start(section.take_file(path))
    settle()


def spot(section: PlanSection, shape: str) -> QPoint:
    x, y = section.preview.spot(shape)
    return QPoint(round(x), round(y))


def listed(section: PlanSection) -> list[tuple[str, str]]:
    rows = section.binding.rows
    return [
        (str(rows.index(n, 0).data()), str(rows.index(n, 1).data())) for n in range(rows.rowCount())
    ]


def pick(section: PlanSection, code: str) -> None:
    """Choose the place of the chosen shape by its code."""
    choice = section.binding.place
    number = next(n for n in range(choice.count()) if choice.itemText(n).startswith(code))
    choice.setCurrentIndex(number)
    choice.activated.emit(number)


def codes(store: Store) -> dict[str, str]:
    """Return the places' codes by their shapes, as they are stored."""
    places = store.read(read_lab).places
    return {shape: places[one].code for shape, one in store.read(floor_plan).shapes.items()}


def test_the_section_tells_which_plan_is_shown_and_draws_it(section: PlanSection) -> None:
    assert section.now.text() == "Shown now: Sample plan. Nobody has chosen a plan yet."
    assert {shape.place for shape in section.preview.shapes} >= {"A1", "D1", "E1"}
    assert section.none.isVisible()
    assert not section.history.isVisible()


def test_shapes_named_like_a_place_are_bound_and_the_rest_is_told(
    section: PlanSection, hall: Path, settle: Run
) -> None:
    tester = QAbstractItemModelTester(
        section.binding.rows, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    take(section, hall, settle)

    assert section.heading.text() == "hall.svg"
    assert listed(section) == [("A1", "A1"), ("stand7 · A2", "A2"), ("corner", "")]
    assert section.binding.missing.text().startswith("Not on the plan: A3, B1,")
    assert [shape.place for shape in section.preview.shapes] == ["A1", "A2", ""]
    assert tester is not None


def test_a_click_on_a_shape_chooses_its_row_and_its_place_is_chosen_there(
    section: PlanSection, hall: Path, sqlite_sample: Store, settle: Run
) -> None:
    take(section, hall, settle)

    click(section.preview, spot(section, "corner"))
    assert section.binding.table.currentIndex().row() == 2
    assert section.preview.marked == "corner"
    pick(section, "B1 ")
    click(section.save)
    settle()

    assert codes(sqlite_sample) == {"A1": "A1", "stand7": "A2", "corner": "B1"}
    assert section.now.text() == "Shown now: hall.svg, since Tue 8 Dec, 09:30, saved by tester."
    assert section.draft is None


def test_a_row_under_the_pointer_lights_its_shape(
    section: PlanSection, hall: Path, settle: Run
) -> None:
    take(section, hall, settle)
    table = section.binding.table
    row = table.visualRect(section.binding.rows.index(1, 0)).center()

    QTest.mouseMove(table.viewport(), row)
    assert section.preview.lit == "stand7"
    QTest.mouseMove(section.preview, spot(section, "corner"))

    assert section.preview.lit == "corner"


def test_a_place_moves_from_the_shape_that_had_it(
    section: PlanSection, hall: Path, settle: Run
) -> None:
    take(section, hall, settle)
    section.binding.select("corner")

    pick(section, "A1 ")
    assert listed(section) == [("A1", ""), ("stand7 · A2", "A2"), ("corner", "A1")]
    pick(section, "No place")

    assert [place for _, place in listed(section)] == ["", "A2", ""]


def test_it_all_goes_by_the_keyboard(
    section: PlanSection, hall: Path, sqlite_sample: Store, settle: Run
) -> None:
    take(section, hall, settle)
    table = section.binding.table
    assert table.hasFocus()

    key(table, Qt.Key.Key_Down)
    key(table, Qt.Key.Key_Down)
    assert section.preview.marked == "corner"
    key(table, Qt.Key.Key_Tab)
    assert section.binding.place.hasFocus()
    key(section.binding.place, Qt.Key.Key_Down)
    key(section.binding.place, Qt.Key.Key_Tab)
    key(section.save, Qt.Key.Key_Space)
    settle()

    assert codes(sqlite_sample)["corner"] == "A1"


def test_what_is_left_changes_nothing(
    section: PlanSection, hall: Path, sqlite_sample: Store, settle: Run
) -> None:
    take(section, hall, settle)
    click(section.leave)
    settle()

    assert sqlite_sample.read(floor_plan).id is None
    assert "D1" in {shape.place for shape in section.preview.shapes}


def test_escape_leaves_what_was_begun(section: PlanSection, hall: Path, settle: Run) -> None:
    take(section, hall, settle)

    key(section.binding.table, Qt.Key.Key_Escape)
    settle()

    assert section.draft is None
    assert section.bring.hasFocus()


def test_what_others_write_meanwhile_keeps_what_is_begun(
    section: PlanSection, hall: Path, sqlite_sample: Store, settle: Run
) -> None:
    take(section, hall, settle)
    section.binding.select("corner")
    pick(section, "E1 ")

    sqlite_sample.write(save_plan, SavePlan(kind=PlanKind.DRAWN))
    settle()

    assert section.preview.marked == "corner"
    assert dict(listed(section))["corner"] == "E1"
    assert section.now.text().startswith("Shown now: Drawn from the places")
    click(section.save)
    settle()
    assert codes(sqlite_sample)["corner"] == "E1"


def test_an_unsafe_file_is_refused_with_a_sentence(
    section: PlanSection, window: DeskWindow, settle: Run, tmp_path: Path
) -> None:
    path = tmp_path / "bad.svg"
    path.write_text(HALL.replace("</svg>", "<script>1</script></svg>"))

    take(section, path, settle)
    assert "bad.svg holds a program (script)" in window.notices.text.text()
    take(section, tmp_path / "none.svg", settle)

    assert "none.svg was not found" in window.notices.text.text()
    assert section.draft is None


def test_the_places_of_the_shown_drawing_can_be_changed(
    section: PlanSection, hall: Path, sqlite_sample: Store, settle: Run
) -> None:
    assert not section.rebind.isVisible()
    take(section, hall, settle)
    click(section.save)
    settle()

    click(section.rebind)
    settle()
    section.binding.select("corner")
    pick(section, "D1 ")
    click(section.save)
    settle()

    assert codes(sqlite_sample) == {"A1": "A1", "stand7": "A2", "corner": "D1"}


@pytest.mark.parametrize("kind", [PlanKind.DRAWN, PlanKind.SAMPLE])
def test_the_drawn_plan_and_the_sample_are_seen_before_they_are_shown(
    section: PlanSection, sqlite_sample: Store, settle: Run, kind: PlanKind
) -> None:
    click(section.drawn if kind is PlanKind.DRAWN else section.sample)
    settle()
    assert section.draft is not None
    assert len(section.preview.shapes) == len(sqlite_sample.read(read_lab).places)
    assert sqlite_sample.read(floor_plan).id is None

    click(section.save)
    settle()

    assert sqlite_sample.read(floor_plan).kind is kind


def test_an_earlier_plan_is_seen_and_shown_again(
    section: PlanSection, hall: Path, sqlite_sample: Store, settle: Run
) -> None:
    take(section, hall, settle)
    click(section.save)
    settle()
    sqlite_sample.write(save_plan, SavePlan(kind=PlanKind.DRAWN))
    section.tasks.start(section.reload())
    settle()
    assert not section.restore.isEnabled()

    section.history.setCurrentIndex(section.rows.index(1, 0))
    settle()
    assert "A1" in {shape.place for shape in section.preview.shapes}
    click(section.restore)
    settle()

    assert codes(sqlite_sample) == {"A1": "A1", "stand7": "A2"}
    assert [row.kind for row in sqlite_sample.read(plan_history)] == [
        PlanKind.FILE,
        PlanKind.DRAWN,
        PlanKind.FILE,
    ]


def test_the_floor_shows_what_was_saved_at_once(
    section: PlanSection,
    furniture: Furniture,
    window: DeskWindow,
    sqlite_sample: Store,
    settle: Run,
) -> None:
    click(window.rail.buttons["floor"])
    settle()
    floor = furniture.pages["floor"]
    assert isinstance(floor, FloorPage)
    before = floor.plan.scene.plan

    sqlite_sample.write(save_plan, SavePlan(kind=PlanKind.DRAWN))
    settle()

    assert floor.plan.scene.plan != before
    assert floor.plan.scene.tray is None
    assert {shape.code for shape in floor.plan.scene.plan.shapes} == {
        row.shown.code for row in floor.rows.values()
    }


def test_a_plan_saved_by_another_program_is_shown_here_at_once(
    section: PlanSection,
    sqlite_sample: Store,
    settle: Run,
    until: Callable[[Callable[[], bool]], None],
) -> None:
    assert sqlite_sample.location.path is not None
    ho = Actor("ho", Role.SUPERVISOR)
    other = open_store(sqlite_sample.location, actor=ho, clock=Clock(MORNING))
    other.write(save_plan, SavePlan(kind=PlanKind.DRAWN))
    other.close()

    until(lambda: "saved by ho" in section.now.text())
    settle()

    assert section.now.text() == (
        "Shown now: Drawn from the places, since Tue 8 Dec, 09:30, saved by ho."
    )


def test_a_plan_that_can_no_longer_be_read_is_told_and_the_places_are_drawn(
    section: PlanSection,
    hall: Path,
    furniture: Furniture,
    window: DeskWindow,
    sqlite_sample: Store,
    settle: Run,
) -> None:
    take(section, hall, settle)
    click(section.save)
    settle()
    with sqlite_sample.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE floor_drawing SET svg = '<svg>'")

    click(window.rail.buttons["floor"])
    settle()

    floor = furniture.pages["floor"]
    assert isinstance(floor, FloorPage)
    assert "hall.svg" in window.notices.text.text()
    assert {shape.code for shape in floor.plan.scene.plan.shapes} == {
        row.shown.code for row in floor.rows.values()
    }


def test_those_who_may_not_change_the_plan_only_see_it(
    sqlite_sample: Store, furniture: Furniture, window: DeskWindow, settle: Run
) -> None:
    sqlite_sample.write(save_plan, SavePlan(kind=PlanKind.DRAWN))
    sqlite_sample.actor = Actor("officer", Role.OFFICER)
    click(window.rail.buttons["settings"])
    settle()
    furniture.settings.show_section("plan")
    settle()
    section = furniture.settings.section
    assert isinstance(section, PlanSection)

    assert section.history.isVisible()
    for button in (section.bring, section.sample, section.drawn, section.rebind, section.restore):
        assert not button.isVisible()


@pytest.mark.parametrize("language", ["en", "zh_HK", "zh_CN"])
def test_the_words_of_a_draft_fit_and_change_with_the_language(
    section: PlanSection, window: DeskWindow, hall: Path, settle: Run, language: str
) -> None:
    take(section, hall, settle)
    window.shell.speech.choose(language)
    settle()

    for button in (section.bring, section.sample, section.drawn, section.save, section.leave):
        assert button.width() >= button.sizeHint().width()
        assert button.accessibleName() == button.text()
    assert section.binding.table.height() > 100
    first = section.binding.rows.headerData(0, Qt.Orientation.Horizontal)
    assert first == {"en": "Shape", "zh_HK": "圖形", "zh_CN": "图形"}[language]


def test_a_press_beside_the_shapes_does_nothing(
    section: PlanSection, hall: Path, settle: Run
) -> None:
    take(section, hall, settle)
    marked = section.preview.marked

    QTest.mousePress(section.preview, LEFT, pos=QPoint(2, 2))

    assert section.preview.marked == marked
