"""Whether a window can be opened here, found out before Qt gives up with an abort."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

PACKAGES: Final = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libOpenGL.so.0": "libopengl0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
"""System libraries that Qt needs under X11, and the Debian package of each."""

_PLUGIN_LIBRARIES: Final = tuple(name for name in PACKAGES if name.startswith("libx"))
_guests: Final[list[Callable[[], object]]] = []
"""How to leave the X servers that were asked."""


@dataclass(frozen=True, slots=True)
class DisplayFault:
    """Why no window can be opened: ``none``, ``refused`` or ``library``; ``detail`` names it."""

    kind: str
    detail: str = ""
    package: str = ""


def display_fault(
    environment: Mapping[str, str], platform: str = sys.platform
) -> DisplayFault | None:
    """Return why no window can be opened, or None.

    Only Linux is looked at, and only when the person has not chosen a Qt platform. An X server that
    was asked is left by ``leave``, when Qt is there: one whose last guest has left starts anew, and
    Qt would wait 40 ms for it.
    """
    if not platform.startswith("linux") or environment.get("QT_QPA_PLATFORM"):
        return None
    if environment.get("WAYLAND_DISPLAY"):
        return None
    if not environment.get("DISPLAY"):
        return DisplayFault("none")
    missing = _missing_library()
    if missing is not None:
        return missing
    if not _answers():
        return DisplayFault("refused", environment["DISPLAY"])
    return None


def leave() -> None:
    """Leave the X server that was asked, if one was."""
    while _guests:
        _guests.pop()()


def library_fault(error: ImportError) -> DisplayFault:
    """Return what a failed import of Qt says: which system library is not there."""
    name = str(error).partition(":")[0].strip()
    return DisplayFault("library", name, PACKAGES.get(name, ""))


def _missing_library() -> DisplayFault | None:
    import ctypes  # noqa: PLC0415 -- only under X11

    for name in _PLUGIN_LIBRARIES:
        try:
            ctypes.CDLL(name)
        except OSError:
            return DisplayFault("library", name, PACKAGES[name])
    return None


def _answers() -> bool:
    """Whether the X server named by DISPLAY lets us in."""
    import ctypes  # noqa: PLC0415 -- only under X11

    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    _guests.append(partial(xcb.xcb_disconnect, connection))
    return not xcb.xcb_connection_has_error(connection)
