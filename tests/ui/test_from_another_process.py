"""The desk as a screen reader has it: over AT-SPI, from another process."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

READER = Path(__file__).parent / "children" / "screen_reader.py"
SYSTEM_PYTHON = "/usr/bin/python3"
NEEDED = ("Xvfb", "dbus-run-session", SYSTEM_PYTHON)
SESSION = """
"$1" -m labapp --language en --theme light demo >"$4" 2>&1 &
desk=$!
"$2" "$3" Exhibitors
kill "$desk"
wait "$desk"
"""


def _can_read() -> bool:
    if not all(map(shutil.which, NEEDED)):
        return False
    asked = subprocess.run(
        [SYSTEM_PYTHON, "-c", "import pyatspi"], capture_output=True, check=False
    )
    return asked.returncode == 0


@pytest.fixture
def display() -> Iterator[str]:
    """A screen of one's own, on a number that is free."""
    if not _can_read():
        pytest.skip("Xvfb, dbus-run-session and python3-pyatspi are needed to read the screen")
    reads, writes = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writes), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=[writes],
        stderr=subprocess.DEVNULL,
    )
    os.close(writes)
    with os.fdopen(reads) as numbers:
        number = numbers.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait()


@pytest.mark.slow
def test_a_screen_reader_hears_the_bookings_and_presses_a_button(
    display: str, tmp_path: Path
) -> None:
    config = tmp_path / "config"
    (config / "labapp").mkdir(parents=True)
    (config / "labapp" / "desk.ini").write_text("[General]\npage=board\n")
    environment = {
        **os.environ,
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "XDG_CONFIG_HOME": str(config),
        "XDG_DATA_HOME": str(tmp_path / "data"),
    }
    session = ["dbus-run-session", "--", "bash", "-c", SESSION, "session"]
    programs = [sys.executable, SYSTEM_PYTHON, str(READER), str(tmp_path / "desk.log")]

    done = subprocess.run(
        [*session, *programs],
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )

    lines = done.stdout.splitlines()
    assert lines, done.stderr + (tmp_path / "desk.log").read_text()
    heard = json.loads(lines[-1])
    assert heard["frames"] == ["AI Lab – Front desk"]
    assert "Baidu, Tue 8 Dec, 10:00–18:00, A1, Confirmed, BK004" in heard["bookings"]
    assert "Saunova" in heard["rows"]
