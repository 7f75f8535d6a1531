"""Python's own import, put back after PySide changed it.

PySide replaces it to find out who says ``from __feature__ import``, which nobody does here
(https://doc.qt.io/qtforpython-6/developer/feature-motivation.html). Its own reads and keeps the
source of every module imported, a tenth of the time until the board is filled, and it swaps a
builtin to and fro without a lock while other threads import, as the worker of the database does.
"""

import builtins

import PySide6.QtCore  # noqa: F401 -- it changes the import when it is imported itself


def import_plainly() -> None:
    """Import as Python does from now on; nothing changes where PySide left imports alone."""
    theirs = getattr(builtins, "__feature_import__", None)
    if theirs is not None and builtins.__import__ is theirs:
        builtins.__import__ = vars(builtins)["__orig_import__"]
