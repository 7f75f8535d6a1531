"""The change slip: what a release changes for one exhibitor, A4 upright."""

from typing import Any, Final

from labapp.domain.languages import Language
from labapp.domain.releases import ChangeSlip, Line, Slot
from labapp.domain.times import local
from labapp.paper.dates import long_date, short_date
from labapp.paper.issued import footer, in_all
from labapp.paper.typesetter import Typesetter, printable, shared
from labapp.words import Words, words

TEMPLATE: Final = "change_slip.typ"
_LABELS: Final = ("change", "booking", "was", "is_now")
_NAMED: Final = frozenset(
    {"presenters", "power_w", "pool", "mpflops", "seats", "conditions", "demo", "title"}
    | {"exhibitor"}
)
"""The fields of a booking that a slip names beside its time and place."""


def change_slip_pdf(slip: ChangeSlip, typesetter: Typesetter | None = None) -> bytes:
    """Return the slip as a PDF; the same slip gives the same bytes.

    Raises:
        TypesettingError: The template or the fonts are broken.
    """
    setter = typesetter or shared()
    return setter.pdf(TEMPLATE, change_slip_data(slip), dated=slip.printed_at)


def change_slip_data(slip: ChangeSlip) -> dict[str, Any]:
    """Return everything the template shows, in the words of the slip's language."""
    say = words(slip.language)
    who = [printable(name) for name in (slip.exhibitor.best(slip.language), *slip.exhibitor.all())]
    lab = [printable(name) for name in (slip.lab.best(slip.language), *slip.lab.all())]
    titles = in_all(slip.language, lambda each: each("slip.title", release=slip.release))
    return {
        "language": slip.language.value,
        "title": " · ".join((titles[0], who[0], lab[0])),
        "titles": titles,
        "lab": list(dict.fromkeys(lab)),
        "who": list(dict.fromkeys(who)),
        "note": printable(slip.note),
        "published": say("slip.published", day=long_date(local(slip.published_at).date(), say)),
        "lines": [_line(line, say) for line in slip.lines],
        "footer": footer(slip, say),
        "say": {key: say(f"paper.{key}") for key in ("sample", "page")}
        | {key: say(f"slip.{key}") for key in _LABELS},
        "sample": slip.sample,
        "printed": list(local(slip.printed_at).timetuple()[:6]),
    }


def _line(line: Line, say: Words) -> dict[str, str]:
    named = (say(f"field.{name}") for name in line.fields if name in _NAMED)
    slot = line.slot
    return {
        "change": say(f"release.change.{line.change.value}"),
        "number": slot.number,
        "what": printable((slot.demo if slot.demo.all() else slot.title).best(say.language)),
        "was": _where(line.before, say),
        "is_now": _where(line.after, say),
        "besides": (", " if say.language == Language.EN else "、").join(named),
    }


def _where(slot: Slot | None, say: Words) -> str:
    """Return ``10 December 2026, 14:00–17:00, C6``, or nothing."""
    if slot is None:
        return ""
    start, end = local(slot.span.start), local(slot.span.end)
    first, last = short_date(start.date(), say), short_date(end.date(), say)
    if first == last:
        when = f"{first} {start:%H:%M}–{end:%H:%M}"
    else:
        when = f"{first} {start:%H:%M} – {last} {end:%H:%M}"
    return " · ".join(part for part in (when, printable(slot.place)) if part)
