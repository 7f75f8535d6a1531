from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labapp.planner.board import Board
from labapp.planner.costs import cost_of
from labapp.planner.explaining import About, Fact, explain
from labapp.planner.placing import Placer
from labapp.planner.problem import Problem, Spot
from labapp.planner.proving import prove, split_bound
from labapp.planner.slots import members, one_of, run, starts
from labapp.planner.solving import Budget, complete, never, release_lost_pins, solve
from labapp.planner.whereabouts import in_the_way, whereabouts
from tests.planner.judge import cost, faults
from tests.planner.made_up import made_up

SHORT = Budget(rounds=200)
SEEDS = range(1, 6)


@pytest.fixture(scope="module")
def week() -> Problem:
    return made_up("15/60").problem


@pytest.fixture(scope="module")
def fortnight() -> tuple[Problem, dict[int, Spot]]:
    problem = made_up("60/300").problem
    return problem, solve(problem, SHORT)


# Slots


@given(st.integers(0, (1 << 80) - 1), st.integers(1, 20))
def test_a_start_has_as_many_free_slots_after_it_as_it_is_long(free: int, length: int) -> None:
    found = set(members(starts(free, length)))

    slots = set(members(free))
    assert found == {slot for slot in slots if all(slot + n in slots for n in range(length))}


@given(st.integers(1, (1 << 80) - 1), st.integers())
def test_a_slot_drawn_is_one_of_the_set(slots: int, seed: int) -> None:
    assert one_of(slots, Random(seed)) in set(members(slots))


# Complete plans


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("size", ["15/60", "60/300"])
def test_every_demo_of_a_lab_that_can_be_planned_is_planned(size: str, seed: int) -> None:
    problem = made_up(size, seed).problem
    placer = Placer(problem, Random(seed))

    left = complete(problem, placer)

    assert left == []
    assert faults(problem, placer.board.plan) == []
    assert len(placer.board.plan) == len(problem.tasks)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_plan_costs_what_the_judge_counts(seed: int) -> None:
    problem = made_up("60/300", seed).problem
    heard: list[tuple[int, dict[int, Spot]]] = []

    plan = solve(problem, SHORT, seed=seed, told=lambda c, p: heard.append((c, dict(p))))

    assert faults(problem, plan) == []
    assert heard[-1] == (cost(problem, plan), plan)
    assert cost_of(problem, plan) == cost(problem, plan)
    costs = [told for told, _ in heard]
    assert costs == sorted(costs, reverse=True)


def test_the_same_seed_gives_the_same_plan(week: Problem) -> None:
    assert solve(week, SHORT, seed=7) == solve(week, SHORT, seed=7)
    assert solve(week, SHORT, seed=7) != solve(week, SHORT, seed=8)


def test_it_stops_when_it_is_told_to(week: Problem) -> None:
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > 100

    plan = solve(week, Budget(seconds=60), stop=stop)

    assert asked == 101
    assert faults(week, plan) == []


@settings(deadline=None, max_examples=25)
@given(st.data())
def test_whatever_is_closed_no_hard_rule_is_broken(data: st.DataObject) -> None:
    problem = release_lost_pins(_with_closures(made_up("15/60").problem, data))
    placer = Placer(problem, Random(1))

    left = complete(problem, placer)

    assert faults(problem, placer.board.plan) == []
    out = {task.id for piece in left for task in piece.tasks}
    assert out == {task.id for task in problem.tasks} - set(placer.board.plan)


def _with_closures(problem: Problem, data: st.DataObject) -> Problem:
    free = dict(problem.free)
    for resource in data.draw(st.lists(st.sampled_from(sorted(free)), min_size=1, max_size=4)):
        first = data.draw(st.integers(0, problem.slots - 1))
        free[resource] &= ~run(first, first + data.draw(st.integers(1, 150)))
    return replace(problem, free=free)


# Repairing


@pytest.mark.parametrize("seed", SEEDS)
def test_when_a_presenter_is_ill_for_a_day_hardly_any_other_demo_is_moved(
    fortnight: tuple[Problem, dict[int, Spot]], seed: int
) -> None:
    problem, plan = fortnight
    published = tuple(replace(task, published=plan[task.id]) for task in problem.tasks)
    ill = Random(seed).choice(problem.tasks).needs[0].resource
    day = next(day for day in problem.days if _works(problem, plan, ill, day))
    free = {**problem.free, ill: problem.free[ill] & ~run(*day)}
    broken = release_lost_pins(replace(problem, tasks=published, free=free))
    hit = [t.id for t in problem.tasks if _uses(t.needs[0].resource, ill) and _on(plan, t.id, day)]

    mended = solve(broken, Budget(rounds=500), begin=plan)

    assert faults(broken, mended) == []
    assert len(mended) == len(plan)
    moved = [number for number, spot in plan.items() if mended[number] != spot]
    assert set(hit) <= set(moved)
    assert len(moved) <= 3 * len(hit)


def _uses(resource: int, wanted: int) -> bool:
    return resource == wanted


def _on(plan: dict[int, Spot], number: int, day: tuple[int, int]) -> bool:
    return day[0] <= plan[number].start < day[1]


def _works(problem: Problem, plan: dict[int, Spot], who: int, day: tuple[int, int]) -> bool:
    return any(t.needs[0].resource == who and _on(plan, t.id, day) for t in problem.tasks)


# Where can it go


def test_a_demo_can_go_just_where_the_judge_finds_no_fault(week: Problem) -> None:
    plan = solve(week, SHORT)
    task = next(task for task in week.tasks if task.pinned is None and not _toured(week, task.id))
    rest = {number: spot for number, spot in plan.items() if number != task.id}
    board = _board(week, rest)

    found = whereabouts(board, task)

    for place in task.places:
        fitting = {
            start
            for start in members(task.within)
            if not faults(week, {**rest, task.id: Spot(place, start)})
        }
        assert set(members(found[place].free)) == fitting
        blocked = set(members(task.within)) - fitting
        assert set().union(*(set(members(s)) for s in found[place].short.values())) == blocked
        for start in blocked:
            short = {claim.resource for claim, _ in in_the_way(board, task, Spot(place, start))}
            assert short == {r for r, s in found[place].short.items() if s >> start & 1}


def test_who_holds_the_place_is_named(week: Problem) -> None:
    plan = solve(week, SHORT)
    task = next(task for task in week.tasks if task.pinned is None and not _toured(week, task.id))
    other = next(t for t in week.tasks if t.id != task.id and plan[t.id].place in task.places)
    board = _board(week, {number: spot for number, spot in plan.items() if number != task.id})

    claims = in_the_way(board, task, plan[other.id])

    assert other.id in {claim.resource: who for claim, who in claims}[plan[other.id].place]


def _toured(problem: Problem, number: int) -> bool:
    return any(number in tour.tasks for tour in problem.tours)


def _board(problem: Problem, plan: dict[int, Spot]) -> Board:
    board = Board(problem)
    for number, spot in plan.items():
        if number not in board.plan:
            board.put(board.tasks[number], spot)
    return board


# Proofs and reasons


def test_no_plan_is_below_the_bound_and_the_best_is_proven(week: Problem) -> None:
    week = replace(week, tasks=week.tasks[:25])
    plan = solve(week, Budget(rounds=5000))
    bound = split_bound(week, never)

    best = prove(week, seconds=60, begin=plan)

    assert bound is not None
    assert best is not None
    assert best.plan is not None
    assert best.bound == best.cost == cost(week, best.plan)
    assert faults(week, best.plan) == []
    assert bound <= best.bound <= cost(week, plan) <= 1.1 * best.bound


def test_a_presenter_who_never_comes_is_the_reason(week: Problem) -> None:
    task = week.tasks[-1]
    person = task.needs[0].resource
    problem = release_lost_pins(replace(week, free={**week.free, person: 0}))

    found = explain(problem, [task.id])

    assert found is not None
    assert found.facts == (Fact(About.TASK, task.id), Fact(About.RESOURCE, person))


def test_a_tour_whose_demos_are_too_far_apart_is_the_reason(week: Problem) -> None:
    far = replace(week.tours[0], least=400, most=400)

    found = explain(replace(week, tours=(far,)))

    assert found is not None
    assert found.facts[0] == Fact(About.TOUR, 0)


def test_more_wanted_of_a_place_than_there_is_is_told_in_numbers(week: Problem) -> None:
    on_stage = [task for task in week.tasks if task.places == (0,)]
    crowd = tuple(
        replace(on_stage[0], id=1000 + n, needs=(), pinned=None) for n in range(week.slots)
    )

    found = explain(replace(week, tasks=(*week.tasks, *crowd)), [crowd[-1].id])

    assert found is not None
    assert found.there == week.free[0].bit_count()
    assert found.wanted is not None
    assert found.wanted > found.there
    assert Fact(About.RESOURCE, 0) in found.facts


def test_two_demos_that_want_the_same_hour_are_the_reason(week: Problem) -> None:
    one, other = [t for t in week.tasks if not t.pinned and not _toured(week, t.id)][:2]
    start = next(iter(members(one.within)))
    needs = one.needs[:1]
    clash = tuple(
        replace(task, needs=needs, within=1 << start, places=(2,), before=0, after=0, pinned=None)
        for task in (one, other)
    )
    rest = tuple(task for task in week.tasks if task.id not in {one.id, other.id})
    person = {needs[0].resource: run(0, week.slots), 2: run(0, week.slots)}
    problem = replace(week, tasks=(*clash, *rest), free={**week.free, **person})

    found = explain(problem, [other.id])

    assert found is not None
    about = {(fact.about, fact.number) for fact in found.facts}
    assert {(About.WITHIN, one.id), (About.WITHIN, other.id)} <= about
    assert about & {(About.RESOURCE, 2), (About.RESOURCE, needs[0].resource)}


def test_what_can_be_planned_needs_no_reason() -> None:
    week = made_up("15/60").problem
    few = replace(week, tasks=week.tasks[:12], tours=())

    assert explain(few) is None
