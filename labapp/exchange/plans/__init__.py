"""Floor plans from any SVG: checked, taken apart into shapes, put together for the lab."""

from labapp.exchange.plans.binding import Candidate, Drawing, drawing_of, matched
from labapp.exchange.plans.reading import parse_plan, plain_text, read_plan
from labapp.exchange.plans.safety import LARGEST, check_safe

__all__ = [
    "LARGEST",
    "Candidate",
    "Drawing",
    "check_safe",
    "drawing_of",
    "matched",
    "parse_plan",
    "plain_text",
    "read_plan",
]
