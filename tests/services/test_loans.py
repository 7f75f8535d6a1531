from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from labapp.domain import errors
from labapp.domain.bookings import Kind, State
from labapp.domain.errors import Refused
from labapp.domain.kits import Asset, Condition, Loan
from labapp.domain.languages import Names
from labapp.domain.staff import Actor, Role
from labapp.domain.times import Clock, Span
from labapp.services.bookings import booking_by_id
from labapp.services.checks import Problem, check_store
from labapp.services.kits import AddAsset, PutKit, add_asset, asset_tagged, put_kit
from labapp.services.loans import (
    HandOut,
    TakeBack,
    at_risk,
    hand_out,
    loans_out,
    overdue_loans,
    pictures_of,
    take_back,
)
from labapp.services.reservations import ReserveKit, reserve_kit
from labapp.services.undo import undo
from labapp.storage.store import Store
from labapp.storage.tables.toolkits import loan as loan_table
from labapp.storage.transaction import Transaction
from tests.conftest import MORNING
from tests.services.orders import ONE_ENGINE, booked, kinds, resource_id

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-12-{text}+08:00").astimezone(UTC)


def later(store: Store, moment: datetime) -> None:
    store.clock = Clock(moment)


def part(store: Store, tag: str, toolkit: str | None = None) -> Asset:
    toolkit_id = resource_id(store, toolkit) if toolkit else None
    return store.write(add_asset, AddAsset(tag=tag, names=Names(tag), toolkit_id=toolkit_id))


def lend(store: Store, *tags: str, **fields: Any) -> Loan:  # noqa: ANN401 -- fields of the order
    order: dict[str, Any] = {"borrower": "LEE Ka Yan", "due_at": at("08T12:00")} | fields
    return store.write(hand_out, HandOut(tags=tags, **order))


def back(store: Store, tag: str, **fields: Any) -> Loan:  # noqa: ANN401 -- fields of the order
    return store.write(take_back, TakeBack(tag=tag, **fields))


def test_a_part_is_lent_and_comes_back_by_its_tag(sample: Store) -> None:
    part(sample, "CAM-1")

    loan = lend(sample, " cam-1 ", signature=PNG, photos=(PNG,))
    returned = back(sample, "CAM-1", signature=PNG)

    assert [one.asset.tag for one in loan.parts] == ["CAM-1"]
    assert (loan.out_by, loan.back_at) == ("tester", None)
    assert returned.back_at == sample.clock.now()
    assert returned.out == ()
    kinds_kept = [kind for kind, _, png in sample.read(pictures_of, loan.id) if png == PNG]
    assert kinds_kept == ["signature_out", "photo", "signature_back"]
    assert sample.read(loans_out) == ()
    assert check_store(sample).sound


def test_a_loan_is_a_promise_that_the_law_knows(sample: Store) -> None:
    one = part(sample, "CAM-1")
    kit = sample.write(put_kit, PutKit(code="K", names=Names("K"), parts=(("CAM-1",),)))
    loan = lend(sample, "CAM-1")

    order = ReserveKit(kit_id=kit.id, span=Span(at("08T10:00"), at("08T11:00")))
    with pytest.raises(Refused) as refused:
        sample.write(reserve_kit, order)

    (over,) = refused.value.refusals
    assert isinstance(over, errors.OverCapacity)
    assert over.resource.id == one.resource_id
    assert loan.booking_id == over.holders[0].booking_id


def test_what_comes_back_early_is_free_at_once(sample: Store) -> None:
    part(sample, "CAM-1")
    loan = lend(sample, "CAM-1", due_at=at("08T18:00"))
    later(sample, at("08T10:00"))
    back(sample, "CAM-1")

    assert loan.booking_id is not None
    ended = sample.read(booking_by_id, loan.booking_id)
    assert (ended.kind, ended.state) == (Kind.RESERVATION, State.COMPLETED)
    assert lend(sample, "CAM-1", due_at=at("08T18:00")).id != loan.id
    assert check_store(sample).sound


@ONE_ENGINE
def test_undo_leaves_a_loan_alone_while_the_part_is_out(sample: Store) -> None:
    part(sample, "CAM-1")
    loan = lend(sample, "CAM-1")

    with pytest.raises(Refused) as refused:
        sample.write(undo)

    assert kinds(refused.value) == [errors.NothingToUndo]
    assert loan.booking_id is not None
    assert sample.read(booking_by_id, loan.booking_id).state is State.CONFIRMED


@ONE_ENGINE
def test_a_part_that_is_out_is_not_lent_again(sample: Store) -> None:
    part(sample, "CAM-1")
    lend(sample, "CAM-1")

    with pytest.raises(Refused) as refused:
        lend(sample, "CAM-1", borrower="Else")

    due = at("08T12:00")
    assert refused.value.refusals == (
        errors.AlreadyLent(tag="CAM-1", borrower="LEE Ka Yan", due=due),
    )


@ONE_ENGINE
def test_all_parts_go_or_none(sample: Store) -> None:
    part(sample, "CAM-1")
    part(sample, "TRI-1")
    lend(sample, "TRI-1")

    with pytest.raises(Refused):
        lend(sample, "CAM-1", "TRI-1")

    assert [one.asset.tag for loan in sample.read(loans_out) for one in loan.parts] == ["TRI-1"]


@ONE_ENGINE
@pytest.mark.parametrize(
    ("tags", "fields", "kind"),
    [
        (("NO-1",), {}, errors.NotFound),
        ((), {}, errors.FieldFault),
        (("CAM-1",), {"borrower": " "}, errors.FieldFault),
        (("CAM-1",), {"due_at": at("08T09:00")}, errors.FieldFault),
        (("CAM-1",), {"due_at": at("31T09:00") + timedelta(days=30)}, errors.TooLong),
        (("CAM-1",), {"signature": b"not a picture"}, errors.FieldFault),
    ],
)
def test_what_cannot_be_lent_is_said(
    sample: Store, tags: tuple[str, ...], fields: dict[str, Any], kind: type[errors.Refusal]
) -> None:
    part(sample, "CAM-1")

    with pytest.raises(Refused) as refused:
        lend(sample, *tags, **fields)

    assert kinds(refused.value) == [kind]


def test_a_check_finds_a_loan_that_is_over_with_a_part_out(sample: Store) -> None:
    part(sample, "CAM-1")
    lend(sample, "CAM-1")

    def spoil(tx: Transaction) -> None:
        tx.connection.execute(update(loan_table).values(back_at=tx.now))
        tx.record("loans", "spoil", "CAM-1")

    sample.write(spoil)

    assert check_store(sample).problems == (Problem("loan", "CAM-1"),)


@ONE_ENGINE
def test_a_reader_lends_nothing(sample: Store) -> None:
    part(sample, "CAM-1")
    sample.actor = Actor("guest", Role.READER, "desk")

    with pytest.raises(Refused) as refused:
        lend(sample, "CAM-1")

    assert kinds(refused.value) == [errors.RoleMayNot]


@ONE_ENGINE
def test_a_kit_goes_out_when_its_checklist_is_ticked(sample: Store) -> None:
    part(sample, "CAM-1")
    cap = Names("Lens cap", "鏡頭蓋", "镜头盖")
    made = PutKit(code="K", names=Names("K"), parts=(("CAM-1",),), checklist=(cap,))
    kit = sample.write(put_kit, made)

    with pytest.raises(Refused) as refused:
        lend(sample, "CAM-1", kit_id=kit.id)
    loan = lend(sample, "CAM-1", kit_id=kit.id, ticked=("鏡頭蓋",))
    returned = back(sample, "CAM-1", ticked=("Lens cap",))

    assert refused.value.refusals == (errors.ChecklistOpen(items=(cap,)),)
    assert (loan.checked_out, returned.checked_back) == (("鏡頭蓋",), ("Lens cap",))


def test_a_missing_part_is_recorded_and_is_lent_to_nobody(sample: Store) -> None:
    part(sample, "CAM-1")
    part(sample, "TRI-1")
    lend(sample, "CAM-1", "TRI-1")

    half = back(sample, "CAM-1")
    whole = back(sample, "TRI-1", condition=Condition.MISSING, note="left in the taxi")

    assert half.back_at is None
    assert [one.asset.tag for one in half.out] == ["TRI-1"]
    missing = [one for one in whole.parts if one.missing]
    assert [(one.asset.tag, one.note) for one in missing] == [("TRI-1", "left in the taxi")]
    assert sample.read(asset_tagged, "TRI-1").condition is Condition.MISSING
    with pytest.raises(Refused) as refused:
        lend(sample, "TRI-1")
    assert kinds(refused.value) == [errors.NotLendable]


@ONE_ENGINE
def test_what_is_not_out_does_not_come_back(sample: Store) -> None:
    part(sample, "CAM-1")

    with pytest.raises(Refused) as refused:
        back(sample, "CAM-1")

    assert refused.value.refusals == (errors.NotFound(what="loan", key="CAM-1"),)


def test_parts_are_lent_with_a_booking_that_claims_them_from_then_on(sample: Store) -> None:
    one = part(sample, "CAM-1")
    stay = booked(sample, "BK060")

    loan = lend(sample, "CAM-1", booking_id=stay.id, due_at=stay.span.end)
    back(sample, "CAM-1")

    after = booked(sample, "BK060")
    assert (one.resource_id, 1) in after.extras
    assert (loan.exhibitor_id, after.state) == (stay.exhibitor_id, stay.state)
    assert check_store(sample).sound


def test_an_overdue_loan_puts_the_next_demo_at_risk(sample: Store) -> None:
    one = part(sample, "BOX-1", toolkit="baidu.paddlex")
    loan = lend(sample, "BOX-1")
    assert sample.read(at_risk) == ()

    later(sample, at("08T12:30"))

    assert [each.id for each in sample.read(overdue_loans)] == [loan.id]
    (risk,) = sample.read(at_risk)
    assert (risk.asset.id, risk.why) == (one.id, "overdue")
    assert risk.loan is not None
    assert risk.loan.borrower == "LEE Ka Yan"
    assert risk.booking.demo_code is not None
    assert risk.booking.span.end > sample.clock.now()
    back(sample, "BOX-1")
    assert sample.read(at_risk) == ()


def test_a_missing_part_puts_the_next_reservation_at_risk(sample: Store) -> None:
    part(sample, "CAM-1")
    kit = sample.write(put_kit, PutKit(code="K", names=Names("K"), parts=(("CAM-1",),)))
    span = Span(at("09T10:00"), at("09T11:00"))
    made = sample.write(reserve_kit, ReserveKit(kit_id=kit.id, span=span)).booking
    lend(sample, "CAM-1")
    back(sample, "CAM-1", condition=Condition.MISSING)

    (risk,) = sample.read(at_risk)

    assert (risk.booking.number, risk.why, risk.loan) == (made.number, "missing", None)
    assert risk.booking.span.start > MORNING
