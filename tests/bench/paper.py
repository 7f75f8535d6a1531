"""How fast the day sheet becomes a PDF, beside the typesetter alone on the same data."""

import json
from datetime import timedelta
from typing import Final

import typst

from labapp.assets import resource
from labapp.domain.bookings import Kind, State
from labapp.domain.languages import NO_NAMES, Language, Names
from labapp.domain.papers import DaySheet, SheetEntry, SheetLane
from labapp.domain.times import Span, day_of, day_span
from labapp.paper.day_sheet import TEMPLATE, day_sheet_data, day_sheet_pdf
from labapp.paper.typesetter import ACCESSIBLE, Typesetter
from tests.bench import history
from tests.bench.measuring import Row, side_by_side

ROWS: Final = 40
LANES: Final = 10
WARM: Final = 2


def sheet(version: int) -> DaySheet:
    """Return a day of forty bookings; each version says something else in every row.

    The typesetter remembers what it has set: two of the same would measure its memory.
    """
    day = day_of(history.NOW)
    lanes = tuple(
        SheetLane(
            code=f"L{lane}",
            names=Names(f"Place {lane}", f"攤位 {lane}", f"展位 {lane}"),
            zone=Names(f"Zone {lane // 5}", f"展區 {lane // 5}", f"展区 {lane // 5}"),
            zone_colour="#336699",
            kind="booth",
            entries=tuple(_entry(version, lane, nth) for nth in range(ROWS // LANES)),
        )
        for lane in range(LANES)
    )
    opens = day_span(day).start + history.OPENS
    return DaySheet(
        lab=Names("AI Lab", "人工智能實驗室", "人工智能实验室"),
        day=day,
        language=Language.ZH_HK,
        hours=(Span(opens, opens + timedelta(hours=8)),),
        lanes=lanes,
        document_number=f"DAY-{day:%Y%m%d}-zh_HK",
        version=version,
        replaces=version - 1,
        printed_at=history.NOW,
        printed_by="bench",
        data_revision=version,
    )


def _entry(version: int, lane: int, nth: int) -> SheetEntry:
    number = lane * (ROWS // LANES) + nth
    start = day_span(day_of(history.NOW)).start + history.OPENS + nth * timedelta(hours=2)
    return SheetEntry(
        number=f"BK{version}{number:02d}",
        span=Span(start, start + timedelta(minutes=90)),
        state=State.CONFIRMED.value,
        exhibitor=Names(f"Company {version}-{number}", f"公司 {version}-{number}"),
        demo=Names(f"Robot {version}-{number}", f"機械人示範 {version}-{number}"),
        title=NO_NAMES,
        kind=Kind.STAY.value,
    )


def day_sheet(turns: int) -> Row:
    """Set sheets through the program, and sheets like them by the typesetter alone."""
    setter = Typesetter()
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(resource("fonts"))])
    folder = resource("templates")
    compiler = typst.Compiler(root=str(folder), font_paths=fonts, ignore_system_fonts=True)
    ours = [sheet(2 + 2 * turn) for turn in range(WARM + turns)]
    data = [
        json.dumps(day_sheet_data(sheet(3 + 2 * turn)), ensure_ascii=False)
        for turn in range(WARM + turns)
    ]
    source = str(folder / TEMPLATE)
    taken, limit = side_by_side(
        turns,
        lambda turn: day_sheet_pdf(ours[turn], setter),
        lambda turn: compiler.compile(
            input=source,
            format="pdf",
            sys_inputs={"data": data[turn]},
            pdf_standards=[ACCESSIBLE],
            timestamp=history.NOW,
        ),
        warm=WARM,
    )
    return Row("day-sheet", taken, limit, bar=1.3)
