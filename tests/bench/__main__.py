"""``python -m tests.bench``: how fast the program is, as ratios to limits measured beside it."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.measuring import Row
from tests.bench.rows import TITLES, Bench, measure

_LINE = "{:<46} {:>10} {:>10} {:>8} {:>8}  {}\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print; what is over its bar is said, and is no failure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object a row")
    parser.add_argument("--only", nargs="+", choices=TITLES, metavar="NAME", help=" ".join(TITLES))
    chosen = parser.parse_args(arguments)
    if not chosen.json:
        sys.stdout.write(_LINE.format("", "took", "limit", "ratio", "bar", ""))
    with TemporaryDirectory(prefix="labapp-bench-") as folder:
        for row in measure(Bench(Path(folder)), chosen.only or TITLES):
            sys.stdout.write(f"{json.dumps(row.as_record())}\n" if chosen.json else line(row))
            sys.stdout.flush()


def line(row: Row) -> str:
    """Return the row as one or two lines of the table."""
    what, _, beside = (part.strip() for part in TITLES[row.name].partition("|"))
    took = f"{row.value:.1f} {row.unit}"
    verdict = "over" if row.over else ""
    if row.limit is None or row.ratio is None:
        return _LINE.format(what, took, "", "", f"{row.bar:g} {row.unit}", verdict)
    limit = f"{row.limit:.1f} {row.unit}"
    first = _LINE.format(what, took, limit, f"{row.ratio:.2f}×", f"{row.bar:g}×", verdict)
    return f"{first}    beside: {beside}\n"


if __name__ == "__main__":
    main()
