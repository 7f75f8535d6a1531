"""The three languages and names that may exist in only some of them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Language(StrEnum):
    """A language of screen and paper; the value is also the name of its words."""

    EN = "en"
    ZH_HK = "zh_HK"
    ZH_CN = "zh_CN"


@dataclass(frozen=True, slots=True)
class Names:
    """One thing's name in English, Traditional and Simplified Chinese, as it was given.

    A name that nobody gave stays None: names are never translated or converted.
    """

    en: str | None = None
    zh_hant: str | None = None
    zh_hans: str | None = None

    def best(self, language: str) -> str:
        """Return the name for the language, or the nearest that was given, or an empty string."""
        if language == Language.ZH_HK:
            return self.zh_hant or self.zh_hans or self.en or ""
        if language == Language.ZH_CN:
            return self.zh_hans or self.zh_hant or self.en or ""
        return self.en or self.zh_hant or self.zh_hans or ""

    def all(self) -> tuple[str, ...]:
        """Return the different names that were given, English first."""
        return tuple(dict.fromkeys(n for n in (self.en, self.zh_hant, self.zh_hans) if n))


NO_NAMES: Final = Names()
