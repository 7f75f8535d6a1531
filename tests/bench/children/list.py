"""The list of exhibitors with many of them: how long from a key in its search to the new picture.

Arguments: how many exhibitors, and the names of how many of them are typed. Says a line a key: the
milliseconds it took, and how many of them the program itself was at work.
"""

import gc
import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from labapp.domain.exhibitors import Exhibitor, ExhibitorKind, Person
from labapp.domain.languages import Names
from labapp.domain.times import Clock
from labapp.ui.desk.exhibitor.listing import ExhibitorList
from labapp.ui.desk.lists.haystacks import exhibitor_entries
from labapp.ui.desk.memory import Memory
from labapp.ui.desk.shell import Shell
from labapp.ui.look import Look
from labapp.ui.speech import Speech
from labapp.ui.theme import STYLE

SEED: Final = 20261124
ENGLISH: Final = "harbour lantern kestrel north pier tidewell bamboo river moon cloud data vision"
TRADITIONAL: Final = "華為雲數據機械醫學實驗室發展環球視覺語音紙燈潮井月港磚竹碼頭金融三江學校園區"
SIMPLIFIED: Final = "华为云数据机械医学实验室发展环球视觉语音纸灯潮井月港砖竹码头金融三江学校园区"
SURNAMES: Final = ["CHAN", "LEE", "WONG", "CHEUNG", "LAM", "HO", "NG", "ZHANG"]
SIZE: Final = (900, 740)


def exhibitors(count: int) -> list[Exhibitor]:
    """Return made-up exhibitors, the same ones every time."""
    dice = random.Random(SEED)
    return [_exhibitor(number, dice) for number in range(1, count + 1)]


def _exhibitor(number: int, dice: random.Random) -> Exhibitor:
    english = " ".join(dice.sample(ENGLISH.split(), 3)).title()
    letters = [dice.randrange(len(TRADITIONAL)) for _ in range(5)]
    person = Person(
        id=number,
        code=f"C{number:05}",
        family=dice.choice(SURNAMES),
        given="Tai Man",
        western=None,
        name_zh="".join(TRADITIONAL[letter] for letter in letters[:3]),
        role=None,
        language=None,
        phone=f"+852{dice.randrange(20_000_000, 99_999_999)}",
        email=f"desk{number}@example.hk",
    )
    return Exhibitor(
        id=number,
        code=f"EX{number:02}",
        names=Names(
            f"{english} {number}",
            "".join(TRADITIONAL[letter] for letter in letters),
            "".join(SIMPLIFIED[letter] for letter in letters),
        ),
        fascia=None,
        kind=dice.choice(list(ExhibitorKind)),
        origin="desk",
        sample=False,
        brn=f"{dice.randrange(10_000_000, 99_999_999)}",
        company_no=None,
        badge_quota=4,
        badges_id=number,
        weekly_quota=None,
        status="active",
        note=None,
        version=1,
        people=(person,),
    )


def typed(found: list[Exhibitor], names: int) -> Iterator[str]:
    """Yield what is typed: names in three scripts, codes, people and phones."""
    dice = random.Random(SEED + 1)
    for one in dice.sample(found, names):
        person = one.people[0]
        yield from (one.names.en or "", one.names.zh_hant or "", one.names.zh_hans or "")
        yield from (one.code, f"{person.family} {one.code}", person.phone or "")


class Painted(QObject):
    """Notices that a widget is painted."""

    seen = False

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.seen = self.seen or event.type() == QEvent.Type.Paint
        return False


def measure(count: int, names: int) -> Iterator[tuple[float, float]]:
    """Yield the milliseconds from each key to the picture of what it finds, on both clocks."""
    app = QApplication(["bench", *STYLE])
    shell = Shell(
        Clock(datetime(2026, 12, 8, 1, 30, tzinfo=UTC)), Speech("en"), look(app), Memory()
    )
    found = exhibitors(count)
    shown = ExhibitorList(shell)
    shown.show_entries(exhibitor_entries(found), None)
    shown.resize(*SIZE)
    shown.show()
    shown.search.setFocus()
    rows, field = Painted(), Painted()
    shown.table.viewport().installEventFilter(rows)
    shown.search.installEventFilter(field)
    QCoreApplication.processEvents()
    gc.freeze()
    gc.disable()
    for text in typed(found, names):
        for letter in (*text, *("\b" for _ in text)):
            rows.seen = field.seen = False
            before = shown.rows.shown
            start, work = time.perf_counter(), time.process_time()
            press(shown, letter)
            while not (rows.seen or (field.seen and shown.rows.shown == before)):
                QCoreApplication.processEvents()
            yield (time.perf_counter() - start) * 1000, (time.process_time() - work) * 1000


def look(app: QApplication) -> Look:
    """Return the light theme, in English."""
    return Look(app, "light", "en")


def press(shown: ExhibitorList, letter: str) -> None:
    """Type a letter, or take one back; Chinese comes from an input method."""
    if letter == "\b":
        QTest.keyClick(shown.search, Qt.Key.Key_Backspace)
    elif letter.isascii():
        QTest.keyClicks(shown.search, letter)
    else:
        event = QInputMethodEvent()
        event.setCommitString(letter)
        QCoreApplication.sendEvent(shown.search, event)


if __name__ == "__main__":
    for spent, worked in measure(int(sys.argv[1]), int(sys.argv[2])):
        sys.stdout.write(f"{spent:.3f} {worked:.3f}\n")
