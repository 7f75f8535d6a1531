"""The floor plan: brought as a file, checked, bound to places, kept with its history."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import combinations

import pytest

from labapp.domain import errors
from labapp.domain.errors import FileFault, Refused
from labapp.domain.lab import Lab
from labapp.domain.outlines import is_inside
from labapp.domain.plans import Plan, PlanKind, with_tray
from labapp.domain.staff import Actor, Role
from labapp.domain.times import Clock
from labapp.exchange.plans import drawing_of, matched
from labapp.services.plans import (
    SavePlan,
    floor_plan,
    laid_out,
    plan_by_id,
    plan_history,
    restore_plan,
    save_plan,
)
from labapp.storage import journal
from labapp.storage.engine import Location
from labapp.storage.lab import lab as read_lab
from labapp.storage.schema import open_store
from labapp.storage.store import Store
from labapp.ui.texts import explain
from labapp.words import LANGUAGES
from tests.builders import SmallLab
from tests.conftest import MORNING

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200">'
HALL = f"""{HEAD}
  <rect id="walls" width="400" height="200" fill="none" stroke="black"/>
  <g id="booths">
    <rect id="a1" x="10" y="10" width="80" height="60"/>
    <g id="stand7"><title>A2</title><rect x="110" y="10" width="80" height="60"/></g>
    <path id="left-over" d="M210 10h80v60h-80z"/>
  </g>
  <text x="5" y="190">Hall</text>
</svg>""".encode()


def place_ids(store: Store) -> dict[str, int]:
    return {plan_place.code: plan_place.id for plan_place in _lab(store).places.values()}


def _lab(store: Store) -> Lab:
    return store.read(read_lab)


def hall(store: Store, **shapes: str) -> SavePlan:
    """The hall with shapes bound to places by their codes."""
    ids = place_ids(store)
    bound = {shape.replace("_", "-"): ids[code] for shape, code in shapes.items()}
    return SavePlan(kind=PlanKind.FILE, name="hall.svg", drawing=HALL, shapes=bound)


def shown(store: Store) -> Plan:
    return laid_out(store.read(floor_plan), _lab(store).places)


# What is shown


def test_a_sample_lab_shows_the_sample_plan_until_somebody_chooses(sample: Store) -> None:
    found = sample.read(floor_plan)

    assert (found.id, found.kind) == (None, PlanKind.SAMPLE)
    assert sample.read(plan_history) == []
    assert {shape.code for shape in shown(sample).shapes} == place_ids(sample).keys()


def test_a_lab_of_its_own_shows_its_places_drawn(law: Store, lab: SmallLab) -> None:
    assert law.read(floor_plan).kind is PlanKind.DRAWN
    assert {shape.code for shape in shown(law).shapes} == place_ids(law).keys()


def test_a_file_is_shown_with_the_places_of_its_shapes(sample: Store) -> None:
    saved = sample.write(save_plan, hall(sample, a1="A1", stand7="A2"))

    plan = shown(sample)
    assert sample.read(floor_plan) == saved
    assert (saved.kind, saved.name, saved.saved_by) == (PlanKind.FILE, "hall.svg", "tester")
    assert {shape.code for shape in plan.shapes} == {"A1", "A2"}
    box = plan.shapes[0].label_at
    assert (box.x, box.y, box.width, box.height) == (10, 10, 80, 60)
    assert b"M210 10" in plan.backdrop, "what is no place is part of the drawing"


def test_places_that_the_plan_lacks_stand_in_a_tray_below_it(sample: Store) -> None:
    sample.write(save_plan, hall(sample, a1="A1"))

    plan, words_at = with_tray(shown(sample), place_ids(sample))

    assert words_at is not None
    assert {shape.code for shape in plan.shapes} == place_ids(sample).keys()
    assert all(s.label_at.y >= 200 for s in plan.shapes if s.code != "A1")


def test_the_drawn_plan_and_the_sample_can_be_chosen(sample: Store) -> None:
    for kind in (PlanKind.DRAWN, PlanKind.SAMPLE):
        sample.write(save_plan, SavePlan(kind=kind))
        assert sample.read(floor_plan).kind is kind
        assert {shape.code for shape in shown(sample).shapes} == place_ids(sample).keys()


def test_no_two_places_of_a_drawn_plan_overlap_and_all_lie_inside_it(sample: Store) -> None:
    sample.write(save_plan, SavePlan(kind=PlanKind.DRAWN))
    plan = shown(sample)
    boxes = [shape.label_at for shape in plan.shapes]

    for one, other in combinations(boxes, 2):
        apart_across = one.right <= other.x or other.right <= one.x
        assert apart_across or one.bottom <= other.y or other.bottom <= one.y
    assert all(b.x > 0 and b.right < plan.size[0] for b in boxes)
    assert all(b.y > 0 and b.bottom < plan.size[1] for b in boxes)
    assert 1 < plan.size[0] / plan.size[1] < 2.6


# History


def test_an_earlier_plan_can_be_restored_with_its_shapes(sample: Store) -> None:
    first = sample.write(save_plan, hall(sample, a1="A1"))
    sample.write(save_plan, hall(sample, a1="A3"))
    sample.write(save_plan, SavePlan(kind=PlanKind.DRAWN))

    assert first.id is not None
    again = sample.write(restore_plan, first.id)

    assert replace(again, id=first.id) == first
    history = sample.read(plan_history)
    assert [(one.kind, one.places, one.shown) for one in history] == [
        (PlanKind.FILE, 1, True),
        (PlanKind.DRAWN, 0, False),
        (PlanKind.FILE, 1, False),
        (PlanKind.FILE, 1, False),
    ]
    assert sample.read(plan_by_id, history[2].id).shapes == {"a1": place_ids(sample)["A3"]}


def test_the_same_drawing_is_kept_once(sample: Store) -> None:
    for code in ("A1", "A2", "A3"):
        sample.write(save_plan, hall(sample, a1=code))

    with sample.reading() as connection:
        kept = connection.exec_driver_sql("SELECT count(*) FROM floor_drawing").scalar()
    assert kept == 1


def test_each_change_is_in_the_journal_with_what_was_before(sample: Store) -> None:
    sample.write(save_plan, SavePlan(kind=PlanKind.DRAWN))
    sample.write(save_plan, hall(sample, a1="A1"))

    with sample.reading() as connection:
        (row,) = journal.history_of(connection, "hall.svg")
    assert (row.area, row.act, row.actor) == ("plans", "set_plan", "tester")
    assert row.before is not None
    assert row.before["kind"] == "drawn"
    assert row.after is not None
    assert row.after["shapes"] == {"a1": place_ids(sample)["A1"]}


def test_another_machine_shows_what_was_saved_here(
    sample: Store, sample_location: Location
) -> None:
    other = open_store(sample_location, actor=sample.actor, clock=Clock(MORNING))
    sample.write(save_plan, hall(sample, a1="A1"))

    assert other.read(floor_plan) == sample.read(floor_plan)
    other.close()


def test_two_desks_that_bring_the_same_drawing_at_once_are_both_kept(sample: Store) -> None:
    orders = [hall(sample, a1=code) for code in ("A1", "A2", "A3", "B1")]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda order: sample.write(save_plan, order), orders))

    assert len(sample.read(plan_history)) == 4


# What is refused


@pytest.mark.parametrize("role", [Role.OFFICER, Role.READER, Role.KIOSK])
def test_only_a_supervisor_changes_the_plan(
    sample: Store, sample_location: Location, role: Role
) -> None:
    other = open_store(sample_location, actor=Actor("other", role), clock=Clock(MORNING))
    with pytest.raises(Refused) as refused:
        other.write(save_plan, SavePlan(kind=PlanKind.DRAWN))
    with pytest.raises(Refused):
        other.write(restore_plan, 1)
    other.close()

    assert refused.value.refusals == (errors.RoleMayNot(role=role.value, act="set_plan"),)
    for language in LANGUAGES:
        assert explain(refused.value, language)


def test_a_shape_that_is_not_in_the_drawing_or_has_no_area_is_refused(sample: Store) -> None:
    for shape in ("nothing", "Hall"):
        order = replace(hall(sample), shapes={shape: place_ids(sample)["A1"]})
        with pytest.raises(Refused) as refused:
            sample.write(save_plan, order)
        assert refused.value.refusals == (errors.NotFound(what="shape", key=shape),)


def test_a_place_stands_in_one_shape_only_and_must_exist(sample: Store) -> None:
    with pytest.raises(Refused) as refused:
        sample.write(save_plan, hall(sample, a1="A1", stand7="A1"))
    assert isinstance(refused.value.refusals[0], errors.FieldFault)
    with pytest.raises(Refused) as refused:
        sample.write(save_plan, replace(hall(sample), shapes={"a1": 999}))

    assert refused.value.refusals == (errors.NotFound(what="place", key="999"),)
    assert sample.read(floor_plan).id is None


UNSAFE = {
    f"{HEAD}<script>x()</script></svg>": "plan_scripts",
    f'{HEAD}<rect onload="x()"/></svg>': "plan_scripts",
    f'{HEAD}<a href="javascript:x()"/></svg>': "plan_scripts",
    f"{HEAD}<foreignObject/></svg>": "plan_scripts",
    f'{HEAD}<image href="http://lab.test/a.png"/></svg>': "plan_outside",
    f'{HEAD}<use href="other.svg#a"/></svg>': "plan_outside",
    f'{HEAD}<image xmlns:xlink="x" xlink:href="file:///etc/passwd"/></svg>': "plan_outside",
    f'{HEAD}<rect fill="url(http://lab.test/#a)"/></svg>': "plan_outside",
    f"{HEAD}<style>@import 'a.css';</style></svg>": "plan_outside",
    f"{HEAD}<style>.a {{ fill: url(//lab.test/#a) }}</style></svg>": "plan_outside",
    f'<?xml-stylesheet href="a.css"?>{HEAD}</svg>': "plan_outside",
    f'<!DOCTYPE svg [<!ENTITY a "b">]>{HEAD}</svg>': "plan_entities",
    f'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>{HEAD}&a;</svg>': "plan_entities",
    f"{HEAD}{' ' * 4_000_001}</svg>": "plan_large",
    f"{HEAD}<rect>": "unreadable",
    "GIF89a": "unreadable",
    "<html/>": "unreadable",
}


@pytest.mark.parametrize(("text", "kind"), UNSAFE.items(), ids=range(len(UNSAFE)))
def test_what_does_more_than_draw_is_refused_with_a_sentence(
    sqlite_sample: Store, text: str, kind: str
) -> None:
    order = replace(hall(sqlite_sample), drawing=text.encode())
    with pytest.raises(FileFault) as fault:
        sqlite_sample.write(save_plan, order)

    assert fault.value.kind == kind
    for language in LANGUAGES:
        assert "hall.svg" in explain(fault.value, language)
    assert sqlite_sample.read(floor_plan).id is None


HARMLESS = f"""<?xml version="1.0" encoding="UTF-16"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"
  "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<!-- drawn by hand -->
{HEAD}<metadata about="http://lab.test/licence"/>
<defs><linearGradient id="g"/></defs>
<image href="data:image/png;base64,AAAA" width="9" height="9"/>
<rect id="a1" fill="url(#g)" width="90" height="40"/></svg>"""


def test_what_drawing_programs_write_is_taken(sample: Store) -> None:
    order = replace(hall(sample, a1="A1"), drawing=HARMLESS.encode("utf-16"))

    sample.write(save_plan, order)

    assert [shape.code for shape in shown(sample).shapes] == ["A1"]
    assert b"DOCTYPE" not in sample.read(floor_plan).drawing


# Finding the shapes


def test_shapes_with_a_name_are_found_but_not_the_hall_around_them() -> None:
    drawing = drawing_of(HALL, "hall.svg")

    assert [(c.id, c.title) for c in drawing.candidates] == [
        ("a1", ""),
        ("stand7", "A2"),
        ("left-over", ""),
        ("booths", ""),
    ]
    assert is_inside(drawing.candidates[1].outline, (150, 40))


def test_shapes_are_matched_by_id_or_title_and_never_a_place_twice() -> None:
    names = "".join(
        f'<rect id="{name}" x="{n}" width="30" height="30"{title}/>'
        for n, (name, title) in enumerate(
            {
                "Place-A1": "",
                "r1": ' data-name="a 2"',
                "r2": ' xmlns:i="x" i:label="B-1"',
                "A3": "",
                "r3": ' data-name="A3"',
                "r4": ' data-name="elsewhere"',
            }.items()
        )
    )
    drawing = drawing_of(f"{HEAD}{names}</svg>".encode(), "a.svg")

    assert matched(drawing.candidates, ["A1", "A2", "A3", "B1"]) == {
        "Place-A1": "A1",
        "r1": "A2",
        "r2": "B1",
        "A3": "A3",
    }


def test_a_drawing_of_very_many_shapes_offers_the_largest() -> None:
    shapes = "".join(
        f'<rect id="s{n}" width="{10 + n % 90}" height="{10 + n % 70}"/>' for n in range(4_000)
    )
    found = drawing_of(f"{HEAD}{shapes}</svg>".encode(), "a.svg").candidates

    assert len(found) == 1_500
    assert all(one.area >= 900 for one in found)
