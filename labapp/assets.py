"""Where the program's own files are: fonts, icons, themes, words, the sample lab."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def resource(*parts: str) -> Path:
    """Return the path of a file or folder below ``resources``.

    A wheel carries the folder inside the package; in a checkout it stands beside it.
    """
    packed = _HERE / "resources"
    root = packed if packed.is_dir() else _HERE.parent / "resources"
    return root.joinpath(*parts)
