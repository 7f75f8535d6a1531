"""Find a place, exhibitor, demo or resource by what a person types, or say what is near."""

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from typing import Final

from labapp.cli.call import Unknown
from labapp.domain.exhibitors import Demo, Exhibitor
from labapp.domain.lab import Lab, Resource
from labapp.domain.resources import ResourceKind
from labapp.domain.spaces import Place
from labapp.services.exhibitors import all_demos, list_exhibitors
from labapp.storage.transaction import Transaction

MOST_NEAR: Final = 3
_LEAST_ALIKE: Final = 0.5
_CLAIMABLE: Final = frozenset(
    {ResourceKind.FEED, ResourceKind.POOL, ResourceKind.TOOLKIT}
    | {ResourceKind.GUIDE, ResourceKind.PRESENTER}
)


def near(text: str, known: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Return the codes that are most like the text, or whose names are; the likeliest first."""
    wanted = text.casefold()

    def alike(code: str, names: Iterable[str]) -> float:
        forms = [form.casefold() for form in (code, *names) if form]
        starts = any(form.startswith(wanted) for form in forms)
        ratios = (SequenceMatcher(None, wanted, form).ratio() for form in forms)
        return max(*ratios, 0.9 if starts and wanted else 0.0)

    scores = {code: alike(code, names) for code, names in known.items()}
    likely = sorted(
        (code for code, score in scores.items() if score >= _LEAST_ALIKE),
        key=lambda code: (-scores[code], code),
    )
    return tuple(likely[:MOST_NEAR])


def place_of(lab: Lab, text: str) -> Place:
    """Return the place with the code."""
    found = lab.place_by_code(text)
    if found is None:
        known = {place.code: place.names.all() for place in lab.places.values()}
        raise Unknown("place", text, near(text, known))
    return found


def exhibitor_of(tx: Transaction, text: str) -> Exhibitor:
    """Return the exhibitor with the code, or with exactly that name in any language."""
    everybody = list_exhibitors(tx)
    wanted = text.strip().casefold()
    for one in everybody:
        if wanted in {one.code.casefold(), *(name.casefold() for name in one.names.all())}:
            return one
    raise Unknown("exhibitor", text, near(text, {e.code: e.names.all() for e in everybody}))


def demo_of(tx: Transaction, text: str) -> Demo:
    """Return the demo with the code."""
    demos = all_demos(tx)
    wanted = text.strip().casefold()
    for one in demos:
        if one.code.casefold() == wanted:
            return one
    raise Unknown("demo", text, near(text, {d.code: d.titles.all() for d in demos}))


def claimable(lab: Lab) -> tuple[Resource, ...]:
    """Return what a booking may claim besides its place, by code."""
    found = (r for r in lab.resources.values() if r.bookable and r.ref.kind in _CLAIMABLE)
    return tuple(sorted(found, key=lambda resource: resource.ref.code))


def resource_of(lab: Lab, text: str) -> Resource:
    """Return the resource with the code that a booking may claim."""
    wanted = text.casefold()
    known = {}
    for one in claimable(lab):
        if one.ref.code.casefold() == wanted:
            return one
        known[one.ref.code] = one.ref.names.all()
    raise Unknown("resource", text, near(text, known))
