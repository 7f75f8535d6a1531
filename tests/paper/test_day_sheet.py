import re
import statistics
import time as stopwatch
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
import segno
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from labapp.domain.bookings import State
from labapp.domain.languages import NO_NAMES, Language, Names
from labapp.domain.papers import DaySheet, SheetNotice
from labapp.paper.day_sheet import TEMPLATE, day_sheet_data, day_sheet_pdf
from labapp.paper.typesetter import shared
from tests.paper.sheets import (
    collisions,
    entry,
    lane,
    packed,
    pages,
    pdftotext,
    sheet,
    span,
    text,
    words_on_pages,
)

NAMES = (
    Names("Tidal AI", "升降機𨋢嘅研究", "电梯的研究"),
    Names("Kestrel #1 *bold* _it_ @ $5 \\ [x]", "潮井醫學影像", "潮井医学影像"),
    Names("Office of Fine Flow & Co.", "啲嘢喺邊", "简体字软件有限公司"),
    Names("<Quotes> \"a\" 'b' `c` ~ -- ...", "數碼港·人工智能", "云计算（示例）"),
)
A4 = (595.28, 841.89)


def busy_sheet(places: int, each: int, language: Language = Language.EN) -> DaySheet:
    """Return a day with a theatre and booths, every booking with a name of its own."""
    lanes = [
        lane(
            f"{'ABCD'[place * 4 // places]}{place + 1}",
            *(
                entry(
                    f"{10 + number:02}:00",
                    f"{10 + number:02}:{(20, 45, 55)[(place + number) % 3]}",
                    f"Exhibitor {place + 1}-{number + 1} of the Harbour",
                    state=list(State)[(place + number) % 6],
                )
                for number in range(each)
            ),
            zone=Names(f"Zone {'ABCD'[place * 4 // places]}"),
            kind="theatre" if place == places - 1 else "booth",
        )
        for place in range(places)
    ]
    return sheet(*lanes, hours=(span("10:00", "20:00"),), language=language)


@pytest.fixture(scope="module")
def forty() -> bytes:
    return day_sheet_pdf(busy_sheet(40, 1))


@pytest.mark.parametrize("language", Language)
def test_every_name_comes_back_from_the_pdf_as_it_was_given(
    language: Language, tmp_path: Path
) -> None:
    made = sheet(
        *(
            lane(f"A{n}", entry("10:00", "18:00", names, demo=NAMES[n - 1]))
            for n, names in enumerate(NAMES)
        ),
        language=language,
    )

    pdf = day_sheet_pdf(made)

    for said in (text(pdf), pdftotext(pdf, tmp_path, "-raw")):
        for names in NAMES:
            assert said.count(names.best(language)) == 2
        assert "\ufffd" not in said


@pytest.mark.parametrize("language", Language)
def test_no_glyph_is_missing_from_the_sheets_own_words(language: Language) -> None:
    every_state = [
        lane(f"A{n}", entry("10:00", "13:00", names, state=state, conditional=True))
        for n, state in enumerate(State)
        for names in [NAMES[n % len(NAMES)]]
    ]
    made = sheet(*every_state, lane("A99", in_service=False), language=language, sample=True)

    # the standard refuses a document with a glyph that no font has
    assert b"<pdfuaid:part>1</pdfuaid:part>" in day_sheet_pdf(made)


def test_every_font_is_the_houses_own_and_embedded(forty: bytes) -> None:
    fonts = [
        font.get_object()["/DescendantFonts"][0].get_object()
        for page in PdfReader(BytesIO(forty)).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index] # pypdf's own tree
    ]

    used = {font["/BaseFont"].split("+")[1] for font in fonts}
    assert {"NotoSansHK-Regular", "NotoSansHK-Bold"} <= used
    assert used <= {f"NotoSans{face}-{w}" for face in ("HK", "SC") for w in ("Regular", "Bold")}
    assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts)


def test_the_document_says_its_title_and_language() -> None:
    reader = PdfReader(BytesIO(day_sheet_pdf(sheet(lane("A1"), language=Language.ZH_HK))))

    assert reader.metadata is not None
    assert reader.metadata.title == "當日時間表 · 2026年12月9日（星期三） · 人工智能實驗室"
    assert str(reader.root_object["/Lang"]).startswith("zh")
    assert all(
        (round(page.mediabox.width, 1), round(page.mediabox.height, 1)) == (595.3, 841.9)
        for page in reader.pages
    )


@pytest.mark.parametrize(
    ("language", "headings"),
    [
        (Language.EN, ("Opening hours", "Demo theatre", "Guided tours", "Place", "Confirmed")),
        (Language.ZH_HK, ("開放時間", "示範劇場", "導賞團", "場地", "已確認")),
        (Language.ZH_CN, ("开放时间", "演示剧场", "导览团", "场地", "已确认")),
    ],
)
def test_the_leading_language_heads_and_the_date_stands_in_all(
    language: Language, headings: tuple[str, ...]
) -> None:
    visit = entry("10:30", "12:00", NO_NAMES, demo=NO_NAMES, title=Names("School"), people=32)
    theatre = lane("D1", entry("11:00", "11:45"), kind="theatre")

    said = text(day_sheet_pdf(sheet(theatre, visits=(visit,), language=language)))

    for words in (*headings, "Wednesday 9 December 2026", "2026年12月9日（星期三）"):
        assert words in said
    assert "10:30–12:00" in said
    assert "32" in said


def test_a_chinese_sheet_has_no_english_but_names_and_the_date() -> None:
    names = Names(None, "潮井", "潮井")
    busy = lane("A1", entry("10:00", "12:00", names, demo=names, state="held"), kind="theatre")
    made = sheet(
        busy, lab=names, language=Language.ZH_HK, printed_by="黃", document_number="1", sample=True
    )

    said = text(day_sheet_pdf(made)).replace("Wednesday 9 December 2026", "")
    said = said.replace("Day sheet", "")

    assert set(re.findall("[A-Za-z]+", said)) == {"A"}


def test_the_same_sheet_gives_the_same_bytes() -> None:
    made = busy_sheet(6, 3)

    assert day_sheet_pdf(made) == day_sheet_pdf(made)


def test_the_foot_says_which_paper_this_is_on_every_page() -> None:
    made = replace(
        busy_sheet(40, 1), version=3, replaces=2, sample=True, printed_by="Wong Siu-ming"
    )

    printed = pages(day_sheet_pdf(made))

    assert len(printed) > 1
    for number, page in enumerate(printed, 1):
        for words in (
            "No. DAY-20261209-en · version 3, replaces version 2",
            "printed 9 December 2026 09:05 by Wong Siu-ming",
            "data revision 77",
            f"Page {number} of {len(printed)}",
            "Sample data",
        ):
            assert words in page


def test_a_first_version_replaces_nothing_and_real_data_are_not_called_a_sample() -> None:
    said = text(day_sheet_pdf(sheet(lane("A1"))))

    assert "· version 1 ·" in said
    assert "replaces" not in said
    assert "Sample data" not in said


def test_the_code_names_the_document_its_version_and_its_day_and_nothing_else() -> None:
    drawn = BytesIO()
    segno.make("DAY-20261209-en v4 2026-12-09", error="m", micro=False).save(
        drawn, kind="svg", border=0, xmldecl=False
    )

    assert day_sheet_data(sheet(version=4))["code"]["svg"] == drawn.getvalue().decode()


def test_every_place_stands_whole_on_one_page_under_the_hours(forty: bytes) -> None:
    printed = pages(forty)

    for place in range(1, 41):
        code = f"{'ABCD'[(place - 1) // 10]}{place}"
        booking = packed(f"Exhibitor {place}-1 of the Harbour")
        on = [
            number
            for number, page in enumerate(printed)
            if re.search(rf"\b{code} Pod {code}\b", page.replace("\n", " "))
        ]
        assert len(on) == 1
        assert booking in packed(printed[on[0]])
    for page in printed:
        assert "10:00" in page
        assert "Wednesday 9 December 2026" in page


def test_sixteen_places_and_their_lists_fit_one_page() -> None:
    rooms = [lane(f"A{n}", entry("10:00", "13:00")) for n in range(1, 13)]
    rooms += [lane(f"A{n}") for n in range(13, 16)]
    theatre = lane("D1", entry("11:00", "11:45"), entry("15:00", "15:30"), kind="theatre")

    assert len(pages(day_sheet_pdf(sheet(*rooms, theatre)))) == 1


def test_all_of_a_hundred_bookings_are_on_the_sheet_and_none_covers_another(
    tmp_path: Path,
) -> None:
    pdf = day_sheet_pdf(busy_sheet(10, 10))

    said = packed(text(pdf))
    for place in range(1, 11):
        for number in range(1, 11):
            assert packed(f"Exhibitor {place}-{number} of the Harbour") in said
    assert collisions(words_on_pages(pdf, tmp_path)) == []


def test_very_long_names_stay_on_the_page_apart_and_stand_in_full_somewhere(
    tmp_path: Path,
) -> None:
    long = " ".join(f"word{n}" for n in range(90))
    solid = "X" * 300
    made = sheet(
        lane("A1", entry("10:00", "18:00", long), names=Names(long)),
        lane("A2", entry("10:00", "10:30", solid), entry("10:30", "11:00", "鳥" * 200)),
        lane("A3", entry("12:00", "12:05"), entry("12:05", "12:10"), entry("12:10", "12:20")),
        notices=(SheetNotice(kind="closure", text=Names(solid)),),
    )

    pdf = day_sheet_pdf(made)

    words = words_on_pages(pdf, tmp_path)
    assert all(word.left >= 30 and word.right <= A4[0] - 30 for word in words)
    assert collisions(words) == []
    for name in (long, solid, "鳥" * 200):
        assert packed(name) in packed(text(pdf))


def test_half_an_hour_is_readable_on_a_crowded_day(tmp_path: Path) -> None:
    starts = [f"{10 + n // 2}:{'00' if n % 2 == 0 else '30'}" for n in range(21)]
    sessions = [
        entry(first, last, f"Presenter {first.replace(':', '')}")
        for first, last in pairwise(starts)
    ]
    made = sheet(lane("D1", *sessions), hours=(span("10:00", "20:00"),))

    pdf = day_sheet_pdf(made)

    said = text(pdf)
    for first, last in pairwise(starts):
        assert f"Presenter {first.replace(':', '')}" in said
        assert f"{first}–{last}" in said
    assert collisions(words_on_pages(pdf, tmp_path)) == []


def test_states_are_marked_by_letters_and_explained_at_the_foot() -> None:
    marked = {"held": "H", "pending": "P", "no_show": "N", "checked_in": "I"}
    made = sheet(
        *(lane(f"A{n}", entry("10:00", "13:00", state=s)) for n, s in enumerate(marked)),
        lane("B1", entry("10:00", "13:00", conditional=True)),
    )

    said = text(day_sheet_pdf(made))

    for words in ("H Held", "P Waiting for approval", "N No-show", "I Checked in"):
        assert words in said.replace("\n", " ")
    assert "! With conditions" in said.replace("\n", " ")
    assert "Cancelled" not in said


def test_the_theatre_list_is_in_order_of_time_across_theatres() -> None:
    made = sheet(
        lane("D1", entry("15:00", "15:30", "Late"), kind="theatre"),
        lane("D2", entry("11:00", "11:45", "Early"), kind="theatre"),
    )

    listed = text(day_sheet_pdf(made)).split("Demo theatre")[1]

    assert listed.index("Early") < listed.index("Late")
    assert re.search(r"11:00–11:45\s+Harbour forecast\s+Early\s+D2", listed)


def test_a_theatre_without_sessions_says_so_and_a_lab_without_theatre_has_no_such_list() -> None:
    assert "No sessions on this day." in text(day_sheet_pdf(sheet(lane("D1", kind="theatre"))))
    assert "No sessions" not in text(day_sheet_pdf(sheet(lane("A1"))))


def test_what_is_out_of_service_or_closed_is_listed_with_its_reason() -> None:
    closure = entry(
        "11:00", "15:00", NO_NAMES, demo=NO_NAMES, title=Names("Carpet cleaning"), kind="closure"
    )
    made = sheet(lane("C8", in_service=False, note="Display under repair"), lane("C9", closure))

    listed = text(day_sheet_pdf(made)).split("Closed or out of service")[1]

    assert "Out of service · Display under repair" in listed
    assert "11:00–15:00 · Carpet cleaning" in listed


def test_notices_stand_at_the_top_in_every_language_they_were_given_in() -> None:
    notice = SheetNotice(kind="hours", text=Names("Evening opening", "晚間開放", "晚间开放"))

    said = text(day_sheet_pdf(sheet(lane("A1"), notices=(notice,))))

    top = said.split("Place")[0]
    for words in ("Special hours", "Evening opening", "晚間開放", "晚间开放"):
        assert words in top


def test_a_closed_day_says_so_in_three_languages() -> None:
    said = text(day_sheet_pdf(sheet(lane("A1"), lane("D1", kind="theatre"), hours=())))

    assert "Closed · 休館 · 闭馆" in said
    assert "The lab is closed on this day." in said
    assert "No sessions" not in said


def test_an_empty_day_shows_its_places_and_says_that_nothing_is_booked() -> None:
    said = text(day_sheet_pdf(sheet(lane("A1"), lane("A2"))))

    assert "No bookings on this day." in said
    assert "Pod A2" in said


def test_the_grid_is_tagged_as_a_table_with_headers(forty: bytes) -> None:
    reader = PdfReader(BytesIO(forty))

    kinds = _tags(reader.root_object["/StructTreeRoot"])

    assert {"/Table", "/TH", "/TD", "/H1", "/Figure"} <= kinds


def _tags(node: object) -> set[str]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return set().union(*(_tags(each) for each in node)) if node else set()
    if not isinstance(node, dict):
        return set()
    own = {str(node["/S"])} if "/S" in node else set()
    return own | (_tags(node["/K"]) if "/K" in node else set())


letters = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60)
names = st.builds(Names, letters, letters, letters)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
@given(who=names, what=names, place=names, note=letters, language=st.sampled_from(Language))
def test_no_name_breaks_a_sheet(
    who: Names, what: Names, place: Names, note: str, language: Language
) -> None:
    made = sheet(
        lane(
            note[:20],
            entry("10:00", "10:30", who, demo=what),
            entry("11:00", "15:00", what, demo=who),
            names=place,
            zone=what,
            note=note,
            kind="theatre",
        ),
        lane("X", names=who, in_service=False, note=note),
        visits=(entry("10:00", "11:00", NO_NAMES, demo=NO_NAMES, title=place),),
        notices=(SheetNotice(kind=note, text=who),),
        lab=what,
        language=language,
        printed_by=note,
        document_number=note or "1",
    )

    assert len(pages(day_sheet_pdf(made))) >= 1


@pytest.mark.slow
def test_preparing_forty_rows_costs_little_beside_setting_them() -> None:
    made = busy_sheet(40, 1)
    day_sheet_pdf(made)
    preparing, setting = [], []
    for revision in range(5):
        changed = replace(made, data_revision=revision)
        started = stopwatch.perf_counter()
        data = day_sheet_data(changed)
        prepared = stopwatch.perf_counter()
        shared().pdf(TEMPLATE, data, dated=changed.printed_at)
        preparing.append(prepared - started)
        setting.append(stopwatch.perf_counter() - prepared)

    assert statistics.median(preparing) < 0.3 * statistics.median(setting)
