"""Sets of slots as whole numbers: bit n is slot n."""

from collections.abc import Iterator
from random import Random


def run(first: int, end: int) -> int:
    """Return the set of the slots from ``first`` to before ``end``; empty when there are none."""
    return ((1 << (end - first)) - 1) << first if end > first else 0


def starts(free: int, length: int) -> int:
    """Return the slots at which ``length`` slots in a row, all of them free, begin."""
    found, have = free, 1
    while have < length and found:
        step = min(have, length - have)
        found &= found >> step
        have += step
    return found


def members(slots: int) -> Iterator[int]:
    """Yield the slots in order."""
    while slots:
        low = slots & -slots
        yield low.bit_length() - 1
        slots ^= low


def one_of(slots: int, random: Random) -> int:
    """Return one of the slots: the next at or after one drawn by chance, else the first.

    The slots must not be empty. Slots after a long gap are drawn more often; nothing rests on it.
    """
    at = random.randrange(slots.bit_length())
    later = slots >> at
    if later:
        return at + (later & -later).bit_length() - 1
    return (slots & -slots).bit_length() - 1
