"""What a probe read, made fit to keep: no keys in it, no control characters, not too long."""

import re
from collections.abc import Iterable
from typing import Final

LONGEST: Final = 600
_HEAD: Final = 150
MASK: Final = "•••"
_KEYS: Final = (
    re.compile(r"(?i)(?P<keep>\bbearer\s+)[^\s\"',;]+"),
    re.compile(r"(?P<keep>)\bbce-v3/[^\s\"',;]+"),
    re.compile(r"(?P<keep>)\b(?:sk|ak|hf)[-_][A-Za-z0-9_-]{8,}"),
    re.compile(
        r"(?i)(?P<keep>\b(?:api[_-]?key|access[_-]?key|token|secret|password|passwd|authorization)"
        r"\b[\"']?\s*[:=]\s*[\"']?)(?!bearer\b)[^\s\"',;]+"
    ),
    re.compile(r"(?P<keep>://[^/\s:@]+:)[^/\s@]+(?=@)"),
)
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]+")
_SHORTEST_SECRET: Final = 4


def fit(text: str, secrets: Iterable[str] = ()) -> str:
    """Return the text as evidence: secrets masked wherever they stand, then cut to length.

    Masking comes first, so that a key across the cut is not half shown. The middle is cut out: of
    a long text the end says most.
    """
    told = text
    for secret in sorted(set(secrets), key=len, reverse=True):
        if len(secret) >= _SHORTEST_SECRET:
            told = told.replace(secret, MASK)
    for pattern in _KEYS:
        told = pattern.sub(lambda found: f"{found['keep']}{MASK}", told)
    told = _CONTROLS.sub(" ", told).strip()
    if len(told) <= LONGEST:
        return told
    return f"{told[:_HEAD]}…{told[-(LONGEST - _HEAD - 1) :]}"
