from datetime import UTC, datetime, timedelta

import pytest

from labapp.domain.languages import Names
from labapp.domain.readiness import (
    Probe,
    ProbeKind,
    ProbeReadiness,
    ProbeResult,
    Proof,
    Readiness,
    ReadyState,
    due_at,
    known_of,
    readiness_of,
)

NOW = datetime(2026, 12, 8, 1, 30, tzinfo=UTC)
NAMES = Names("PaddleX")


def result(
    state: ReadyState = ReadyState.READY,
    *,
    ago: int = 5,
    holds: int = 60,
    proof: Proof = Proof.MEASURED,
) -> ProbeResult:
    at = NOW - timedelta(minutes=ago)
    stale_at = at + timedelta(minutes=holds)
    return ProbeResult(1, None, at, 12, state, proof, "answered", "", None, stale_at, 1, "tester")


def part(found: ProbeResult | None, *, optional: bool = False) -> ProbeReadiness:
    probe = Probe(1, 1, ProbeKind.HTTP, {}, optional=optional)
    return known_of(probe, None, "localhost", found, NOW)


def of(*parts: ProbeReadiness) -> Readiness:
    return readiness_of(1, "baidu.paddlex", NAMES, parts)


def test_a_fresh_result_says_what_it_found() -> None:
    known = of(part(result()))

    assert (known.state, known.proof) == (ReadyState.READY, Proof.MEASURED)
    assert known.until == result().stale_at


def test_a_stale_result_says_nothing() -> None:
    known = of(part(result(ago=61)))

    assert (known.state, known.proof, known.reason) == (ReadyState.UNKNOWN, Proof.NONE, "stale")


def test_a_result_is_stale_at_the_minute_its_time_ends() -> None:
    assert part(result(ago=60)).state is ReadyState.UNKNOWN
    assert part(result(ago=59)).state is ReadyState.READY


def test_what_was_never_tested_is_unknown() -> None:
    known = of(part(None))

    assert (known.state, known.reason) == (ReadyState.UNKNOWN, "never_run")


def test_the_worst_of_what_must_hold_decides() -> None:
    known = of(part(result()), part(result(ReadyState.TLS_INVALID)), part(result()))

    assert known.state is ReadyState.TLS_INVALID


def test_one_unknown_part_keeps_the_whole_from_being_ready() -> None:
    assert of(part(result()), part(None)).state is ReadyState.UNKNOWN


def test_an_optional_part_does_not_spoil_the_whole() -> None:
    known = of(part(result()), part(result(ReadyState.NOT_READY), optional=True))

    assert known.state is ReadyState.READY


def test_where_all_is_optional_it_counts() -> None:
    known = of(part(result(ReadyState.NOT_READY), optional=True))

    assert known.state is ReadyState.NOT_READY


def test_a_probe_for_another_system_does_not_count() -> None:
    elsewhere = part(result(ReadyState.NOT_APPLICABLE))

    assert of(elsewhere, part(result())).state is ReadyState.READY
    assert of(elsewhere).state is ReadyState.NOT_APPLICABLE


def test_a_word_never_looks_like_a_measurement() -> None:
    word = part(result(proof=Proof.WORD))

    assert of(word).proof is Proof.WORD
    assert of(part(result()), word).proof is Proof.WORD


def test_the_whole_is_as_old_as_its_oldest_part() -> None:
    known = of(part(result(ago=5)), part(result(ago=30)))

    assert known.at == NOW - timedelta(minutes=30)
    assert known.until == NOW + timedelta(minutes=30)


@pytest.mark.parametrize(("ago", "due"), [(29, False), (30, True), (90, True)])
def test_a_probe_is_due_when_its_time_has_come(ago: int, due: bool) -> None:  # noqa: FBT001 -- cases
    probe = Probe(1, 1, ProbeKind.HTTP, {}, every_minutes=30)
    when = due_at(probe, result(ago=ago))

    assert when is not None
    assert (when <= NOW) is due


def test_a_probe_without_a_schedule_is_never_due_and_a_new_one_at_once() -> None:
    assert due_at(Probe(1, 1, ProbeKind.HTTP, {}), None) is None
    first = due_at(Probe(1, 1, ProbeKind.HTTP, {}, every_minutes=30), None)
    assert first is not None
    assert first < NOW
