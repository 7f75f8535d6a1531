from datetime import date, time

import pytest

from labapp.domain.bookings import Act
from labapp.domain.errors import FieldFault, Refused
from labapp.domain.languages import NO_NAMES
from labapp.domain.spaces import Hours, SpecialDay
from labapp.domain.times import Span
from labapp.services.reports import use_of_day, weather_preview
from labapp.services.spaces import set_policy, set_special_day
from labapp.storage.store import Store
from tests.builders import set_clock, span, when
from tests.services.orders import book, do, revision

ANNOUNCED = when(3, "13:20")


def test_a_preview_says_what_closing_would_do_and_changes_nothing(sample: Store) -> None:
    before = revision(sample)

    seen = sample.read(weather_preview, "pre_no8", ANNOUNCED)

    assert seen.closes_at == when(3, "15:20")
    assert seen.cut_short == ("BK010", "BK011", "BK012", "BK048", "BK053")
    assert (seen.not_started, seen.visits_cut_short) == (("BK055",), ("V02",))
    assert revision(sample) == before


def test_a_no_8_without_notice_cuts_short_who_is_there_now(sqlite_sample: Store) -> None:
    seen = sqlite_sample.read(weather_preview, "t8", ANNOUNCED)

    assert seen.closes_at == ANNOUNCED
    assert seen.cut_short == ("BK010", "BK011", "BK012")
    assert seen.not_started == ("BK048", "BK053", "BK054", "BK055")


def test_who_has_checked_in_is_cut_short(sqlite_sample: Store) -> None:
    set_clock(sqlite_sample, when(3, "10:05"))
    do(sqlite_sample, Act.CHECK_IN, "BK010")

    seen = sqlite_sample.read(weather_preview, "pre_no8", ANNOUNCED)

    assert "BK010" in seen.cut_short


def test_a_changed_house_rule_changes_the_preview(sqlite_sample: Store) -> None:
    sqlite_sample.write(set_policy, "weather_pre_no8_close_after_minutes", 60)

    seen = sqlite_sample.read(weather_preview, "pre_no8", ANNOUNCED)

    assert seen.closes_at == when(3, "14:20")
    assert seen.not_started == ("BK055",)


def test_a_signal_that_does_not_close_the_lab_is_refused(sqlite_sample: Store) -> None:
    with pytest.raises(Refused) as refused:
        sqlite_sample.read(weather_preview, "amber", ANNOUNCED)

    assert refused.value.refusals == (
        FieldFault(field_name="kind", fault="unknown", value="amber"),
    )


def test_of_a_stay_over_several_days_each_day_counts_its_open_hours(sqlite_sample: Store) -> None:
    sqlite_sample.write(set_policy, "max_booking_minutes", 3000)
    for name in ("weekly_quota_minutes", "daily_quota_minutes"):
        sqlite_sample.write(set_policy, f"{name}.strategic_enterprise", 9000)
    book(sqlite_sample, "C7", "EX04", Span(when(8, "14:00"), when(10, "12:00")))

    found = [sqlite_sample.read(use_of_day, date(2026, 12, 15 + n)) for n in range(4)]

    assert [use.booked_minutes for use in found] == [240, 480, 120, 0]
    assert [use.permille for use in found] == [33, 67, 17, 0]


def test_a_stay_counts_in_its_own_opening_only(sqlite_sample: Store) -> None:
    hours = (Hours(time(10), time(12)), Hours(time(14), time(18)))
    sqlite_sample.write(set_special_day, SpecialDay(date(2026, 12, 15), hours, NO_NAMES))
    book(sqlite_sample, "C7", "EX07", span(8, "10:00", "11:00"))

    use = sqlite_sample.read(use_of_day, date(2026, 12, 15))

    assert (use.open_minutes, use.booked_minutes) == (360, 60)


def test_a_closed_day_has_no_use(sqlite_sample: Store) -> None:
    use = sqlite_sample.read(use_of_day, date(2026, 12, 13))

    assert (use.open_minutes, use.booked_minutes, use.permille) == (0, 0, 0)


def test_what_is_released_early_counts_up_to_its_release(sqlite_sample: Store) -> None:
    before = sqlite_sample.read(use_of_day, date(2026, 12, 15)).booked_minutes
    number = book(sqlite_sample, "C7", "EX07", span(8, "10:00", "12:00")).number
    set_clock(sqlite_sample, when(8, "10:20"))

    do(sqlite_sample, Act.NO_SHOW, number)

    after = sqlite_sample.read(use_of_day, date(2026, 12, 15)).booked_minutes
    assert after - before == 20
