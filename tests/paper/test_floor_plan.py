"""The floor plan on A3: every place with its words inside it, in three languages."""

import re
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from labapp.assets import resource
from labapp.domain.floor_sheets import FloorSheet, FloorSheetPlace
from labapp.domain.languages import Language, Names
from labapp.domain.outlines import Box
from labapp.domain.plans import Plan, box_shape, with_tray
from labapp.exchange.plans import read_plan
from labapp.paper.floor_plan import floor_plan_data, floor_plan_pdf
from tests.paper.sheets import PRINTED, entry, packed, pages, span, text, words_on_pages

A3_ACROSS = (1190.55, 841.89)
ELEVEN = datetime.fromisoformat("2026-12-09T11:00:00+08:00")
LONG = Names("Office of Fine Flow & Very Long Names of Institutions for Applied Harbour Research")
WIDE = Names("Tidal AI #1 *bold* _it_ @ $5 \\ [x]", "潮汐人工智能（示例）", "潮汐人工智能（示例）")


def place(code: str, **facts: object) -> FloorSheetPlace:
    given: dict[str, Any] = {
        "code": code,
        "names": Names(f"Pod {code}", f"攤位{code}", f"展位{code}"),
        "zone": Names("Start-up Pods", "初創展區", "初创展区"),
        "zone_colour": "#2E7D32",
        "in_service": True,
        "note": None,
        "entry": None,
        "free": True,
    }
    given.update(facts)
    return FloorSheetPlace(**given)


def floor(*places: FloorSheetPlace, plan: Plan | None = None, **facts: object) -> FloorSheet:
    hall = read_plan(resource("plans", "sample.svg")) if plan is None else plan
    whole, tray = with_tray(hall, (each.code for each in places))
    given: dict[str, Any] = {
        "lab": Names("AI Lab", "人工智能實驗室", "人工智能实验室"),
        "moment": ELEVEN,
        "language": Language.EN,
        "hours": (span("10:00", "18:00"),),
        "is_open": True,
        "plan": whole,
        "tray": tray,
        "places": places,
        "document_number": "FLOOR-20261209-1100-en",
        "version": 2,
        "replaces": 1,
        "printed_at": PRINTED,
        "printed_by": "Wong",
        "data_revision": 77,
    }
    given.update(facts)
    return FloorSheet(**given)


@pytest.fixture(scope="module")
def busy() -> FloorSheet:
    """Every place of the sample plan, each in another way."""
    states = ["held", "pending", "confirmed", "checked_in", "completed", "no_show"]
    codes = [shape.code for shape in read_plan(resource("plans", "sample.svg")).shapes]
    places = [
        place(code, entry=entry("10:00", "13:00", WIDE, state=states[number % 6]), free=False)
        for number, code in enumerate(codes)
    ]
    places[3] = place(codes[3], free_until=datetime.fromisoformat("2026-12-09T14:00:00+08:00"))
    places[4] = place(codes[4], in_service=False, note="Display under repair", free=False)
    places[5] = place(
        codes[5],
        free=False,
        turnover_until=datetime.fromisoformat("2026-12-10T00:00:00+08:00"),
        next_at=datetime.fromisoformat("2026-12-09T15:00:00+08:00"),
        next_who=Names("Kestrel"),
    )
    return floor(*places, sample=True)


@pytest.mark.parametrize("language", Language)
def test_it_is_one_tagged_page_of_a3_with_its_own_fonts(
    busy: FloorSheet, language: Language
) -> None:
    pdf = floor_plan_pdf(replace(busy, language=language))

    (page,) = PdfReader(BytesIO(pdf)).pages
    size = (float(page.mediabox.width), float(page.mediabox.height))
    assert size == pytest.approx(A3_ACROSS, abs=0.1)
    assert b"/Marked true" in pdf
    fonts = page["/Resources"]["/Font"].values()  # type: ignore[index] # pypdf's own tree
    described = [font["/DescendantFonts"][0]["/FontDescriptor"] for font in fonts]
    assert all("/FontFile2" in one for one in described)


@pytest.mark.parametrize(
    ("language", "said"),
    {
        Language.EN: "Floor plan 11:00 Wednesday 9 December 2026",
        Language.ZH_HK: "平面圖 11:00 2026年12月9日（星期三）",
        Language.ZH_CN: "平面图 11:00 2026年12月9日（星期三）",
    }.items(),
)
def test_it_says_what_it_is_of_when_and_which_version(
    busy: FloorSheet, language: Language, said: str
) -> None:
    words = packed(text(floor_plan_pdf(replace(busy, language=language))))

    assert packed(said) in words
    assert "FLOOR-20261209-1100-en" in words
    data = floor_plan_data(replace(busy, language=language))
    for one in (*data["footer"], data["say"]["sample"]):
        assert packed(one) in words


def test_each_place_has_its_code_who_is_there_and_the_time(busy: FloorSheet) -> None:
    words = packed(text(floor_plan_pdf(busy)))

    for each in busy.places:
        assert each.code in words
    assert words.count(packed("Tidal AI #1 *bold* _it_ @ $5 \\ [x]")) == 13
    assert words.count("10:00–13:00") == 13
    assert "Freeuntil14:00" in words
    assert "OutofserviceDisplayunderrepair" in words
    assert "Madereadyuntil24:00next15:00Kestrel" in words


def test_state_is_told_by_look_letter_and_legend(busy: FloorSheet) -> None:
    data = floor_plan_data(busy)

    looks = {each["style"]: each["mark"] for each in data["places"]}
    assert looks == {
        "held": "H",
        "pending": "P",
        "confirmed": "",
        "checked_in": "I",
        "completed": "C",
        "no_show": "N",
        "free": "",
        "out": "",
        "turnover": "",
    }
    legend = [each["style"] for each in data["legend"]]
    assert set(legend) == set(looks)
    assert len(legend) == len(set(legend))


def test_the_words_of_a_place_stand_inside_it(busy: FloorSheet, tmp_path: Path) -> None:
    found = words_on_pages(floor_plan_pdf(busy), tmp_path)
    millimetre = 72 / 25.4

    for each in floor_plan_data(busy)["places"]:
        code = next(word for word in found if word.text == each["code"])
        x, y, width, height = each["room"]
        left = (12 + x) * millimetre
        assert left <= code.left
        assert code.right <= left + width * millimetre
        assert height * millimetre > 20
        assert y >= 0


def test_no_two_words_stand_in_each_others_way(busy: FloorSheet, tmp_path: Path) -> None:
    for language in Language:
        found = words_on_pages(floor_plan_pdf(replace(busy, language=language)), tmp_path)
        touching = [
            (one.text, other.text)
            for one, other in combinations(found, 2)
            if abs(one.middle - other.middle) < 4
            and min(one.right, other.right) - max(one.left, other.left) > 0.5
            # a full-width bracket is drawn in half of its box
            and not one.text.startswith("（")
            and not other.text.startswith("（")
        ]
        assert touching == []


def test_what_finds_no_room_in_its_place_is_said_in_full_after_the_plan() -> None:
    shapes = [box_shape(f"S{n}", Box(10 + 22 * n, 10, 20, 14)) for n in range(40)]
    hall = Plan((1000, 600), tuple(shapes), b"<svg><style></style></svg>")
    places = [place(f"S{n}", entry=entry("10:00", "13:00", LONG), free=False) for n in range(40)]

    first, second, *more = pages(floor_plan_pdf(floor(*places, plan=hall)))

    assert more == []
    assert all(f"S{n}" in first for n in range(40))
    assert packed(second).count(packed(LONG.best("en"))) == 40


def test_places_that_the_plan_lacks_are_boxes_below_it() -> None:
    data = floor_plan_data(floor(place("A1"), place("Z9")))

    rooms = {each["code"]: each["room"] for each in data["places"]}
    assert rooms["Z9"][1] > data["plan"]["backdrop_height"]
    assert "Not on this plan" in [spot["word"] for spot in data["spots"]]
    assert data["plan"]["height"] > data["plan"]["backdrop_height"]


def test_a_closed_lab_says_so(busy: FloorSheet) -> None:
    shut = floor(place("A1"), is_open=False, hours=())
    data = floor_plan_data(shut)

    assert [each["style"] for each in data["places"]] == ["closed"]
    assert "Opening hoursClosed" in text(floor_plan_pdf(shut)).replace(
        "hours Closed", "hoursClosed"
    )


def test_a_place_that_two_share_says_how_many_more(busy: FloorSheet) -> None:
    data = floor_plan_data(floor(place("E1", entry=entry("10:00", "13:00"), others=2)))

    assert data["places"][0]["who"] == "Tidal AI +2"


def test_the_same_sheet_gives_the_same_bytes(busy: FloorSheet) -> None:
    assert floor_plan_pdf(busy) == floor_plan_pdf(busy)


def test_the_plan_is_drawn_as_vectors(busy: FloorSheet) -> None:
    (page,) = PdfReader(BytesIO(floor_plan_pdf(busy))).pages
    assert page.get_contents() is not None
    pictures = [one for one in page.images if re.search(r"\.(jpg|png)$", one.name)]
    assert pictures == []
