"""A screen reader's eyes and hands: what is said of the desk over AT-SPI, and one button pressed.

Runs in the system's own Python, where pyatspi is; knows nothing of labapp but its name.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pyatspi

Node = Any
"""An accessible object; pyatspi gives its classes at run time only."""

PATIENCE = 30.0


def programs() -> Iterator[Node]:
    """Yield the desk's process, once it is known to the desktop."""
    for program in pyatspi.Registry.getDesktop(0):
        if program is not None and program.name == "labapp":
            yield program


def nodes(node: Node) -> Iterator[Node]:
    """Yield a node and all below it."""
    yield node
    for child in node:
        if child is not None:
            yield from nodes(child)


def everything() -> Iterator[Node]:
    """Yield every node of the desk; one that has gone meanwhile is passed over."""
    for program in programs():
        try:
            yield from nodes(program)
        except LookupError:
            continue


def said(role: str) -> list[str]:
    """Return the names of all that has a role and shows."""
    return [node.name for node in everything() if node.getRoleName() == role]


def awaited(look: Callable[[], list[str]]) -> list[str]:
    """Return what is seen, as soon as anything is."""
    end = time.monotonic() + PATIENCE
    while not (seen := look()) and time.monotonic() < end:
        time.sleep(0.2)
    return seen


def press(name: str) -> None:
    """Press the button of a name."""
    button = next(node for node in everything() if node.name == name and node.queryAction())
    button.queryAction().doAction(0)


def main() -> None:
    """Tell as JSON what the board says, then go to the exhibitors and tell what they say."""
    bookings = awaited(lambda: [name for name in said("list item") if "BK004" in name])
    frames = said("frame")
    press(sys.argv[1])
    rows = awaited(lambda: [name for name in said("table cell") if name])
    print(json.dumps({"frames": frames, "bookings": bookings, "rows": rows}))  # noqa: T201 -- the answer to the test


main()
