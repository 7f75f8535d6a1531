"""Make the four bundled fonts from the Noto packages of npm.

Needs Python with ``fonttools`` (not a dependency of the program) and, when no folder is given,
``npm`` to fetch the packages::

    python resources/fonts/build.py [FOLDER]

FOLDER holds the two packages as ``npm pack`` leaves them (``*.tgz``). Takes half a minute.
The subsets keep every character a Hong Kong or Mainland reader expects and drop the hinting.
"""

import io
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

HERE: Final = Path(__file__).resolve().parent
PACKAGES: Final = ("@expo-google-fonts/noto-sans-hk@0.4", "@expo-google-fonts/noto-sans-sc@0.4")
SHARED_BLOCKS: Final = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x024F),  # Latin-1, Latin Extended-A and -B: names, pinyin, jyutping
    (0x02B0, 0x036F),  # tone marks and combining accents
    (0x0370, 0x045F),  # Greek and Cyrillic, which both codecs hold too
    (0x1E00, 0x1EFF),  # Latin Extended Additional
    (0x2000, 0x206F),  # general punctuation
    (0x2070, 0x20CF),  # superscripts, subscripts, currency
    (0x2100, 0x22FF),  # letterlike symbols, number forms, arrows, operators
    (0x2300, 0x23FF),  # technical
    (0x2460, 0x27BF),  # circled numbers, boxes, geometric shapes, symbols, dingbats
    (0x2E80, 0x2FFF),  # radicals
    (0x3000, 0x30FF),  # CJK symbols and punctuation, kana
    (0x3100, 0x312F),  # bopomofo
    (0x31A0, 0x31EF),  # bopomofo extended, strokes
    (0x3200, 0x33FF),  # enclosed letters and months, squared units
    (0xFE10, 0xFE1F),  # vertical forms
    (0xFE30, 0xFE6F),  # compatibility and small forms
    (0xFF00, 0xFFEF),  # half-width and full-width forms
)


def characters_of(codec: str) -> set[int]:
    """Return the code points that one or two characters of a Chinese codec decode to."""
    found: set[int] = set()
    for lead in range(0x80, 0x100):
        for trail in range(0x40, 0x100):
            try:
                found.update(map(ord, bytes((lead, trail)).decode(codec)))
            except UnicodeDecodeError:
                continue
    return found


def wanted(codec: str) -> set[int]:
    """Return the characters of the codec with the Latin letters and signs of both fonts."""
    shared = {point for first, last in SHARED_BLOCKS for point in range(first, last + 1)}
    return shared | characters_of(codec)


def packed_files(folder: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield the name of each file in the packages, with how to read it."""
    for archive in sorted(folder.glob("*.tgz")):
        with tarfile.open(archive) as package:
            for member in package:
                content = package.extractfile(member)
                if content is not None:
                    yield member.name, content.read


def subset(source: bytes, points: set[int]) -> TTFont:
    """Return the font with only these characters, under its own names, without hinting."""
    font = TTFont(io.BytesIO(source), recalcTimestamp=False)
    options = Options()
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=points)
    subsetter.subset(font)
    return font


def build(folder: Path, target: Path) -> None:
    """Write the four fonts and their licence into the target folder."""
    jobs = {
        f"{name}_{weight}{style}.ttf": (codec, f"{name}-{style}.ttf")
        for name, codec in (("NotoSansHK", "big5hkscs"), ("NotoSansSC", "gb2312"))
        for weight, style in ((400, "Regular"), (700, "Bold"))
    }
    licences: set[bytes] = set()
    for name, read in packed_files(folder):
        base = name.rsplit("/", 1)[-1]
        if base == "LICENSE_FONT":
            licences.add(read())
        elif base in jobs:
            codec, file = jobs.pop(base)
            path = target / file
            subset(read(), wanted(codec)).save(path)
            print(f"{path.name}: {path.stat().st_size:,} bytes")
    if jobs:
        raise SystemExit(f"The packages in {folder} lack {', '.join(jobs)}.")
    (licence,) = licences
    (target / "OFL.txt").write_bytes(licence)


def main() -> None:
    """Build from the folder named on the command line, or from freshly fetched packages."""
    if len(sys.argv) > 1:
        build(Path(sys.argv[1]), HERE)
        return
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", *PACKAGES], cwd=folder, check=True)  # noqa: S603, S607 - fixed words; npm is found on the path on purpose
        build(Path(folder), HERE)


if __name__ == "__main__":
    main()
