"""What a vendor's tool says: ``npu-smi``, ``xpu-smi`` and the like."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from labapp.domain.readiness import Finding, ReadyState
from labapp.probes.children import Ended, run_child
from labapp.probes.files import pci_vendors
from labapp.probes.leash import Leash
from labapp.probes.target import Target
from labapp.probes.versions import satisfies

_KUNLUN: Final = ("1d22", "2057")
_VENDORS: Final = {"xpu-smi": _KUNLUN, "xpu_smi": _KUNLUN}
"""Tools of which another vendor has one of the same name: the card on the bus decides."""
_LINUX_TOOLS: Final = frozenset({"npu-smi", "ascend-dmi", *_VENDORS})


def cli(spec: Mapping[str, Any], target: Target, leash: Leash) -> Finding:
    """Run ``argv`` (or ``fallback_argv`` where it is not there) and judge what it writes.

    ``expect_regex`` must match. ``value_regex`` reads one value: ``ready_values`` are ready and
    ``degraded_values`` degraded, ``UNKNOWN`` says nothing, any other is not ready.
    """
    if target.system != "linux" and _tool(spec["argv"]) in _LINUX_TOOLS:
        return Finding(ReadyState.NOT_APPLICABLE, "other_system", target.system)
    for argv in (spec["argv"], spec.get("fallback_argv")):
        if not argv:
            continue
        try:
            ended = run_child([target.filled(part) for part in argv], leash)
        except FileNotFoundError:
            continue
        except OSError as error:
            return Finding(ReadyState.NOT_READY, "cannot_run", str(error))
        return _other_vendor(spec, argv, target) or _judged(spec, ended)
    return Finding(ReadyState.NOT_READY, "no_command", " ".join(spec["argv"]))


def _tool(argv: Sequence[str]) -> str:
    return argv[0].replace("\\", "/").rpartition("/")[2]


def _other_vendor(spec: Mapping[str, Any], argv: Sequence[str], target: Target) -> Finding | None:
    wanted = spec.get("vendor_ids") or _VENDORS.get(_tool(argv))
    if not wanted:
        return None
    found = pci_vendors(target)
    if found & {each.lower() for each in wanted}:
        return None
    told = f"{_tool(argv)}: PCI {', '.join(wanted)} ∉ {', '.join(sorted(found)) or '–'}"
    return Finding(ReadyState.WRONG_PRODUCT, "other_vendor", told)


def _judged(spec: Mapping[str, Any], ended: Ended) -> Finding:
    output = ended.output.strip()
    if ended.flooded:
        return Finding(ReadyState.NOT_READY, "too_much_output", output)
    if ended.code != 0:
        return Finding(ReadyState.NOT_READY, "exit_code", f"{ended.code}: {output}")
    pattern = spec.get("expect_regex")
    if pattern and re.search(pattern, output, re.MULTILINE) is None:
        return Finding(ReadyState.NOT_READY, "other_output", output)
    return _health(spec, output) if spec.get("value_regex") else _version(spec, output)


def _version(spec: Mapping[str, Any], output: str) -> Finding:
    version = re.search(r"(?i)driver version\s*:?\s*v?([\d.]+)", output)
    if version is None:
        return Finding(ReadyState.READY, "ran", output)
    wanted = spec.get("version")
    if wanted and satisfies(version[1], wanted) is False:
        told = f"{version[1]} ({wanted})"
        return Finding(ReadyState.NOT_READY, "other_version", told, version[1])
    return Finding(ReadyState.READY, "ran", output, version[1])


def _health(spec: Mapping[str, Any], output: str) -> Finding:
    found = re.findall(spec["value_regex"], output, re.IGNORECASE)
    values = [value if isinstance(value, str) else value[0] for value in found]
    if not values:
        return Finding(ReadyState.UNKNOWN, "no_value", output)
    ready, degraded = (
        {each.casefold() for each in spec.get(name, ())}
        for name in ("ready_values", "degraded_values")
    )
    told = [value.casefold() for value in values]
    evidence = ", ".join(values)
    if all(value in ready for value in told):
        return Finding(ReadyState.READY, "health", evidence)
    if all(value in ready | degraded for value in told):
        return Finding(ReadyState.DEGRADED, "health", evidence)
    if all(value in ready | degraded | {"unknown"} for value in told):
        return Finding(ReadyState.UNKNOWN, "health", evidence)
    return Finding(ReadyState.NOT_READY, "health", evidence)
