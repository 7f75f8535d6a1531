"""Turns the shapes of an SVG into plain rings of points: numbers only, no Qt.

Curves become chords short enough that nobody sees them. What is written is the part of SVG 1.1
that drawing programs use for outlines: https://www.w3.org/TR/SVG11/paths.html and coords.html.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from labapp.domain.outlines import Point, Ring

Matrix = tuple[float, float, float, float, float, float]
"""a, b, c, d, e, f: x becomes a·x + c·y + e, and y becomes b·x + d·y + f."""

IDENTITY: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
SHAPES: Final = frozenset({"rect", "circle", "ellipse", "polygon", "polyline", "path", "line"})
_CHORDS: Final = 16
"""Chords of one curve, or of a quarter of a circle."""
_NUMBER: Final = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_LENGTH: Final = re.compile(rf"\s*({_NUMBER.pattern})\s*([a-z%]*)\s*$")
_UNITS: Final = {
    "": 1.0,
    "px": 1.0,
    "pt": 96 / 72,
    "pc": 16.0,
    "in": 96.0,
    "cm": 96 / 2.54,
    "mm": 96 / 25.4,
}
_STEP: Final = re.compile(rf"([MmZzLlHhVvCcSsQqTtAa])|({_NUMBER.pattern})|([\s,]+)|(.)")
_MOVE: Final = re.compile(r"(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^)]*)\)")
_FLAGS: Final = re.compile(
    rf"[\s,]*({_NUMBER.pattern})[\s,]*({_NUMBER.pattern})[\s,]*({_NUMBER.pattern})"
    rf"[\s,]*([01])[\s,]*([01])[\s,]*({_NUMBER.pattern})[\s,]*({_NUMBER.pattern})"
)


def number(text: str | None, otherwise: float = 0.0) -> float:
    """Return a length in the drawing's units; ``otherwise`` if there is none. Else a ValueError."""
    if text is None:
        return otherwise
    found = _LENGTH.match(text)
    if found is None or found[2] not in _UNITS:
        raise ValueError(f"{text!r} is no length")
    return _finite(float(found[1]) * _UNITS[found[2]])


def numbers(text: str) -> list[float]:
    """Return the numbers of a list parted by blanks or commas."""
    return [_finite(float(found)) for found in _NUMBER.findall(text)]


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError("a number is too large")
    return value


def moved(matrix: Matrix, point: Point) -> Point:
    """Return the point under the matrix."""
    a, b, c, d, e, f = matrix
    x, y = point
    return a * x + c * y + e, b * x + d * y + f


def joined(outer: Matrix, inner: Matrix) -> Matrix:
    """Return the matrix that does ``inner`` first and then ``outer``."""
    a, b, c, d, e, f = outer
    p, q, r, s, t, u = inner
    return (
        a * p + c * q,
        b * p + d * q,
        a * r + c * s,
        b * r + d * s,
        a * t + c * u + e,
        b * t + d * u + f,
    )


def matrix_of(transform: str | None) -> Matrix:
    """Return the matrix of a ``transform``. One with too few numbers is a ValueError."""
    matrix = IDENTITY
    for name, inside in _MOVE.findall(transform or ""):
        matrix = joined(matrix, _step_matrix(name, numbers(inside)))
    return matrix


def _step_matrix(name: str, values: Sequence[float]) -> Matrix:
    match name, len(values):
        case "matrix", 6:
            a, b, c, d, e, f = values
            return a, b, c, d, e, f
        case "translate", 1 | 2:
            return 1.0, 0.0, 0.0, 1.0, values[0], values[1] if values[1:] else 0.0
        case "scale", 1 | 2:
            return values[0], 0.0, 0.0, values[-1], 0.0, 0.0
        case "rotate", 1 | 3:
            cosine, sine = math.cos(math.radians(values[0])), math.sin(math.radians(values[0]))
            turned = (cosine, sine, -sine, cosine, 0.0, 0.0)
            x, y = values[1:] or (0.0, 0.0)
            to, back = (1.0, 0.0, 0.0, 1.0, x, y), (1.0, 0.0, 0.0, 1.0, -x, -y)
            return joined(joined(to, turned), back)
        case "skewX", 1:
            return 1.0, 0.0, math.tan(math.radians(values[0])), 1.0, 0.0, 0.0
        case "skewY", 1:
            return 1.0, math.tan(math.radians(values[0])), 0.0, 1.0, 0.0, 0.0
        case _:
            raise ValueError(f"{name} of {len(values)} numbers")


def rings_of(tag: str, attributes: Mapping[str, str]) -> list[Ring]:
    """Return the rings of one shape before its transform. What cannot be read is a ValueError."""

    def length(name: str) -> float:
        return number(attributes.get(name))

    match tag:
        case "rect":
            return _rect(length("x"), length("y"), length("width"), length("height"), attributes)
        case "circle":
            return _ellipse(length("cx"), length("cy"), length("r"), length("r"))
        case "ellipse":
            return _ellipse(length("cx"), length("cy"), length("rx"), length("ry"))
        case "polygon" | "polyline":
            values = numbers(attributes.get("points", ""))
            return [tuple(zip(values[::2], values[1::2], strict=False))]
        case "path":
            return [tuple(ring) for ring in _Pen().drawn(attributes.get("d", ""))]
        case _:
            return []


def _rect(
    x: float, y: float, width: float, height: float, attributes: Mapping[str, str]
) -> list[Ring]:
    given = [attributes.get(name) for name in ("rx", "ry")]
    across, down = (number(one) if one is not None else None for one in given)
    across = min((across if across is not None else down) or 0.0, width / 2)
    down = min((down if down is not None else across) or 0.0, height / 2)
    right, bottom = x + width, y + height
    if across <= 0 or down <= 0:
        return [((x, y), (right, y), (right, bottom), (x, bottom))]
    corners = (
        (right - across, y + down, -90),
        (right - across, bottom - down, 0),
        (x + across, bottom - down, 90),
        (x + across, y + down, 180),
    )
    return [
        tuple(
            _on_ellipse(cx, cy, across, down, start + 90 * step / _CHORDS)
            for cx, cy, start in corners
            for step in range(_CHORDS + 1)
        )
    ]


def _ellipse(x: float, y: float, across: float, down: float) -> list[Ring]:
    steps = 4 * _CHORDS
    return [tuple(_on_ellipse(x, y, across, down, 360 * n / steps) for n in range(steps))]


def _on_ellipse(x: float, y: float, across: float, down: float, degrees: float) -> Point:
    angle = math.radians(degrees)
    return x + across * math.cos(angle), y + down * math.sin(angle)


def _words(data: str) -> Iterator[tuple[str, list[float]]]:
    """Yield each command of a path with the numbers after it."""
    command, values, at = "", list[float](), 0
    while at < len(data):
        if command in {"A", "a"}:
            # its flags may stand without blanks: "a25 25 0 0150 0"
            flags = _FLAGS.match(data, at)
            if flags is not None:
                values += [_finite(float(flags[n])) for n in range(1, 8)]
                at = flags.end()
                continue
        found = _STEP.match(data, at)
        if found is None or found[4]:
            raise ValueError(f"a path holds {data[at]!r}")
        at = found.end()
        if found[1]:
            if command:
                yield command, values
            command, values = found[1], []
        elif found[2]:
            values.append(_finite(float(found[2])))
    if command:
        yield command, values


_TAKES: Final = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7}


class _Pen:
    """Follows the commands of one path."""

    def __init__(self) -> None:
        self.rings: list[list[Point]] = []
        self.at: Point = (0.0, 0.0)
        self.pull: Point | None = None
        """The last curve's second handle, which S and T mirror."""
        self.curve = ""
        self._acts: dict[str, Callable[[str, Sequence[float]], None]] = {
            "M": self._move,
            "L": self._line,
            "H": self._line,
            "V": self._line,
            "C": self._cubic,
            "S": self._cubic,
            "Q": self._square,
            "T": self._square,
            "A": self._arc,
        }

    def drawn(self, data: str) -> list[list[Point]]:
        """Return the rings of a path's ``d``."""
        for command, values in _words(data):
            name = command.upper()
            if name == "Z":
                if self.rings and self.rings[-1]:
                    self.at = self.rings[-1][0]
                    self.rings.append([])
                self.curve = ""
                continue
            takes = _TAKES[name]
            if not values or len(values) % takes:
                raise ValueError(f"a path's {command} with {len(values)} numbers")
            if name != "M" and not self.rings:
                raise ValueError("a path does not begin with M")
            for first in range(0, len(values), takes):
                # the pairs after a move are lines
                step = "L" if name == "M" and first else name
                part = self._placed(step, values[first : first + takes], command.islower())
                self._acts[step](step, part)
                self.curve = step
        return [ring for ring in self.rings if len(ring) > 1]

    def _placed(self, step: str, values: list[float], relative: bool) -> list[float]:  # noqa: FBT001 -- says how to read
        """Return the values as the whole plan counts them."""
        if step == "H":
            return [values[0] + (self.at[0] if relative else 0), self.at[1]]
        if step == "V":
            return [self.at[0], values[0] + (self.at[1] if relative else 0)]
        if not relative:
            return values
        free = 5 if step == "A" else 0
        return values[:free] + [
            value + self.at[number % 2] for number, value in enumerate(values[free:])
        ]

    def _to(self, point: Point) -> None:
        if not self.rings[-1]:
            self.rings[-1].append(self.at)
        self.rings[-1].append(point)
        self.at = point

    def _move(self, _: str, values: Sequence[float]) -> None:
        self.at = (values[0], values[1])
        self.rings.append([self.at])

    def _line(self, _: str, values: Sequence[float]) -> None:
        self._to((values[0], values[1]))

    def _mirrored(self, of: str) -> Point:
        if self.pull is None or self.curve not in of:
            return self.at
        return 2 * self.at[0] - self.pull[0], 2 * self.at[1] - self.pull[1]

    def _cubic(self, step: str, values: Sequence[float]) -> None:
        first = self._mirrored("CS") if step == "S" else (values[0], values[1])
        second, end = (values[-4], values[-3]), (values[-2], values[-1])
        start = self.at
        for number in range(1, _CHORDS + 1):
            t = number / _CHORDS
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            self._to(_weighed(weights, (start, first, second, end)))
        self.pull = second

    def _square(self, step: str, values: Sequence[float]) -> None:
        handle = self._mirrored("QT") if step == "T" else (values[0], values[1])
        start, end = self.at, (values[-2], values[-1])
        for number in range(1, _CHORDS + 1):
            t = number / _CHORDS
            weights = ((1 - t) ** 2, 2 * t * (1 - t), t * t)
            self._to(_weighed(weights, (start, handle, end)))
        self.pull = handle

    def _arc(self, _: str, values: Sequence[float]) -> None:
        for point in arc_points(self.at, values):
            self._to(point)


def _weighed(weights: Sequence[float], points: Sequence[Point]) -> Point:
    return (
        sum(weight * point[0] for weight, point in zip(weights, points, strict=True)),
        sum(weight * point[1] for weight, point in zip(weights, points, strict=True)),
    )


def arc_points(start: Point, values: Sequence[float]) -> list[Point]:
    """Return the points after ``start`` of an elliptical arc given by a path's seven numbers.

    From end points to centre as in https://www.w3.org/TR/SVG11/implnote.html#ArcImplementationNotes
    """
    across, down, tilt, large, sweep, x, y = values
    across, down = abs(across), abs(down)
    end = (x, y)
    if start == end:
        return []
    if not across or not down:
        return [end]
    cosine, sine = math.cos(math.radians(tilt)), math.sin(math.radians(tilt))
    half_x, half_y = (start[0] - x) / 2, (start[1] - y) / 2
    near_x, near_y = cosine * half_x + sine * half_y, cosine * half_y - sine * half_x
    stretch = (near_x / across) ** 2 + (near_y / down) ** 2
    if stretch > 1:
        across, down = across * math.sqrt(stretch), down * math.sqrt(stretch)
        stretch = 1.0
    # stretch is 0 only where the radii are vast beside the chord: a straight line
    if stretch == 0:
        return [end]
    share = math.sqrt(max(1 / stretch - 1, 0.0)) * (-1 if bool(large) == bool(sweep) else 1)
    middle_x, middle_y = share * across * near_y / down, -share * down * near_x / across
    centre = (
        cosine * middle_x - sine * middle_y + (start[0] + x) / 2,
        sine * middle_x + cosine * middle_y + (start[1] + y) / 2,
    )
    first = math.atan2((near_y - middle_y) / down, (near_x - middle_x) / across)
    last = math.atan2((-near_y - middle_y) / down, (-near_x - middle_x) / across)
    turn = (last - first) % math.tau
    if not sweep:
        turn -= math.tau
    points = []
    chords = max(math.ceil(abs(turn) / math.tau * 4 * _CHORDS), 1)
    for number in range(1, chords + 1):
        angle = first + turn * number / chords
        flat = (across * math.cos(angle), down * math.sin(angle))
        points.append(moved((cosine, sine, -sine, cosine, *centre), flat))
    points[-1] = end
    return points
