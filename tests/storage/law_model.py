"""A plain model of the law: arrays of numbers, one for each five minutes of each resource.

It knows nothing of claims, journals or SQL. Times are minutes since the tests' Monday.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

MINUTES_A_SLOT = 5
DAYS = 6
SLOTS = DAYS * 24 * 60 // MINUTES_A_SLOT
IN_FORCE = {"held", "pending", "confirmed", "checked_in", "completed", "no_show"}
ENDED = {"expired", "rejected", "cancelled", "late_cancelled"}
FREE_UNTIL = 48 * 60
GRACE = 15
HOLD = 24 * 60

Use = dict[str, list[int]]
"""Units by resource and slot."""


@dataclass(frozen=True)
class Room:
    """A place of the model: its own resource has its code."""

    units: int
    buffer: int
    power: str | None = None
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Promised:
    """A booking of the model."""

    state: str
    place: str
    start: int
    end: int
    kind: str = "stay"
    exhibitor: str = "EX01"
    units: int = 1
    staff: int = 1
    power: int = 0
    pool: str | None = None
    mpflops: int = 0
    seats: int = 0
    buffer: int = 0
    released: int | None = None
    hold_until: int | None = None

    @property
    def force_ends(self) -> int | None:
        """The minute until which it holds what it holds, without turnover."""
        if self.state not in IN_FORCE:
            return None
        end = self.end if self.released is None else min(self.end, self.released)
        return end if end > self.start else None


@dataclass
class Act:
    """Something done to one booking, to be undone."""

    number: int
    before: Promised | None
    after: Promised


@dataclass
class LawModel:
    """The lab of ``build_small_lab``, its bookings in the order they were made, and the law."""

    rooms: Mapping[str, Room]
    parents: Mapping[str, str]
    capacity: Use
    now: int
    bookings: list[Promised] = field(default_factory=list)
    done: list[Act] = field(default_factory=list)
    undone: list[Act] = field(default_factory=list)
    forced: bool = False

    def needs(self, booking: Promised) -> Iterator[tuple[str, int, int, int]]:
        """Yield (resource, first slot, last slot, units) of all that a booking uses up."""
        end = booking.force_ends
        if end is None:
            return
        room = self.rooms[booking.place]
        whole = room.units if booking.kind == "closure" else booking.units
        wanted = [(booking.place, whole, end + booking.buffer)]
        wanted += [(part, self.rooms[part].units, end + booking.buffer) for part in room.parts]
        if booking.kind == "stay":
            wanted.append((f"badges:{booking.exhibitor}", booking.staff, end))
        for resource, units in (
            (room.power, booking.power),
            (booking.pool, booking.mpflops),
            ("TK", booking.seats),
        ):
            if resource is not None:
                wanted.append((resource, units, end))
        for resource, units, last in wanted:
            here: str | None = resource if units else None
            while here is not None:
                first = booking.start // MINUTES_A_SLOT
                yield here, first, -(-last // MINUTES_A_SLOT), units
                here = self.parents.get(here)

    def use_of(self, booking: Promised | None) -> Use:
        """Return what one booking uses, slot by slot."""
        use: Use = {}
        for resource, first, last, units in self.needs(booking) if booking else ():
            row = use.setdefault(resource, [0] * SLOTS)
            for slot in range(first, last):
                row[slot] += units
        return use

    def total(self, resource: str) -> list[int]:
        """Return what all bookings use of a resource."""
        row = [0] * SLOTS
        for booking in self.bookings:
            for here, first, last, units in self.needs(booking):
                if here == resource:
                    for slot in range(first, last):
                        row[slot] += units
        return row

    def allows(self, before: Promised | None, after: Promised) -> bool:
        """Whether the law admits the change: wherever it takes more, it must fit."""
        old, new = self.use_of(before), self.use_of(after)
        for resource, row in new.items():
            held = old.get(resource, [0] * SLOTS)
            total, capacity = self.total(resource), self.capacity[resource]
            for slot in range(SLOTS):
                more = row[slot] - held[slot]
                if more > 0 and total[slot] + more > capacity[slot]:
                    return False
        return True

    def put(self, number: int | None, after: Promised) -> bool:
        """Make or change a booking if the law admits it; return whether it did."""
        before = None if number is None else self.bookings[number]
        if not self.allows(before, after):
            return False
        if number is None:
            self.bookings.append(after)
            number = len(self.bookings) - 1
        else:
            self.bookings[number] = after
        self.done.append(Act(number, before, after))
        self.undone.clear()
        return True

    def undo(self) -> bool:
        """Take the last act back if there is one and the law admits it."""
        return self._turn(self.done, self.undone, back=True)

    def redo(self) -> bool:
        """Do again what was taken back, if the law admits it."""
        return self._turn(self.undone, self.done, back=False)

    def _turn(self, source: list[Act], target: list[Act], *, back: bool) -> bool:
        if not source:
            return False
        act = source[-1]
        now = self.bookings[act.number]
        wanted = act.before if back else act.after
        if wanted is None:
            wanted = replace(now, state="cancelled")
        if self.has_run_out(wanted) or not self.allows(now, wanted):
            return False
        self.bookings[act.number] = wanted
        target.append(source.pop())
        return True

    def has_run_out(self, booking: Promised) -> bool:
        """Whether it is a hold that time has ended."""
        return (
            booking.state == "held"
            and booking.hold_until is not None
            and booking.hold_until <= self.now
        )

    def advance(self, minutes: int) -> None:
        """Let time go on; holds end by themselves."""
        self.now += minutes
        self.bookings = [
            replace(b, state="expired") if self.has_run_out(b) else b for b in self.bookings
        ]

    def set_capacity(
        self, resource: str, first: int, last: int, capacity: int, *, force: bool
    ) -> bool:
        """Change a capacity from slot to slot; below what is used only by force."""
        total, row = self.total(resource), self.capacity[resource]
        for slot in range(first, last):
            more_over = max(0, total[slot] - capacity) > max(0, total[slot] - row[slot])
            if more_over and not force:
                return False
            self.forced = self.forced or more_over
        row[first:last] = [capacity] * (last - first)
        return True

    def acted(  # noqa: PLR0911 -- one line an act reads best
        self, number: int, act: str
    ) -> Promised | None:
        """Return what an act makes of a booking, or None where it is not allowed."""
        old = self.bookings[number]
        state = old.state
        match act:
            case "confirm" if state in {"held", "pending"} and old.kind == "stay":
                return replace(old, state="confirmed", hold_until=None)
            case "request" if state == "held":
                return replace(old, state="pending", hold_until=None)
            case "reject" if state == "pending":
                return replace(old, state="rejected")
            case "cancel" if state in {"held", "pending", "confirmed", "checked_in"}:
                counts = state in {"confirmed", "checked_in"} and old.kind == "stay"
                late = counts and old.start - self.now < FREE_UNTIL
                return replace(old, state="late_cancelled" if late else "cancelled")
            case "reinstate" if state in ENDED:
                return replace(old, state="confirmed", hold_until=None)
            case "check_in" if state == "confirmed":
                return replace(old, state="checked_in")
            case "complete" if state in {"confirmed", "checked_in"}:
                released = self._next_slot() if self.now < old.end else None
                return replace(old, state="completed", released=released)
            case "no_show" if state == "confirmed" and self.now >= old.start + GRACE:
                return replace(old, state="no_show", released=self._next_slot())
        return None

    def _next_slot(self) -> int:
        return -(-self.now // MINUTES_A_SLOT) * MINUTES_A_SLOT
