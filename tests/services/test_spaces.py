from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labapp.domain.bookings import Act, State
from labapp.domain.errors import (
    AboveParent,
    BelowBooked,
    FieldFault,
    NotFound,
    OffGrid,
    OutOfService,
    OutsideHours,
    OverCapacity,
    QuotaExceeded,
    Refused,
    RoleMayNot,
)
from labapp.domain.languages import NO_NAMES, Names
from labapp.domain.policy import Policy, setting, setting_names
from labapp.domain.resources import Step, capacity_at
from labapp.domain.spaces import Holiday, Hours, SpecialDay
from labapp.domain.staff import Role
from labapp.domain.steps import overlay
from labapp.domain.times import FOREVER, slot_at
from labapp.exchange.holiday_file import general_holidays
from labapp.services.bookings import (
    EditBooking,
    MoveBooking,
    edit_booking,
    history_of,
    move_booking,
)
from labapp.services.checks import check_store
from labapp.services.spaces import (
    SetCapacity,
    capacity_steps,
    clear_special_day,
    import_holidays,
    lab,
    policy,
    remove_holiday,
    set_capacity,
    set_in_service,
    set_policy,
    set_special_day,
    set_weekly_hours,
)
from labapp.storage.store import Store
from tests.builders import as_actor, set_clock, span, when
from tests.services.orders import (
    ONE_ENGINE,
    book,
    booked,
    do,
    kinds,
    lab_of,
    place_id,
    resource_id,
    revision,
)

MORNING_ONLY = Hours(time(10), time(13))
ALL_DAY = Hours(time(0), time(0))
STAFF_PARTY = Names("Staff party", "員工聚會", "员工聚会")


def shown(store: Store, day: date) -> list[tuple[str, str]]:
    hours = lab_of(store).opening.hours_on(day)
    return [(f"{h.start:%d %H:%M}", f"{h.end:%d %H:%M}") for h in hours]


# --- house rules ---


@ONE_ENGINE
def test_every_house_rule_is_changed_kept_and_read_again(sample: Store) -> None:
    wanted: dict[str, int | str] = {}
    for name in setting_names():
        old = setting(Policy(), name)
        if isinstance(old, str):
            wanted[name] = {"09:00": "07:30", "15:00": "14:00"}.get(old, "close")
        else:
            wanted[name] = 20 if old != 20 else 30

    # the longest first: all others are shorter
    for name in sorted(wanted, key=lambda name: name != "min_booking_minutes"):
        sample.write(set_policy, name, wanted[name])

    other = as_actor(sample, "somebody", Role.READER)
    found = other.read(policy)
    other.close()
    assert {name: setting(found, name) for name in setting_names()} == wanted


def test_longer_bookings_may_be_the_shortest_when_the_longest_are_longer(sample: Store) -> None:
    sample.write(set_policy, "max_booking_minutes", 800)
    sample.write(set_policy, "min_booking_minutes", 700)

    other = as_actor(sample, "somebody", Role.READER)
    found = other.read(policy)
    other.close()
    assert (found.min_booking_minutes, found.max_booking_minutes) == (700, 800)


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("slot_minutes", "often", "malformed"),
        ("slot_minutes", 7, "out_of_range"),
        ("buffer_minutes.booth", 1445, "out_of_range"),
        ("min_booking_minutes", 601, "out_of_range"),
        ("max_booking_minutes", 29, "out_of_range"),
        ("weather_amber_red_rain", "perhaps", "malformed"),
        ("no_such_rule", 1, "unknown"),
    ],
)
def test_a_bad_value_is_refused_and_nothing_is_changed(
    sqlite_sample: Store, name: str, value: int | str, fault: str
) -> None:
    before = (sqlite_sample.read(policy), revision(sqlite_sample))

    with pytest.raises(Refused) as refused:
        sqlite_sample.write(set_policy, name, value)

    assert refused.value.refusals == (FieldFault(field_name=name, fault=fault, value=str(value)),)
    assert (sqlite_sample.read(policy), revision(sqlite_sample)) == before


def test_another_turnover_holds_from_the_next_booking_on(sqlite_sample: Store) -> None:
    before = book(sqlite_sample, "C7", "EX07", span(3, "14:00", "15:00"))
    sqlite_sample.write(set_policy, "buffer_minutes.booth", 60)

    with pytest.raises(Refused) as refused:
        book(sqlite_sample, "C7", "EX12", span(3, "13:15", "13:45"))
    after = book(sqlite_sample, "C7", "EX12", span(3, "12:00", "13:00"))

    assert kinds(refused.value) == [OverCapacity]
    assert (before.buffer_minutes, after.buffer_minutes) == (15, 60)
    assert booked(sqlite_sample, before.number).buffer_minutes == 15
    assert check_store(sqlite_sample).sound


def test_another_grid_holds_from_the_next_booking_on(sqlite_sample: Store) -> None:
    time_off = span(3, "14:05", "15:05")
    with pytest.raises(Refused) as refused:
        book(sqlite_sample, "C7", "EX07", time_off)
    sqlite_sample.write(set_policy, "slot_minutes", 5)

    made = book(sqlite_sample, "C7", "EX07", time_off)

    assert refused.value.refusals[0] == OffGrid(slot_minutes=15)
    assert made.span == time_off


def test_another_quota_holds_from_the_next_booking_on(sqlite_sample: Store) -> None:
    wanted = span(2, "10:00", "12:00")
    sqlite_sample.write(set_policy, "daily_quota_minutes.startup", 180)
    with pytest.raises(Refused) as refused:
        book(sqlite_sample, "C7", "EX07", wanted)  # has two and a half hours that day
    sqlite_sample.write(set_policy, "daily_quota_minutes.startup", 300)

    book(sqlite_sample, "C7", "EX07", wanted)

    assert kinds(refused.value) == [QuotaExceeded]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SUPERVISOR])
def test_only_a_supervisor_changes_the_house(sqlite_sample: Store, role: Role) -> None:
    pool, booth = resource_id(sqlite_sample, "P-GPU"), place_id(sqlite_sample, "C7")
    store = as_actor(sqlite_sample, "somebody", role)
    day = date(2026, 12, 11)
    acts: list[tuple[Any, ...]] = [
        (set_policy, "slot_minutes", 5),
        (set_weekly_hours, 0, []),
        (set_special_day, SpecialDay(day, (), NO_NAMES)),
        (clear_special_day, day),
        (import_holidays, [Holiday(day, NO_NAMES)]),
        (set_capacity, SetCapacity(resource_id=pool, start=when(7), end=None, capacity=9999)),
    ]

    found = []
    for use_case, *arguments in acts:
        with pytest.raises(Refused) as refused:
            store.write(use_case, *arguments)
        found.append(kinds(refused.value))
    with pytest.raises(Refused) as refused:
        store.write(set_in_service, booth, in_service=False)
    store.close()

    assert [*found, kinds(refused.value)] == [[RoleMayNot]] * 7


# --- opening ---


@ONE_ENGINE
def test_the_hours_of_a_weekday_are_changed(sample: Store) -> None:
    sample.write(set_weekly_hours, 4, [Hours(time(14), time(18)), MORNING_ONLY])

    friday = shown(sample, date(2026, 12, 11))
    assert friday == [("11 02:00", "11 05:00"), ("11 06:00", "11 10:00")]
    assert shown(sample, date(2026, 12, 10)) == [("10 02:00", "10 10:00")]
    sample.write(set_weekly_hours, 4, [])
    assert shown(sample, date(2026, 12, 11)) == []


@ONE_ENGINE
def test_a_day_may_be_open_to_midnight(sample: Store) -> None:
    sample.write(set_weekly_hours, 6, [Hours(time(20), time(0))])

    assert shown(sample, date(2026, 12, 13)) == [("13 12:00", "13 16:00")]


def test_changed_hours_hold_for_the_next_booking(sqlite_sample: Store) -> None:
    sqlite_sample.write(set_weekly_hours, 4, [MORNING_ONLY])

    with pytest.raises(Refused) as refused:
        book(sqlite_sample, "C7", "EX07", span(4, "12:30", "13:30"))

    assert kinds(refused.value) == [OutsideHours]


@pytest.mark.parametrize(
    "hours",
    [
        [Hours(time(10), time(14)), Hours(time(13), time(18))],
        [Hours(time(10), time(18)), Hours(time(12), time(13))],
        [Hours(time(10), time(18)), Hours(time(10), time(18))],
        [Hours(time(10), time(10))],
        [Hours(time(20), time(2)), Hours(time(22), time(23))],
    ],
    ids=["overlap", "inside", "twice", "empty", "past midnight"],
)
def test_hours_that_overlap_or_have_no_length_are_refused(
    sqlite_sample: Store, hours: list[Hours]
) -> None:
    before = revision(sqlite_sample)

    for use_case, arguments in (
        (set_weekly_hours, (4, hours)),
        (set_special_day, (SpecialDay(date(2026, 12, 11), tuple(hours), NO_NAMES),)),
    ):
        with pytest.raises(Refused) as refused:
            sqlite_sample.write(use_case, *arguments)
        assert kinds(refused.value) == [FieldFault]
    assert revision(sqlite_sample) == before


@pytest.mark.parametrize("weekday", [-1, 7])
def test_there_are_seven_weekdays(sqlite_sample: Store, weekday: int) -> None:
    with pytest.raises(Refused):
        sqlite_sample.write(set_weekly_hours, weekday, [MORNING_ONLY])


def test_a_special_day_beats_a_holiday_which_beats_the_week(sample: Store) -> None:
    day = date(2026, 12, 11)
    week = shown(sample, day)
    sample.write(import_holidays, [Holiday(day, Names("Founders' day"))])
    holiday = shown(sample, day)
    sample.write(set_special_day, SpecialDay(day, (MORNING_ONLY,), STAFF_PARTY))
    special = shown(sample, day)
    reason = lab_of(sample).opening.reason_on(day)

    sample.write(clear_special_day, day)

    assert week == [("11 02:00", "11 10:00")]
    assert holiday == []
    assert (special, reason) == ([("11 02:00", "11 05:00")], STAFF_PARTY)
    assert shown(sample, day) == []
    assert lab_of(sample).opening.reason_on(day) == Names("Founders' day")


def test_a_special_day_said_again_takes_the_others_place(sqlite_sample: Store) -> None:
    day = date(2026, 12, 11)
    sqlite_sample.write(set_special_day, SpecialDay(day, (), STAFF_PARTY))

    sqlite_sample.write(set_special_day, SpecialDay(day, (MORNING_ONLY,), NO_NAMES))

    assert shown(sqlite_sample, day) == [("11 02:00", "11 05:00")]
    assert lab_of(sqlite_sample).opening.reason_on(day) == NO_NAMES


def test_the_journal_keeps_the_hours_there_were(sqlite_sample: Store) -> None:
    sqlite_sample.write(set_special_day, SpecialDay(date(2026, 12, 9), (), STAFF_PARTY))

    row = sqlite_sample.read(history_of, "2026-12-09")[0]
    assert (row.before, row.after) == ({"hours": [["10:00", "20:00"]]}, {"hours": []})


def test_clearing_a_day_that_is_not_special_writes_nothing(sqlite_sample: Store) -> None:
    before = revision(sqlite_sample)

    sqlite_sample.write(clear_special_day, date(2026, 12, 11))

    assert revision(sqlite_sample) == before


# --- holidays ---


def holidays_of(store: Store) -> dict[date, Names]:
    return {day: one.names for day, one in lab_of(store).opening.holidays.items()}


def test_holidays_are_stored_and_the_same_again_change_nothing(sample: Store) -> None:
    found = general_holidays([2026, 2027])

    first = sample.write(import_holidays, found)
    before = revision(sample)
    second = sample.write(import_holidays, found)

    assert (first, second) == ((34, 0), (0, 34))
    assert revision(sample) == before
    assert holidays_of(sample) == {one.day: one.names for one in found}


def test_a_holiday_closes_the_lab_for_bookings(sqlite_sample: Store) -> None:
    day = date(2026, 12, 15)
    sqlite_sample.write(import_holidays, [Holiday(day, Names("Holiday", "假期"))])

    with pytest.raises(Refused) as refused:
        book(sqlite_sample, "C7", "EX07", span(8, "10:00", "11:00"))

    assert refused.value.refusals == (
        OutsideHours(day=day, hours=(), reason=Names("Holiday", "假期"), overridable=True),
    )


def test_names_of_two_sources_come_together(sqlite_sample: Store) -> None:
    day = date(2026, 2, 17)
    sqlite_sample.write(import_holidays, [Holiday(day, Names("Lunar New Year's Day"))])
    sqlite_sample.write(import_holidays, [Holiday(day, Names(zh_hant="農曆年初一"))])

    changed = sqlite_sample.write(import_holidays, [Holiday(day, Names("Lunar New Year"))])

    assert changed == (1, 0)
    assert holidays_of(sqlite_sample) == {day: Names("Lunar New Year", "農曆年初一")}


def test_a_removed_holiday_lets_the_day_follow_the_week_again(sample: Store) -> None:
    day = date(2026, 12, 10)
    sample.write(import_holidays, [Holiday(day, Names("Founders' day"))])
    assert sample.read(lab).opening.hours_on(day) == ()

    assert sample.write(remove_holiday, day) == 1
    assert sample.write(remove_holiday, day) == 0

    assert sample.read(lab).opening.hours_on(day) != ()


def test_a_holiday_that_stands_twice_in_one_list_is_stored_once(sqlite_sample: Store) -> None:
    day = date(2026, 2, 17)
    twice = [Holiday(day, Names("New Year")), Holiday(day, Names(zh_hans="春节"))]

    first = sqlite_sample.write(import_holidays, twice)

    assert first == (2, 0)
    assert holidays_of(sqlite_sample) == {day: Names("New Year", None, "春节")}


def test_a_statutory_holiday_alone_leaves_the_lab_open(sqlite_sample: Store) -> None:
    day = date(2026, 12, 11)

    sqlite_sample.write(import_holidays, [Holiday(day, Names("Festival"), kind="statutory")])

    assert shown(sqlite_sample, day) == [("11 02:00", "11 10:00")]


# --- capacity over time ---

SLOTS = st.integers(0, 40)


@st.composite
def step_lists(draw: st.DrawFn) -> list[Step]:
    edges = sorted(draw(st.sets(st.integers(1, 39), max_size=5)))
    capacities = draw(st.lists(st.integers(0, 3), min_size=len(edges) + 1, max_size=len(edges) + 1))
    starts = [0, *edges]
    ends = [*edges, FOREVER]
    return [Step(a, b, c) for a, b, c in zip(starts, ends, capacities, strict=True)]


@st.composite
def new_steps(draw: st.DrawFn) -> Step:
    first = draw(SLOTS)
    last = draw(st.one_of(st.integers(first + 1, 45), st.just(FOREVER)))
    return Step(first, last, draw(st.integers(0, 3)))


@given(step_lists(), new_steps())
def test_steps_laid_over_steps_have_no_gap_and_no_overlap(steps: list[Step], new: Step) -> None:
    found = overlay(steps, new)

    assert found[0].from_slot == 0
    assert found[-1].until_slot == FOREVER
    assert all(a.until_slot == b.from_slot for a, b in pairwise(found))
    assert all(step.from_slot < step.until_slot for step in found)


@given(step_lists(), new_steps())
def test_steps_laid_over_steps_give_each_instant_its_capacity(steps: list[Step], new: Step) -> None:
    found = overlay(steps, new)

    for slot in range(50):
        inside = new.from_slot <= slot < new.until_slot
        assert capacity_at(found, slot) == (new.capacity if inside else capacity_at(steps, slot))


@given(step_lists(), new_steps())
def test_steps_laid_over_steps_are_never_more_than_needed(steps: list[Step], new: Step) -> None:
    found = overlay(steps, new)

    assert len(found) <= len(steps) + 2
    assert overlay(found, new) == found
    assert all(a.capacity != b.capacity for a, b in pairwise(found))


def test_a_step_with_another_source_is_kept_apart() -> None:
    steps = [Step(0, FOREVER, 5, "reported", "a page")]

    found = overlay(steps, Step(10, 20, 5, "planned", "a mail"))

    assert [step.basis for step in found] == ["reported", "planned", "reported"]


def capacity(
    store: Store,
    code: str,
    units: int,
    start: datetime,
    end: datetime | None = None,
    **fields: Any,  # noqa: ANN401 -- fields of the order
) -> SetCapacity:
    return SetCapacity(
        resource_id=resource_id(store, code), start=start, end=end, capacity=units, **fields
    )


def capacities(store: Store, code: str, *moments: datetime) -> list[int]:
    steps = store.read(capacity_steps, resource_id(store, code))
    return [capacity_at(steps, slot_at(moment)) for moment in moments]


def refusal_of(store: Store, order: SetCapacity) -> BelowBooked:
    with pytest.raises(Refused) as refused:
        store.write(set_capacity, order)
    (found,) = refused.value.refusals
    assert isinstance(found, BelowBooked)
    return found


def test_a_lower_capacity_for_a_time_counts_in_that_time_only(sample: Store) -> None:
    order = capacity(sample, "P-GPU", 2000, when(8, "10:00"), when(8, "12:00"))

    changed = sample.write(set_capacity, order)

    assert changed.marked == ()
    moments = (when(8, "09:55"), when(8, "10:00"), when(8, "11:55"), when(8, "12:00"))
    assert capacities(sample, "P-GPU", *moments) == [10000, 2000, 2000, 10000]
    with pytest.raises(Refused) as refused:
        book(sample, "C7", "EX13", span(8, "11:30", "12:30"))
    assert kinds(refused.value) == [OverCapacity]
    book(sample, "C7", "EX13", span(8, "12:00", "13:00"))
    assert check_store(sample).sound


@ONE_ENGINE
def test_a_step_in_the_middle_of_a_booking_counts_from_its_own_instant(sample: Store) -> None:
    made = book(sample, "C7", "EX13", span(8, "10:00", "12:00"))  # 4,000 mPFLOPS

    found = refusal_of(sample, capacity(sample, "P-GPU", 3999, when(8, "11:00"), when(8, "13:00")))

    assert (found.peak, found.at, found.capacity) == (4000, when(8, "11:00"), 3999)
    assert [holder.number for holder in found.holders] == [made.number]
    sample.write(set_capacity, capacity(sample, "P-GPU", 4000, when(8, "11:00"), when(8, "13:00")))
    sample.write(set_capacity, capacity(sample, "P-GPU", 0, when(8, "12:00"), when(8, "13:00")))
    assert check_store(sample).sound


def test_going_below_what_is_booked_is_refused_with_exactly_the_bookings_in_the_way(
    sample: Store,
) -> None:
    before = revision(sample)

    # on Wednesday evening EX11 (3,000) and EX13 (4,000) have the pool from 17:00 to 20:00
    found = refusal_of(sample, capacity(sample, "P-GPU", 6999, when(2, "00:00"), when(3, "00:00")))

    assert {holder.number for holder in found.holders} == {"BK042", "BK043"}
    assert (found.peak, found.at, found.overridable) == (7000, when(2, "17:00"), True)
    assert revision(sample) == before


@ONE_ENGINE
def test_going_down_to_what_is_booked_is_not_refused(sample: Store) -> None:
    order = capacity(sample, "P-GPU", 7000, when(2, "00:00"), when(3, "00:00"))

    assert sample.write(set_capacity, order).marked == ()
    assert check_store(sample).sound


@ONE_ENGINE
def test_forced_below_what_is_booked_the_bookings_stay_and_are_marked(sample: Store) -> None:
    order = capacity(
        sample, "P-GPU", 5000, when(2, "00:00"), when(3, "00:00"), force_reason="a fire"
    )

    changed = sample.write(set_capacity, order)

    assert changed.marked == ("BK042", "BK043")
    for number in changed.marked:
        found = booked(sample, number)
        assert (found.state, found.marks) == (State.CONFIRMED, ("over_capacity:P-GPU",))
    assert booked(sample, "BK036").marks == ()
    assert check_store(sample).sound


def test_a_blank_reason_forces_nothing(sqlite_sample: Store) -> None:
    refusal_of(
        sqlite_sample,
        capacity(sqlite_sample, "P-GPU", 5000, when(2), when(3), force_reason=" "),
    )


def test_while_too_much_is_promised_nothing_new_is_admitted_until_it_fits_again(
    sample: Store,
) -> None:
    sample.write(
        set_capacity, capacity(sample, "P-GPU", 5000, when(2), when(3), force_reason="a fire")
    )
    wanted = span(2, "17:00", "18:00")

    with pytest.raises(Refused) as refused:
        book(sample, "C7", "EX12", wanted)  # 1,500 mPFLOPS beside 7,000
    do(sample, Act.CANCEL, "BK042")  # 4,000 are left
    with pytest.raises(Refused) as still:
        book(sample, "C7", "EX12", wanted)
    sample.write(set_capacity, capacity(sample, "P-GPU", 5500, when(2), when(3)))
    made = book(sample, "C7", "EX12", wanted)

    assert (kinds(refused.value), kinds(still.value)) == ([OverCapacity], [OverCapacity])
    assert made.mpflops == 1500
    assert check_store(sample).sound


@ONE_ENGINE
def test_what_is_over_may_shrink_or_leave_but_not_grow(sample: Store) -> None:
    sample.write(
        set_capacity, capacity(sample, "P-GPU", 5000, when(2), when(3), force_reason="a fire")
    )
    over = booked(sample, "BK043")

    with pytest.raises(Refused) as grown:
        sample.write(edit_booking, EditBooking(booking_id=over.id, changes={"mpflops": 4001}))
    sample.write(edit_booking, EditBooking(booking_id=over.id, changes={"mpflops": 3900}))
    with pytest.raises(Refused) as back:
        sample.write(edit_booking, EditBooking(booking_id=over.id, changes={"mpflops": 4000}))
    sample.write(move_booking, MoveBooking(booking_id=over.id, span=span(3, "10:00", "13:00")))

    assert (kinds(grown.value), kinds(back.value)) == ([OverCapacity], [OverCapacity])
    assert check_store(sample).sound


@ONE_ENGINE
def test_another_change_elsewhere_leaves_what_was_forced_as_it_is(sample: Store) -> None:
    sample.write(
        set_capacity, capacity(sample, "P-GPU", 5000, when(2), when(3), force_reason="a fire")
    )

    sample.write(set_capacity, capacity(sample, "P-GPU", 9000, when(14), when(15)))

    assert booked(sample, "BK042").marks == ("over_capacity:P-GPU",)
    assert check_store(sample).sound


@ONE_ENGINE
def test_raised_but_not_far_enough_it_is_not_refused(sample: Store) -> None:
    sample.write(
        set_capacity, capacity(sample, "P-GPU", 5000, when(2), when(3), force_reason="a fire")
    )

    sample.write(set_capacity, capacity(sample, "P-GPU", 6000, when(2), when(3)))

    assert booked(sample, "BK042").marks == ("over_capacity:P-GPU",)
    assert check_store(sample).sound


def test_raised_again_so_that_all_fits_the_marks_go(sample: Store) -> None:
    sample.write(
        set_capacity, capacity(sample, "P-GPU", 5000, when(2), when(3), force_reason="a fire")
    )

    sample.write(set_capacity, capacity(sample, "P-GPU", 10000, when(2), when(3)))

    assert [booked(sample, number).marks for number in ("BK042", "BK043")] == [(), ()]
    book(sample, "C7", "EX12", span(2, "17:00", "18:00"))
    assert check_store(sample).sound


def test_raised_for_a_part_the_mark_of_who_still_does_not_fit_stays(sqlite_sample: Store) -> None:
    store = sqlite_sample
    store.write(
        set_capacity, capacity(store, "P-GPU", 3500, when(2), when(3), force_reason="a fire")
    )
    assert booked(store, "BK043").marks

    # EX05 has 2,000 in the morning and was never over; in the evening only the first hour is well
    store.write(set_capacity, capacity(store, "P-GPU", 10000, when(2, "17:00"), when(2, "18:00")))

    assert booked(store, "BK043").marks == ("over_capacity:P-GPU",)


def test_the_parts_of_a_pool_are_never_more_than_the_whole(sample: Store) -> None:
    with pytest.raises(Refused) as above:
        sample.write(set_capacity, capacity(sample, "P-GPU", 10001, when(8), when(9)))
    with pytest.raises(Refused) as below:
        sample.write(set_capacity, capacity(sample, "SHOW", 29999, when(8), when(9)))

    for refused, total, whole in ((above, 30001, 30000), (below, 30000, 29999)):
        (found,) = refused.value.refusals
        assert isinstance(found, AboveParent)
        assert (found.parent.code, found.at) == ("SHOW", when(8))
        assert (found.total, found.capacity) == (total, whole)


@ONE_ENGINE
def test_a_part_may_grow_where_another_shrinks(sample: Store) -> None:
    sample.write(set_capacity, capacity(sample, "P-KUNLUN", 6000, when(8), when(9)))

    sample.write(set_capacity, capacity(sample, "P-GPU", 12000, when(8), when(9)))

    assert capacities(sample, "P-GPU", when(8), when(9)) == [12000, 10000]
    with pytest.raises(Refused):
        sample.write(set_capacity, capacity(sample, "P-KUNLUN", 8000, when(8), when(9)))


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"capacity": -1}, FieldFault),
        ({"capacity": 10**30}, FieldFault),
        ({"end": when(8)}, FieldFault),
        ({"end": when(7)}, FieldFault),
        ({"start": when(8, "10:02")}, OffGrid),
        ({"resource_id": 0}, NotFound),
    ],
    ids=["negative", "endless", "no time", "backwards", "off the slots", "nothing there"],
)
def test_a_capacity_that_cannot_be_is_refused(
    sqlite_sample: Store, fields: dict[str, Any], kind: type
) -> None:
    order = capacity(sqlite_sample, "P-GPU", 5000, when(8), when(9))

    with pytest.raises(Refused) as refused:
        sqlite_sample.write(set_capacity, replace(order, **fields))

    assert kinds(refused.value) == [kind]


def test_a_place_never_has_more_units_than_it_has(sqlite_sample: Store) -> None:
    with pytest.raises(Refused) as refused:
        sqlite_sample.write(set_capacity, capacity(sqlite_sample, "place:C7", 2, when(8)))

    assert kinds(refused.value) == [FieldFault]


def test_a_long_source_is_cut_to_what_is_kept(sample: Store) -> None:
    sample.write(
        set_capacity,
        capacity(sample, "P-GPU", 9000, when(8), when(9), basis="b" * 500, source="s" * 900),
    )

    steps = sample.read(capacity_steps, resource_id(sample, "P-GPU"))
    assert [(len(step.basis), len(step.source)) for step in steps if step.capacity == 9000] == [
        (200, 400)
    ]


# --- in and out of service ---


@ONE_ENGINE
def test_a_place_with_bookings_ahead_is_not_taken_out_of_service(sample: Store) -> None:
    before = revision(sample)

    with pytest.raises(Refused) as refused:
        sample.write(set_in_service, place_id(sample, "C4"), in_service=False)

    (found,) = refused.value.refusals
    assert isinstance(found, BelowBooked)
    assert [h.number for h in found.holders] == ["BK032", "BK043", "BK061"]
    assert revision(sample) == before


def test_a_place_is_taken_out_of_service_and_put_back(sample: Store) -> None:
    set_clock(sample, when(1, "09:32"))
    booth = place_id(sample, "C7")

    sample.write(set_in_service, booth, in_service=False, note="lamp broken")
    out = lab_of(sample).places[booth]
    with pytest.raises(Refused) as refused:
        book(sample, "C7", "EX07", span(3, "14:00", "15:00"))
    sample.write(set_in_service, booth, in_service=True)
    back = lab_of(sample).places[booth]
    book(sample, "C7", "EX07", span(3, "14:00", "15:00"))

    assert (out.in_service, out.note) == (False, "lamp broken")
    assert refused.value.refusals == (
        OutOfService(place="C7", at=when(3, "14:00"), until=None, note="lamp broken"),
    )
    assert (back.in_service, back.note) == (True, None)
    assert check_store(sample).sound


@ONE_ENGINE
def test_a_place_out_of_service_until_a_day_can_be_booked_from_then_on(sample: Store) -> None:
    sample.write(set_capacity, capacity(sample, "place:C8", 1, when(4)))

    with pytest.raises(Refused) as refused:
        book(sample, "C8", "EX07", span(3, "14:00", "15:00"))
    book(sample, "C8", "EX07", span(4, "10:00", "11:00"))

    (found,) = refused.value.refusals
    assert isinstance(found, OutOfService)
    assert found.until == when(4)


def test_a_place_that_is_not_there_is_not_found(sqlite_sample: Store) -> None:
    with pytest.raises(Refused) as refused:
        sqlite_sample.write(set_in_service, 999, in_service=False)

    assert kinds(refused.value) == [NotFound]


def test_the_lab_that_is_read_after_a_change_is_the_changed_one(sqlite_sample: Store) -> None:
    before = sqlite_sample.read(lab)
    sqlite_sample.write(set_policy, "slot_minutes", 30)

    after = sqlite_sample.read(lab)

    assert (before.policy.slot_minutes, after.policy.slot_minutes) == (15, 30)
    assert after.version > before.version


def test_nothing_of_a_refused_change_is_read_afterwards(sqlite_sample: Store) -> None:
    def change_and_refuse(tx: Any, hours: Sequence[Hours]) -> None:  # noqa: ANN401 -- a transaction
        set_weekly_hours(tx, 4, hours)
        set_policy(tx, "slot_minutes", 7)

    with pytest.raises(Refused):
        sqlite_sample.write(change_and_refuse, [ALL_DAY])

    assert shown(sqlite_sample, date(2026, 12, 11)) == [("11 02:00", "11 10:00")]
