"""What can go wrong for a reason a person can act on.

A failure is one of these, with its facts, or it is a bug. The interface finds the words.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from labapp.domain.languages import NO_NAMES, Names
from labapp.domain.resources import Holder, ResourceRef
from labapp.domain.times import Span


class LabError(Exception):
    """A refusal or a fault with its facts. Anything else that is raised is a bug."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One fact in the way of what was asked."""

    overridable: bool = field(default=False, kw_only=True)
    """Whether a supervisor may go past it with a reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverCapacity(Refusal):
    """The law: at an instant the claims would add up to more than the resource has."""

    resource: ResourceRef
    at: datetime
    until: datetime
    wanted: int
    used: int
    """What others hold at that instant."""
    capacity: int
    holders: tuple[Holder, ...] = ()

    @property
    def over(self) -> int:
        """By how many units it would be too much."""
        return self.used + self.wanted - self.capacity


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideHours(Refusal):
    """The lab is not open for all of it."""

    day: date
    hours: tuple[Span, ...]
    reason: Names = NO_NAMES


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfService(Refusal):
    """The place has no capacity then: it is under repair or not yet there."""

    place: str
    at: datetime
    until: datetime | None
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OffGrid(Refusal):
    """Start or end is not on the grid of the lab's slots."""

    slot_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TooShort(Refusal):
    """Shorter than the shortest booking."""

    minutes: int
    least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLong(Refusal):
    """Longer than the longest booking."""

    minutes: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TooFarAhead(Refusal):
    """Beyond the days that can be booked ahead."""

    days: int
    latest: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLittleNotice(Refusal):
    """Sooner than the notice that a kiosk booking needs."""

    hours: int
    earliest: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyOver(Refusal):
    """It would end in the past."""

    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NoDemo(Refusal):
    """A confirmed booking names what will be shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCleared(Refusal):
    """The demo's clearance does not hold on a day it would be shown."""

    demo: str
    title: Names
    status: str
    valid_until: date | None
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoRetired(Refusal):
    """The demo is no longer shown."""

    demo: str
    title: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class NeverShown(Refusal):
    """The demo's risk is unacceptable: nobody may clear it."""

    demo: str
    title: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsOpen(Refusal):
    """Items of the checklist are in the way of clearing a demo."""

    demo: str
    items: tuple[str, ...]
    """Their keys, in the checklist's order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRefused(Refusal):
    """A proof cannot be kept: ``fault`` is ``empty``, ``too_big`` or ``unknown_kind``."""

    name: str
    fault: str
    most_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotPresenting(Refusal):
    """Somebody is to present a demo that is not theirs to present."""

    presenter: Names
    demo: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingChanged(Refusal):
    """Nothing is different from the release before, so there is nothing to publish."""

    release: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotTheirDemo(Refusal):
    """The demo belongs to somebody else."""

    demo: str
    owner: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaExceeded(Refusal):
    """The exhibitor would have more minutes in a day or week than its kind may."""

    exhibitor: Names
    period: str
    """``day`` or ``week``."""
    start: date
    wanted: int
    used: int
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotActive(Refusal):
    """The exhibitor is not active in the lab."""

    exhibitor: Names
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongState(Refusal):
    """The booking's state does not allow the act."""

    number: str
    state: str
    act: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleMayNot(Refusal):
    """The person's role does not allow the act."""

    role: str
    act: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonMissing(Refusal):
    """The act needs a reason in words."""

    act: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BelowBooked(Refusal):
    """A lower capacity would not hold what is already promised."""

    resource: ResourceRef
    capacity: int
    peak: int
    at: datetime
    holders: tuple[Holder, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AboveParent(Refusal):
    """The parts of a resource would add up to more than the whole at a step."""

    parent: ResourceRef
    at: datetime
    total: int
    capacity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFault(Refusal):
    """A field of what was filled in cannot stand."""

    field_name: str
    fault: str
    """``missing``, ``malformed``, ``duplicate``, ``out_of_range``, ``unknown``."""
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFound(Refusal):
    """There is no such thing, or no longer."""

    what: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedMeanwhile(Refusal):
    """Somebody else saved first; ``differences`` is field, theirs, yours."""

    what: str
    key: str
    by: str
    differences: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingToUndo(Refusal):
    """The person has made no change that can be taken back (or made again)."""

    act: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferOpen(Refusal):
    """Somebody else has an open offer for the freed time."""

    number: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MaybeKnown(Refusal):
    """A row of a list looks like an exhibitor that is known; a person must say."""

    code: str
    names: Names
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsRefused(Refusal):
    """Rows of a list cannot be taken, so nothing of it was."""

    rows: tuple[int, ...]
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StillUsed(Refusal):
    """It cannot be removed while others rest on it; ``users`` says what they are.

    ``bookings`` ahead, ``history`` (only past ones), ``places``, ``pools`` or ``demos``.
    """

    what: str
    key: str
    users: str
    named: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceEnds(Refusal):
    """A toolkit's licence does not hold for all of it."""

    toolkit: Names
    ends: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NotTrained(Refusal):
    """The partner lets only people use the toolkit who were trained on it."""

    toolkit: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsidePartnerHours(Refusal):
    """The partner lets nobody use the toolkit for some of it."""

    toolkit: Names
    day: date
    hours: tuple[Span, ...]
    """When it may be used on the day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditsSpent(Refusal):
    """The partner's minutes of a seat run out."""

    toolkit: Names
    needed: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyLent(Refusal):
    """Somebody has the part already."""

    tag: str
    borrower: str
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NotLendable(Refusal):
    """The part is broken or missing."""

    tag: str
    condition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistOpen(Refusal):
    """Not all of a kit's checklist is ticked."""

    items: tuple[Names, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Something near what was asked that would be accepted."""

    kind: str
    """``time`` (same place), ``place`` (same time) or ``shorter``."""
    place_id: int
    place: str
    span: Span


class Refused(LabError):  # noqa: N818 -- a refusal is no error of the program
    """What was asked is not done; nothing was changed."""

    def __init__(self, *refusals: Refusal, alternatives: tuple[Alternative, ...] = ()) -> None:
        super().__init__(*refusals)
        self.refusals = refusals
        self.alternatives = alternatives

    @property
    def overridable(self) -> bool:
        """Whether a supervisor may go past all that is in the way."""
        return all(refusal.overridable for refusal in self.refusals)


class DatabaseFault(LabError):  # noqa: N818 -- named for what a person sees
    """The database cannot do it now; nothing that was confirmed is lost.

    ``kind`` is one of ``missing``, ``read_only``, ``full``, ``locked``, ``corrupt``, ``too_new``,
    ``network``, ``replaced``, ``unreachable``, ``unsafe_library``, ``not_a_database``, ``driver``.
    """

    def __init__(self, kind: str, where: str = "", detail: str = "") -> None:
        super().__init__(kind, where, detail)
        self.kind = kind
        self.where = where
        self.detail = detail


class FileFault(LabError):  # noqa: N818 -- named for what a person sees
    """A file cannot be used.

    ``kind`` is ``missing``, ``exists``, ``unreadable``, ``broken`` or ``unwritable``.
    """

    def __init__(self, kind: str, path: str, detail: str = "") -> None:
        super().__init__(kind, path, detail)
        self.kind = kind
        self.path = path
        self.detail = detail
