"""Is a version the one that is wanted?"""

import re
from typing import Final

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

_WANTED: Final = re.compile(r"(?:(?:[<>=!~]=|[<>])\s*[\w.*+!-]+\s*,?\s*)+")


def satisfies(version: str, wanted: str) -> bool | None:
    """Return whether ``wanted`` (``>=3.0``, ``driver>=5.0.21.26 (P800)``) holds of the version.

    None where nobody can say: there is no condition in it, or the version is no version.
    """
    found = _WANTED.search(wanted)
    if found is None:
        return None
    try:
        conditions = SpecifierSet(found.group().strip().rstrip(","))
        return conditions.contains(Version(version), prereleases=True)
    except (InvalidSpecifier, InvalidVersion):
        return None
