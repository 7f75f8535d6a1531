"""How soon the list of exhibitors shows what is typed, from the key to the picture."""

import subprocess
import sys
from pathlib import Path
from statistics import quantiles
from typing import Final

from tests.bench.measuring import Row
from tests.bench.starting import CHILDREN, PATIENCE, ROOT, surroundings

EXHIBITORS: Final = 2_100
BAR: Final = 30.0
"""Milliseconds, of which the slowest key of a hundred takes no more."""


def filter_exhibitors(folder: Path, names: int, count: int = EXHIBITORS) -> Row:
    """Type so many names in three scripts, letter by letter, and take each letter back.

    The value is the 99th percentile of all keys, some hundred and twenty for each name; the note
    says how much of it is left when other programs do not take the processor away.

    ``folder`` is where the person who types keeps their settings.
    """
    done = subprocess.run(
        [sys.executable, str(CHILDREN / "list.py"), str(count), str(names)],
        env=surroundings(folder),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"the list failed: {done.stderr}")
    keys = [[float(clock) for clock in line.split()] for line in done.stdout.splitlines()]
    spent, worked = (quantiles(clock, n=100)[98] for clock in zip(*keys, strict=True))
    note = f"{worked:.1f} ms at work, {len(keys)} keys"
    return Row("filter-exhibitors", spent, None, bar=BAR, note=note)
