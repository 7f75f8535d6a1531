"""What the window remembers of how it was left: where it stood, its language, its theme."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QLocale, QSettings

from labapp.domain.languages import Language
from labapp.ui.look import CHOICES, SYSTEM

if TYPE_CHECKING:
    from PySide6.QtWidgets import QSplitter
from labapp.ui.theme import NORMAL, TEXT_SIZES

SPANS = (1, 3, 7, 31)
"""How many days the board may show; 31 is a month, however long."""


class Memory:
    """A small file in the user's configuration; a value that makes no sense counts as none."""

    def __init__(self) -> None:
        """Read ``labapp/desk.ini`` where the system keeps such files."""
        self._kept = QSettings(
            QSettings.Format.IniFormat, QSettings.Scope.UserScope, "labapp", "desk"
        )

    @property
    def language(self) -> str:
        """The language chosen last, else the system's, else English."""
        kept = self._kept.value("language")
        return str(kept) if kept in set(Language) else system_language()

    @language.setter
    def language(self, language: str) -> None:
        self._kept.setValue("language", language)

    @property
    def theme(self) -> str:
        """The theme chosen last, else the system's."""
        kept = self._kept.value("theme")
        return str(kept) if kept in CHOICES else SYSTEM

    @theme.setter
    def theme(self, choice: str) -> None:
        self._kept.setValue("theme", choice)

    @property
    def text_size(self) -> str:
        """How large the text was written last."""
        kept = self._kept.value("text_size")
        return str(kept) if kept in TEXT_SIZES else NORMAL

    @text_size.setter
    def text_size(self, size: str) -> None:
        self._kept.setValue("text_size", size)

    @property
    def days(self) -> int:
        """How many days the board shows."""
        kept = str(self._kept.value("days"))
        return int(kept) if kept in {str(span) for span in SPANS} else SPANS[0]

    @days.setter
    def days(self, days: int) -> None:
        self._kept.setValue("days", days)

    @property
    def page(self) -> str:
        """The page shown last; the window knows which there are."""
        return self.text("page")

    @page.setter
    def page(self, page: str) -> None:
        self._kept.setValue("page", page)

    def text(self, key: str) -> str:
        """Return a text kept under a key, or an empty one."""
        kept = self._kept.value(key)
        return kept if isinstance(kept, str) else ""

    def keep_text(self, key: str, text: str) -> None:
        """Keep a text under a key."""
        self._kept.setValue(key, text)

    def flush(self) -> None:
        """Write what is kept to the file."""
        self._kept.sync()

    def shape(self, key: str) -> QByteArray:
        """Return a window's or a splitter's shape, empty if none is known."""
        kept = self._kept.value(key)
        return kept if isinstance(kept, QByteArray) else QByteArray()

    def follow_split(self, key: str, split: "QSplitter", sizes: list[int]) -> None:
        """Give a splitter the shape it was left in, else these sizes, and keep what it becomes."""
        if not split.restoreState(self.shape(key)):
            split.setSizes(sizes)
        split.splitterMoved.connect(lambda *_: self.keep_shape(key, split.saveState()))

    def keep_shape(self, key: str, shape: QByteArray) -> None:
        """Keep a window's or a splitter's shape."""
        self._kept.setValue(key, shape)


def system_language() -> str:
    """Return the language of the three that the person's system asks for first."""
    for name in QLocale.system().uiLanguages():
        parts = name.replace("_", "-").split("-")
        if parts[0] == "zh":
            traditional = bool({"Hant", "HK", "TW", "MO"} & set(parts))
            return Language.ZH_HK.value if traditional else Language.ZH_CN.value
        if parts[0] == "en":
            return Language.EN.value
    return Language.EN.value
