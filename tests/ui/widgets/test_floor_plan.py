import json
import re
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPolygonF
from PySide6.QtSvg import QSvgRenderer

from labapp.assets import resource
from labapp.domain.errors import FileFault
from labapp.domain.outlines import Box, bounds, is_inside
from labapp.domain.plans import Plan, PlanShape, inked
from labapp.exchange.plans import parse_plan, read_plan
from labapp.ui.texts import explain
from labapp.ui.theme import THEMES, load_theme
from labapp.ui.widgets.floor.palette import FloorPalette
from labapp.words import LANGUAGES, words

pytestmark = pytest.mark.usefixtures("qapp")

SAMPLE = resource("plans", "sample.svg")
LAB: dict[str, Any] = json.loads(resource("sample", "sample_lab.json").read_text("utf-8"))
BOOTHS = {booth["id"]: booth for booth in LAB["booths"]}
SIDE = 200
HEAD = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">'
PLACE = '<rect id="place-A1" x="10" y="10" width="80" height="40"/>'


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(SAMPLE)


def drawn(inside: str) -> Plan:
    return parse_plan(f"{HEAD}{inside}</svg>".encode(), "a.svg")


def refused(data: str) -> FileFault:
    with pytest.raises(FileFault) as caught:
        parse_plan(data.encode(), "a.svg")
    return caught.value


def shape(plan: Plan, code: str) -> PlanShape:
    found = plan.shape_of(code)
    assert found is not None
    return found


def filled(shape: PlanShape) -> QImage:
    """Return the outline as we fill it, black on white."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for ring in shape.outline:
        path.addPolygon(QPolygonF([QPointF(*point) for point in ring]))
        path.closeSubpath()
    image = blank()
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(path, Qt.GlobalColor.black)
    painter.end()
    return image


def blank() -> QImage:
    image = QImage(SIDE, SIDE, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    return image


def rendered(svg: str) -> QImage:
    """Return the drawing as Qt's own SVG renderer fills it."""
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    assert renderer.isValid()
    image = blank()
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, SIDE, SIDE))
    painter.end()
    return image


def differing(one: QImage, other: QImage) -> int:
    """Return how many pixels differ by more than half the way from black to white."""
    pixels = zip(bytes(one.constBits()), bytes(other.constBits()), strict=True)
    return sum(abs(a - b) > 127 for a, b in pixels)


# The sample plan


def test_the_sample_plan_shows_every_place_of_the_sample_lab(plan: Plan) -> None:
    assert {shape.code for shape in plan.shapes} == set(BOOTHS)


@pytest.mark.parametrize("code", sorted(BOOTHS))
def test_a_place_on_the_sample_plan_has_its_size_in_centimetres(plan: Plan, code: str) -> None:
    booth, box = BOOTHS[code], bounds(shape(plan, code).outline)
    assert (box.width, box.height) == (booth["width_cm"], booth["depth_cm"])


def test_no_two_places_of_the_sample_plan_overlap(plan: Plan) -> None:
    boxes = {shape.code: bounds(shape.outline) for shape in plan.shapes}
    for (one, a), (other, b) in combinations(boxes.items(), 2):
        apart = a.right <= b.x or b.right <= a.x or a.bottom <= b.y or b.bottom <= a.y
        assert apart, (one, other)


def test_the_sample_plan_tells_the_zones_of_its_places(plan: Plan) -> None:
    assert {s.code: f"Z-{s.zone}" for s in plan.shapes} == {
        code: booth["zone"] for code, booth in BOOTHS.items()
    }


def test_the_words_of_a_place_lie_inside_it(plan: Plan) -> None:
    for each in plan.shapes:
        outer, inner = bounds(each.outline), each.label_at
        assert outer.x <= inner.x < inner.right <= outer.right
        assert outer.y <= inner.y < inner.bottom <= outer.bottom


def test_the_sample_plan_says_that_it_is_a_sample(plan: Plan) -> None:
    assert "sample" in {spot.key for spot in plan.spots}


def test_every_spot_of_the_sample_plan_has_a_word(plan: Plan) -> None:
    for language in LANGUAGES:
        say = words(language)
        assert all(say.has(f"floor.spot.{spot.key}") for spot in plan.spots)


def test_qt_finds_the_same_bounds_for_every_place(plan: Plan) -> None:
    renderer = QSvgRenderer(str(SAMPLE))
    for each in plan.shapes:
        box = bounds(each.outline)
        theirs = renderer.boundsOnElement(f"place-{each.code}")
        # they count half of the line's width too
        assert QRectF(box.x, box.y, box.width, box.height) == theirs.adjusted(2, 2, -2, -2)


# Outlines of all kinds

# ID stands for the id of a place
OUTLINES = {
    "rounded rect": '<rect ID x="20" y="30" width="120" height="90" rx="40" ry="20"/>',
    "rect with one radius": '<rect ID x="20" y="30" width="120" height="90" rx="30"/>',
    "circle": '<circle ID cx="90" cy="100" r="71"/>',
    "ellipse": '<ellipse ID cx="90" cy="100" rx="71" ry="33"/>',
    "polygon": '<polygon ID points="20,20 180,40 120,160 60,90 30,170"/>',
    "polyline": '<polyline ID points="20 20 180 40 120 160 60 90 30 170"/>',
    "relative path": '<path ID d="m20 20h100v40h40l-20 90-90 10z"/>',
    "lines after a move": '<path ID d="M20 20 180 30 150 170 40 150"/>',
    "cubic curves": '<path ID d="M20 100C20 20 100 20 100 100S180 180 180 100L100 190Z"/>',
    "relative curves": '<path ID d="m20 100c0-80 80-80 80 0s80 80 80 0l-80 90z"/>',
    "square curves": '<path ID d="M20 100Q60 10 100 100T180 100L100 190Z"/>',
    "relative square curves": '<path ID d="m20 100q40-90 80 0t80 0l-80 90z"/>',
    "arcs": '<path ID d="M40 60A60 40 20 0 1 160 80V150A50 30 0 1 0 60 160Z"/>',
    "arcs without blanks": '<path ID d="M40 60a60 40 20 01120 20v70a50 30 0 10-100 10z"/>',
    "large arcs": '<path ID d="M100 40A60 60 0 1 1 99 40Z"/>',
    "an arc with radii too small": '<path ID d="M40 100A10 10 0 0 1 160 100Z"/>',
    "numbers run together": '<path ID d="M20.5.5l150 .5.5 150-150.5-9e0z"/>',
    "two rings": '<path ID d="M20 20H180V180H20ZM60 60V140H140V60Z"/>',
    "translate": '<rect ID width="90" height="50" transform="translate(30 70)"/>',
    "rotate about": '<rect ID x="60" y="60" width="90" height="50" transform="rotate(30 90,99)"/>',
    "scale and rotate": '<rect ID width="40" height="20" '
    'transform="translate(90,20) scale(2 3) rotate(25)"/>',
    "skew": '<rect ID x="20" y="20" width="70" height="50" transform="skewX(30) skewY(10)"/>',
    "matrix": '<rect ID width="70" height="50" transform="matrix(1.2 .3 -.4 1.5 50 20)"/>',
    "groups in groups": '<g transform="translate(40 10)"><g transform="rotate(15) scale(.8)">'
    '<rect ID x="20" y="20" width="120" height="90" transform="rotate(10)"/></g></g>',
    "a group of two": '<g ID ><rect x="20" y="20" width="100" height="60"/>'
    '<rect x="80" y="50" width="80" height="120"/></g>',
    "used again": '<defs><rect id="booth" width="70" height="50"/></defs>'
    '<g ID ><use href="#booth" x="30" y="40" transform="rotate(10)"/></g>',
    "used with a link": '<defs><rect id="booth" width="70" height="50"/></defs><g ID >'
    '<use xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="#booth" x="30" y="40"/></g>',
}


@pytest.mark.parametrize("inside", OUTLINES.values(), ids=OUTLINES)
def test_an_outline_is_filled_as_qt_fills_it(inside: str) -> None:
    inside = inside.replace(" ID ", ' id="place-A1" ')
    ours, theirs = filled(drawn(inside).shapes[0]), rendered(f"{HEAD}{inside}</svg>")
    assert differing(theirs, blank()) > 500
    assert differing(ours, theirs) <= 4


def test_an_arc_with_no_radius_is_a_line() -> None:
    each = drawn('<path id="place-A1" d="M40 100A0 10 0 0 1 160 100L100 180Z"/>').shapes[0]
    assert each.outline == (((40, 100), (160, 100), (100, 180)),)


def test_a_view_box_that_does_not_begin_at_nought_is_moved_there() -> None:
    data = f'<svg viewBox="-50 -20 200 100">{PLACE}<rect x="0" y="0" width="9" height="9"/></svg>'
    plan = parse_plan(data.encode(), "a.svg")
    assert plan.size == (200.0, 100.0)
    assert bounds(plan.shapes[0].outline) == Box(60, 30, 80, 40)
    assert b'transform="matrix(1 0 0 1 50 20)"' in plan.backdrop


def test_a_plan_without_a_view_box_has_the_size_it_says() -> None:
    plan = parse_plan(f'<svg width="300" height="2in">{PLACE}</svg>'.encode(), "a.svg")
    assert plan.size == (300.0, 192.0)


def test_a_rect_may_say_where_the_words_go() -> None:
    plan = drawn(f'{PLACE}<rect id="label-A1" x="12" y="14" width="30" height="20"/>')
    assert plan.shapes[0].label_at == Box(12, 14, 30, 20)
    assert b"<rect" not in plan.backdrop


def test_without_one_the_words_go_where_the_shape_is_widest() -> None:
    hook = '<path id="place-A1" d="M0 0H200V20H100V200H0Z"/>'
    each = drawn(hook).shapes[0]
    box = each.label_at
    assert box.width > 60
    for corner in (
        (box.x, box.y),
        (box.right, box.y),
        (box.x, box.bottom),
        (box.right, box.bottom),
    ):
        assert is_inside(each.outline, corner)


# What is refused


def test_a_plan_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileFault) as caught:
        read_plan(tmp_path / "none.svg")
    assert (caught.value.kind, caught.value.path) == ("missing", str(tmp_path / "none.svg"))


@pytest.mark.parametrize("text", ["", "%PDF-1.7", "<svg", "<html><body/></html>", "\x00\x01"])
def test_what_is_no_svg_cannot_be_read(text: str) -> None:
    assert refused(text).kind == "unreadable"


@pytest.mark.parametrize(
    ("inside", "detail"),
    [
        ('<rect id="A1" width="9" height="9"/>', "no shape with an id such as place-A1"),
        (PLACE + PLACE, "place-A1 twice"),
        ('<path id="place-A1" d="M0 0H50"/>', "place-A1 has no area"),
        ('<rect id="place-A1" width="0" height="50"/>', "place-A1 has no area"),
        ('<line id="place-A1" x1="0" y1="0" x2="9" y2="9"/>', "place-A1 has no area"),
        ('<path id="place-A1" d="M0 0L1 2 3"/>', "a path's L with 3 numbers"),
        ('<path id="place-A1" d="L5 5 9 9z"/>', "a path does not begin with M"),
        ('<path id="place-A1" d="M0 0 what"/>', "a path holds 'w'"),
        ('<rect id="place-A1" width="50%" height="5"/>', "'50%' is no length"),
        ('<rect id="place-A1" width="1e999" height="5"/>', "a number is too large"),
        (f'<g transform="rotate(1 2)">{PLACE}</g>', "rotate of 2 numbers"),
    ],
)
def test_a_plan_with_spoilt_places_is_broken_and_says_why(inside: str, detail: str) -> None:
    fault = refused(f"{HEAD}{inside}</svg>")
    assert (fault.kind, fault.detail) == ("broken", detail)


def test_a_plan_without_a_size_is_broken() -> None:
    assert refused(f"<svg>{PLACE}</svg>").detail == "no viewBox, and no width and height"


def test_a_file_far_too_large_is_not_even_read() -> None:
    assert refused(HEAD + " " * 8_000_001).kind == "broken"


def test_shapes_that_use_each_other_without_end_are_refused() -> None:
    circle = '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'
    assert refused(f"{HEAD}{PLACE}{circle}</svg>").kind == "broken"


def test_a_bomb_of_shapes_is_refused() -> None:
    layers = "".join(
        f'<g id="l{n}">' + f'<use href="#l{n - 1}"/>' * 10 + "</g>" for n in range(1, 12)
    )
    bomb = f'<defs><rect id="l0" width="1" height="1"/>{layers}</defs><use href="#l11"/>'
    assert refused(f"{HEAD}{PLACE}{bomb}</svg>").kind == "broken"


def test_a_bomb_of_entities_is_refused() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    text = f'<!DOCTYPE svg [<!ENTITY e0 "x">{entities}]>{HEAD}{PLACE}<text>&e11;</text></svg>'
    assert refused(text).kind == "unreadable"


def test_an_entity_from_another_file_is_not_read() -> None:
    text = f'<!DOCTYPE svg [<!ENTITY e SYSTEM "file:///etc/hostname">]>{HEAD}{PLACE}&e;</svg>'
    assert refused(text).kind == "unreadable"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refused_plan_is_explained_in_words(language: str) -> None:
    assert "a.svg" in explain(refused(f"{HEAD}</svg>"), language)


# The backdrop

NASTY = """
<script>alert(1)</script>
<style>@import url(http://example.com/a.css); .x { fill: url(http://example.com/#g) }</style>
<image href="http://example.com/a.png" width="10" height="10"/>
<use href="http://example.com/b.svg#c"/>
<foreignObject><iframe src="http://example.com"/></foreignObject>
<a href="http://example.com"><rect onclick="alert(2)" class="x" width="20" height="30"/></a>
<rect style="fill:url(#elsewhere);filter:url(http://example.com#f)" width="21" height="31"/>
<g style="display:none"><rect width="22" height="32"/></g>
<rect visibility="hidden" width="23" height="33"/>
<path d="M0 0 nonsense"/>
"""


def test_scripts_links_and_what_is_hidden_are_left_out() -> None:
    backdrop = drawn(PLACE + NASTY).backdrop.decode()
    assert re.findall(r' width="(\d+)"', backdrop) == ["20", "21"]
    without_namespace = backdrop.replace("http://www.w3.org/2000/svg", "")
    for word in ("http", "script", "onclick", "url", "href", "iframe", "nonsense", "alert"):
        assert word not in without_namespace


def test_the_backdrop_holds_everything_but_the_places(plan: Plan) -> None:
    backdrop = plan.backdrop.decode()
    assert "place-" not in backdrop
    assert backdrop.count('rx="12"') == 60, "the seats of the theatre"


@pytest.mark.parametrize("name", THEMES)
def test_the_backdrop_takes_the_colours_of_the_theme(plan: Plan, name: str) -> None:
    theme = load_theme(name)
    svg = inked(plan.backdrop, FloorPalette(theme, "en", 1.0).inks)
    renderer = QSvgRenderer(QByteArray(svg))
    width, height = (round(side / 4) for side in plan.size)
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    assert image.pixelColor(8, 200).name() == theme.colour("line-strong").name(), "outer wall"
    assert image.pixelColor(250, 130).name() == theme.colour("board-lane-alternate").name()


@pytest.mark.parametrize(
    ("attributes", "ink"),
    [
        ('class="wall"', "wall-bare"),
        ('class="furniture big"', "furniture-lined"),
        ("", "wall-bare"),
        ('fill="#222"', "wall-bare"),
        ('fill="white"', "floor-bare"),
        ('fill="rgb(250, 250, 250)"', "floor-bare"),
        ('fill="#bfd7ea" stroke="red"', "furniture-lined"),
        ('style="fill:none;stroke:#000000"', "none-lined"),
        ('class="cls-1"', "none-lined"),
        ('fill="url(#gradient)"', "furniture-bare"),
    ],
)
def test_a_shape_is_inked_by_its_class_or_by_how_dark_it_is(attributes: str, ink: str) -> None:
    style = "<style>/* drawn */ .cls-1,.cls-2{fill:none;stroke:#123456;stroke-width:.5px}</style>"
    backdrop = drawn(f'{PLACE}{style}<rect width="5" height="5" {attributes}/>').backdrop.decode()
    assert re.findall(r'class="([^"]*)"', backdrop) == [ink]


def test_a_shape_gets_ink_and_pen_from_the_groups_around_it() -> None:
    inside = '<g fill="none" stroke="black"><g stroke-width="3"><path d="M0 0h9"/></g></g>'
    backdrop = drawn(PLACE + inside).backdrop.decode()
    assert 'stroke-width="3" class="none-lined"' in backdrop


def test_words_on_a_plan_are_kept_as_words() -> None:
    text = '<text x="5" y="9" font-size="12px">Fish &amp; <tspan x="5" y="20">chips</tspan></text>'
    backdrop = drawn(PLACE + text).backdrop.decode()
    assert re.findall(r">([^<>]+)</text>", backdrop) == ["Fish &amp;", "chips"]


def test_lines_only_fills_nothing(plan: Plan) -> None:
    inks = dict.fromkeys(FloorPalette(load_theme("light"), "en", 1.0).inks, "red")
    svg = inked(plan.backdrop, inks, lines_only=True).decode()
    assert set(re.findall(r"fill:(\w+)", svg)) == {"none"}
