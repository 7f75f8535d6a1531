"""Run probes: all at once, each within its time limit, none in the way of the event loop."""

import asyncio
import contextlib
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from labapp.domain.readiness import Finding, Probe, ProbeKind, ReadyState
from labapp.probes.commands import cli
from labapp.probes.evidence import fit
from labapp.probes.files import device_node, file_exists, file_regex, licence_file, pci_id
from labapp.probes.leash import Leash, in_thread
from labapp.probes.network import tcp, tls_cert
from labapp.probes.packages import dist_version, python_snippet
from labapp.probes.target import LOCAL_KINDS, Target
from labapp.probes.web import http, load

Look = Callable[[Mapping[str, Any], Target, Leash], Finding]

_LOOKS: Final[Mapping[ProbeKind, Look]] = MappingProxyType(
    {
        ProbeKind.DIST_VERSION: dist_version,
        ProbeKind.PYTHON_SNIPPET: python_snippet,
        ProbeKind.CLI: cli,
        ProbeKind.FILE_EXISTS: file_exists,
        ProbeKind.FILE_REGEX: file_regex,
        ProbeKind.LICENCE_FILE: licence_file,
        ProbeKind.DEVICE_NODE: device_node,
        ProbeKind.PCI_ID: pci_id,
        ProbeKind.TCP: tcp,
        ProbeKind.TLS_CERT: tls_cert,
        ProbeKind.HTTP: http,
    }
)
_LOADING: Final = 0.8
"""Seconds that the probes wait for the web client, before all want it at the same time."""
_AT_ONCE: Final = 4
_APART: Final = 0.002
"""So many start together, with so many seconds between: a hundred would hold up the loop."""


@dataclass(frozen=True, slots=True)
class Job:
    """A probe at one installation."""

    probe: Probe
    target: Target
    install_id: int | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """What a job found and how many milliseconds it took."""

    job: Job
    finding: Finding
    took_ms: int


async def run_probes(
    jobs: Sequence[Job], told: Callable[[Looked], None] | None = None
) -> tuple[Looked, ...]:
    """Run all the jobs in parallel and return what each found, in their order.

    ``told`` hears of each as soon as it is done. It takes no longer than the longest time limit
    and a moment. Jobs that only a person can answer are left out.
    """
    if any(job.probe.kind is ProbeKind.HTTP for job in jobs):
        with contextlib.suppress(TimeoutError):
            await in_thread(load, _LOADING)
    tasks: list[asyncio.Task[Looked]] = []
    try:
        for job in jobs:
            if job.probe.kind is ProbeKind.MANUAL:
                continue
            tasks.append(asyncio.ensure_future(_told(job, told)))
            if len(tasks) % _AT_ONCE == 0:
                await asyncio.sleep(_APART)
        return tuple(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()


async def _told(job: Job, told: Callable[[Looked], None] | None) -> Looked:
    looked = await run_probe(job)
    if told is not None:
        told(looked)
    return looked


async def run_probe(job: Job) -> Looked:
    """Run one job; whatever goes wrong with it is what it found."""
    probe, target = job.probe, job.target
    start = time.perf_counter()
    secrets: set[str] = set()

    def key_of(name: str) -> str | None:
        key = target.keys(name)
        secrets.update({key} if key else ())
        return key

    if probe.kind in LOCAL_KINDS and not target.here:
        finding = Finding(ReadyState.NOT_APPLICABLE, "other_machine", target.host)
    else:
        watched = replace(target, keys=key_of)

        def look(leash: Leash) -> Finding:
            found = _LOOKS[probe.kind](probe.spec, watched, leash)
            return replace(found, evidence=fit(found.evidence, secrets))

        try:
            finding = await in_thread(look, probe.seconds)
        except TimeoutError:
            finding = Finding(ReadyState.TIMED_OUT, "timed_out", f"{probe.seconds:g} s")
        except (LookupError, TypeError, ValueError, re.error) as error:
            told = fit(f"{type(error).__name__}: {error}", secrets)
            finding = Finding(ReadyState.UNKNOWN, "bad_probe", told)
        except OSError as error:
            finding = Finding(ReadyState.UNKNOWN, "cannot_look", fit(str(error), secrets))
    return Looked(job, finding, round((time.perf_counter() - start) * 1000))
