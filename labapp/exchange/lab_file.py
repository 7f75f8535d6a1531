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


def read_lab_file(path: Path) -> dict[str, Any]:
    """Return the content of a lab file; one that is not whole is refused with ``FileFault``."""
    if not path.is_file():
        raise FileFault("missing", str(path))
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise FileFault("unreadable", str(path), str(error)) from None
    meta = content.get("meta") if isinstance(content, dict) else None
    schema = meta.get("schema") if isinstance(meta, dict) else None
    if schema != SCHEMA:
        raise FileFault("broken", str(path), f"schema {schema!r}, not {SCHEMA!r}")
    absent = [block for block in BLOCKS if block not in content]
    if absent:
        raise FileFault("broken", str(path), ", ".join(absent))
    return dict(content)
