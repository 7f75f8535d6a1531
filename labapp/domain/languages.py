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
        order = {
            Language.ZH_HK: (self.zh_hant, self.zh_hans, self.en),
            Language.ZH_CN: (self.zh_hans, self.zh_hant, self.en),
        }.get(Language(language), (self.en, self.zh_hant, self.zh_hans))
        return next((name for name in order if name), "")

    def all(self) -> tuple[str, ...]:
        """Return the different names that were given, English first."""
        return tuple(dict.fromkeys(n for n in (self.en, self.zh_hant, self.zh_hans) if n))


NO_NAMES: Final = Names()
