"""Day sheets to set, and ways to read what was set."""

import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from labapp.domain.languages import NO_NAMES, Language, Names
from labapp.domain.papers import DaySheet, SheetEntry, SheetLane
from labapp.domain.times import Span, at

DAY = date(2026, 12, 9)
PRINTED = datetime.fromisoformat("2026-12-09T09:05:00+08:00")


def span(first: str, last: str) -> Span:
    """Return a span of the sheet's day; ``24:00`` is its end."""
    midnight = at(DAY + timedelta(days=1), time(0))
    end = midnight if last == "24:00" else at(DAY, time.fromisoformat(last))
    return Span(at(DAY, time.fromisoformat(first)), end)


def entry(first: str, last: str, who: str | Names = "Tidal AI", /, **facts: object) -> SheetEntry:
    names = Names(who) if isinstance(who, str) else who
    given: dict[str, Any] = {
        "number": "B-1",
        "span": span(first, last),
        "state": "confirmed",
        "exhibitor": names,
        "demo": Names("Harbour forecast"),
        "title": NO_NAMES,
        "kind": "stay",
    }
    given.update(facts)
    return SheetEntry(**given)


def lane(code: str, *entries: SheetEntry, **facts: object) -> SheetLane:
    given: dict[str, Any] = {
        "code": code,
        "names": Names(f"Pod {code}", f"攤位{code}", f"展位{code}"),
        "zone": Names("Start-up Pods", "初創展區", "初创展区"),
        "zone_colour": "#2E7D32",
        "kind": "booth",
        "entries": entries,
    }
    given.update(facts)
    return SheetLane(**given)


def sheet(*lanes: SheetLane, **facts: object) -> DaySheet:
    given: dict[str, Any] = {
        "lab": Names("AI Lab", "人工智能實驗室", "人工智能实验室"),
        "day": DAY,
        "language": Language.EN,
        "hours": (span("10:00", "18:00"),),
        "lanes": lanes,
        "document_number": "DAY-20261209-en",
        "version": 1,
        "printed_at": PRINTED,
        "printed_by": "Wong",
        "data_revision": 77,
    }
    given.update(facts)
    return DaySheet(**given)


def pages(pdf: bytes) -> list[str]:
    """Return the text of each page, in the order it was written."""
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def text(pdf: bytes) -> str:
    return "\n".join(pages(pdf))


def packed(words: str) -> str:
    """Return the words without white space, as a name may run over two lines."""
    return re.sub(r"\s+", "", words)


def pdftotext(pdf: bytes, folder: Path, option: str) -> str:
    """Return what poppler reads in the PDF; skip the test where poppler is missing."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    path = folder / "sheet.pdf"
    path.write_bytes(pdf)
    return subprocess.run(
        ["pdftotext", option, path, "-"], check=True, capture_output=True, encoding="utf-8"
    ).stdout


@dataclass(frozen=True)
class Word:
    """A word where it stands on a page, in points from the top left."""

    page: int
    left: float
    right: float
    middle: float
    text: str


_WORD = re.compile(
    r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>'
)


def words_on_pages(pdf: bytes, folder: Path) -> list[Word]:
    found = []
    boxes = pdftotext(pdf, folder, "-bbox")
    for number, page in enumerate(boxes.split("<page ")[1:], 1):
        for match in _WORD.finditer(page):
            left, top, right, bottom = (float(each) for each in match.groups()[:4])
            found.append(Word(number, left, right, (top + bottom) / 2, match[5]))
    return found


def collisions(words: Iterable[Word]) -> list[tuple[str, str]]:
    """Return the pairs of words that stand in each other's way on a line."""
    ordered = sorted(words, key=lambda word: (word.page, word.left))
    return [
        (one.text, other.text)
        for index, one in enumerate(ordered)
        for other in ordered[index + 1 :]
        if one.page == other.page
        and abs(one.middle - other.middle) < 5
        and min(one.right, other.right) - max(one.left, other.left) > 0.5
    ]
