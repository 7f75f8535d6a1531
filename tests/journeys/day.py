"""What is done in a day at the desk; all of it is taken back, so that it can be done again."""

from collections.abc import Awaitable, Callable
from typing import Final

from PySide6.QtCore import Qt

from labapp.ui.desk.today.place_line import PlaceLine
from tests.journeys.person import Person

Step = Callable[[Person], Awaitable[None]]
PAGES: Final = "1234567"
BOOKING: Final = "bk38"
"""Saunova in B2 on the sample's Wednesday, from half past four on."""


async def say(person: Person, line: str, *, enters: int = 1) -> None:
    """Type a line into the box for everything."""
    await person.control("k")
    await person.write(line)
    for _ in range(enters):
        await person.enter()


async def take_back(person: Person) -> None:
    """Undo the last change, and see that there was one."""
    assert person.window.bar.undo.isEnabled()
    await person.control("z")
    await person.key(Qt.Key.Key_Escape)


async def books_by_phone(person: Person) -> None:
    await say(person, "c5 tmr 2pm saun", enters=2)
    await take_back(person)


async def takes_an_alternative(person: Person) -> None:
    await say(person, "a3 tmr 2pm saun", enters=0)
    await person.key(Qt.Key.Key_Down)
    await person.enter()
    await person.enter()
    await take_back(person)


async def moves_to_another_day(person: Person) -> None:
    await say(person, f"move {BOOKING} fri 2pm")
    await take_back(person)


async def cancels(person: Person) -> None:
    await say(person, BOOKING)
    await person.key(Qt.Key.Key_Delete)
    await person.write("ill")
    await person.enter()
    await take_back(person)


async def blocks_a_place(person: Person) -> None:
    await say(person, "close c7 fri 10-12 repair", enters=2)
    await take_back(person)


async def gives_a_place_now(person: Person) -> None:
    await person.control("1")
    await person.click(person.seen(PlaceLine, lambda line: "C6" in line.face.accessibleName()))
    await person.write("saun")
    await person.enter()
    await person.enter()
    await take_back(person)


async def swaps(person: Person) -> None:
    await say(person, "swap b1 b2 tmr", enters=2)
    await take_back(person)


async def finds(person: Person) -> None:
    for line in ("who was in b2 yesterday", "41000008", "baidu", "9 dec"):
        await say(person, line, enters=0)
        await person.key(Qt.Key.Key_Escape)


async def drags(person: Person) -> None:
    """Drag a booking over half of the board and back to where it was."""
    await say(person, BOOKING)
    view = person.board.board.viewport()
    here = person.on_board("B2", "2026-12-09 17:30")
    for there in ("2026-12-09 12:30", "2026-12-09 13:30"):
        end = person.on_board("C6", there)
        await person.drag(view, here, end)
        await take_back(person)
        await say(person, BOOKING)


async def looks_at_every_page(person: Person) -> None:
    for page in PAGES:
        await person.control(page)
    await person.control("2")
    for days in ("Week", "3 days", "Day"):
        await person.click(person.button(days))


async def prints(person: Person) -> None:
    """See the sheets of three days."""
    await say(person, "print tmr")
    for _ in range(2):
        await person.click(person.window.bar.after)


async def changes_language_and_look(person: Person) -> None:
    await person.control("2")
    for line in ("cantonese", "dark", "light", "language en"):
        await say(person, line)


TASKS: Final[tuple[Step, ...]] = (
    books_by_phone,
    takes_an_alternative,
    moves_to_another_day,
    cancels,
    blocks_a_place,
    gives_a_place_now,
    swaps,
    finds,
    drags,
    looks_at_every_page,
    prints,
)
