"""Demos, presenters and cleared checklists for the tests of services."""

from datetime import datetime
from typing import Any

from labapp.domain.clearance import Proof
from labapp.domain.demos import DemoCard, Model, Presenter, Source
from labapp.domain.languages import Names
from labapp.domain.times import Span
from labapp.services.clearance import (
    AddProof,
    AnswerItem,
    ClearanceState,
    DecideClearance,
    add_proof,
    answer_item,
    clearance_of,
    decide_clearance,
)
from labapp.services.demos import AddDemo, add_demo
from labapp.services.exhibitors import exhibitor_by_code
from labapp.services.presenters import AddPresenter, add_presenter
from labapp.storage.store import Store

PDF = b"%PDF-1.7 proof"
MODEL = Model("Pangu", "2.0", "own")
SOURCE = Source("Invented forms", "made by the exhibitor")


def clock(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-12-{text}:00+08:00")


def hours(day: str, start: str, end: str) -> Span:
    return Span(clock(f"{day}T{start}"), clock(f"{day}T{end}"))


def exhibitor_id(store: Store, code: str) -> int:
    return store.read(exhibitor_by_code, code).id


def new_demo(
    store: Store,
    owner: str = "EX10",
    **fields: Any,  # noqa: ANN401 -- fields of the order
) -> DemoCard:
    wanted: dict[str, Any] = {
        "titles": Names("Site safety", "工地安全", "工地安全"),
        "models": (MODEL,),
        "sources": (SOURCE,),
    }
    order = AddDemo(exhibitor_id=exhibitor_id(store, owner), **(wanted | fields))
    return store.write(add_demo, order)


def new_presenter(
    store: Store,
    owner: str = "EX10",
    name: str = "Karen",
    windows: tuple[Span, ...] | None = None,
) -> Presenter:
    order = AddPresenter(
        exhibitor_id=exhibitor_id(store, owner), names=Names(name), windows=windows
    )
    return store.write(add_presenter, order)


def answer(store: Store, demo_id: int, item: str, *, met: bool = True) -> ClearanceState:
    return store.write(
        answer_item,
        AnswerItem(demo_id=demo_id, item=item, met=met, note="seen", signer="Karen LEE"),
    )


def answer_all(store: Store, demo_id: int, *, but: tuple[str, ...] = ()) -> ClearanceState:
    """Answer every item that applies, with the files that it wants."""
    for each in store.read(clearance_of, demo_id).items:
        if each.item.key in but:
            continue
        if each.item.proof is Proof.FILE:
            proof = AddProof(demo_id=demo_id, item=each.item.key, name="p.pdf", content=PDF)
            store.write(add_proof, proof)
        answer(store, demo_id, each.item.key)
    return store.read(clearance_of, demo_id)


def clear(store: Store, demo_id: int) -> ClearanceState:
    answer_all(store, demo_id)
    return store.write(decide_clearance, DecideClearance(demo_id=demo_id, status="cleared"))
