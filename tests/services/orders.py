"""Orders on the sample lab, by the codes that people use."""

from typing import Any, Final

import pytest

from labapp.domain.bookings import Act, Booking
from labapp.domain.errors import Refusal, Refused
from labapp.domain.lab import Lab
from labapp.domain.times import Span
from labapp.services.bookings import ActOn, BookPlace, act_on, book_place, booking_by_number
from labapp.services.exhibitors import demo_by_code, exhibitor_by_code
from labapp.storage.journal import latest_revision
from labapp.storage.lab import lab as read_lab
from labapp.storage.store import Store

ONE_ENGINE: Final = pytest.mark.parametrize("engine_name", ["sqlite"])
"""For tests of what does not depend on the engine, though their fixtures do."""


def lab_of(store: Store) -> Lab:
    return store.read(read_lab)


def place_id(store: Store, code: str) -> int:
    place = lab_of(store).place_by_code(code)
    assert place is not None
    return place.id


def resource_id(store: Store, code: str) -> int:
    resource = lab_of(store).resource_by_code(code)
    assert resource is not None
    return resource.ref.id


def stay(
    store: Store,
    place: str,
    exhibitor: str,
    time: Span,
    demo: str | None = "own",
    **fields: Any,  # noqa: ANN401 -- fields of the order
) -> BookPlace:
    """Return an order for a stay; an exhibitor's own demo has its number in the sample."""
    code = exhibitor.replace("EX", "DM") if demo == "own" else demo
    return BookPlace(
        place_id=place_id(store, place),
        exhibitor_id=store.read(exhibitor_by_code, exhibitor).id,
        demo_id=None if code is None else store.read(demo_by_code, code).id,
        span=time,
        **fields,
    )


def book(
    store: Store,
    place: str,
    exhibitor: str,
    time: Span,
    demo: str | None = "own",
    **fields: Any,  # noqa: ANN401 -- fields of the order
) -> Booking:
    return store.write(book_place, stay(store, place, exhibitor, time, demo, **fields))


def booked(store: Store, number: str) -> Booking:
    return store.read(booking_by_number, number)


def do(
    store: Store,
    act: Act,
    number: str,
    **fields: Any,  # noqa: ANN401 -- fields of the order
) -> Booking:
    return store.write(
        act_on, ActOn(booking_id=booked(store, number).id, act=act, **({"reason": "test"} | fields))
    )


def revision(store: Store) -> int:
    return store.read(lambda tx: latest_revision(tx.connection))


def kinds(error: Refused) -> list[type[Refusal]]:
    """Return what kinds of refusals there are."""
    return [type(refusal) for refusal in error.refusals]
