"""The catalogue of toolkits: what and where they are, who was trained, what probes look at."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import delete, insert, select, update

from labapp.domain import errors
from labapp.domain.errors import Refused
from labapp.domain.readiness import Probe, ProbeKind
from labapp.domain.toolkits import Install, Toolkit, record_of, rules_of
from labapp.services import place_fields
from labapp.storage import readiness as probe_rows
from labapp.storage import toolkits as rows
from labapp.storage.tables.exhibitors import person
from labapp.storage.tables.toolkits import probe, toolkit, toolkit_install
from labapp.storage.transaction import Transaction

AREA: Final = "toolkits"
EDITABLE: Final = frozenset(
    {"vendor", "kind", "dist", "wanted_version", "licence", "licence_ends", "hardware"}
    | {"protocol", "port", "documents", "note", "rules"}
)
_LENGTHS: Final = {
    "vendor": 100,
    "kind": 40,
    "dist": 200,
    "wanted_version": 100,
    "licence": 200,
    "protocol": 100,
    "note": 2000,
}
LONGEST_LIMIT: Final = 600
"""Seconds that a probe may be given."""
_NEEDED: Final[Mapping[ProbeKind, tuple[str, ...]]] = {
    ProbeKind.DIST_VERSION: ("dist",),
    ProbeKind.PYTHON_SNIPPET: ("code",),
    ProbeKind.CLI: ("argv",),
    ProbeKind.FILE_REGEX: ("regex",),
    ProbeKind.DEVICE_NODE: ("path",),
    ProbeKind.PCI_ID: ("vendor_ids",),
    ProbeKind.TCP: ("host", "port"),
    ProbeKind.TLS_CERT: ("host", "port"),
    ProbeKind.HTTP: ("url",),
    ProbeKind.MANUAL: ("question",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EditToolkit:
    """Other facts of a toolkit, by name; ``rules`` as they are kept."""

    toolkit_id: int
    changes: Mapping[str, Any]
    version: int | None = None
    """What the person saw; None: whatever it is now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetInstalls:
    """All installations of a toolkit; one with id 0 is new, one left out is gone."""

    toolkit_id: int
    installs: tuple[Install, ...]
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTrained:
    """All who were trained on a toolkit."""

    toolkit_id: int
    people: frozenset[int]
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PutProbe:
    """A probe as it shall be; with id 0 it is new."""

    probe: Probe
    version: int | None = None
    """Of the toolkit."""


def list_toolkits(tx: Transaction) -> tuple[Toolkit, ...]:
    """Return the catalogue by code."""
    return tuple(rows.toolkits(tx.connection))


def toolkit_of(tx: Transaction, toolkit_id: int) -> Toolkit:
    """Return a toolkit; one that is not there is refused."""
    found = next(iter(rows.toolkits(tx.connection, toolkit_id)), None)
    if found is None:
        raise Refused(errors.NotFound(what="toolkit", key=str(toolkit_id)))
    return found


def probes_of(tx: Transaction, toolkit_id: int) -> tuple[Probe, ...]:
    """Return a toolkit's probes in their order."""
    return tuple(probe_rows.probes(tx.connection, toolkit_id))


def edit_toolkit(tx: Transaction, order: EditToolkit) -> Toolkit:
    """Change what is known of a toolkit and return it; an unknown field is a bug (KeyError)."""
    place_fields.supervisor(tx, "edit_toolkit")
    place_fields.known_fields(order.changes, EDITABLE)
    before = _as_seen(tx, order.toolkit_id, order.version)
    stored = _columns(before)
    values = {name: _checked(name, value) for name, value in order.changes.items()}
    changes = {name: value for name, value in values.items() if value != stored[name]}
    if not changes:
        return before
    _touch(tx, before, changes)
    tx.record(
        AREA,
        "edit_toolkit",
        before.code,
        before={name: _told(stored[name]) for name in sorted(changes)},
        after={name: _told(changes[name]) for name in sorted(changes)},
    )
    return toolkit_of(tx, before.id)


def set_installs(tx: Transaction, order: SetInstalls) -> Toolkit:
    """Say where a toolkit is installed and return it; results of what is gone go with it."""
    place_fields.supervisor(tx, "edit_toolkit")
    before = _as_seen(tx, order.toolkit_id, order.version)
    known = {one.id: one for one in before.installs}
    for one in order.installs:
        if not one.host.strip():
            raise place_fields.fault("host", "missing")
        if one.id and one.id not in known:
            raise Refused(errors.NotFound(what="install", key=str(one.id)))
    table = toolkit_install
    for gone in known.keys() - {one.id for one in order.installs}:
        tx.connection.execute(delete(table).where(table.c.id == gone))
    for one in order.installs:
        values = {f.name: getattr(one, f.name) for f in fields(one) if f.name != "id"}
        values["host"] = one.host.strip()
        if not one.id:
            tx.connection.execute(insert(table).values(resource_id=before.id, **values))
        elif one != known[one.id]:
            tx.connection.execute(update(table).where(table.c.id == one.id).values(**values))
    _touch(tx, before, {})
    tx.record(
        AREA,
        "set_installs",
        before.code,
        before={"hosts": [one.host for one in before.installs]},
        after={"hosts": [one.host for one in order.installs]},
    )
    return toolkit_of(tx, before.id)


def set_trained(tx: Transaction, order: SetTrained) -> Toolkit:
    """Say who was trained on a toolkit and return it."""
    place_fields.supervisor(tx, "edit_toolkit")
    before = _as_seen(tx, order.toolkit_id, order.version)
    known = set(
        tx.connection.execute(select(person.c.id).where(person.c.id.in_(order.people))).scalars()
    )
    if order.people - known:
        raise Refused(errors.NotFound(what="person", key=str(min(order.people - known))))
    rows.replace_trained(tx.connection, before.id, sorted(order.people))
    _touch(tx, before, {})
    tx.record(
        AREA,
        "set_trained",
        before.code,
        before={"people": sorted(before.trained)},
        after={"people": sorted(order.people)},
    )
    return toolkit_of(tx, before.id)


def put_probe(tx: Transaction, order: PutProbe) -> Probe:
    """Add a probe, or change one, and return it; what it found before stays."""
    place_fields.supervisor(tx, "edit_toolkit")
    wanted = order.probe
    of = _as_seen(tx, wanted.toolkit_id, order.version)
    _check_probe(wanted)
    if wanted.id:
        before = probe_rows.by_id(tx.connection, wanted.id)
        if before is None or before.toolkit_id != of.id:
            raise Refused(errors.NotFound(what="probe", key=str(wanted.id)))
        changed = update(probe).where(probe.c.id == wanted.id)
        tx.connection.execute(changed.values(**probe_rows.columns_of(wanted)))
        stored = wanted
    else:
        stored = replace(wanted, id=probe_rows.add_probe(tx.connection, wanted))
    _touch(tx, of, {})
    tx.record(AREA, "put_probe", of.code, after={"probe": stored.id, "kind": stored.kind.value})
    return stored


def remove_probe(tx: Transaction, probe_id: int) -> None:
    """Take away a probe with all it found."""
    place_fields.supervisor(tx, "edit_toolkit")
    gone = probe_rows.by_id(tx.connection, probe_id)
    if gone is None:
        raise Refused(errors.NotFound(what="probe", key=str(probe_id)))
    of = toolkit_of(tx, gone.toolkit_id)
    tx.connection.execute(delete(probe).where(probe.c.id == probe_id))
    tx.record(AREA, "remove_probe", of.code, before={"kind": gone.kind.value})


def _check_probe(wanted: Probe) -> None:
    missing = [name for name in _NEEDED.get(wanted.kind, ()) if not wanted.spec.get(name)]
    if not missing and wanted.kind not in _NEEDED and not wanted.spec.get("paths"):
        missing = [] if wanted.spec.get("path") else ["path"]
    if missing:
        raise place_fields.fault("spec", "missing", ", ".join(missing))
    place_fields.within("seconds", int(wanted.seconds + 0.5), 1, LONGEST_LIMIT)
    place_fields.within("valid_minutes", wanted.valid_minutes, 1, 31 * 24 * 60)
    place_fields.within("every_minutes", wanted.every_minutes, 1, 31 * 24 * 60)


def _as_seen(tx: Transaction, toolkit_id: int, version: int | None) -> Toolkit:
    found = toolkit_of(tx, toolkit_id)
    if version is not None and version != found.version:
        raise place_fields.changed_meanwhile(tx, "toolkit", found.code)
    return found


def _touch(tx: Transaction, before: Toolkit, changes: Mapping[str, Any]) -> None:
    """Store changes; whoever read the same version in the meantime comes second."""
    if before.version == 0:
        described = {**_columns(before), **changes, "version": 1}
        tx.connection.execute(insert(toolkit).values(resource_id=before.id, **described))
        return
    done = tx.connection.execute(
        update(toolkit)
        .where(toolkit.c.resource_id == before.id, toolkit.c.version == before.version)
        .values(version=before.version + 1, **changes)
    )
    if done.rowcount != 1:
        raise place_fields.changed_meanwhile(tx, "toolkit", before.code)


def _columns(one: Toolkit) -> dict[str, Any]:
    return {
        **{name: getattr(one, name) for name in EDITABLE - {"rules", "hardware", "documents"}},
        "hardware": list(one.hardware),
        "documents": list(one.documents),
        "rules": record_of(one.rules),
    }


def _checked(name: str, value: Any) -> Any:  # noqa: ANN401 -- a field of any kind
    if name == "rules":
        try:
            return record_of(rules_of(value))
        except (ValueError, TypeError) as error:
            raise place_fields.fault("rules", "malformed", error) from None
    if name in {"hardware", "documents"}:
        return [str(each).strip() for each in value if str(each).strip()]
    if name == "port":
        place_fields.within("port", value, 1, 65535)
        return value
    if name in _LENGTHS:
        told = None if value is None else str(value).strip()
        if told is not None and len(told) > _LENGTHS[name]:
            raise place_fields.fault(name, "out_of_range")
        return told or ("" if name in {"vendor", "kind"} else None)
    return value


def _told(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
