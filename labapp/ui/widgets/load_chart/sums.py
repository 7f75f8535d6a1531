"""Adds up a load: what is used, free and too much, stretch by stretch. No Qt."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from labapp.ui.widgets.load_chart.rows import Load, Step

_since = itemgetter(0)
_USED, _CAPACITY, _DRAFT, _END = range(4)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From ``start`` up to ``end`` nothing changes. ``draft`` is None where there is no draft."""

    start: int
    end: int
    used: int
    capacity: int
    draft: int | None = None

    @property
    def most(self) -> int:
        """What is used, or would be with the draft, if that is more."""
        return self.used if self.draft is None else max(self.used, self.draft)

    @property
    def free(self) -> int:
        """What is left; negative where it is too much."""
        return self.capacity - self.most


@dataclass(frozen=True, slots=True)
class Summary:
    """The two stretches worth words: where most is used, and where least is left."""

    peak: Stretch
    tightest: Stretch


def value_at(steps: Sequence[Step], epoch: int) -> int:
    """Return the amount at an instant."""
    number = bisect_right(steps, epoch, key=_since)
    return steps[number - 1][1] if number else 0


def _draft_at(load: Load, epoch: int) -> int | None:
    if load.draft is None or not load.draft or epoch < load.draft[0][0]:
        return None
    if load.draft_end is not None and epoch >= load.draft_end:
        return None
    return value_at(load.draft, epoch)


def stretch_at(load: Load, epoch: int) -> Stretch:
    """Return what holds at an instant, as a stretch of one second."""
    used, capacity = value_at(load.steps, epoch), value_at(load.capacity, epoch)
    return Stretch(epoch, epoch + 1, used, capacity, _draft_at(load, epoch))


def _between(steps: Sequence[Step], start: int, end: int) -> Sequence[Step]:
    """Return the steps after the start and before the end."""
    first = bisect_right(steps, start, key=_since)
    return steps[first : bisect_left(steps, end, key=_since)]


def stretches(load: Load, start: int, end: int) -> list[Stretch]:
    """Return the whole span as stretches, each as long as nothing changes; neighbours differ."""
    drafted = load.draft or ()
    if load.draft_end is not None:
        drafted = [step for step in drafted if step[0] < load.draft_end]
    changes = [
        (at, kind, amount)
        for kind, steps in enumerate((load.steps, load.capacity, drafted))
        for at, amount in _between(steps, start, end)
    ]
    if drafted and load.draft_end is not None and start < load.draft_end < end:
        changes.append((load.draft_end, _END, 0))
    changes.sort()
    now = stretch_at(load, start)
    used, capacity, draft = now.used, now.capacity, now.draft
    held = (used, capacity, draft)
    found: list[Stretch] = []
    since = start
    for number, (at, kind, amount) in enumerate(changes):
        if kind == _USED:
            used = amount
        elif kind == _CAPACITY:
            capacity = amount
        else:
            draft = amount if kind == _DRAFT else None
        more = number + 1 < len(changes) and changes[number + 1][0] == at
        if not more and (used, capacity, draft) != held:
            found.append(Stretch(since, at, *held))
            since, held = at, (used, capacity, draft)
    found.append(Stretch(since, end, *held))
    return found


def summed_up(found: Sequence[Stretch]) -> Summary:
    """Return the first stretch with the most use, and the first with the least left."""
    peak = max(found, key=lambda stretch: (stretch.most, -stretch.start))
    tightest = min(found, key=lambda stretch: (stretch.free, stretch.start))
    return Summary(peak, tightest)


def highest(found: Sequence[Stretch]) -> int:
    """Return the amount that the plot must reach; at least 1."""
    return max(1, *(max(stretch.most, stretch.capacity) for stretch in found))
