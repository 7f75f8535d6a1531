import asyncio
import os
import stat
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from labapp.domain.readiness import Finding, ReadyState
from labapp.probes.evidence import LONGEST, fit
from labapp.probes.target import Target
from labapp.probes.versions import satisfies
from tests.probes.conftest import HERE, look


def seen(
    kind: str, spec: Mapping[str, object], target: Target = HERE, seconds: float = 20
) -> Finding:
    return asyncio.run(look(kind, spec, target, seconds)).finding


def tool(folder: Path, name: str, script: str) -> str:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    return state != "Z"


def is_gone(number: int) -> bool:
    until = time.monotonic() + 3
    while alive(number) and time.monotonic() < until:
        time.sleep(0.01)
    return not alive(number)


def test_a_package_is_found_by_its_distribution_name() -> None:
    found = seen("dist_version", {"dist": "no-such-thing|packaging", "version": ">=20"})

    assert (found.state, found.reason) == (ReadyState.READY, "installed")
    assert found.version is not None
    assert found.evidence.startswith(f"packaging {found.version}")


def test_another_version_than_wanted_is_not_ready() -> None:
    found = seen("dist_version", {"dist": "packaging", "version": ">=9999"})

    assert (found.state, found.reason) == (ReadyState.NOT_READY, "other_version")


def test_a_package_that_is_not_there_is_not_ready() -> None:
    assert seen("dist_version", {"dist": "ascend-cann-toolkit-x"}).reason == "not_installed"


def test_a_folder_of_the_packages_name_does_not_stand_in_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "oss.py").write_text("print('imported')")
    monkeypatch.chdir(tmp_path)

    assert seen("dist_version", {"dist": "oss"}).reason == "not_installed"
    assert seen("python_snippet", {"code": "import oss"}).reason == "snippet_failed"


def test_an_interpreter_that_is_not_there_is_said() -> None:
    target = replace(HERE, interpreter="/nowhere/python")

    assert seen("dist_version", {"dist": "packaging"}, target).reason == "no_interpreter"


def test_a_snippet_must_print_what_is_expected() -> None:
    spec = {"code": "print('installed on platform [CPU] successfully')"}

    good = seen("python_snippet", spec | {"expect_regex": "successfully"})
    bad = seen("python_snippet", spec | {"expect_regex": r"\[Ascend\]"})

    assert good.state is ReadyState.READY
    assert (bad.state, bad.reason) == (ReadyState.NOT_READY, "other_output")


def test_a_snippet_that_raises_shows_the_end_of_what_it_said() -> None:
    found = seen("python_snippet", {"code": "print('x' * 5000); import paddle_not_here"})

    assert found.reason == "snippet_failed"
    assert "paddle_not_here" in found.evidence
    assert len(found.evidence) <= LONGEST


def test_a_snippet_that_writes_without_end_is_stopped() -> None:
    found = seen("python_snippet", {"code": "while True: print('y' * 4000)"})

    assert found.reason == "too_much_output"


def test_a_child_that_hangs_is_killed_with_its_children(tmp_path: Path) -> None:
    told = tmp_path / "numbers"
    code = (
        "import os, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"open({str(told)!r}, 'w').write(f'{{os.getpid()}} {{child.pid}}')\n"
        "time.sleep(60)"
    )
    start = time.perf_counter()

    found = seen("python_snippet", {"code": code}, seconds=2)

    assert found.state is ReadyState.TIMED_OUT
    assert time.perf_counter() - start < 3
    assert all(is_gone(int(number)) for number in told.read_text().split())


def test_what_a_finished_child_left_running_is_killed(tmp_path: Path) -> None:
    leaves = tool(tmp_path, "leaves", "sleep 60 >/dev/null 2>&1 & echo $!")

    found = seen("cli", {"argv": [leaves]})

    assert found.state is ReadyState.READY
    assert is_gone(int(found.evidence))


def test_a_probe_that_nobody_waits_for_any_more_leaves_no_child(tmp_path: Path) -> None:
    told = tmp_path / "number"
    waits = tool(tmp_path, "waits", f"echo $$ > {told}; sleep 60")

    async def give_up() -> None:
        task = asyncio.ensure_future(look("cli", {"argv": [waits]}))
        while not told.exists() or not told.read_text():  # noqa: ASYNC110 -- a file, no event
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(give_up())

    assert is_gone(int(told.read_text()))


HEALTH = {
    "value_regex": r"Health(?: Status)?\s*:\s*(OK|Warning|Alarm|Critical|UNKNOWN)",
    "ready_values": ["OK"],
    "degraded_values": ["Warning"],
}


@pytest.mark.parametrize(
    ("health", "state"),
    [
        ("OK", ReadyState.READY),
        ("Warning", ReadyState.DEGRADED),
        ("Alarm", ReadyState.NOT_READY),
        ("Critical", ReadyState.NOT_READY),
        ("UNKNOWN", ReadyState.UNKNOWN),
    ],
)
def test_the_health_of_a_card_is_read(tmp_path: Path, health: str, state: ReadyState) -> None:
    npu = tool(tmp_path, "npu-smi", f'echo "  Health Status  : {health}"')

    found = seen("cli", {"argv": [npu, "info", "-t", "health", "-i", "0"], **HEALTH})

    assert (found.state, found.evidence) == (state, health)


def test_one_card_in_alarm_among_good_ones_is_not_ready(tmp_path: Path) -> None:
    npu = tool(tmp_path, "npu-smi", 'echo "Health: OK"; echo "Health: Alarm"')

    assert seen("cli", {"argv": [npu], **HEALTH}).state is ReadyState.NOT_READY


def test_a_tool_that_says_no_health_says_nothing(tmp_path: Path) -> None:
    npu = tool(tmp_path, "npu-smi", "echo hello")

    assert seen("cli", {"argv": [npu], **HEALTH}).reason == "no_value"


def bus(root: Path, *vendors: str) -> Target:
    for index, vendor in enumerate(vendors):
        card = root / "sys/bus/pci/devices" / f"0000:0{index}:00.0"
        card.mkdir(parents=True)
        (card / "vendor").write_text(f"0x{vendor}\n")
    return replace(HERE, root=root)


def test_a_tool_of_the_same_name_from_another_vendor_is_the_wrong_product(tmp_path: Path) -> None:
    xpu = tool(tmp_path, "xpu-smi", 'echo "Driver Version: 5.0.21.26"')
    spec: dict[str, object] = {"argv": [xpu], "expect_regex": "Driver Version"}

    kunlun = seen("cli", spec, bus(tmp_path / "kunlun", "8086", "1d22"))
    intel = seen("cli", spec, bus(tmp_path / "intel", "8086"))

    assert (kunlun.state, kunlun.version) == (ReadyState.READY, "5.0.21.26")
    assert (intel.state, intel.reason) == (ReadyState.WRONG_PRODUCT, "other_vendor")


def test_an_old_driver_is_not_ready(tmp_path: Path) -> None:
    npu = tool(tmp_path, "npu-smi", 'echo "Driver Version: 4.9"')

    found = seen("cli", {"argv": [npu], "version": "driver>=5.0.21.26 (P800)"})

    assert found.reason == "other_version"


def test_the_second_name_of_a_tool_is_tried_and_a_missing_one_said(tmp_path: Path) -> None:
    other = tool(tmp_path, "smi", "echo fine")
    absent = str(tmp_path / "absent")

    assert seen("cli", {"argv": [absent], "fallback_argv": [other]}).state is ReadyState.READY
    assert seen("cli", {"argv": [absent]}).reason == "no_command"


def test_a_tool_that_fails_is_not_ready(tmp_path: Path) -> None:
    found = seen("cli", {"argv": [tool(tmp_path, "npu-smi", "echo dcmi failed; exit 3")]})

    assert (found.reason, found.evidence) == ("exit_code", "3: dcmi failed")


def test_a_linux_tool_does_not_apply_to_windows() -> None:
    windows = replace(HERE, system="windows")

    for kind, spec in (
        ("cli", {"argv": ["npu-smi", "info"]}),
        ("device_node", {"path": "/dev/xpu0"}),
        ("pci_id", {"vendor_ids": ["1d22"]}),
        ("file_exists", {"path": "/usr/local/Ascend/driver/version.info"}),
    ):
        found = seen(kind, spec, windows)
        assert found.state is ReadyState.NOT_APPLICABLE, kind


def test_a_windows_path_does_not_apply_to_linux() -> None:
    spec = {"path": "C:/Program Files (x86)/MindStudio Insight/MindStudio-Insight.exe"}

    found = seen("file_exists", spec, replace(HERE, system="linux"))

    assert found.state is ReadyState.NOT_APPLICABLE


def test_another_machine_cannot_be_looked_into() -> None:
    found = seen("dist_version", {"dist": "packaging"}, replace(HERE, host="gpu-7.lab"))

    assert (found.state, found.reason) == (ReadyState.NOT_APPLICABLE, "other_machine")


def test_the_first_file_that_is_there_tells_the_version(tmp_path: Path) -> None:
    info = tmp_path / "Ascend/cann/x86_64-linux/ascend_toolkit_install.info"
    info.parent.mkdir(parents=True)
    info.write_text("package_name=Ascend-cann\nversion=9.0.0\n")
    target = replace(HERE, home=tmp_path, machine="x86_64")
    spec: dict[str, object] = {
        "paths": ["{home}/nowhere", "{home}/Ascend/cann/{arch}-linux/ascend_toolkit_install.info"],
        "regex": "^version=(.+)$",
    }

    found = seen("file_regex", spec | {"version": ">=8.0"}, target)

    assert (found.state, found.version) == (ReadyState.READY, "9.0.0")
    assert seen("file_regex", spec | {"version": ">=9.1"}, target).reason == "other_version"
    assert seen("file_regex", spec | {"regex": "nothing"}, target).reason == "other_content"


def test_a_file_that_is_not_there_is_not_ready(tmp_path: Path) -> None:
    assert seen("file_exists", {"path": str(tmp_path / "version.info")}).reason == "no_file"


@pytest.mark.parametrize(
    ("days", "state", "reason"),
    [
        (200, ReadyState.READY, "licensed"),
        (3, ReadyState.DEGRADED, "licence_ends_soon"),
        (-1, ReadyState.NOT_READY, "licence_expired"),
    ],
)
@pytest.mark.parametrize("line", ["Expires: {0:%Y-%m-%d}", "有效期至 {0:%Y年%m月%d日}"])
def test_a_licence_is_good_until_its_day(
    tmp_path: Path, line: str, days: int, state: ReadyState, reason: str
) -> None:
    licence = tmp_path / "licence.lic"
    # two days of grace around midnight and the lab's zone
    ends = date.today() + timedelta(days=days + (1 if days > 0 else -1))  # noqa: DTZ011 -- a day
    licence.write_text(f"PRODUCT=AIStation\nissued 2020-01-01\n{line.format(ends)}\n")

    found = seen("licence_file", {"path": str(licence)})

    assert (found.state, found.reason) == (state, reason)


def test_a_licence_without_a_date_says_nothing(tmp_path: Path) -> None:
    licence = tmp_path / "licence.lic"
    licence.write_text("PRODUCT=AIStation")

    assert seen("licence_file", {"path": str(licence)}).state is ReadyState.UNKNOWN


@pytest.mark.skipif(sys.platform == "win32", reason="device nodes are another system's")
def test_a_device_is_a_device_and_not_a_file_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev/xpu0").write_text("")

    assert seen("device_node", {"path": "/dev/null"}).state is ReadyState.READY
    assert seen("device_node", {"path": "/dev/xpu0"}, replace(HERE, root=tmp_path)).reason == (
        "no_device"
    )


def test_a_card_is_found_by_its_vendor(tmp_path: Path) -> None:
    target = bus(tmp_path, "8086", "2057")

    assert seen("pci_id", {"vendor_ids": ["1d22", "2057"]}, target).evidence == "2057"
    assert seen("pci_id", {"vendor_ids": ["19e5"]}, target).reason == "no_device"


def test_a_probe_that_is_no_probe_says_so_and_hurts_nobody() -> None:
    assert seen("tcp", {"port": "many"}).reason == "bad_probe"
    assert seen("cli", {"argv": [sys.executable, "-V"], "expect_regex": "("}).reason == "bad_probe"


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer abc.def-SECRET",
        '{"api_key": "SECRETSECRET"}',
        "used bce-v3/ALTAK-SECRET/1 for it",
        "sk-SECRETSECRET99",
        "token=SECRET",
        "https://me:SECRET@host/",
    ],
)
def test_keys_are_masked_in_evidence(text: str) -> None:
    assert "SECRET" not in fit(text)


def test_a_key_across_the_cut_is_not_half_shown() -> None:
    key = "abcdefghijklmnop"

    for before in (140, 145, 700):
        told = fit("x" * before + key + "y" * 444, {key})
        assert "abcd" not in told
        assert "mnop" not in told

    assert len(told) <= LONGEST


@pytest.mark.parametrize(
    ("version", "wanted", "holds"),
    [
        ("3.3.1", ">=3.0", True),
        ("3.9", ">=3.10", False),
        ("1.1.2", "==1.1.2", True),
        ("0.23.0.post1", ">=0.20,<1", True),
        ("5.0.21.26", "driver>=5.0.21.26 (P800)", True),
        ("5.0.21.3", "driver>=5.0.21.26 (P800)", False),
        ("8.0.RC1", ">=8.0", False),
        ("unknown", ">=3", None),
        ("3.0", "any", None),
    ],
)
def test_versions_are_compared_as_versions(
    version: str,
    wanted: str,
    holds: bool | None,  # noqa: FBT001 -- a table of cases
) -> None:
    assert satisfies(version, wanted) is holds
