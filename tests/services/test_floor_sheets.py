"""The floor plan as a paper: what it says, its version, and whether it is still true."""

from datetime import timedelta

import pytest

from labapp.domain.languages import Language
from labapp.domain.plans import PlanKind
from labapp.services.bookings import MoveBooking, booking_by_number, move_booking
from labapp.services.checks import check_store
from labapp.services.floor_sheets import (
    WantedSheet,
    floor_sheet,
    issue_floor_sheet,
    last_sheet,
)
from labapp.services.issuing import fingerprint
from labapp.services.papers import paper_states
from labapp.services.plans import FloorPlan, laid_out
from labapp.storage.lab import lab as read_lab
from labapp.storage.store import Store
from tests.conftest import MORNING
from tests.ui.desk.driving import moment


def wanted(store: Store, clock: str = "11:00", kind: PlanKind = PlanKind.SAMPLE) -> WantedSheet:
    plan = laid_out(FloorPlan(id=None, kind=kind), store.read(read_lab).places)
    return WantedSheet(moment=moment(f"2026-12-08 {clock}"), language=Language.EN, plan=plan)


def who(store: Store, clock: str) -> dict[str, str]:
    sheet = store.read(floor_sheet, wanted(store, clock))
    return {
        place.code: place.entry.exhibitor.best("en")
        for place in sheet.places
        if place.entry is not None
    }


def test_it_says_who_is_where_at_its_moment(sample: Store) -> None:
    assert who(sample, "11:00")["D1"] == "Baidu"
    assert "D1" not in who(sample, "12:30")
    assert who(sample, "09:00") == {}


def test_a_place_out_of_service_and_a_free_one_are_told_apart(sample: Store) -> None:
    sheet = sample.read(floor_sheet, wanted(sample))
    places = {place.code: place for place in sheet.places}

    assert (places["C8"].in_service, places["C8"].free) == (False, False)
    assert (places["B2"].in_service, places["B2"].free) == (True, True)
    assert places["B2"].free_until == moment("2026-12-08 14:00")
    assert places["B2"].next_who.best("en") == "Saunova"


def test_every_place_has_a_shape_and_the_sample_says_what_it_is(sample: Store) -> None:
    sheet = sample.read(floor_sheet, wanted(sample, kind=PlanKind.DRAWN))

    assert {shape.code for shape in sheet.plan.shapes} == {place.code for place in sheet.places}
    assert sheet.sample


def test_each_printing_is_a_version_and_replaces_the_one_before(sample: Store) -> None:
    first = sample.write(issue_floor_sheet, wanted(sample))
    second = sample.write(issue_floor_sheet, wanted(sample))
    other_time = sample.write(issue_floor_sheet, wanted(sample, "12:00"))

    assert (first.document_number, first.version, first.replaces) == (
        "FLOOR-20261208-1100-en",
        1,
        None,
    )
    assert (second.version, second.replaces) == (2, 1)
    assert (other_time.document_number, other_time.version) == ("FLOOR-20261208-1200-en", 1)
    assert check_store(sample).sound


def test_a_moment_is_a_whole_minute(sample: Store) -> None:
    order = wanted(sample)
    late = WantedSheet(
        moment=order.moment + timedelta(seconds=40, microseconds=5),
        language=order.language,
        plan=order.plan,
    )

    assert sample.read(floor_sheet, late) == sample.read(floor_sheet, order)


def test_a_printed_sheet_is_out_of_date_when_somebody_moves(sample: Store) -> None:
    order = wanted(sample)
    assert sample.read(last_sheet, sample.read(floor_sheet, order)) is None
    printed = sample.write(issue_floor_sheet, order)

    fresh = sample.read(last_sheet, sample.read(floor_sheet, order))
    assert fresh is not None
    assert (fresh.version, fresh.printed_at, fresh.out_of_date) == (1, MORNING, False)

    booking = sample.read(booking_by_number, "BK031")
    place = sample.read(read_lab).place_by_code("C2")
    assert place is not None
    move = MoveBooking(booking_id=booking.id, span=booking.span, place_id=place.id)
    sample.write(move_booking, move)

    now = sample.read(floor_sheet, order)
    stale = sample.read(last_sheet, now)
    assert stale is not None
    assert stale.out_of_date
    assert fingerprint(now) != fingerprint(printed)


def test_another_plan_makes_it_out_of_date(sample: Store) -> None:
    sample.write(issue_floor_sheet, wanted(sample))

    found = sample.read(last_sheet, sample.read(floor_sheet, wanted(sample, kind=PlanKind.DRAWN)))

    assert found is not None
    assert found.out_of_date


@pytest.mark.parametrize("clock", ["11:00", "18:30"])
def test_it_is_not_among_the_day_sheets(sample: Store, clock: str) -> None:
    sample.write(issue_floor_sheet, wanted(sample, clock))

    assert sample.read(paper_states) == []
