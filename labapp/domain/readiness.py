"""Is a toolkit ready? What probes say of it, how long that holds, and what it comes to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from labapp.domain.languages import Names

PROBE_VERSION: Final = 1
"""Which way of probing made a result; goes up when a probe comes to mean something else."""


class ProbeKind(StrEnum):
    """What a probe looks at."""

    DIST_VERSION = "dist_version"
    PYTHON_SNIPPET = "python_snippet"
    CLI = "cli"
    FILE_EXISTS = "file_exists"
    FILE_REGEX = "file_regex"
    LICENCE_FILE = "licence_file"
    DEVICE_NODE = "device_node"
    PCI_ID = "pci_id"
    TCP = "tcp"
    TLS_CERT = "tls_cert"
    HTTP = "http"
    MANUAL = "manual"


class ReadyState(StrEnum):
    """What a probe found, and what all of a toolkit's come to; from best to worst."""

    READY = "ready"
    NOT_APPLICABLE = "not_applicable"  # another system than the probe is for
    DEGRADED = "degraded"
    AUTH_NEEDED = "auth_needed"  # reachable, but a key is missing or refused
    UNKNOWN = "unknown"
    TIMED_OUT = "timed_out"
    UNREACHABLE = "unreachable"
    TLS_INVALID = "tls_invalid"
    WRONG_PRODUCT = "wrong_product"
    NOT_READY = "not_ready"


_ORDER: Final = tuple(ReadyState)


class Proof(StrEnum):
    """What stands behind a state; the two that count never look alike on screen and paper."""

    NONE = "none"
    MEASURED = "measured"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one probe saw; ``reason`` names why, ``evidence`` is what it read, cut and masked."""

    state: ReadyState
    reason: str
    evidence: str = ""
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Probe:
    """One thing to look at; ``spec`` says what exactly, in the words of its kind."""

    id: int
    toolkit_id: int
    kind: ProbeKind
    spec: Mapping[str, Any]
    position: int = 0
    optional: bool = False
    seconds: float = 10
    """Its time limit."""
    valid_minutes: int = 720
    """How long what it finds holds."""
    every_minutes: int | None = None
    """How often the schedule runs it; None: only when somebody asks."""


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What a probe found at a time. Somebody's word names who gave it."""

    probe_id: int
    install_id: int | None
    at: datetime
    took_ms: int
    state: ReadyState
    proof: Proof
    reason: str
    evidence: str
    version: str | None
    stale_at: datetime
    probe_version: int
    by: str

    def stale(self, now: datetime) -> bool:
        """Whether it no longer says anything."""
        return now >= self.stale_at


@dataclass(frozen=True, slots=True)
class ProbeReadiness:
    """What is known of one probe at one installation: its newest result, if one was ever made."""

    probe: Probe
    install_id: int | None
    host: str
    newest: ProbeResult | None
    state: ReadyState
    proof: Proof


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is known of a toolkit at a moment.

    ``at`` is when the oldest result behind it was made and ``until`` when the first of them will
    no longer hold; both are None while nothing is known.
    """

    toolkit_id: int
    code: str
    names: Names
    state: ReadyState
    proof: Proof
    at: datetime | None
    until: datetime | None
    reason: str
    parts: tuple[ProbeReadiness, ...] = field(default=())


def newest(results: Iterable[ProbeResult]) -> ProbeResult | None:
    """Return the result that was made last."""
    return max(results, key=lambda result: result.at, default=None)


def known_of(
    probe: Probe, install_id: int | None, host: str, result: ProbeResult | None, now: datetime
) -> ProbeReadiness:
    """Return what a probe's newest result says now: nothing once it is stale."""
    if result is None or result.stale(now):
        return ProbeReadiness(probe, install_id, host, result, ReadyState.UNKNOWN, Proof.NONE)
    return ProbeReadiness(probe, install_id, host, result, result.state, result.proof)


def worst(states: Iterable[ReadyState]) -> ReadyState:
    """Return the state that a whole of such parts is in; of nothing, nothing is known."""
    return max(states, key=_ORDER.index, default=ReadyState.UNKNOWN)


def readiness_of(
    toolkit_id: int, code: str, names: Names, parts: Sequence[ProbeReadiness]
) -> Readiness:
    """Return what a toolkit's probes come to.

    The worst of those that must hold decides. An optional one counts only where none must hold,
    and a probe for another system never does; one that rests on a word makes the whole a word.
    """
    needed = [part for part in parts if not part.probe.optional] or list(parts)
    telling = [part for part in needed if part.state is not ReadyState.NOT_APPLICABLE] or needed
    state = worst(part.state for part in telling)
    made = [part.newest for part in telling if part.newest and part.proof is not Proof.NONE]
    if not made:
        return Readiness(
            toolkit_id,
            code,
            names,
            ReadyState.UNKNOWN,
            Proof.NONE,
            None,
            None,
            _why_unknown(telling),
            tuple(parts),
        )
    proofs = {part.proof for part in telling}
    proof = Proof.WORD if Proof.WORD in proofs else Proof.MEASURED
    deciding = next(part for part in telling if part.state is state)
    reason = (
        deciding.newest.reason
        if deciding.newest and deciding.proof is not Proof.NONE
        else _why_unknown([deciding])
    )
    return Readiness(
        toolkit_id,
        code,
        names,
        state,
        proof,
        min(one.at for one in made),
        min(one.stale_at for one in made),
        reason,
        tuple(parts),
    )


def _why_unknown(parts: Sequence[ProbeReadiness]) -> str:
    return "stale" if any(part.newest for part in parts) else "never_run"


def due_at(probe: Probe, result: ProbeResult | None) -> datetime | None:
    """Return when the schedule wants the probe run; None: never. Before a first run it is due."""
    if probe.every_minutes is None or probe.kind is ProbeKind.MANUAL:
        return None
    if result is None:
        return datetime.min.replace(tzinfo=UTC)
    return result.at + timedelta(minutes=probe.every_minutes)
