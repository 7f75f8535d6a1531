"""Kits made of parts, what may stand in for a part, and what is lent to whom."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from labapp.domain.languages import Names


class Condition(StrEnum):
    """How a part is; the last two cannot be lent."""

    GOOD = "good"
    WORN = "worn"
    BROKEN = "broken"
    MISSING = "missing"


LENDABLE = frozenset({Condition.GOOD, Condition.WORN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A part with a tag of its own; ``resource_id`` is what has to be claimed to have it."""

    id: int
    tag: str
    names: Names
    resource_id: int
    toolkit_id: int | None = None
    """The toolkit that cannot be shown without it."""
    serial: str | None = None
    condition: Condition = Condition.GOOD
    note: str | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Kit:
    """Parts that go together. Each has first the part itself, then what may stand in for it."""

    id: int
    code: str
    names: Names
    parts: tuple[tuple[Asset, ...], ...]
    checklist: tuple[Names, ...] = ()
    version: int = 1


@dataclass(frozen=True, slots=True)
class Chosen:
    """The part that is taken, and the one it stands in for if it is another."""

    asset: Asset
    instead_of: Asset | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What a kit would be made of: free only when nothing is lacking."""

    taken: tuple[Chosen, ...]
    lacking: tuple[Asset, ...]

    @property
    def free(self) -> bool:
        """Whether every part, or one that may stand in for it, can be had."""
        return not self.lacking

    @property
    def substitutions(self) -> tuple[Chosen, ...]:
        """What stands in for what."""
        return tuple(one for one in self.taken if one.instead_of is not None)


def choose(kit: Kit, is_free: Callable[[Asset], bool]) -> Choice:
    """Return which part is taken for each of the kit's, the part itself before any other.

    No part is taken twice; one that may stand in for several is left for where it is needed most.
    """
    options = [
        [asset for asset in part if asset.condition in LENDABLE and is_free(asset)]
        for part in kit.parts
    ]
    taken_by: dict[int, int] = {}

    def place(position: int, tried: set[int]) -> bool:
        for asset in options[position]:
            if asset.id in tried:
                continue
            tried.add(asset.id)
            holder = taken_by.get(asset.id)
            if holder is None or place(holder, tried):
                taken_by[asset.id] = position
                return True
        return False

    lacking = tuple(
        kit.parts[position][0] for position in range(len(options)) if not place(position, set())
    )
    by_position = {position: asset_id for asset_id, position in taken_by.items()}
    taken: list[Chosen] = []
    for position, part in enumerate(kit.parts):
        asset = next((one for one in part if one.id == by_position.get(position)), None)
        if asset is not None:
            taken.append(Chosen(asset, None if asset is part[0] else part[0]))
    return Choice(tuple(taken), lacking)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanPart:
    """One part of a loan; ``settled_at`` is when it came back or was recorded as missing."""

    asset: Asset
    condition_out: Condition
    condition_back: Condition | None = None
    settled_at: datetime | None = None
    note: str | None = None

    @property
    def missing(self) -> bool:
        """Whether it did not come back."""
        return self.condition_back is Condition.MISSING


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """Parts that somebody has, or had."""

    id: int
    borrower: str
    exhibitor_id: int | None
    booking_id: int | None
    kit_id: int | None
    out_at: datetime
    out_by: str
    due_at: datetime
    back_at: datetime | None
    parts: tuple[LoanPart, ...]
    checked_out: tuple[str, ...]
    checked_back: tuple[str, ...]
    note: str | None
    version: int

    @property
    def out(self) -> tuple[LoanPart, ...]:
        """What has not come back."""
        return tuple(part for part in self.parts if part.settled_at is None)

    def overdue(self, now: datetime) -> bool:
        """Whether it should have been back by now."""
        return self.back_at is None and self.due_at <= now


def unticked(checklist: Sequence[Names], ticked: Sequence[str]) -> tuple[Names, ...]:
    """Return what of a checklist nobody has ticked; a tick is the item in any of its languages."""
    return tuple(item for item in checklist if not set(item.all()) & set(ticked))


def checklist_of(record: Sequence[Mapping[str, Any]]) -> tuple[Names, ...]:
    """Return a checklist as it is kept."""
    return tuple(Names(item.get("en"), item.get("zh_hant"), item.get("zh_hans")) for item in record)


def checklist_record(items: Sequence[Names]) -> list[dict[str, str | None]]:
    """Return a checklist to keep."""
    return [{"en": i.en, "zh_hant": i.zh_hant, "zh_hans": i.zh_hans} for i in items]
