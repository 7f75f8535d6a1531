"""What lies on this machine: files, licence files, device nodes, cards on the bus."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from labapp.domain.readiness import Finding, ReadyState
from labapp.domain.times import day_of
from labapp.probes.clock import now
from labapp.probes.leash import Leash
from labapp.probes.packages import judged
from labapp.probes.target import Target

MOST_READ: Final = 1024 * 1024
DAYS_LEFT: Final = 14
_DATE: Final = re.compile(r"(20\d\d)\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})")
_EXPIRY: Final = re.compile(
    r"(?i)(?:expir\w*|valid[ _-]?(?:until|to)|not[ _-]?after|到期\w*|有效期至?)"
    r"[^\d\n]{0,40}(20\d\d.*)"
)


def file_exists(spec: Mapping[str, Any], target: Target, leash: Leash) -> Finding:
    """Look for ``path`` or the first of ``paths``."""
    del leash
    elsewhere = _elsewhere(spec, target)
    if elsewhere is not None:
        return elsewhere
    found = _first(spec, target)
    if found is None:
        return _missing(spec, target)
    return Finding(ReadyState.READY, "present", str(found))


def file_regex(spec: Mapping[str, Any], target: Target, leash: Leash) -> Finding:
    """Read the first of ``paths`` that is there; its first group is the version."""
    elsewhere = _elsewhere(spec, target)
    if elsewhere is not None:
        return elsewhere
    path = _first(spec, target)
    if path is None:
        return _missing(spec, target)
    text = _text(path, leash)
    if text is None:
        return Finding(ReadyState.NOT_READY, "unreadable", str(path))
    found = re.search(spec["regex"], text, re.MULTILINE)
    if found is None:
        return Finding(ReadyState.NOT_READY, "other_content", str(path))
    version = found[1].strip() if found.re.groups else None
    evidence = f"{path}: {found.group().strip()}"
    if version is None:
        return Finding(ReadyState.READY, "present", evidence)
    return judged(evidence, version, spec.get("version"))


def licence_file(spec: Mapping[str, Any], target: Target, leash: Leash) -> Finding:
    """Read the licence at ``path`` and until when it holds.

    ``regex`` finds the date where the usual words do not; ``min_days_left`` from when on it warns.
    """
    elsewhere = _elsewhere(spec, target)
    if elsewhere is not None:
        return elsewhere
    path = _first(spec, target)
    if path is None:
        return _missing(spec, target)
    text = _text(path, leash)
    if text is None:
        return Finding(ReadyState.NOT_READY, "unreadable", str(path))
    pattern = re.compile(spec["regex"], re.MULTILINE) if spec.get("regex") else _EXPIRY
    ends = _day(pattern.search(text))
    if ends is None:
        return Finding(ReadyState.UNKNOWN, "no_date", str(path))
    return _licensed(f"{path}: {ends.isoformat()}", ends, int(spec.get("min_days_left", DAYS_LEFT)))


def _licensed(evidence: str, ends: date, least: int) -> Finding:
    left = (ends - day_of(now())).days
    if left < 0:
        return Finding(ReadyState.NOT_READY, "licence_expired", evidence)
    if left < least:
        return Finding(ReadyState.DEGRADED, "licence_ends_soon", evidence)
    return Finding(ReadyState.READY, "licensed", evidence)


def device_node(spec: Mapping[str, Any], target: Target, leash: Leash) -> Finding:
    """Look for a device at ``path``; a plain file of that name is none."""
    del leash
    if target.system != "linux":
        return Finding(ReadyState.NOT_APPLICABLE, "other_system", target.system)
    path = target.root / str(spec["path"]).lstrip("/")
    if path.is_char_device() or path.is_block_device():
        return Finding(ReadyState.READY, "present", str(path))
    return Finding(ReadyState.NOT_READY, "no_device", str(path))


def pci_id(spec: Mapping[str, Any], target: Target, leash: Leash) -> Finding:
    """Look on the bus for a card of one of ``vendor_ids``."""
    del leash
    if target.system != "linux":
        return Finding(ReadyState.NOT_APPLICABLE, "other_system", target.system)
    wanted = {str(each).lower() for each in spec["vendor_ids"]}
    found = pci_vendors(target)
    if wanted & found:
        return Finding(ReadyState.READY, "present", ", ".join(sorted(wanted & found)))
    return Finding(ReadyState.NOT_READY, "no_device", ", ".join(sorted(wanted)))


def pci_vendors(target: Target) -> frozenset[str]:
    """Return the vendors of the cards on the bus, as four hexadecimal digits."""
    found: set[str] = set()
    for path in (target.root / "sys/bus/pci/devices").glob("*/vendor"):
        try:
            found.add(path.read_text(encoding="ascii").strip().lower().removeprefix("0x"))
        except (OSError, ValueError):
            continue
    return frozenset(found)


def _paths(spec: Mapping[str, Any], target: Target) -> Iterator[Path]:
    for text in spec.get("paths") or [spec["path"]]:
        yield Path(target.filled(text))


def _first(spec: Mapping[str, Any], target: Target) -> Path | None:
    return next((path for path in _paths(spec, target) if path.is_file()), None)


def _missing(spec: Mapping[str, Any], target: Target) -> Finding:
    told = ", ".join(str(path) for path in _paths(spec, target))
    return Finding(ReadyState.NOT_READY, "no_file", told)


def _elsewhere(spec: Mapping[str, Any], target: Target) -> Finding | None:
    """Return that it is a matter of another system: ``os`` says so, or a path with a drive."""
    wanted = spec.get("os")
    if wanted is None:
        first = str(next(iter(spec.get("paths") or [spec["path"]])))
        if re.match(r"[A-Za-z]:[/\\]", first):
            wanted = "windows"
        elif first.startswith("/usr/"):
            wanted = "linux"
    if wanted is None or wanted == target.system:
        return None
    return Finding(ReadyState.NOT_APPLICABLE, "other_system", target.system)


def _text(path: Path, leash: Leash) -> str | None:
    _ = leash.left
    try:
        with path.open("rb") as file:
            return file.read(MOST_READ).decode("utf-8", "replace")
    except OSError:
        return None


def _day(found: re.Match[str] | None) -> date | None:
    told = _DATE.search(found[1] if found.re.groups else found.group()) if found else None
    if told is None:
        return None
    try:
        return date(int(told[1]), int(told[2]), int(told[3]))
    except ValueError:
        return None
