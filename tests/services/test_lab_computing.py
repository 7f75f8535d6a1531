from datetime import date
from typing import Any

import pytest

from labapp.domain.aiss import Stage
from labapp.domain.errors import LabError
from labapp.exchange.lab_file import read_lab_file
from labapp.services.aiss import (
    EditReference,
    MoveStage,
    edit_reference,
    list_references,
    move_stage,
)
from labapp.services.lab_computing import pool_records, subsidy_records
from labapp.services.lab_import import import_lab
from labapp.services.matching import SetTags, set_tags
from labapp.storage.store import Store
from tests.conftest import SAMPLE
from tests.services.orders import resource_id


def blocks(store: Store) -> dict[str, Any]:
    return {
        "compute_pools": store.read(pool_records),
        "aiss_applications": store.read(subsidy_records),
    }


def test_what_goes_out_says_what_came_in(sample: Store) -> None:
    content = read_lab_file(SAMPLE)

    found = blocks(sample)

    for block, records in found.items():
        for known, record in zip(content[block], records, strict=True):
            told = {key: record[key] for key in known if key not in {"steps", "sample"}}
            assert told == {key: known[key] for key in told}
    steps = found["compute_pools"][2]["steps"]
    assert [(step["from"], step["mpflops"]) for step in steps][-2:] == [
        ("2026-12-10T08:00:00+08:00", 6000),
        ("2026-12-10T13:00:00+08:00", 12000),
    ]


def test_what_went_out_comes_in_again_with_all_that_was_added(
    sqlite_sample: Store, store: Store
) -> None:
    first = sqlite_sample.read(list_references)[0]
    order = EditReference(
        reference_id=first.id, changes={"application_no": "A-1", "starts_on": date(2026, 12, 1)}
    )
    sqlite_sample.write(edit_reference, order)
    for stage in (Stage.APPROVED, Stage.AGREEMENT):
        moved = MoveStage(reference_id=first.id, stage=stage, remind_on=date(2026, 12, 24))
        sqlite_sample.write(move_stage, moved)
    tags = SetTags(
        resource_id=resource_id(sqlite_sample, "P-GPU"), tags=frozenset({"media"}), seen=frozenset()
    )
    sqlite_sample.write(set_tags, tags)
    out = blocks(sqlite_sample)

    store.write(import_lab, read_lab_file(SAMPLE) | out)

    assert blocks(store) == out


@pytest.mark.parametrize(
    "changes", [{"rate_percent": 91}, {"rate_percent": 80}, {"stage": "lost"}, {"months": 0}]
)
def test_a_file_with_a_reference_that_cannot_be_is_refused(
    store: Store, changes: dict[str, Any]
) -> None:
    content = read_lab_file(SAMPLE)
    content["aiss_applications"][0] |= changes

    with pytest.raises(LabError):
        store.write(import_lab, content)

    assert store.read(list_references) == []
