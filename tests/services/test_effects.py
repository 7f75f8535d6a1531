from datetime import date, time
from typing import Any

import pytest

from labapp.domain.errors import FieldFault, Refused
from labapp.domain.languages import Names
from labapp.domain.resources import capacity_at
from labapp.domain.spaces import Holiday, Hours, SpecialDay
from labapp.domain.times import Span, slot_at
from labapp.services.bookings import (
    ClosePlace,
    book_place,
    booking_by_number,
    close_place,
)
from labapp.services.effects import (
    MOST_NAMED,
    Effects,
    house,
    of_holidays,
    of_rules,
    of_special_day,
    of_week,
    rests_on,
)
from labapp.services.places import AddFeed, add_feed
from labapp.services.spaces import set_policy, set_special_day, set_weekly_hours
from labapp.storage.journal import latest_revision
from labapp.storage.store import Store
from labapp.storage.transaction import Transaction
from tests.builders import SmallLab, set_clock, span, when
from tests.services.orders import ONE_ENGINE

TUESDAY = 1
DAY = date(2026, 12, 8)

pytestmark = ONE_ENGINE


def book(store: Store, lab: SmallLab, place: str, wanted: Span, **fields: Any) -> str:  # noqa: ANN401 -- fields of the order
    return store.write(book_place, lab.order(place, wanted, **fields)).number


def numbers(found: Effects) -> list[str]:
    return [one.number for one in found.first]


def test_shorter_longest_bookings_affect_only_what_is_longer(ruled: Store, lab: SmallLab) -> None:
    long = book(ruled, lab, "A1", span(1, "10:00", "14:00"))
    book(ruled, lab, "A2", span(1, "10:00", "12:00"), exhibitor="EX03")

    found = ruled.read(of_rules, {"max_booking_minutes": 180})

    assert (found.count, numbers(found)) == (1, [long])


def test_a_coarser_grid_affects_what_is_not_on_it(ruled: Store, lab: SmallLab) -> None:
    odd = book(ruled, lab, "A1", span(1, "10:15", "11:15"))
    book(ruled, lab, "A2", span(1, "10:00", "11:00"), exhibitor="EX03")

    assert numbers(ruled.read(of_rules, {"slot_minutes": 60})) == [odd]


def test_a_lower_quota_affects_all_that_share_the_day(ruled: Store, lab: SmallLab) -> None:
    first = book(ruled, lab, "A1", span(1, "10:00", "12:00"))
    second = book(ruled, lab, "A1", span(1, "13:00", "15:00"))
    book(ruled, lab, "A1", span(2, "10:00", "12:00"))

    found = ruled.read(of_rules, {"daily_quota_minutes.partner": 180})

    assert numbers(found) == [first, second]


def test_a_quota_of_another_type_affects_nobody(ruled: Store, lab: SmallLab) -> None:
    book(ruled, lab, "A1", span(1, "10:00", "14:00"))

    assert ruled.read(of_rules, {"daily_quota_minutes.startup": 30}) == Effects()


def test_what_was_shown_earlier_in_the_week_counts_but_is_not_named(
    ruled: Store, lab: SmallLab
) -> None:
    book(ruled, lab, "A1", span(1, "10:00", "14:00"))
    coming = book(ruled, lab, "A1", span(3, "10:00", "14:00"))
    set_clock(ruled, when(2, "09:00"))

    assert numbers(ruled.read(of_rules, {"weekly_quota_minutes.partner": 300})) == [coming]


def test_what_the_rules_stand_against_already_is_not_named_again(
    ruled: Store, lab: SmallLab
) -> None:
    book(ruled, lab, "A1", span(1, "10:00", "14:00"))
    ruled.write(set_policy, "max_booking_minutes", 180)

    assert ruled.read(of_rules, {"max_booking_minutes": 120}) == Effects()


def test_a_longer_turnover_names_what_is_followed_too_soon(ruled: Store, lab: SmallLab) -> None:
    followed = book(ruled, lab, "A1", span(1, "10:00", "11:00"))
    book(ruled, lab, "A1", span(1, "11:30", "12:30"))
    book(ruled, lab, "A2", span(1, "10:00", "11:00"), exhibitor="EX03")

    assert numbers(ruled.read(of_rules, {"buffer_minutes.booth": 60})) == [followed]
    assert ruled.read(of_rules, {"buffer_minutes.booth": 30}) == Effects()
    assert ruled.read(of_rules, {"buffer_minutes.theatre": 60}) == Effects()


def test_a_bench_with_a_unit_left_has_room_for_a_longer_turnover(
    ruled: Store, lab: SmallLab
) -> None:
    first = book(ruled, lab, "N1", span(1, "10:00", "11:00"), units=2)
    book(ruled, lab, "N1", span(1, "11:15", "12:15"), units=1, exhibitor="EX03")
    assert ruled.read(of_rules, {"buffer_minutes.bench": 30}) == Effects()

    book(ruled, lab, "N1", span(1, "11:15", "12:15"), units=1, exhibitor="EX03")

    assert numbers(ruled.read(of_rules, {"buffer_minutes.bench": 30})) == [first]


def test_a_hall_waits_for_the_booths_inside_it(ruled: Store, lab: SmallLab) -> None:
    hall = book(ruled, lab, "H1", span(1, "10:00", "11:00"))
    book(ruled, lab, "H1a", span(1, "12:00", "13:00"), exhibitor="EX03")

    assert numbers(ruled.read(of_rules, {"buffer_minutes.hall": 120})) == [hall]


def test_a_value_that_cannot_stand_is_refused_as_it_would_be_when_saved(ruled: Store) -> None:
    for name, value in (
        ("slot_minutes", 7),
        ("max_booking_minutes", 15),
        ("late_cancel_hours", "x"),
    ):
        with pytest.raises(Refused) as foreseen:
            ruled.read(of_rules, {name: value})
        with pytest.raises(Refused) as saved:
            ruled.write(set_policy, name, value)

        assert foreseen.value.refusals == saved.value.refusals
        assert isinstance(saved.value.refusals[0], FieldFault)


def test_a_rule_that_no_booking_rests_on_affects_nothing(ruled: Store, lab: SmallLab) -> None:
    book(ruled, lab, "A1", span(1, "10:00", "14:00"))

    assert ruled.read(of_rules, {"late_cancel_hours": 1}) == Effects()
    assert not rests_on("late_cancel_hours")
    assert rests_on("buffer_minutes.hall")


def test_shorter_hours_affect_what_they_leave_outside(ruled: Store, lab: SmallLab) -> None:
    late = book(ruled, lab, "A1", span(1, "15:00", "17:00"))
    book(ruled, lab, "A2", span(1, "10:00", "12:00"), exhibitor="EX03")
    book(ruled, lab, "A1", span(2, "15:00", "17:00"))

    found = ruled.read(of_week, {TUESDAY: [Hours(time(10), time(16))]})

    assert numbers(found) == [late]


def test_what_is_outside_hours_already_is_not_named(ruled: Store, lab: SmallLab) -> None:
    evening = span(1, "19:00", "20:00")
    book(ruled, lab, "A1", evening, override="A minister comes")

    assert ruled.read(of_week, {TUESDAY: [Hours(time(10), time(16))]}) == Effects()


def test_a_closure_is_never_outside_hours(ruled: Store, lab: SmallLab) -> None:
    closing = ClosePlace(
        place_id=lab.places["A1"], span=span(1, "10:00", "12:00"), title=Names(en="Repair")
    )
    ruled.write(close_place, closing)

    assert ruled.read(of_week, {TUESDAY: []}) == Effects()


def test_a_day_of_its_own_hours_affects_only_that_day(ruled: Store, lab: SmallLab) -> None:
    there = book(ruled, lab, "A1", span(1, "10:00", "12:00"))
    book(ruled, lab, "A1", span(8, "10:00", "12:00"))

    closed = ruled.read(of_special_day, DAY, SpecialDay(DAY, (), Names(en="Cleaning")))

    assert numbers(closed) == [there]


def test_taking_a_special_day_away_affects_what_only_it_allowed(
    ruled: Store, lab: SmallLab
) -> None:
    evening = SpecialDay(DAY, (Hours(time(10), time(21)),), Names(en="Late opening"))
    store_special(ruled, evening)
    late = book(ruled, lab, "A1", span(1, "19:00", "20:00"))

    assert numbers(ruled.read(of_special_day, DAY, None)) == [late]


def store_special(store: Store, special: SpecialDay) -> None:
    store.write(set_special_day, special)


def test_a_holiday_affects_its_day_unless_the_day_has_hours_of_its_own(
    ruled: Store, lab: SmallLab
) -> None:
    there = book(ruled, lab, "A1", span(1, "10:00", "12:00"))
    holiday = Holiday(DAY, Names(en="Holiday"))
    assert numbers(ruled.read(of_holidays, [holiday])) == [there]

    store_special(ruled, SpecialDay(DAY, (Hours(time(10), time(18)),), Names(en="Open")))

    assert ruled.read(of_holidays, [holiday]) == Effects()


def test_what_is_over_is_not_affected(ruled: Store, lab: SmallLab) -> None:
    book(ruled, lab, "A1", span(1, "10:00", "12:00"))
    set_clock(ruled, when(1, "12:00"))

    assert ruled.read(of_week, {TUESDAY: []}) == Effects()


def test_all_are_counted_and_the_first_ten_named(law: Store, lab: SmallLab) -> None:
    law.write(set_weekly_hours, TUESDAY, [Hours(time(0), time(0))])
    made = [
        book(law, lab, place, span(1, f"{hour:02}:00", f"{hour:02}:30"))
        for hour in range(8, 14)
        for place in ("A1", "N1")
    ]

    found = law.read(of_week, {TUESDAY: []})

    assert (found.count, len(found.first)) == (len(made), MOST_NAMED)
    assert set(numbers(found)) == set(made[:MOST_NAMED])


def test_looking_changes_nothing(ruled: Store, lab: SmallLab) -> None:
    number = book(ruled, lab, "A1", span(1, "10:00", "14:00"))
    before = (ruled.read(booking_by_number, number), ruled.read(revision))

    ruled.read(of_rules, {"max_booking_minutes": 60})
    ruled.read(of_week, {TUESDAY: []})

    assert (ruled.read(booking_by_number, number), ruled.read(revision)) == before


def revision(tx: Transaction) -> int:
    return latest_revision(tx.connection)


def test_the_house_tells_of_every_feed_pool_and_toolkit(ruled: Store, lab: SmallLab) -> None:
    added = ruled.write(add_feed, AddFeed(code="F9", names=Names(en="Feed 9"), amps=63))

    found = ruled.read(house)

    shared = {lab.resources[code] for code in ("F1", "ALL", "P1", "P2", "TK")}
    assert set(found.steps) == shared | {added}
    assert capacity_at(found.steps[lab.resources["P1"]], slot_at(when(1))) == 1000
    assert (found.fuses[added].volts, found.fuses[added].amps) == (220, 63)
