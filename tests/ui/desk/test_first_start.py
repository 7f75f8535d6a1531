"""The first start: from nothing to a lab that is open, and everything said on the way kept."""

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QWidget

from labapp.app import LabOpener
from labapp.domain.languages import Names
from labapp.domain.spaces import PlaceKind
from labapp.services.exhibitors import list_exhibitors
from labapp.services.founding import FoundLab
from labapp.services.spaces import lab
from labapp.settings import Settings
from labapp.ui.desk.first_start.draft import STEPS, Draft, PlaceRow, booths, kept_draft
from labapp.ui.desk.first_start.pasting import places_in
from labapp.ui.desk.first_start.place_table import CODE, KIND, NAME
from labapp.ui.desk.first_start.places_step import PlacesStep
from labapp.ui.desk.memory import Memory
from labapp.ui.desk.pages.welcome import SAMPLE, WelcomePage
from labapp.ui.desk.program import Program
from labapp.ui.desk.window import DeskWindow
from labapp.words import LANGUAGES
from tests.conftest import MORNING
from tests.ui.desk.driving import click, key, keys
from tests.ui.desk.test_words_on_screen import ANYWHERE, WORD, _name, _shown

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support grabbing the keyboard", extend=True
)
Loop = asyncio.AbstractEventLoop
ALT = Qt.KeyboardModifier.AltModifier
LIST = "Name,Type,Phone\nHarbour Foods,startup,+852 2345 6789\nOddity,space station,\n華為,,\n"


@pytest.fixture
def workers() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


@pytest.fixture
def welcome(window: DeskWindow, loop: Loop, workers: ThreadPoolExecutor) -> Iterator[WelcomePage]:
    page = welcome_in(window, loop, workers)
    yield page
    loop.run_until_complete(page.tasks.close(1.0))


def welcome_in(window: DeskWindow, loop: Loop, workers: ThreadPoolExecutor) -> WelcomePage:
    page = WelcomePage(window.shell, loop, workers, "/data/lab.db")
    page.language_chosen.connect(window.speak)
    window.show_welcome(page)
    page.show_front()
    return page


def settle(welcome: WelcomePage, loop: Loop) -> None:
    loop.run_until_complete(welcome.tasks.drain())


def go_to(welcome: WelcomePage, loop: Loop, step: str) -> None:
    """Answer with the least there is, as far as the step."""
    click(welcome.front.ways["found"])
    welcome.wizard.steps["names"].first_field().setFocus()
    keys(welcome.wizard.steps["names"].first_field(), "Harbour Lab")
    for name in STEPS[: STEPS.index(step)]:
        if name == "places":
            click(places(welcome).make)
        click(welcome.wizard.next)
    settle(welcome, loop)


def places(welcome: WelcomePage) -> PlacesStep:
    step = welcome.wizard.steps["places"]
    assert isinstance(step, PlacesStep)
    return step


def test_the_window_is_given_to_the_welcome_alone(window: DeskWindow, welcome: WelcomePage) -> None:
    assert welcome.isVisible()
    assert not window.rail.isVisible()
    assert not window.bar.isVisible()
    assert "/data/lab.db" in welcome.front.where.text()
    assert welcome.front.ways["found"].hasFocus()


def test_the_sample_lab_is_one_button(welcome: WelcomePage) -> None:
    answers: list[object] = []
    welcome.answered.connect(answers.append)

    click(welcome.front.ways["sample"])

    assert answers == [SAMPLE]


def test_each_language_is_one_button(window: DeskWindow, welcome: WelcomePage) -> None:
    click(welcome.languages.buttons["zh_CN"])

    assert window.shell.speech.language == "zh_CN"
    assert welcome.front.ways["sample"].text() == "使用示例实验室"
    assert welcome.languages.buttons["zh_CN"].isChecked()


def test_nobody_goes_on_without_an_answer_and_a_sentence_says_what_is_missing(
    welcome: WelcomePage, loop: Loop
) -> None:
    click(welcome.front.ways["found"])
    click(welcome.wizard.next)
    assert welcome.error.text() == "Type the lab's name in at least one language."
    assert welcome.wizard.draft.step == "names"
    keys(welcome.wizard.steps["names"].first_field(), "Harbour Lab")
    assert welcome.error.isHidden()

    click(welcome.wizard.next)
    click(welcome.wizard.next)
    assert welcome.error.text().startswith("Add at least one place")
    assert welcome.wizard.draft.step == "places"


def test_a_code_said_twice_is_named_with_both_rows(welcome: WelcomePage, loop: Loop) -> None:
    go_to(welcome, loop, "places")
    step = places(welcome)
    click(step.make)
    step.table.rows.setData(step.table.rows.index(2, CODE), "b1")

    click(welcome.wizard.next)

    assert welcome.error.text() == (
        "Row 3: the code B1 is in row 1 already. Each place needs its own."
    )
    assert step.table.currentIndex().row() == 2


def test_hours_that_end_before_they_begin_are_named_by_their_day(
    welcome: WelcomePage, loop: Loop
) -> None:
    go_to(welcome, loop, "hours")
    welcome.wizard.draft.week[1].closes = "09:00"

    click(welcome.wizard.next)

    assert welcome.error.text() == "Tuesday: the lab must close after it opens at 10:00."


def test_a_week_is_chosen_with_one_button(welcome: WelcomePage, loop: Loop) -> None:
    go_to(welcome, loop, "hours")
    presets = getattr(welcome.wizard.steps["hours"], "presets")  # noqa: B009 -- the step's own

    click(presets["every"])

    assert [day.open for day in welcome.wizard.draft.week] == [True] * 7
    assert {(day.opens, day.closes) for day in welcome.wizard.draft.week} == {("10:00", "20:00")}


def test_eight_booths_are_made_at_once_and_more_go_on_counting(
    welcome: WelcomePage, loop: Loop
) -> None:
    go_to(welcome, loop, "places")
    step = places(welcome)
    assert step.make.text() == "Add 8 booths: B1 to B8"

    click(step.make)
    step.count.setValue(1)

    assert step.make.text() == "Add 1 booth: B9"
    assert [row.code for row in welcome.wizard.draft.places] == [f"B{n}" for n in range(1, 9)]
    assert {row.zone for row in welcome.wizard.draft.places} == {"Main hall"}


def test_a_pasted_list_becomes_rows_in_any_language(welcome: WelcomePage, loop: Loop) -> None:
    go_to(welcome, loop, "places")
    step = places(welcome)
    QGuiApplication.clipboard().setText("編號\t名稱\t展區\t類別\nT1\t大劇場\t西翼\t示範劇場\nB1\n")

    step.table.setFocus()
    key(step.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    assert welcome.wizard.draft.places == [
        PlaceRow("T1", "大劇場", "西翼", "theatre"),
        PlaceRow("B1", "", "Main hall", "booth"),
    ]


def test_a_list_parted_by_commas_is_read_too() -> None:
    assert places_in("R1, Meeting room, North, room\n\n,,,\n", "Hall") == [
        PlaceRow("R1", "Meeting room", "North", "room")
    ]


def test_rows_are_taken_out_with_delete(welcome: WelcomePage, loop: Loop) -> None:
    go_to(welcome, loop, "places")
    step = places(welcome)
    click(step.make)
    step.table.selectRow(1)

    key(step.table, Qt.Key.Key_Delete)

    assert [row.code for row in welcome.wizard.draft.places][:3] == ["B1", "B3", "B4"]
    click(step.remove_row)
    assert len(welcome.wizard.draft.places) == 6


def test_the_table_of_places_keeps_to_the_rules_of_models(welcome: WelcomePage, loop: Loop) -> None:
    go_to(welcome, loop, "places")
    model = places(welcome).table.rows
    tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, welcome
    )

    model.change(lambda rows: rows.extend(booths("A", 3, rows, "Hall")))

    assert model.setData(model.index(0, NAME), " Big one ")
    assert model.setData(model.index(0, KIND), "theatre")
    assert not model.setData(model.index(0, KIND), "cellar")
    assert welcome.wizard.draft.places[0] == PlaceRow("A1", "Big one", "Hall", "theatre")
    assert model.index(0, KIND).data() == "Demo theatre"
    assert tester.model() is model


def test_going_back_loses_nothing(welcome: WelcomePage, loop: Loop) -> None:
    go_to(welcome, loop, "holidays")

    for _ in range(3):
        key(welcome, Qt.Key.Key_Left, ALT)
    assert welcome.wizard.draft.step == "names"
    click(welcome.wizard.stepper.buttons["holidays"])

    assert welcome.wizard.draft.step == "holidays"
    assert welcome.wizard.draft.name_en == "Harbour Lab"
    assert len(welcome.wizard.draft.places) == 8


def test_what_was_answered_is_still_there_at_the_next_start(
    window: DeskWindow, welcome: WelcomePage, loop: Loop, workers: ThreadPoolExecutor
) -> None:
    go_to(welcome, loop, "hours")
    click(welcome.wizard.leave)
    assert welcome.front.isVisible()
    assert welcome.front.ways["found"].text() == "Go on setting up"

    again = welcome_in(window, loop, workers)
    click(again.front.ways["found"])

    assert again.wizard.draft.step == "hours"
    assert again.wizard.draft == welcome.wizard.draft
    loop.run_until_complete(again.tasks.close(1.0))


def test_answers_can_be_forgotten(window: DeskWindow, welcome: WelcomePage, loop: Loop) -> None:
    go_to(welcome, loop, "hours")
    click(welcome.wizard.leave)

    click(welcome.front.anew)

    assert welcome.wizard.draft == Draft()
    assert kept_draft(window.shell.memory) == Draft()
    assert not welcome.front.anew.isVisible()


def test_kept_answers_that_make_no_sense_count_as_none(memory: Memory) -> None:
    memory.keep_text("first_start", '{"step": "cellar", "places": [{"floor": 2}], "week": 3}')
    assert kept_draft(memory) == Draft()
    memory.keep_text("first_start", "{")
    assert kept_draft(memory) == Draft()


def test_the_general_holidays_of_two_years_are_shown_and_what_is_missing_is_said(
    welcome: WelcomePage, loop: Loop
) -> None:
    go_to(welcome, loop, "holidays")

    assert welcome.wizard.holidays.counted.text() == "2026: 17 days, 2027: 17 days"
    assert (
        welcome.wizard.holidays.list.item(0).text() == "Thu 1 Jan 2026   The first day of January"
    )
    assert "only your lab" in welcome.wizard.holidays.missing.text()
    welcome.wizard.holidays.show_days([], (2031,))
    assert "2031 are not known yet" in welcome.wizard.holidays.missing.text()


def test_a_spreadsheet_is_shown_row_by_row_before_it_is_taken(
    welcome: WelcomePage, loop: Loop, tmp_path: Path
) -> None:
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    go_to(welcome, loop, "exhibitors")

    keys(welcome.wizard.exhibitors.typed, "Kestrel Robotics")
    welcome.wizard.take_list(tmp_path / "list.csv")
    settle(welcome, loop)

    model = welcome.wizard.exhibitors.rows_model
    shown = [[model.index(r, c).data() for c in range(3)] for r in range(model.rowCount())]
    assert [row[:2] for row in shown] == [
        ["Harbour Foods", "new"],
        ["Oddity", "refused"],
        ["華為", "new"],
        ["Kestrel Robotics", "new"],
    ]
    assert shown[1][2].startswith("Row 3. Type:")
    assert welcome.wizard.exhibitors.counted.text() == "3 new, 1 not taken"

    click(welcome.wizard.exhibitors.drop)
    settle(welcome, loop)
    assert [row.subject for row in model.rows] == ["Kestrel Robotics"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("list.csv", "Colour,Height\nred,2\n", "No column of this list holds a name."),
        ("list.pdf", "%PDF-1.7", "PDF"),
    ],
)
def test_a_spreadsheet_that_cannot_be_taken_is_explained(
    welcome: WelcomePage, loop: Loop, tmp_path: Path, name: str, content: str, told: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    go_to(welcome, loop, "exhibitors")

    welcome.wizard.take_list(tmp_path / name)
    settle(welcome, loop)

    assert welcome.wizard.exhibitors.trouble.isVisible()
    assert told in welcome.wizard.exhibitors.trouble.text()


def test_the_summary_says_what_there_will_be_and_leads_back(
    welcome: WelcomePage, loop: Loop
) -> None:
    go_to(welcome, loop, "summary")

    assert {step: line.text() for step, line in welcome.wizard.summary.lines.items()} == {
        "names": "Harbour Lab",
        "places": "8 places · B1, B2, B3, B4, B5, B6, …, B8 · Main hall",
        "hours": "Monday–Friday 10:00–18:00 · Saturday–Sunday Closed",
        "holidays": "Closed on 34 general holidays",
        "exhibitors": "None yet: add them on the page Exhibitors",
    }
    click(welcome.wizard.summary.changes["hours"])
    assert welcome.wizard.draft.step == "hours"


def test_the_order_is_what_was_answered(welcome: WelcomePage, loop: Loop) -> None:
    orders: list[object] = []
    welcome.answered.connect(orders.append)
    go_to(welcome, loop, "exhibitors")
    welcome.wizard.draft.places[7].name = "大劇場"
    welcome.wizard.draft.places[7].kind = "theatre"
    welcome.wizard.draft.places[7].zone = "West wing"
    keys(welcome.wizard.exhibitors.typed, "百度")

    click(welcome.wizard.next)
    click(welcome.wizard.next)
    settle(welcome, loop)

    (order,) = orders
    assert isinstance(order, FoundLab)
    assert [(zone.code, zone.names.en) for zone in order.zones] == [
        ("Z1", "Main hall"),
        ("Z2", "West wing"),
    ]
    assert order.places[0].names == Names("Booth B1", "攤位 B1", "展位 B1")
    assert order.places[7].kind is PlaceKind.THEATRE
    assert order.places[7].names == Names(zh_hant="大劇場")
    assert order.places[7].zone == "Z2"
    assert [line.names for line in order.exhibitors] == [Names(zh_hant="百度", zh_hans="百度")]
    assert len(order.holidays) == 34


def test_from_nothing_to_an_open_lab_by_keyboard_alone(
    window: DeskWindow, loop: Loop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    where = tmp_path / "lab.db"
    program = Program(window, loop, LabOpener(Settings(str(where), now=MORNING)))

    def press(which: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        focused = window.focusWidget()
        assert focused is not None
        key(focused, which, modifier)

    async def person() -> None:
        while (welcome := window.findChild(WelcomePage)) is None:  # noqa: ASYNC110 -- nobody says
            await asyncio.sleep(0.01)
        press(Qt.Key.Key_Return)  # set up my lab
        keys(window.focusWidget(), "Harbour Lab")
        press(Qt.Key.Key_Right, ALT)
        press(Qt.Key.Key_Return)  # eight booths
        for _ in range(4):
            press(Qt.Key.Key_Right, ALT)
        await welcome.tasks.drain()
        press(Qt.Key.Key_Return)  # open my lab
        await program.opened
        assert program.furniture is not None
        await program.furniture.drain()
        seen = (window.page, window.rail.isVisible(), window.bar.isVisible())
        assert seen == ("today", True, True)
        assert window.notices.text.text().startswith("Your lab is open.")
        gateway = program.furniture.gateway
        here = await gateway.read(lab)
        assert here.names == Names(en="Harbour Lab")
        assert len(here.places) == 8
        assert len(here.opening.holidays) == 34
        assert await gateway.read(list_exhibitors) == []
        window.close()

    async def whole() -> None:
        acting = asyncio.ensure_future(person())
        await asyncio.gather(program.live(), acting)

    loop.run_until_complete(asyncio.wait_for(whole(), 30))

    assert kept_draft(window.shell.memory) == Draft()


@pytest.mark.parametrize("language", ["zh_HK", "zh_CN"])
def test_no_english_word_is_on_the_welcome_in_chinese(
    window: DeskWindow, welcome: WelcomePage, loop: Loop, tmp_path: Path, language: str
) -> None:
    (tmp_path / "list.csv").write_text("名稱,類別\n甲公司,不明\n", encoding="utf-8")
    allowed = ANYWHERE | {"data", "lab", "db", "json", "csv", "list", "Ctrl"}
    window.speak(language)
    click(welcome.front.ways["found"])
    keys(welcome.wizard.steps["names"].first_field(), "實驗室")
    for step in STEPS:
        if step == "places":
            click(places(welcome).make)
        if step == "exhibitors":
            welcome.wizard.take_list(tmp_path / "list.csv")
        settle(welcome, loop)

        english = {
            (word, text)
            for widget in welcome.findChildren(QWidget)
            for text in _shown(widget)
            if text != welcome.wizard.draft.list_path
            for word in WORD.findall(text)
            if word not in allowed and not re.fullmatch(r"[A-Z]\d*", word)
        }
        assert english == set(), step
        click(welcome.wizard.next)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_control_of_the_welcome_has_a_name(
    window: DeskWindow, welcome: WelcomePage, loop: Loop, language: str
) -> None:
    window.speak(language)
    go_to(welcome, loop, "summary")
    for step in STEPS:
        click(welcome.wizard.stepper.buttons[step])
        nameless = [
            widget
            for widget in welcome.findChildren(QWidget)
            if widget.isVisible()
            and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
            and not widget.objectName().startswith("qt_")
            and not _name(widget)
        ]
        assert nameless == [], step
