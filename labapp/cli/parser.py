"""The command line's grammar: global options before or after a command, help in three languages."""

import argparse
import importlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from labapp.cli.values import Moment
from labapp.words import LANGUAGES, Words

COMMANDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "desk": "labapp.cli.desk",
        "demo": "labapp.cli.demo",
        "book": "labapp.cli.book",
        "move": "labapp.cli.move",
        "cancel": "labapp.cli.cancel",
        "list": "labapp.cli.listing",
        "show": "labapp.cli.show",
        "undo": "labapp.cli.undo",
        "redo": "labapp.cli.redo",
        "print": "labapp.cli.print_paper",
        "import": "labapp.cli.import_file",
        "export": "labapp.cli.export",
        "template": "labapp.cli.template",
        "weather": "labapp.cli.weather",
        "compute": "labapp.cli.compute",
        "check": "labapp.cli.check",
        "probe": "labapp.cli.probe",
        "backup": "labapp.cli.backup",
        "restore": "labapp.cli.restore",
        "settings": "labapp.cli.house_rules",
    }
)
"""Every command with the module that does it, in the order in which help lists them."""

THEMES: Final = ("light", "dark", "contrast")
_PROGRAM: Final = "labapp"


def parse(argv: Sequence[str], say: Words) -> argparse.Namespace:
    """Read the arguments; like argparse it leaves by SystemExit (2: bad usage, 0: help).

    Global options that were not given are not in the result.
    """
    _speak(say)
    parser = argparse.ArgumentParser(
        prog=_PROGRAM, description=say("cli.about"), allow_abbrev=False
    )
    global_options(parser, say)
    commands = parser.add_subparsers(
        dest="command", title=say("cli.commands"), metavar=say("cli.meta.command")
    )
    for name, module in COMMANDS.items():
        told = say(f"cli.{name}")
        command = commands.add_parser(name, help=told, description=told, allow_abbrev=False)
        # Only the command that is asked for is imported; to be named anywhere is enough.
        if name in argv:
            importlib.import_module(module).arguments(command, say)
        global_options(command, say)
    return parser.parse_args(list(argv))


def global_options(parser: argparse.ArgumentParser, say: Words) -> None:
    """Add the options that every command takes."""
    options = parser.add_argument_group(say("cli.options"))
    nowhere: dict[str, Any] = {"default": argparse.SUPPRESS}
    options.add_argument(
        "--database", metavar=say("cli.meta.database"), help=say("cli.option.database"), **nowhere
    )
    options.add_argument(
        "--now",
        type=Moment(say),
        metavar=say("cli.meta.moment"),
        help=say("cli.option.now"),
        **nowhere,
    )
    options.add_argument(
        "--language", choices=LANGUAGES, help=say("cli.option.language"), **nowhere
    )
    options.add_argument("--theme", choices=THEMES, help=say("cli.option.theme"), **nowhere)
    options.add_argument("--json", action="store_true", help=say("cli.option.json"), **nowhere)


def _speak(say: Words) -> None:
    """Let argparse say its own few sentences in the person's language."""

    def told(text: str) -> str:
        key = f"cli.argparse.{text}"
        return say(key) if say.has(key) else text

    def told_many(one: str, many: str, count: int) -> str:
        return told(one if count == 1 else many)

    # argparse looks these two up in its own module, where gettext put them
    vars(argparse).update(_=told, ngettext=told_many)


def spoken(argv: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language to speak: what ``--language`` asks for, else the system's, else English.

    It must be known before the arguments are read, since what is wrong with them is said in it.
    """
    for index, argument in enumerate(argv):
        name, found, value = argument.partition("=")
        if name == "--language":
            wanted = value if found else "".join(argv[index + 1 : index + 2])
            if wanted in LANGUAGES:
                return wanted
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    return nearest_language(next((environment[n] for n in names if environment.get(n)), ""))


def nearest_language(locale: str) -> str:
    """Return the language of a locale such as ``zh_TW.UTF-8``."""
    tag = locale.partition(".")[0].replace("-", "_").casefold()
    if tag.partition("_")[0] != "zh":
        return "en"
    parts = set(tag.split("_"))
    traditional = "hans" not in parts and parts & {"hk", "tw", "mo", "hant"}
    return "zh_HK" if traditional else "zh_CN"
