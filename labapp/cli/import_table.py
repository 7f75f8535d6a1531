"""Lists of exhibitors and bookings that come in: read, rehearsed, then taken."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from labapp.cli.call import DONE, REFUSED, Answer, Call, Misuse, opened
from labapp.cli.output import plain, refusal_data
from labapp.domain.errors import FileFault
from labapp.domain.imports import (
    FIELDS,
    FieldKey,
    RawTable,
    RowFault,
    TableKind,
    missing_columns,
)
from labapp.domain.times import day_of
from labapp.exchange.bookings import parse_bookings
from labapp.exchange.columns import header
from labapp.exchange.exhibitors import parse_exhibitors
from labapp.exchange.mapping import guess_mapping, recognised
from labapp.exchange.tables import read_table
from labapp.services.table_import import (
    Choices,
    ImportReport,
    RowReport,
    Verdict,
    import_bookings,
    import_exhibitors,
)
from labapp.storage.store import Store
from labapp.ui.formats import day_text
from labapp.ui.texts import explain_refusal
from labapp.words import Words


def take(call: Call, path: Path) -> Answer:
    """Take the list: all of it or nothing, or with ``--only-good`` the rows that can be taken."""
    if not path.is_file():
        raise FileFault("missing", str(path))
    raw = read_table(path)
    kind = _kind(call, raw)
    mapping = _mapping(call, raw, kind)
    with opened(call) as store:
        report = _import(call, store, raw, kind, mapping)
    return _told(call, kind, report, mapping, raw)


def _kind(call: Call, raw: RawTable) -> TableKind:
    """Return what is asked for, or what the headers say the list is."""
    if call.arguments.kind:
        return TableKind(call.arguments.kind)
    scores = {kind: recognised(raw.headers, kind) for kind in TableKind}
    best = max(scores.values())
    likely = [kind for kind, score in scores.items() if score == best]
    if not best or len(likely) > 1:
        raise Misuse(call.say("cli.import.which"))
    return likely[0]


def _mapping(call: Call, raw: RawTable, kind: TableKind) -> Mapping[FieldKey, int]:
    chosen = dict(_chosen(call, raw, kind, text) for text in call.arguments.mapping)
    mapping = guess_mapping(raw.headers, kind, chosen)
    lacking = missing_columns(kind, mapping)
    if lacking:
        columns = " · ".join(header(kind, group[0], call.language) for group in lacking)
        raise Misuse(call.say("cli.import.lacks", columns=columns, field=lacking[0][0].value))
    return mapping


def _chosen(call: Call, raw: RawTable, kind: TableKind, text: str) -> tuple[FieldKey, int | None]:
    """Read ``field=column``; the column is a header or a number from 1, or is left empty."""
    name, _, column = (part.strip() for part in text.partition("="))
    field = next((each for each in FIELDS[kind] if each.value == name), None)
    if field is None:
        known = ", ".join(each.value for each in FIELDS[kind])
        raise Misuse(call.say("cli.import.no_field", field=name, known=known))
    if not column:
        return field, None
    same = [i for i, each in enumerate(raw.headers) if each.casefold() == column.casefold()]
    if same:
        return field, same[0]
    if column.isdecimal() and 1 <= int(column) <= len(raw.headers):
        return field, int(column) - 1
    raise Misuse(call.say("cli.import.no_column", column=column))


def _import(
    call: Call, store: Store, raw: RawTable, kind: TableKind, mapping: Mapping[FieldKey, int]
) -> ImportReport:
    """Try it first; take it when nothing is refused, or when the rest is wanted all the same."""
    similar = call.arguments.similar_new
    tried = Choices(only_good=True, similar_are_new=similar)
    wanted = Choices(only_good=call.arguments.only_good, similar_are_new=similar)
    if kind is TableKind.EXHIBITORS:
        exhibitors = parse_exhibitors(raw, mapping)
        report = store.rehearse(import_exhibitors, exhibitors, tried)
        if _goes_ahead(call, report):
            report = store.write(import_exhibitors, exhibitors, wanted)
        return report
    bookings = parse_bookings(raw, mapping, day_of(call.clock.now()))
    report = store.rehearse(import_bookings, bookings, tried)
    if _goes_ahead(call, report):
        report = store.write(import_bookings, bookings, wanted)
    return report


def _goes_ahead(call: Call, report: ImportReport) -> bool:
    if call.arguments.dry_run:
        return False
    return call.arguments.only_good or not report.refused


def _told(
    call: Call,
    kind: TableKind,
    report: ImportReport,
    mapping: Mapping[FieldKey, int],
    raw: RawTable,
) -> Answer:
    say, stored = call.say, _goes_ahead(call, report)
    data = {
        "kind": kind.value,
        "dry_run": call.arguments.dry_run,
        "stored": stored,
        "columns": {field.value: raw.headers[column] for field, column in mapping.items()},
        "counts": report.counts,
        "rows": [_row_data(call, kind, row) for row in report.rows],
    }
    if not report.rows:
        first = say("cli.import.no_rows")
    elif stored:
        first = say("cli.import.done")
    elif call.arguments.dry_run:
        first = say("cli.import.rehearsed")
    else:
        first = say("cli.import.none_taken")
    counts = " · ".join(
        f"{say(f'cli.import.{verdict}')} {count}" for verdict, count in report.counts.items()
    )
    rows = (line for row in report.rows for line in _row_lines(call, kind, row))
    accepted = stored or not report.refused
    return Answer(data, (first, counts, *rows), DONE if accepted else REFUSED)


def _row_lines(call: Call, kind: TableKind, row: RowReport) -> Iterable[str]:
    """Yield a line for each row that is not simply new or the same, and what there is to say."""
    say = call.say
    said = [*_refusals(call, row), *(_fault(say, kind, each) for each in row.faults)]
    said += [
        say("cli.import.change", field=name, old=old or "–", new=new or "–")
        for name, old, new in _changes(say, kind, row)
    ]
    if not said:
        return
    verdict = say(f"cli.import.{row.verdict}")
    yield say("cli.import.row", row=row.row, subject=row.subject, verdict=verdict)
    yield from (f"  {line}" for line in said)


def _refusals(call: Call, row: RowReport) -> Iterable[str]:
    return (explain_refusal(refusal, call.language) for refusal in row.refusals)


def _changes(say: Words, kind: TableKind, row: RowReport) -> Iterable[tuple[str, str, str]]:
    for name, old, new in row.changes:
        keys = (f"tables.field.{kind}.{name}", f"field.{name}", f"term.{name}")
        yield next((say(key) for key in keys if say.has(key)), name), old, new


def _fault(say: Words, kind: TableKind, fault: RowFault) -> str:
    facts: dict[str, Any] = {
        name: day_text(value, say, year=True) if isinstance(value, date) else value
        for name, value in fault.said.items()
    }
    told = say(fault.key, **facts)
    if fault.field is None:
        return told
    return say("cli.import.fault", field=header(kind, fault.field, say.language), told=told)


def _row_data(call: Call, kind: TableKind, row: RowReport) -> dict[str, Any]:
    return {
        "row": row.row,
        "verdict": row.verdict.value,
        "subject": row.subject,
        "known_as": row.known_as,
        "changes": [
            {"field": name, "before": before, "after": after} for name, before, after in row.changes
        ],
        "faults": [
            {
                "field": fault.field.value if fault.field else None,
                "kind": fault.kind.value,
                "soft": fault.soft,
                "facts": plain(fault.said),
                "sentence": _fault(call.say, kind, fault),
            }
            for fault in row.faults
        ],
        "refused": [refusal_data(refusal, call.language) for refusal in row.refusals],
        "taken": row.verdict is not Verdict.REFUSED,
    }
