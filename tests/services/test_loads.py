"""How much of shared resources is used over time, and by whom."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from labapp.domain.bookings import State
from labapp.domain.errors import Refused
from labapp.domain.lab import Lab
from labapp.domain.resources import capacity_at
from labapp.domain.times import Span, day_span, slot_at
from labapp.services.bookings import book_place, bookings_between
from labapp.services.loads import ResourceLoad, demand_of, loads_between
from labapp.storage import occupancy
from labapp.storage.lab import lab as read_lab
from labapp.storage.store import Store
from tests import builders
from tests.builders import MONDAY, SmallLab, span, when
from tests.conftest import SAMPLE
from tests.services.test_queries import counted

WEEK = Span(when(0), when(7))


def id_of(lab: Lab, code: str) -> int:
    resource = lab.resource_by_code(code)
    assert resource is not None
    return resource.ref.id


def load_of(store: Store, resource_id: int, over: Span = WEEK) -> ResourceLoad:
    return store.read(loads_between, [resource_id], over)[resource_id]


def expected_peaks() -> Mapping[str, Mapping[str, Mapping[str, int]]]:
    peaks: Mapping[str, Mapping[str, Mapping[str, int]]]
    peaks = json.loads(SAMPLE.read_bytes())["expected"]["daily_peaks"]
    return peaks


def test_each_days_peak_is_what_the_sample_says(sample: Store, sample_lab: Lab) -> None:
    for day, peaks in expected_peaks().items():
        wanted = {**peaks["pools_mpflops"], **peaks["feeds_w"]}
        ids = {code: id_of(sample_lab, code) for code in wanted}

        found = sample.read(loads_between, ids.values(), day_span(date.fromisoformat(day)))

        assert {code: found[each].peak for code, each in ids.items()} == wanted


def test_what_is_used_adds_up_to_what_its_holders_hold(sample: Store, sample_lab: Lab) -> None:
    load = load_of(sample, id_of(sample_lab, "P-ASCEND"))

    assert load.used[0][0] == slot_at(WEEK.start)
    assert len(load.used) > 5
    for slot, used in load.used:
        assert sum(units for _, units in load.holders(slot)) == used


def test_holders_are_bookings_most_units_first(sample: Store, sample_lab: Lab) -> None:
    load = load_of(sample, id_of(sample_lab, "P-ASCEND"), day_span(MONDAY))
    names = {b.id: b.exhibitor.en for b in sample.read(bookings_between, day_span(MONDAY))}
    busiest = max(load.used, key=lambda change: change[1])[0]

    held = [(names[booking_id], units) for booking_id, units in load.holders(busiest)]

    assert [units for _, units in held] == sorted((units for _, units in held), reverse=True)
    assert "Huawei" in dict(held)


def test_capacity_steps_come_with_the_load(sample: Store, sample_lab: Lab) -> None:
    """On Thursday morning half of the Ascend pool is out for maintenance."""
    steps = load_of(sample, id_of(sample_lab, "P-ASCEND")).steps

    shown = [capacity_at(steps, slot_at(when(3, clock))) for clock in ("07:55", "08:00", "13:00")]
    assert shown == [12_000, 6_000, 12_000]


def test_nothing_used_is_one_change_to_nothing(sample: Store, sample_lab: Lab) -> None:
    load = load_of(sample, id_of(sample_lab, "P-ASCEND"), day_span(MONDAY + timedelta(days=200)))

    assert [units for _, units in load.used] == [0]
    assert load.peak == 0


def test_an_exhibitors_badges_are_a_resource_like_any_other(sample: Store) -> None:
    bookings = sample.read(bookings_between, WEEK)
    huawei = next(b for b in bookings if b.exhibitor.en == "Huawei")
    with sample.reading() as connection:
        claims = occupancy.claims_of(connection, huawei.id)
        kinds = {one.resource_id: one.units for one in claims}

    loads = sample.read(loads_between, kinds, huawei.span)

    for resource_id, units in kinds.items():
        assert (huawei.id, units) in list(loads[resource_id].holders(slot_at(huawei.span.start)))


def test_a_hold_that_has_run_out_no_longer_counts(law: Store, lab: SmallLab) -> None:
    order = lab.order("A1", span(1, "10:00", "11:00"), state=State.HELD, power_w=500)
    held = law.write(book_place, order)
    assert held.hold_expires_at is not None
    feed = lab.resources["F1"]
    assert load_of(law, feed).peak == 500

    builders.set_clock(law, held.hold_expires_at)

    assert load_of(law, feed).peak == 0


def test_thirty_resources_cost_as_many_queries_as_one(sqlite_sample: Store) -> None:
    shared = list(sqlite_sample.read(read_lab).resources)[:30]
    assert len(shared) == 30
    sqlite_sample.read(loads_between, shared, WEEK)

    def queries(ids: list[int]) -> int:
        with counted(sqlite_sample) as statements:
            sqlite_sample.read(loads_between, ids, WEEK)
        return len(statements)

    assert queries(shared) == queries(shared[:1])


def test_nothing_asked_for_is_nothing_read(sqlite_sample: Store) -> None:
    with counted(sqlite_sample) as statements:
        assert sqlite_sample.read(loads_between, [], WEEK) == {}

    assert not [one for one in statements if "claim" in one]


def test_a_demand_is_what_the_booking_then_takes(law: Store, lab: SmallLab) -> None:
    order = lab.order("A1", span(1, "10:00", "11:00"), power_w=500, staff=2)

    demand = law.read(demand_of, order)

    booked = law.write(book_place, order)
    with law.reading() as connection:
        taken = occupancy.claims_of(connection, booked.id)
    assert set(demand) == set(taken)
    assert len(demand) >= 3


def test_the_demand_of_nobody_is_refused(law: Store, lab: SmallLab) -> None:
    order = replace(lab.order("A1", span(1, "10:00", "11:00")), exhibitor_id=10_000)

    with pytest.raises(Refused):
        law.read(demand_of, order)
