from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as some

from labapp.ui.widgets.board.index import BlockIndex, LaneBlocks
from labapp.ui.widgets.board.rows import Block
from tests.ui.widgets.boards import BLOCKS, TUESDAY, at, block

STATES = some.sampled_from(["confirmed", "held", "waitlisted", "no_show"])


@some.composite
def blocks(draw: some.DrawFn) -> list[Block]:
    spans = draw(some.lists(some.tuples(some.integers(0, 96), some.integers(1, 20), STATES)))
    return [
        replace(
            BLOCKS[0],
            id=number,
            start=TUESDAY + start * 900,
            end=TUESDAY + (start + length) * 900,
            buffer_end=TUESDAY + (start + length + number % 3) * 900,
            state=state,
        )
        for number, (start, length, state) in enumerate(spans)
    ]


@given(blocks(), some.integers(0, 96), some.integers(1, 30))
def test_every_block_that_touches_a_span_is_found(
    given_blocks: list[Block], first: int, length: int
) -> None:
    start, end = TUESDAY + first * 900, TUESDAY + (first + length) * 900

    found = {placed.block.id for placed in LaneBlocks(given_blocks).between(start, end)}

    touching = {b.id for b in given_blocks if b.start < end and max(b.end, b.buffer_end) > start}
    assert touching <= found


@given(blocks())
def test_blocks_of_one_level_never_overlap(given_blocks: list[Block]) -> None:
    placed = LaneBlocks(given_blocks).placed

    for one in placed:
        assert 0 <= one.level < one.levels
        for other in placed:
            apart = one.block.end <= other.block.start or other.block.end <= one.block.start
            assert one is other or apart or one.level != other.level


@given(blocks())
def test_what_overlaps_shares_the_lane_evenly(given_blocks: list[Block]) -> None:
    placed = LaneBlocks(given_blocks).placed

    for one in placed:
        for other in placed:
            apart = one.block.end <= other.block.start or other.block.end <= one.block.start
            assert apart or one.levels == other.levels


def test_a_wish_lies_below_the_booking_it_waits_for() -> None:
    wish = block(1, 1, "09:00", "11:00", state="waitlisted")
    firm = block(2, 1, "10:00", "12:00")

    levels = {placed.block.id: placed.level for placed in LaneBlocks([wish, firm]).placed}

    assert levels == {2: 0, 1: 1}


def test_a_booking_in_anothers_buffer_keeps_the_whole_lane() -> None:
    first, second = block(1, 1, "10:00", "11:00"), block(2, 1, "11:00", "12:00")

    assert [placed.levels for placed in LaneBlocks([first, second]).placed] == [1, 1]


def test_a_cancelled_booking_is_not_shown() -> None:
    index = BlockIndex([block(1, 1, "10:00", "11:00", state="cancelled")], [1])

    assert index.block(1) is None
    assert len(index) == 0


def test_a_block_of_an_unknown_lane_is_not_shown() -> None:
    assert len(BlockIndex([block(1, 99, "10:00", "11:00")], [1])) == 0


def test_blocks_come_by_time_and_then_by_lane() -> None:
    given_blocks = [
        block(1, 4, "10:00", "11:00"),
        block(2, 1, "12:00", "13:00"),
        block(3, 2, "10:00", "12:00"),
    ]

    index = BlockIndex(given_blocks, [1, 2, 4])

    assert [b.id for b in index.in_order(at("10:00"), at("18:00"))] == [3, 1, 2]
    assert [b.id for b in index.in_order(at("11:00"), at("18:00"))] == [2]


def test_a_lane_without_overlaps_needs_one_level() -> None:
    index = BlockIndex([*BLOCKS, block(20, 2, "12:00", "14:00")], [1, 2, 3, 4])

    assert index.levels(1, TUESDAY, at("23:00")) == 1
    assert index.levels(2, TUESDAY, at("23:00")) == 2
    assert index.levels(3, TUESDAY, at("23:00")) == 1
