"""How soon the desk is on the screen, and the week on its board, beside an empty Qt window."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Final

from tests.bench import history
from tests.bench.history import History
from tests.bench.measuring import Row

ROOT: Final = Path(__file__).parents[2]
CHILDREN: Final = Path(__file__).parent / "children"
PATIENCE: Final = 60.0
WARM: Final = 1
SCREEN: Final = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def start_of_the_desk(stored: History, turns: int) -> tuple[Row, Row]:
    """Start the desk and an empty window in turn; return the rows for painted and for filled."""
    folder = stored.path.parent / "person"
    settings = folder / "labapp" / "desk.ini"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text("[General]\ndays=7\nlanguage=en\npage=board\ntheme=light\n")
    environment = surroundings(folder)
    copy = stored.copy("starting.db")
    desk = [str(copy.path), history.NOW.isoformat()]
    taken: dict[str, list[float]] = {}
    for turn in range(WARM + turns):
        for child, arguments in (("desk", desk), ("empty_window", [])):
            for what, spent in start(child, arguments, environment).items():
                if turn >= WARM:
                    taken.setdefault(f"{child} {what}", []).append(spent)
    middle = {what: median(spent) for what, spent in taken.items()}
    return (
        Row("start-painted", middle["desk painted"], middle["empty_window painted"], bar=1.5),
        Row("start-board", middle["desk filled"], middle["empty_window ready"], bar=1.5),
    )


def surroundings(folder: Path) -> dict[str, str]:
    """Return the environment of a person who has used the desk before; without a screen, none.

    Their program was compiled when it was installed; here the turn that does not count does it.
    """
    found = dict(os.environ)
    if not any(found.get(name) for name in SCREEN):
        found["QT_QPA_PLATFORM"] = "offscreen"
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        found[name] = str(folder)
    found["PYTHONPATH"] = str(ROOT)
    found["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
    found.pop("PYTHONDONTWRITEBYTECODE", None)
    return found


def start(child: str, arguments: list[str], environment: Mapping[str, str]) -> dict[str, float]:
    """Run a child to its end; return the milliseconds from its start to what it says.

    The clock is the system's monotonic one, which both processes read alike.
    """
    began = time.monotonic_ns()
    done = subprocess.run(
        [sys.executable, str(CHILDREN / f"{child}.py"), *arguments],
        env=dict(environment),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{child} failed: {done.stderr}")
    said = [line.split() for line in done.stdout.splitlines()]
    return {what: (int(moment) - began) / 1e6 for what, moment in said}
