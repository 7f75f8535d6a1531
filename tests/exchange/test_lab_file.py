import json
from pathlib import Path
from typing import Any

import pytest

from labapp.domain.errors import FileFault
from labapp.exchange.lab_file import BLOCKS, SCHEMA, read_lab_file
from tests.conftest import SAMPLE


def content() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(SAMPLE.read_text(encoding="utf-8"))
    return found


def fault_of(path: Path) -> FileFault:
    with pytest.raises(FileFault) as fault:
        read_lab_file(path)
    assert fault.value.path == str(path)
    return fault.value


def written(folder: Path, what: object) -> Path:
    path = folder / "lab.json"
    path.write_text(json.dumps(what), encoding="utf-8")
    return path


def test_a_lab_file_is_read_with_where_it_stands() -> None:
    found = read_lab_file(SAMPLE)

    assert found["meta"]["schema"] == SCHEMA
    assert set(BLOCKS) <= set(found)
    assert {**content(), "file": str(SAMPLE)} == found


def test_a_lab_file_from_windows_is_read(tmp_path: Path) -> None:
    path = tmp_path / "lab.json"
    path.write_bytes(b"\xef\xbb\xbf" + SAMPLE.read_bytes().replace(b"\n", b"\r\n"))

    assert read_lab_file(path)["zones"] == content()["zones"]


@pytest.mark.parametrize("block", BLOCKS)
def test_a_lab_file_without_one_of_its_blocks_is_refused(tmp_path: Path, block: str) -> None:
    whole = content()
    del whole[block]

    fault = fault_of(written(tmp_path, whole))

    assert (fault.kind, fault.detail) == ("broken", block)


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("other", [None, 5, "text", ["text"]])
def test_a_block_of_another_shape_is_refused(tmp_path: Path, block: str, other: object) -> None:
    fault = fault_of(written(tmp_path, content() | {block: other}))

    assert (fault.kind, fault.detail) == ("broken", block)


@pytest.mark.parametrize("meta", [{"schema": "ailab-sample/2"}, {}, None, [], "ailab-sample/1"])
def test_a_file_of_another_schema_is_refused(tmp_path: Path, meta: object) -> None:
    fault = fault_of(written(tmp_path, content() | {"meta": meta}))

    assert fault.kind == "broken"
    assert SCHEMA in fault.detail


@pytest.mark.parametrize("other", [[], "lab", 5, None, {}])
def test_json_of_something_else_is_refused(tmp_path: Path, other: object) -> None:
    assert fault_of(written(tmp_path, other)).kind == "broken"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b'{"meta": {"schema": "ailab-sample/1"}',
        b"\xff\xfe{\x00",
        b"name,code\r\n",
        b"[" * 100_000,
    ],
    ids=["empty", "a brace", "cut", "UTF-16", "a table", "too deep"],
)
def test_what_is_no_json_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "lab.json"
    path.write_bytes(data)

    assert fault_of(path).kind == "unreadable"


def test_a_lab_file_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lab.json"
    path.write_bytes(SAMPLE.read_bytes()[:-100])

    assert fault_of(path).kind == "unreadable"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert fault_of(tmp_path / "nothing.json").kind == "missing"
    assert fault_of(tmp_path).kind == "missing"
