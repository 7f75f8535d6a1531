"""The program ``labapp``: its window without arguments, its commands with them."""

import io
import sys


def main() -> None:
    """Run the program and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # a console that has no Chinese gets escapes instead of a failure
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(_start(sys.argv[1:]))


def _start(argv: list[str]) -> int:
    try:
        if not argv:
            # the window's first picture does not wait for the grammar of the command line
            from labapp.app import run_desk  # noqa: PLC0415 -- start-up time
            from labapp.settings import Settings, default_database  # noqa: PLC0415

            return run_desk(Settings(default_database()))
        from labapp.cli.main import main as run  # noqa: PLC0415 -- start-up time

        return run(argv)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    main()
