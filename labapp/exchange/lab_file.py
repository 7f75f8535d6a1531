"""A whole lab as one JSON file (schema ``ailab-sample/1``)."""

import json
from pathlib import Path
from typing import Any

from labapp.domain.errors import FileFault

SCHEMA = "ailab-sample/1"
BLOCKS = (
    "policy",
    "opening",
    "zones",
    "power_feeds",
    "booths",
    "compute_pools",
    "exhibitors",
    "toolkits",
    "demos",
    "bookings",
    "visits",
    "users",
    "aiss_applications",
    "clearance_checklist",
)


OPTIONAL = ("presenters",)
"""Blocks that a lab file may leave out."""
_SINGLE = frozenset({"policy", "opening"})


def _shaped(block: str, content: object) -> bool:
    """Whether a block is one record, or a list of them, as its name wants."""
    if block in _SINGLE:
        return isinstance(content, dict)
    return isinstance(content, list) and all(isinstance(record, dict) for record in content)


def read_lab_file(path: Path) -> dict[str, Any]:
    """Return the content of a lab file, and in ``file`` where it stands.

    One that is not whole is refused with ``FileFault``.
    """
    if not path.is_file():
        raise FileFault("missing", str(path))
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise FileFault("unreadable", str(path), str(error)) from None
    meta = content.get("meta") if isinstance(content, dict) else None
    schema = meta.get("schema") if isinstance(meta, dict) else None
    if schema != SCHEMA:
        raise FileFault("broken", str(path), f"schema {schema!r}, not {SCHEMA!r}")
    absent = [block for block in BLOCKS if block not in content]
    if absent:
        raise FileFault("broken", str(path), ", ".join(absent))
    present = [*BLOCKS, *(block for block in OPTIONAL if block in content)]
    misshapen = [block for block in present if not _shaped(block, content[block])]
    if misshapen:
        raise FileFault("broken", str(path), ", ".join(misshapen))
    return {**content, "file": str(path)}
