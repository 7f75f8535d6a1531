import math
from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath, QPolygonF

from labapp.domain.outlines import Box, Point, Ring, bounds, is_inside, room_inside
from labapp.exchange.plans.paths import matrix_of, moved
from labapp.ui.widgets.floor.sight import MARGIN, Sight
from labapp.ui.widgets.floor.steps import next_towards

STEPS = ((1, 0), (-1, 0), (0, 1), (0, -1))

coordinates = st.integers(-500, 500)
points = st.tuples(coordinates, coordinates)
rings = st.lists(points, min_size=3, max_size=9).map(tuple)
boxes = st.builds(
    Box, st.integers(0, 900), st.integers(0, 900), st.integers(1, 300), st.integers(1, 300)
)
rooms = st.dictionaries(st.integers(1, 99), boxes, min_size=1, max_size=20)


@st.composite
def stars(draw: st.DrawFn) -> Ring:
    """Return a ring around its middle, in and out."""
    radii = draw(st.lists(st.integers(40, 200), min_size=5, max_size=14))
    return tuple(
        (
            radius * math.cos(math.tau * number / len(radii)),
            radius * math.sin(math.tau * number / len(radii)),
        )
        for number, radius in enumerate(radii)
    )


@st.composite
def sights(draw: st.DrawFn) -> Sight:
    size = draw(st.tuples(st.integers(100, 9000), st.integers(100, 9000)))
    port = draw(st.tuples(st.integers(80, 2000), st.integers(80, 2000)))
    fitted = Sight(*size, *port).fitted()
    zoomed = fitted.zoomed(draw(st.floats(1, 10)), (0, 0))
    return zoomed.scrolled(draw(st.integers(0, 9000)), draw(st.integers(0, 9000)))


spots = st.tuples(st.integers(0, 2000), st.integers(0, 2000))


@given(st.lists(rings, min_size=1, max_size=2), points)
def test_inside_is_where_qt_fills(outline: list[Ring], point: Point) -> None:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for ring in outline:
        path.addPolygon(QPolygonF([QPointF(*each) for each in ring]))
        path.closeSubpath()
    inside = (point[0] + 0.37, point[1] + 0.41)
    assert is_inside(outline, inside) == path.contains(QPointF(*inside))


@given(stars())
def test_the_room_for_words_lies_inside_the_outline(ring: Ring) -> None:
    box = room_inside([ring])
    assert box.width > 0
    for x in (box.x, box.centre[0], box.right):
        for y in (box.y, box.centre[1], box.bottom):
            assert is_inside([ring], (x, y))


@given(boxes)
def test_the_room_of_a_rectangle_is_all_of_it(box: Box) -> None:
    ring = ((box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom))
    assert room_inside([ring]) == box
    assert room_inside([(*ring, ring[0])]) == box


@given(rooms, st.sampled_from(STEPS), st.data())
def test_an_arrow_goes_to_a_box_that_lies_that_way(
    around: dict[int, Box], step: tuple[int, int], data: st.DataObject
) -> None:
    start = data.draw(st.sampled_from(sorted(around)))
    here = around[start].centre

    def ahead(key: int) -> float:
        there = around[key].centre
        return (there[0] - here[0]) * step[0] + (there[1] - here[1]) * step[1]

    found = next_towards(around, start, step)
    others = [key for key in around if key != start and ahead(key) > 0]
    assert found in others if others else found is None


@given(st.integers(1, 6), st.integers(1, 6), st.data())
def test_in_rows_and_columns_an_arrow_goes_to_the_neighbour(
    across: int, down: int, data: st.DataObject
) -> None:
    grid = {(x, y): Box(x * 120, y * 70, 100, 60) for x in range(across) for y in range(down)}
    x, y = data.draw(st.sampled_from(sorted(grid)))
    for dx, dy in STEPS:
        wanted = (x + dx, y + dy)
        assert next_towards(grid, (x, y), (dx, dy)) == (wanted if wanted in grid else None)


@given(sights(), spots)
def test_a_spot_is_where_its_point_is_seen(sight: Sight, spot: Point) -> None:
    there = sight.spot(sight.point(spot))
    assert math.dist(there, spot) < 1e-6


@given(sights())
def test_a_fitted_plan_is_all_in_view_in_the_middle(sight: Sight) -> None:
    fitted = sight.fitted()
    seen = fitted.seen(Box(0, 0, fitted.width, fitted.height))
    assert seen.x >= MARGIN - 1
    assert seen.y >= MARGIN - 1
    assert abs((seen.x + seen.right) - fitted.across) <= 1
    assert abs((seen.y + seen.bottom) - fitted.down) <= 1
    assert fitted.furthest == (0, 0)


@given(
    st.tuples(st.integers(200, 2000), st.integers(200, 2000)),
    st.floats(1, 9),
    st.floats(3, 8),
    st.floats(0.8, 1.4),
    st.tuples(st.floats(0.2, 0.8), st.floats(0.2, 0.8)),
)
def test_zooming_keeps_what_is_under_the_pointer(
    port: tuple[int, int], size: float, zoom: float, factor: float, share: Point
) -> None:
    whole = Sight(port[0] * size, port[1] * size, *port).fitted()
    near = whole.zoomed(zoom, (port[0] / 2, port[1] / 2))
    spot = (port[0] * share[0], port[1] * share[1])
    zoomed = near.zoomed(factor, spot)
    assert math.dist(near.point(spot), zoomed.point(spot)) * zoomed.scale <= 1.5


@given(sights(), st.floats(0.01, 100), spots)
def test_zoom_stays_between_the_whole_plan_and_its_nearest(
    sight: Sight, factor: float, spot: Point
) -> None:
    zoomed = sight.zoomed(factor, spot)
    assert sight.fit <= zoomed.scale <= sight.fit * 12 * 1.0001
    assert 0 <= zoomed.scroll_x <= zoomed.furthest[0]
    assert 0 <= zoomed.scroll_y <= zoomed.furthest[1]


@given(sights(), st.floats(0, 0.9), st.floats(0, 0.9))
def test_revealing_a_box_brings_it_into_view(sight: Sight, across: float, down: float) -> None:
    box = Box(across * sight.width, down * sight.height, sight.width / 50, sight.height / 50)
    seen = sight.revealing(box).seen(box)
    assert seen.x >= MARGIN - 2 or seen.width > sight.across - 2 * MARGIN
    assert seen.y >= MARGIN - 2 or seen.height > sight.down - 2 * MARGIN
    assert seen.right <= sight.across or seen.width > sight.across - 2 * MARGIN
    assert seen.bottom <= sight.down or seen.height > sight.down - 2 * MARGIN


@given(sights(), st.floats(0.2, 0.4), st.floats(0.2, 0.4))
def test_revealing_what_is_in_view_moves_nothing(sight: Sight, across: float, down: float) -> None:
    x, y = sight.point((sight.across * across, sight.down * down))
    box = Box(x, y, sight.across * 0.1 / sight.scale, sight.down * 0.1 / sight.scale)
    seen = sight.seen(box)
    assume(seen.x >= MARGIN and seen.y >= MARGIN)
    assume(seen.right <= sight.across - MARGIN and seen.bottom <= sight.down - MARGIN)
    assert sight.revealing(box) == sight


@given(st.lists(st.sampled_from(["rotate(30)", "scale(2)", "translate(3,4)"]), max_size=4), points)
def test_transforms_are_done_from_right_to_left(steps: list[str], point: Point) -> None:
    together = moved(matrix_of(" ".join(steps)), point)
    one_by_one = point
    for step in reversed(steps):
        one_by_one = moved(matrix_of(step), one_by_one)
    assert math.dist(together, one_by_one) < 1e-6


def test_a_sight_smaller_than_its_margins_still_has_a_scale() -> None:
    tiny = replace(Sight(1000, 500, 1, 1), across=1, down=1).fitted()
    assert tiny.scale > 0
    assert tiny.furthest == (0, 0)


@given(st.lists(rings, min_size=1, max_size=3))
def test_bounds_touch_the_outermost_points(outline: list[Ring]) -> None:
    box = bounds(outline)
    xs = [x for ring in outline for x, _ in ring]
    ys = [y for ring in outline for _, y in ring]
    assert (box.x, box.right, box.y, box.bottom) == (min(xs), max(xs), min(ys), max(ys))
