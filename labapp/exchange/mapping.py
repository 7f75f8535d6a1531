"""Which column holds what: guessed from headers in English and Chinese; a person may adjust."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Final

from labapp.domain.imports import ExhibitorField, FieldKey, TableKind
from labapp.exchange.folding import fold, has_han, is_han
from labapp.exchange.synonyms import COLUMNS, SIMPLIFIED_NAMES
from labapp.words import LANGUAGES, words

_LABEL: Final = 102
_SIMPLIFIED: Final = 101
_WHOLE: Final = 100
_OUTSIDE: Final = 96
_PART: Final = 92
_LEAST_ALIKE: Final = 85
_SHORTEST_ALIKE: Final = 5
_LEAST_SHARE: Final = 0.35

_BRACKETS: Final = re.compile(r"[(\[{【「][^)\]}】」]*[)\]}】」]")
_PUNCTUATION: Final = re.compile(r"[^\w]+|_+")


def guess_mapping(
    headers: Sequence[str], kind: TableKind, chosen: Mapping[FieldKey, int | None] | None = None
) -> dict[FieldKey, int]:
    """Return the column (from 0) of every field that a header names.

    What the person chose wins: a column for a field, or None to leave the field out. No column is
    used twice.
    """
    chosen = chosen or {}
    taken: dict[FieldKey, int] = {}
    for field, column in chosen.items():
        if column is not None and column not in taken.values():
            taken[field] = column
    order = list(COLUMNS[kind])
    candidates = sorted(
        (-score, column, order.index(field))
        for column, header in enumerate(headers)
        for field, score in _scores(header, kind).items()
    )
    for _, column, position in candidates:
        field = order[position]
        if field not in taken and field not in chosen and column not in taken.values():
            taken[field] = column
    return {field: taken[field] for field in order if field in taken}


def recognised(headers: Sequence[str], kind: TableKind) -> int:
    """Return how many headers are words that are known exactly."""
    sure = (
        field
        for header in headers
        for field, score in _scores(header, kind).items()
        if score >= _PART
    )
    return len(set(sure))


def _scores(header: str, kind: TableKind) -> Mapping[FieldKey, float]:
    return _cached_scores(header, kind) if header.strip() else {}


@lru_cache(maxsize=2048)
def _cached_scores(header: str, kind: TableKind) -> Mapping[FieldKey, float]:
    scores: dict[FieldKey, float] = {}
    for form, score in _forms(header):
        for field in _lexicon(kind).get(form, ()):
            scores[field] = max(scores.get(field, 0), score)
    if kind is TableKind.EXHIBITORS and header.strip() in SIMPLIFIED_NAMES:
        scores[ExhibitorField.NAME_ZH_HANS] = _SIMPLIFIED
    for field in _labels(kind).get(_key(header), ()):
        scores[field] = _LABEL
    return scores or _near(_key(header), kind)


def _forms(header: str) -> Iterator[tuple[str, int]]:
    """Yield the readings of a header with how sure each is: whole, without brackets, in parts."""
    text = unicodedata.normalize("NFKC", header)
    yield _key(text), _WHOLE
    outside = _BRACKETS.sub(" ", text)
    yield _key(outside), _OUTSIDE
    for part in (outside, text):
        chinese = "".join(letter if is_han(letter) else " " for letter in part)
        latin = "".join(" " if is_han(letter) else letter for letter in part)
        if chinese.strip() and _key(latin):
            yield _key(chinese), _PART
            yield _key(latin), _PART


def _key(text: str) -> str:
    """Return the form in which headers are compared."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("e-mail", "email")
    text = _PUNCTUATION.sub(" ", text.replace("#", " no ").replace("'s", " ")).strip()
    return fold(text).replace(" ", "") if has_han(text) else text


@cache
def _lexicon(kind: TableKind) -> Mapping[str, tuple[FieldKey, ...]]:
    known: dict[str, tuple[FieldKey, ...]] = {}
    for field, synonyms in COLUMNS[kind].items():
        for synonym in (*synonyms, field.value):
            known[_key(synonym)] = tuple(dict.fromkeys((*known.get(_key(synonym), ()), field)))
    return known


@cache
def _labels(kind: TableKind) -> Mapping[str, tuple[FieldKey, ...]]:
    known: dict[str, tuple[FieldKey, ...]] = {}
    for field in COLUMNS[kind]:
        for language in LANGUAGES:
            key = _key(words(language)(f"tables.field.{kind}.{field}"))
            known[key] = tuple(dict.fromkeys((*known.get(key, ()), field)))
    return known


def _near(key: str, kind: TableKind) -> dict[FieldKey, float]:
    """Return the fields whose words are nearly the header, or stand at its end (company phone)."""
    # It costs start-up time, and most runs of the program read no spreadsheet.
    from rapidfuzz import fuzz  # noqa: PLC0415 -- start-up time

    scores: dict[FieldKey, float] = {}
    for synonym, fields in _lexicon(kind).items():
        score = 0.0
        if min(len(key), len(synonym)) >= _SHORTEST_ALIKE or has_han(key):
            alike = fuzz.ratio(key, synonym)
            score = alike * 0.9 if alike >= _LEAST_ALIKE else 0.0
        if _ends_with(key, synonym):
            share = len(synonym) / len(key)
            score = max(score, 60 + 20 * share) if share >= _LEAST_SHARE else score
        if score:
            for field in fields:
                scores[field] = max(scores.get(field, 0), score)
    return scores


def _ends_with(key: str, synonym: str) -> bool:
    """Whether the last words of a header are a known one; one letter alone is not enough."""
    if has_han(synonym):
        return len(synonym) > 1 and key.endswith(synonym)
    return f" {key}".endswith(f" {synonym}") and len(synonym) > 1
