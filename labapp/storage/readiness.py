"""Queries about probes and what they found."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from labapp.domain.readiness import Probe, ProbeKind, ProbeResult, Proof, ReadyState
from labapp.storage.tables.toolkits import probe, probe_result, toolkit_install

Where = tuple[int, int | None]
"""A probe and the installation it was run at."""


def _probe(row: Row[Any]) -> Probe:
    return Probe(
        id=row.id,
        toolkit_id=row.resource_id,
        kind=ProbeKind(row.kind),
        spec=row.spec,
        position=row.position,
        optional=row.optional,
        seconds=row.limit_ms / 1000,
        valid_minutes=row.valid_minutes,
        every_minutes=row.every_minutes,
    )


def _result(row: Row[Any]) -> ProbeResult:
    return ProbeResult(
        probe_id=row.probe_id,
        install_id=row.install_id,
        at=row.at,
        took_ms=row.took_ms,
        state=ReadyState(row.state),
        proof=Proof(row.proof),
        reason=row.reason,
        evidence=row.evidence,
        version=row.found_version,
        stale_at=row.stale_at,
        probe_version=row.probe_version,
        by=row.by,
    )


def probes(connection: Connection, toolkit_id: int | None = None) -> Sequence[Probe]:
    """Return the probes of one toolkit, or of all, in their order."""
    wanted = select(probe).order_by(probe.c.resource_id, probe.c.position, probe.c.id)
    if toolkit_id is not None:
        wanted = wanted.where(probe.c.resource_id == toolkit_id)
    return [_probe(row) for row in connection.execute(wanted)]


def by_id(connection: Connection, probe_id: int) -> Probe | None:
    """Return a probe."""
    row = connection.execute(select(probe).where(probe.c.id == probe_id)).first()
    return None if row is None else _probe(row)


def columns_of(one: Probe) -> dict[str, Any]:
    """Return a probe's columns."""
    return {
        "resource_id": one.toolkit_id,
        "position": one.position,
        "kind": one.kind.value,
        "spec": dict(one.spec),
        "optional": one.optional,
        "limit_ms": round(one.seconds * 1000),
        "valid_minutes": one.valid_minutes,
        "every_minutes": one.every_minutes,
    }


def add_probe(connection: Connection, one: Probe) -> int:
    """Store a probe and return its id."""
    added = connection.execute(insert(probe).values(**columns_of(one)).returning(probe.c.id))
    return int(added.scalar_one())


def newest_results(connection: Connection) -> Mapping[Where, ProbeResult]:
    """Return the newest result of every probe at every installation.

    Each is looked up by itself: what it costs does not grow with the history.
    """
    older = probe_result.alias("older")
    newest = (
        select(older.c.id)
        .where(older.c.probe_id == probe.c.id)
        .order_by(older.c.at.desc(), older.c.id.desc())
        .limit(1)
    )
    at_installs = newest.where(older.c.install_id == toolkit_install.c.id)
    anywhere = newest.where(older.c.install_id.is_(None))
    rows = [
        *connection.execute(
            select(probe_result)
            .select_from(probe)
            .join(toolkit_install, toolkit_install.c.resource_id == probe.c.resource_id)
            .join(
                probe_result,
                probe_result.c.id
                == at_installs.correlate(probe, toolkit_install).scalar_subquery(),
            )
        ),
        *connection.execute(
            select(probe_result)
            .select_from(probe)
            .join(probe_result, probe_result.c.id == anywhere.correlate(probe).scalar_subquery())
        ),
    ]
    return {(row.probe_id, row.install_id): _result(row) for row in rows}


def add_results(connection: Connection, results: Sequence[ProbeResult]) -> None:
    """Store results."""
    if results:
        connection.execute(insert(probe_result), [_columns(one) for one in results])


def _columns(one: ProbeResult) -> dict[str, Any]:
    return {
        "probe_id": one.probe_id,
        "install_id": one.install_id,
        "at": one.at,
        "took_ms": one.took_ms,
        "state": one.state.value,
        "proof": one.proof.value,
        "reason": one.reason,
        "evidence": one.evidence,
        "found_version": one.version,
        "stale_at": one.stale_at,
        "probe_version": one.probe_version,
        "by": one.by,
    }


def history(
    connection: Connection, toolkit_id: int, before: datetime, most: int
) -> Sequence[ProbeResult]:
    """Return what was found of a toolkit before a time, newest first."""
    rows = connection.execute(
        select(probe_result)
        .join(probe, probe.c.id == probe_result.c.probe_id)
        .where(probe.c.resource_id == toolkit_id, probe_result.c.at < before)
        .order_by(probe_result.c.at.desc(), probe_result.c.id.desc())
        .limit(most)
    )
    return [_result(row) for row in rows]
