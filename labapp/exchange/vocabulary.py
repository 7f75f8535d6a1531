"""Words for kinds of exhibitors, states of bookings and languages, as people write them."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Final, TypeVar

from labapp.domain.bookings import State
from labapp.domain.exhibitors import ExhibitorKind
from labapp.domain.imports import Cell, FaultKind
from labapp.domain.languages import Language
from labapp.exchange.folding import fold
from labapp.exchange.readings import Reading, plain, refuse
from labapp.exchange.synonyms import LANGUAGES, STATES, TYPES
from labapp.words import LANGUAGES as SCREEN_LANGUAGES
from labapp.words import words

_JOINED: Final = re.compile(r"[\s_\-.()（）／/]+")

Word = TypeVar("Word", bound=StrEnum)


def read_kind(cell: Cell) -> Reading[ExhibitorKind]:
    """Read what an exhibitor is."""
    return _read(cell, _kinds(), FaultKind.UNKNOWN_TYPE)


def read_state(cell: Cell) -> Reading[State]:
    """Read the state of a booking."""
    return _read(cell, _states(), FaultKind.UNKNOWN_STATE)


def read_language(cell: Cell) -> Reading[Language]:
    """Read the language that somebody prefers."""
    return _read(cell, _languages(), FaultKind.UNKNOWN_LANGUAGE)


def kind_word(kind: ExhibitorKind | None, language: str) -> str | None:
    """Return what a kind is called."""
    return None if kind is None else words(language)(f"tables.type.{kind}")


def state_word(state: State | None, language: str) -> str | None:
    """Return what a state is called."""
    return None if state is None else words(language)(f"tables.state.{state}")


def language_word(spoken: Language | None, language: str) -> str | None:
    """Return what a language is called."""
    return None if spoken is None else words(language)(f"tables.language.{spoken}")


def _read(cell: Cell, known: Mapping[str, Word], fault: FaultKind) -> Reading[Word]:
    found = known.get(_key(plain(cell)))
    return refuse(fault) if found is None else Reading(found)


def _key(text: str) -> str:
    return fold(_JOINED.sub("", text.casefold()))


def _known(synonyms: Mapping[Word, Sequence[str]], area: str) -> dict[str, Word]:
    known = {_key(word): value for value, own in synonyms.items() for word in own}
    for value in synonyms:
        for language in SCREEN_LANGUAGES:
            known[_key(plain(words(language)(f"tables.{area}.{value}")))] = value
    return known


@cache
def _kinds() -> Mapping[str, ExhibitorKind]:
    return _known(TYPES, "type")


@cache
def _states() -> Mapping[str, State]:
    return _known(STATES, "state")


@cache
def _languages() -> Mapping[str, Language]:
    return _known(LANGUAGES, "language")
