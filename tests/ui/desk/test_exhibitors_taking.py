from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from labapp.services.exhibitors import (
    EditExhibitor,
    edit_exhibitor,
    exhibitor_by_code,
    list_exhibitors,
)
from labapp.storage.store import Store
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.pages.exhibitors import ExhibitorsPage
from labapp.ui.desk.window import DeskWindow
from tests.ui.desk.conftest import Run
from tests.ui.desk.driving import click, key

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support grabbing the keyboard", extend=True
)

LIST = """Code,Company,Fascia
,Harbour Lights AI,
EX07,Kestrel Quay Robotics (Sample),KESTREL
EX08,Paper Lantern Speech (Sample),
EX99,,Nobody
"""


@pytest.fixture
def page(window: DeskWindow, furniture: Furniture, settle: Run) -> ExhibitorsPage:
    click(window.rail.buttons["exhibitors"])
    settle()
    page = furniture.pages["exhibitors"]
    assert isinstance(page, ExhibitorsPage)
    return page


@pytest.fixture
def given(page: ExhibitorsPage, settle: Run, tmp_path: Path) -> ExhibitorsPage:
    path = tmp_path / "spring.csv"
    path.write_text(LIST, encoding="utf-8")
    page.tasks.start(page.taking.show_file(path))
    settle()
    return page


def lines(page: ExhibitorsPage) -> list[list[str]]:
    rows = page.taking.rows
    return [[rows.index(at, column).data() for column in range(4)] for at in range(rows.rowCount())]


def test_a_list_is_shown_before_anything_is_stored(
    given: ExhibitorsPage, sqlite_sample: Store
) -> None:
    assert given.taking.isVisible()
    assert not given.split.isVisible()
    assert given.taking.heading.text() == "Take in spring.csv"
    assert given.taking.counted.text() == "1 new, 1 changed, 1 the same, 1 refused"
    assert given.taking.take.text() == "Take in 2 rows"
    assert len(sqlite_sample.read(list_exhibitors)) == 15


def test_what_needs_a_look_stands_first_with_the_reason(given: ExhibitorsPage) -> None:
    shown = lines(given)

    assert [row[0] for row in shown] == ["5", "3", "2", "4"]
    assert [row[2] for row in shown] == ["refused", "changed", "new", "the same"]
    assert "EX99" in shown[0][3]
    assert "Row 5" not in shown[0][3]
    assert shown[1][3].endswith("→ KESTREL")


def test_taking_it_in_stores_what_can_be_and_says_how_much(
    given: ExhibitorsPage, window: DeskWindow, sqlite_sample: Store, settle: Run
) -> None:
    click(given.taking.take)
    settle()

    assert sqlite_sample.read(exhibitor_by_code, "EX07").fascia == "KESTREL"
    assert len(sqlite_sample.read(list_exhibitors)) == 16
    assert window.notices.text.text() == (
        "spring.csv taken in: 1 new, 1 changed, 1 the same, 1 refused"
    )
    assert given.list.isVisible()
    assert given.list.count.text() == "16 exhibitors"


def test_escape_goes_back_and_stores_nothing(
    given: ExhibitorsPage, sqlite_sample: Store, settle: Run
) -> None:
    key(given.taking.table, Qt.Key.Key_Escape)
    settle()

    assert given.list.isVisible()
    assert given.list.take.hasFocus()
    assert len(sqlite_sample.read(list_exhibitors)) == 15


def test_what_another_saves_meanwhile_is_weighed_in(
    given: ExhibitorsPage, sqlite_sample: Store, settle: Run
) -> None:
    one = sqlite_sample.read(exhibitor_by_code, "EX07")
    sqlite_sample.write(
        edit_exhibitor, EditExhibitor(exhibitor_id=one.id, changes={"fascia": "KESTREL"})
    )
    settle()

    assert given.taking.counted.text() == "1 new, 2 the same, 1 refused"


def test_one_that_looks_like_a_known_one_is_added_only_when_it_is_said_so(
    page: ExhibitorsPage, settle: Run, tmp_path: Path
) -> None:
    path = tmp_path / "alike.csv"
    path.write_text("Company\nKestrel Quay Robot\n", encoding="utf-8")
    page.tasks.start(page.taking.show_file(path))
    settle()
    assert page.taking.counted.text() == "1 refused"
    assert page.taking.take.text() == "Nothing to take in"
    assert not page.taking.take.isEnabled()

    click(page.taking.similar)
    settle()

    assert page.taking.counted.text() == "1 new"
    assert page.taking.take.isEnabled()


def test_a_list_without_names_is_told_of_and_the_list_stays(
    page: ExhibitorsPage, window: DeskWindow, settle: Run, tmp_path: Path
) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("Weather,Mood\nfine,good\n", encoding="utf-8")

    page.tasks.start(page.taking.show_file(path))
    settle()

    assert window.notices.text.text().startswith("No column of this list holds a name.")
    assert page.list.isVisible()


def test_the_preview_is_said_again_in_another_language(
    given: ExhibitorsPage, window: DeskWindow, settle: Run
) -> None:
    window.speak("zh_HK")
    settle()

    assert given.taking.take.text() == "匯入 2 行"
    assert [row[2] for row in lines(given)] == ["未能匯入", "更改", "新增", "相同"]


def test_the_model_keeps_qts_rules(given: ExhibitorsPage, settle: Run) -> None:
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(given.taking.rows, fatal)

    given.tasks.start(given.taking.weigh())
    settle()

    assert tester.model() is given.taking.rows
