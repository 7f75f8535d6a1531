"""From a template and its data to a PDF, by typst with the program's own fonts."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from labapp.assets import resource

if TYPE_CHECKING:
    import typst

ACCESSIBLE: Final = "ua-1"
"""PDF/UA-1, the standard for tagged documents that a screen reader can read."""

_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


class TypesettingError(RuntimeError):
    """A template did not become a PDF, which is a fault of the program or its files."""

    def __init__(self, template: str, reason: str) -> None:
        super().__init__(f"{template}: {reason}")
        self.template = template
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Typesetter:
    """Sets the templates; keeps fonts and layouts between papers, so the second is fast.

    One is enough for the program, and any thread may use it.
    """

    fonts: Path = field(default_factory=lambda: resource("fonts"))
    """The folder of TTF or OTF files; typst reads no woff, and fonts of the system are not used,
    so that a paper looks the same on every machine."""
    templates: Path = field(default_factory=lambda: resource("templates"))
    _lock: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)
    _compilers: "list[typst.Compiler]" = field(
        default_factory=list, init=False, repr=False, compare=False
    )

    def pdf(self, template: str, data: Mapping[str, Any], *, dated: datetime) -> bytes:
        """Return the PDF that a template of the folder makes of the data.

        The data reach the template as JSON in ``sys.inputs.data`` and never as source, so no text
        in them can be taken for markup. The same data and date give the same bytes.

        The PDF meets PDF/UA-1, except where a text has a character that none of the fonts has:
        the standard forbids that, and a paper with one box in a name is better than no paper.

        Raises:
            TypesettingError: The template is wrong, or there are no fonts.
        """
        inputs = {"data": json.dumps(data, ensure_ascii=False)}
        with self._lock:
            import typst  # noqa: PLC0415 - slow, and the window must not wait for it

            try:
                return self._compile(template, inputs, dated, [ACCESSIBLE])
            except typst.TypstError as error:
                if "could not be displayed with font" not in str(error):
                    raise TypesettingError(template, error.diagnostic) from error
            return self._compile(template, inputs, dated, [])

    def _compile(
        self, template: str, inputs: dict[str, str], dated: datetime, standards: list[Any]
    ) -> bytes:
        made = self._compiler().compile(
            input=str(self.templates / template),
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=standards,
            timestamp=dated,
        )
        if not isinstance(made, bytes):
            raise TypesettingError(template, "the typesetter made no document")
        return made

    def _compiler(self) -> "typst.Compiler":
        if not self._compilers:
            import typst  # noqa: PLC0415 - slow, and the window must not wait for it

            fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(self.fonts)])
            if not any(font.path for font in fonts.fonts()):
                raise TypesettingError(str(self.fonts), "there are no fonts in the folder")
            self._compilers.append(
                typst.Compiler(root=str(self.templates), font_paths=fonts, ignore_system_fonts=True)
            )
        return self._compilers[0]


@cache
def shared() -> Typesetter:
    """Return the program's typesetter, with the program's fonts."""
    return Typesetter()


def printable(text: str | None) -> str:
    """Return the text on one line, without control characters; nothing of it is lost else."""
    return _UNPRINTABLE.sub(" ", text or "").strip()
