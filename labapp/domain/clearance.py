"""What must be answered before the public sees a demo, by whom, and for how long it then holds.

The twelve items are the lab's own, built on the Model Personal Data Protection Framework (PCPD,
2024), the Ethical AI Framework (DPO, 1.4) and the Generative AI Guideline (DPO, 2025).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from labapp.domain.demos import DemoCard, Tier
from labapp.domain.policy import Policy
from labapp.domain.staff import Role


class Applies(StrEnum):
    """To which demos an item applies."""

    ALL = "all"
    PERSONAL = "personal_data"
    CLOUD = "cloud"
    GENERATIVE = "generative"
    LIMITED_OR_HIGH = "limited_or_high"


class Proof(StrEnum):
    """What an answer must bring."""

    NONE = "none"
    NOTE = "note"
    RECORD = "record"
    """The demo's own records: its models or its data sources."""
    FILE = "file"


_DESK = frozenset({Role.SUPERVISOR, Role.OFFICER})
_ENGINEER = frozenset({Role.SUPERVISOR, Role.ENGINEER})
_ANYBODY = _DESK | _ENGINEER
_SUPERVISOR = frozenset({Role.SUPERVISOR})


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be sure of; ``exhibitor``: somebody of theirs signs, the desk writes it down."""

    number: int
    key: str
    applies: Applies
    proof: Proof
    roles: frozenset[Role]
    exhibitor: bool = False


ITEMS: tuple[Item, ...] = (
    Item(1, "owner", Applies.ALL, Proof.NOTE, _ANYBODY, exhibitor=True),
    Item(2, "purpose", Applies.ALL, Proof.NOTE, _DESK),
    Item(3, "tier", Applies.ALL, Proof.NOTE, _ENGINEER),
    Item(4, "model", Applies.ALL, Proof.RECORD, _ANYBODY, exhibitor=True),
    Item(5, "data", Applies.ALL, Proof.RECORD, _ANYBODY, exhibitor=True),
    Item(6, "pics", Applies.PERSONAL, Proof.NOTE, _DESK),
    Item(7, "outbound", Applies.CLOUD, Proof.NOTE, _ENGINEER),
    Item(8, "redteam", Applies.GENERATIVE, Proof.FILE, _ENGINEER, exhibitor=True),
    Item(9, "fairness", Applies.LIMITED_OR_HIGH, Proof.NOTE, _ANYBODY, exhibitor=True),
    Item(10, "label", Applies.GENERATIVE, Proof.FILE, _DESK),
    Item(11, "stop", Applies.ALL, Proof.NONE, _DESK),
    Item(12, "safety", Applies.ALL, Proof.NOTE, _DESK),
)

ESSENTIAL = frozenset({"owner", "tier", "model", "data", "stop", "safety"})
"""Without these nothing is cleared, under no condition."""

VALID = frozenset({"cleared", "conditional"})

_ASKED_AGAIN: Mapping[str, frozenset[str]] = {
    "model": frozenset({"model", "redteam", "fairness", "outbound", "tier"}),
    "data": frozenset({"data", "pics", "fairness", "tier"}),
    "pics": frozenset({"pics", "tier"}),
    "outbound": frozenset({"outbound", "tier"}),
    "redteam": frozenset({"redteam", "label", "tier"}),
    "tier": frozenset({"tier", "fairness"}),
}


def item_by_key(key: str) -> Item | None:
    """Return the item of the key."""
    return next((item for item in ITEMS if item.key == key), None)


def applicable(card: DemoCard) -> tuple[Item, ...]:
    """Return the items that apply to the demo, in their order."""
    asked = {Applies.ALL}
    if card.personal:
        asked.add(Applies.PERSONAL)
    if card.leaves_the_lab:
        asked.add(Applies.CLOUD)
    if card.generative:
        asked.add(Applies.GENERATIVE)
    if card.demo.risk_tier in {Tier.LIMITED, Tier.HIGH}:
        asked.add(Applies.LIMITED_OR_HIGH)
    return tuple(item for item in ITEMS if item.applies in asked)


def signers(item: Item, tier: str) -> frozenset[Role]:
    """Return the roles that may sign the item; that a risk is high, only a supervisor."""
    return _SUPERVISOR if item.key == "tier" and tier == Tier.HIGH else item.roles


def deciders(tier: str) -> frozenset[Role]:
    """Return the roles that may clear a demo of the tier; an unacceptable one nobody."""
    return {
        Tier.LOW: _ANYBODY,
        Tier.LIMITED: _ENGINEER,
        Tier.HIGH: _SUPERVISOR,
        Tier.UNACCEPTABLE: frozenset[Role](),
    }[Tier(tier)]


def asked_again(causes: Iterable[str]) -> frozenset[str]:
    """Return the items whose answers no longer count after a change; see ``voided_by``."""
    return frozenset(key for cause in causes for key in _ASKED_AGAIN[cause])


def latest_day(policy: Policy, tier: str, today: date) -> date:
    """Return the last day that a clearance given today may hold (the house's rule by tier)."""
    days = policy.clearance_valid_days.get(tier, 0)
    return today + timedelta(days=days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was said to an item, who stands for it, and who wrote it down as what."""

    item: str
    met: bool
    note: str | None
    signer: str | None
    signed_by: str
    signed_as: str
    signed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofFile:
    """A file that proves an answer, without its bytes."""

    id: int
    item: str
    name: str
    content_type: str
    size: int
    sha256: str
    added_by: str
    added_at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One line of a clearance's history."""

    status: str
    valid_until: date | None
    conditions: str | None
    reason: str | None
    decided_by: str
    decided_as: str
    decided_at: datetime


def still_open(
    card: DemoCard, answers: Mapping[str, Answer], proofs: Collection[ProofFile]
) -> tuple[Item, ...]:
    """Return the items that apply and are not met yet, with all that each must bring."""
    filed = {proof.item for proof in proofs if proof.withdrawn_at is None}
    return tuple(
        item for item in applicable(card) if not _is_met(item, card, answers.get(item.key), filed)
    )


def _is_met(item: Item, card: DemoCard, answer: Answer | None, filed: set[str]) -> bool:
    if answer is None or not answer.met:
        return False
    if answer.signed_as not in signers(item, card.demo.risk_tier):
        return False  # signed by an engineer while the risk was not called high yet
    if item.key == "model":
        return bool(card.models)
    if item.key == "data":
        return bool(card.sources)
    return item.proof is not Proof.FILE or item.key in filed


_KNOWN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
MOST_BYTES = 10 * 1024 * 1024
"""A proof is a paper or a picture, no film: the lab's whole database stays small to back up."""


def content_type(content: bytes) -> str | None:
    """Return what a proof is, by its own bytes; None for what the lab does not keep."""
    found = next((kind for magic, kind in _KNOWN if content.startswith(magic)), None)
    if found is not None:
        return found
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\x00" in text else "text/plain"
