"""Where a probe looks: one installation of a toolkit on a host, and what may be used there."""

import platform
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from labapp.domain.readiness import ProbeKind

LOCAL_KINDS: Final = frozenset(ProbeKind) - {
    ProbeKind.TCP,
    ProbeKind.TLS_CERT,
    ProbeKind.HTTP,
    ProbeKind.MANUAL,
}
"""The kinds that look at the machine they run on."""


def _no_key(name: str) -> str | None:
    del name
    return None


@dataclass(frozen=True, slots=True)
class Target:
    """An installation, and the machine this runs on.

    ``keys`` gives the key that the key store has under a name; it is called in the probe's thread.
    ``root`` is where ``/dev`` and ``/sys`` hang.
    """

    host: str = "localhost"
    interpreter: str = sys.executable
    client_certificate: tuple[str, str] | None = None
    """The files of a certificate and its key, for servers that ask who is there."""
    authorities: str | None = None
    """A file of certificates to trust; None: those that the system trusts."""
    keys: Callable[[str], str | None] = _no_key
    home: Path = field(default_factory=Path.home)
    machine: str = field(default_factory=platform.machine)
    system: str = field(default_factory=lambda: platform.system().lower())
    root: Path = Path("/")

    @property
    def here(self) -> bool:
        """Whether the installation is on this machine."""
        return self.host.casefold() in names_of_this_machine()

    def filled(self, text: str) -> str:
        """Return a text of a probe with ``{host}``, ``{home}`` and ``{arch}`` filled in."""
        facts: Mapping[str, str] = {
            "{host}": self.host,
            "{home}": self.home.as_posix(),
            "{arch}": self.machine,
        }
        for name, value in facts.items():
            text = text.replace(name, value)
        return text


@cache
def names_of_this_machine() -> frozenset[str]:
    """Return what this machine is called: an installation on any other cannot be looked into."""
    name = socket.gethostname().casefold()
    return frozenset({"", "localhost", "127.0.0.1", "::1", name, name.partition(".")[0]})
