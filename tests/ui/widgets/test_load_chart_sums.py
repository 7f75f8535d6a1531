from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from labapp.ui.widgets.board.geometry import DAY, TimeAxis
from labapp.ui.widgets.load_chart.plots import PlotBook, Sums, draw_plot
from labapp.ui.widgets.load_chart.rows import Load, Step
from labapp.ui.widgets.load_chart.scale import LoadRow, TimeView, height_of, lay_out
from labapp.ui.widgets.load_chart.sums import stretch_at, stretches, summed_up, value_at

MIDNIGHT = 1_765_123_200
SLOT = 300


def steps_of(most: int) -> st.SearchStrategy[tuple[Step, ...]]:
    """Return steps on slots of three days, a day before and after included."""
    slot = st.integers(-DAY // SLOT, 4 * DAY // SLOT)
    found = st.dictionaries(slot, st.integers(0, most), max_size=12)
    return found.map(
        lambda made: tuple((MIDNIGHT + slot * SLOT, made[slot]) for slot in sorted(made))
    )


def unit(amount: int) -> str:
    return f"{amount} W"


loads = st.builds(
    Load,
    id=st.just(1),
    label=st.just("Feed"),
    unit_text=st.just(unit),
    steps=steps_of(900),
    capacity=steps_of(700),
    draft=st.none() | steps_of(900),
)


@st.composite
def axes(draw: st.DrawFn) -> TimeAxis:
    first = draw(st.integers(0, 12))
    last = draw(st.integers(first + 1, 24))
    zoom = draw(st.floats(0.05, 8))
    return TimeAxis(MIDNIGHT, draw(st.integers(1, 3)), first * 60, last * 60, zoom)


instants = st.integers(MIDNIGHT, MIDNIGHT + 3 * DAY - 1)
SPAN = (MIDNIGHT, MIDNIGHT + 3 * DAY)


@given(loads)
def test_stretches_cover_the_span_without_gap_and_neighbours_differ(load: Load) -> None:
    found = stretches(load, *SPAN)
    assert (found[0].start, found[-1].end) == SPAN
    for one, other in pairwise(found):
        assert one.end == other.start
        assert (one.used, one.capacity, one.draft) != (other.used, other.capacity, other.draft)


@given(loads, instants)
def test_a_stretch_holds_what_holds_at_each_of_its_instants(load: Load, epoch: int) -> None:
    found = next(each for each in stretches(load, *SPAN) if each.start <= epoch < each.end)
    at = stretch_at(load, epoch)
    assert (found.used, found.capacity, found.draft) == (at.used, at.capacity, at.draft)


@given(loads, instants)
def test_nothing_is_used_before_the_first_step(load: Load, epoch: int) -> None:
    earlier = [amount for at, amount in load.steps if at <= epoch]
    assert value_at(load.steps, epoch) == (earlier[-1] if earlier else 0)


@given(loads, instants)
def test_peak_and_headroom_hold_at_every_instant(load: Load, epoch: int) -> None:
    summary = summed_up(stretches(load, *SPAN))
    at = stretch_at(load, epoch)
    assert at.most <= summary.peak.most
    assert at.free >= summary.tightest.free


@given(loads)
def test_peak_and_headroom_are_told_where_they_first_occur(load: Load) -> None:
    found = stretches(load, *SPAN)
    summary = summed_up(found)
    assert all(each.most < summary.peak.most for each in found if each.start < summary.peak.start)
    earlier = [each for each in found if each.start < summary.tightest.start]
    assert all(each.free > summary.tightest.free for each in earlier)


@st.composite
def ending(draw: st.DrawFn) -> Load:
    """Return a load with a draft that ends."""
    load = draw(loads)
    first, last = sorted((draw(instants), draw(instants)))
    steps = draw(steps_of(900))
    inside = tuple(step for step in steps if first < step[0] < last)
    draft = ((first, draw(st.integers(0, 900))), *inside)
    return replace(load, draft=draft, draft_end=last + SLOT)


@given(axes(), ending(), instants)
def test_a_draft_that_ends_is_only_added_up_where_it_is(
    axis: TimeAxis, load: Load, epoch: int
) -> None:
    """Put together from the sums without it, they are what they are added up from the start."""
    whole = Sums(load, axis)
    quick = Sums(load, axis, Sums(replace(load, draft=None, draft_end=None), axis))

    for sums in (whole, quick):
        assert (sums.found[0].start, sums.found[-1].end) == (axis.start, axis.end)
        assert all(one.end == other.start for one, other in pairwise(sums.found))
    if axis.start <= epoch < axis.end:
        one, other = (
            next(each for each in sums.found if each.start <= epoch < each.end)
            for sums in (whole, quick)
        )
        assert (one.used, one.capacity, one.draft) == (other.used, other.capacity, other.draft)
    assert quick.summary.peak.most == whole.summary.peak.most
    assert quick.summary.tightest.free == whole.summary.tightest.free
    assert quick.highest >= whole.highest


@given(axes(), ending())
def test_a_draft_that_ends_is_drawn_over_its_own_stretch_alone(axis: TimeAxis, load: Load) -> None:
    book, row = PlotBook(), LoadRow(load, 0, 68, folded=False)
    book.look(axis, 0, axis.width)

    patch = book.patch(row)

    assert load.draft is not None
    assert load.draft_end is not None
    left, right = round(axis.x_of(load.draft[0][0])), round(axis.x_of(load.draft_end))
    if patch is not None:
        assert left <= patch.window[0] < patch.window[1] <= right + 1
    plain = replace(load, draft=None, draft_end=None)
    assert (
        book.plot(row).over
        == draw_plot(axis, Sums(plain, axis), row, (0, axis.width), book.sums(load).highest).over
    )


@given(st.integers(0, 900), st.integers(0, 900), st.integers(1, 900))
def test_more_is_never_drawn_lower(one: int, other: int, highest: int) -> None:
    low, high = sorted((min(one, highest), min(other, highest)))
    assert height_of(high, highest, 10, 60) <= height_of(low, highest, 10, 60)
    assert height_of(0, highest, 10, 60) == 60
    assert height_of(highest, highest, 10, 60) == 10


@given(st.integers(1, 899))
def test_a_little_used_and_a_little_free_can_both_be_seen(amount: int) -> None:
    assert 10 < height_of(amount, 900, 10, 60) < 60


@given(axes(), loads)
def test_each_change_is_drawn_at_the_boards_own_x(axis: TimeAxis, load: Load) -> None:
    sums = Sums(load, axis)
    row = LoadRow(load, 0, 68, folded=False)
    plot = draw_plot(axis, sums, row, (0, axis.width))
    ours = {point.x() for piece in plot.used.pieces for point in piece.toList()}
    theirs = set()
    for stretch in sums.found:
        theirs |= {round(axis.x_of(stretch.start)), round(axis.x_of(stretch.end))}
    # what is shorter than a pixel is given one
    assert all(min(abs(x - other) for other in theirs) <= 1 for x in ours)
    assert all(0 <= x <= axis.width + 8 for x in ours)


@given(axes(), loads)
def test_what_is_too_much_is_marked_and_nothing_else(axis: TimeAxis, load: Load) -> None:
    sums = Sums(load, axis)
    plot = draw_plot(axis, sums, LoadRow(load, 0, 68, folded=False), (0, axis.width))
    shown = [each for each in sums.found if axis.x_of(each.start) < axis.x_of(each.end)]
    over = [each for each in shown if each.free < 0]
    assert bool(plot.over) == bool(over)
    for stretch in over:
        middle = (axis.x_of(stretch.start) + axis.x_of(stretch.end)) / 2
        assert any(area.left() - 2 <= middle <= area.right() + 2 for area in plot.over)
    for stretch in shown:
        left, right = axis.x_of(stretch.start), axis.x_of(stretch.end)
        if stretch.free >= 0 and right - left > 6:
            middle = round((left + right) / 2)
            assert not any(area.left() <= middle <= area.right() for area in plot.over)


@given(axes(), loads)
def test_hours_that_are_not_shown_take_no_room(axis: TimeAxis, load: Load) -> None:
    plot = draw_plot(axis, Sums(load, axis), LoadRow(load, 0, 68, folded=False), (0, axis.width))
    line = plot.capacity_line.toList()
    assert [point.x() for point in line] == sorted(point.x() for point in line)
    for one, other in pairwise(plot.plateaus):
        assert one.right == other.left


@given(axes(), st.integers(0, 4000), st.floats(80, 300))
def test_a_pixel_and_its_instant_belong_together(axis: TimeAxis, scroll: int, left: float) -> None:
    view = TimeView(axis, round(left), 1200, min(scroll, axis.width))
    for pixel in range(0, 1300, 37):
        epoch = view.epoch_at(pixel)
        inside = view.left <= pixel < view.right and pixel - view.shift < axis.width
        assert (epoch is not None) == inside
        if epoch is not None:
            slack = 2 + axis.pixels_per_minute / 60
            assert abs(view.pixel_of(epoch) - pixel) <= slack


@given(st.lists(st.booleans(), min_size=1, max_size=20), st.integers(0, 2000))
def test_rows_lie_below_each_other_without_gap(folds: list[bool], y: int) -> None:
    made = [Load(n, "", unit, (), ()) for n in range(len(folds))]
    layout = lay_out(made, {n for n, folded in enumerate(folds) if folded})
    edges = [row.top for row in layout.rows] + [layout.height]
    assert edges == [0] + [row.bottom for row in layout.rows]
    row = layout.row_at(y)
    assert (row is None) == (y >= layout.height)
    assert row is None or row.top <= y < row.bottom


def test_plots_are_kept_until_the_view_leaves_what_was_drawn() -> None:
    axis = TimeAxis(MIDNIGHT, 3, 0, 1440, 2.0)
    load = Load(1, "Feed", unit, ((MIDNIGHT, 5),), ((0, 9),))
    row = lay_out([load], ()).rows[0]
    book = PlotBook()
    book.look(axis, 0, 1000)
    first = book.plot(row)
    book.look(axis, 400, 1400)
    assert book.plot(row) is first
    book.look(axis, 1400, 2400)
    second = book.plot(row)
    assert second is not first
    same = Load(1, "Feed", unit, ((MIDNIGHT, 5),), ((0, 9),))
    assert book.plot(lay_out([same], ()).rows[0]) is second
    more = Load(1, "Feed", unit, ((MIDNIGHT, 6),), ((0, 9),))
    assert book.plot(lay_out([more], ()).rows[0]) is not second
