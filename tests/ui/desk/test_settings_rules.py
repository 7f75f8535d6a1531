import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from labapp.domain.bookings import Act
from labapp.domain.policy import setting_names
from labapp.domain.staff import Role
from labapp.services.spaces import policy, set_policy
from labapp.storage.store import Store
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.pages.board import BoardPage
from labapp.ui.desk.pages.settings import SettingsPage
from labapp.ui.desk.settings.rule_line import RuleLine
from labapp.ui.desk.settings.rules import GROUPS, RulesSection
from labapp.ui.desk.window import DeskWindow
from labapp.ui.widgets.fields import Choice, Count, TimeOfDay
from tests.builders import as_actor
from tests.services.orders import do
from tests.ui.desk.conftest import Run
from tests.ui.desk.driving import click, key, keys
from tests.ui.desk.settings_hands import Until, linked, retype, show, told

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support grabbing the keyboard", extend=True
)


@pytest.fixture
def page(window: DeskWindow, furniture: Furniture, settle: Run) -> SettingsPage:
    click(window.rail.buttons["settings"])
    settle()
    page = furniture.pages["settings"]
    assert isinstance(page, SettingsPage)
    return page


@pytest.fixture
def rules(page: SettingsPage, settle: Run) -> RulesSection:
    page.show_section("rules")
    settle()
    assert isinstance(page.section, RulesSection)
    return page.section


def number(line: RuleLine) -> Count:
    assert isinstance(line.control, Count)
    return line.control


def type_value(rules: RulesSection, name: str, text: str, settle: Run) -> RuleLine:
    line = rules.lines[name]
    retype(number(line), text)
    settle()
    return line


def choose(line: RuleLine, value: object) -> None:
    """Choose from the line's list by its keys, as a person does without a mouse."""
    control = line.control
    assert isinstance(control, Choice)
    show(control)
    control.setFocus()
    while control.value != value:
        key(control, Qt.Key.Key_Down)


def test_every_rule_is_shown_once_with_its_value(rules: RulesSection, sqlite_sample: Store) -> None:
    heads = [head for _, group in GROUPS for head in group]

    assert len(set(heads)) == len(heads)
    assert set(rules.lines) == set(setting_names())
    assert rules.lines["max_booking_minutes"].typed == 600
    assert rules.lines["weather_closed_if_in_force_at"].typed == "09:00"
    assert rules.lines["weather_amber_red_rain"].typed == "stay_open"
    assert rules.box.isHidden()


def test_the_first_rules_are_there_at_once_and_the_others_follow_in_order(
    window: DeskWindow, furniture: Furniture, settle: Run
) -> None:
    click(window.rail.buttons["settings"])
    page = furniture.pages["settings"]
    assert isinstance(page, SettingsPage)
    rules = page.section
    assert isinstance(rules, RulesSection)
    first = list(rules.lines)
    assert first == list(GROUPS[0][1])

    settle()

    assert list(rules.lines)[: len(first)] == first
    assert len(rules.lines) == len(setting_names())
    stops: list[QWidget] = []
    after = rules.search.nextInFocusChain()
    while after is not None and after is not rules.search:
        stops.append(after)
        after = after.nextInFocusChain()
    places = [stops.index(line.reset) for line in rules.lines.values()]
    assert places == sorted(places)


def test_a_rule_says_what_it_means_its_unit_and_that_it_is_the_default(rules: RulesSection) -> None:
    line = rules.lines["max_booking_minutes"]

    assert line.title.text() == "Longest booking"
    assert line.about.text() == "Anything longer needs a supervisor's override."
    assert number(line).text() == "600 minutes"
    assert line.side.text() == "= 10 h · default"
    assert not line.reset.isVisible()
    assert line.control.accessibleName() == "Longest booking"


def test_a_line_of_a_table_is_named_for_its_part_and_heard_by_its_whole_name(
    rules: RulesSection,
) -> None:
    line = rules.lines["daily_quota_minutes.startup"]

    assert line.title.text() == "Start-up"
    assert line.control.accessibleName() == "Daily quota, start-up"


def test_what_a_value_would_affect_is_shown_before_it_is_saved(
    rules: RulesSection, sqlite_sample: Store, settle: Run
) -> None:
    line = type_value(rules, "max_booking_minutes", "180", settle)

    assert line.side.text() == "= 3 h · now 10 h"
    assert told(rules.box).startswith("15 bookings ahead would no longer be allowed.")
    assert "BK004 A1 Tue 8 Dec, 10:00–18:00" in told(rules.box)
    assert told(rules.box).endswith("and 5 more")
    assert len(linked(rules.box)) == 10
    assert rules.box.save.isEnabled()
    assert sqlite_sample.read(policy).max_booking_minutes == 600


def test_an_affected_booking_leads_to_the_board(
    rules: RulesSection, furniture: Furniture, window: DeskWindow, settle: Run
) -> None:
    type_value(rules, "max_booking_minutes", "180", settle)

    rules.box.text.linkActivated.emit(linked(rules.box)[0])
    settle()

    board = furniture.pages["board"]
    assert isinstance(board, BoardPage)
    assert window.page == "board"
    assert "BK004" in board.inspector.head.heading.text()


def test_save_keeps_it_and_tells_who_changed_it_from_what(
    rules: RulesSection, window: DeskWindow, sqlite_sample: Store, settle: Run
) -> None:
    line = type_value(rules, "max_booking_minutes", "180", settle)

    click(rules.box.save)
    settle()

    assert sqlite_sample.read(policy).max_booking_minutes == 180
    assert rules.box.isHidden()
    assert line.history.text() == "Changed from 10 h by tester, Tue 8 Dec, 09:30"
    assert line.side.text() == "= 3 h · default 10 h"
    assert line.reset.isVisible()
    assert window.notices.text.text() == "1 house rule saved"
    assert QApplication.focusWidget() is line.control


def test_enter_saves_at_once_what_affects_nobody(
    rules: RulesSection, sqlite_sample: Store, settle: Run
) -> None:
    line = rules.lines["desk_hold_minutes"]
    retype(number(line), "60")
    key(line.control, Qt.Key.Key_Return)
    settle()

    assert sqlite_sample.read(policy).desk_hold_minutes == 60
    assert rules.box.isHidden()


def test_enter_shows_what_affects_somebody_and_saves_it_the_second_time(
    rules: RulesSection, sqlite_sample: Store, settle: Run
) -> None:
    line = rules.lines["max_booking_minutes"]
    retype(number(line), "180")
    key(line.control, Qt.Key.Key_Return)
    settle()
    assert sqlite_sample.read(policy).max_booking_minutes == 600
    assert told(rules.box).startswith("15 bookings ahead")

    key(line.control, Qt.Key.Key_Return)
    settle()

    assert sqlite_sample.read(policy).max_booking_minutes == 180


def test_escape_puts_back_what_is_saved(
    rules: RulesSection, sqlite_sample: Store, settle: Run
) -> None:
    line = type_value(rules, "max_booking_minutes", "180", settle)

    key(line.control, Qt.Key.Key_Escape)
    settle()

    assert line.typed == 600
    assert rules.box.isHidden()
    assert sqlite_sample.read(policy).max_booking_minutes == 600


def test_discard_puts_back_and_gives_the_focus_back(rules: RulesSection, settle: Run) -> None:
    line = type_value(rules, "max_booking_minutes", "180", settle)

    click(rules.box.discard)
    settle()

    assert line.typed == 600
    assert rules.box.isHidden()
    assert QApplication.focusWidget() is line.control


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("buffer_minutes.booth", "7", "A multiple of 5, from 0 to 1,440."),
        ("buffer_minutes.booth", "1445", "A multiple of 5, from 0 to 1,440."),
        ("max_booking_minutes", "44641", "From 1 to 44,640."),
        ("min_booking_minutes", "0", "From 1 to 44,640."),
        ("retention_days.visitor_log", "446401", "From 0 to 446,400."),
        ("min_booking_minutes", "601", "No booking could be long enough and short enough"),
        ("max_booking_minutes", "29", "No booking could be long enough and short enough"),
    ],
)
def test_a_value_that_cannot_stand_is_marked_while_it_is_typed(
    rules: RulesSection, sqlite_sample: Store, settle: Run, name: str, text: str, fault: str
) -> None:
    line = type_value(rules, name, text, settle)

    assert line.error.text().startswith(fault)
    assert line.error.isVisible()
    assert line.control.property("wrong")
    assert told(rules.box) == "Correct what is marked, or discard it."
    assert not rules.box.save.isEnabled()

    key(line.control, Qt.Key.Key_Return)
    settle()
    assert str(line.typed) == text
    assert rules.lines[name].saved == line.saved


def test_an_empty_field_is_marked_until_it_is_left(rules: RulesSection, settle: Run) -> None:
    line = rules.lines["late_cancel_hours"]
    show(line.control)
    line.control.setFocus()
    number(line).selectAll()
    key(line.control, Qt.Key.Key_Delete)
    settle()
    assert line.error.text() == "A number is needed."

    rules.lines["no_show_grace_minutes"].control.setFocus()
    settle()

    assert line.typed == 48
    assert line.error.isHidden()
    assert rules.box.isHidden()


def test_the_shortest_and_the_longest_change_together(
    rules: RulesSection, sqlite_sample: Store, settle: Run
) -> None:
    type_value(rules, "min_booking_minutes", "700", settle)
    type_value(rules, "max_booking_minutes", "800", settle)
    assert rules.lines["min_booking_minutes"].error.isHidden()

    click(rules.box.save)
    settle()

    found = sqlite_sample.read(policy)
    assert (found.min_booking_minutes, found.max_booking_minutes) == (700, 800)


def test_a_step_of_the_grid_is_chosen_from_those_there_are(
    rules: RulesSection, sqlite_sample: Store, settle: Run
) -> None:
    line = rules.lines["slot_minutes"]
    control = line.control
    assert isinstance(control, Choice)
    texts = [control.itemText(at) for at in range(control.count())]
    assert texts == ["5 min", "10 min", "15 min", "20 min", "30 min", "1 h"]

    choose(line, 30)
    settle()
    click(rules.box.save)
    settle()

    assert sqlite_sample.read(policy).slot_minutes == 30


def test_a_time_on_the_clock_is_typed_as_one(
    rules: RulesSection, sqlite_sample: Store, settle: Run
) -> None:
    control = rules.lines["weather_closed_if_in_force_at"].control
    assert isinstance(control, TimeOfDay)
    show(control)
    control.setFocus()
    key(control, Qt.Key.Key_Up)
    key(control, Qt.Key.Key_Return)
    settle()

    assert sqlite_sample.read(policy).weather_closed_if_in_force_at == "09:15"


def test_the_default_is_one_press_away(
    rules: RulesSection, sqlite_sample: Store, settle: Run
) -> None:
    sqlite_sample.write(set_policy, "desk_hold_minutes", 60)
    settle()
    line = rules.lines["desk_hold_minutes"]
    assert line.reset.toolTip() == "Back to the default, 24 h"

    show(line.reset)
    click(line.reset)
    settle()
    key(line.control, Qt.Key.Key_Return)
    settle()

    assert sqlite_sample.read(policy).desk_hold_minutes == 1440
    assert line.side.text() == "= 24 h · default"


def test_another_desks_change_is_shown_and_what_is_typed_stays(
    rules: RulesSection, sqlite_sample: Store, settle: Run, until: Until
) -> None:
    typed = type_value(rules, "max_booking_minutes", "540", settle)
    other = as_actor(sqlite_sample, "chan", Role.SUPERVISOR)
    other.write(set_policy, "max_booking_minutes", 300)
    other.write(set_policy, "late_cancel_hours", 24)
    other.close()

    until(lambda: rules.lines["late_cancel_hours"].typed == 24)
    settle()

    assert typed.typed == 540
    assert typed.side.text() == "= 9 h · now 5 h"
    assert typed.history.text().startswith("Changed from 10 h by chan")


def test_what_would_be_affected_follows_the_bookings(
    rules: RulesSection, sqlite_sample: Store, settle: Run, until: Until
) -> None:
    type_value(rules, "max_booking_minutes", "180", settle)
    other = as_actor(sqlite_sample, "chan", Role.OFFICER)
    do(other, Act.CANCEL, "BK004")
    other.close()

    until(lambda: told(rules.box).startswith("14 bookings ahead"))
    assert "BK004" not in linked(rules.box)


def test_a_refusal_says_why_and_keeps_what_was_typed(
    rules: RulesSection, sqlite_sample: Store, settle: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = type_value(rules, "min_booking_minutes", "300", settle)
    monkeypatch.setattr(rules, "_policy", sqlite_sample.read(policy))
    other = as_actor(sqlite_sample, "chan", Role.SUPERVISOR)
    other.write(set_policy, "max_booking_minutes", 240)
    other.close()

    rules.save()
    settle()

    assert line.typed == 300
    assert line.error.isVisible()
    assert told(rules.box)
    assert sqlite_sample.read(policy).min_booking_minutes == 30


def test_typing_finds_rules_by_name_and_by_what_they_mean(rules: RulesSection) -> None:
    keys(rules.search, "waiting list")

    shown = [name for name, line in rules.lines.items() if line.isVisible()]
    assert shown == ["waitlist_offer_minutes"]

    rules.search.setText("zeppelin")
    assert rules.nothing.isVisible()
    assert not any(line.isVisible() for line in rules.lines.values())

    rules.search.clear()
    assert all(line.isVisible() for line in rules.lines.values())
    assert not rules.nothing.isVisible()


def test_finding_by_the_kind_of_a_table_shows_its_heading_too(rules: RulesSection) -> None:
    keys(rules.search, "turnover")

    shown = {name.partition(".")[0] for name, line in rules.lines.items() if line.isVisible()}
    assert "buffer_minutes" in shown


def test_in_another_language_all_of_it_is_said_again_and_what_is_typed_stays(
    rules: RulesSection, window: DeskWindow, settle: Run
) -> None:
    line = type_value(rules, "max_booking_minutes", "180", settle)

    window.speak("zh_HK")
    settle()

    assert line.title.text() == "最長預約"
    assert number(line).text() == "180 分鐘"
    assert line.side.text() == "= 3 小時 · 現為 10 小時"
    assert told(rules.box).startswith("有 15 個未來預約將不再符合規則。")
    assert rules.lines["slot_minutes"].typed == 15
    assert linked(rules.box)[0] == "BK004"
