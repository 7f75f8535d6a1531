import os
import subprocess
import sys

import pytest

from labapp.ui.display import DisplayFault, display_fault, library_fault


def test_without_a_screen_there_is_no_window() -> None:
    assert display_fault({}, "linux") == DisplayFault("none")


@pytest.mark.parametrize(
    "environment", [{"QT_QPA_PLATFORM": "offscreen"}, {"WAYLAND_DISPLAY": "wayland-0"}]
)
def test_a_chosen_platform_or_wayland_is_left_to_qt(environment: dict[str, str]) -> None:
    assert display_fault(environment, "linux") is None


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_have_a_screen(platform: str) -> None:
    assert display_fault({}, platform) is None


def test_a_missing_library_is_named_with_its_debian_package() -> None:
    error = ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")

    assert library_fault(error) == DisplayFault("library", "libEGL.so.1", "libegl1")


def test_an_unknown_library_is_named_without_a_package() -> None:
    error = ImportError("libwhatever.so.7: cannot open shared object file")

    assert library_fault(error) == DisplayFault("library", "libwhatever.so.7", "")


def _start(**environment: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    }
    program = (
        "import sys; from labapp.app import run_desk; from labapp.settings import Settings;"
        "sys.exit(run_desk(Settings('nowhere.db', language='zh_HK')))"
    )
    return subprocess.run(
        [sys.executable, "-c", program],
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only X11 can be without a screen")
def test_the_desk_without_a_screen_says_so_in_one_sentence() -> None:
    done = _start()

    assert done.returncode == 1
    assert done.stderr.startswith("找不到可開啟視窗的螢幕")
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only X11 refuses")
def test_the_desk_on_a_screen_that_is_not_there_says_so_and_does_not_abort() -> None:
    done = _start(DISPLAY=":4711")

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
