"""Are the toolkits ready? Run probes, take somebody's word, keep both, say what they come to."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from labapp.domain import errors
from labapp.domain.errors import Refused
from labapp.domain.readiness import (
    PROBE_VERSION,
    Probe,
    ProbeKind,
    ProbeReadiness,
    ProbeResult,
    Proof,
    Readiness,
    ReadyState,
    due_at,
    known_of,
    readiness_of,
)
from labapp.domain.staff import WRITING
from labapp.domain.toolkits import Install, Toolkit
from labapp.probes.evidence import fit
from labapp.probes.running import Job, Looked, run_probes
from labapp.probes.target import Target
from labapp.services.gateway import Gateway
from labapp.services.keys_kept import key_named
from labapp.services.place_fields import fault
from labapp.storage import readiness as rows
from labapp.storage import toolkits as toolkit_rows
from labapp.storage.transaction import Transaction

AREA: Final = "readiness"
MOST_HISTORY: Final = 200
LONGEST_WORD: Final = timedelta(days=31)
_SAYABLE: Final = frozenset({ReadyState.READY, ReadyState.DEGRADED, ReadyState.NOT_READY})
_NOWHERE: Final = Install()
"""Where a toolkit is that has no installation: on the desk's own machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveWord:
    """Somebody says how it stands with what no probe can see."""

    probe_id: int
    state: ReadyState
    install_id: int | None = None
    until: datetime | None = None
    """Until when it holds; None: as long as the probe says."""
    words: str = ""


def readiness_now(tx: Transaction, toolkit_id: int | None = None) -> tuple[Readiness, ...]:
    """Return what is known of every toolkit, or the one, by code."""
    toolkits = toolkit_rows.toolkits(tx.connection, toolkit_id)
    probes = _by_toolkit(rows.probes(tx.connection, toolkit_id))
    found = rows.newest_results(tx.connection)
    return tuple(
        readiness_of(
            one.id, one.code, one.names, tuple(_parts(one, probes.get(one.id, ()), found, tx.now))
        )
        for one in toolkits
    )


def _parts(
    toolkit: Toolkit,
    probes: Sequence[Probe],
    found: Mapping[rows.Where, ProbeResult],
    now: datetime,
) -> Iterator[ProbeReadiness]:
    for probe, install in _places(toolkit, probes):
        install_id = install.id or None
        result = found.get((probe.id, install_id))
        yield known_of(probe, install_id, install.host, result, now)


def _places(toolkit: Toolkit, probes: Sequence[Probe]) -> Iterator[tuple[Probe, Install]]:
    """Yield where each probe is run: what a person says holds for all installations at once."""
    for probe in probes:
        everywhere = toolkit.installs or (_NOWHERE,)
        for install in (_NOWHERE,) if probe.kind is ProbeKind.MANUAL else everywhere:
            yield probe, install


def _by_toolkit(probes: Sequence[Probe]) -> Mapping[int, Sequence[Probe]]:
    found: dict[int, list[Probe]] = {}
    for probe in probes:
        found.setdefault(probe.toolkit_id, []).append(probe)
    return found


def jobs_of(
    tx: Transaction,
    toolkit_ids: Collection[int] | None = None,
    probe_ids: Collection[int] | None = None,
) -> tuple[Job, ...]:
    """Return what there is to run, of all toolkits or some; a person's word is not run."""
    probes = _by_toolkit(rows.probes(tx.connection))
    return tuple(
        _job(one, probe, install)
        for one in toolkit_rows.toolkits(tx.connection)
        if toolkit_ids is None or one.id in toolkit_ids
        for probe, install in _places(one, probes.get(one.id, ()))
        if probe.kind is not ProbeKind.MANUAL and (probe_ids is None or probe.id in probe_ids)
    )


def due_probes(tx: Transaction, now: datetime) -> tuple[Job, ...]:
    """Return what the schedule wants run by now."""
    found = rows.newest_results(tx.connection)
    due: list[Job] = []
    for job in jobs_of(tx):
        when = due_at(job.probe, found.get((job.probe.id, job.install_id)))
        if when is not None and when <= now:
            due.append(job)
    return tuple(due)


def _job(toolkit: Toolkit, probe: Probe, install: Install) -> Job:
    spec: dict[str, Any] = dict(probe.spec)
    if toolkit.wanted_version and "version" not in spec and _tells_version(toolkit, probe):
        spec["version"] = toolkit.wanted_version
    both = (install.certificate, install.certificate_key)
    target = Target(
        host=install.host,
        client_certificate=(both[0], both[1]) if both[0] and both[1] else None,
        authorities=install.authorities,
        keys=key_named,
    )
    if install.interpreter:
        target = replace(target, interpreter=install.interpreter)
    return Job(replace(probe, spec=spec), target, install.id or None)


def _tells_version(toolkit: Toolkit, probe: Probe) -> bool:
    """Whether the version that a probe finds is the one the catalogue means."""
    if probe.kind is ProbeKind.DIST_VERSION:
        return (toolkit.dist or "") in str(probe.spec.get("dist", "")).split("|")
    return probe.kind in {ProbeKind.FILE_REGEX, ProbeKind.CLI}


def keep_results(tx: Transaction, looked: Sequence[Looked]) -> None:
    """Store what probes found, with the time, how long it took, and the way of probing."""
    _may_write(tx)
    there = {one.id for one in rows.probes(tx.connection)}
    installs = {each.id for one in toolkit_rows.toolkits(tx.connection) for each in one.installs}
    # a probe or installation may have been taken away while the probe ran
    kept = [
        one
        for one in looked
        if one.job.probe.id in there
        and (one.job.install_id is None or one.job.install_id in installs)
    ]
    rows.add_results(tx.connection, [_result(tx, one) for one in kept])
    if kept:
        states = sorted({one.finding.state.value for one in kept})
        tx.record(AREA, "probe", "toolkits", after={"probes": len(kept), "states": states})


def _result(tx: Transaction, looked: Looked) -> ProbeResult:
    probe, finding = looked.job.probe, looked.finding
    return ProbeResult(
        probe_id=probe.id,
        install_id=looked.job.install_id,
        at=tx.now,
        took_ms=looked.took_ms,
        state=finding.state,
        proof=Proof.MEASURED,
        reason=finding.reason,
        evidence=finding.evidence,
        version=(finding.version or "")[:100] or None,
        stale_at=tx.now + timedelta(minutes=probe.valid_minutes),
        probe_version=PROBE_VERSION,
        by=tx.actor.name,
    )


def give_word(tx: Transaction, order: GiveWord) -> Readiness:
    """Keep somebody's word and return what is known of the toolkit then.

    It always has an end. What a probe can measure takes nobody's word.
    """
    _may_write(tx)
    probe = rows.by_id(tx.connection, order.probe_id)
    if probe is None or probe.kind is not ProbeKind.MANUAL:
        raise Refused(errors.NotFound(what="probe", key=str(order.probe_id)))
    if order.state not in _SAYABLE:
        raise fault("state", "unknown", order.state)
    hours = int(probe.spec.get("valid_hours", 0))
    usual = timedelta(hours=hours) if hours else timedelta(minutes=probe.valid_minutes)
    until = order.until or tx.now + usual
    if not tx.now < until <= tx.now + LONGEST_WORD:
        raise fault("until", "out_of_range", until.isoformat())
    word = ProbeResult(
        probe_id=probe.id,
        install_id=None,
        at=tx.now,
        took_ms=0,
        state=order.state,
        proof=Proof.WORD,
        reason="word",
        evidence=fit(order.words),
        version=None,
        stale_at=until,
        probe_version=PROBE_VERSION,
        by=tx.actor.name,
    )
    rows.add_results(tx.connection, [word])
    (known,) = readiness_now(tx, probe.toolkit_id)
    tx.record(
        AREA,
        "give_word",
        known.code,
        after={"state": order.state.value, "until": until.isoformat(), "words": word.evidence},
    )
    return known


def history_of(
    tx: Transaction, toolkit_id: int, before: datetime | None = None, most: int = MOST_HISTORY
) -> tuple[ProbeResult, ...]:
    """Return what was found of a toolkit, newest first."""
    until = before or tx.now + timedelta(seconds=1)
    return tuple(rows.history(tx.connection, toolkit_id, until, most))


async def probe_now(
    gateway: Gateway,
    toolkit_ids: Collection[int] | None = None,
    probe_ids: Collection[int] | None = None,
    told: Callable[[Looked], None] | None = None,
) -> tuple[Looked, ...]:
    """Run all probes, or those of some toolkits, keep what they find, and return it.

    ``told`` hears of each as it is done, in the loop's thread.
    """
    jobs = await gateway.read(jobs_of, toolkit_ids, probe_ids)
    return await _run_and_keep(gateway, jobs, told)


async def probe_due(gateway: Gateway) -> tuple[Looked, ...]:
    """Run what the schedule wants by now and keep what it finds."""
    jobs = await gateway.read(due_probes, gateway.clock.now())
    return await _run_and_keep(gateway, jobs, None)


async def _run_and_keep(
    gateway: Gateway, jobs: Sequence[Job], told: Callable[[Looked], None] | None
) -> tuple[Looked, ...]:
    looked = await run_probes(jobs, told)
    if looked:
        await gateway.write(keep_results, looked)
    return looked


def _may_write(tx: Transaction) -> None:
    if tx.actor.role not in WRITING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act="probe"))
