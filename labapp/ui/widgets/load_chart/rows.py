"""What the load chart is fed with: one row for each shared resource.

Instants are whole epoch seconds in UTC, amounts whole units of the resource. A step is an instant
and the amount from then on, until the next step; steps are in order. Before the first there is 0.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Step = tuple[int, int]


def nobody(epoch: int) -> Sequence[str]:
    """Return that nobody is known to hold any."""
    del epoch
    return ()


def plain_number(amount: int) -> str:
    """Return the amount as a number, such as ``11,088``."""
    return f"{amount:,}"


@dataclass(frozen=True, slots=True)
class Load:
    """How much of a resource is used and how much there is.

    ``unit_text`` words an amount with its unit (``12 PFLOPS``), ``number_text`` without it
    (``7.5``). ``draft`` is what would be used if a draft were kept, from its first step on and
    until ``draft_end``, if it says when; to move such a draft costs only what it touches.
    ``holders`` says who holds some at an instant, a line for each.
    """

    id: int
    label: str
    unit_text: Callable[[int], str]
    steps: Sequence[Step]
    capacity: Sequence[Step]
    draft: Sequence[Step] | None = None
    number_text: Callable[[int], str] = plain_number
    holders: Callable[[int], Sequence[str]] = nobody
    draft_end: int | None = None
