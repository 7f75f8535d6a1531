"""Lists of exhibitors: from rows to lines, and from lines to columns."""

from collections.abc import Mapping
from dataclasses import replace

from labapp.domain.exhibitors import ExhibitorKind
from labapp.domain.imports import (
    Cell,
    ColumnMap,
    ExhibitorField,
    ExhibitorLine,
    FaultKind,
    FieldKey,
    RawRow,
    RawTable,
    TableKind,
)
from labapp.domain.languages import Language, Names
from labapp.exchange.amounts import read_count
from labapp.exchange.columns import Column, Reader, columns
from labapp.exchange.contacts import phone_shown, read_brn, read_email, read_phone
from labapp.exchange.folding import has_han, looks_simplified
from labapp.exchange.readings import Findings, as_given, plain
from labapp.exchange.synonyms import EXAMPLE_MARKS
from labapp.exchange.vocabulary import kind_word, language_word, read_kind, read_language

_Field = ExhibitorField
_NAMES = (_Field.NAME_EN, _Field.NAME_ZH_HANT, _Field.NAME_ZH_HANS)


def parse_exhibitors(table: RawTable, mapping: ColumnMap) -> tuple[ExhibitorLine, ...]:
    """Read every row as an exhibitor, with what is wrong with it.

    A row needs a name in some language, or the code of an exhibitor that is known. A name in the
    column of another script moves to its own if the file has no column for that. The example row of
    a template is left out; a row that says exactly what an earlier one said is refused.
    """
    lines: list[ExhibitorLine] = []
    first_rows: dict[ExhibitorLine, int] = {}
    for row in table.rows:
        line = _line(row, mapping)
        if line is None:
            continue
        same = first_rows.setdefault(replace(line, row=0), line.row)
        if same != line.row:
            findings = Findings(line.faults)
            findings.add(None, FaultKind.REPEATED_ROW, row=same)
            line = replace(line, faults=findings.faults)
        lines.append(line)
    return tuple(lines)


def _line(row: RawRow, mapping: ColumnMap) -> ExhibitorLine | None:
    def cell(field: ExhibitorField) -> Cell:
        column = mapping.get(field)
        return row.cells[column] if column is not None and column < len(row.cells) else None

    if plain(cell(_Field.CODE)) in EXAMPLE_MARKS:
        return None
    found = Findings()
    code = found.text(_Field.CODE, cell(_Field.CODE))
    names = _placed(
        Names(*(found.text(field, cell(field)) for field in _NAMES)),
        {field for field in _NAMES if field in mapping},
    )
    if not names.all() and code is None and not any(map(found.refused, _NAMES)):
        found.add(_Field.NAME_EN, FaultKind.MISSING)
    fascia = found.text(_Field.FASCIA_NAME, cell(_Field.FASCIA_NAME), as_given)
    kind = found.value(_Field.TYPE, cell(_Field.TYPE), read_kind)
    brn = found.value(_Field.BRN, cell(_Field.BRN), read_brn)
    return ExhibitorLine(
        row=row.number,
        code=code,
        names=names,
        fascia_name=fascia,
        kind=kind,
        brn=None if brn is None else brn[0],
        branch=None if brn is None else brn[1],
        contact_name=found.text(_Field.CONTACT_NAME, cell(_Field.CONTACT_NAME)),
        contact_name_zh=found.text(_Field.CONTACT_NAME_ZH, cell(_Field.CONTACT_NAME_ZH)),
        role=found.text(_Field.ROLE, cell(_Field.ROLE)),
        phone=found.value(_Field.PHONE, cell(_Field.PHONE), read_phone),
        email=found.value(_Field.EMAIL, cell(_Field.EMAIL), read_email),
        language=found.value(_Field.LANGUAGE, cell(_Field.LANGUAGE), read_language),
        badge_quota=found.value(_Field.BADGE_QUOTA, cell(_Field.BADGE_QUOTA), read_count),
        note=found.text(_Field.NOTE, cell(_Field.NOTE), as_given),
        faults=found.faults,
    )


def _placed(names: Names, columns: set[ExhibitorField]) -> Names:
    """Return the names each in its script's place, where the file has no column for that script.

    "公司" is often the only column, with English names in it, or the other way round.
    """
    given = {
        _Field.NAME_EN: names.en,
        _Field.NAME_ZH_HANT: names.zh_hant,
        _Field.NAME_ZH_HANS: names.zh_hans,
    }
    for field, name in tuple(given.items()):
        if name is None:
            continue
        proper = _script(name, field)
        if proper is not field and proper not in columns and given[proper] is None:
            given[proper], given[field] = name, None
    return Names(*given.values())


def _script(name: str, field: ExhibitorField) -> ExhibitorField:
    if not has_han(name):
        return _Field.NAME_EN
    if field is _Field.NAME_ZH_HANS:
        return field
    latin = sum(letter.isascii() and letter.isalpha() for letter in name)
    if field is _Field.NAME_EN and latin > sum(map(has_han, name)):
        return field
    return _Field.NAME_ZH_HANS if looks_simplified(name) else _Field.NAME_ZH_HANT


_READERS: Mapping[FieldKey, Reader[ExhibitorLine]] = {
    _Field.CODE: lambda line, _: line.code,
    _Field.NAME_EN: lambda line, _: line.names.en,
    _Field.NAME_ZH_HANT: lambda line, _: line.names.zh_hant,
    _Field.NAME_ZH_HANS: lambda line, _: line.names.zh_hans,
    _Field.FASCIA_NAME: lambda line, _: line.fascia_name,
    _Field.TYPE: lambda line, language: kind_word(line.kind, language),
    _Field.BRN: lambda line, _: f"{line.brn}-{line.branch}" if line.branch else line.brn,
    _Field.CONTACT_NAME: lambda line, _: line.contact_name,
    _Field.CONTACT_NAME_ZH: lambda line, _: line.contact_name_zh,
    _Field.ROLE: lambda line, _: line.role,
    _Field.PHONE: lambda line, _: phone_shown(line.phone),
    _Field.EMAIL: lambda line, _: line.email,
    _Field.LANGUAGE: lambda line, language: language_word(line.language, language),
    _Field.BADGE_QUOTA: lambda line, _: line.badge_quota,
    _Field.NOTE: lambda line, _: line.note,
}
_WIDTHS: Mapping[FieldKey, int] = {
    _Field.NAME_EN: 36,
    _Field.NAME_ZH_HANT: 28,
    _Field.NAME_ZH_HANS: 28,
    _Field.FASCIA_NAME: 30,
    _Field.TYPE: 20,
    _Field.CONTACT_NAME: 24,
    _Field.EMAIL: 32,
    _Field.LANGUAGE: 22,
    _Field.NOTE: 40,
}


def exhibitor_columns(language: str) -> tuple[Column[ExhibitorLine], ...]:
    """Return the columns of an exhibitor list in a language; reading them back is exact."""
    choices: Mapping[FieldKey, tuple[str, ...]] = {
        _Field.TYPE: tuple(str(kind_word(kind, language)) for kind in ExhibitorKind),
        _Field.LANGUAGE: tuple(str(language_word(each, language)) for each in Language),
    }
    return columns(TableKind.EXHIBITORS, language, _READERS, _WIDTHS, choices)
