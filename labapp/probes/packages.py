"""What a Python installation has: versions by distribution name, and whether a snippet runs.

Nothing is ever imported here: partners' packages have names like ``oss``, and take half a minute.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from labapp.domain.readiness import Finding, ReadyState
from labapp.probes.children import run_child
from labapp.probes.leash import Leash
from labapp.probes.target import Target
from labapp.probes.versions import satisfies

_SAFE_PATH: Final = "import sys; sys.path[:] = [p for p in sys.path if p]\n"
"""A folder that happens to be the current one must not stand in for a package."""
_ASK: Final = f"""{_SAFE_PATH}
import json
from importlib.metadata import PackageNotFoundError, version
found = {{}}
for name in sys.argv[1:]:
    try:
        found[name] = version(name)
    except PackageNotFoundError:
        pass
print("labapp:" + json.dumps(found))
"""


def dist_version(spec: Mapping[str, Any], target: Target, leash: Leash) -> Finding:
    """Look for the first of ``dist`` (names with ``|`` between) and its ``version``, if wanted."""
    names = [name.strip() for name in str(spec["dist"]).split("|")]
    try:
        ended = run_child([target.interpreter, "-u", "-c", _ASK, *names], leash)
    except OSError as error:
        return Finding(ReadyState.NOT_READY, "no_interpreter", str(error))
    told = re.search(r"^labapp:(\{.*\})\s*$", ended.output, re.MULTILINE)
    if told is None:
        return Finding(ReadyState.NOT_READY, "interpreter_failed", ended.output)
    found: dict[str, str] = json.loads(told[1])
    name = next((name for name in names if name in found), None)
    if name is None:
        return Finding(ReadyState.NOT_READY, "not_installed", " | ".join(names))
    version = found[name]
    return judged(f"{name} {version}", version, spec.get("version"))


def judged(evidence: str, version: str, wanted: str | None) -> Finding:
    """Return what a version comes to, where one is wanted."""
    if wanted:
        evidence = f"{evidence} ({wanted})"
        if satisfies(version, wanted) is False:
            return Finding(ReadyState.NOT_READY, "other_version", evidence, version)
    return Finding(ReadyState.READY, "installed", evidence, version)


def python_snippet(spec: Mapping[str, Any], target: Target, leash: Leash) -> Finding:
    """Run ``code`` in the installation's interpreter; what it prints must match the pattern."""
    try:
        ended = run_child([target.interpreter, "-u", "-c", _SAFE_PATH + str(spec["code"])], leash)
    except OSError as error:
        return Finding(ReadyState.NOT_READY, "no_interpreter", str(error))
    if ended.flooded:
        return Finding(ReadyState.NOT_READY, "too_much_output", ended.output)
    if ended.code != 0:
        return Finding(ReadyState.NOT_READY, "snippet_failed", ended.output)
    pattern = spec.get("expect_regex")
    if pattern and re.search(pattern, ended.output) is None:
        return Finding(ReadyState.NOT_READY, "other_output", ended.output)
    return Finding(ReadyState.READY, "ran", ended.output)
