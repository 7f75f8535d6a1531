"""Pages and commands, found by their names in all three languages."""

from collections.abc import Iterable
from functools import cache
from typing import Final

from labapp.services.search_index import Entry, Nearness, nearest, plain
from labapp.ui.desk.memory import SPANS
from labapp.ui.desk.palette.items import Act, Command
from labapp.ui.desk.rail import PAGES
from labapp.ui.desk.topbar import NATIVE
from labapp.ui.look import CHOICES
from labapp.words import LANGUAGES, Words, words

MOST: Final = 5
_THEMES: Final = {"system": "monitor", "light": "sun", "dark": "moon", "contrast": "contrast"}

COMMANDS: Final = (
    *(Command(Act.PAGE, page, picture) for page, picture in PAGES),
    Command(Act.TYPE, "book", "plus"),
    Command(Act.TYPE, "close", "ban"),
    Command(Act.TODAY, "", "calendar-days"),
    Command(Act.PAPER, "0", "printer"),
    Command(Act.PAPER, "1", "printer"),
    Command(Act.UNDO, "", "undo-2"),
    Command(Act.REDO, "", "redo-2"),
    *(Command(Act.DAYS, str(span), "columns-3") for span in SPANS),
    *(Command(Act.THEME, choice, _THEMES[choice]) for choice in CHOICES),
    *(Command(Act.LANGUAGE, language, "languages") for language in LANGUAGES),
)


def name_of(command: Command, say: Words) -> str:
    """Return what a command is called."""
    value = command.value
    match command.act:
        case Act.PAGE:
            return say(f"desk.page.{value}")
        case Act.TODAY:
            return say("palette.today")
        case Act.UNDO | Act.REDO:
            return say(f"term.{command.act}")
        case Act.THEME:
            return say("palette.theme", name=say(f"desk.theme.{value}"))
        case Act.LANGUAGE:
            return say("palette.language", name=NATIVE[value])
        case _:
            return say(f"palette.{command.act}.{value}")


def typed(command: Command, say: Words) -> str:
    """Return the words that a command begins a phrase with."""
    return say(f"palette.typed.{command.value}")


def found(queries: Iterable[str]) -> list[tuple[Nearness, Command]]:
    """Return the commands that some text means, the nearest first."""
    asked = [plain(query) for query in queries]
    near = ((nearest(entry, asked), entry.what) for entry in _entries())
    hits = [(nearness, command) for nearness, command in near if nearness is not None]
    return sorted(hits, key=lambda hit: hit[0])[:MOST]


@cache
def _entries() -> tuple[Entry[Command], ...]:
    return tuple(_entry(command) for command in COMMANDS)


def _entry(command: Command) -> Entry[Command]:
    names: list[str] = []
    for language in LANGUAGES:
        say = words(language)
        names.append(name_of(command, say))
        also = ".".join(filter(None, ("palette.also", command.act, command.value)))
        if say.has(also):
            names += say(also).split(", ")
    folded = tuple(dict.fromkeys(plain(name) for name in names))
    return Entry(command, folded, " ".join(folded))
