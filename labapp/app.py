"""The composition root: settings → window → log → database → gateway → pages.

Nothing of Qt or of the database's library is imported with this module: the first may be missing
a system library, the second waits until the window is on the screen.
"""

import gc
import os
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from labapp.assets import resource
from labapp.settings import Settings, data_folder, user_name
from labapp.ui.display import DisplayFault, display_fault, library_fault
from labapp.words import words

if TYPE_CHECKING:
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    from labapp.services.founding import FoundLab
    from labapp.services.gateway import Gateway
    from labapp.storage.store import Store

SAMPLE: Final = "sample"


def run_desk(settings: Settings) -> int:
    """Show the front desk until it is closed; return the program's exit code.

    Where no window can be opened, one sentence with the remedy goes to standard error: 1.
    """
    gc.disable()  # until the board is filled: collections are a tenth of the way there
    fault = display_fault(os.environ)
    if fault is None:
        try:
            from labapp.ui.imports import import_plainly  # noqa: PLC0415 -- may lack a library

            import_plainly()
            from labapp.ui.desk.start import run  # noqa: PLC0415 -- start-up time
        except ImportError as error:
            if ".so" not in str(error):
                raise
            fault = library_fault(error)
        else:
            return run(settings, LabOpener(settings))
    sys.stderr.write(f"{_in_words(fault, settings.language or 'en')}\n")
    return 1


def _in_words(fault: DisplayFault, language: str) -> str:
    say = words(language)
    kind = fault.kind if fault.kind != "library" or fault.package else "library_unknown"
    return say(f"desk.display.{kind}", detail=fault.detail, package=fault.package)


@dataclass(frozen=True, slots=True)
class LabOpener:
    """Opens the lab that the settings name, in a worker thread."""

    settings: Settings

    def __call__(
        self,
        how: "str | Path | FoundLab",
        workers: "ThreadPoolExecutor",
        loop: "asyncio.AbstractEventLoop",
    ) -> "Gateway":
        """Open it as it is, make and open the ``sample``, import a lab file, or found a lab.

        Raises ``DatabaseFault`` with what is wrong, such as ``missing`` where there is no lab or
        one without places, and ``Refused`` or ``FileFault`` for what cannot be founded.
        """
        import hashlib  # noqa: PLC0415 -- all of this is slow

        from labapp.domain.staff import Actor, Role  # noqa: PLC0415
        from labapp.domain.times import Clock  # noqa: PLC0415
        from labapp.exchange.lab_file import read_lab_file  # noqa: PLC0415
        from labapp.log import start_log  # noqa: PLC0415
        from labapp.services.backups import Keeping  # noqa: PLC0415
        from labapp.services.gateway import Gateway  # noqa: PLC0415
        from labapp.storage.engine import locate  # noqa: PLC0415
        from labapp.storage.schema import open_store  # noqa: PLC0415

        start_log(data_folder())
        sample = how == SAMPLE or self.settings.demo
        where: str | Path = self.settings.database
        if how == SAMPLE and not self.settings.demo:
            where = data_folder() / "sample.db"
        now = self.settings.now
        if sample and now is None:
            now = sample_time()
        content = read_lab_file(how) if isinstance(how, Path) else None
        location = locate(where)
        store = open_store(
            location,
            actor=Actor(user_name(), Role.SUPERVISOR, "desk"),
            clock=Clock(now),
            create=sample or not isinstance(how, str),
        )
        try:
            _fill(store, how, content, sample=sample)
        except BaseException:
            store.close()
            raise
        kept = hashlib.sha256(location.shown.encode()).hexdigest()[:8]
        folder = data_folder() / "backups" / kept
        return Gateway(store, workers, loop, Keeping(folder, daily=not sample))


def _fill(
    store: "Store", how: "str | Path | FoundLab", content: dict[str, Any] | None, *, sample: bool
) -> None:
    """See to it that there is a lab in the database; without one it counts as missing."""
    from labapp.domain.errors import DatabaseFault  # noqa: PLC0415 -- not for the start
    from labapp.storage.lab import lab as read_lab  # noqa: PLC0415

    if content is None and sample and not store.read(read_lab).places:
        from labapp.exchange.lab_file import read_lab_file  # noqa: PLC0415

        content = read_lab_file(sample_file())
    if content is not None:
        from labapp.services.lab_import import import_lab  # noqa: PLC0415

        store.write(import_lab, content)
    elif not isinstance(how, str | Path):
        from labapp.services.founding import found_lab  # noqa: PLC0415

        store.write(found_lab, how)
    if not store.read(read_lab).places:
        raise DatabaseFault("missing", store.location.shown)


def sample_file() -> Path:
    """Return the sample lab's file."""
    return resource("sample", "sample_lab.json")


def sample_time() -> datetime:
    """Return the instant at which the sample lab is seen: its own Tuesday morning."""
    from labapp.exchange.lab_file import read_lab_file  # noqa: PLC0415 -- for the sample alone

    return datetime.fromisoformat(read_lab_file(sample_file())["meta"]["as_of"])
