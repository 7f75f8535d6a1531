"""The words of the program in three languages, kept in ``resources/i18n``.

One file per area, one entry per key, the three languages side by side, so that a reader of one
sees the others. A plural form is a key of its own: ``{"one": …, "other": …}`` inside a language.
"""

import json
from dataclasses import dataclass
from functools import cache
from typing import Final

from labapp.assets import resource

LANGUAGES: Final = ("en", "zh_HK", "zh_CN")

Text = str | dict[str, str]


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of one language."""

    language: str
    texts: dict[str, Text]

    def __call__(self, key: str, /, **facts: object) -> str:
        """Return the text of the key with its facts filled in.

        A text with plural forms chooses by the fact ``count``. An unknown key is a bug (KeyError).
        """
        text = self.texts[key]
        if isinstance(text, dict):
            text = text["one" if facts["count"] == 1 else "other"]
        return text.format(**facts) if facts else text

    def has(self, key: str) -> bool:
        """Whether there is a text for the key."""
        return key in self.texts


@cache
def catalog() -> dict[str, dict[str, Text]]:
    """Return every key with its texts by language."""
    entries: dict[str, dict[str, Text]] = {}
    for path in sorted(resource("i18n").glob("*.json")):
        area = json.loads(path.read_bytes())
        again = entries.keys() & area.keys()
        if again:
            raise ValueError(f"{path.name} says {min(again)} again")
        entries |= area
    return entries


@cache
def words(language: str) -> Words:
    """Return the words of ``en``, ``zh_HK`` or ``zh_CN``."""
    return Words(language, {key: texts[language] for key, texts in catalog().items()})
