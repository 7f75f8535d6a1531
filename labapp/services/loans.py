"""Hand out parts and take them back by their tags; who has what, and what is at risk for it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import select, update

from labapp.domain import errors
from labapp.domain.bookings import HOLDING, OVER, Booking, Kind, State
from labapp.domain.errors import Refused
from labapp.domain.keys import new_key
from labapp.domain.kits import LENDABLE, Asset, Condition, Kit, Loan, unticked
from labapp.domain.languages import Names
from labapp.domain.staff import WRITING
from labapp.domain.times import SLOT_SECONDS, Span
from labapp.services import place_fields, promises
from labapp.services.bookings import EditBooking, booking_by_id, edit_booking
from labapp.services.kits import asset_tagged, lendable
from labapp.services.reservations import kit_of, promise_reservation, reservation
from labapp.storage import bookings as booking_rows
from labapp.storage import loans as rows
from labapp.storage import toolkits as toolkit_rows
from labapp.storage.tables.bookings import booking, claim
from labapp.storage.tables.toolkits import asset
from labapp.storage.transaction import Transaction

AREA: Final = "loans"
MOST_PICTURE: Final = 4_000_000
_PNG: Final = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOut:
    """Parts go to somebody until a time, by their tags."""

    tags: tuple[str, ...]
    borrower: str
    due_at: datetime
    kit_id: int | None = None
    """The kit they make up: its checklist must be ticked."""
    booking_id: int | None = None
    """What they are for; None: a reservation of their own is made until they are due."""
    exhibitor_id: int | None = None
    ticked: tuple[str, ...] = ()
    signature: bytes | None = None
    """As a PNG."""
    photos: tuple[bytes, ...] = ()
    note: str | None = None
    key: str = field(default_factory=new_key)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack:
    """One part comes back, or is recorded as missing."""

    tag: str
    condition: Condition = Condition.GOOD
    ticked: tuple[str, ...] = ()
    signature: bytes | None = None
    photo: bytes | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class AtRisk:
    """A booking that needs a part which is not where it should be.

    ``why`` is ``overdue``, ``broken`` or ``missing``.
    """

    booking: Booking
    asset: Asset
    why: str
    loan: Loan | None


def hand_out(tx: Transaction, order: HandOut) -> Loan:
    """Lend parts and return the loan: all of them or none.

    Refused when one is out already, broken or missing, promised to others until it is due, or
    when something of the kit's checklist is not ticked.
    """
    _may_lend(tx)
    if not order.borrower.strip():
        raise place_fields.fault("borrower", "missing")
    if order.due_at <= tx.now:
        raise place_fields.fault("due", "out_of_range", order.due_at.isoformat())
    parts = _scanned(tx, order.tags)
    _check_checklist(tx, order.kit_id, order.ticked)
    promises.expire_due(tx)
    for_what = _promised(tx, order, parts)
    loan_id = rows.add(
        tx.connection,
        parts,
        kit_id=order.kit_id,
        booking_id=for_what.id,
        exhibitor_id=order.exhibitor_id or for_what.exhibitor_id,
        borrower=order.borrower.strip()[:200],
        out_at=tx.now,
        out_by=tx.actor.name,
        due_at=order.due_at,
        checked_out=list(order.ticked),
        checked_back=[],
        note=order.note,
    )
    _keep_picture(tx, loan_id, "signature_out", order.signature)
    for photo in order.photos:
        _keep_picture(tx, loan_id, "photo", photo)
    tx.record(
        AREA,
        "hand_out",
        for_what.number,
        after={"tags": [one.tag for one in parts], "due": order.due_at.isoformat()},
    )
    return loan_of(tx, loan_id)


def take_back(tx: Transaction, order: TakeBack) -> Loan:
    """Settle one part of the loan it is out with and return the loan.

    With the last part the loan is over, and a reservation that was made for it ends now.
    """
    _may_lend(tx)
    part = asset_tagged(tx, order.tag)
    before = rows.of_asset(tx.connection, part.id)
    if before is None:
        raise Refused(errors.NotFound(what="loan", key=part.tag))
    last = len(before.out) == 1
    ticked = [*before.checked_back, *(t for t in order.ticked if t not in before.checked_back)]
    done = rows.change(tx.connection, before, back_at=tx.now if last else None, checked_back=ticked)
    if not done:
        raise place_fields.changed_meanwhile(tx, "loan", part.tag)
    was = next(one for one in before.out if one.asset.id == part.id)
    settled = replace(was, condition_back=order.condition, settled_at=tx.now, note=order.note)
    rows.settle(tx.connection, before.id, settled, tx.actor.name)
    if order.condition is not part.condition:
        tx.connection.execute(
            update(asset)
            .where(asset.c.id == part.id)
            .values(condition=order.condition.value, version=part.version + 1)
        )
    _keep_picture(tx, before.id, "signature_back", order.signature)
    _keep_picture(tx, before.id, "photo", order.photo, part.id)
    if last:
        _end_reservation(tx, before.booking_id)
    tx.record(AREA, "take_back", part.tag, after={"condition": order.condition.value, "last": last})
    return loan_of(tx, before.id)


def loan_of(tx: Transaction, loan_id: int) -> Loan:
    """Return a loan; one that is not there is refused."""
    found = rows.by_id(tx.connection, loan_id)
    if found is None:
        raise Refused(errors.NotFound(what="loan", key=str(loan_id)))
    return found


def loans_out(tx: Transaction) -> tuple[Loan, ...]:
    """Return all that is out, the first to be due first."""
    return tuple(rows.out_now(tx.connection))


def overdue_loans(tx: Transaction) -> tuple[Loan, ...]:
    """Return what should have been back by now, the longest overdue first."""
    return tuple(one for one in rows.out_now(tx.connection) if one.overdue(tx.now))


def pictures_of(tx: Transaction, loan_id: int) -> tuple[tuple[str, int | None, bytes], ...]:
    """Return the photos and signatures of a loan: what it is, of which part, and the PNG."""
    return tuple(rows.pictures(tx.connection, loan_id))


def at_risk(tx: Transaction) -> tuple[AtRisk, ...]:
    """Return the next booking that waits for each part that is overdue, broken or missing.

    A booking waits for a part that it claims, or that its toolkit cannot be shown without.
    """
    late: dict[int, tuple[Asset, str, Loan | None]] = {
        part.asset.id: (part.asset, "overdue", one)
        for one in rows.out_now(tx.connection)
        if one.overdue(tx.now)
        for part in one.out
    }
    unfit = [condition.value for condition in Condition if condition not in LENDABLE]
    for each in toolkit_rows.assets(tx.connection, asset.c.condition.in_(unfit)):
        late.setdefault(each.id, (each, each.condition.value, None))
    found = [
        AtRisk(waiting, one, why, lent)
        for one, why, lent in late.values()
        if (waiting := _next_waiting(tx, one, lent)) is not None
    ]
    return tuple(sorted(found, key=lambda each: (each.booking.span.start, each.asset.tag)))


def _next_waiting(tx: Transaction, one: Asset, lent: Loan | None) -> Booking | None:
    wanted = {one.resource_id} | ({one.toolkit_id} if one.toolkit_id else set())
    own = lent.booking_id if lent is not None and lent.booking_id else 0
    holding = [state.value for state in HOLDING - {State.COMPLETED, State.NO_SHOW}]
    row = tx.connection.execute(
        select(booking.c.id)
        .join(claim, claim.c.booking_id == booking.c.id)
        .where(
            claim.c.resource_id.in_(wanted),
            booking.c.id != own,
            booking.c.ends_at > tx.now,
            booking.c.kind != Kind.CLOSURE.value,
            booking.c.state.in_(holding),
        )
        .order_by(booking.c.starts_at, booking.c.id)
        .limit(1)
    ).first()
    return None if row is None else booking_rows.by_id(tx.connection, row.id)


def _scanned(tx: Transaction, tags: Sequence[str]) -> list[Asset]:
    wanted = list(dict.fromkeys(tag.strip().upper() for tag in tags))
    if not wanted:
        raise place_fields.fault("tags", "missing")
    found = [asset_tagged(tx, tag) for tag in wanted]
    for one in found:
        lendable(one)
        lent = rows.of_asset(tx.connection, one.id)
        if lent is not None:
            raise Refused(errors.AlreadyLent(tag=one.tag, borrower=lent.borrower, due=lent.due_at))
    return found


def _check_checklist(tx: Transaction, kit_id: int | None, ticked: Sequence[str]) -> None:
    if kit_id is None:
        return
    found: Kit = kit_of(tx, kit_id)
    left = unticked(found.checklist, ticked)
    if left:
        raise Refused(errors.ChecklistOpen(items=left))


def _promised(tx: Transaction, order: HandOut, parts: Sequence[Asset]) -> Booking:
    """Return the booking that claims the parts: the one it is for, or one of its own."""
    if order.booking_id is None:
        names = Names(order.borrower.strip()[:200])
        wanted = reservation(
            order.key,
            Span(_slot(tx.now, up=False), _slot(order.due_at, up=True)),
            names,
            [(one.resource_id, 1) for one in parts],
            exhibitor_id=order.exhibitor_id,
            note=order.note,
        )
        return promise_reservation(tx, wanted, act="lend")
    before = booking_by_id(tx, order.booking_id)
    if before.state not in HOLDING:
        raise Refused(errors.WrongState(number=before.number, state=before.state.value, act="edit"))
    held = dict(before.extras)
    more = tuple((one.resource_id, 1) for one in parts if one.resource_id not in held)
    if not more:
        return before
    changes = {"extras": (*before.extras, *more)}
    return edit_booking(tx, EditBooking(booking_id=before.id, changes=changes))


def _end_reservation(tx: Transaction, booking_id: int | None) -> None:
    """End a reservation that was only for the loan: others may have the parts from now on."""
    before = None if booking_id is None else booking_rows.by_id(tx.connection, booking_id)
    if before is None or before.kind is not Kind.RESERVATION or before.state in OVER:
        return
    released = tx.now if tx.now < before.span.end else None
    after = replace(before, state=State.COMPLETED, released_at=released)
    promises.promise(tx, after, before=before, act="return")


def _slot(moment: datetime, *, up: bool) -> datetime:
    seconds = int(moment.timestamp())
    return datetime.fromtimestamp(
        (-(-seconds // SLOT_SECONDS) if up else seconds // SLOT_SECONDS) * SLOT_SECONDS, UTC
    )


def _keep_picture(
    tx: Transaction, loan_id: int, kind: str, png: bytes | None, asset_id: int | None = None
) -> None:
    if png is None:
        return
    if not png.startswith(_PNG):
        raise place_fields.fault("picture", "malformed")
    if len(png) > MOST_PICTURE:
        raise place_fields.fault("picture", "out_of_range")
    rows.add_picture(tx.connection, loan_id, kind, png, tx.now, asset_id)


def _may_lend(tx: Transaction) -> None:
    if tx.actor.role not in WRITING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act="lend"))
