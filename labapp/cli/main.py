"""The command line: read the arguments, run one command, say what became of it."""

import contextlib
import importlib
import os
import sys
from collections.abc import Iterable, Sequence
from typing import TextIO

from labapp.cli.call import DONE, FAULT, INTERRUPTED, MISUSED, REFUSED, Answer, Call, Misuse
from labapp.cli.parser import COMMANDS, parse, spoken
from labapp.domain.errors import FileFault, LabError, Refused
from labapp.settings import Settings, default_database
from labapp.words import words

DESK = "desk"


def main(argv: Sequence[str]) -> int:
    """Run the program and return its exit code.

    0 done, 1 the database or a file cannot do it, 2 bad usage, 3 refused, 130 interrupted.
    """
    language = spoken(argv, os.environ)
    try:
        return _run(argv, language)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _close_pipe()
        return DONE


def _run(argv: Sequence[str], language: str) -> int:
    try:
        arguments = parse(argv, words(language))
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else MISUSED
    told = vars(arguments)
    settings = Settings(
        database=told.get("database") or default_database(),
        now=told.get("now"),
        language=told.get("language"),
        theme=told.get("theme"),
    )
    call = Call(arguments, settings, language)
    command = importlib.import_module(COMMANDS[arguments.command or DESK])
    as_data = bool(told.get("json"))
    try:
        answer: Answer = command.run(call)
    except Misuse as misuse:
        _print((words(language)("cli.misused", sentence=str(misuse)),), sys.stderr)
        return MISUSED
    except LabError as error:
        return _failed(error, language, as_data=as_data)
    except BrokenPipeError:
        raise
    except OSError as error:
        fault = FileFault("unwritable", str(error.filename or ""), error.strerror or str(error))
        return _failed(fault, language, as_data=as_data)
    return _answered(answer, as_data=as_data)


def _answered(answer: Answer, *, as_data: bool) -> int:
    from labapp.cli.output import as_json  # noqa: PLC0415 -- not for the desk's start

    _print((as_json(answer.data),) if as_data else answer.lines, sys.stdout)
    return answer.code


def _failed(error: LabError, language: str, *, as_data: bool) -> int:
    from labapp.cli.output import (  # noqa: PLC0415 -- only when something failed
        as_json,
        failure_data,
        failure_lines,
    )

    if as_data:
        _print((as_json(failure_data(error, language)),), sys.stdout)
    else:
        _print(failure_lines(error, language), sys.stderr)
    return REFUSED if isinstance(error, Refused) else FAULT


def _print(lines: Iterable[str], stream: TextIO) -> None:
    for line in lines:
        print(line, file=stream)
    stream.flush()


def _close_pipe() -> None:
    """Let nobody complain at exit that the reader of our output has gone away."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
