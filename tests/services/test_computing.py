from dataclasses import replace
from datetime import date

import pytest

from labapp.domain import errors
from labapp.domain.computing import PoolUse, UsageLine
from labapp.domain.errors import Refused
from labapp.domain.languages import Language
from labapp.domain.resources import Holder, Step, capacity_at
from labapp.domain.staff import Role
from labapp.domain.times import Span, slot_at
from labapp.paper.compute_month import compute_month_data, compute_month_pdf
from labapp.services.capacities import SetSteps, set_steps, steps_of
from labapp.services.computing import (
    PlanMaintenance,
    WhatIf,
    compute_month,
    compute_use,
    import_usage,
    issue_compute_month,
    maintenance_ahead,
    month_span,
    next_step,
    plan_maintenance,
    what_if,
    what_if_slips,
)
from labapp.storage.store import Store
from tests.builders import as_actor, span, when
from tests.services.orders import book, booked, kinds, lab_of, resource_id, revision

DECEMBER = date(2026, 12, 1)
TUESDAY = Span(when(1), when(2))


def pool_of(store: Store, code: str, time: Span = TUESDAY) -> PoolUse:
    use = store.read(compute_use, time)
    return next(pool for pool in use.pools if pool.ref.code == code)


def line(row: int = 2, **fields: object) -> UsageLine:
    plain = UsageLine(
        row=row, pool="P-ASCEND", exhibitor="EX02", span=span(1, "10:00", "12:00"), mpflops=3000
    )
    return replace(plain, **fields)  # type: ignore[arg-type] # names are the test's


def test_the_whole_comes_before_its_parts(sqlite_sample: Store) -> None:
    use = sqlite_sample.read(compute_use, TUESDAY)

    codes = [pool.ref.code for pool in use.pools]
    assert codes == ["AISC", "SHOW", "P-ASCEND", "P-GPU", "P-KUNLUN"]


@pytest.mark.parametrize(
    ("code", "peak"), [("P-ASCEND", 7500), ("P-KUNLUN", 5000), ("P-GPU", 4000)]
)
def test_the_peaks_of_the_sample_come_out(sample: Store, code: str, peak: int) -> None:
    pool = pool_of(sample, code)

    assert pool.peak == peak
    assert pool.least_free == capacity_at(pool.steps, slot_at(TUESDAY.start)) - peak


def test_a_chart_shows_the_capacity_that_falls_for_maintenance(sample: Store) -> None:
    pool = pool_of(sample, "P-ASCEND", Span(when(3), when(4)))

    assert pool.capacity == (
        (slot_at(when(3)), 12000),
        (slot_at(when(3, "08:00")), 6000),
        (slot_at(when(3, "13:00")), 12000),
    )
    assert pool.capacity_minutes == (19 * 12000 + 5 * 6000) * 60
    assert min(units for _, units in pool.headroom) >= 0


def test_the_whole_has_what_its_parts_have(sample: Store) -> None:
    use = sample.read(compute_use, TUESDAY)

    booked_minutes = {pool.ref.code: pool.booked_minutes for pool in use.pools}
    parts = [booked_minutes[code] for code in ("P-ASCEND", "P-GPU", "P-KUNLUN")]
    assert booked_minutes["SHOW"] == booked_minutes["AISC"] == sum(parts)
    assert sum(share.booked_minutes for share in use.by_exhibitor) == sum(parts)
    assert sum(share.booked_minutes for share in use.by_vendor) == sum(parts)


def test_a_vendor_has_what_its_pools_have(sample: Store) -> None:
    use = sample.read(compute_use, TUESDAY)

    huawei = next(share for share in use.by_vendor if share.code == "Huawei")
    assert huawei.booked_minutes == pool_of(sample, "P-ASCEND").booked_minutes
    assert huawei.bookings > 1


def test_the_use_of_a_pool_grows_by_what_is_booked(sqlite_sample: Store) -> None:
    next_week = Span(when(8), when(9))
    before = pool_of(sqlite_sample, "P-GPU", next_week).booked_minutes
    book(
        sqlite_sample, "C7", "EX07", span(8, "10:00", "12:00"),
        pool_id=resource_id(sqlite_sample, "P-GPU"), mpflops=500,
    )  # fmt: skip

    pool = pool_of(sqlite_sample, "P-GPU", next_week)

    assert pool.booked_minutes - before == 500 * 120
    assert pool.permille == round(1000 * pool.booked_minutes / (10000 * 1440))


def test_if_the_end_of_the_maintenance_slips_the_bookings_that_no_longer_fit_are_named(
    sample: Store,
) -> None:
    pool_id, before = resource_id(sample, "P-ASCEND"), revision(sample)

    found = sample.read(what_if_slips, pool_id, when(3, "13:00"), when(4))

    assert {one.number for one in found.bookings} == {
        holder.number for holder in _holders_if(sample, pool_id, found.steps)
    }
    assert found.shortfalls[0].capacity == 6000
    assert all(one.used > one.capacity for one in found.shortfalls)
    assert revision(sample) == before


def _holders_if(store: Store, pool_id: int, steps: tuple[Step, ...]) -> tuple[Holder, ...]:
    """Return what the law itself says when the steps are really set."""
    seen = store.read(steps_of, pool_id)
    order = SetSteps(resource_id=pool_id, steps=steps, seen=seen)
    with pytest.raises(Refused) as refused:
        store.write(set_steps, order)
    refusal = refused.value.refusals[0]
    assert isinstance(refusal, errors.BelowBooked)
    return refusal.holders


def test_if_nothing_is_too_much_all_still_fits(sqlite_sample: Store) -> None:
    pool_id = resource_id(sqlite_sample, "P-KUNLUN")
    steps = sqlite_sample.read(steps_of, pool_id)

    found = sqlite_sample.read(what_if, WhatIf(pool_id=pool_id, steps=steps))

    assert (found.shortfalls, found.bookings) == ((), ())


def test_a_step_that_is_not_there_cannot_slip(sqlite_sample: Store) -> None:
    pool_id = resource_id(sqlite_sample, "P-ASCEND")
    with pytest.raises(Refused) as refused:
        sqlite_sample.read(what_if_slips, pool_id, when(5), when(6))
    assert kinds(refused.value) == [errors.FieldFault]

    with pytest.raises(Refused) as refused:
        sqlite_sample.read(what_if_slips, resource_id(sqlite_sample, "F1"), when(5), when(6))
    assert kinds(refused.value) == [errors.NotFound]


def test_maintenance_takes_from_a_pool_for_a_time_and_is_listed(sample: Store) -> None:
    pool_id = resource_id(sample, "P-GPU")
    time = span(8, "08:00", "12:00")

    done = sample.write(
        plan_maintenance, PlanMaintenance(pool_id=pool_id, span=time, mpflops=2000, source="mail")
    )

    steps = sample.read(steps_of, pool_id)
    levels = [capacity_at(steps, slot_at(when(8, at))) for at in ("07:55", "08:00", "12:00")]
    assert (levels, done.marked) == ([10000, 2000, 10000], ())
    listed = [(pool.ref.code, step.capacity) for pool, step in sample.read(maintenance_ahead)]
    assert listed == [("P-ASCEND", 6000), ("P-GPU", 2000)]


def test_maintenance_below_what_is_booked_is_refused_or_forced_with_a_reason(
    sqlite_sample: Store,
) -> None:
    order = PlanMaintenance(
        pool_id=resource_id(sqlite_sample, "P-ASCEND"), span=Span(when(4), when(5)), mpflops=0
    )
    with pytest.raises(Refused) as refused:
        sqlite_sample.write(plan_maintenance, order)
    assert kinds(refused.value) == [errors.BelowBooked]

    done = sqlite_sample.write(plan_maintenance, replace(order, force_reason="burst pipe"))

    assert done.marked
    assert booked(sqlite_sample, done.marked[0]).marks == ("over_capacity:P-ASCEND",)


def test_the_next_step_is_told(sqlite_sample: Store) -> None:
    steps = sqlite_sample.read(steps_of, resource_id(sqlite_sample, "P-ASCEND"))

    assert next_step(steps, when(1)) == when(3, "08:00")
    assert next_step(steps, when(4)) is None


def test_what_was_measured_stands_beside_what_was_booked(sample: Store) -> None:
    lines = [line(), line(3, exhibitor=None, pool="p-gpu", mpflops=100)]

    done = sample.write(import_usage, lines, "meter.csv")

    assert (done.added, done.replaced, done.first) == (2, 0, when(1, "10:00"))
    assert pool_of(sample, "P-ASCEND").measured_minutes == 3000 * 120
    assert pool_of(sample, "P-GPU").measured_minutes == 100 * 120
    assert pool_of(sample, "P-KUNLUN").measured_minutes is None
    shares = {share.code: share for share in sample.read(compute_use, TUESDAY).by_exhibitor}
    assert shares["EX02"].measured_minutes == 3000 * 120
    assert shares[""].measured_minutes == 100 * 120


def test_measured_use_counts_only_within_the_time_that_is_shown(sqlite_sample: Store) -> None:
    sqlite_sample.write(import_usage, [line()], "meter.csv")

    half = pool_of(sqlite_sample, "P-ASCEND", span(1, "11:00", "13:00"))

    assert half.measured_minutes == 3000 * 60


def test_the_same_measurement_again_takes_the_place_of_the_first(sample: Store) -> None:
    sample.write(import_usage, [line(), line(3, exhibitor=None)], "meter.csv")

    again = sample.write(
        import_usage, [line(mpflops=1000), line(3, exhibitor=None, mpflops=1)], "meter.csv"
    )

    assert (again.added, again.replaced) == (0, 2)
    assert pool_of(sample, "P-ASCEND").measured_minutes == 1001 * 120


def test_rows_that_nobody_knows_are_named_and_nothing_is_taken(sqlite_sample: Store) -> None:
    lines = [line(), line(3, pool="P-NONE"), line(7, exhibitor="EX99")]

    with pytest.raises(Refused) as refused:
        sqlite_sample.write(import_usage, lines, "meter.csv")

    assert refused.value.refusals == (errors.RowsRefused(rows=(3, 7), of=3),)
    assert pool_of(sqlite_sample, "P-ASCEND").measured_minutes is None


def test_a_reader_may_not_import(sqlite_sample: Store) -> None:
    reader = as_actor(sqlite_sample, "reader", Role.READER)

    with pytest.raises(Refused) as refused:
        reader.write(import_usage, [line()], "meter.csv")

    reader.close()
    assert kinds(refused.value) == [errors.RoleMayNot]


def test_a_month_is_whole_on_the_labs_clocks() -> None:
    assert month_span(date(2026, 12, 9)) == Span(when(-6), when(25))


@pytest.mark.parametrize("language", Language)
def test_the_months_sheet_is_set_in_every_language(
    sqlite_sample: Store, language: Language
) -> None:
    sqlite_sample.write(import_usage, [line()], "meter.csv")
    sheet = sqlite_sample.read(compute_month, DECEMBER, language)

    said = compute_month_data(sheet)
    made = compute_month_pdf(sheet)

    assert made.startswith(b"%PDF")
    assert made == compute_month_pdf(sheet)
    ascend = next(row for row in said["pools"] if row["code"] == "P-ASCEND")
    assert (ascend["capacity"], ascend["peak"], ascend["measured"]) == ("6 – 12", "7.5", "6.0")


def test_each_printing_of_the_months_sheet_has_a_version_of_its_own(sample: Store) -> None:
    first = sample.write(issue_compute_month, DECEMBER, Language.EN)
    again = sample.write(issue_compute_month, DECEMBER, Language.EN)

    assert (first.document_number, first.version) == ("AISC-202612-en", 1)
    assert (again.version, again.replaces) == (2, 1)
    assert lab_of(sample).names == first.lab
