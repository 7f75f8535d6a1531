from collections.abc import Sequence
from datetime import date
from string import Formatter

import pytest

from labapp.domain.bookings import State
from labapp.domain.exhibitors import ExhibitorKind
from labapp.domain.imports import (
    FIELDS,
    SOFT,
    FaultKind,
    RowFault,
    TableKind,
    TableUnreadable,
    UnreadableKind,
)
from labapp.domain.languages import Language
from labapp.exchange.duplicates import Sameness
from labapp.exchange.vocabulary import kind_word, language_word, state_word
from labapp.words import LANGUAGES, catalog, words

FACTS: dict[str, object] = {
    "value": "x",
    "row": 7,
    "year": 2026,
    "date": date(2026, 12, 9),
    "least": 0,
    "most": 9,
    "minutes": 120,
    "rest": "y",
    "country": "+86",
    "name": "list.xlsx",
    "why": "busy",
    "program": "Numbers",
    "what": "PDF",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", FaultKind)
def test_every_fault_has_words(kind: FaultKind, language: str) -> None:
    fault = RowFault(None, kind, "x", (("row", 7),))

    assert words(language)(fault.key, **FACTS)
    assert fault.soft == (kind in SOFT)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", UnreadableKind)
def test_every_unreadable_file_has_words(kind: UnreadableKind, language: str) -> None:
    assert words(language)(TableUnreadable(kind).key, **FACTS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_is_called_something_and_explained(language: str) -> None:
    said = words(language)
    for kind in TableKind:
        for field in FIELDS[kind]:
            assert said(f"tables.field.{kind}.{field}")
            assert said(f"tables.hint.{kind}.{field}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_columns_types_states_or_languages_are_called_the_same(language: str) -> None:
    lists: tuple[Sequence[str | None], ...] = (
        *([words(language)(f"tables.field.{k}.{f}") for f in FIELDS[k]] for k in TableKind),
        [kind_word(kind, language) for kind in ExhibitorKind],
        [state_word(state, language) for state in State],
        [language_word(each, language) for each in Language],
        [words(language)(f"tables.same.{each}") for each in Sameness],
    )
    for called in lists:
        assert len(set(called)) == len(called)


def test_the_three_languages_of_a_text_use_the_same_facts() -> None:
    for key, texts in catalog().items():
        if key.startswith("tables."):
            used = {
                language: {name for _, name, _, _ in Formatter().parse(str(text)) if name}
                for language, text in texts.items()
            }
            assert used["en"] == used["zh_HK"] == used["zh_CN"], key
