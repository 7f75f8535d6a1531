from dataclasses import replace

from PySide6.QtWidgets import QApplication

from labapp.domain.bookings import Act
from labapp.domain.languages import Names
from labapp.domain.resources import ResourceKind
from labapp.domain.staff import Role
from labapp.services.bookings import BookVisit, book_visit
from labapp.services.spaces import lab
from labapp.storage.store import Store
from labapp.ui.desk.pages.today import TodayPage
from labapp.ui.desk.today.deeds import Deed
from labapp.ui.desk.today.entries import MOST, Reader
from labapp.ui.desk.window import DeskWindow
from tests.builders import span
from tests.services.orders import do
from tests.ui.desk.conftest import Run
from tests.ui.desk.today.conftest import Move
from tests.ui.desk.today.hands import (
    SPACE,
    entries_of,
    entry_lines,
    line_of,
    notes,
    now_of,
    numbers,
    place_line,
    press,
    sections,
)


def test_a_window_never_seen_before_opens_on_today(window: DeskWindow, page: TodayPage) -> None:
    assert window.page == "today"
    assert window.stack.currentWidget() is page
    assert window.rail.buttons["today"].isChecked()
    assert not window.bar.date.isVisible()


def test_the_page_shown_last_is_shown_first_the_next_time(
    window: DeskWindow, page: TodayPage
) -> None:
    window.show_page("papers")

    again = DeskWindow(window.shell, "tester")

    assert again.page == "papers"
    assert again.rail.buttons["papers"].isChecked()


def test_at_half_past_nine_everybody_is_still_to_come(page: TodayPage) -> None:
    head = page.head
    assert (head.date.text(), head.clock.text()) == ("Tuesday 8 December", "09:30")
    assert head.hours.text() == "Open 10:00–18:00 · opens in 30 min"
    assert head.use.text() == "0 of 15 places in use"
    assert numbers(page.arrivals) == [
        "BK004", "BK005", "BK006", "BK026", "BK028", "BK029", "BK031",
    ]  # fmt: skip
    assert set(notes(page.arrivals).values()) == {"in 30 min"}
    assert sections(page.decisions) == ["Waiting for approval", "Holds running out"]
    assert notes(page.decisions) == {"BK059": "", "BK060": "15 min left"}
    assert now_of(page, "A1") == ("", "", "", "10:00 Baidu")
    assert now_of(page, "B2") == ("", "Free until 14:00", "", "14:00 Saunova")
    assert now_of(page, "C2") == ("", "Free until 18:00", "", "")
    assert now_of(page, "C8") == ("", "Out of service", "", "")
    assert not page.visits.isVisible()


def test_a_guest_who_is_here_before_the_opening_is_marked_so(
    page: TodayPage, sqlite_sample: Store, settle: Run
) -> None:
    do(sqlite_sample, Act.CHECK_IN, "BK004")
    settle()

    here, still_to_come = place_line(page, "A1"), place_line(page, "A2")
    assert here.row is not None
    assert still_to_come.row is not None
    assert (here.row.next_state, here.row.next_letter) == ("checked_in", "I")
    assert here.face.accessibleName().endswith("Checked in")
    assert "Checked in" in here.face.toolTip()
    assert (still_to_come.row.next_state, still_to_come.row.next_letter) == ("", "")


def test_at_twenty_past_ten_whoever_is_not_there_is_late(page: TodayPage, move: Move) -> None:
    move("10:20")

    assert page.head.hours.text() == "Open 10:00–18:00 · closes in 7 h 40 min"
    assert page.head.use.text() == "7 of 15 places in use"
    assert notes(page.arrivals) == {
        **dict.fromkeys(
            ("BK004", "BK005", "BK006", "BK026", "BK028", "BK029", "BK031"), "20 min late"
        ),
        "BK033": "in 40 min",
    }
    assert list(line_of(page.arrivals, "BK004").buttons) == [Deed.CHECK_IN, Deed.NO_SHOW]
    assert list(line_of(page.arrivals, "BK033").buttons) == [Deed.CHECK_IN]
    assert now_of(page, "C1") == (
        "C",
        "Paper Lantern Speech (Sample)",
        "until 12:00",
        "12:15 Sample R&D Centre for Language (Sample)",
    )
    assert sections(page.decisions) == ["Waiting for approval"]


def test_at_five_past_two_the_morning_waits_to_be_settled(page: TodayPage, move: Move) -> None:
    move("14:05")

    assert notes(page.arrivals)["BK004"] == "4 h 5 min late"
    assert notes(page.arrivals)["BK027"] == "5 min late"
    assert "Over, and nobody checked in" in sections(page.decisions)
    assert notes(page.decisions)["BK026"] == "ended 1 h 5 min ago"
    assert now_of(page, "B1") == ("", "Free until 18:00", "", "")
    assert now_of(page, "B2") == ("C", "Saunova", "until 17:00", "")
    assert now_of(page, "D1")[3].startswith("15:00 Paper Lantern")


def test_between_two_bookings_a_place_is_made_ready(page: TodayPage, move: Move) -> None:
    move("12:05")

    assert now_of(page, "C1")[1] == "Made ready until 12:15"


def test_after_the_lab_has_closed_nothing_is_called_free(page: TodayPage, move: Move) -> None:
    move("18:30")

    assert page.head.hours.text() == (
        "Open 10:00–18:00 · closed since 18:00 · opens again Wed 9 Dec, 10:00"
    )
    assert now_of(page, "C2")[1] == ""


def test_while_nobody_is_about_to_come_the_next_is_named(
    page: TodayPage, move: Move, sqlite_sample: Store, settle: Run
) -> None:
    move("12:30")
    for number in ("BK004", "BK005", "BK006", "BK026", "BK031", "BK030", "BK032"):
        do(sqlite_sample, Act.CHECK_IN, number)
    settle()
    page.refresh()
    settle()

    assert page.arrivals.none.text() == ("Nobody is due within the hour. Next: 14:00, Saunova, B2.")
    assert page.arrivals.none.isVisible()


def test_when_nothing_waits_it_says_so(page: TodayPage, sqlite_sample: Store, settle: Run) -> None:
    do(sqlite_sample, Act.REJECT, "BK059")
    do(sqlite_sample, Act.CANCEL, "BK060")
    page.refresh()
    settle()

    assert page.decisions.none.text() == "Nothing waits for a decision. Enjoy the quiet."
    assert page.decisions.none.isVisible()
    assert entry_lines(page.decisions) == []


def test_todays_visits_say_how_many_come_in_which_language_and_who_guides(
    page: TodayPage, sqlite_sample: Store, settle: Run
) -> None:
    resources = sqlite_sample.read(lab).resources.values()
    guide = next(one for one in resources if one.ref.kind is ResourceKind.GUIDE)
    order = BookVisit(
        title=Names("Science club"),
        span=span(1, "10:30", "11:30"),
        people=28,
        language="zh_hant",
        guide_id=guide.ref.id,
    )
    sqlite_sample.write(book_visit, order)
    page.refresh()
    settle()

    (line,) = entry_lines(page.visits)
    assert line.entry is not None
    assert line.entry.detail == (
        f"10:30–11:30 · 28 people · in Traditional Chinese · Guide: {guide.ref.names.en}"
    )
    assert line.entry.note == "in 1 h"
    press(line, SPACE, settle)
    assert line.entry.state == "checked_in"


def test_two_columns_stand_in_a_small_window_and_three_in_a_wide_one(
    page: TodayPage, window: DeskWindow
) -> None:
    assert page.columns[1].isAncestorOf(page.decisions)
    assert not page.columns[2].isVisible()

    window.resize(1920, 1080)
    QApplication.sendPostedEvents()
    assert page.columns[2].isAncestorOf(page.decisions)
    assert page.columns[2].isVisible()
    window.resize(1280, 800)
    QApplication.sendPostedEvents()

    assert page.columns[1].isAncestorOf(page.decisions)


def test_more_than_a_dozen_are_told_as_a_number(page: TodayPage) -> None:
    day = page.today
    assert day is not None
    many = replace(day, arrivals=day.arrivals * 3)
    reader = Reader(page.shell, Role.SUPERVISOR, many, day.at)

    (section,) = reader.arrivals()

    assert (len(section.items), section.more) == (MOST, 21 - MOST)


def test_who_may_only_read_is_offered_nothing_to_do(page: TodayPage) -> None:
    day = page.today
    assert day is not None
    reader = Reader(page.shell, Role.READER, day, day.at)

    found = entries_of([*reader.arrivals(), *reader.decisions()])

    assert {deed for entry in found for deed in entry.known} == {Deed.BOARD, Deed.EXHIBITOR}


def test_only_a_supervisor_is_offered_to_decline(page: TodayPage) -> None:
    day = page.today
    assert day is not None
    reader = Reader(page.shell, Role.OFFICER, day, day.at)

    pending = entries_of(reader.decisions())[0]

    assert pending.deeds[0] is Deed.CONFIRM
    assert Deed.REJECT not in pending.known
