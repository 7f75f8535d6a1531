import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from labapp.domain.demos import Audience, Industry, Layer
from labapp.domain.errors import FileFault
from labapp.services.checks import check_store
from labapp.services.clearance import AddProof, add_proof, clearance_of
from labapp.services.demos import list_demos
from labapp.services.lab_demos import checklist_records, demo_records, presenter_records
from labapp.services.lab_import import import_lab
from labapp.services.presenters import list_presenters
from labapp.services.releases import PublishRelease, publish_release
from labapp.storage.engine import locate
from labapp.storage.store import Store
from labapp.storage.transaction import Transaction
from tests.builders import open_empty
from tests.conftest import MORNING, SAMPLE
from tests.services.demo_orders import PDF, answer, hours, new_demo, new_presenter
from tests.services.test_releases import FIRST, LAST

Content = dict[str, Any]


def sample_content() -> Content:
    found: Content = json.loads(SAMPLE.read_text(encoding="utf-8"))
    return found | {"file": "lab.json"}


def told_by(store: Store) -> Content:
    return {
        "presenters": store.read(presenter_records),
        "demos": store.read(demo_records),
        "clearance_checklist": store.read(checklist_records),
    }


def test_what_the_sample_says_of_demos_comes_out_as_it_went_in(sample: Store) -> None:
    told = told_by(sample)

    for record, was in zip(told["demos"], sample_content()["demos"], strict=True):
        was["toolkits"].sort()
        assert {name: record[name] for name in was} == was
    for record, was in zip(
        told["clearance_checklist"], sample_content()["clearance_checklist"], strict=True
    ):
        assert {name: record[name] for name in was} == was


def test_all_that_is_said_of_demos_moves_to_another_lab(sample: Store, tmp_path: Path) -> None:
    presenter = new_presenter(sample, windows=(hours("14", "10:00", "12:00"),))
    card = new_demo(
        sample,
        audience=Audience.STUDENTS,
        industries=(Industry.EDUCATION,),
        layers=(Layer.ETHICS,),
        presenter_ids=(presenter.id,),
    )
    answer(sample, card.demo.id, "owner")
    told = told_by(sample)
    store = open_empty(locate(tmp_path / "other.db"), MORNING)

    report = store.write(import_lab, sample_content() | told)

    assert report.added["presenters"] == 1
    assert report.added["demos"] == 16
    assert told_by(store) == told
    assert [one.windows for one in store.read(list_presenters)] == [presenter.windows]
    moved = next(one for one in store.read(list_demos) if one.demo.code == card.demo.code)
    assert store.read(clearance_of, moved.demo.id).items[0].met
    assert check_store(store).sound
    store.close()


@pytest.mark.parametrize(
    ("block", "fields"),
    [
        ("demos", {"audience": "everybody"}),
        ("demos", {"layers": ["roof"]}),
        ("demos", {"risk_tier": "none"}),
        ("demos", {"models": [{"name": "Pangu"}]}),
        ("demos", {"presenters": ["PR99"]}),
        ("demos", {"clearance": {"status": "cleared", "answers": [{"item": "luck"}]}}),
    ],
)
def test_a_demo_that_the_lab_does_not_understand_is_the_files_fault(
    store: Store, block: str, fields: Content
) -> None:
    whole = sample_content()
    whole[block][0].update(fields)

    with pytest.raises(FileFault):
        store.write(import_lab, whole)

    assert store.read(list_demos) == []


def test_a_presenter_whose_hours_overlap_is_the_files_fault(store: Store) -> None:
    twice = ["2026-12-14T10:00:00+08:00", "2026-12-14T12:00:00+08:00"]
    presenter = {"id": "PR01", "exhibitor": "EX01", "name_en": "Lo", "windows": [twice, twice]}

    with pytest.raises(FileFault):
        store.write(import_lab, sample_content() | {"presenters": [presenter]})


TAMPERED = {
    "release": "DELETE FROM release_row WHERE number = 'BK011'",
    "proof": "UPDATE clearance_proof SET size = size + 1",
}


@pytest.mark.parametrize("what", TAMPERED)
def test_a_release_or_proof_that_was_tampered_with_is_found(sample: Store, what: str) -> None:
    card = new_demo(sample, generative=True)
    order = AddProof(demo_id=card.demo.id, item="label", name="p.pdf", content=PDF)
    sample.write(add_proof, order)
    sample.write(publish_release, PublishRelease(note="n", first_day=FIRST, last_day=LAST))
    assert check_store(sample).sound

    def tamper(tx: Transaction) -> None:
        tx.connection.execute(text(TAMPERED[what]))

    sample.write(tamper)

    assert {problem.what for problem in check_store(sample).problems} == {what}
