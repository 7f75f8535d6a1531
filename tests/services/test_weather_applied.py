from datetime import date

import pytest

from labapp.domain import errors
from labapp.domain.bookings import Act, Kind, State
from labapp.domain.errors import Refused
from labapp.domain.languages import Language
from labapp.domain.staff import Role
from labapp.domain.weather import Effect, Signal
from labapp.services.bookings import MoveBooking, book_place, move_booking
from labapp.services.checks import check_store
from labapp.services.papers import issue_day_sheet, paper_states
from labapp.services.rebooking import rebooking_list, settle_rebooking
from labapp.services.spaces import set_policy
from labapp.services.undo import undo
from labapp.services.weather import (
    ApplyWeather,
    WeatherChange,
    apply_weather,
    latest_weather,
    undo_weather,
    weather_around,
)
from labapp.storage.store import Store
from tests.builders import as_actor, set_clock, span, when
from tests.services.orders import book, booked, do, kinds, lab_of, revision, stay

THURSDAY = date(2026, 12, 10)
ANNOUNCED = when(3, "13:20")
DRILL = ApplyWeather(signal=Signal.PRE_NO8, announced=ANNOUNCED)
CUT = ("BK010", "BK011", "BK012", "BK048", "BK053")


def numbers(change: WeatherChange, effect: Effect, kind: Kind = Kind.STAY) -> tuple[str, ...]:
    return tuple(one.number for one in change.bookings(effect, kind))


def lift(store: Store, clock: str) -> WeatherChange:
    order = ApplyWeather(signal=Signal.T8, announced=when(3, clock), lifted=True)
    return store.write(apply_weather, order)


def test_the_drill_of_the_sample_comes_out_as_expected(sample: Store) -> None:
    done = sample.write(apply_weather, DRILL)

    assert done.closes_at == when(3, "15:20")
    assert numbers(done, Effect.CUT_SHORT) == CUT
    assert numbers(done, Effect.SUSPENDED) == ("BK055",)
    assert numbers(done, Effect.CUT_SHORT, Kind.VISIT) == ("V02",)
    assert done.hours == (span(3, "10:00", "15:20"),)
    assert booked(sample, "BK055").state is State.SUSPENDED
    assert booked(sample, "BK010").released_at == when(3, "15:20")
    assert check_store(sample).sound


def test_a_preview_is_a_rehearsal_and_changes_nothing(sqlite_sample: Store) -> None:
    before = revision(sqlite_sample)

    seen = sqlite_sample.rehearse(apply_weather, DRILL)

    assert numbers(seen, Effect.CUT_SHORT) == CUT
    assert revision(sqlite_sample) == before
    assert booked(sqlite_sample, "BK055").state is State.CONFIRMED


def test_it_is_one_transaction_in_the_journal(sqlite_sample: Store) -> None:
    heard: list[frozenset[str]] = []
    stop = sqlite_sample.listen(lambda _, areas: heard.append(areas))

    sqlite_sample.write(apply_weather, DRILL)

    stop()
    assert heard == [frozenset({"bookings", "spaces", "weather"})]


def test_nothing_new_is_booked_while_the_lab_is_closed(sqlite_sample: Store) -> None:
    sqlite_sample.write(apply_weather, DRILL)

    with pytest.raises(Refused) as refused:
        sqlite_sample.write(
            book_place,
            stay(sqlite_sample, "C7", "EX07", span(3, "16:00", "17:00")),
        )

    assert errors.OutsideHours in kinds(refused.value)
    assert lab_of(sqlite_sample).opening.reason_on(THURSDAY).zh_hant == "預警八號信號"


def test_papers_of_the_day_go_out_of_date_and_come_back_with_the_undo(sample: Store) -> None:
    sheet = sample.write(issue_day_sheet, THURSDAY, Language.EN)

    done = sample.write(apply_weather, DRILL)

    assert done.papers == (sheet.document_number,)
    assert [paper.out_of_date for paper in sample.read(paper_states)] == [True]
    sample.write(undo_weather)
    assert [paper.out_of_date for paper in sample.read(paper_states)] == [False]


def test_undo_brings_everything_back_as_it_was(sample: Store) -> None:
    before = {number: booked(sample, number) for number in (*CUT, "BK055", "V02")}
    hours = lab_of(sample).opening.hours_on(THURSDAY)
    sample.write(apply_weather, DRILL)

    sample.write(undo_weather)

    for number, past in before.items():
        now = booked(sample, number)
        assert (now.state, now.released_at) == (past.state, past.released_at)
    assert lab_of(sample).opening.hours_on(THURSDAY) == hours
    assert sample.read(rebooking_list) == []
    assert sample.read(latest_weather) is None
    assert check_store(sample).sound


def test_after_another_change_of_a_booking_it_cannot_be_undone(sample: Store) -> None:
    sample.write(apply_weather, DRILL)
    do(sample, Act.CANCEL, "BK060")

    with pytest.raises(Refused) as refused:
        sample.write(undo_weather)

    assert kinds(refused.value) == [errors.ChangedMeanwhile]
    assert booked(sample, "BK055").state is State.SUSPENDED


def test_without_a_signal_there_is_nothing_to_undo(sqlite_sample: Store) -> None:
    with pytest.raises(Refused) as refused:
        sqlite_sample.write(undo_weather)

    assert kinds(refused.value) == [errors.NothingToUndo]


def test_a_persons_own_undo_does_not_reach_through_the_weather(sqlite_sample: Store) -> None:
    made = book(sqlite_sample, "C7", "EX07", span(3, "16:00", "17:00"))
    sqlite_sample.write(apply_weather, DRILL)

    with pytest.raises(Refused) as refused:
        sqlite_sample.write(undo)

    assert kinds(refused.value) == [errors.ChangedMeanwhile]
    assert booked(sqlite_sample, made.number).state is State.SUSPENDED


def test_weather_never_counts_as_a_late_cancel(sqlite_sample: Store) -> None:
    sqlite_sample.write(apply_weather, DRILL)
    set_clock(sqlite_sample, when(3, "13:30"))

    assert do(sqlite_sample, Act.CANCEL, "BK055").state is State.CANCELLED
    assert do(sqlite_sample, Act.CANCEL, "BK053").state is State.CANCELLED


def test_those_who_lost_time_head_the_rebooking_list_until_they_are_settled(
    sample: Store,
) -> None:
    sample.write(apply_weather, DRILL)

    found = sample.read(rebooking_list)

    assert {one.booking.number for one in found} == {*CUT, "BK055", "V02"}
    assert next(one for one in found if one.booking.number == "BK055").why == "suspended"
    do(sample, Act.CANCEL, "BK055")
    done = sample.write(settle_rebooking, [booked(sample, number).id for number in CUT])
    assert done == len(CUT)
    assert [one.booking.number for one in sample.read(rebooking_list)] == ["V02"]


def test_lifted_by_three_the_lab_opens_again_and_the_rest_of_the_day_comes_back(
    sample: Store,
) -> None:
    sample.write(apply_weather, ApplyWeather(signal=Signal.T8, announced=when(3, "07:00")))
    assert lab_of(sample).opening.hours_on(THURSDAY) == ()
    assert booked(sample, "BK010").state is State.SUSPENDED

    done = lift(sample, "12:00")

    assert (done.reopens_at, done.exhibitors_from) == (when(3, "14:00"), when(3, "13:00"))
    assert done.hours == (span(3, "14:00", "18:00"),)
    assert {"BK010", "BK048", "BK053", "BK055"} <= set(numbers(done, Effect.REOPENED))
    assert booked(sample, "BK010").state is State.CONFIRMED
    assert done.not_returned == ()
    listed = sample.read(rebooking_list)
    assert all(one.booking.span.end <= when(3, "14:00") for one in listed)
    assert check_store(sample).sound


def test_taking_the_reopening_back_closes_the_day_again(sample: Store) -> None:
    sample.write(apply_weather, ApplyWeather(signal=Signal.T8, announced=when(3, "07:00")))
    listed = [one.booking.number for one in sample.read(rebooking_list)]
    lift(sample, "12:00")

    sample.write(undo_weather)

    assert lab_of(sample).opening.hours_on(THURSDAY) == ()
    assert booked(sample, "BK010").state is State.SUSPENDED
    assert [one.booking.number for one in sample.read(rebooking_list)] == listed


def test_lifted_too_late_nothing_comes_back(sqlite_sample: Store) -> None:
    sqlite_sample.write(apply_weather, ApplyWeather(signal=Signal.T8, announced=when(3, "07:00")))

    done = lift(sqlite_sample, "15:05")

    assert (done.reopens_at, done.hits, done.hours) == (None, (), ())


def test_a_signal_lifted_before_the_lab_closed_gives_all_back(sqlite_sample: Store) -> None:
    sqlite_sample.write(apply_weather, DRILL)

    done = lift(sqlite_sample, "14:00")

    assert set(numbers(done, Effect.REOPENED)) == {*CUT, "BK055"}
    assert done.hours == (span(3, "10:00", "18:00"),)
    assert sqlite_sample.read(rebooking_list) == []


def test_what_was_changed_meanwhile_does_not_come_back_by_itself(sqlite_sample: Store) -> None:
    sqlite_sample.write(apply_weather, DRILL)
    do(sqlite_sample, Act.CANCEL, "BK055")

    done = lift(sqlite_sample, "14:00")

    assert "BK055" not in numbers(done, Effect.REOPENED)
    assert booked(sqlite_sample, "BK055").state is State.CANCELLED


def test_a_warning_followed_by_the_signal_closes_once(sqlite_sample: Store) -> None:
    sqlite_sample.write(apply_weather, DRILL)

    done = sqlite_sample.write(
        apply_weather, ApplyWeather(signal=Signal.T8, announced=when(3, "15:10"))
    )

    assert (done.closes_at, done.hits) == (when(3, "15:20"), ())


def test_black_rain_in_opening_hours_keeps_people_inside(sqlite_sample: Store) -> None:
    order = ApplyWeather(signal=Signal.BLACK, announced=ANNOUNCED)

    done = sqlite_sample.write(apply_weather, order)

    assert (done.closes_at, done.shelter, done.hits) == (None, True, ())
    sqlite_sample.write(set_policy, "weather_black_rain_during_hours", "close")
    assert sqlite_sample.write(apply_weather, order).closes_at == ANNOUNCED


def test_nothing_can_be_lifted_that_was_not_raised(sqlite_sample: Store) -> None:
    with pytest.raises(Refused) as refused:
        lift(sqlite_sample, "14:00")

    assert refused.value.refusals == (errors.NotFound(what="signal", key="t8"),)


def test_a_reader_may_not_close_the_lab(sqlite_sample: Store) -> None:
    reader = as_actor(sqlite_sample, "reader", Role.READER)
    for use_case in (undo_weather,):
        with pytest.raises(Refused):
            reader.write(use_case)

    with pytest.raises(Refused) as refused:
        reader.write(apply_weather, DRILL)

    reader.close()
    assert kinds(refused.value) == [errors.RoleMayNot]


def test_who_is_moved_to_another_day_has_all_of_it(sqlite_sample: Store) -> None:
    sqlite_sample.write(apply_weather, DRILL)
    cut = booked(sqlite_sample, "BK053")
    later = span(8, "14:00", "15:00")

    moved = sqlite_sample.write(move_booking, MoveBooking(booking_id=cut.id, span=later))

    assert (moved.released_at, moved.in_force) == (None, later)


def test_the_signals_of_the_days_around_are_listed(sqlite_sample: Store) -> None:
    sqlite_sample.write(apply_weather, DRILL)

    found = sqlite_sample.read(weather_around)

    assert [(event.signal, event.day) for event in found] == [("pre_no8", THURSDAY)]
