from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from labapp.domain.bookings import Act, Booking, Kind, State
from labapp.domain.errors import (
    FieldFault,
    NotFound,
    OutsideHours,
    OverCapacity,
    QuotaExceeded,
    ReasonMissing,
    Refused,
    RoleMayNot,
    TooShort,
    WrongState,
)
from labapp.domain.languages import Names
from labapp.domain.staff import Role
from labapp.domain.times import Span, local
from labapp.services.bookings import BookVisit, ClosePlace
from labapp.services.checks import check_store
from labapp.services.series import (
    MOST,
    BookSeries,
    CancelSeries,
    EditSeries,
    MoveSeries,
    Scope,
    SeriesBooked,
    book_series,
    cancel_series,
    edit_series,
    move_series,
    occurrences,
    reach_of,
    series_of,
    try_series,
)
from labapp.services.undo import redo, undo
from labapp.storage.store import Store
from tests.builders import as_actor, set_clock, span, when
from tests.services.orders import ONE_ENGINE, book, booked, do, kinds, place_id, revision, stay

HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)
FIRST = span(8, "14:00", "15:00")
"""Tuesday the 15th."""
NONE = frozenset[date]()


def starts(spans: tuple[Span, ...]) -> list[str]:
    return [f"{local(one.start):%m-%d %H:%M}" for one in spans]


def series(store: Store, rule: str = "FREQ=WEEKLY;COUNT=4", first: Span = FIRST) -> SeriesBooked:
    order = BookSeries(first=stay(store, "B3", "EX07", first), rule=rule)
    return store.write(book_series, order)


def spans(bookings: list[Booking] | tuple[Booking, ...]) -> list[Span]:
    return [booking.span for booking in bookings]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=WEEKLY;COUNT=3", ["12-15 14:00", "12-22 14:00", "12-29 14:00"]),
        ("RRULE:FREQ=WEEKLY;COUNT=2", ["12-15 14:00", "12-22 14:00"]),
        ("freq=weekly;count=2", ["12-15 14:00", "12-22 14:00"]),
        ("FREQ=DAILY;INTERVAL=2;COUNT=3", ["12-15 14:00", "12-17 14:00", "12-19 14:00"]),
        ("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=3", ["12-15 14:00", "12-17 14:00", "12-22 14:00"]),
        ("FREQ=MONTHLY;BYDAY=3TU;COUNT=2", ["12-15 14:00", "01-19 14:00"]),
        ("FREQ=DAILY;UNTIL=20261217", ["12-15 14:00", "12-16 14:00", "12-17 14:00"]),
        ("FREQ=DAILY;UNTIL=20261216T140000", ["12-15 14:00", "12-16 14:00"]),
        ("FREQ=DAILY;UNTIL=20261216T135959", ["12-15 14:00"]),
        # 06:00 in UTC is 14:00 in the lab
        ("FREQ=DAILY;UNTIL=20261216T060000Z", ["12-15 14:00", "12-16 14:00"]),
        ("FREQ=DAILY;UNTIL=20261216T055959Z", ["12-15 14:00"]),
    ],
)
def test_a_rule_gives_its_dates_at_the_same_time_of_day(rule: str, expected: list[str]) -> None:
    found = occurrences(FIRST, rule, NONE)

    assert starts(found) == expected
    assert {one.duration for one in found} == {HOUR}


def test_skipped_dates_are_left_out_and_not_made_up_for() -> None:
    skipped = frozenset({date(2026, 12, 22)})

    found = occurrences(FIRST, "FREQ=WEEKLY;COUNT=3", skipped)

    assert starts(found) == ["12-15 14:00", "12-29 14:00"]


def test_a_series_begins_on_the_first_day_that_the_rule_gives() -> None:
    found = occurrences(FIRST, "FREQ=WEEKLY;BYDAY=WE;COUNT=2", NONE)

    assert starts(found) == ["12-16 14:00", "12-23 14:00"]


def test_a_stay_over_midnight_keeps_its_length() -> None:
    night = Span(when(8, "22:00"), when(9, "02:00"))

    found = occurrences(night, "FREQ=DAILY;COUNT=2", NONE)

    assert [one.duration for one in found] == [timedelta(hours=4)] * 2


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "every Tuesday",
        "FREQ=",
        "FREQ=SOMETIMES;COUNT=2",
        "COUNT=3",
        "FREQ=WEEKLY;COUNT=0",
        "FREQ=WEEKLY;COUNT=-2",
        "FREQ=WEEKLY;COUNT=two",
        "FREQ=WEEKLY;COUNT=2;COUNT=3",
        "FREQ=WEEKLY;INTERVAL=0;COUNT=2",
        "FREQ=WEEKLY;BYDAY=;COUNT=2",
        "FREQ=WEEKLY;BYDAY=XX;COUNT=2",
        "FREQ=WEEKLY;UNTIL=tomorrow",
        "FREQ=WEEKLY;UNTIL=20261340",
        "FREQ=WEEKLY;COUNT=2;UNTIL=20261231",
        "FREQ=WEEKLY;COUNT=2;COLOUR=RED",
        # other times of day would break the promise of one time
        "FREQ=DAILY;BYHOUR=9,17;COUNT=2",
        "FREQ=HOURLY;COUNT=2",
        # finding nothing, second by second, for eight thousand years
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1",
        "DTSTART:20261201T100000\nRRULE:FREQ=DAILY;COUNT=2",
        "FREQ=DAILY;COUNT=2\nEXDATE:20261216T140000",
        "FREQ=DAILY;COUNT=2;BYMONTH=" + ",".join(["12"] * 200),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused(rule: str) -> None:
    with pytest.raises(Refused) as refused:
        occurrences(FIRST, rule, NONE)

    assert refused.value.refusals == (FieldFault(field_name="rule", fault="malformed", value=rule),)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY",
        f"FREQ=DAILY;COUNT={MOST + 1}",
        "FREQ=DAILY;COUNT=99999999999",
        "FREQ=WEEKLY;UNTIL=20991231",
        "FREQ=YEARLY;COUNT=12",
        "FREQ=MONTHLY;BYMONTHDAY=32;COUNT=1",
    ],
)
def test_a_rule_that_does_not_end_soon_enough_is_refused(rule: str) -> None:
    with pytest.raises(Refused) as refused:
        occurrences(FIRST, rule, NONE)

    assert refused.value.refusals == (
        FieldFault(field_name="rule", fault="out_of_range", value=rule),
    )


def test_as_many_dates_as_are_allowed_are_given() -> None:
    assert len(occurrences(FIRST, f"FREQ=DAILY;COUNT={MOST}", NONE)) == MOST


KEYS = st.sampled_from(
    ["FREQ", "COUNT", "UNTIL", "INTERVAL", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYHOUR", "WKST", "X"]
)
VALUES = st.one_of(
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY", "MO", "-1FR", "20270101", "0", "-1"]),
    st.integers(-400, 100_000).map(str),
    st.text("0123456789TZMOWEFR,+-; ", max_size=12),
)
RULES = st.lists(st.tuples(KEYS, VALUES), max_size=5).map(
    lambda pairs: ";".join(f"{key}={value}" for key, value in pairs)
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(RULES, RULES.map(lambda rule: f"FREQ=DAILY;COUNT=3;{rule}"), st.text()))
@example("FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO;COUNT=2")
def test_whatever_stands_in_a_rule_it_gives_dates_in_order_or_a_refusal(rule: str) -> None:
    try:
        found = occurrences(FIRST, rule, NONE)
    except Refused:
        return

    assert list(found) == sorted(set(found))
    assert all(one.start >= FIRST.start for one in found)
    assert {f"{local(one.start):%H:%M}" for one in found} <= {"14:00"}


def test_a_series_books_every_date(sample: Store) -> None:
    made = series(sample)

    assert spans(made.booked) == [
        Span(FIRST.start + n * WEEK, FIRST.end + n * WEEK) for n in range(4)
    ]
    assert {booking.series_id for booking in made.booked} == {made.series_id}
    assert {booking.state for booking in made.booked} == {State.CONFIRMED}
    assert len({booking.number for booking in made.booked}) == 4
    assert check_store(sample).sound


@ONE_ENGINE
def test_a_series_is_booked_all_or_not_at_all(sample: Store) -> None:
    in_the_way = book(sample, "B3", "EX04", span(15, "14:00", "16:00"))
    before = revision(sample)

    with pytest.raises(Refused) as refused:
        series(sample)

    (found,) = refused.value.refusals
    assert isinstance(found, OverCapacity)
    assert [holder.number for holder in found.holders] == [in_the_way.number]
    assert revision(sample) == before
    assert check_store(sample).sound


def test_of_a_series_only_what_fits_is_booked_if_that_is_wanted(sample: Store) -> None:
    book(sample, "B3", "EX04", span(15, "14:00", "16:00"))
    first = stay(sample, "B3", "EX07", FIRST)
    order = BookSeries(first=first, rule="FREQ=WEEKLY;COUNT=4", only_what_fits=True)

    made = sample.write(book_series, order)

    assert [booking.span.start for booking in made.booked] == [
        FIRST.start + n * WEEK for n in (0, 2, 3)
    ]
    (left_out,) = made.refused
    assert left_out.span.start == FIRST.start + WEEK
    assert [type(refusal) for refusal in left_out.refusals] == [OverCapacity]
    assert check_store(sample).sound


def test_the_house_rules_hold_for_every_date(sqlite_sample: Store) -> None:
    first = stay(sqlite_sample, "B3", "EX07", FIRST)
    order = BookSeries(first=first, rule="FREQ=DAILY;COUNT=6", only_what_fits=True)

    made = sqlite_sample.write(book_series, order)

    assert [type(r) for one in made.refused for r in one.refusals] == [OutsideHours]  # Sunday


def test_the_dates_of_one_series_count_together_against_a_quota(sqlite_sample: Store) -> None:
    first = stay(sqlite_sample, "B3", "EX07", span(7, "10:00", "14:00"))
    order = BookSeries(first=first, rule="FREQ=DAILY;COUNT=5", only_what_fits=True)

    made = sqlite_sample.write(book_series, order)

    assert len(made.booked) == 3  # of four hours: fifteen hours a week
    assert [type(r) for one in made.refused for r in one.refusals] == [QuotaExceeded] * 2


def test_a_series_of_which_nothing_fits_is_refused(sqlite_sample: Store) -> None:
    first = stay(sqlite_sample, "C8", "EX07", FIRST)

    with pytest.raises(Refused):
        sqlite_sample.write(
            book_series, BookSeries(first=first, rule="FREQ=WEEKLY;COUNT=2", only_what_fits=True)
        )


def test_a_series_sent_twice_is_booked_once(sample: Store) -> None:
    order = BookSeries(first=stay(sample, "B3", "EX07", FIRST), rule="FREQ=WEEKLY;COUNT=3")
    made = sample.write(book_series, order)

    again = sample.write(book_series, order)

    assert again == made


def test_a_number_from_elsewhere_is_the_first_bookings(sqlite_sample: Store) -> None:
    first = stay(sqlite_sample, "B3", "EX07", FIRST, number="BK500")

    made = sqlite_sample.write(book_series, BookSeries(first=first, rule="FREQ=WEEKLY;COUNT=2"))

    assert [booking.number for booking in made.booked] == ["BK500", "BK071"]


def test_a_number_that_is_taken_is_refused(sqlite_sample: Store) -> None:
    first = stay(sqlite_sample, "B3", "EX07", FIRST, number="BK050")

    with pytest.raises(Refused) as refused:
        sqlite_sample.write(book_series, BookSeries(first=first, rule="FREQ=WEEKLY;COUNT=2"))

    assert refused.value.refusals == (
        FieldFault(field_name="code", fault="duplicate", value="BK050"),
    )


def test_a_long_series_that_is_refused_for_the_most_part_is_refused_soon(
    sqlite_sample: Store,
) -> None:
    first = stay(sqlite_sample, "B3", "EX07", FIRST)
    order = BookSeries(first=first, rule="FREQ=DAILY;COUNT=300", only_what_fits=True)

    made = sqlite_sample.rehearse(book_series, order)

    assert len(made.booked) + len(made.refused) == 300


@pytest.mark.parametrize(
    ("scope", "moved"),
    [(Scope.THIS, {1}), (Scope.FOLLOWING, {1, 2, 3}), (Scope.ALL, {0, 1, 2, 3})],
)
def test_a_move_is_of_this_one_the_following_or_all(
    sqlite_sample: Store, scope: Scope, moved: set[int]
) -> None:
    made = series(sqlite_sample)

    changed = sqlite_sample.write(
        move_series, MoveSeries(booking_id=made.booked[1].id, scope=scope, shift=HOUR)
    )

    assert [booking.id for booking in changed] == [made.booked[n].id for n in sorted(moved)]
    for n, before in enumerate(made.booked):
        shift = HOUR if n in moved else timedelta(0)
        assert booked(sqlite_sample, before.number).span.start == before.span.start + shift
    assert check_store(sqlite_sample).sound


def test_what_is_moved_with_the_following_is_a_series_of_its_own(sqlite_sample: Store) -> None:
    made = series(sqlite_sample)

    changed = sqlite_sample.write(
        move_series,
        MoveSeries(booking_id=made.booked[2].id, scope=Scope.FOLLOWING, shift=HOUR),
    )
    rest = sqlite_sample.write(
        cancel_series, CancelSeries(booking_id=made.booked[0].id, scope=Scope.ALL, reason="test")
    )

    assert {b.series_id for b in changed} != {made.series_id}
    assert len({b.series_id for b in changed}) == 1
    assert [b.id for b in rest] == [made.booked[0].id, made.booked[1].id]


@ONE_ENGINE
@pytest.mark.parametrize("shift", [WEEK, -WEEK, 2 * WEEK], ids=["on", "back", "two on"])
def test_a_series_may_move_to_where_its_next_one_stood(sample: Store, shift: timedelta) -> None:
    made = series(sample, first=span(22, "14:00", "15:00"))

    changed = sample.write(
        move_series, MoveSeries(booking_id=made.booked[0].id, scope=Scope.ALL, shift=shift)
    )

    assert spans(tuple(changed)) == [
        Span(one.start + shift, one.end + shift) for one in spans(made.booked)
    ]
    assert check_store(sample).sound


@ONE_ENGINE
def test_a_move_into_somebody_else_moves_none(sample: Store) -> None:
    made = series(sample)
    book(sample, "B3", "EX04", span(22, "15:30", "16:30"))
    before = revision(sample)

    with pytest.raises(Refused) as refused:
        sample.write(
            move_series, MoveSeries(booking_id=made.booked[0].id, scope=Scope.ALL, shift=HOUR)
        )

    assert kinds(refused.value) == [OverCapacity]
    assert revision(sample) == before
    assert check_store(sample).sound


@ONE_ENGINE
def test_a_series_can_be_lengthened_and_moved_to_another_place(sample: Store) -> None:
    made = series(sample)

    changed = sample.write(
        move_series,
        MoveSeries(
            booking_id=made.booked[0].id,
            scope=Scope.ALL,
            lengthen=HOUR,
            place_id=place_id(sample, "D1"),
        ),
    )

    assert {(b.place, b.span.minutes, b.buffer_minutes) for b in changed} == {("D1", 120, 30)}
    assert check_store(sample).sound


def test_a_series_cannot_be_shortened_to_nothing(sqlite_sample: Store) -> None:
    made = series(sqlite_sample)

    with pytest.raises(Refused) as refused:
        sqlite_sample.write(
            move_series,
            MoveSeries(booking_id=made.booked[0].id, scope=Scope.ALL, lengthen=-HOUR),
        )

    assert refused.value.refusals == (TooShort(minutes=0, least=30),)


def test_a_series_cannot_be_moved_to_a_place_that_is_not_there(sqlite_sample: Store) -> None:
    made = series(sqlite_sample)

    with pytest.raises(Refused) as refused:
        sqlite_sample.write(
            move_series, MoveSeries(booking_id=made.booked[0].id, scope=Scope.ALL, place_id=999)
        )

    assert kinds(refused.value) == [NotFound]


def test_a_move_by_nothing_changes_nothing(sqlite_sample: Store) -> None:
    made = series(sqlite_sample)
    before = revision(sqlite_sample)

    sqlite_sample.write(
        move_series, MoveSeries(booking_id=made.booked[0].id, scope=Scope.FOLLOWING)
    )

    assert revision(sqlite_sample) == before


@pytest.mark.parametrize(
    ("scope", "cancelled"),
    [(Scope.THIS, {1}), (Scope.FOLLOWING, {1, 2, 3}), (Scope.ALL, {0, 1, 2, 3})],
)
def test_a_cancellation_is_of_this_one_the_following_or_all(
    sqlite_sample: Store, scope: Scope, cancelled: set[int]
) -> None:
    made = series(sqlite_sample)

    sqlite_sample.write(
        cancel_series,
        CancelSeries(booking_id=made.booked[1].id, scope=scope, reason=" moved away "),
    )

    found = [booked(sqlite_sample, before.number) for before in made.booked]
    assert {n for n, one in enumerate(found) if one.state is State.CANCELLED} == cancelled
    assert {found[n].reason for n in cancelled} == {"moved away"}
    assert check_store(sqlite_sample).sound


def test_each_cancellation_counts_as_late_by_its_own_start(sqlite_sample: Store) -> None:
    made = series(sqlite_sample)
    set_clock(sqlite_sample, when(7, "10:00"))  # 28 hours before the first

    found = sqlite_sample.write(
        cancel_series, CancelSeries(booking_id=made.booked[0].id, scope=Scope.ALL, reason="test")
    )

    assert [b.state for b in found] == [State.LATE_CANCELLED] + [State.CANCELLED] * 3


def test_what_has_taken_place_is_not_cancelled_with_the_rest(sqlite_sample: Store) -> None:
    made = series(sqlite_sample)
    set_clock(sqlite_sample, when(16, "10:00"))  # the day after the second

    found = sqlite_sample.write(
        cancel_series, CancelSeries(booking_id=made.booked[0].id, scope=Scope.ALL, reason="test")
    )

    assert [b.number for b in found] == [b.number for b in made.booked[2:]]
    assert [booked(sqlite_sample, b.number).state for b in made.booked[:2]] == [State.CONFIRMED] * 2


def test_what_is_cancelled_already_stays_as_it_is(sqlite_sample: Store) -> None:
    made = series(sqlite_sample)
    do(sqlite_sample, Act.CANCEL, made.booked[2].number)

    found = sqlite_sample.write(
        cancel_series, CancelSeries(booking_id=made.booked[0].id, scope=Scope.ALL, reason="test")
    )

    assert [b.number for b in found] == [made.booked[n].number for n in (0, 1, 3)]


def test_a_series_that_is_cancelled_cannot_be_cancelled_or_moved(sqlite_sample: Store) -> None:
    made = series(sqlite_sample)
    cancel = CancelSeries(booking_id=made.booked[0].id, scope=Scope.ALL, reason="test")
    sqlite_sample.write(cancel_series, cancel)

    with pytest.raises(Refused) as again:
        sqlite_sample.write(cancel_series, cancel)
    with pytest.raises(Refused) as moved:
        sqlite_sample.write(
            move_series, MoveSeries(booking_id=made.booked[0].id, scope=Scope.THIS, shift=HOUR)
        )

    assert (kinds(again.value), kinds(moved.value)) == ([WrongState], [WrongState])


def test_a_cancellation_needs_a_reason(sqlite_sample: Store) -> None:
    made = series(sqlite_sample)

    with pytest.raises(Refused):
        sqlite_sample.write(
            cancel_series, CancelSeries(booking_id=made.booked[0].id, scope=Scope.ALL, reason=" ")
        )


def test_a_booking_without_a_series_is_a_series_of_one(sqlite_sample: Store) -> None:
    one = booked(sqlite_sample, "BK050")

    found = sqlite_sample.write(
        cancel_series, CancelSeries(booking_id=one.id, scope=Scope.ALL, reason="test")
    )

    assert [b.number for b in found] == ["BK050"]


def test_a_whole_series_is_taken_back_and_made_again_in_one_go(sample: Store) -> None:
    made = series(sample)

    undone = sample.write(undo)
    freed = [booked(sample, b.number).state for b in made.booked]
    sample.write(redo)

    assert len(undone) == 4
    assert freed == [State.CANCELLED] * 4
    assert [booked(sample, b.number).state for b in made.booked] == [State.CONFIRMED] * 4
    assert check_store(sample).sound


@pytest.mark.parametrize("shift", [WEEK, -WEEK], ids=["on", "back"])
def test_a_move_of_a_whole_series_is_taken_back_in_one_go(
    sqlite_sample: Store, shift: timedelta
) -> None:
    made = series(sqlite_sample, first=span(22, "14:00", "15:00"))
    sqlite_sample.write(
        move_series, MoveSeries(booking_id=made.booked[0].id, scope=Scope.ALL, shift=shift)
    )

    sqlite_sample.write(undo)

    found = tuple(booked(sqlite_sample, b.number) for b in made.booked)
    assert spans(found) == spans(made.booked)
    assert {b.series_id for b in found} == {made.series_id}
    assert check_store(sqlite_sample).sound


@pytest.mark.parametrize("role", [Role.READER, Role.KIOSK])
def test_only_the_desk_has_series(sqlite_sample: Store, role: Role) -> None:
    made = series(sqlite_sample)
    first = stay(sqlite_sample, "C7", "EX07", FIRST)
    store = as_actor(sqlite_sample, "somebody", role)

    with pytest.raises(Refused) as booking:
        store.write(book_series, BookSeries(first=first, rule="FREQ=WEEKLY;COUNT=2"))
    with pytest.raises(Refused) as moving:
        store.write(
            move_series, MoveSeries(booking_id=made.booked[0].id, scope=Scope.ALL, shift=HOUR)
        )
    with pytest.raises(Refused) as cancelling:
        store.write(
            cancel_series, CancelSeries(booking_id=made.booked[0].id, scope=Scope.ALL, reason="x")
        )

    assert [kinds(error.value) for error in (booking, moving, cancelling)] == [[RoleMayNot]] * 3
    store.close()


def test_closed_days_are_left_out_of_a_series_when_asked_and_named(sample: Store) -> None:
    """The two Fridays after the 18th are Christmas and New Year."""
    first = stay(sample, "B3", "EX07", span(11, "14:00", "15:00"))
    order = BookSeries(first=first, rule="FREQ=WEEKLY;COUNT=4", skip_closed=True)

    made = sample.write(book_series, order)

    assert starts(tuple(spans(made.booked))) == ["12-18 14:00", "01-08 14:00"]
    assert made.left_out == (date(2026, 12, 25), date(2027, 1, 1))
    assert made.refused == ()


def test_a_look_ahead_says_what_would_be_booked_and_books_nothing(sample: Store) -> None:
    before = revision(sample)
    book(sample, "B3", "EX02", span(15, "14:00", "15:00"))
    first = stay(sample, "B3", "EX07", FIRST)

    seen = sample.rehearse(try_series, BookSeries(first=first, rule="FREQ=WEEKLY;COUNT=3"))

    assert starts(tuple(spans(seen.booked))) == ["12-15 14:00", "12-29 14:00"]
    assert [set(kinds(Refused(*one.refusals))) for one in seen.refused] == [{OverCapacity}]
    assert revision(sample) == before + 1


@pytest.mark.parametrize(
    ("scope", "changed"),
    [(Scope.THIS, [1]), (Scope.FOLLOWING, [1, 2, 3]), (Scope.ALL, [0, 1, 2, 3])],
)
def test_an_edit_is_for_those_that_are_meant(
    sample: Store, scope: Scope, changed: list[int]
) -> None:
    made = series(sample)
    order = EditSeries(booking_id=made.booked[1].id, scope=scope, changes={"note": "Arm"})

    edited = sample.write(edit_series, order)

    assert [booking.note for booking in edited] == ["Arm"] * len(changed)
    now = sample.read(series_of, made.series_id)
    assert [number for number, booking in enumerate(now) if booking.note == "Arm"] == changed
    sample.write(undo)
    assert {booking.note for booking in sample.read(series_of, made.series_id)} == {None}


def test_an_edit_that_one_of_a_series_cannot_have_changes_none(sample: Store) -> None:
    made = series(sample)
    order = EditSeries(booking_id=made.booked[0].id, scope=Scope.ALL, changes={"power_w": 50_000})

    with pytest.raises(Refused) as refused:
        sample.write(edit_series, order)

    assert set(kinds(refused.value)) == {OverCapacity}
    assert 50_000 not in {b.power_w for b in sample.read(series_of, made.series_id)}


def test_it_is_told_for_how_many_an_act_would_be(sample: Store) -> None:
    made = series(sample)
    sample.write(
        cancel_series,
        CancelSeries(booking_id=made.booked[3].id, scope=Scope.THIS, reason="Away"),
    )

    reach = sample.read(reach_of, made.booked[1].id, Act.MOVE)

    assert reach == {Scope.THIS: 1, Scope.FOLLOWING: 2, Scope.ALL: 3}
    assert len(sample.read(series_of, made.series_id)) == 3


def test_a_place_is_closed_again_and_again_but_not_over_a_booking(sample: Store) -> None:
    book(sample, "B3", "EX07", span(15, "14:00", "15:00"))
    closure = ClosePlace(place_id=place_id(sample, "B3"), span=FIRST, title=Names("Deep clean"))
    order = BookSeries(first=closure, rule="FREQ=WEEKLY;COUNT=3", only_what_fits=True)

    made = sample.write(book_series, order)

    assert {booking.kind for booking in made.booked} == {Kind.CLOSURE}
    assert starts(tuple(spans(made.booked))) == ["12-15 14:00", "12-29 14:00"]
    assert [one.span.start for one in made.refused] == [when(15, "14:00")]
    assert check_store(sample).sound


def test_a_guided_visit_comes_again_each_week(sample: Store) -> None:
    visit = BookVisit(title=Names("School"), span=FIRST, people=20, language="en")

    made = sample.write(book_series, BookSeries(first=visit, rule="FREQ=WEEKLY;COUNT=2"))

    assert [(b.kind, b.visitors) for b in made.booked] == [(Kind.VISIT, 20)] * 2
    again = sample.write(book_series, BookSeries(first=visit, rule="FREQ=WEEKLY;COUNT=2"))
    assert again.series_id == made.series_id


def test_a_closure_without_a_reason_is_not_repeated(sample: Store) -> None:
    closure = ClosePlace(place_id=place_id(sample, "B3"), span=FIRST, title=Names())

    with pytest.raises(Refused) as refused:
        sample.write(book_series, BookSeries(first=closure, rule="FREQ=WEEKLY;COUNT=3"))

    assert kinds(refused.value) == [ReasonMissing]
