"""A column of a list that is written: its header, and what it says of a row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, Generic, TypeVar

from labapp.domain.imports import BookingField, Cell, ExhibitorField, FieldKey, TableKind
from labapp.words import words

Row = TypeVar("Row")
Reader = Callable[[Row, str], Cell]
"""Says what stands in the cell of a row in a language."""

_WIDTH: Final = 18
_TEXTS: Final[frozenset[FieldKey]] = frozenset(
    {
        *(ExhibitorField.CODE, ExhibitorField.BRN, ExhibitorField.PHONE),
        *(BookingField.NUMBER, BookingField.PLACE),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[Row]):
    """One column over rows of one type."""

    field: FieldKey
    header: str
    read: Callable[[Row], Cell]
    width: int = _WIDTH
    """Letters."""
    text: bool = False
    """Whether what looks like a number in it is none: codes, phones."""
    choices: tuple[str, ...] = ()
    """The words that a cell may hold; none when it is free."""


def columns(
    kind: TableKind,
    language: str,
    readers: Mapping[FieldKey, Reader[Row]],
    widths: Mapping[FieldKey, int],
    choices: Mapping[FieldKey, tuple[str, ...]],
) -> tuple[Column[Row], ...]:
    """Return one column for each reader, in their order, with headers in the language."""

    def say(read: Reader[Row], row: Row) -> Cell:
        return read(row, language)

    return tuple(
        Column(
            field=field,
            header=header(kind, field, language),
            read=partial(say, read),
            width=widths.get(field, _WIDTH),
            text=field in _TEXTS,
            choices=choices.get(field, ()),
        )
        for field, read in readers.items()
    )


def header(kind: TableKind, field: FieldKey, language: str) -> str:
    """Return what a column is called in a language."""
    return words(language)(f"tables.field.{kind}.{field}")
