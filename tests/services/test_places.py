"""Zones, feeds and places, also places inside places."""

from datetime import datetime, timedelta

import pytest

from labapp.domain import errors
from labapp.domain.bookings import State
from labapp.domain.errors import Refused
from labapp.domain.exhibitors import ExhibitorKind
from labapp.domain.languages import Names
from labapp.domain.spaces import Hours, PlaceKind
from labapp.domain.times import Span
from labapp.services.bookings import BookPlace, ClosePlace, book_place, close_place
from labapp.services.checks import check_store
from labapp.services.exhibitors import AddExhibitor, add_exhibitor
from labapp.services.places import (
    AddFeed,
    AddPlace,
    AddZone,
    EditPlace,
    add_feed,
    add_place,
    add_zone,
    edit_place,
)
from labapp.services.spaces import set_weekly_hours
from labapp.storage.store import Store

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
