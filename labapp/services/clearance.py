"""Clearing a demo for the public: answers, proofs, decisions, and which bookings will lapse."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import select

from labapp.domain import clearance as rules
from labapp.domain import errors
from labapp.domain.bookings import Booking
from labapp.domain.clearance import Answer, Decision, Item, Proof, ProofFile
from labapp.domain.demos import DemoCard, Tier
from labapp.domain.errors import Refused
from labapp.domain.exhibitors import Demo
from labapp.domain.languages import NO_NAMES, Names
from labapp.domain.staff import WRITING
from labapp.domain.times import Span, day_of, day_span
from labapp.services import place_fields as fields
from labapp.services.demos import AREA, demo_card, locked_card
from labapp.storage import clearance as rows
from labapp.storage import demos as demo_rows
from labapp.storage import exhibitors
from labapp.storage.lab import lab as read_lab
from labapp.storage.lab import names_in
from labapp.storage.tables.exhibitors import checklist_item
from labapp.storage.transaction import Transaction

WEEKS_AHEAD: Final = 8
LONGEST_NOTE: Final = 2000
LONGEST_NAME: Final = 200
STATUSES: Final = ("cleared", "conditional", "void")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemState:
    """An item of the checklist as it stands for a demo."""

    item: Item
    texts: Names
    """How the lab's own checklist words it; empty: by the program's words for its key."""
    answer: Answer | None
    proofs: tuple[ProofFile, ...]
    met: bool
    may_sign: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearanceState:
    """All that is known of a demo's clearance."""

    card: DemoCard
    items: tuple[ItemState, ...]
    latest_day: date
    """The last day that a clearance given today may hold."""
    may_decide: bool
    decisions: tuple[Decision, ...]

    @property
    def open_items(self) -> tuple[str, ...]:
        """The keys of what is not met yet."""
        return tuple(each.item.key for each in self.items if not each.met)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerItem:
    """What is said to one item; an exhibitor's item names who of theirs says so."""

    demo_id: int
    item: str
    met: bool
    note: str | None = None
    signer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddProof:
    """A file that proves an item: PDF, PNG, JPEG or plain text, at most 10 MiB."""

    demo_id: int
    item: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideClearance:
    """Clear a demo, under conditions or without, or make its clearance void with a reason."""

    demo_id: int
    status: str
    conditions: str | None = None
    valid_until: date | None = None
    """None: as long as the house's rule for its risk lets it hold."""
    reason: str | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Lapsing:
    """A confirmed booking ahead with the first day its demo is not cleared for."""

    booking: Booking
    demo: Demo
    day: date


def clearance_of(tx: Transaction, demo_id: int) -> ClearanceState:
    """Return a demo's checklist, decisions, and what this person may do with them."""
    card = demo_card(tx, demo_id)
    answers = rows.answers(tx.connection, demo_id)
    proofs = rows.proofs(tx.connection, demo_id)
    open_items = {item.key for item in rules.still_open(card, answers, proofs)}
    texts = _texts(tx)
    tier = card.demo.risk_tier
    return ClearanceState(
        card=card,
        items=tuple(
            ItemState(
                item=item,
                texts=texts.get(item.key, NO_NAMES),
                answer=answers.get(item.key),
                proofs=tuple(
                    one for one in proofs if one.item == item.key and one.withdrawn_at is None
                ),
                met=item.key not in open_items,
                may_sign=tx.actor.role in rules.signers(item, tier),
            )
            for item in rules.applicable(card)
        ),
        latest_day=rules.latest_day(read_lab(tx).policy, tier, day_of(tx.now)),
        may_decide=tx.actor.role in rules.deciders(tier),
        decisions=tuple(rows.decisions(tx.connection, demo_id)),
    )


def _texts(tx: Transaction) -> dict[str, Names]:
    found = tx.connection.execute(select(checklist_item))
    return {row.key: names_in(row, "text") for row in found}


def answer_item(tx: Transaction, order: AnswerItem) -> ClearanceState:
    """Answer an item as who may sign it, and return how the checklist stands then.

    An essential item that is no longer met makes the clearance void.
    """
    card = locked_card(tx, order.demo_id)
    item = _item(card, order.item)
    if tx.actor.role not in rules.signers(item, card.demo.risk_tier):
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act="sign_item"))
    note, signer = _text("note", order.note, LONGEST_NOTE), _text("signer", order.signer)
    if item.exhibitor and signer is None:
        raise fields.fault("signer", "missing")
    if item.proof is Proof.NOTE and note is None:
        raise fields.fault("note", "missing")
    before = rows.answers(tx.connection, order.demo_id).get(item.key)
    answer = Answer(
        item=item.key,
        met=order.met,
        note=note,
        signer=signer,
        signed_by=tx.actor.name,
        signed_as=tx.actor.role.value,
        signed_at=tx.now,
    )
    rows.write_answer(tx, order.demo_id, answer)
    if not order.met and item.key in rules.ESSENTIAL and card.demo.clearance in rules.VALID:
        _store(tx, card, "void", reason=item.key)
    tx.record(
        AREA,
        "answer",
        card.demo.code,
        before=_answered(before) if before else None,
        after=_answered(answer),
    )
    return clearance_of(tx, order.demo_id)


def _item(card: DemoCard, key: str) -> Item:
    found = next((item for item in rules.applicable(card) if item.key == key), None)
    if found is None:
        raise Refused(errors.NotFound(what="item", key=key))
    return found


def _text(field_name: str, value: str | None, most: int = LONGEST_NAME) -> str | None:
    told = (value or "").strip() or None
    if told is not None and len(told) > most:
        raise Refused(errors.FieldFault(field_name=field_name, fault="out_of_range", value=told))
    return told


def _answered(answer: Answer) -> dict[str, Any]:
    return {
        "item": answer.item,
        "met": answer.met,
        "note": answer.note,
        "signer": answer.signer,
        "signed_by": answer.signed_by,
        "signed_as": answer.signed_as,
        "signed_at": int(answer.signed_at.timestamp()),
    }


def add_proof(tx: Transaction, order: AddProof) -> ProofFile:
    """Keep a proof in the database and return it; the same bytes again are the same proof."""
    _check_role(tx, "sign_item")
    card = locked_card(tx, order.demo_id)
    item = _item(card, order.item)
    name = _text("name", order.name)
    if name is None:
        raise fields.fault("name", "missing")
    kind = _kind_of(name, order.content)
    digest = hashlib.sha256(order.content).hexdigest()
    known = next(
        (
            one
            for one in rows.proofs(tx.connection, order.demo_id)
            if (one.item, one.sha256, one.withdrawn_at) == (item.key, digest, None)
        ),
        None,
    )
    if known is not None:
        return known
    proof_id = rows.add_proof(
        tx,
        demo_id=order.demo_id,
        item=item.key,
        name=name,
        content_type=kind,
        size=len(order.content),
        sha256=digest,
        content=order.content,
        added_by=tx.actor.name,
        added_at=tx.now,
        withdrawn_at=None,
    )
    after = {"item": item.key, "name": name, "sha256": digest, "size": len(order.content)}
    tx.record(AREA, "add_proof", card.demo.code, after=after)
    return _proof(tx, order.demo_id, proof_id)


def _kind_of(name: str, content: bytes) -> str:
    fault = None
    kind = None
    if not content:
        fault = "empty"
    elif len(content) > rules.MOST_BYTES:
        fault = "too_big"
    else:
        kind = rules.content_type(content)
    if kind is None:
        raise Refused(
            errors.FileRefused(
                name=name, fault=fault or "unknown_kind", most_bytes=rules.MOST_BYTES
            )
        )
    return kind


def _proof(tx: Transaction, demo_id: int, proof_id: int) -> ProofFile:
    return next(one for one in rows.proofs(tx.connection, demo_id) if one.id == proof_id)


def withdraw_proof(tx: Transaction, proof_id: int) -> ProofFile:
    """Say that a proof no longer counts; its bytes are kept as evidence of what was shown."""
    _check_role(tx, "sign_item")
    found = rows.proof_content(tx.connection, proof_id)
    if found is None:
        raise Refused(errors.NotFound(what="proof", key=str(proof_id)))
    card = locked_card(tx, found[0])
    before = _proof(tx, card.demo.id, proof_id)
    if before.withdrawn_at is None:
        rows.withdraw_proof(tx, proof_id)
        gone = {"item": before.item, "name": before.name, "sha256": before.sha256}
        tx.record(AREA, "withdraw_proof", card.demo.code, before=gone)
    return _proof(tx, card.demo.id, proof_id)


def proof_content(tx: Transaction, proof_id: int) -> tuple[str, bytes]:
    """Return a proof's file name and bytes; one that does not exist is refused."""
    found = rows.proof_content(tx.connection, proof_id)
    if found is None:
        raise Refused(errors.NotFound(what="proof", key=str(proof_id)))
    return found[1], found[2]


def decide_clearance(tx: Transaction, order: DecideClearance) -> ClearanceState:
    """Clear a demo or void its clearance, and return how it stands then.

    Cleared needs every item that applies; conditional needs the essential ones, and conditions in
    words. Who may decide, and how long it holds, goes by the risk.
    """
    card = locked_card(tx, order.demo_id)
    if order.version is not None and order.version != card.version:
        raise fields.changed_meanwhile(tx, "demo", card.demo.code)
    if order.status not in STATUSES:
        raise fields.fault("status", "unknown", order.status)
    reason = _text("reason", order.reason, LONGEST_NOTE)
    if order.status == "void":
        _check_role(tx, "clear_demo")
        if reason is None:
            raise Refused(errors.ReasonMissing(act="clear_demo"))
        return _decided(tx, card, "void", reason=reason)
    tier = card.demo.risk_tier
    if tier == Tier.UNACCEPTABLE:
        raise Refused(errors.NeverShown(demo=card.demo.code, title=card.demo.titles))
    if tx.actor.role not in rules.deciders(tier):
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act="clear_demo"))
    conditions = _conditions(order)
    _check_items(tx, card, order.status)
    until = _until(tx, card, order.valid_until)
    return _decided(tx, card, order.status, reason=reason, conditions=conditions, valid_until=until)


def _conditions(order: DecideClearance) -> str | None:
    """A clearance is conditional exactly when it has conditions."""
    told = _text("conditions", order.conditions, LONGEST_NOTE)
    if order.status == "conditional" and told is None:
        raise fields.fault("conditions", "missing")
    if order.status == "cleared" and told is not None:
        raise fields.fault("conditions", "out_of_range")
    return told


def _check_items(tx: Transaction, card: DemoCard, status: str) -> None:
    answers = rows.answers(tx.connection, card.demo.id)
    found = rules.still_open(card, answers, rows.proofs(tx.connection, card.demo.id))
    keys = [item.key for item in found if status == "cleared" or item.key in rules.ESSENTIAL]
    if keys:
        raise Refused(errors.ItemsOpen(demo=card.demo.code, items=tuple(keys)))


def _until(tx: Transaction, card: DemoCard, wanted: date | None) -> date:
    today = day_of(tx.now)
    latest = rules.latest_day(read_lab(tx).policy, card.demo.risk_tier, today)
    if wanted is None:
        return latest
    if not today <= wanted <= latest:
        raise fields.fault("valid_until", "out_of_range", wanted)
    return wanted


def _decided(tx: Transaction, card: DemoCard, status: str, **columns: Any) -> ClearanceState:  # noqa: ANN401 -- parts of a decision
    _store(tx, card, status, **columns)
    return clearance_of(tx, card.demo.id)


def _store(tx: Transaction, card: DemoCard, status: str, **columns: Any) -> None:  # noqa: ANN401 -- parts of a decision
    rows.decide(tx, card.demo.id, status, **columns)
    demo_rows.write_card(tx, card, card.version + 1)
    stored = demo_card(tx, card.demo.id)
    tx.record(
        AREA,
        "clear" if status in rules.VALID else "void",
        card.demo.code,
        before=_standing(card.demo),
        after=_standing(stored.demo) | {"reason": columns.get("reason")},
    )


def _standing(demo: Demo) -> dict[str, Any]:
    until = demo.valid_until
    return {
        "clearance": demo.clearance,
        "valid_until": until.isoformat() if until else None,
        "conditions": demo.conditions,
    }


def lapsing(tx: Transaction, weeks: int = WEEKS_AHEAD) -> Sequence[Lapsing]:
    """Return the confirmed bookings of the next weeks whose demo is not cleared on a day of theirs.

    Earliest first; a day that is over is history.
    """
    today = day_of(tx.now)
    last = today + timedelta(weeks=weeks)
    demos = {one.id: one for one in exhibitors.all_demos(tx.connection) if not one.cleared_on(last)}
    ahead = Span(tx.now, day_span(last).end)
    found: list[Lapsing] = []
    for booking in rows.shown_in(tx.connection, ahead, demos):
        demo = demos[booking.demo_id or 0]
        days = (day for day in booking.span.days() if day >= today)
        day = next((day for day in days if not demo.cleared_on(day)), None)
        if day is not None:
            found.append(Lapsing(booking, demo, day))
    return found


def _check_role(tx: Transaction, act: str) -> None:
    if tx.actor.role not in WRITING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act=act))
