"""What stands in two places changes places: all or nothing, through the law, one undo."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from labapp.domain import errors
from labapp.domain.bookings import Act, State
from labapp.domain.errors import Refused
from labapp.domain.languages import Language, Names
from labapp.domain.plans import Plan
from labapp.domain.staff import Role
from labapp.domain.times import Span, day_span
from labapp.services import bookings, swaps, undo
from labapp.services.bookings import ActOn, BookVisit, ClosePlace, EditBooking
from labapp.services.checks import check_store
from labapp.services.floor_sheets import WantedSheet, issue_floor_sheet
from labapp.services.papers import issue_day_sheet
from labapp.services.swaps import Consequences, SwapPlaces, swap_places, what_a_swap_would_do
from labapp.storage.store import Store
from tests.builders import MONDAY, SmallLab, as_actor, set_clock, span, when
from tests.conftest import MORNING
from tests.services.orders import ONE_ENGINE, book, booked, kinds, place_id, revision

TUESDAY = Span(when(1), when(2))
MONDAY_ALL = day_span(MONDAY)


def order(store: Store, one: str, other: str, time: Span = TUESDAY) -> SwapPlaces:
    return SwapPlaces(place_a=place_id(store, one), place_b=place_id(store, other), span=time)


def swap(store: Store, one: str, other: str, time: Span = TUESDAY) -> dict[str, str | None]:
    """Swap, and return where each booking that was moved is now."""
    moved = store.write(swap_places, order(store, one, other, time))
    assert check_store(store).problems == ()
    return {booking.number: booking.place for booking in moved}


def foreseen(store: Store, one: str, other: str, time: Span = TUESDAY) -> Consequences:
    before = revision(store)
    found = store.rehearse(what_a_swap_would_do, order(store, one, other, time))
    assert revision(store) == before
    assert check_store(store).problems == ()
    return found


def refusal(store: Store, one: str, other: str, time: Span = TUESDAY) -> Refused:
    """Return why a swap is refused; nothing has changed then."""
    before, places = revision(store), where(store)
    with pytest.raises(Refused) as refused:
        store.write(swap_places, order(store, one, other, time))
    assert (revision(store), where(store)) == (before, places)
    assert check_store(store).problems == ()
    return refused.value


def where(store: Store) -> Mapping[str, tuple[str | None, State]]:
    found = store.read(bookings.bookings_between, Span(when(-1), when(7)))
    return {booking.number: (booking.place, booking.state) for booking in found}


def test_two_exhibitors_change_booths_for_a_day(sample: Store) -> None:
    assert swap(sample, "A1", "A2") == {"BK004": "A2", "BK005": "A1"}

    assert booked(sample, "BK007").place == "A1"
    assert booked(sample, "BK001").place == "A1"


def test_one_undo_takes_a_swap_back_and_one_redo_makes_it_again(sample: Store) -> None:
    before = where(sample)
    swap(sample, "A1", "A2")
    after = where(sample)

    undone = sample.write(undo.undo)
    assert {booking.number for booking in undone} == {"BK004", "BK005"}
    assert where(sample) == before
    assert check_store(sample).problems == ()

    sample.write(undo.redo)
    assert where(sample) == after
    sample.write(undo.undo)
    assert where(sample) == before
    assert check_store(sample).problems == ()
    assert [row.act for row in sample.read(bookings.history_of, "BK004")][:4] == [
        *("undo", "redo", "undo", "swap")
    ]


def test_what_stands_in_a_booth_goes_to_a_free_one(sample: Store) -> None:
    assert swap(sample, "C1", "C5") == {"BK029": "C5", "BK030": "C5"}


def test_between_two_empty_places_nothing_is_done(sample: Store) -> None:
    before = revision(sample)

    assert swap(sample, "C5", "C6") == {}

    assert revision(sample) == before


def test_each_stay_takes_on_the_turnover_of_its_new_place(sample: Store) -> None:
    assert [booked(sample, number).buffer_minutes for number in ("BK033", "BK031")] == [30, 15]

    assert swap(sample, "D1", "C3") == {"BK031": "D1", "BK033": "C3", "BK034": "C3"}

    moved = [booked(sample, number).buffer_minutes for number in ("BK033", "BK034", "BK031")]
    assert moved == [15, 15, 30]


def test_more_power_than_the_other_booth_has_is_refused_with_the_figures(sample: Store) -> None:
    refused = refusal(sample, "A2", "C5")

    (found,) = refused.refusals
    assert isinstance(found, errors.OverCapacity)
    assert (found.resource.kind, found.wanted, found.capacity) == ("sockets", 2200, 1000)


def test_what_is_in_the_way_on_both_sides_is_told_at_once(sample: Store) -> None:
    book(sample, "C5", "EX12", span(1, "18:00", "19:00"), override="late")

    found = foreseen(sample, "A2", "C5")

    assert [(c.before.number, c.before.place, c.after.place) for c in found.changes] == [
        ("BK005", "A2", "C5"),
        ("BK071", "C5", "A2"),
    ]
    assert {type(one) for one in found.refusals} == {errors.OverCapacity, errors.OutsideHours}


def test_a_refused_swap_offers_the_nearest_places_that_would_do(sample: Store) -> None:
    sample.write(
        bookings.close_place,
        ClosePlace(
            place_id=place_id(sample, "C3"),
            span=span(1, "13:30", "14:00"),
            title=Names(en="Repair"),
        ),
    )

    found = foreseen(sample, "C1", "C3")

    assert [change.before.number for change in found.changes] == ["BK029", "BK031", "BK030"]
    (block,) = {type(one) for one in found.refusals}
    assert block is errors.OverCapacity
    assert [other.place for other in found.alternatives] == ["C2", "C4", "C5"]
    assert where(sample)["BK029"][0] == "C1"


def test_the_consequences_can_be_carried_out_as_they_were_seen(sample: Store) -> None:
    found = foreseen(sample, "A1", "A2")

    assert [(c.before.number, c.before.place, c.after.place) for c in found.changes] == [
        ("BK004", "A1", "A2"),
        ("BK005", "A2", "A1"),
    ]
    assert found.refusals == ()
    moved = sample.write(swap_places, found.order)
    assert [(booking.number, booking.place) for booking in moved] == [
        ("BK004", "A2"),
        ("BK005", "A1"),
    ]


def test_papers_of_the_day_that_would_no_longer_be_true_are_named(sample: Store) -> None:
    today = MORNING.date()
    sample.write(issue_day_sheet, today, Language.EN)
    sample.write(issue_day_sheet, today, Language.EN)
    sample.write(issue_day_sheet, today - timedelta(days=1), Language.EN)
    sample.write(issue_day_sheet, today + timedelta(days=1), Language.EN)
    plan = Plan((1.0, 1.0), (), b"")
    wanted = WantedSheet(moment=MORNING, language=Language.ZH_HK, plan=plan)
    sample.write(issue_floor_sheet, wanted)

    found = foreseen(sample, "A1", "A2")

    assert found.papers == ("DAY-20261208-en v2", "FLOOR-20261208-0930-zh_HK v1")


def test_where_nothing_moves_no_paper_is_named(sample: Store) -> None:
    sample.write(issue_day_sheet, MORNING.date(), Language.EN)

    assert foreseen(sample, "C5", "C6").papers == ()


def test_a_swap_that_was_seen_otherwise_is_refused(sample: Store) -> None:
    seen = foreseen(sample, "A1", "A2").order
    sample.write(
        bookings.edit_booking,
        EditBooking(booking_id=booked(sample, "BK005").id, changes={"note": "fragile"}),
    )

    with pytest.raises(Refused) as refused:
        sample.write(swap_places, seen)
    assert kinds(refused.value) == [errors.ChangedMeanwhile]

    again = foreseen(sample, "A1", "A2").order
    do_cancel(sample, "BK004")
    with pytest.raises(Refused) as refused:
        sample.write(swap_places, again)
    assert kinds(refused.value) == [errors.NotFound]
    assert booked(sample, "BK005").place == "A2"


def do_cancel(store: Store, number: str) -> None:
    cancel = ActOn(booking_id=booked(store, number).id, act=Act.CANCEL, reason="test")
    store.write(bookings.act_on, cancel)


def test_a_hold_moves_with_the_rest_and_one_that_has_run_out_does_not(
    law: Store, lab: SmallLab
) -> None:
    time = span(1, "11:00", "12:00")
    held = law.write(bookings.book_place, lab.order("A1", time, state=State.HELD))
    other = law.write(bookings.book_place, lab.order("A2", time, exhibitor="EX02"))

    assert swap(law, "A1", "A2") == {held.number: "A2", other.number: "A1"}

    set_clock(law, when(1, "09:00"))
    assert swap(law, "A1", "A2") == {other.number: "A2"}
    assert booked(law, held.number).state is State.EXPIRED


def test_a_hold_that_comes_to_stand_in_somebodys_turnover_is_refused(
    law: Store, lab: SmallLab
) -> None:
    policy_gap = span(1, "10:00", "11:00")
    guest = law.write(bookings.book_place, lab.order("A2", policy_gap, exhibitor="EX02"))
    law.write(bookings.act_on, ActOn(booking_id=guest.id, act=Act.CHECK_IN))
    set_clock(law, when(1, "10:30"))
    law.write(bookings.act_on, ActOn(booking_id=guest.id, act=Act.COMPLETE))
    law.write(
        bookings.book_place,
        lab.order("A1", span(1, "10:30", "11:30"), state=State.HELD),
    )

    found = refusal(law, "A1", "A2").refusals[0]

    assert isinstance(found, errors.OverCapacity)
    assert [holder.number for holder in found.holders] == [guest.number]


def test_who_leaves_is_not_named_as_being_in_the_way(law: Store, lab: SmallLab) -> None:
    time = span(1, "11:00", "12:00")
    law.write(bookings.book_place, lab.order("T1", time, power_w=2000))
    law.write(bookings.book_place, lab.order("A1", time, exhibitor="EX02", power_w=1500))
    third = law.write(bookings.book_place, lab.order("A2", time, exhibitor="EX03", power_w=1500))

    (found,) = refusal(law, "T1", "A1").refusals

    assert isinstance(found, errors.OverCapacity)
    assert (found.resource.code, found.used, found.wanted) == ("F1", 1500, 2000)
    assert [holder.number for holder in found.holders] == [third.number]


def test_a_visit_stays_where_it_is_and_is_in_the_way(law: Store, lab: SmallLab) -> None:
    time = span(1, "11:00", "12:00")
    law.write(bookings.book_place, lab.order("A1", time))
    tour = BookVisit(
        title=Names(en="School"), span=time, people=9, language="en", place_id=lab.places["H1a"]
    )
    visit = law.write(bookings.book_visit, tour)

    found = refusal(law, "A1", "H1a").refusals[0]

    assert isinstance(found, errors.OverCapacity)
    assert [holder.number for holder in found.holders] == [visit.number]


@ONE_ENGINE
@pytest.mark.parametrize("other", ["A1", "C5"])
def test_to_look_at_the_consequences_leaves_nothing_behind(sample: Store, other: str) -> None:
    before = revision(sample), where(sample)

    sample.write(what_a_swap_would_do, order(sample, "A2", other))

    assert (revision(sample), where(sample)) == before
    assert check_store(sample).problems == ()


def test_a_stay_over_several_days_brings_all_that_stands_there_then(
    law: Store, lab: SmallLab
) -> None:
    long = law.write(bookings.book_place, lab.order("A1", Span(when(1, "10:00"), when(3, "18:00"))))
    short = [
        law.write(
            bookings.book_place, lab.order("A2", span(day, "11:00", "12:00"), exhibitor="EX02")
        )
        for day in (1, 2, 4)
    ]

    moved = swap(law, "A1", "A2")

    assert moved == {long.number: "A2", short[0].number: "A1", short[1].number: "A1"}
    assert booked(law, short[2].number).place == "A2"


def test_from_a_moment_on_only_what_is_not_over_moves(law: Store, lab: SmallLab) -> None:
    early = law.write(bookings.book_place, lab.order("A1", span(1, "09:00", "10:00")))
    late = law.write(bookings.book_place, lab.order("A1", span(1, "14:00", "15:00")))

    assert swap(law, "A1", "A2", Span(when(1, "12:00"), when(2))) == {late.number: "A2"}

    assert booked(law, early.number).place == "A1"


def test_what_is_done_or_cancelled_stays_where_it_was(sample: Store) -> None:
    assert swap(sample, "A1", "A2", MONDAY_ALL) == {}
    assert swap(sample, "B2", "C5", Span(when(3), when(4))) == {}


def test_swaps_at_the_same_time_follow_each_other(law: Store, lab: SmallLab) -> None:
    time = span(1, "11:00", "12:00")
    one = law.write(bookings.book_place, lab.order("A1", time))
    other = law.write(bookings.book_place, lab.order("A2", time, exhibitor="EX02"))
    third = law.write(bookings.book_place, lab.order("T1", time, exhibitor="EX03"))
    pairs = [("A1", "A2"), ("A2", "T1"), ("T1", "A1"), ("A2", "A1")] * 4

    with ThreadPoolExecutor(4) as pool:
        moved = list(pool.map(lambda pair: law.write(swap_places, order(law, *pair)), pairs))

    assert [len(each) for each in moved] == [2] * len(pairs)
    stand = {booked(law, each.number).place for each in (one, other, third)}
    assert stand == {"A1", "A2", "T1"}
    assert check_store(law).problems == ()


def test_a_hall_and_a_booth_in_it_can_change_places(law: Store, lab: SmallLab) -> None:
    whole = law.write(bookings.book_place, lab.order("H1", span(1, "10:00", "11:00")))
    part = law.write(
        bookings.book_place, lab.order("H1a", span(1, "14:00", "15:00"), exhibitor="EX02")
    )

    assert swap(law, "H1", "H1a") == {whole.number: "H1a", part.number: "H1"}


def test_shared_power_counts_once_for_both(law: Store, lab: SmallLab) -> None:
    time = span(1, "11:00", "12:00")
    one = law.write(bookings.book_place, lab.order("A1", time, power_w=1900))
    other = law.write(bookings.book_place, lab.order("A2", time, exhibitor="EX02", power_w=1100))

    assert swap(law, "A1", "A2") == {one.number: "A2", other.number: "A1"}


@ONE_ENGINE
def test_a_supervisors_reason_goes_past_the_rules_and_is_kept(sample: Store) -> None:
    book(sample, "C5", "EX12", span(1, "18:00", "19:00"), override="late")
    asked = order(sample, "C5", "C6")
    with pytest.raises(Refused) as refused:
        sample.write(swap_places, asked)
    assert refused.value.overridable

    (moved,) = sample.write(swap_places, replace(asked, override="the guest asked"))

    assert (moved.place, moved.override_reason) == ("C6", "the guest asked")


@ONE_ENGINE
def test_a_place_changes_with_another_that_exists_only(sample: Store) -> None:
    asked = order(sample, "A1", "A2")
    for wrong, kind in (
        (replace(asked, place_b=asked.place_a), errors.FieldFault),
        (replace(asked, place_b=9999), errors.NotFound),
    ):
        with pytest.raises(Refused) as refused:
            sample.write(swap_places, wrong)
        assert kinds(refused.value) == [kind]


@ONE_ENGINE
def test_a_reader_sees_no_swap_through(sample: Store) -> None:
    reader = as_actor(sample, "Visitor", Role.READER)

    found = foreseen(reader, "A1", "A2")

    assert found.refusals == (errors.RoleMayNot(role="reader", act="move"),)
    assert len(found.changes) == 2
    reader.close()


@ONE_ENGINE
def test_what_somebody_else_changed_since_keeps_all_of_a_swap(sample: Store) -> None:
    swap(sample, "A1", "A2")
    other = as_actor(sample, "Chan", Role.OFFICER)
    edit = EditBooking(booking_id=booked(sample, "BK005").id, changes={"note": "x"})
    other.write(bookings.edit_booking, edit)

    with pytest.raises(Refused) as refused:
        sample.write(undo.undo)

    assert kinds(refused.value) == [errors.ChangedMeanwhile]
    assert (booked(sample, "BK004").place, booked(sample, "BK005").place) == ("A2", "A1")
    other.close()


def test_the_journal_tells_of_each_as_swapped(sample: Store) -> None:
    swap(sample, "A1", "A2")

    newest: list[str] = []
    for number in ("BK004", "BK005"):
        row = sample.read(bookings.history_of, number)[0]
        assert row.before is not None
        assert row.after is not None
        assert row.before["place_id"] != row.after["place_id"]
        newest.append(row.act)
    assert newest == [swaps.SWAP, swaps.SWAP]
