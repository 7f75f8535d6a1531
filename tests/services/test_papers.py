import threading
from collections.abc import Callable
from datetime import date, time, timedelta

import pytest

from labapp.domain.bookings import Act, Kind, State
from labapp.domain.languages import Language, Names
from labapp.domain.papers import DaySheet, SheetEntry
from labapp.domain.spaces import Holiday, Hours, SpecialDay
from labapp.domain.staff import Role
from labapp.domain.times import Span, day_span
from labapp.services.bookings import (
    BookVisit,
    ClosePlace,
    EditBooking,
    MoveBooking,
    book_visit,
    bookings_between,
    close_place,
    edit_booking,
    move_booking,
)
from labapp.services.exhibitors import EditExhibitor, edit_exhibitor
from labapp.services.issuing import fingerprint
from labapp.services.papers import (
    PaperState,
    day_sheet,
    issue_day_sheet,
    next_open_day,
    paper_states,
)
from labapp.services.spaces import (
    import_holidays,
    set_in_service,
    set_policy,
    set_special_day,
    set_weekly_hours,
)
from labapp.services.table_import import Choices, import_exhibitors
from labapp.storage.store import Store
from labapp.storage.transaction import Transaction
from tests.builders import as_actor, set_clock, span, when
from tests.services.orders import book, booked, do, place_id, stay

MONDAY, TUESDAY, WEDNESDAY = date(2026, 12, 7), date(2026, 12, 8), date(2026, 12, 9)
THURSDAY, SUNDAY = date(2026, 12, 10), date(2026, 12, 13)
EN = Language.EN
Change = Callable[[Store], object]


def sheet(store: Store, day: date, language: Language = EN) -> DaySheet:
    return store.read(day_sheet, day, language)


def entries(found: DaySheet) -> dict[str, tuple[str, SheetEntry]]:
    """Return what stands on a sheet by number, with its place."""
    return {entry.number: (lane.code, entry) for lane in found.lanes for entry in lane.entries}


def out_of_date(store: Store) -> dict[str, bool]:
    return {state.document: state.out_of_date for state in store.read(paper_states)}


# --- what is on a sheet ---


@pytest.mark.parametrize("day", [MONDAY + timedelta(days=n) for n in range(6)])
def test_a_sheet_shows_the_stays_of_its_day_in_their_places(
    sqlite_sample: Store, day: date
) -> None:
    shown = {State.COMPLETED, State.CONFIRMED, State.NO_SHOW, State.HELD, State.PENDING}
    expected = {
        booking.number: (booking.place, booking.state.value, booking.exhibitor, booking.demo)
        for booking in sqlite_sample.read(bookings_between, day_span(day))
        if booking.kind is Kind.STAY and booking.state in shown
    }

    found = entries(sheet(sqlite_sample, day))

    assert {
        number: (place, entry.state, entry.exhibitor, entry.demo)
        for number, (place, entry) in found.items()
    } == expected


def test_a_sheet_has_a_lane_for_every_place_with_its_entries_in_order(
    sqlite_sample: Store,
) -> None:
    found = sheet(sqlite_sample, WEDNESDAY)

    assert [lane.code for lane in found.lanes] == (
        ["A1", "A2", "A3", "B1", "B2", "B3"] + [f"C{n}" for n in range(1, 9)] + ["D1", "E1"]
    )
    theatre = next(lane for lane in found.lanes if lane.code == "D1")
    assert [entry.number for entry in theatre.entries] == ["BK044", "BK045", "BK047"]
    broken = next(lane for lane in found.lanes if lane.code == "C8")
    assert (broken.in_service, broken.note) == (False, "Display under repair until 2026-12-11")


def test_a_sheet_says_which_lab_which_day_and_when_it_is_open(sqlite_sample: Store) -> None:
    found = sheet(sqlite_sample, WEDNESDAY, Language.ZH_HK)

    assert found.hours == (span(2, "10:00", "20:00"),)
    assert [notice.kind for notice in found.notices] == ["hours"]
    assert found.notices[0].text.zh_hant == "兩周年晚間開放"
    assert found.lab.en
    assert (found.day, found.language, found.sample) == (WEDNESDAY, Language.ZH_HK, True)
    assert (found.document_number, found.version, found.replaces) == (
        "DAY-20261209-zh_HK",
        1,
        None,
    )
    assert (found.printed_by, found.printed_at) == ("tester", when(1, "09:30"))


def test_a_sheet_shows_the_visits_of_its_day(sqlite_sample: Store) -> None:
    (visit,) = sheet(sqlite_sample, WEDNESDAY).visits

    assert (visit.number, visit.people, visit.kind) == ("V01", 32, "visit")
    assert visit.span == span(2, "10:30", "12:00")


def test_what_waits_was_cancelled_or_has_run_out_is_not_on_a_sheet(sqlite_sample: Store) -> None:
    set_clock(sqlite_sample, when(1, "09:45"))  # when the hold BK060 ends

    found = {
        number
        for day in (WEDNESDAY, THURSDAY, THURSDAY + timedelta(days=1))
        for number in entries(sheet(sqlite_sample, day))
    }

    assert found & {"BK046", "BK049", "BK052", "BK060"} == set()
    assert "BK059" in found


def test_a_hold_that_has_not_run_out_is_on_the_sheet(sqlite_sample: Store) -> None:
    set_clock(sqlite_sample, when(1, "09:44"))

    place, entry = entries(sheet(sqlite_sample, THURSDAY + timedelta(days=1)))["BK060"]

    assert (place, entry.state) == ("C3", "held")


def test_a_no_show_is_on_the_sheet_until_its_release(sqlite_sample: Store) -> None:
    found = entries(sheet(sqlite_sample, MONDAY))

    assert found["BK021"][1].span == span(0, "10:00", "10:15")
    assert found["BK022"][1].span == span(0, "10:30", "12:30")


def test_a_demo_that_is_cleared_on_conditions_is_marked(sqlite_sample: Store) -> None:
    found = entries(sheet(sqlite_sample, TUESDAY))

    conditional = {number for number, (_, entry) in found.items() if entry.conditional}
    assert conditional == {"BK027"}


def test_a_stay_over_several_days_is_cut_at_midnight(sqlite_sample: Store) -> None:
    sqlite_sample.write(set_policy, "max_booking_minutes", 3000)
    for name in ("weekly_quota_minutes", "daily_quota_minutes"):
        sqlite_sample.write(set_policy, f"{name}.strategic_enterprise", 9000)
    long = Span(when(8, "14:00"), when(10, "12:00"))
    number = book(sqlite_sample, "C7", "EX04", long).number

    found = [entries(sheet(sqlite_sample, TUESDAY + timedelta(days=7 + n))) for n in range(4)]

    shown = [one[number][1] for one in found[:3]]
    assert [entry.span for entry in shown] == [
        Span(when(8, "14:00"), when(9)),
        Span(when(9), when(10)),
        Span(when(10), when(10, "12:00")),
    ]
    assert [(e.starts_before, e.ends_after) for e in shown] == [
        (False, True),
        (True, True),
        (True, False),
    ]
    assert number not in found[3]


def test_a_closed_place_shows_what_it_is_closed_for(sqlite_sample: Store) -> None:
    repair = Names("Lamp repair", "維修燈具", "维修灯具")
    closure = ClosePlace(
        place_id=place_id(sqlite_sample, "C7"), span=span(3, "10:00", "12:00"), title=repair
    )
    number = sqlite_sample.write(close_place, closure).number

    found = sheet(sqlite_sample, THURSDAY)

    assert entries(found)[number][1].title == repair
    assert [(lane.code, entry.number) for lane, entry in found.closures] == [("C7", number)]
    assert number not in {entry.number for _, entry in found.sessions}


@pytest.mark.parametrize(
    ("special", "kind"),
    [(False, "holiday"), (True, "closure")],
)
def test_a_closed_day_says_why(sqlite_sample: Store, *, special: bool, kind: str) -> None:
    reason = Names("Deep clean", "大掃除", "大扫除")
    if special:
        sqlite_sample.write(set_special_day, SpecialDay(date(2026, 12, 15), (), reason))
    else:
        sqlite_sample.write(import_holidays, [Holiday(date(2026, 12, 15), reason)])

    found = sheet(sqlite_sample, date(2026, 12, 15))

    assert found.hours == ()
    assert [(notice.kind, notice.text) for notice in found.notices] == [(kind, reason)]


def test_an_ordinary_day_has_no_notice(sqlite_sample: Store) -> None:
    assert sheet(sqlite_sample, THURSDAY).notices == ()
    assert sheet(sqlite_sample, SUNDAY).notices == ()
    assert sheet(sqlite_sample, SUNDAY).hours == ()


# --- versions ---


def test_each_print_is_a_version_that_replaces_the_one_before(sample: Store) -> None:
    first = sample.write(issue_day_sheet, TUESDAY, EN)
    second = sample.write(issue_day_sheet, TUESDAY, EN)
    other = sample.write(issue_day_sheet, TUESDAY, Language.ZH_CN)

    assert [(s.version, s.replaces) for s in (first, second, other)] == [
        (1, None),
        (2, 1),
        (1, None),
    ]
    assert sheet(sample, TUESDAY).version == 3
    states = sample.read(paper_states)
    assert [(s.document, s.version) for s in states] == [
        ("DAY-20261208-zh_CN", 1),
        ("DAY-20261208-en", 2),
    ]
    with sample.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT id, version, replaced_by FROM paper_issue WHERE language = 'en' ORDER BY id"
        ).all()
    assert (rows[0].replaced_by, rows[1].replaced_by) == (rows[1].id, None)


def test_what_was_printed_is_remembered_with_who_and_when(sqlite_sample: Store) -> None:
    set_clock(sqlite_sample, when(1, "09:30"))
    sqlite_sample.write(issue_day_sheet, TUESDAY, EN)

    assert sqlite_sample.read(paper_states) == [
        PaperState(
            document="DAY-20261208-en",
            version=1,
            kind="day",
            scope="2026-12-08",
            language="en",
            printed_at=when(1, "09:30"),
            printed_by="tester",
            out_of_date=False,
        )
    ]


def test_two_who_print_at_the_same_moment_get_two_versions(sample: Store) -> None:
    printing, go_on = threading.Event(), threading.Event()

    def print_slowly(tx: Transaction) -> None:
        issue_day_sheet(tx, TUESDAY, EN)
        printing.set()
        go_on.wait(5)

    first = threading.Thread(target=sample.write, args=(print_slowly,))
    first.start()
    printing.wait(5)
    threading.Timer(0.2, go_on.set).start()

    second = sample.write(issue_day_sheet, TUESDAY, EN)
    first.join()

    assert second.version == 2


# --- still true? ---


def test_the_same_data_has_the_same_fingerprint_whoever_prints_it_and_when(
    sample: Store,
) -> None:
    before = fingerprint(sheet(sample, TUESDAY))
    sample.write(issue_day_sheet, TUESDAY, EN)
    set_clock(sample, when(1, "09:40"))
    other = as_actor(sample, "mary", Role.OFFICER)

    after = fingerprint(sheet(other, TUESDAY))

    other.close()
    assert after == before


def test_sheets_of_two_days_or_languages_have_two_fingerprints(sqlite_sample: Store) -> None:
    found = [
        fingerprint(sheet(sqlite_sample, day, language))
        for day in (TUESDAY, WEDNESDAY)
        for language in Language
    ]

    assert len(set(found)) == 6


def _move(store: Store) -> None:
    order = MoveBooking(booking_id=booked(store, "BK050").id, span=span(3, "10:30", "12:30"))
    store.write(move_booking, order)


def _edit(store: Store, number: str = "BK050", **changes: object) -> None:
    order = EditBooking(booking_id=booked(store, number).id, changes=changes)
    store.write(edit_booking, order)


def _rename(store: Store) -> None:
    exhibitor_id = stay(store, "C7", "EX07", span(3, "14:00", "15:00")).exhibitor_id
    store.write(
        edit_exhibitor,
        EditExhibitor(exhibitor_id=exhibitor_id, changes={"names": Names("Kestrel")}),
    )


def _visit(store: Store) -> None:
    order = BookVisit(
        title=Names("Delegation"), span=span(3, "10:00", "11:00"), people=9, language="en"
    )
    store.write(book_visit, order)


def _check_in_later(store: Store) -> None:
    set_clock(store, when(3, "10:00"))
    do(store, Act.CHECK_IN, "BK050")


SHOWS: dict[str, Change] = {
    "a booking is made": lambda store: book(store, "C7", "EX07", span(3, "14:00", "15:00")),
    "a booking is moved": _move,
    "a booking is cancelled": lambda store: do(store, Act.CANCEL, "BK050"),
    "somebody checks in": _check_in_later,
    "an exhibitor has another name": _rename,
    "a visit is booked": _visit,
    "more people come on a visit": lambda store: _edit(store, "V02", visitors=19),
    "a visit is called something else": lambda store: _edit(store, "V02", title=Names("Guests")),
    "a place goes out of service": lambda store: store.write(
        set_in_service, place_id(store, "C7"), in_service=False
    ),
    "the day has other hours": lambda store: store.write(
        set_special_day, SpecialDay(THURSDAY, (Hours(time(9), time(18)),), Names("Early"))
    ),
    "the weekday has other hours": lambda store: store.write(
        set_weekly_hours, 3, [Hours(time(9), time(18))]
    ),
}
SHOWS_NOT: dict[str, Change] = {
    "nothing": lambda store: None,
    "another day has another booking": lambda store: book(
        store, "C7", "EX07", span(4, "14:00", "15:00")
    ),
    "a note is written": lambda store: _edit(store, note="bring a cable"),
    "more visitors are expected at a stand": lambda store: _edit(store, visitors=99),
    "a stand needs less power": lambda store: _edit(store, power_w=100),
    "somebody waits": lambda store: book(
        store, "B3", "EX04", span(3, "10:00", "11:00"), state=State.WAITLISTED
    ),
    "an exhibitor has other badges": lambda store: store.write(
        edit_exhibitor, EditExhibitor(exhibitor_id=7, changes={"badge_quota": 5})
    ),
    "another day has other hours": lambda store: store.write(
        set_special_day, SpecialDay(SUNDAY, (Hours(time(9), time(18)),), Names("Early"))
    ),
    "a list without news comes in": lambda store: store.write(import_exhibitors, [], Choices()),
    "an hour goes by": lambda store: set_clock(store, when(1, "10:30")),
}


@pytest.mark.parametrize("change", SHOWS)
def test_a_printed_sheet_is_out_of_date_when_what_it_shows_has_changed(
    sqlite_sample: Store, change: str
) -> None:
    sqlite_sample.write(issue_day_sheet, THURSDAY, EN)

    SHOWS[change](sqlite_sample)

    assert out_of_date(sqlite_sample) == {"DAY-20261210-en": True}
    sqlite_sample.write(issue_day_sheet, THURSDAY, EN)
    assert out_of_date(sqlite_sample) == {"DAY-20261210-en": False}


@pytest.mark.parametrize("change", SHOWS_NOT)
def test_a_printed_sheet_stays_true_when_nothing_it_shows_has_changed(
    sqlite_sample: Store, change: str
) -> None:
    sqlite_sample.write(issue_day_sheet, THURSDAY, EN)

    SHOWS_NOT[change](sqlite_sample)

    assert out_of_date(sqlite_sample) == {"DAY-20261210-en": False}


def test_a_change_that_is_taken_back_makes_the_sheet_true_again(sqlite_sample: Store) -> None:
    sqlite_sample.write(issue_day_sheet, THURSDAY, EN)
    _move(sqlite_sample)
    order = MoveBooking(
        booking_id=booked(sqlite_sample, "BK050").id, span=span(3, "10:00", "12:00")
    )

    sqlite_sample.write(move_booking, order)

    assert out_of_date(sqlite_sample) == {"DAY-20261210-en": False}


def test_a_sheet_with_a_hold_is_out_of_date_when_the_hold_has_run_out(
    sqlite_sample: Store,
) -> None:
    set_clock(sqlite_sample, when(1, "09:30"))
    sqlite_sample.write(issue_day_sheet, date(2026, 12, 11), EN)
    set_clock(sqlite_sample, when(1, "09:45"))

    assert out_of_date(sqlite_sample) == {"DAY-20261211-en": True}


def test_the_sheet_of_a_past_day_is_never_out_of_date(sqlite_sample: Store) -> None:
    sqlite_sample.write(issue_day_sheet, MONDAY, EN)
    sqlite_sample.write(issue_day_sheet, TUESDAY, EN)

    _rename(sqlite_sample)

    assert out_of_date(sqlite_sample) == {"DAY-20261207-en": False, "DAY-20261208-en": True}
    set_clock(sqlite_sample, when(2))
    assert out_of_date(sqlite_sample) == {"DAY-20261207-en": False, "DAY-20261208-en": False}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (TUESDAY, WEDNESDAY),
        (date(2026, 12, 12), date(2026, 12, 14)),
        (date(2026, 12, 24), date(2026, 12, 28)),
    ],
)
def test_the_next_open_day_passes_over_sundays_and_holidays(
    sqlite_sample: Store, after: date, expected: date
) -> None:
    assert sqlite_sample.read(next_open_day, after) == expected


def test_a_lab_that_is_never_open_has_its_next_day_tomorrow(sqlite_sample: Store) -> None:
    for weekday in range(7):
        sqlite_sample.write(set_weekly_hours, weekday, [])

    assert sqlite_sample.read(next_open_day, date(2027, 2, 1)) == date(2027, 2, 2)
