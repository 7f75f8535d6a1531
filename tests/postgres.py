"""A throw-away PostgreSQL server for the tests: loopback only, a free port, a temp folder."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

NAMED = "LABAPP_TEST_POSTGRES"
_UNPRIVILEGED = ("postgres", "nobody")


def programs() -> Path | None:
    """Return the folder of ``initdb`` and ``pg_ctl``, the newest there is, or None."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which("pg_ctl")
    if found:
        folders.append(Path(found).resolve().parent)
    return next((f for f in folders if (f / "initdb").exists() and (f / "postgres").exists()), None)


def _other_user() -> str | None:
    """Return whom to run as: the server refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in _UNPRIVILEGED:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    return None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def server() -> Iterator[str | None]:
    """Run a server and yield its URL; None, said loudly, where there are no programs for it."""
    named = os.environ.get(NAMED)
    if named:
        yield named
        return
    folder = programs()
    if folder is None:
        sys.stderr.write(
            "\n*** PostgreSQL's initdb and pg_ctl were not found: "
            "EVERY POSTGRESQL TEST IS SKIPPED ***\n"
        )
        yield None
        return
    user = _other_user()
    with tempfile.TemporaryDirectory(prefix="labapp-pg-") as temporary:
        data = Path(temporary) / "data"
        if user is not None:
            shutil.chown(temporary, user)
        port = _free_port()

        def run(program: str, *arguments: str) -> None:
            subprocess.run(
                [str(folder / program), *arguments],
                check=True,
                user=user,
                cwd=temporary,
                env={**os.environ, "LC_ALL": "C.UTF-8"},
                stdout=subprocess.DEVNULL,
            )

        run("initdb", "-D", str(data), "-U", "labapp", "-A", "trust", "-E", "UTF8", "-N")
        options = (
            f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories="
            " -c max_connections=60 -c shared_buffers=128MB -c fsync=off"
        )
        log = str(Path(temporary) / "log")
        run("pg_ctl", "-D", str(data), "-w", "-l", log, "-o", options, "start")
        try:
            yield f"postgresql+psycopg://labapp@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")
