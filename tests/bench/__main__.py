"""``python -m tests.bench``: how fast the program is, as ratios to limits measured beside it.

``python -m tests.bench soak --hours 8 --speed 100``: whether it grows while it is used so long.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.measuring import Row
from tests.bench.rows import SOAK_TITLES, TITLES, Bench, measure
from tests.bench.soak import HOURS, SPEED, soak

_TITLES = {**TITLES, **SOAK_TITLES}
_LINE = "{:<46} {:>10} {:>10} {:>8} {:>8}  {}\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print; what is over its bar is said, and is no failure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("what", nargs="?", choices=["rows", "soak"], default="rows")
    parser.add_argument("--hours", type=float, default=HOURS, help="of the soak's clock")
    parser.add_argument("--speed", type=float, default=SPEED, help="of that clock")
    parser.add_argument("--json", action="store_true", help="one JSON object a row")
    parser.add_argument("--only", nargs="+", choices=TITLES, metavar="NAME", help=" ".join(TITLES))
    chosen = parser.parse_args(arguments)
    if not chosen.json:
        sys.stdout.write(_LINE.format("", "took", "limit", "ratio", "bar", ""))
    with TemporaryDirectory(prefix="labapp-bench-") as folder:
        for row in _rows(chosen, Path(folder)):
            sys.stdout.write(f"{json.dumps(row.as_record())}\n" if chosen.json else line(row))
            sys.stdout.flush()


def _rows(chosen: argparse.Namespace, folder: Path) -> Iterable[Row]:
    if chosen.what == "soak":
        return soak(folder / "soak", chosen.hours, chosen.speed)
    return measure(Bench(folder), chosen.only or TITLES)


def line(row: Row) -> str:
    """Return the row as one or two lines of the table."""
    what, _, beside = (part.strip() for part in _TITLES[row.name].partition("|"))
    took = f"{row.value:.1f} {row.unit}"
    verdict = "over" if row.over else ""
    note = f"    {row.note}\n" if row.note else ""
    if row.limit is None or row.ratio is None:
        return _LINE.format(what, took, "", "", f"{row.bar:g} {row.unit}", verdict) + note
    limit = f"{row.limit:.1f} {row.unit}"
    first = _LINE.format(what, took, limit, f"{row.ratio:.2f}×", f"{row.bar:g}×", verdict)
    return f"{first}    beside: {beside}\n{note}"


if __name__ == "__main__":
    main()
