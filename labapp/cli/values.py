"""Readers of arguments: moments, days, amounts; what cannot be read is said in words.

argparse keeps them as keys, so each is equal only to itself.
"""

import argparse
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from labapp.domain.resources import ResourceKind
from labapp.domain.times import LAB_ZONE
from labapp.words import Words

_AMOUNT: Final = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)\s*(pflops|kw|w)?", re.IGNORECASE)
_UNITS: Final = {
    (ResourceKind.POOL, "pflops"): 1000,
    (ResourceKind.FEED, "kw"): 1000,
    (ResourceKind.FEED, "w"): 1,
    (ResourceKind.SOCKETS, "kw"): 1000,
    (ResourceKind.SOCKETS, "w"): 1,
}


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """Reads ``2026-12-10T10:00``; without a zone it is the lab's own time."""

    say: Words

    def __call__(self, text: str) -> datetime:
        """Return the moment."""
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            raise argparse.ArgumentTypeError(self.say("cli.bad.moment", text=text)) from None
        return found if found.tzinfo else found.replace(tzinfo=LAB_ZONE)


@dataclass(frozen=True, slots=True, eq=False)
class Day:
    """Reads ``2026-12-10``."""

    say: Words

    def __call__(self, text: str) -> date:
        """Return the day."""
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise argparse.ArgumentTypeError(self.say("cli.bad.day", text=text)) from None


@dataclass(frozen=True, slots=True, eq=False)
class Count:
    """Reads a whole number from ``least`` on."""

    say: Words
    least: int = 0

    def __call__(self, text: str) -> int:
        """Return the number."""
        if not (text.isascii() and text.isdigit()) or int(text) < self.least:
            told = self.say("cli.bad.count", text=text, least=self.least)
            raise argparse.ArgumentTypeError(told)
        return int(text)


@dataclass(frozen=True, slots=True)
class Claimed:
    """So much of a resource, as it was written."""

    code: str
    amount: Decimal
    unit: str

    def units(self, kind: ResourceKind) -> int | None:
        """Return the amount in the resource's own units; None when it has no such amount.

        Without a unit it is in them already: mPFLOPS, W, seats, people.
        """
        factor = _UNITS.get((kind, self.unit)) if self.unit else 1
        exact = None if factor is None else self.amount * factor
        return int(exact) if exact is not None and exact and exact == int(exact) else None


@dataclass(frozen=True, slots=True, eq=False)
class Claims:
    """Reads ``P-ASCEND=2.5PFLOPS``, ``F1=1200W``, ``huawei.cann=2``."""

    say: Words

    def __call__(self, text: str) -> Claimed:
        """Return what is claimed."""
        code, _, amount = text.rpartition("=")
        found = _AMOUNT.fullmatch(amount.strip())
        if not code.strip() or found is None:
            raise argparse.ArgumentTypeError(self.say("cli.bad.claim", text=text))
        return Claimed(code.strip(), Decimal(found[1]), (found[2] or "").casefold())
