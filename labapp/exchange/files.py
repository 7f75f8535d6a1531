"""Files of the person's: there whole or not at all, and what goes wrong is a ``FileFault``."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from labapp.domain.errors import FileFault


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or, if that fails, as it was before.

    Raises:
        OSError: It cannot be written there; on Windows also while Excel has it open.
    """
    part = path.with_name(f".{path.stem[:40]}-{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Make a ``FileFault`` of the kind ``unwritable`` of what the system says of a file."""
    try:
        yield
    except OSError as error:
        raise FileFault("unwritable", str(path), error.strerror or "") from error


def save_whole(path: Path, data: bytes) -> None:
    """Write a file whole; a ``FileFault`` if that fails."""
    with writing(path):
        write_whole(path, data)


def check_folder(path: Path) -> None:
    """Raise a ``FileFault`` of the kind ``missing`` if a file's folder is not there.

    To be asked before a paper is given a version that then could not be written.
    """
    if not path.parent.is_dir():
        raise FileFault("missing", str(path.parent))
