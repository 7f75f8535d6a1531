"""What a command gets, what it gives back, and how it opens the lab."""

import argparse
import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from labapp.domain.errors import NotFound, Refused
from labapp.domain.staff import Actor, Role
from labapp.domain.times import Clock
from labapp.settings import Settings, user_name
from labapp.words import Words, words

if TYPE_CHECKING:
    from labapp.storage.store import Store

DONE: Final = 0
FAULT: Final = 1
MISUSED: Final = 2
REFUSED: Final = 3
INTERRUPTED: Final = 130


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command has to say: for programs as data, for people as lines."""

    data: Mapping[str, Any] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    code: int = DONE


@dataclass(frozen=True, slots=True)
class Call:
    """One command with its arguments."""

    arguments: argparse.Namespace
    settings: Settings
    language: str

    @property
    def say(self) -> Words:
        """The words of the person's language."""
        return words(self.language)

    @property
    def clock(self) -> Clock:
        """The lab's clock, or the one that ``--now`` started."""
        return Clock(self.settings.now)


class Misuse(Exception):  # noqa: N818 -- the person's slip, not the program's error
    """Arguments that do not go together; the text is a sentence in the person's language."""


class Unknown(Refused):
    """There is no such thing; ``near`` names what may have been meant."""

    def __init__(self, what: str, key: str, near: tuple[str, ...] = ()) -> None:
        super().__init__(NotFound(what=what, key=key))
        self.near = near


@contextlib.contextmanager
def opened(call: Call, *, create: bool = False) -> Iterator["Store"]:
    """Open the lab that the call names, and close it afterwards."""
    from labapp.storage.engine import locate  # noqa: PLC0415 -- start-up time
    from labapp.storage.schema import open_store  # noqa: PLC0415 -- start-up time

    actor = Actor(user_name(), Role.SUPERVISOR, "command")
    location = locate(call.settings.database)
    store = open_store(location, actor=actor, clock=call.clock, create=create)
    try:
        yield store
    finally:
        store.close()
