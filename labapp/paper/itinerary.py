"""An exhibitor's itinerary: where and when it shows what, with what is ready for it, A4 upright."""

from itertools import groupby
from typing import Any, Final

from labapp.domain.languages import Language
from labapp.domain.releases import Itinerary, Slot
from labapp.domain.times import day_of, local
from labapp.paper.dates import long_date
from labapp.paper.issued import footer, in_all
from labapp.paper.typesetter import Typesetter, printable, shared
from labapp.words import Words, words

TEMPLATE: Final = "itinerary.typ"


def itinerary_pdf(paper: Itinerary, typesetter: Typesetter | None = None) -> bytes:
    """Return the itinerary as a PDF; the same itinerary gives the same bytes.

    Raises:
        TypesettingError: The template or the fonts are broken.
    """
    setter = typesetter or shared()
    return setter.pdf(TEMPLATE, itinerary_data(paper), dated=paper.printed_at)


def itinerary_data(paper: Itinerary) -> dict[str, Any]:
    """Return everything the template shows, in the words of the itinerary's language."""
    say = words(paper.language)
    language = paper.language
    who = [printable(name) for name in (paper.exhibitor.best(language), *paper.exhibitor.all())]
    lab = [printable(name) for name in (paper.lab.best(language), *paper.lab.all())]
    titles = in_all(language, lambda each: each("itinerary.title"))
    published = long_date(local(paper.published_at).date(), say)
    days = groupby(paper.slots, key=lambda slot: day_of(slot.span.start))
    return {
        "language": language.value,
        "title": " · ".join((titles[0], who[0], lab[0])),
        "titles": titles,
        "lab": list(dict.fromkeys(lab)),
        "who": list(dict.fromkeys(who)),
        "published": say("itinerary.release", release=paper.release, day=published),
        "days": [
            {
                "day": long_date(day, say),
                "slots": [_slot(slot, paper, say) for slot in slots],
            }
            for day, slots in days
        ],
        "footer": footer(paper, say),
        "say": {key: say(f"paper.{key}") for key in ("sample", "page", "time", "place", "demo")}
        | {key: say(f"itinerary.{key}") for key in ("presenters", "ready")},
        "sample": paper.sample,
        "printed": list(local(paper.printed_at).timetuple()[:6]),
    }


def _slot(slot: Slot, paper: Itinerary, say: Words) -> dict[str, Any]:
    language = paper.language
    comma = ", " if language == Language.EN else "、"
    start, end = local(slot.span.start), local(slot.span.end)
    same_day = day_of(slot.span.start) == day_of(slot.span.end)
    until = f"{end:%H:%M}" if same_day else f"{long_date(end.date(), say)} {end:%H:%M}"
    ready: list[str] = []
    if slot.power_w:
        ready.append(say("itinerary.power", watts=f"{slot.power_w:,}"))
    if slot.mpflops:
        ready.append(say("itinerary.compute", pool=slot.pool, amount=f"{slot.mpflops / 1000:g}"))
    for code, seats in slot.seats:
        known = paper.toolkits.get(code)
        name = known.best(language) if known else ""
        ready.append(say("itinerary.seats", toolkit=printable(name or code), count=seats))
    return {
        "when": f"{start:%H:%M}–{until}",
        "place": printable(slot.place),
        "what": printable(slot.demo.best(language)),
        "number": slot.number,
        "presenters": comma.join(printable(one.best(language)) for one in slot.presenters),
        "ready": ready,
        "conditions": printable(slot.conditions)
        and say("itinerary.conditions", conditions=printable(slot.conditions)),
    }
