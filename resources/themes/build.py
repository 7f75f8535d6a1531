"""Tint the small marks that ``widgets.qss`` shows inside controls, one set for each theme.

A style sheet can only name an image file, and a file has one colour. Run this after changing a
token that a mark uses; a test tells when it was forgotten::

    python resources/themes/build.py
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
ICONS: Final = HERE.parent / "icons"
# mark, the icon it is made from, the token of its colour
MARKS: Final = (
    ("chevron-up", "chevron-up", "text-muted"),
    ("chevron-down", "chevron-down", "text-muted"),
    ("chevron-left", "chevron-left", "text-muted"),
    ("chevron-right", "chevron-right", "text-muted"),
    ("check", "check", "accent-text"),
    ("check-text", "check", "text"),
    ("minus", "minus", "accent-text"),
    ("minus-text", "minus", "text-muted"),
    ("plus", "plus", "text-muted"),
)


def marks(theme: str) -> Iterator[tuple[Path, str]]:
    """Yield the file of each mark of the theme with the text it should hold."""
    colours = json.loads((HERE / f"{theme}.json").read_text(encoding="utf-8"))["colours"]
    for mark, icon, token in MARKS:
        svg = (ICONS / f"{icon}.svg").read_text(encoding="utf-8")
        yield HERE / theme / f"{mark}.svg", svg.replace("currentColor", colours[token])


def main() -> None:
    """Write the marks of every theme."""
    for path in sorted(HERE.glob("*.json")):
        for file, svg in marks(path.stem):
            file.parent.mkdir(exist_ok=True)
            file.write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
