"""What every paper of the house says of itself: its number, version, when and by whom printed."""

from collections.abc import Callable
from io import BytesIO

from labapp.domain.languages import Language
from labapp.domain.papers import Issued
from labapp.domain.times import local
from labapp.paper.dates import clock, short_date
from labapp.paper.typesetter import printable
from labapp.words import Words, words


def in_all(first: Language, text: Callable[[Words], str]) -> list[str]:
    """Return a text in the three languages without repeats, the leading one first."""
    order = [first, *(each for each in Language if each != first)]
    return list(dict.fromkeys(text(words(each)) for each in order))


def footer(paper: Issued, say: Words) -> list[str]:
    """Return the words at the foot of every page."""
    printed = local(paper.printed_at)
    version = "paper.version" if paper.replaces is None else "paper.replaces"
    return [
        say("paper.document", number=printable(paper.document_number)),
        say(version, version=paper.version, replaces=paper.replaces),
        say(
            "paper.printed",
            date=short_date(printed.date(), say),
            time=clock(printed.hour * 60 + printed.minute),
            name=printable(paper.printed_by),
        ),
        say("paper.revision", revision=paper.data_revision),
    ]


def code(paper: Issued, of: str, say: Words) -> dict[str, str]:
    """Return a QR code of which document this is and of what (a day), and of nothing else."""
    import segno  # noqa: PLC0415 - slow, and only a sheet that is set needs it

    number = printable(paper.document_number)
    drawn = BytesIO()
    made = segno.make(f"{number} v{paper.version} {of}", error="m", micro=False)
    made.save(drawn, kind="svg", border=0, xmldecl=False)
    return {
        "svg": drawn.getvalue().decode(),
        "alt": say("paper.code_of", number=number, version=paper.version),
    }
