from datetime import date, timedelta

import pytest

from labapp.domain.bookings import Act
from labapp.domain.errors import (
    DemoRetired,
    FieldFault,
    NotFound,
    NotPresenting,
    OverCapacity,
    Refused,
)
from labapp.services.checks import check_store
from labapp.services.demos import retire_demo
from labapp.services.exhibitors import demo_by_code
from labapp.services.sessions import (
    BookSession,
    ChooseDemo,
    book_session,
    book_sessions,
    choose_demo,
    chosen,
    drop_choice,
    sessions_between,
    set_presenters,
    unscheduled,
)
from labapp.storage.store import Store
from tests.services.demo_orders import clear, hours, new_demo, new_presenter
from tests.services.orders import do, kinds, place_id

FIRST, LAST = date(2026, 12, 14), date(2026, 12, 20)
TIME = hours("14", "11:00", "11:45")


def demo_id(store: Store, code: str = "DM10") -> int:
    return store.read(demo_by_code, code).id


def choose(store: Store, code: str = "DM10", times: int = 1) -> int:
    order = ChooseDemo(demo_id=demo_id(store, code), first_day=FIRST, last_day=LAST, times=times)
    return store.write(choose_demo, order).id


def session(store: Store, *presenter_ids: int, demo: str = "DM10") -> BookSession:
    return BookSession(
        demo_id=demo_id(store, demo),
        place_id=place_id(store, "D1"),
        span=TIME,
        presenter_ids=presenter_ids,
    )


def test_a_chosen_demo_is_on_the_list_until_it_is_booked_often_enough(sample: Store) -> None:
    choose(sample, times=2)
    booked = sample.write(book_session, session(sample))

    (half,) = sample.read(unscheduled, FIRST, LAST)
    assert (half.to_place, half.booked) == (1, (booked.number,))
    assert (half.demo_code, half.minutes) == ("DM10", 30)
    later = BookSession(
        demo_id=demo_id(sample),
        place_id=place_id(sample, "D1"),
        span=TIME.moved_to(TIME.start + timedelta(days=1)),
    )
    sample.write(book_session, later)
    assert sample.read(unscheduled, FIRST, LAST) == []
    assert len(sample.read(chosen, FIRST, LAST)) == 1


def test_a_cancelled_session_is_to_be_placed_again(sample: Store) -> None:
    choose(sample)
    booked = sample.write(book_session, session(sample))

    do(sample, Act.CANCEL, booked.number)

    (found,) = sample.read(unscheduled, FIRST, LAST)
    assert found.to_place == 1


def test_sessions_outside_the_period_do_not_count(sample: Store) -> None:
    choose(sample)

    (found,) = sample.read(chosen, FIRST, LAST)

    assert found.booked == ()
    assert sample.read(unscheduled, LAST + timedelta(days=1), LAST + timedelta(days=9)) == []


def test_what_is_dropped_is_no_longer_on_the_list(sample: Store) -> None:
    choice = choose(sample)

    sample.write(drop_choice, choice)

    assert sample.read(chosen, FIRST, LAST) == []
    with pytest.raises(Refused) as refused:
        sample.write(drop_choice, choice)
    assert kinds(refused.value) == [NotFound]


def test_a_session_takes_place_seats_and_presenter_through_the_law(sample: Store) -> None:
    presenter = new_presenter(sample)

    booked = sample.write(book_session, session(sample, presenter.id))

    (found,) = [
        one for one in sample.read(sessions_between, TIME) if one.booking.number == booked.number
    ]
    assert [one.code for one in found.presenters] == ["PR01"]
    assert [(ref.code, seats) for ref, seats in found.seats] == [("baidu.paddlex", 1)]
    assert booked.power_w == 400
    assert booked.pool == "P-KUNLUN"
    assert check_store(sample).sound


def test_a_presenter_who_is_away_is_the_fact_in_the_way(sample: Store) -> None:
    presenter = new_presenter(sample, windows=(hours("15", "10:00", "18:00"),))

    with pytest.raises(Refused) as refused:
        sample.write(book_session, session(sample, presenter.id))

    (found,) = refused.value.refusals
    assert isinstance(found, OverCapacity)
    assert (found.resource.code, found.capacity) == ("presenter:PR01", 0)
    assert {one.span.start.date() for one in refused.value.alternatives} == {date(2026, 12, 15)}


def test_a_demo_that_names_its_presenters_is_shown_by_them_only(sample: Store) -> None:
    known, other = new_presenter(sample), new_presenter(sample, name="Keith")
    card = new_demo(sample, presenter_ids=(known.id,))
    clear(sample, card.demo.id)

    with pytest.raises(Refused) as refused:
        sample.write(book_session, session(sample, other.id, demo=card.demo.code))

    assert kinds(refused.value) == [NotPresenting]
    assert sample.write(book_session, session(sample, known.id, demo=card.demo.code)).extras == (
        (known.resource_id, 1),
    )


def test_somebody_of_another_exhibitor_does_not_present(sqlite_sample: Store) -> None:
    other = new_presenter(sqlite_sample, "EX11")

    with pytest.raises(Refused) as refused:
        sqlite_sample.write(book_session, session(sqlite_sample, other.id))

    assert kinds(refused.value) == [NotPresenting]


def test_a_session_is_given_to_another_presenter(sample: Store) -> None:
    first, second = new_presenter(sample), new_presenter(sample, name="Keith")
    booked = sample.write(book_session, session(sample, first.id))

    changed = sample.write(set_presenters, booked.id, (second.id,), booked.version)

    assert changed.extras == ((second.resource_id, 1),)
    assert check_store(sample).sound


def test_a_session_repeats_on_days_that_are_open(sample: Store) -> None:
    made = sample.write(book_sessions, session(sample), "FREQ=DAILY;COUNT=8")

    assert len(made.booked) + len(made.left_out) == 8
    assert made.left_out
    assert made.refused == ()
    assert {one.series_id for one in made.booked} == {made.series_id}


def test_a_demo_taken_out_is_not_chosen(sqlite_sample: Store) -> None:
    card = new_demo(sqlite_sample)
    sqlite_sample.write(retire_demo, card.demo.id)

    with pytest.raises(Refused) as refused:
        choose(sqlite_sample, card.demo.code)

    assert kinds(refused.value) == [DemoRetired]


def test_a_period_that_cannot_be_is_refused(sqlite_sample: Store) -> None:
    wanted = ChooseDemo(demo_id=demo_id(sqlite_sample), first_day=LAST, last_day=FIRST)

    with pytest.raises(Refused) as refused:
        sqlite_sample.write(choose_demo, wanted)

    assert kinds(refused.value) == [FieldFault]
