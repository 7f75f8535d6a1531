"""What stands in the box's list, and what choosing it means."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from labapp.services.bookings import ActOn, MoveBooking
from labapp.services.search_hits import Hit
from labapp.ui.desk.inspector.places import Place


class Act(StrEnum):
    """What a command does."""

    PAGE = "page"
    TODAY = "today"
    PAPER = "paper"
    UNDO = "undo"
    REDO = "redo"
    DAYS = "days"
    THEME = "theme"
    LANGUAGE = "language"
    TYPE = "type"
    """Begins a phrase, which the person goes on with."""


@dataclass(frozen=True, slots=True)
class Command:
    """Something that the window does at once; ``value`` says which page or theme."""

    act: Act
    value: str
    picture: str


@dataclass(frozen=True, slots=True)
class Typed:
    """Words to put into the box."""

    text: str


@dataclass(frozen=True, slots=True)
class Wished:
    """A booking or a closure to fill in and confirm, and the words that asked for it."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A day's sheet."""

    day: date


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A company that is not known yet, and the words that named it."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Ordered:
    """Something to do to a booking that there is, and the words that asked for it."""

    number: str
    order: MoveBooking | ActOn
    text: str


@dataclass(frozen=True, slots=True)
class Swapped:
    """Two places that are to change what stands in them, on a day; it is looked over first."""

    codes: tuple[str, str]
    day: date
    text: str


Item = Hit | Command | Typed | Wished | Paper | Newcomer | Ordered | Swapped


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list, in words; without an item it only tells."""

    item: Item | None
    picture: str
    text: str
    detail: str = ""
    """Beside the text."""
    below: str = ""
    """Under the text."""
    tone: str = ""
    """``success``, ``danger`` or ``info`` of a line that says what the words would do."""
    group: str = ""
    """The heading above, where a group begins."""

    @property
    def spoken(self) -> str:
        """The whole line."""
        return " · ".join(part for part in (self.text, self.detail, self.below) if part)


def as_kept(item: Item) -> Item:
    """Return what is kept of a chosen item: of a wish its words, which are read anew."""
    return Typed(item.text) if isinstance(item, Wished | Newcomer | Ordered | Swapped) else item


def same(one: Item, other: Item) -> bool:
    """Whether two items mean the same thing, whatever it has become meanwhile."""
    if isinstance(one, Hit) and isinstance(other, Hit):
        return (one.found, one.id, one.code) == (other.found, other.id, other.code) and (
            one.id != 0 or one.day == other.day
        )
    return one == other
