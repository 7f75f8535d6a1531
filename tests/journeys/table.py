"""The table of what each task takes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tests.journeys.person import Effort

_HEAD: Final = """\
| task | how | clicks | keys | hands, s | program, s |
|---|---|---:|---:|---:|---:|
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """A task, how it was done, and what that took."""

    name: str
    how: str
    effort: Effort


def as_table(taken: Iterable[Taken]) -> str:
    """Return the table in Markdown."""
    return _HEAD + "".join(_line(each) for each in taken)


def _line(taken: Taken) -> str:
    effort = taken.effort
    cells = (
        taken.name,
        taken.how,
        str(effort.clicks or "–"),
        str(effort.keys or "–"),
        f"{effort.hands:.1f}",
        f"{effort.program:.2f}",
    )
    return f"| {' | '.join(cells)} |\n"
