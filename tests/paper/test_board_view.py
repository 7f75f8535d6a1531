"""The board on paper, as numbers and words."""

from datetime import UTC, date, datetime, timedelta

from labapp.domain.languages import Language
from labapp.domain.times import LAB_ZONE, Span
from labapp.paper.board_view import (
    BOTTOM,
    HEAD,
    LABEL,
    MARGIN,
    PAPERS,
    TOP,
    BoardSheet,
    PrintedBlock,
    PrintedDay,
    PrintedLane,
    board_view_data,
    board_view_pdf,
)

MONDAY = date(2026, 12, 7)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    start = datetime(2026, 12, 7, hour, minute, tzinfo=LAB_ZONE)
    return start + timedelta(days=day)


def days(count: int, *, closed: frozenset[int] = frozenset()) -> tuple[PrintedDay, ...]:
    return tuple(
        PrintedDay(
            MONDAY + timedelta(days=n),
            f"Day {n}",
            str(n),
            "Mon",
            hours=() if n in closed else (Span(at(n, 10), at(n, 18)),),
        )
        for n in range(count)
    )


def block(start: datetime, end: datetime, **facts: object) -> PrintedBlock:
    made = {"title": "Guest", "subtitle": "Demo", "style": "confirmed", "mark": "C", **facts}
    return PrintedBlock(Span(start, end), **made)  # type: ignore[arg-type] # the facts are its own


def sheet(count: int = 1, bays: int = 2, **facts: object) -> BoardSheet:
    made: dict[str, object] = {
        "language": Language.EN,
        "lab": "AI Lab",
        "title": "A week",
        "days": days(count),
        "first": 9 * 60,
        "last": 19 * 60,
        "lanes": tuple(
            PrintedLane(f"A{n}", f"Bay {n}", f"Zone {n // 6}", "#336699") for n in range(bays)
        ),
        "legend": (("confirmed", "C", "Confirmed"),),
        "printed_at": datetime(2026, 12, 8, 1, 30, tzinfo=UTC),
        "printed_by": "tester",
        **facts,
    }
    return BoardSheet(**made)  # type: ignore[arg-type] # the facts are its own


def with_blocks(count: int, *blocks: PrintedBlock) -> BoardSheet:
    lane = PrintedLane("A1", "Bay 1", "Bays", "#336699", blocks)
    return sheet(count, lanes=(lane,))


def across(paper: str) -> float:
    return PAPERS[paper][0] - 2 * MARGIN - LABEL


def test_a_block_is_where_its_times_are() -> None:
    data = board_view_data(with_blocks(2, block(at(1, 9), at(1, 14))))

    drawn = data["pages"][0]["blocks"][0]
    day = across("a4") / 2
    assert abs(drawn["x"] - day) < 0.01
    assert abs(drawn["w"] - day / 2) < 0.01
    assert (drawn["when"], drawn["before"], drawn["after"]) == ("09:00–14:00", False, False)


def test_what_is_outside_the_hours_shown_is_held_at_their_edge() -> None:
    data = board_view_data(with_blocks(1, block(at(0, 7), at(0, 10))))

    drawn = data["pages"][0]["blocks"][0]
    assert drawn["x"] == 0
    assert abs(drawn["w"] - across("a4") / 10) < 0.01


def test_a_block_over_days_says_that_it_goes_on() -> None:
    data = board_view_data(with_blocks(2, block(at(-1, 12), at(5, 12))))

    drawn = data["pages"][0]["blocks"][0]
    assert (drawn["before"], drawn["after"]) == (True, True)
    assert abs(drawn["w"] - across("a4")) < 0.01


def test_blocks_beside_each_other_in_time_share_their_lane() -> None:
    one = block(at(0, 10), at(0, 12), track=0, tracks=2)
    other = block(at(0, 11), at(0, 13), track=1, tracks=2)

    first, second = board_view_data(with_blocks(1, one, other))["pages"][0]["blocks"]

    assert first["y"] + first["h"] <= second["y"]


def test_every_page_has_all_lanes_of_its_days_and_no_day_is_lost() -> None:
    pages = board_view_data(sheet(31))["pages"]

    assert [len(page["days"]) for page in pages] == [16, 15]
    assert [day["name"] for page in pages for day in page["days"]] == [
        f"Day {n}" for n in range(31)
    ]
    assert pages[0]["span"] == "Day 0 to Day 15"
    assert len(board_view_data(sheet(31, paper="a3"))["pages"]) == 1


def test_many_lanes_go_on_on_the_next_page_under_their_zones_name() -> None:
    pages = board_view_data(sheet(7, bays=40))["pages"]

    codes = [row["code"] for page in pages for row in page["rows"] if row["kind"] == "lane"]
    assert len(pages) > 1
    assert codes == [f"A{n}" for n in range(40)]
    assert all(page["rows"][0]["kind"] == "band" for page in pages)
    room = PAPERS["a4"][1] - TOP - BOTTOM - HEAD
    assert all(page["height"] <= room + 0.01 for page in pages)


def test_closed_hours_and_closed_days_are_shaded() -> None:
    page = board_view_data(sheet(2, days=days(2, closed=frozenset({1}))))["pages"][0]

    day = across("a4") / 2
    assert [round(each["w"], 2) for each in page["closed"]] == [
        round(day / 10, 2),
        round(day / 10, 2),
        round(day, 2),
    ]


def test_of_narrow_days_only_closed_ones_are_shaded() -> None:
    page = board_view_data(sheet(16, days=days(16, closed=frozenset({3}))))["pages"][0]

    day = across("a4") / 16
    assert [(round(each["x"], 2), round(each["w"], 2)) for each in page["closed"]] == [
        (round(3 * day, 2), round(day, 2))
    ]


def test_narrow_days_say_their_weekday_and_no_hours() -> None:
    assert board_view_data(sheet(31))["pages"][0]["ticks"] == []
    written = [tick["text"] for tick in board_view_data(sheet(1))["pages"][0]["ticks"]]
    assert written[:2] == ["09:00", "10:00"]


def test_the_same_sheet_gives_the_same_bytes() -> None:
    made = with_blocks(2, block(at(0, 10), at(0, 12)), block(at(1, 10), at(1, 12), style="closure"))

    assert board_view_pdf(made) == board_view_pdf(made)


def test_every_state_and_the_least_block_can_be_set() -> None:
    styles = (
        "confirmed",
        "checked_in",
        "completed",
        "held",
        "pending",
        "offered",
        "waitlisted",
        "no_show",
        "suspended_weather",
        "closure",
    )
    blocks = [
        block(at(0, 9 + n), at(0, 9 + n, 5 if n % 2 else 55), style=style, title="灣仔食品 " * 9)
        for n, style in enumerate(styles)
    ]

    assert board_view_pdf(with_blocks(1, *blocks)).startswith(b"%PDF")


def test_a_colour_that_is_none_is_grey() -> None:
    lane = PrintedLane("A1", "Bay 1", "Bays", "red; }")

    rows = board_view_data(sheet(lanes=(lane,)))["pages"][0]["rows"]

    assert {row["colour"] for row in rows} == {"#808080"}
