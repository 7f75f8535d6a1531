"""Zones, feeds and places, also places inside places."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from labapp.domain import errors
from labapp.domain.bookings import State
from labapp.domain.errors import Refused
from labapp.domain.exhibitors import ExhibitorKind
from labapp.domain.languages import Names
from labapp.domain.resources import capacity_at
from labapp.domain.spaces import Hours, Place, PlaceKind, Zone
from labapp.domain.staff import Role
from labapp.domain.times import Span, slot_at
from labapp.services.bookings import BookPlace, ClosePlace, book_place, close_place
from labapp.services.capacities import SetSteps, set_steps
from labapp.services.checks import check_store
from labapp.services.exhibitors import AddExhibitor, add_exhibitor
from labapp.services.place_edits import (
    EditPlace,
    PutInService,
    edit_place,
    put_in_service,
    remove_place,
)
from labapp.services.places import (
    AddFeed,
    AddPlace,
    AddZone,
    add_feed,
    add_place,
    add_zone,
)
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
from labapp.services.spaces import capacity_steps, set_weekly_hours
from labapp.services.waiting import keep_house
from labapp.services.zones import EditZone, edit_zone, remove_zone
from labapp.storage import occupancy
from labapp.storage.journal import history_of
from labapp.storage.store import Store
from labapp.storage.transaction import Transaction
from labapp.ui.texts import explain_refusal
from tests.builders import as_actor, set_clock, when
from tests.services.orders import booked, lab_of, place_id, resource_id, revision

TUESDAY = datetime.fromisoformat("2026-12-08T11:00:00+08:00")


def names(text: str) -> Names:
    return Names(en=text, zh_hant=text, zh_hans=text)


def open_every_day(store: Store) -> None:
    hours = Hours(datetime(2026, 1, 1, 9).time(), datetime(2026, 1, 1, 21).time())  # noqa: DTZ001 -- a time of day
    for weekday in range(7):
        store.write(set_weekly_hours, weekday, [hours])


def hall_with_a_booth(store: Store) -> tuple[int, int]:
    zone = store.write(add_zone, AddZone(code="h", names=names("Hall"), colour="#336699"))
    hall = store.write(
        add_place, AddPlace(code="H1", kind=PlaceKind.HALL, names=names("Hall"), zone_id=zone.id)
    )
    booth = store.write(
        add_place,
        AddPlace(
            code="H1-A",
            kind=PlaceKind.BOOTH,
            names=names("Booth"),
            zone_id=zone.id,
            parent_id=hall.id,
        ),
    )
    return hall.id, booth.id


def somebody(store: Store) -> int:
    order = AddExhibitor(names=names("Somebody"), kind=ExhibitorKind.PARTNER)
    return store.write(add_exhibitor, order).id


def stay(place_id: int, exhibitor_id: int, start: datetime = TUESDAY) -> BookPlace:
    span = Span(start, start + timedelta(hours=1))
    return BookPlace(place_id=place_id, exhibitor_id=exhibitor_id, span=span, state=State.PENDING)


def test_booking_a_hall_takes_the_booths_inside(store: Store) -> None:
    open_every_day(store)
    hall, booth = hall_with_a_booth(store)
    who = somebody(store)
    store.write(book_place, stay(hall, who))

    with pytest.raises(Refused) as refused:
        store.write(book_place, stay(booth, who))

    assert isinstance(refused.value.refusals[0], errors.OverCapacity)


def test_a_booked_booth_keeps_its_hall_from_being_booked(store: Store) -> None:
    open_every_day(store)
    hall, booth = hall_with_a_booth(store)
    who = somebody(store)
    store.write(book_place, stay(booth, who))

    with pytest.raises(Refused):
        store.write(book_place, stay(hall, who))


def test_a_booth_added_to_a_booked_hall_is_booked_with_it(store: Store) -> None:
    open_every_day(store)
    hall, _ = hall_with_a_booth(store)
    who = somebody(store)
    store.write(book_place, stay(hall, who))
    zone_id = 1
    added = store.write(
        add_place,
        AddPlace(
            code="H1-B",
            kind=PlaceKind.BOOTH,
            names=names("Later booth"),
            zone_id=zone_id,
            parent_id=hall,
        ),
    )

    with pytest.raises(Refused):
        store.write(book_place, stay(added.id, who))

    assert check_store(store).problems == ()


def test_closing_a_hall_closes_its_booths(store: Store) -> None:
    open_every_day(store)
    hall, booth = hall_with_a_booth(store)
    who = somebody(store)
    span = Span(TUESDAY, TUESDAY + timedelta(hours=4))
    store.write(close_place, ClosePlace(place_id=hall, span=span, title=names("Deep clean")))

    with pytest.raises(Refused):
        store.write(book_place, stay(booth, who))


def test_a_feed_carries_what_its_fuses_allow(store: Store) -> None:
    order = AddFeed(code="f9", names=names("Feed 9"), volts=220, amps=63, derate_percent=80)

    assert order.usable_w == 11_088
    assert store.write(add_feed, order) > 0


def test_a_place_may_not_draw_more_than_its_feed(store: Store) -> None:
    open_every_day(store)
    feed = store.write(add_feed, AddFeed(code="f", names=names("Feed"), amps=5))
    zone = store.write(add_zone, AddZone(code="z", names=names("Zone"), colour="#336699"))
    order = AddPlace(
        code="P",
        kind=PlaceKind.BOOTH,
        names=names("P"),
        zone_id=zone.id,
        power_limit_w=3000,
        feed_id=feed,
    )
    place = store.write(add_place, order)
    hungry = BookPlace(
        place_id=place.id,
        exhibitor_id=somebody(store),
        span=Span(TUESDAY, TUESDAY + timedelta(hours=1)),
        state=State.PENDING,
        power_w=2000,
    )

    with pytest.raises(Refused) as refused:
        store.write(book_place, hungry)

    assert [type(r).__name__ for r in refused.value.refusals] == ["OverCapacity"]


def test_a_code_is_given_once(store: Store) -> None:
    hall_with_a_booth(store)

    with pytest.raises(Refused) as refused:
        store.write(add_zone, AddZone(code="H", names=names("Again"), colour="#000000"))

    assert refused.value.refusals == (
        errors.FieldFault(field_name="code", fault="duplicate", value="H"),
    )


def test_a_renamed_place_is_called_so_in_refusals_too(store: Store) -> None:
    _, booth = hall_with_a_booth(store)

    renamed = store.write(
        edit_place, EditPlace(place_id=booth, changes={"names": names("Corner"), "note": "dry"})
    )

    assert (renamed.names.en, renamed.note) == ("Corner", "dry")


# --- zones that are there ---


def refusals_of(store: Store, use_case: Any, order: Any) -> tuple[errors.Refusal, ...]:  # noqa: ANN401 -- any use case
    with pytest.raises(Refused) as refused:
        store.write(use_case, order)
    return refused.value.refusals


def named_zone(store: Store, code: str) -> Zone:
    return next(one for one in lab_of(store).zones if one.code == code)


def test_a_zone_is_renamed_recoloured_and_coded_anew(sample: Store) -> None:
    zone = named_zone(sample, "Z-C")
    order = EditZone(
        zone_id=zone.id,
        changes={"code": "pods", "names": names("Pods"), "colour": "#00aa11"},
        seen={"code": "Z-C"},
    )

    changed = sample.write(edit_zone, order)

    assert (changed.code, changed.names, changed.colour) == ("PODS", names("Pods"), "#00AA11")
    assert lab_of(sample).places[place_id(sample, "C4")].zone == names("Pods")


def test_zones_are_put_in_another_order(sample: Store) -> None:
    last = lab_of(sample).zones[-1]

    sample.write(edit_zone, EditZone(zone_id=last.id, changes={"position": 0}))

    found = lab_of(sample).zones
    assert found[0].id == last.id
    assert [one.position for one in found] == list(range(len(found)))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"code": "Z-A"}, ("code", "duplicate")),
        ({"code": " "}, ("code", "missing")),
        ({"names": Names()}, ("name", "missing")),
        ({"names": Names(en="x" * 201)}, ("name", "out_of_range")),
        ({"colour": "blue"}, ("colour", "malformed")),
    ],
)
def test_a_zone_that_cannot_be_is_refused(
    sqlite_sample: Store, change: dict[str, Any], fault: tuple[str, str]
) -> None:
    before = revision(sqlite_sample)
    zone = named_zone(sqlite_sample, "Z-C")

    (found,) = refusals_of(sqlite_sample, edit_zone, EditZone(zone_id=zone.id, changes=change))

    assert isinstance(found, errors.FieldFault)
    assert (found.field_name, found.fault) == fault
    assert revision(sqlite_sample) == before


def test_a_zone_is_removed_only_when_it_has_no_places(sample: Store) -> None:
    zone = named_zone(sample, "Z-A")
    empty = sample.write(add_zone, AddZone(code="new", names=names("New"), colour="#336699"))

    (found,) = refusals_of(sample, remove_zone, zone.id)
    sample.write(remove_zone, empty.id)

    assert found == errors.StillUsed(
        what="zone", key="Z-A", users="places", named=("A1", "A2", "A3")
    )
    assert [one.code for one in lab_of(sample).zones] == ["Z-A", "Z-B", "Z-C", "Z-D", "Z-E"]


# --- places that are there ---


def place_of(store: Store, code: str) -> Place:
    return lab_of(store).places[place_id(store, code)]


def edit(store: Store, code: str, **changes: Any) -> Place:  # noqa: ANN401 -- values of fields
    return store.write(edit_place, EditPlace(place_id=place_id(store, code), changes=changes))


def test_every_fact_of_a_place_is_changed_and_told_in_the_journal(sample: Store) -> None:
    zone = named_zone(sample, "Z-B")
    changes = {
        "names": names("Corner"),
        "kind": PlaceKind.ROOM,
        "zone_id": zone.id,
        "capacity_people": 33,
        "note": "dry",
        "details": {"width_cm": 450, "sockets_13a": None},
    }

    changed = edit(sample, "C7", **changes)

    assert (changed.names, changed.kind, changed.zone_id) == (names("Corner"), "room", zone.id)
    assert (changed.capacity_people, changed.note) == (33, "dry")
    assert changed.details["width_cm"] == 450
    assert "sockets_13a" not in changed.details
    assert changed.details["depth_cm"] == 200
    (told,) = sample.read(lambda tx: history_of(tx.connection, "C7", 1))
    assert (told.act, told.after and told.after["names"]) == ("edit_place", ["Corner"])


@pytest.mark.parametrize(
    ("changes", "field_name"),
    [
        ({"capacity_people": -1}, "capacity_people"),
        ({"power_limit_w": -5}, "power_limit_w"),
        ({"details": {"width_cm": 0}}, "width_cm"),
        ({"details": {"height_limit_cm": 10**6}}, "height_limit_cm"),
        ({"details": {"network_drops": [{"mbps": 1000, "count": -1}]}}, "network_drops"),
        ({"names": Names()}, "name"),
        ({"note": "x" * 2001}, "note"),
    ],
)
def test_a_fact_that_cannot_be_is_refused(
    sqlite_sample: Store, changes: dict[str, Any], field_name: str
) -> None:
    order = EditPlace(place_id=place_id(sqlite_sample, "C7"), changes=changes)

    (found,) = refusals_of(sqlite_sample, edit_place, order)

    assert isinstance(found, errors.FieldFault)
    assert found.field_name == field_name


def test_what_somebody_else_saved_meanwhile_is_not_written_over(sqlite_sample: Store) -> None:
    before = place_of(sqlite_sample, "C7")
    edit(sqlite_sample, "C7", note="theirs")
    order = EditPlace(
        place_id=before.id, changes={"note": "mine"}, seen={"note": before.note, "kind": "booth"}
    )

    (found,) = refusals_of(sqlite_sample, edit_place, order)

    assert isinstance(found, errors.ChangedMeanwhile)
    assert (found.by, found.differences) == ("tester", (("note", "theirs", "mine"),))
    assert edit(sqlite_sample, "C7", capacity_people=5).note == "theirs"


def test_another_zone_and_feed_are_told_by_their_codes(sqlite_sample: Store) -> None:
    before = place_of(sqlite_sample, "C7")
    zones = {code: named_zone(sqlite_sample, code).id for code in ("Z-A", "Z-B")}
    edit(sqlite_sample, "C7", zone_id=zones["Z-A"])
    order = EditPlace(
        place_id=before.id, changes={"zone_id": zones["Z-B"]}, seen={"zone_id": before.zone_id}
    )

    (found,) = refusals_of(sqlite_sample, edit_place, order)

    assert isinstance(found, errors.ChangedMeanwhile)
    assert found.differences == (("zone_id", "Z-A", "Z-B"),)


def test_places_of_a_zone_are_put_in_another_order(sample: Store) -> None:
    edit(sample, "A3", position=0)

    order = [one.code for one in lab_of(sample).places.values() if one.code[0] in "AB"]
    assert order == ["A3", "A1", "A2", "B1", "B2", "B3"]


def test_a_lower_power_limit_names_who_would_draw_too_much_unless_it_is_forced(
    sample: Store,
) -> None:
    booked_there = place_id(sample, "A2")
    order = EditPlace(place_id=booked_there, changes={"power_limit_w": 100})

    (found,) = refusals_of(sample, edit_place, order)
    assert isinstance(found, errors.BelowBooked)
    assert found.overridable
    numbers = [holder.number for holder in found.holders]
    changed = sample.write(edit_place, replace(order, force_reason="old cables"))

    assert changed.power_limit_w == 100
    assert all(booked(sample, each).marks == ("over_capacity:sockets:A2",) for each in numbers)
    assert numbers
    assert check_store(sample).sound


def test_a_place_on_another_feed_draws_from_that_one(sample: Store) -> None:
    strong = sample.write(add_feed, AddFeed(code="f9", names=names("Feed 9"), amps=63))

    edit(sample, "A2", feed_id=strong)

    assert check_store(sample).sound
    assert {booked(sample, each).place for each in sample.read(held_of, strong)} == {"A2"}
    left = sample.read(held_of, resource_id(sample, "F1"))
    assert {booked(sample, each).place for each in left} == {"A1", "A3"}


def held_of(tx: Transaction, resource: int) -> set[str]:
    holders = occupancy.holders(tx.connection, resource, slot_at(tx.now), slot_at(tx.now) + 10**5)
    return {one.number for one in holders}


def test_a_feed_too_weak_for_what_is_booked_is_refused_with_their_numbers(sample: Store) -> None:
    weak = sample.write(add_feed, AddFeed(code="weak", names=names("Weak"), amps=1))
    order = EditPlace(place_id=place_id(sample, "A2"), changes={"feed_id": weak})
    before = revision(sample)

    (found,) = refusals_of(sample, edit_place, order)

    assert isinstance(found, errors.BelowBooked)
    assert not found.overridable
    assert found.resource.code == "WEAK"
    assert {booked(sample, h.number).place for h in found.holders} == {"A2"}
    assert revision(sample) == before


def test_a_limit_taken_away_and_given_back_keeps_every_claim_right(sample: Store) -> None:
    assert edit(sample, "A2", power_limit_w=None).sockets_id is None
    assert check_store(sample).sound

    back = edit(sample, "A2", power_limit_w=3000)

    assert back.sockets_id is not None
    assert check_store(sample).sound


def test_a_place_is_removed_only_when_nothing_was_ever_booked_there(sample: Store) -> None:
    zone = named_zone(sample, "Z-A")
    new = sample.write(
        add_place,
        AddPlace(
            code="A9", kind=PlaceKind.BOOTH, names=names("A9"), zone_id=zone.id, power_limit_w=100
        ),
    )

    (ahead,) = refusals_of(sample, remove_place, place_id(sample, "C4"))
    set_clock(sample, when(200))
    (history,) = refusals_of(sample, remove_place, place_id(sample, "C4"))
    sample.write(remove_place, new.id)

    assert isinstance(ahead, errors.StillUsed)
    assert (ahead.users, ahead.named) == ("bookings", ("BK032", "BK043", "BK061"))
    assert isinstance(history, errors.StillUsed)
    assert history.users == "history"
    here = lab_of(sample)
    assert here.place_by_code("A9") is None
    assert here.resource_by_code("sockets:A9") is None
    assert check_store(sample).sound


def test_a_hall_with_booths_in_it_is_not_removed(store: Store) -> None:
    hall, booth = hall_with_a_booth(store)

    (found,) = refusals_of(store, remove_place, hall)
    store.write(remove_place, booth)
    store.write(remove_place, hall)

    assert isinstance(found, errors.StillUsed)
    assert (found.users, found.named) == ("places", ("H1-A",))


def test_a_place_with_bookings_ahead_is_taken_out_of_service_by_force(sample: Store) -> None:
    order = PutInService(
        place_id=place_id(sample, "C4"), in_service=False, note="flood", force_reason="a flood"
    )

    out = sample.write(put_in_service, order)

    assert (out.in_service, out.note) == (False, "flood")
    marks = {number: booked(sample, number).marks for number in ("BK032", "BK043", "BK061")}
    assert set(marks.values()) == {("over_capacity:place:C4",)}
    assert booked(sample, "BK032").state is State.CONFIRMED
    assert check_store(sample).sound


def test_a_place_goes_out_of_service_on_a_date_and_comes_back_on_another(sample: Store) -> None:
    order = PutInService(
        place_id=place_id(sample, "C7"), in_service=False, start=when(20), end=when(22)
    )

    out = sample.write(put_in_service, order)

    assert out.in_service
    steps = sample.read(capacity_steps, out.resource_id)
    assert [capacity_at(steps, slot_at(when(day))) for day in (19, 20, 21, 22)] == [1, 0, 0, 1]
    told: list[bool] = []
    for day in (20, 21, 22):
        set_clock(sample, when(day, "09:00"))
        sample.write(keep_house)
        told.append(place_of(sample, "C7").in_service)
    assert told == [False, False, True]
    before = revision(sample)
    sample.write(keep_house)
    assert revision(sample) == before


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SUPERVISOR])
def test_only_a_supervisor_changes_the_floor(sqlite_sample: Store, role: Role) -> None:
    zone, place = named_zone(sqlite_sample, "Z-A").id, place_id(sqlite_sample, "C7")
    feed, pool = resource_id(sqlite_sample, "F1"), resource_id(sqlite_sample, "P-GPU")
    store = as_actor(sqlite_sample, "somebody", role)
    asked: list[tuple[Any, Any]] = [
        (edit_zone, EditZone(zone_id=zone, changes={})),
        (remove_zone, zone),
        (edit_place, EditPlace(place_id=place, changes={})),
        (remove_place, place),
        (put_in_service, PutInService(place_id=place, in_service=False)),
        (edit_feed, EditFeed(resource_id=feed, changes={})),
        (add_pool, AddPool(code="NEW", names=names("New"), mpflops=1)),
        (add_toolkit, AddToolkit(code="NEW", names=names("New"), seats=1)),
        (edit_resource, EditResource(resource_id=pool, changes={})),
        (remove_resource, feed),
        (set_steps, SetSteps(resource_id=pool, steps=(), seen=())),
    ]

    found = [refusals_of(store, use_case, order)[0] for use_case, order in asked]
    store.close()

    assert {type(one) for one in found} == {errors.RoleMayNot}
    assert all(explain_refusal(one, "en") for one in found)
