"""Child processes that end: with all their offspring, in time, and without flooding us."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from labapp.probes.leash import Leash

MOST_OUTPUT: Final = 256 * 1024
_NICE: Final = 10
_NOT_FOR_CHILDREN: Final = ("PYTHON", "VIRTUAL_ENV", "QT_", "LD_PRELOAD")
"""How the names begin of what is meant for this program and would mislead another."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended; ``flooded`` when it was killed for writing without end."""

    code: int
    output: str
    flooded: bool = False


def run_child(argv: Sequence[str], leash: Leash) -> Ended:
    """Run a program without a shell and return what it wrote, both streams together.

    Raises ``OSError`` when it cannot be started and ``TimeoutError`` when there is no time left.
    Whatever it started in its process group is killed when it ends or is stopped.
    """
    _ = leash.left
    child = subprocess.Popen(  # noqa: S603 -- no shell; the lab's own probes say what is run
        list(argv),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=_environment(),
        start_new_session=True,
        creationflags=_creation_flags(),
    )
    leash.on_stop(partial(kill, child))
    _behave(child)
    pieces: list[bytes] = []
    size, flooded = 0, False
    with child:
        stream = child.stdout
        while stream is not None and (piece := os.read(stream.fileno(), 65536)):
            pieces.append(piece)
            size += len(piece)
            if size > MOST_OUTPUT:
                flooded = True
                break
        if flooded:
            kill(child)
        _finish(child)
    output = b"".join(pieces)[:MOST_OUTPUT].decode("utf-8", "replace")
    return Ended(child.returncode, output, flooded)


def kill(child: subprocess.Popen[bytes]) -> None:
    """Kill a child that runs, with its group; one that was waited for is left alone."""
    if child.returncode is not None:
        return
    if sys.platform == "win32":
        subprocess.Popen(["taskkill", "/F", "/T", "/PID", str(child.pid)])  # noqa: S603, S607 -- Windows' own
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)


def _finish(child: subprocess.Popen[bytes]) -> None:
    """Wait for the end; the number stays the child's own until its group is gone too."""
    if sys.platform != "win32":
        with contextlib.suppress(ChildProcessError):
            os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        kill(child)
    child.wait()


def _behave(child: subprocess.Popen[bytes]) -> None:
    """Let the window go first wherever the two want the processor."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, child.pid, _NICE)


def _creation_flags() -> int:
    if sys.platform == "win32":
        return subprocess.CREATE_NO_WINDOW | subprocess.BELOW_NORMAL_PRIORITY_CLASS
    return 0


def _environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(_NOT_FOR_CHILDREN)}
    return {**kept, "PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"}
