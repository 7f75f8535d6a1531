"""Looks an SVG over before it is kept: nothing in it may run, grow, or fetch anything."""

import re
from collections.abc import Mapping
from typing import Any, Final
from xml.parsers import expat

from labapp.domain.errors import FileFault

LARGEST: Final = 4_000_000
"""Bytes of a file; a plan has a hundredth of that."""
_RUNS: Final = frozenset(
    {"script", "handler", "listener", "foreignobject", "iframe", "embed", "object"}
)
_ON: Final = re.compile(r"on[a-z]+$")
_LINKS: Final = frozenset({"href", "src"})
_INSIDE: Final = re.compile(r"\s*(#|data:image/|$)", re.IGNORECASE)
_OUTSIDE_STYLE: Final = re.compile(r"@import|url\(\s*(?!['\"]?\s*(?:#|data:))", re.IGNORECASE)
_SCHEME: Final = re.compile(r"\s*(java|vb)script:", re.IGNORECASE)


class _Unsafe(Exception):  # noqa: N818 -- named for what was found
    def __init__(self, kind: str, found: str) -> None:
        super().__init__(kind, found)
        self.kind = kind
        self.found = found


def check_safe(data: bytes, path: str) -> None:
    """Refuse an SVG that is too large, not well formed, or does more than draw.

    Raises:
        FileFault: ``plan_large``; ``unreadable`` with where it is not well formed;
            ``plan_entities``, ``plan_scripts`` or ``plan_outside`` with what was found.
    """
    if len(data) > LARGEST:
        raise FileFault("plan_large", path)
    parser: Any = expat.ParserCreate()
    look = _Look()
    parser.EntityDeclHandler = look.entity
    parser.StartElementHandler = look.element
    parser.EndElementHandler = look.end
    parser.CharacterDataHandler = look.text
    parser.ProcessingInstructionHandler = look.instruction
    try:
        parser.Parse(data, True)
    except _Unsafe as unsafe:
        raise FileFault(unsafe.kind, path, unsafe.found) from None
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise FileFault("unreadable", path, str(error)) from None


class _Look:
    """Hears of everything in the file and stops at the first thing that is not drawing."""

    def __init__(self) -> None:
        self._in_style = 0
        self._sheet: list[str] = []

    def entity(self, name: str, *_: object) -> None:
        raise _Unsafe("plan_entities", name)

    def instruction(self, target: str, data: str) -> None:
        if target.lower() == "xml-stylesheet":
            raise _Unsafe("plan_outside", data.strip())

    def element(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = _local(tag)
        if name in _RUNS:
            raise _Unsafe("plan_scripts", name)
        if name == "style":
            self._in_style += 1
        for key, value in attributes.items():
            _check_attribute(_local(key), value)

    def text(self, text: str) -> None:
        if self._in_style:
            self._sheet.append(text)

    def end(self, tag: str) -> None:
        if _local(tag) == "style":
            self._in_style -= 1
            sheet = "".join(self._sheet)
            self._sheet.clear()
            _check_style(sheet)


def _local(name: str) -> str:
    return name.rpartition(":")[2].lower()


def _check_attribute(name: str, value: str) -> None:
    if _ON.match(name) or _SCHEME.match(value):
        raise _Unsafe("plan_scripts", name)
    if name in _LINKS and not _INSIDE.match(value):
        raise _Unsafe("plan_outside", value.strip())
    if name == "style" or "url(" in value.lower():
        _check_style(value)


def _check_style(sheet: str) -> None:
    found = _OUTSIDE_STYLE.search(sheet)
    if found is not None:
        raise _Unsafe("plan_outside", sheet[found.start() : found.start() + 80].strip())
