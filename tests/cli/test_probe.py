from typing import Any

import keyring
import pytest
from keyring.backends import null

from tests.cli.conftest import Command


@pytest.fixture(autouse=True)
def _no_keys() -> Any:  # noqa: ANN401 -- a fixture
    before = keyring.get_keyring()
    keyring.set_keyring(null.Keyring())  # type: ignore[no-untyped-call] # the library's
    yield
    keyring.set_keyring(before)


def test_the_probes_of_one_toolkit_are_run_and_kept(lab: Command) -> None:
    said = lab("probe", "--toolkit", "huawei.cloud-sdk", "--json")

    (found,) = said.data["toolkits"]
    assert said.code == 0
    assert said.data["probes"] == 3
    assert (found["toolkit"], found["state"], found["proof"]) == (
        "huawei.cloud-sdk",
        "not_ready",
        "measured",
    )
    assert {part["reason"] for part in found["probes"]} == {"not_installed"}
    assert found["at"].startswith("2026-12-08T09:30")


def test_people_read_a_line_for_each_toolkit(sqlite_lab: Command) -> None:
    said = sqlite_lab("probe", "--toolkit", "huawei.torch-npu", "--language", "zh_HK")

    assert said.code == 0
    assert "huawei.torch-npu" in said.out
    assert "未就緒" in said.out
    assert "實測" in said.out


def test_a_toolkit_that_only_a_person_can_answer_for_stays_unknown(sqlite_lab: Command) -> None:
    said = sqlite_lab("probe", "--toolkit", "inspur.platform", "--json")

    assert said.data["probes"] == 0
    assert said.data["toolkits"][0]["state"] == "unknown"


def test_a_toolkit_that_is_not_there_is_refused_with_what_is_near(sqlite_lab: Command) -> None:
    said = sqlite_lab("probe", "--toolkit", "baidu.paddle")

    assert said.code == 3
    assert "baidu.paddlepaddle" in said.err
