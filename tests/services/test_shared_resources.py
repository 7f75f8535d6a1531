"""Feeds, pools and toolkits: their fuses, their steps, and what rests on them."""

from dataclasses import replace
from typing import Any

import pytest

from labapp.domain import errors
from labapp.domain.errors import Refused
from labapp.domain.languages import Names
from labapp.domain.resources import Step, capacity_at
from labapp.domain.steps import overlay, with_step, without_step
from labapp.domain.times import FOREVER, slot_at
from labapp.services.capacities import SetSteps, set_steps
from labapp.services.checks import check_store
from labapp.services.place_edits import EditPlace, PutInService, edit_place, put_in_service
from labapp.services.place_effects import Change, forced, foresee, furniture, make
from labapp.services.places import AddFeed, add_feed
from labapp.services.shared_resources import (
    AddPool,
    AddToolkit,
    EditFeed,
    EditResource,
    add_pool,
    add_toolkit,
    edit_feed,
    edit_resource,
    remove_resource,
)
from labapp.services.spaces import SetCapacity, capacity_steps, set_capacity
from labapp.storage import occupancy
from labapp.storage.journal import history_of
from labapp.storage.store import Store
from labapp.storage.transaction import Transaction
from tests.builders import SmallLab, when
from tests.services.orders import booked, lab_of, place_id, resource_id, revision


def refusal_of(store: Store, use_case: Any, order: Any) -> errors.Refusal:  # noqa: ANN401 -- any use case
    with pytest.raises(Refused) as refused:
        store.write(use_case, order)
    (found,) = refused.value.refusals
    return found


def steps_of(store: Store, code: str) -> tuple[Step, ...]:
    return store.read(capacity_steps, resource_id(store, code))


def at(store: Store, code: str, day: int, clock: str = "00:00") -> int:
    return capacity_at(steps_of(store, code), slot_at(when(day, clock)))


# --- feeds ---


def test_other_fuses_hold_from_now_on(sample: Store) -> None:
    feed = resource_id(sample, "F1")
    order = EditFeed(resource_id=feed, changes={"amps": 80, "names": Names(en="Main feed")})

    changed = sample.write(edit_feed, order)

    assert changed.ref.names == Names(en="Main feed")
    assert [at(sample, "F1", day) for day in (0, 2)] == [11_088, 14_080]
    assert sample.read(furniture).house.fuses[feed].amps == 80
    (told,) = sample.read(lambda tx: history_of(tx.connection, "F1", 1))
    assert (told.act, told.before and told.before["amps"]) == ("edit_feed", 63)


def test_what_was_planned_apart_stays_but_never_above_the_fuses(sample: Store) -> None:
    feed = resource_id(sample, "F1")
    for day, watts in ((30, 9_000), (40, 11_000)):
        sample.write(
            set_capacity,
            SetCapacity(resource_id=feed, start=when(day), end=when(day + 1), capacity=watts),
        )

    sample.write(edit_feed, EditFeed(resource_id=feed, changes={"amps": 60}))

    assert [at(sample, "F1", day) for day in (29, 30, 31, 40, 41)] == [
        10_560,
        9_000,
        10_560,
        10_560,
        10_560,
    ]


def test_a_weaker_feed_is_refused_with_who_draws_from_it_unless_it_is_forced(
    sample: Store,
) -> None:
    order = EditFeed(resource_id=resource_id(sample, "F1"), changes={"amps": 20})
    before = revision(sample)

    found = refusal_of(sample, edit_feed, order)
    assert revision(sample) == before
    sample.write(edit_feed, replace(order, force_reason="old cable"))

    assert isinstance(found, errors.BelowBooked)
    assert found.capacity == 3_520
    assert {booked(sample, h.number).marks for h in found.holders} == {("over_capacity:F1",)}
    assert check_store(sample).sound


@pytest.mark.parametrize(
    ("changes", "field_name"),
    [
        ({"volts": 0}, "volts"),
        ({"amps": 5001}, "amps"),
        ({"phases": 2}, "phases"),
        ({"derate_percent": 101}, "derate_percent"),
        ({"names": Names()}, "name"),
    ],
)
def test_fuses_that_cannot_be_are_refused(
    sqlite_sample: Store, changes: dict[str, Any], field_name: str
) -> None:
    order = EditFeed(resource_id=resource_id(sqlite_sample, "F1"), changes=changes)

    found = refusal_of(sqlite_sample, edit_feed, order)

    assert isinstance(found, errors.FieldFault)
    assert found.field_name == field_name


def test_a_feed_that_others_changed_meanwhile_is_not_written_over(sqlite_sample: Store) -> None:
    feed = resource_id(sqlite_sample, "F1")
    sqlite_sample.write(edit_feed, EditFeed(resource_id=feed, changes={"amps": 80}))

    found = refusal_of(
        sqlite_sample,
        edit_feed,
        EditFeed(resource_id=feed, changes={"amps": 70}, seen={"amps": 63}),
    )

    assert isinstance(found, errors.ChangedMeanwhile)
    assert found.differences == (("amps", "80", "70"),)


def test_a_feed_without_fuses_gets_them(law: Store, lab: SmallLab) -> None:
    feed = lab.resources["F1"]
    changes = {"volts": 220, "amps": 63, "phases": 1, "derate_percent": 80}

    law.write(edit_feed, EditFeed(resource_id=feed, changes=changes))

    assert law.read(furniture).house.fuses[feed].amps == 63


def test_only_a_feed_that_nothing_draws_from_is_removed(sample: Store) -> None:
    spare = sample.write(add_feed, AddFeed(code="spare", names=Names(en="Spare")))

    found = refusal_of(sample, remove_resource, resource_id(sample, "F4"))
    sample.write(remove_resource, spare)

    assert found == errors.StillUsed(what="feed", key="F4", users="places", named=("D1", "E1"))
    assert lab_of(sample).resource_by_code("SPARE") is None
    assert spare not in sample.read(lambda tx: occupancy.steps_of(tx.connection))


# --- pools and toolkits ---


def test_a_pool_is_added_where_its_whole_has_room(sample: Store) -> None:
    order = AddPool(
        code="p-new",
        names=Names(en="New"),
        mpflops=1,
        parent_id=resource_id(sample, "SHOW"),
    )

    found = refusal_of(sample, add_pool, order)
    added = sample.write(add_pool, replace(order, mpflops=0, bookable=False))

    assert isinstance(found, errors.AboveParent)
    assert (found.parent.code, found.total, found.capacity) == ("SHOW", 1, 0)
    assert (added.ref.code, added.parent_id, added.bookable) == ("P-NEW", order.parent_id, False)
    assert check_store(sample).sound


def test_a_toolkit_is_added_with_its_seats_and_renamed(sample: Store) -> None:
    order = AddToolkit(code="acme.kit", names=Names(en="Kit"), seats=4)
    added = sample.write(add_toolkit, order)

    renamed = sample.write(
        edit_resource,
        EditResource(
            resource_id=added.ref.id, changes={"names": Names(en="Acme"), "bookable": False}
        ),
    )

    assert (renamed.ref.code, renamed.ref.names, renamed.bookable) == (
        "acme.kit",
        Names(en="Acme"),
        False,
    )
    assert at(sample, "acme.kit", 5) == 4
    again = refusal_of(sample, add_toolkit, order)
    assert again == errors.FieldFault(field_name="code", fault="duplicate", value="acme.kit")


@pytest.mark.parametrize(
    ("code", "users"), [("SHOW", "pools"), ("P-KUNLUN", "demos"), ("baidu.paddlex", "demos")]
)
def test_what_others_need_is_not_removed(sqlite_sample: Store, code: str, users: str) -> None:
    found = refusal_of(sqlite_sample, remove_resource, resource_id(sqlite_sample, code))

    assert isinstance(found, errors.StillUsed)
    assert (found.key, found.users) == (code, users)
    assert found.named


# --- steps ---


def of(store: Store, code: str, steps: tuple[Step, ...]) -> SetSteps:
    return SetSteps(resource_id=resource_id(store, code), steps=steps, seen=steps_of(store, code))


def test_a_step_ahead_is_moved_to_another_day_in_one_go(sample: Store) -> None:
    before = steps_of(sample, "P-ASCEND")
    start = slot_at(when(3, "08:00"))
    left = without_step(before, start)
    moved = with_step(left, slot_at(when(10)), 9000, "planned", "letter")
    again = slot_at(when(3, "13:00"))

    changed = sample.write(set_steps, of(sample, "P-ASCEND", without_step(moved, again)))

    assert changed.resource.ref.code == "P-ASCEND"
    assert [at(sample, "P-ASCEND", day, "09:00") for day in (3, 9, 10)] == [12000, 12000, 9000]
    (told,) = sample.read(lambda tx: history_of(tx.connection, "P-ASCEND", 1))
    assert (told.area, told.act) == ("compute", "set_steps")


def test_the_past_is_not_written_anew_but_for_its_basis(sample: Store) -> None:
    before = steps_of(sample, "P-GPU")
    first = before[1]

    rewritten = overlay(before, replace(first, capacity=first.capacity - 1))
    found = refusal_of(sample, set_steps, of(sample, "P-GPU", rewritten))
    told = overlay(before, replace(first, basis="confirmed", source="minutes of 2024"))
    sample.write(set_steps, of(sample, "P-GPU", told))

    assert found == errors.FieldFault(field_name="step_day", fault="out_of_range")
    assert (steps_of(sample, "P-GPU")[1].basis, steps_of(sample, "P-GPU")[1].source) == (
        "confirmed",
        "minutes of 2024",
    )


def test_steps_with_a_gap_are_refused(sqlite_sample: Store) -> None:
    before = steps_of(sqlite_sample, "P-GPU")

    found = refusal_of(sqlite_sample, set_steps, of(sqlite_sample, "P-GPU", before[:-1]))

    assert found == errors.FieldFault(field_name="capacity", fault="malformed")


def test_steps_that_others_changed_meanwhile_are_not_written_over(sqlite_sample: Store) -> None:
    seen = of(sqlite_sample, "P-GPU", steps_of(sqlite_sample, "P-GPU"))
    ahead = with_step(seen.steps, slot_at(when(90)), 9000, "planned", "")
    sqlite_sample.write(set_steps, replace(seen, steps=ahead))

    found = refusal_of(sqlite_sample, set_steps, seen)

    assert isinstance(found, errors.ChangedMeanwhile)


def test_steps_below_what_is_booked_are_forced_with_a_reason(sample: Store) -> None:
    lower = with_step(steps_of(sample, "P-ASCEND"), slot_at(when(2)), 3000, "planned", "")
    order = of(sample, "P-ASCEND", lower)

    found = refusal_of(sample, set_steps, order)
    changed = sample.write(set_steps, replace(order, force_reason="half is broken"))

    assert isinstance(found, errors.BelowBooked)
    assert set(changed.marked) == {h.number for h in found.holders}
    assert check_store(sample).sound


# --- a whole that its parts have outgrown ---


def outgrown(tx: Transaction, whole_id: int, units: int) -> None:
    """Store a whole that is smaller than its parts, as a list from elsewhere may bring it."""
    occupancy.write_steps(tx, whole_id, [Step(0, FOREVER, units)])
    tx.record("compute", "build", "ALL")


def test_parts_above_their_whole_are_mended_step_by_step(law: Store, lab: SmallLab) -> None:
    law.write(outgrown, lab.resources["ALL"], 1500)  # P1 has 1,000 and P2 has 800
    part = SetCapacity(resource_id=lab.resources["P1"], start=when(1), end=None, capacity=900)

    law.write(set_capacity, part)
    worse = refusal_of(law, set_capacity, replace(part, start=when(2), capacity=950))
    law.write(set_capacity, replace(part, start=when(2), capacity=600))
    again = refusal_of(law, set_capacity, replace(part, start=when(2), capacity=701))

    assert isinstance(worse, errors.AboveParent)
    assert (worse.total, worse.capacity) == (1750, 1500)
    assert isinstance(again, errors.AboveParent)
    assert at(law, "P1", 3) == 600


def test_a_whole_below_its_parts_may_grow_but_not_shrink(law: Store, lab: SmallLab) -> None:
    law.write(outgrown, lab.resources["ALL"], 1500)
    whole = SetCapacity(resource_id=lab.resources["ALL"], start=when(1), end=None, capacity=1600)

    law.write(set_capacity, whole)
    found = refusal_of(law, set_capacity, replace(whole, capacity=1599))

    assert isinstance(found, errors.AboveParent)


# --- what would happen ---


def test_what_would_no_longer_fit_is_counted_and_named_and_nothing_is_changed(
    sample: Store,
) -> None:
    before = revision(sample)
    weaker = EditFeed(resource_id=resource_id(sample, "F1"), changes={"amps": 20})

    found = sample.rehearse(foresee, [Change(edit_feed, weaker)])

    assert found.forceable
    assert (found.effects.count, len(found.effects.first)) == (15, 10)
    starts = [one.span.start for one in found.effects.first]
    assert starts == sorted(starts)
    assert revision(sample) == before
    assert at(sample, "F1", 2) == 11_088


def test_what_fits_affects_nobody(sample: Store) -> None:
    stronger = EditFeed(resource_id=resource_id(sample, "F1"), changes={"amps": 80})

    found = sample.rehearse(foresee, [Change(edit_feed, stronger)])

    assert (found.effects.count, found.refusals, found.forceable) == (0, (), False)


def test_what_cannot_be_forced_says_so(sample: Store) -> None:
    other = EditPlace(
        place_id=place_id(sample, "A2"), changes={"feed_id": resource_id(sample, "F2")}
    )

    found = sample.rehearse(foresee, [Change(edit_place, other)])

    assert not found.forceable
    assert [type(one) for one in found.refusals] == [errors.BelowBooked]


def test_several_changes_are_made_together_or_not_at_all(sample: Store) -> None:
    booth = place_id(sample, "C4")
    asked = (
        Change(edit_place, EditPlace(place_id=booth, changes={"note": "wet"})),
        Change(put_in_service, PutInService(place_id=booth, in_service=False, note="wet")),
    )

    with pytest.raises(Refused):
        sample.write(make, asked)
    assert lab_of(sample).places[booth].note is None
    sample.write(make, forced(asked, "a flood"))

    assert lab_of(sample).places[booth].in_service is False
    assert booked(sample, "BK032").marks == ("over_capacity:place:C4",)
