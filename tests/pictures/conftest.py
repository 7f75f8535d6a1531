"""Where pictures go, and the furnished window that they are taken of."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.ui.desk.conftest import (  # noqa: F401 -- fixtures
    _clipboard,
    furniture,
    memory,
    settle,
    shell,
    window,
)

Album = Path | None


@pytest.fixture
def album(request: pytest.FixtureRequest) -> Album:
    """The folder that pictures are wanted in, if they are wanted."""
    wanted = request.config.getoption("--pictures-to", default=None)
    return None if wanted is None else Path(str(wanted))


def keep(album: Album, name: str, picture: QImage) -> None:
    """Put a picture into the album, if there is one."""
    if album is not None:
        album.mkdir(parents=True, exist_ok=True)
        assert picture.save(str(album / f"{name}.png"))
