import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from labapp.domain.bookings import Booking, State
from labapp.domain.errors import (
    FieldFault,
    MaybeKnown,
    NotCleared,
    NotFound,
    OutsideHours,
    OverCapacity,
    QuotaExceeded,
    Refusal,
    Refused,
    RoleMayNot,
    RowsRefused,
    WrongState,
)
from labapp.domain.exhibitors import Exhibitor, ExhibitorKind
from labapp.domain.imports import (
    BookingField,
    BookingLine,
    ExhibitorLine,
    FaultKind,
    RowFault,
    TableKind,
)
from labapp.domain.languages import Names
from labapp.domain.staff import Role
from labapp.domain.times import Span, week_of
from labapp.exchange.bookings import booking_columns, parse_bookings
from labapp.exchange.exhibitors import exhibitor_columns, parse_exhibitors
from labapp.exchange.mapping import guess_mapping
from labapp.exchange.sheets import write_csv, write_xlsx
from labapp.exchange.tables import read_table
from labapp.services.bookings import bookings_between
from labapp.services.checks import check_store
from labapp.services.exhibitors import exhibitor_by_code, list_exhibitors
from labapp.services.table_import import (
    Choices,
    ImportReport,
    RowReport,
    Verdict,
    booking_lines,
    exhibitor_lines,
    import_bookings,
    import_exhibitors,
)
from labapp.storage.store import Store
from tests.builders import as_actor, span, when
from tests.conftest import SAMPLE
from tests.services.orders import ONE_ENGINE, book, booked, kinds, revision

WEEK = week_of(date(2026, 12, 7))
ROBOT = "Stair-climbing courier robot"
TODAY = date(2026, 12, 8)
ALL_OR_NONE = Choices(only_good=False)
CONTENT: dict[str, Any] = json.loads(SAMPLE.read_text(encoding="utf-8"))


def exhibitor(row: int = 2, *names: str | None, **fields: Any) -> ExhibitorLine:  # noqa: ANN401 -- fields
    return ExhibitorLine(row=row, names=Names(*names), **fields)


def stay(
    row: int,
    place: str,
    who: str,
    time: Span,
    demo: str | None = "own",
    **fields: Any,  # noqa: ANN401 -- fields of the line
) -> BookingLine:
    return BookingLine(
        row=row,
        place=place,
        exhibitor=who,
        demo=who.replace("EX", "DM") if demo == "own" else demo,
        start=time.start,
        end=time.end,
        **fields,
    )


def take(store: Store, *lines: BookingLine) -> ImportReport:
    return store.write(import_bookings, lines, Choices())


def take_exhibitors(
    store: Store, *lines: ExhibitorLine, choices: Choices | None = None
) -> ImportReport:
    return store.write(import_exhibitors, lines, choices or Choices())


def verdicts(report: ImportReport) -> list[Verdict]:
    return [row.verdict for row in report.rows]


def only(report: ImportReport) -> RowReport:
    (row,) = report.rows
    return row


def why(report: ImportReport) -> list[type[Refusal]]:
    return [type(refusal) for refusal in only(report).refusals]


def known(store: Store, code: str) -> Exhibitor:
    return store.read(exhibitor_by_code, code)


def everything(store: Store) -> tuple[list[Exhibitor], list[Booking]]:
    return list(store.read(list_exhibitors)), list(store.read(bookings_between, WEEK))


# --- exhibitors ---


@ONE_ENGINE
def test_a_row_that_nobody_is_known_for_is_a_new_exhibitor(sample: Store) -> None:
    line = exhibitor(
        2,
        "Peak Vision Limited",
        "山頂視覺有限公司",
        fascia_name="PEAK VISION",
        kind=ExhibitorKind.INSTITUTION,
        brn="99000099",
        contact_name="Peter CHAN Tai Man",
        contact_name_zh="陳大文",
        phone="+85241000099",
        badge_quota=6,
    )

    row = only(take_exhibitors(sample, line))

    assert (row.verdict, row.known_as, row.subject) == (Verdict.NEW, "EX16", "Peak Vision Limited")
    found = known(sample, "EX16")
    assert (found.names, found.fascia, found.badge_quota) == (line.names, "PEAK VISION", 6)
    assert (found.kind, found.brn) == (ExhibitorKind.INSTITUTION, "99000099")
    assert [(p.shown("en"), p.name_zh, p.phone) for p in found.people] == [
        ("Peter CHAN Tai Man", "陳大文", "+85241000099")
    ]


def test_a_rehearsal_tells_the_same_and_changes_nothing(sample: Store) -> None:
    lines = [exhibitor(2, "Peak Vision"), exhibitor(3, "Baidu", note="first floor")]
    before, at = everything(sample), revision(sample)

    rehearsed = sample.rehearse(import_exhibitors, lines, Choices())

    assert (everything(sample), revision(sample)) == (before, at)
    assert sample.write(import_exhibitors, lines, Choices()) == rehearsed
    assert rehearsed.counts == {"new": 1, "changed": 1, "same": 0, "refused": 0}


@ONE_ENGINE
def test_the_same_list_again_changes_nothing(sample: Store) -> None:
    lines = [
        exhibitor(2, "Peak Vision", "山頂視覺", contact_name="Ann LEE", phone="+85241000098"),
        exhibitor(3, "Baidu", note="first floor"),
        exhibitor(4, code="EX08", fascia_name="PAPER LANTERN"),
    ]
    take_exhibitors(sample, *lines)
    at = revision(sample)

    again = take_exhibitors(sample, *lines)

    assert verdicts(again) == [Verdict.SAME] * 3
    assert revision(sample) == at


def test_a_changed_row_tells_each_field_with_what_it_was_and_what_it_is(
    sqlite_sample: Store,
) -> None:
    line = exhibitor(
        2,
        "Kestrel Quay Robotics (Sample)",
        code="EX07",
        fascia_name="KESTREL",
        badge_quota=5,
        contact_name="Peter CHAN",
        phone="+85241000007",
        email="peter@kestrel.example",
    )

    row = only(take_exhibitors(sqlite_sample, line))

    assert (row.verdict, row.known_as) == (Verdict.CHANGED, "EX07")
    assert row.changes == (
        ("fascia", "KESTREL QUAY ROBOTICS", "KESTREL"),
        ("badge_quota", "4", "5"),
        ("contact_name", "Peter CHAN Tai Man", "Peter CHAN"),
        ("email", "booth.lead@kestrel-quay.example", "peter@kestrel.example"),
    )
    (person,) = known(sqlite_sample, "EX07").people
    assert (person.shown("en"), person.name_zh) == ("Peter CHAN", "陳大文")


def test_what_a_row_leaves_blank_stays(sqlite_sample: Store) -> None:
    before = known(sqlite_sample, "EX07")

    report = take_exhibitors(sqlite_sample, exhibitor(2, code="ex07"))

    assert verdicts(report) == [Verdict.SAME]
    assert known(sqlite_sample, "EX07") == before


def test_a_contact_nobody_knows_is_added(sqlite_sample: Store) -> None:
    line = exhibitor(2, code="EX07", contact_name="Ann LEE", email="ann@kestrel.example")

    row = only(take_exhibitors(sqlite_sample, line))

    assert row.changes == (("contact", "", "Ann LEE"),)
    assert [p.email for p in known(sqlite_sample, "EX07").people] == [
        "ann@kestrel.example",
        "booth.lead@kestrel-quay.example",
    ]


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("KESTREL QUAY ROBOTICS LTD.",), "EX07"),
        ((None, "隼埗機械人有限公司"), "EX07"),
        ((None, None, "隼埗机器人有限公司"), "EX07"),
        ((None, "隼埗机器人"), "EX07"),
        (("Huawei",), "EX02"),
    ],
    ids=["English", "Traditional", "Simplified", "in the other column", "press"],
)
def test_the_same_company_is_known_by_its_name_in_any_script(
    sqlite_sample: Store, names: tuple[str | None, ...], code: str
) -> None:
    row = only(take_exhibitors(sqlite_sample, exhibitor(2, *names, note="seen")))

    assert (row.verdict, row.known_as) == (Verdict.CHANGED, code)
    assert row.changes[-1][2] == "seen"


def test_another_spelling_of_a_known_name_does_not_take_its_place(sqlite_sample: Store) -> None:
    before = known(sqlite_sample, "EX07").names
    lines = [
        exhibitor(2, "KESTREL QUAY ROBOTICS LTD.", "隼埗機械人有限公司"),
        exhibitor(3, "Kestrel Quay Robotics"),
        exhibitor(4, "Huawei", None, "华为"),
    ]

    report = take_exhibitors(sqlite_sample, *lines)

    assert verdicts(report) == [Verdict.SAME] * 3
    assert known(sqlite_sample, "EX07").names == before


def test_a_name_in_a_language_that_was_missing_is_added(sqlite_sample: Store) -> None:
    row = only(take_exhibitors(sqlite_sample, exhibitor(2, "Saunova", "紗諾")))

    assert row.changes == (("names", "Saunova", "Saunova · 紗諾"),)
    assert known(sqlite_sample, "EX06").names == Names("Saunova", "紗諾")


def test_another_name_beside_a_business_number_is_a_new_name(sqlite_sample: Store) -> None:
    line = exhibitor(2, "Kestrel Robotics Asia", brn="99000007")

    take_exhibitors(sqlite_sample, line)

    assert known(sqlite_sample, "EX07").names.en == "Kestrel Robotics Asia"


def test_the_same_business_number_is_the_same_company(sqlite_sample: Store) -> None:
    line = exhibitor(2, "Kestrel Robots International", brn="99000007")

    assert only(take_exhibitors(sqlite_sample, line)).known_as == "EX07"


def test_a_row_that_may_be_somebody_known_is_left_to_a_person(sqlite_sample: Store) -> None:
    line = exhibitor(2, "Kestrel Key Robotic")

    asked = take_exhibitors(sqlite_sample, line)
    added = take_exhibitors(sqlite_sample, line, choices=Choices(similar_are_new=True))

    (maybe,) = only(asked).refusals
    assert isinstance(maybe, MaybeKnown)
    assert maybe.code == "EX07"
    assert 85 <= maybe.percent < 95
    assert (only(added).verdict, only(added).known_as) == (Verdict.NEW, "EX16")


def test_a_known_code_beside_somebody_elses_name_is_left_to_a_person(
    sqlite_sample: Store,
) -> None:
    before = known(sqlite_sample, "EX07")

    asked = take_exhibitors(sqlite_sample, exhibitor(2, "Mountain Tea House", code="EX07"))

    assert why(asked) == [MaybeKnown]
    assert known(sqlite_sample, "EX07") == before


def test_a_code_alone_that_nobody_has_is_not_found(sqlite_sample: Store) -> None:
    report = take_exhibitors(sqlite_sample, exhibitor(2, code="EX77"))

    assert only(report).refusals == (NotFound(what="exhibitor", key="EX77"),)


def test_a_company_that_stands_twice_in_a_list_is_added_once(sqlite_sample: Store) -> None:
    report = take_exhibitors(
        sqlite_sample,
        exhibitor(2, "Peak Vision Limited", brn="99000099"),
        exhibitor(3, "PEAK VISION LTD", note="by the window"),
        exhibitor(4, "Peak Vision", note="by the window"),
    )

    assert verdicts(report) == [Verdict.NEW, Verdict.CHANGED, Verdict.SAME]
    assert [row.known_as for row in report.rows] == ["EX16"] * 3


def test_what_an_earlier_row_brought_is_known_to_a_later_one(sqlite_sample: Store) -> None:
    report = take_exhibitors(
        sqlite_sample,
        exhibitor(2, code="EX04", brn="99000099"),
        exhibitor(3, "Something Else Entirely", brn="99000099"),
    )

    assert [row.known_as for row in report.rows] == ["EX04", "EX04"]


def test_of_a_list_with_bad_rows_the_good_ones_are_taken(sample: Store) -> None:
    bad_phone = RowFault(None, FaultKind.PHONE_MALFORMED, "12345")
    report = take_exhibitors(
        sample,
        exhibitor(2, "Peak Vision"),
        exhibitor(3, "Valley Vision", faults=(bad_phone,)),
        exhibitor(4, "Ridge Vision", brn="99"),
        exhibitor(5, "Lake Vision"),
    )

    assert report.counts == {"new": 2, "changed": 0, "same": 0, "refused": 2}
    assert [row.row for row in report.refused] == [3, 4]
    assert report.rows[1].faults == (bad_phone,)
    assert report.rows[2].refusals == (FieldFault(field_name="brn", fault="malformed", value="99"),)
    assert [e.names.en for e in sample.read(list_exhibitors)][15:] == [
        "Peak Vision",
        "Lake Vision",
    ]


@ONE_ENGINE
def test_of_a_list_that_is_wanted_whole_nothing_is_taken_when_a_row_is_bad(
    sample: Store,
) -> None:
    before, at = everything(sample), revision(sample)
    lines = [exhibitor(2, "Peak Vision"), exhibitor(3, "Ridge Vision", brn="99")]

    with pytest.raises(Refused) as refused:
        sample.write(import_exhibitors, lines, ALL_OR_NONE)

    assert refused.value.refusals == (RowsRefused(rows=(3,), of=2),)
    assert (everything(sample), revision(sample)) == (before, at)


def test_a_row_that_is_only_worth_a_look_is_taken_with_what_to_look_at(
    sqlite_sample: Store,
) -> None:
    soft = RowFault(None, FaultKind.PHONE_UNUSUAL, "+85241230000")

    row = only(take_exhibitors(sqlite_sample, exhibitor(2, "Peak Vision", faults=(soft,))))

    assert (row.verdict, row.faults) == (Verdict.NEW, (soft,))


@ONE_ENGINE
def test_a_row_with_fewer_badges_than_are_promised_is_refused_alone(sample: Store) -> None:
    book(sample, "C7", "EX07", span(3, "14:00", "15:00"), staff=3)

    report = take_exhibitors(
        sample, exhibitor(2, code="EX07", badge_quota=1), exhibitor(3, code="EX08", note="here")
    )

    assert verdicts(report) == [Verdict.REFUSED, Verdict.CHANGED]
    assert (known(sample, "EX07").badge_quota, known(sample, "EX08").note) == (4, "here")


# --- bookings ---


@ONE_ENGINE
def test_a_row_that_no_booking_is_known_for_is_a_new_booking(sample: Store) -> None:
    time = span(3, "14:00", "16:00")

    row = only(take(sample, stay(2, "c7", "EX07", time, visitors=9, note="by phone")))

    assert (row.verdict, row.known_as, row.subject) == (Verdict.NEW, "BK071", "c7 · EX07")
    found = booked(sample, "BK071")
    assert (found.place, found.span, found.state) == ("C7", time, State.CONFIRMED)
    assert (found.demo_code, found.power_w, found.visitors) == ("DM07", 800, 9)
    assert (found.note, found.via) == ("by phone", "import")
    assert check_store(sample).sound


def test_places_exhibitors_and_demos_are_known_by_code_or_name_in_any_language(
    sqlite_sample: Store,
) -> None:
    report = take(
        sqlite_sample,
        stay(2, "C7", "Kestrel Quay Robotics", span(3, "10:00", "11:00"), ROBOT),
        stay(3, "初創攤位7", "隼埗機械人有限公司", span(3, "12:00", "13:00"), "dm07"),
        stay(4, "C7", "隼埗机器人", span(2, "14:00", "15:00"), ROBOT.upper()),
    )

    assert [(row.verdict, row.refusals) for row in report.rows] == [(Verdict.NEW, ())] * 3
    found = [booked(sqlite_sample, f"BK07{n}") for n in (1, 2, 3)]
    assert {(b.place, b.exhibitor_code, b.demo_code) for b in found} == {("C7", "EX07", "DM07")}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"place": "Z9"}, NotFound(what="place", key="Z9")),
        ({"exhibitor": "Nobody At All"}, NotFound(what="exhibitor", key="Nobody At All")),
        ({"demo": "DM99"}, NotFound(what="demo", key="DM99")),
        ({"pool": "P-NONE"}, NotFound(what="resource", key="P-NONE")),
        # a feed is no pool, and of all there is nobody books
        ({"pool": "F1"}, NotFound(what="resource", key="F1")),
        ({"pool": "AISC"}, NotFound(what="resource", key="AISC")),
        ({"start": None}, FieldFault(field_name="start", fault="missing")),
        (
            {"state": State.CANCELLED},
            FieldFault(field_name="state", fault="out_of_range", value="cancelled"),
        ),
        (
            {"state": State.OFFERED},
            FieldFault(field_name="state", fault="out_of_range", value="offered"),
        ),
        (
            {"number": "B" * 21},
            FieldFault(field_name="code", fault="malformed", value="B" * 21),
        ),
    ],
)
def test_a_row_that_means_nothing_that_is_there_is_refused(
    sqlite_sample: Store, changes: dict[str, Any], expected: Refusal
) -> None:
    plain: dict[str, Any] = {
        "row": 2,
        "place": "C7",
        "exhibitor": "EX07",
        "demo": "DM07",
        "start": when(3, "14:00"),
        "end": when(3, "15:00"),
    }
    at = revision(sqlite_sample)

    report = take(sqlite_sample, BookingLine(**(plain | changes)))

    assert (only(report).verdict, only(report).refusals) == (Verdict.REFUSED, (expected,))
    assert revision(sqlite_sample) == at


def test_an_exhibitor_that_is_only_likely_is_left_to_a_person(sqlite_sample: Store) -> None:
    report = take(
        sqlite_sample, stay(2, "C7", "Kestrel Key Robotic", span(3, "14:00", "15:00"), "DM07")
    )

    assert why(report) == [MaybeKnown]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (stay(2, "A1", "EX07", span(3, "14:00", "15:00"), power_w=0), OverCapacity),
        (stay(2, "C7", "EX07", span(3, "19:00", "20:00")), OutsideHours),
        (stay(2, "C7", "EX11", span(4, "14:00", "15:00")), NotCleared),
        (stay(2, "C7", "EX15", span(3, "13:00", "18:00")), QuotaExceeded),
    ],
    ids=["the law", "hours", "clearance", "quota"],
)
def test_the_law_and_the_house_rules_hold_for_a_list(
    sqlite_sample: Store, line: BookingLine, kind: type[Refusal]
) -> None:
    assert why(take(sqlite_sample, line)) == [kind]


def test_of_two_rows_that_want_the_same_only_the_first_is_taken(sample: Store) -> None:
    report = take(
        sample,
        stay(2, "C7", "EX07", span(3, "14:00", "16:00")),
        stay(3, "C7", "EX15", span(3, "15:00", "17:00")),
        stay(4, "C7", "EX15", span(3, "16:15", "17:15")),
    )

    assert verdicts(report) == [Verdict.NEW, Verdict.REFUSED, Verdict.NEW]
    clash = report.rows[1].refusals[0]
    assert isinstance(clash, OverCapacity)
    assert [holder.number for holder in clash.holders] == ["BK071"]
    assert check_store(sample).sound


def test_a_rehearsal_of_bookings_changes_nothing(sample: Store) -> None:
    lines = [
        stay(2, "C7", "EX07", span(3, "14:00", "16:00")),
        stay(3, "C7", "EX08", span(3, "15:00", "16:00")),
        stay(4, "B3", "EX07", span(3, "10:30", "12:30"), number="BK050"),
    ]
    before, at = everything(sample), revision(sample)

    rehearsed = sample.rehearse(import_bookings, lines, Choices())

    assert (everything(sample), revision(sample)) == (before, at)
    assert check_store(sample).sound
    done = take(sample, *lines)
    assert [(r.verdict, r.known_as, r.changes) for r in done.rows] == [
        (r.verdict, r.known_as, r.changes) for r in rehearsed.rows
    ]
    assert verdicts(rehearsed) == [Verdict.NEW, Verdict.REFUSED, Verdict.CHANGED]


@ONE_ENGINE
def test_the_same_list_of_bookings_again_changes_nothing(sample: Store) -> None:
    lines = [
        stay(2, "C7", "EX07", span(3, "14:00", "16:00"), visitors=5),
        stay(3, "B3", "EX07", span(3, "10:30", "12:30"), number="bk050", note="later"),
    ]
    take(sample, *lines)
    at = revision(sample)

    again = take(sample, *lines)

    assert verdicts(again) == [Verdict.SAME, Verdict.SAME]
    assert [row.known_as for row in again.rows] == ["BK071", "BK050"]
    assert revision(sample) == at


@ONE_ENGINE
def test_a_changed_booking_tells_each_field_with_what_it_was_and_what_it_is(
    sample: Store,
) -> None:
    row = only(
        take(
            sample,
            stay(
                2,
                "B2",
                "EX07",
                span(3, "14:00", "16:00"),
                number="BK050",
                visitors=12,
                staff=2,
                power_w=700,
                note="with a stair",
            ),
        )
    )

    assert (row.verdict, row.known_as) == (Verdict.CHANGED, "BK050")
    assert row.changes == (
        ("span", "B3 2026-12-10 10:00–12:00", "B2 2026-12-10 14:00–16:00"),
        ("visitors", str(booked_visitors("BK050")), "12"),
        ("staff", "1", "2"),
        ("power_w", "800", "700"),
        ("note", "", "with a stair"),
    )
    found = booked(sample, "BK050")
    assert (found.place, found.span, found.staff) == ("B2", span(3, "14:00", "16:00"), 2)
    assert check_store(sample).sound


def booked_visitors(number: str) -> int:
    return int(next(b["expected_visitors"] for b in CONTENT["bookings"] if b["id"] == number))


def test_another_demo_brings_its_own_needs_unless_the_row_says_others(
    sqlite_sample: Store,
) -> None:
    time = span(3, "14:00", "15:00")
    made = book(sqlite_sample, "C7", "EX08", time, demo=None, state=State.PENDING)
    plain = stay(2, "C7", "EX08", span(3, "14:00", "15:00"), "DM08", number=made.number)

    row = only(take(sqlite_sample, plain))
    found = booked(sqlite_sample, made.number)

    assert row.changes == (
        ("demo", "", "DM08"),
        ("power_w", "0", "450"),
        ("pool", "", "P-ASCEND"),
        ("mpflops", "0", "2500"),
    )
    assert (found.power_w, found.pool, found.mpflops) == (450, "P-ASCEND", 2500)


def test_a_row_with_another_demo_and_needs_of_its_own_gets_those(sqlite_sample: Store) -> None:
    time = span(3, "14:00", "15:00")
    made = book(sqlite_sample, "C7", "EX08", time, demo=None, state=State.PENDING)

    take(
        sqlite_sample,
        stay(
            2,
            "C7",
            "EX08",
            span(3, "14:00", "15:00"),
            "DM08",
            number=made.number,
            power_w=100,
            pool="p-gpu",
            mpflops=500,
        ),
    )

    found = booked(sqlite_sample, made.number)
    assert (found.demo_code, found.power_w, found.pool, found.mpflops) == (
        "DM08",
        100,
        "P-GPU",
        500,
    )


@ONE_ENGINE
def test_another_pool_is_another_claim(sample: Store) -> None:
    line = stay(2, "C1", "EX08", span(3, "10:00", "12:00"), number="BK051", pool="P-GPU")

    row = only(take(sample, line))

    assert row.changes == (("pool", "P-ASCEND", "P-GPU"),)
    assert booked(sample, "BK051").pool == "P-GPU"
    assert check_store(sample).sound


@ONE_ENGINE
def test_a_move_that_only_fits_with_less_power_is_taken(sample: Store) -> None:
    # 2,200 W at A2; C7 has 1,000 W
    line = stay(2, "C7", "EX02", span(3, "10:00", "18:00"), number="BK011", power_w=900)

    row = only(take(sample, line))

    assert (row.verdict, row.refusals) == (Verdict.CHANGED, ())
    assert (booked(sample, "BK011").place, booked(sample, "BK011").power_w) == ("C7", 900)
    assert check_store(sample).sound


def test_a_row_that_is_refused_after_its_move_leaves_everything_where_it_was(
    sample: Store,
) -> None:
    before = booked(sample, "BK050")
    # free at two o'clock, but 2,600 W is more than the sockets give
    line = stay(2, "B3", "EX07", span(3, "14:00", "16:00"), number="BK050", power_w=2600)

    report = take(sample, line, stay(3, "B3", "EX04", span(3, "10:00", "11:00")))

    assert verdicts(report) == [Verdict.REFUSED, Verdict.REFUSED]
    clash = report.rows[1].refusals[0]
    assert isinstance(clash, OverCapacity)
    assert [holder.number for holder in clash.holders] == ["BK050"]
    assert booked(sample, "BK050") == before
    assert check_store(sample).sound


@ONE_ENGINE
def test_of_bookings_that_are_wanted_whole_nothing_is_taken_when_a_row_is_bad(
    sample: Store,
) -> None:
    before, at = everything(sample), revision(sample)
    lines = [
        stay(2, "C7", "EX07", span(3, "14:00", "16:00")),
        stay(3, "B3", "EX07", span(3, "10:30", "12:30"), number="BK050"),
        stay(4, "C8", "EX07", span(3, "10:00", "11:00")),
    ]

    with pytest.raises(Refused) as refused:
        sample.write(import_bookings, lines, ALL_OR_NONE)

    assert refused.value.refusals == (RowsRefused(rows=(4,), of=3),)
    assert (everything(sample), revision(sample)) == (before, at)
    assert check_store(sample).sound


def test_a_row_never_changes_what_became_of_a_booking(sqlite_sample: Store) -> None:
    where_it_was = stay(2, "B2", "EX05", span(3, "10:00", "12:00"), number="BK049")
    elsewhere = stay(2, "B2", "EX05", span(3, "14:00", "16:00"), number="BK049")

    same = take(sqlite_sample, replace(where_it_was, state=State.CONFIRMED))
    moved = take(sqlite_sample, elsewhere)

    assert (verdicts(same), why(moved)) == ([Verdict.SAME], [WrongState])
    assert booked(sqlite_sample, "BK049").state is State.CANCELLED


def test_a_number_of_somebody_else_is_refused(sqlite_sample: Store) -> None:
    report = take(sqlite_sample, stay(2, "B3", "EX04", span(3, "10:00", "12:00"), number="BK050"))

    assert only(report).refusals == (
        FieldFault(field_name="exhibitor", fault="duplicate", value="BK050"),
    )


def test_a_number_from_elsewhere_is_kept_and_the_labs_own_go_on_above_it(sample: Store) -> None:
    report = take(
        sample,
        stay(2, "C7", "EX07", span(3, "14:00", "15:00"), number="bk073"),
        stay(3, "C7", "EX15", span(3, "15:30", "16:30"), number="X-9"),
    )

    assert [row.known_as for row in report.rows] == ["BK073", "X-9"]
    assert book(sample, "C7", "EX07", span(4, "14:00", "15:00")).number == "BK074"


def test_a_row_without_a_demo_asks_and_one_with_a_demo_is_certain(sqlite_sample: Store) -> None:
    report = take(
        sqlite_sample,
        stay(2, "C7", "EX07", span(3, "14:00", "15:00"), None),
        stay(3, "C7", "EX07", span(3, "16:00", "17:00")),
        stay(4, "C7", "EX08", span(3, "14:00", "15:00"), state=State.WAITLISTED),
    )

    assert verdicts(report) == [Verdict.NEW] * 3
    assert [booked(sqlite_sample, f"BK07{n}").state for n in (1, 2, 3)] == [
        State.PENDING,
        State.CONFIRMED,
        State.WAITLISTED,
    ]


def test_a_row_with_a_fault_is_refused_with_it(sqlite_sample: Store) -> None:
    fault = RowFault(BookingField.DATE, FaultKind.UNREADABLE_DATE, "soon")
    line = stay(2, "C7", "EX07", span(3, "14:00", "15:00"), faults=(fault,))

    row = only(take(sqlite_sample, line))

    assert (row.verdict, row.faults, row.refusals) == (Verdict.REFUSED, (fault,), ())


@pytest.mark.parametrize("role", [Role.READER, Role.KIOSK])
def test_only_the_desk_takes_lists(sqlite_sample: Store, role: Role) -> None:
    store = as_actor(sqlite_sample, "somebody", role)

    with pytest.raises(Refused) as people:
        store.write(import_exhibitors, [exhibitor(2, "Peak Vision")], Choices())
    with pytest.raises(Refused) as stays:
        store.write(import_bookings, [], Choices())
    store.close()

    assert [kinds(people.value), kinds(stays.value)] == [[RoleMayNot], [RoleMayNot]]


# --- whole files ---


@pytest.mark.parametrize("language", ["en", "zh_HK", "zh_CN"])
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_whole_sample_written_out_and_taken_in_again_is_the_same(
    sqlite_sample: Store, tmp_path: Path, language: str, suffix: str
) -> None:
    before, at = everything(sqlite_sample), revision(sqlite_sample)
    write = write_csv if suffix == ".csv" else write_xlsx
    exhibitors, bookings = tmp_path / f"exhibitors{suffix}", tmp_path / f"bookings{suffix}"
    write(sqlite_sample.read(exhibitor_lines), exhibitor_columns(language), exhibitors)
    write(sqlite_sample.read(booking_lines, WEEK), booking_columns(language), bookings)

    people = read_table(exhibitors)
    stays = read_table(bookings)
    reports = (
        sqlite_sample.write(
            import_exhibitors,
            parse_exhibitors(people, guess_mapping(people.headers, TableKind.EXHIBITORS)),
            ALL_OR_NONE,
        ),
        sqlite_sample.write(
            import_bookings,
            parse_bookings(stays, guess_mapping(stays.headers, TableKind.BOOKINGS), TODAY),
            ALL_OR_NONE,
        ),
    )

    assert [report.counts for report in reports] == [
        {"new": 0, "changed": 0, "same": 15, "refused": 0},
        {"new": 0, "changed": 0, "same": 70, "refused": 0},
    ]
    assert (everything(sqlite_sample), revision(sqlite_sample)) == (before, at)


BIG5_EXHIBITORS = """公司名稱,英文名稱,類別,聯絡人,聯絡電話,備註
紙燈籠語音科技（示例）,,初創企業,黃小明,4100 0008,靠窗
山頂視覺有限公司,Peak Vision Limited,初創企業,陳大文,4100 0099,
百度,,生態夥伴,,,
紙燈籠語言科技,,初創企業,,,
"""
BIG5_BOOKINGS = """日期,攤位,參展商,示範,開始時間,結束時間,狀態,人數
2026年12月10日,C7,隼埗機械人有限公司,爬樓梯送遞機械人,下午2時,下午4時,已確認,20
2026年12月10日,C7,百度,,15:00,16:00,待批核,
2026年12月10日,Z9,百度,,10:00,11:00,待批核,
"""


@ONE_ENGINE
def test_a_receptionists_exhibitors_in_big5_are_taken(sample: Store) -> None:
    table = read_table(BIG5_EXHIBITORS.replace("\n", "\r\n").encode("big5hkscs"), "名單.csv")
    lines = parse_exhibitors(table, guess_mapping(table.headers, TableKind.EXHIBITORS))

    report = sample.write(import_exhibitors, lines, Choices())

    assert [(row.verdict, row.known_as) for row in report.rows] == [
        (Verdict.CHANGED, "EX08"),
        (Verdict.NEW, "EX16"),
        (Verdict.SAME, "EX01"),
        (Verdict.REFUSED, None),
    ]
    assert known(sample, "EX08").note == "靠窗"
    assert [p.phone for p in known(sample, "EX16").people] == ["+85241000099"]
    assert [type(refusal) for refusal in report.rows[3].refusals] == [MaybeKnown]


@ONE_ENGINE
def test_a_receptionists_bookings_in_big5_are_taken(sample: Store) -> None:
    table = read_table(BIG5_BOOKINGS.replace("\n", "\r\n").encode("big5hkscs"), "預約.csv")
    lines = parse_bookings(table, guess_mapping(table.headers, TableKind.BOOKINGS), TODAY)

    report = sample.write(import_bookings, lines, Choices())

    assert verdicts(report) == [Verdict.NEW, Verdict.REFUSED, Verdict.REFUSED]
    assert [type(row.refusals[0]) for row in report.refused] == [OverCapacity, NotFound]
    found = booked(sample, "BK071")
    assert (found.span, found.visitors) == (span(3, "14:00", "16:00"), 20)
    assert check_store(sample).sound


def test_a_receptionists_workbook_is_taken(sqlite_sample: Store, tmp_path: Path) -> None:
    from openpyxl import Workbook  # noqa: PLC0415 -- start-up time

    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(["Booth", "Exhibitor", "Demo", "Date", "Time", "Pax"])
    sheet.append(["C7", "Kestrel Quay Robotics", "DM07", datetime(2026, 12, 10), "2-4pm", 20])  # noqa: DTZ001 -- as Excel
    workbook.save(tmp_path / "bookings.xlsx")
    table = read_table(tmp_path / "bookings.xlsx")
    lines = parse_bookings(table, guess_mapping(table.headers, TableKind.BOOKINGS), TODAY)

    row = only(take(sqlite_sample, *lines))

    assert (row.verdict, row.known_as) == (Verdict.NEW, "BK071")
    assert booked(sqlite_sample, "BK071").span == span(3, "14:00", "16:00")
