"""The month's sheet of computing power: pools, exhibitors and vendors, booked beside measured."""

from collections.abc import Iterable
from typing import Any, Final

from labapp.domain.computing import ComputeMonth, PoolUse, Share
from labapp.domain.times import local
from labapp.paper.dates import month
from labapp.paper.issued import code, footer, in_all
from labapp.paper.typesetter import Typesetter, printable, shared
from labapp.words import Words, words

TEMPLATE: Final = "compute_month.typ"
_LABELS: Final = (
    "pool", "capacity", "peak", "booked", "rate", "measured", "exhibitor", "vendor", "bookings",
    "pools", "by_exhibitor", "by_vendor", "nothing", "unit",
)  # fmt: skip
_PFLOPS_HOUR: Final = 60_000


def compute_month_pdf(sheet: ComputeMonth, typesetter: Typesetter | None = None) -> bytes:
    """Return the sheet as a PDF, A4 upright; the same sheet gives the same bytes.

    Raises:
        TypesettingError: The template or the fonts are broken.
    """
    setter = typesetter or shared()
    return setter.pdf(TEMPLATE, compute_month_data(sheet), dated=sheet.printed_at)


def compute_month_data(sheet: ComputeMonth) -> dict[str, Any]:
    """Return everything the template shows: words and numbers in the sheet's language."""
    say = words(sheet.language)
    titles = in_all(sheet.language, lambda each: each("compute.month"))
    months = in_all(sheet.language, lambda each: month(sheet.first, each))
    lab = [printable(name) for name in (sheet.lab.best(sheet.language), *sheet.lab.all())]
    whole = sum(pool.booked_minutes for pool in sheet.pools if pool.bookable)
    return {
        "language": sheet.language.value,
        "title": " · ".join((titles[0], months[0], lab[0])),
        "lab": list(dict.fromkeys(lab)),
        "sheet": titles,
        "month": months,
        "pools": [_pool(pool, sheet, say) for pool in sheet.pools],
        "exhibitors": _shares(sheet.by_exhibitor, whole, say),
        "vendors": _shares(sheet.by_vendor, whole, say),
        "footer": footer(sheet, say),
        "code": code(sheet, f"{sheet.first:%Y-%m}", say),
        "say": {
            **{key: say(f"compute.{key}") for key in _LABELS},
            "page": say("paper.page"),
            "sample": say("paper.sample"),
        },
        "sample": sheet.sample,
        "printed": list(local(sheet.printed_at).timetuple()[:6]),
    }


def _pool(pool: PoolUse, sheet: ComputeMonth, say: Words) -> dict[str, Any]:
    levels = sorted({units for _, units in pool.capacity})
    shown = " – ".join(_pflops(units) for units in dict.fromkeys((levels[0], levels[-1])))
    return {
        "code": printable(pool.ref.code),
        "name": printable(pool.ref.names.best(sheet.language)),
        "part": pool.parent_id is not None,
        "bookable": pool.bookable,
        "capacity": shown,
        "peak": _pflops(pool.peak),
        "booked": _hours(pool.booked_minutes),
        "rate": _percent(pool.permille),
        "measured": _measured(pool.measured_minutes),
    }


def _shares(shares: Iterable[Share], whole: int, say: Words) -> list[dict[str, str]]:
    return [
        {
            "name": printable(share.names.best(say.language)) or say("compute.nobody"),
            "code": printable(share.code),
            "bookings": str(share.bookings),
            "booked": _hours(share.booked_minutes),
            "rate": _percent(share.permille_of(whole)),
            "measured": _measured(share.measured_minutes),
        }
        for share in shares
    ]


def _pflops(units: int) -> str:
    return f"{units / 1000:,.3f}".rstrip("0").rstrip(".")


def _hours(minutes: int) -> str:
    return f"{minutes / _PFLOPS_HOUR:,.1f}"


def _measured(minutes: int | None) -> str:
    return "–" if minutes is None else _hours(minutes)


def _percent(permille: int) -> str:
    return f"{permille / 10:.1f} %"
