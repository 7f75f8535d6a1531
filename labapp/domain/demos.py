"""What a demo shows, to whom, with what and by whom; what of it makes a clearance void."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise

from labapp.domain.exhibitors import Demo
from labapp.domain.languages import NO_NAMES, Names
from labapp.domain.resources import Step, steps_from
from labapp.domain.times import FOREVER, Span, slot_start


class Tier(StrEnum):
    """How much harm a demo could do, agreed with the lab; the last is never shown."""

    LOW = "low"
    LIMITED = "limited"
    HIGH = "high"
    UNACCEPTABLE = "unacceptable"


class Audience(StrEnum):
    """Whom a demo is made for."""

    PUBLIC = "public"
    BUSINESS = "business"
    STUDENTS = "students"
    EXPERTS = "experts"
    INVITED = "invited"


class Layer(StrEnum):
    """The layers of the AI ecosystem that the lab shows."""

    COMPUTING = "computing"
    GENERAL_MODELS = "general_models"
    PROFESSIONAL_MODELS = "professional_models"
    RISK_ASSESSMENT = "risk_assessment"
    APPLICATION = "application"
    ETHICS = "ethics"


class Industry(StrEnum):
    """What field of work a demo is for."""

    FINANCE = "finance"
    HEALTH = "health"
    EDUCATION = "education"
    CONSTRUCTION = "construction"
    LOGISTICS = "logistics"
    RETAIL = "retail"
    MEDIA = "media"
    CULTURE = "culture"
    PUBLIC_SERVICES = "public_services"
    MANUFACTURING = "manufacturing"
    LEGAL = "legal"
    SOCIAL_CARE = "social_care"
    OTHER = "other"


class Runs(StrEnum):
    """Where a model runs: in the lab, in the centre beside it, or in somebody's cloud."""

    LAB = "lab"
    AISC = "aisc"
    CLOUD = "cloud"
    DEVICE = "device"


@dataclass(frozen=True, slots=True)
class Model:
    """A model that a demo uses, as the exhibitor records it."""

    name: str
    version: str
    licence: str | None = None
    runs: Runs = Runs.LAB


@dataclass(frozen=True, slots=True)
class Source:
    """Where data for training or showing came from, and by what permission."""

    name: str
    permission: str | None = None
    personal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Presenter:
    """Somebody who shows demos; their time is a resource that one booking has at a time."""

    id: int
    code: str
    exhibitor_id: int
    exhibitor: Names
    names: Names
    resource_id: int
    person_id: int | None = None
    phone: str | None = None
    windows: tuple[Span, ...] | None = None
    """When they are there; None: whenever the lab wants them."""
    retired_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCard:
    """A demo with all that is said of it."""

    demo: Demo
    exhibitor_code: str
    exhibitor: Names
    shows: Names = NO_NAMES
    """What visitors see."""
    audience: Audience = Audience.PUBLIC
    industries: tuple[Industry, ...] = ()
    layers: tuple[Layer, ...] = ()
    cloud: bool = False
    generative: bool = False
    models: tuple[Model, ...] = ()
    sources: tuple[Source, ...] = ()
    presenters: tuple[Presenter, ...] = ()
    retired_at: datetime | None = None
    version: int = 1

    @property
    def personal(self) -> bool:
        """Whether faces, voices, names or other personal data play a part."""
        return self.demo.captures_personal_data or any(one.personal for one in self.sources)

    @property
    def leaves_the_lab(self) -> bool:
        """Whether data go to a cloud: by what is said, or by where a model runs."""
        return self.cloud or any(one.runs is Runs.CLOUD for one in self.models)


_TIERS = tuple(Tier)


def voided_by(before: DemoCard, after: DemoCard) -> tuple[str, ...]:
    """Return what of a change makes a clearance void, such as ``model``; empty if nothing does.

    Taking away a model or a source, or calling the risk lower, voids nothing.
    """
    found: list[str] = []
    if set(after.models) - set(before.models):
        found.append("model")
    if set(after.sources) - set(before.sources):
        found.append("data")
    if after.personal and not before.personal:
        found.append("pics")
    if after.leaves_the_lab and not before.leaves_the_lab:
        found.append("outbound")
    if after.generative and not before.generative:
        found.append("redteam")
    if _rank(after.demo.risk_tier) > _rank(before.demo.risk_tier):
        found.append("tier")
    return tuple(found)


def _rank(tier: str) -> int:
    return _TIERS.index(Tier(tier))


def windows_of(steps: Sequence[Step]) -> tuple[Span, ...] | None:
    """Return when somebody is there, by the steps of their capacity; None: always."""
    there = [step for step in steps if step.capacity > 0]
    if any(step.until_slot >= FOREVER for step in there):
        return None
    return tuple(Span(slot_start(one.from_slot), slot_start(one.until_slot)) for one in there)


def steps_for(
    windows: Sequence[Span] | None, old: Sequence[Step], now_slot: int
) -> tuple[Step, ...]:
    """Return the steps of somebody who is there in the windows (None: always) from a slot on.

    What was before that slot stays as it was.
    """
    changes = [(step.from_slot, step.capacity) for step in old if step.from_slot < now_slot]
    changes.append((now_slot, int(windows is None)))
    for window in sorted(windows or ()):
        first, last = window.slots
        if last > now_slot:
            changes += [(max(first, now_slot), 1), (last, 0)]
    kept: list[tuple[int, int]] = []
    for slot, capacity in sorted(dict(changes).items()):
        if not kept or kept[-1][1] != capacity:
            kept.append((slot, capacity))
    return steps_from(kept)


def overlapping(windows: Iterable[Span]) -> bool:
    """Whether two of the windows share a moment."""
    ordered = sorted(windows)
    return any(one.overlaps(other) for one, other in pairwise(ordered))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A demo that shall be shown so many times in a period, and what of that is booked."""

    id: int
    demo_id: int
    demo_code: str
    titles: Names
    exhibitor_id: int
    exhibitor: Names
    first_day: date
    last_day: date
    times: int
    minutes: int
    place_kind: str | None = None
    note: str | None = None
    booked: tuple[str, ...] = ()
    """The numbers of its sessions in the period."""

    @property
    def to_place(self) -> int:
        """How many sessions are not booked yet."""
        return max(0, self.times - len(self.booked))
