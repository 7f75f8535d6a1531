import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QWidget

from labapp.domain.languages import Names
from labapp.domain.resources import capacity_at
from labapp.domain.spaces import Place
from labapp.domain.staff import Role
from labapp.domain.times import slot_at
from labapp.services.gateway import Gateway
from labapp.services.place_edits import EditPlace, edit_place
from labapp.services.spaces import capacity_steps, lab
from labapp.services.zones import EditZone, edit_zone
from labapp.storage.store import Store
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.pages.settings import SettingsPage
from labapp.ui.desk.settings.capacity import CapacitySection
from labapp.ui.desk.settings.feeds import FeedsSection
from labapp.ui.desk.settings.form_fields import FormField
from labapp.ui.desk.settings.listed import ListedSection
from labapp.ui.desk.settings.places import PlacesSection
from labapp.ui.desk.settings.zone_colour import quiet_colours
from labapp.ui.desk.settings.zones import ZonesSection
from labapp.ui.desk.window import DeskWindow
from labapp.words import LANGUAGES
from tests.builders import as_actor, when
from tests.services.orders import booked, lab_of, place_id, resource_id
from tests.ui.desk.conftest import Run
from tests.ui.desk.driving import click, key, keys, moment
from tests.ui.desk.settings_hands import Until, linked, retype, show, told

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support grabbing the keyboard", extend=True
)

SectionKind = TypeVar("SectionKind", bound=ListedSection)


@pytest.fixture
def page(window: DeskWindow, furniture: Furniture, settle: Run) -> SettingsPage:
    click(window.rail.buttons["settings"])
    settle()
    page = furniture.pages["settings"]
    assert isinstance(page, SettingsPage)
    return page


def opened(page: SettingsPage, settle: Run, kind: type[SectionKind]) -> SectionKind:
    """Show a section and wait until it has read what it shows."""
    page.show_section(kind.key)
    page.refresh()
    settle()
    section = page.section
    assert isinstance(section, kind)
    return section


def take(section: ListedSection, name: str, settle: Run) -> None:
    """Choose the row in which a name stands."""
    rows = section.rows
    texts = [[column.text(row) for column in rows.columns] for row in rows.rows]
    number = next(n for n, row in enumerate(texts) if name in row)
    section.table.selectRow(number)
    settle()


def place_in(section: PlacesSection) -> Place:
    place = section.row.place
    assert isinstance(place, Place)
    return place


def write(line: QWidget, text: str) -> None:
    """Type into a line in place of what stands there."""
    show(line)
    line.setFocus()
    select_all = getattr(line, "selectAll", None)
    assert select_all is not None
    select_all()
    keys(line, text)


def save(section: ListedSection, settle: Run) -> None:
    settle()
    assert section.box.save.isEnabled()
    click(section.box.save)
    settle()


def test_a_zone_is_renamed_and_everybody_reads_it(
    page: SettingsPage, settle: Run, sqlite_sample: Store
) -> None:
    section = opened(page, settle, ZonesSection)
    take(section, "Z-C", settle)

    write(section.names.lines["en"], "Young firms")
    settle()
    assert told(section.box) == "No booking ahead is affected."
    save(section, settle)

    names = {zone.code: zone.names.en for zone in lab_of(sqlite_sample).zones}
    assert names["Z-C"] == "Young firms"
    assert section.box.isHidden()
    assert section.heading.text() == "Z-C · Young firms"


def test_a_code_in_use_is_said_at_its_field_and_what_was_typed_stays(
    page: SettingsPage, settle: Run
) -> None:
    section = opened(page, settle, ZonesSection)
    take(section, "Z-C", settle)

    write(section.code, "z-a")
    settle()

    field = section.fields["code"]
    assert isinstance(field, FormField)
    assert field.fault.text() == 'Code: "Z-A" is in use already.'
    assert not section.box.save.isEnabled()
    assert section.code.text() == "z-a"
    key(section.code, Qt.Key.Key_Escape)
    settle()
    assert section.code.text() == "Z-C"
    assert field.fault.isHidden()


def test_a_colour_is_typed_or_taken_from_the_row(
    page: SettingsPage, settle: Run, sqlite_sample: Store
) -> None:
    section = opened(page, settle, ZonesSection)
    write(section.colour.line, "bluish")
    settle()
    assert section.colour.field.fault.text() == 'Colour: "bluish" cannot be read.'
    assert not section.colour.swatch.colour.isValid()

    click(section.colour.choices[2])
    save(section, settle)

    zone = lab_of(sqlite_sample).zones[0]
    assert zone.colour == quiet_colours()[2]
    assert section.colour.swatch.colour.name().upper() == zone.colour


def test_zones_are_moved_in_their_order_by_a_button(
    page: SettingsPage, settle: Run, sqlite_sample: Store
) -> None:
    section = opened(page, settle, ZonesSection)
    assert not section.list.up.isEnabled()

    click(section.list.down)
    settle()

    assert [zone.code for zone in lab_of(sqlite_sample).zones][:2] == ["Z-B", "Z-A"]
    assert section.table.currentIndex().row() == 1
    assert section.row.zone.code == "Z-A"


def test_a_new_zone_is_added_and_chosen_and_removed_again(
    page: SettingsPage, settle: Run, sqlite_sample: Store
) -> None:
    section = opened(page, settle, ZonesSection)
    click(section.list.add)
    assert QApplication.focusWidget() is section.code
    keys(section.code, "z-f")
    settle()
    assert told(section.box) == "Name is needed and is empty."
    write(section.names.lines["zh_hant"], "新區")
    save(section, settle)
    assert [zone.code for zone in lab_of(sqlite_sample).zones][-1] == "Z-F"
    assert section.row.zone.code == "Z-F"

    click(section.remove)
    settle()
    assert section.box.save.text() == "Remove"
    save(section, settle)

    assert [zone.code for zone in lab_of(sqlite_sample).zones][-1] == "Z-E"


def test_a_zone_with_places_says_why_it_stays(page: SettingsPage, settle: Run) -> None:
    section = opened(page, settle, ZonesSection)

    click(section.remove)
    settle()

    assert told(section.box) == (
        "The zone Z-A cannot be removed: it still has A1, A2, A3. Move or remove those first."
    )
    assert not section.box.save.isEnabled()


def test_a_weaker_feed_shows_who_no_longer_fits_and_is_saved_with_a_reason(
    page: SettingsPage, settle: Run, sqlite_sample: Store
) -> None:
    section = opened(page, settle, FeedsSection)
    take(section, "F1", settle)
    assert section.usable.text() == "Usable: 11,088 W"

    retype(section.amps, "20")
    settle()

    assert section.usable.text() == "Usable: 3,520 W"
    assert told(section.box).startswith(
        "15 bookings ahead would no longer fit. Saved with a reason"
    )
    first = linked(section.box)
    assert len(first) == 10
    assert section.why.isVisible()
    save(section, settle)
    assert section.why.field.fault.text() == "Give a reason in words to change a capacity."
    assert lab_of(sqlite_sample).version == page_version(section)
    keys(section.why.text, "old cable")
    save(section, settle)

    assert booked(sqlite_sample, first[0]).marks == ("over_capacity:F1",)
    steps = sqlite_sample.read(capacity_steps, resource_id(sqlite_sample, "F1"))
    assert capacity_at(steps, slot_at(when(2))) == 3520


def page_version(section: ListedSection) -> int:
    assert section.found is not None
    return section.found.house.lab.version


def test_a_link_shows_the_booking_on_the_board(
    page: SettingsPage, settle: Run, window: DeskWindow
) -> None:
    section = opened(page, settle, FeedsSection)
    retype(section.amps, "20")
    settle()
    wanted: list[str] = []
    page.shell.booking_wanted.connect(wanted.append)

    section.box.text.linkActivated.emit(linked(section.box)[0])
    settle()

    assert wanted == [linked(section.box)[0]]
    assert window.stack.currentWidget() is not page
    assert section.amps.value() == 20


def test_a_place_out_of_service_shows_who_has_booked_it(
    page: SettingsPage, settle: Run, sqlite_sample: Store
) -> None:
    section = opened(page, settle, PlacesSection)
    take(section, "C4", settle)
    out = section.service
    show(out.state)

    out.state.setFocus()
    key(out.state, Qt.Key.Key_Down)
    settle()

    assert out.state.value is False
    assert linked(section.box) == ["BK032", "BK043", "BK061"]
    write(section.note, "Flooded")
    section.why.text.setText("a flood")
    settle()
    save(section, settle)

    place = lab_of(sqlite_sample).places[place_id(sqlite_sample, "C4")]
    assert (place.in_service, place.note) == (False, "Flooded")
    assert booked(sqlite_sample, "BK032").marks == ("over_capacity:place:C4",)
    assert out.told.text() == "Now out of service."


def test_what_is_asked_about_the_service_stays_in_sight_above_the_foot(
    page: SettingsPage, window: DeskWindow, settle: Run
) -> None:
    window.resize(1280, 800)
    section = opened(page, settle, PlacesSection)
    take(section, "C4", settle)
    out = section.service
    show(out.state)

    out.state.setFocus()
    key(out.state, Qt.Key.Key_Down)
    settle()

    assert section.box.isVisible()
    for field in (out.first, out.first_at, out.ends):
        assert field.visibleRegion().boundingRect() == field.rect()


def test_a_place_goes_out_of_service_for_some_days_ahead(
    page: SettingsPage, settle: Run, sqlite_sample: Store
) -> None:
    section = opened(page, settle, PlacesSection)
    take(section, "C7", settle)
    out = section.service
    out.state.setFocus()
    key(out.state, Qt.Key.Key_Down)
    out.ends.click()
    first = date(2027, 1, 4)
    for button, day in ((out.first, first), (out.last, first + timedelta(days=2))):
        button.show_day(day)
        button.chosen.emit(day)
    save(section, settle)

    place = lab_of(sqlite_sample).places[place_id(sqlite_sample, "C7")]
    steps = sqlite_sample.read(capacity_steps, place.resource_id)
    around = [
        capacity_at(steps, slot_at(moment(f"2027-01-{day} 12:00"))) for day in ("03", "05", "07")
    ]
    assert around == [1, 0, 1]
    assert place.in_service
    assert out.told.text() == (
        "Now in service. Out of service from Mon 4 Jan, 09:30. "
        "Back in service from Wed 6 Jan, 00:00."
    )


def test_the_facts_of_a_place_are_saved_together(
    page: SettingsPage, settle: Run, sqlite_sample: Store
) -> None:
    section = opened(page, settle, PlacesSection)
    take(section, "C7", settle)
    before = place_in(section)

    retype(section.measures["height_limit_cm"], "300")
    retype(section.people, "9")
    retype(section.ten_gig, "2")
    show(section.step_free)
    section.step_free.click()
    save(section, settle)

    place = lab_of(sqlite_sample).places[before.id]
    assert place.capacity_people == 9
    assert place.details["height_limit_cm"] == 300
    assert place.details["step_free"] is False
    assert place.details["network_drops"] == [
        {"mbps": 1000, "count": 1},
        {"mbps": 10000, "count": 2},
    ]
    assert place.details["width_cm"] == before.details["width_cm"]


def test_a_feed_too_weak_for_a_place_cannot_be_forced(page: SettingsPage, settle: Run) -> None:
    section = opened(page, settle, PlacesSection)
    take(section, "A2", settle)

    show(section.feed)
    section.feed.setFocus()
    key(section.feed, Qt.Key.Key_Down)
    settle()

    assert told(section.box).startswith("Power feed F2 cannot go down to 5,632 W")
    assert not section.box.save.isEnabled()
    assert not section.why.isVisible()


def test_a_new_place_is_added_to_its_zone(
    page: SettingsPage, settle: Run, sqlite_sample: Store
) -> None:
    section = opened(page, settle, PlacesSection)
    click(section.list.add)
    keys(section.code, "a4")
    write(section.names.lines["en"], "Partner Bay 4")
    retype(section.limit, "2000")
    retype(section.measures["width_cm"], "600")
    save(section, settle)

    place = lab_of(sqlite_sample).place_by_code("A4")
    assert place is not None
    assert (place.power_limit_w, place.details) == (2000, {"width_cm": 600})
    assert section.heading.text() == "A4 · Partner Bay 4"


def test_what_is_typed_is_not_lost_by_choosing_another(page: SettingsPage, settle: Run) -> None:
    section = opened(page, settle, PlacesSection)
    take(section, "A2", settle)
    write(section.names.lines["en"], "Corner bay")
    settle()

    section.table.selectRow(0)
    settle()

    assert section.heading.text().startswith("A2")
    assert section.names.lines["en"].text() == "Corner bay"
    assert section.table.currentIndex().row() == 1


def test_what_others_save_is_shown_and_what_is_typed_stays(
    page: SettingsPage, settle: Run, until: Until, sqlite_sample: Store
) -> None:
    section = opened(page, settle, PlacesSection)
    take(section, "A2", settle)
    other = as_actor(sqlite_sample, "other", Role.SUPERVISOR)
    a2, a1 = place_id(sqlite_sample, "A2"), place_id(sqlite_sample, "A1")
    write(section.names.lines["en"], "Mine")
    settle()

    other.write(edit_place, EditPlace(place_id=a1, changes={"names": Names(en="Theirs too")}))
    other.write(edit_place, EditPlace(place_id=a2, changes={"names": Names(en="Theirs")}))
    until(lambda: section.rows.rows[1].place.names.en == "Theirs")
    settle()
    other.close()

    assert section.names.lines["en"].text() == "Mine"
    assert section.rows.rows[0].place.names.en == "Theirs too"
    assert told(section.box).startswith("other saved A2 first, and yours was not saved. Different:")
    click(section.box.discard)
    settle()
    assert section.names.lines["en"].text() == "Theirs"


def test_a_step_is_planned_for_a_day_and_taken_away_again(
    page: SettingsPage, settle: Run, sqlite_sample: Store
) -> None:
    section = opened(page, settle, CapacitySection)
    take(section, "Kunlun demo pool", settle)
    pool = resource_id(sqlite_sample, "P-KUNLUN")
    before = sqlite_sample.read(capacity_steps, pool)
    click(section.steps.add)
    retype(section.steps.pflops, "7.5")
    day = date(2027, 2, 1)
    section.steps.day.show_day(day)
    section.steps.day.chosen.emit(day)
    write(section.steps.source, "Vendor's letter")
    save(section, settle)

    steps = sqlite_sample.read(capacity_steps, pool)
    last = steps[-1]
    assert (last.capacity, last.basis, last.source) == (7500, "planned", "Vendor's letter")
    assert last.from_slot == slot_at(moment("2027-02-01 00:00"))
    texts = [column.text(section.row) for column in section.rows.columns]
    assert texts[-1] == "7.5 PFLOPS · Mon 1 Feb"

    section.steps.table.selectRow(section.steps.rows.rowCount() - 1)
    click(section.steps.remove)
    save(section, settle)

    assert sqlite_sample.read(capacity_steps, pool) == before


def test_more_than_the_whole_is_said_in_words(page: SettingsPage, settle: Run) -> None:
    section = opened(page, settle, CapacitySection)
    take(section, "Kunlun demo pool", settle)
    assert section.family.text() == (
        "Part of Showcase allowance: its parts add up to 30 PFLOPS of 30 PFLOPS now."
    )

    retype(section.steps.pflops, "9")
    settle()

    assert told(section.box).startswith("The parts of Showcase allowance would add up to 31 PFLOPS")
    assert not section.box.save.isEnabled()


def test_another_amount_now_leaves_what_was_before_as_it_was(
    page: SettingsPage, settle: Run, sqlite_sample: Store
) -> None:
    section = opened(page, settle, CapacitySection)
    take(section, "PaddlePaddle", settle)

    retype(section.steps.seats, "9")
    section.steps.basis.setFocus()
    key(section.steps.basis, Qt.Key.Key_Down)
    save(section, settle)

    toolkit = resource_id(sqlite_sample, "baidu.paddlepaddle")
    steps = sqlite_sample.read(capacity_steps, toolkit)
    assert [step.capacity for step in steps] == [6, 9]
    assert steps[1].basis == "planned"
    assert steps[1].from_slot == slot_at(moment("2026-12-08 09:30"))


def test_the_power_of_a_feed_is_shown_and_typed_in_kilowatts(
    page: SettingsPage, settle: Run, sqlite_sample: Store
) -> None:
    section = opened(page, settle, CapacitySection)
    assert [column.text(section.rows.rows[0]) for column in section.rows.columns][2] == "11.088 kW"
    click(section.steps.add)

    retype(section.steps.kilowatts, "11")
    day = date(2027, 2, 1)
    section.steps.day.show_day(day)
    section.steps.day.chosen.emit(day)
    save(section, settle)

    steps = sqlite_sample.read(capacity_steps, resource_id(sqlite_sample, "F1"))
    assert [step.capacity for step in steps] == [11088, 11000]


def test_a_pool_and_a_toolkit_are_added(
    page: SettingsPage, settle: Run, sqlite_sample: Store
) -> None:
    section = opened(page, settle, CapacitySection)
    click(section.list.add)
    keys(section.code, "p-new")
    write(section.names.lines["en"], "New pool")
    retype(section.pflops, "2.5")
    save(section, settle)
    click(section.list.add)
    section.new_kind.setFocus()
    key(section.new_kind, Qt.Key.Key_Down)
    write(section.code, "acme.kit")
    write(section.names.lines["en"], "Acme kit")
    retype(section.seats, "4")
    save(section, settle)

    pool, kit = resource_id(sqlite_sample, "P-NEW"), resource_id(sqlite_sample, "acme.kit")
    found = [sqlite_sample.read(capacity_steps, each)[-1].capacity for each in (pool, kit)]
    assert found == [2500, 4]
    assert section.heading.text() == "Acme kit"


def test_a_pool_that_demos_need_says_why_it_stays(page: SettingsPage, settle: Run) -> None:
    section = opened(page, settle, CapacitySection)
    take(section, "Kunlun demo pool", settle)

    click(section.remove)
    settle()

    assert "cannot be removed: the demos DM" in told(section.box)


def test_every_list_is_a_sound_model(page: SettingsPage, settle: Run) -> None:
    for kind in (ZonesSection, PlacesSection, FeedsSection, CapacitySection):
        section = opened(page, settle, kind)
        for model in (
            section.rows,
            *([section.steps.rows] if isinstance(section, CapacitySection) else []),
        ):
            QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        section.show_row(section.rows.rows[-1])
        page.refresh()
        settle()


def test_the_largest_words_leave_every_number_whole(
    page: SettingsPage, window: DeskWindow, settle: Run
) -> None:
    window.resize(1280, 800)
    section = opened(page, settle, PlacesSection)
    window.bar.theme.menu().actions()[-1].trigger()
    settle()

    limit = 4
    assert section.table.columnWidth(limit) >= section.table.sizeHintForColumn(limit)


def test_another_language_keeps_what_is_typed(page: SettingsPage, settle: Run) -> None:
    section = opened(page, settle, FeedsSection)
    retype(section.amps, "20")
    settle()

    page.shell.speech.choose("zh_HK")
    settle()

    assert section.amps.value() == 20
    assert told(section.box).startswith("有 15 個未來預約會超出容量。")
    assert section.usable.text() == "可用負荷：3,520 W"
    assert section.heading.text() == "F1 · 供電線路 F1"


@pytest.fixture
def reader(sqlite_sample: Store, loop: asyncio.AbstractEventLoop) -> Iterator[Gateway]:
    store = as_actor(sqlite_sample, "reader", Role.READER)
    opened = Gateway(store, ThreadPoolExecutor(1), loop)
    yield opened
    opened.close()


def test_who_is_no_supervisor_reads_everything_and_changes_nothing(
    window: DeskWindow, reader: Gateway, loop: asyncio.AbstractEventLoop
) -> None:
    furniture = Furniture(window, reader, loop)
    loop.run_until_complete(furniture.drain())
    page = furniture.settings
    window.stack.setCurrentWidget(page)
    for kind in (ZonesSection, PlacesSection, FeedsSection, CapacitySection):
        section = opened(page, lambda: loop.run_until_complete(furniture.drain()), kind)
        assert section.rows.rows
        assert not section.form.isEnabled()
        assert section.heading.text()
        hidden = (section.list.add, section.remove, section.list.up, section.list.down)
        assert not any(button.isVisible() for button in hidden)
    loop.run_until_complete(furniture.rest(1.0))


def test_what_others_change_is_shown_at_once_where_nothing_is_typed(
    page: SettingsPage, settle: Run, until: Until, sqlite_sample: Store
) -> None:
    section = opened(page, settle, ZonesSection)
    take(section, "Z-E", settle)
    other = as_actor(sqlite_sample, "other", Role.SUPERVISOR)
    zone = next(zone for zone in other.read(lab).zones if zone.code == "Z-E")

    other.write(edit_zone, EditZone(zone_id=zone.id, changes={"names": Names(en="Workbench")}))
    until(lambda: section.names.lines["en"].text() == "Workbench")
    settle()
    other.close()

    assert section.heading.text() == "Z-E · Workbench"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_has_a_name_for_those_who_hear_the_window(
    page: SettingsPage, settle: Run, language: str
) -> None:
    page.shell.speech.choose(language)
    for kind in (ZonesSection, PlacesSection, FeedsSection, CapacitySection):
        section = opened(page, settle, kind)
        assert nameless(section) == [], kind.key
        section.start_new()
        assert nameless(section) == [], f"new {kind.key}"
        section.discard()
        settle()


def nameless(section: ListedSection) -> list[QWidget]:
    """Return the visible controls that take the focus and have no name."""
    return [
        widget
        for widget in section.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not widget.objectName().startswith("qt_")
        and not widget.accessibleName()
        and not getattr(widget, "text", str)()
    ]
