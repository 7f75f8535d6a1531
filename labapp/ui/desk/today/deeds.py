"""What one keypress or one button does to a line of the page."""

from enum import StrEnum
from typing import Final

from PySide6.QtCore import Qt

from labapp.domain.bookings import Act


class Deed(StrEnum):
    """Something to do with what a line shows."""

    CHECK_IN = "check_in"
    CHECK_OUT = "check_out"
    CAME = "came"
    NO_SHOW = "no_show"
    CONFIRM = "confirm"
    REJECT = "reject"
    RELEASE = "release"
    ACCEPT = "accept"
    WITHDRAW = "withdraw"
    OFFER = "offer"
    PAPER = "paper"
    BOARD = "board"
    EXHIBITOR = "exhibitor"


ACTS: Final = {
    Deed.CHECK_IN: Act.CHECK_IN,
    Deed.CHECK_OUT: Act.COMPLETE,
    Deed.CAME: Act.COMPLETE,
    Deed.NO_SHOW: Act.NO_SHOW,
    Deed.CONFIRM: Act.CONFIRM,
    Deed.REJECT: Act.REJECT,
    Deed.RELEASE: Act.CANCEL,
    Deed.ACCEPT: Act.ACCEPT,
    Deed.WITHDRAW: Act.CANCEL,
    Deed.OFFER: Act.OFFER,
}
"""The act on a booking that a deed is; the others lead elsewhere."""
WITH_REASON: Final = frozenset({Deed.REJECT, Deed.RELEASE, Deed.WITHDRAW})
FIRST_KEYS: Final = frozenset({Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter})
"""What does a line's first deed, whichever it is."""
LETTERS: Final = {
    Deed.NO_SHOW: "N",
    Deed.REJECT: "D",
    Deed.RELEASE: "D",
    Deed.WITHDRAW: "D",
    Deed.BOARD: "B",
    Deed.EXHIBITOR: "E",
}
"""The letter that does a deed that is not a line's first."""
_KEYS: Final = {"N": Qt.Key.Key_N, "D": Qt.Key.Key_D, "B": Qt.Key.Key_B, "E": Qt.Key.Key_E}


def deed_of(key: int, deeds: tuple[Deed, ...]) -> Deed | None:
    """Return which of a line's deeds a key does, None for a key that does nothing."""
    if key in FIRST_KEYS:
        return deeds[0] if deeds else None
    return next((deed for deed in deeds if _KEYS.get(LETTERS.get(deed, "")) == key), None)
