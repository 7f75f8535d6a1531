import asyncio
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import keyring
import keyring.backend
import pytest
from keyring.errors import PasswordDeleteError
from sqlalchemy import func, select, update
from typing_extensions import override

from labapp.domain import errors
from labapp.domain.errors import Refused
from labapp.domain.readiness import Finding, Probe, ProbeKind, Proof, Readiness, ReadyState
from labapp.domain.staff import Actor, Role
from labapp.domain.times import Clock
from labapp.domain.toolkits import Install
from labapp.probes.running import Job, Looked, run_probes
from labapp.services.checks import check_store
from labapp.services.gateway import Gateway
from labapp.services.keys_kept import forget_key, keep_key, key_named, key_present
from labapp.services.readiness import (
    GiveWord,
    due_probes,
    give_word,
    history_of,
    jobs_of,
    keep_results,
    probe_now,
    readiness_now,
)
from labapp.services.toolkits import PutProbe, SetInstalls, probes_of, put_probe, set_installs
from labapp.storage.store import Store
from labapp.storage.tables.house import journal
from labapp.storage.tables.toolkits import probe_result
from labapp.storage.transaction import Transaction
from tests.conftest import MORNING
from tests.services.orders import ONE_ENGINE, kinds, resource_id

KEY = "bce-v3/ALTAK-verysecretindeed"


class InMemory(keyring.backend.KeyringBackend):
    """A key store that forgets with the test."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # the library's
        self.kept: dict[tuple[str, str], str] = {}

    @override
    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    @override
    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    @override
    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError
        del self.kept[service, username]


@pytest.fixture(autouse=True)
def key_store() -> Iterator[InMemory]:
    before = keyring.get_keyring()
    store = InMemory()
    keyring.set_keyring(store)
    yield store
    keyring.set_keyring(before)


@pytest.fixture
def service() -> Iterator[int]:
    """A model server that wants the key; its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.headers.get("Authorization") == f"Bearer {KEY}"
            body = json.dumps({"data": [{"id": "m1"}]} if known else {"error": KEY}).encode()
            self.send_response(200 if known else 401)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield int(server.server_address[1])
    server.shutdown()
    server.server_close()


def only(
    store: Store,
    code: str,
    kind: ProbeKind,
    spec: Mapping[str, object],
    **more: Any,  # noqa: ANN401 -- fields of the probe
) -> Probe:
    """Give a toolkit one probe more, before the others."""
    new = Probe(0, resource_id(store, code), kind, spec, position=-1, **more)
    return store.write(put_probe, PutProbe(probe=new))


def known(store: Store, code: str) -> Readiness:
    (found,) = store.read(readiness_now, resource_id(store, code))
    return found


def run(store: Store, *probes: Probe) -> tuple[Looked, ...]:
    ids = [probe.id for probe in probes]
    looked = asyncio.run(run_probes(store.read(jobs_of, None, ids)))
    store.write(keep_results, looked)
    return looked


def later(store: Store, minutes: int) -> None:
    store.clock = Clock(MORNING + timedelta(minutes=minutes))


def test_before_anything_is_tested_nothing_is_known(sample: Store) -> None:
    found = sample.read(readiness_now)

    assert len(found) == 18
    assert {(one.state, one.proof, one.reason) for one in found} == {
        (ReadyState.UNKNOWN, Proof.NONE, "never_run")
    }


def test_what_a_probe_finds_is_kept_with_when_and_how(sample: Store) -> None:
    probe = only(sample, "huawei.maas", ProbeKind.DIST_VERSION, {"dist": "packaging"})

    (looked,) = run(sample, probe)

    (result,) = sample.read(history_of, resource_id(sample, "huawei.maas"))
    assert (result.state, result.proof) == (ReadyState.READY, Proof.MEASURED)
    assert result.at == sample.clock.now()
    assert result.stale_at == result.at + timedelta(minutes=probe.valid_minutes)
    assert (result.probe_version, result.by) == (1, "tester")
    assert result.took_ms == looked.took_ms
    assert result.version
    assert check_store(sample).sound


def test_a_result_no_longer_counts_when_it_is_stale(sample: Store) -> None:
    probe = only(
        sample, "inspur.platform", ProbeKind.DIST_VERSION, {"dist": "packaging"}, valid_minutes=30
    )
    run(sample, probe)
    (manual,) = (p for p in sample.read(probes_of, probe.toolkit_id) if p.kind is ProbeKind.MANUAL)
    sample.write(give_word, GiveWord(probe_id=manual.id, state=ReadyState.READY))
    assert known(sample, "inspur.platform").state is ReadyState.READY

    later(sample, 31)

    assert known(sample, "inspur.platform").state is ReadyState.UNKNOWN


@ONE_ENGINE
def test_the_newest_result_counts_and_the_older_ones_are_history(sample: Store) -> None:
    probe = only(sample, "huawei.mindstudio", ProbeKind.DIST_VERSION, {"dist": "not-there-yet"})
    run(sample, probe)
    assert known(sample, "huawei.mindstudio").state is ReadyState.NOT_READY
    better = replace(probe, spec={"dist": "packaging"})
    sample.write(put_probe, PutProbe(probe=better))

    later(sample, 5)
    run(sample, better)

    assert known(sample, "huawei.mindstudio").state is ReadyState.READY
    states = [one.state for one in sample.read(history_of, probe.toolkit_id)]
    assert states == [ReadyState.READY, ReadyState.NOT_READY]


@ONE_ENGINE
def test_each_host_is_tested_and_the_worst_decides(sample: Store) -> None:
    code = "huawei.mindstudio"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        spec: dict[str, object] = {"host": "{host}", "port": listener.getsockname()[1]}
        probe = only(sample, code, ProbeKind.TCP, spec)
        hosts = (Install(host="127.0.0.1"), Install(host="127.0.0.2"))
        sample.write(set_installs, SetInstalls(toolkit_id=probe.toolkit_id, installs=hosts))

        run(sample, probe)

    found = known(sample, code)
    mine = [part for part in found.parts if part.probe.id == probe.id]
    assert [(part.host, part.state) for part in mine] == [
        ("127.0.0.1", ReadyState.READY),
        ("127.0.0.2", ReadyState.UNREACHABLE),
    ]
    assert found.state is ReadyState.UNREACHABLE


@ONE_ENGINE
def test_the_version_that_the_catalogue_wants_is_asked_for(sample: Store) -> None:
    jobs = sample.read(jobs_of, [resource_id(sample, "huawei.cloud-sdk")])

    assert [job.probe.spec.get("version") for job in jobs] == [">=3.1", None, None]


def word_of(store: Store) -> Probe:
    (probe,) = store.read(probes_of, resource_id(store, "inspur.platform"))
    return probe


def test_somebodys_word_holds_until_its_end_and_looks_like_one(sample: Store) -> None:
    order = GiveWord(
        probe_id=word_of(sample).id, state=ReadyState.READY, words="licence seen, password=SECRET"
    )

    found = sample.write(give_word, order)

    assert (found.state, found.proof) == (ReadyState.READY, Proof.WORD)
    assert found.until == sample.clock.now() + timedelta(hours=24)
    newest = found.parts[0].newest
    assert newest is not None
    assert newest.by == "tester"
    assert "SECRET" not in newest.evidence
    later(sample, 24 * 60)
    assert known(sample, "inspur.platform").state is ReadyState.UNKNOWN


@ONE_ENGINE
@pytest.mark.parametrize("days", [0, 32])
def test_a_word_without_an_end_in_sight_is_refused(sample: Store, days: int) -> None:
    until = sample.clock.now() + timedelta(days=days)
    order = GiveWord(probe_id=word_of(sample).id, state=ReadyState.READY, until=until)

    with pytest.raises(Refused) as refused:
        sample.write(give_word, order)

    assert kinds(refused.value) == [errors.FieldFault]


@ONE_ENGINE
def test_what_can_be_measured_takes_nobodys_word(sample: Store) -> None:
    measured = sample.read(probes_of, resource_id(sample, "baidu.paddlex"))[0]

    with pytest.raises(Refused) as refused:
        sample.write(give_word, GiveWord(probe_id=measured.id, state=ReadyState.READY))

    assert kinds(refused.value) == [errors.NotFound]


def test_a_check_finds_a_word_that_passes_for_a_measurement(sample: Store) -> None:
    sample.write(give_word, GiveWord(probe_id=word_of(sample).id, state=ReadyState.READY))
    assert check_store(sample).sound

    def forge(tx: Transaction) -> None:
        tx.connection.execute(update(probe_result).values(proof="measured"))
        tx.record("readiness", "forge", "inspur.platform")

    sample.write(forge)

    assert [problem.what for problem in check_store(sample).problems] == ["word"]


@ONE_ENGINE
def test_a_reader_runs_no_probes(sample: Store) -> None:
    sample.actor = Actor("guest", Role.READER, "desk")

    with pytest.raises(Refused) as refused:
        sample.write(keep_results, ())

    assert kinds(refused.value) == [errors.RoleMayNot]


def test_the_schedule_wants_what_has_waited_long_enough(sample: Store) -> None:
    probe = only(
        sample, "inspur.oss", ProbeKind.DIST_VERSION, {"dist": "packaging"}, every_minutes=60
    )

    def due(now: datetime) -> list[int]:
        return [job.probe.id for job in sample.read(due_probes, now)]

    now = sample.clock.now()
    assert due(now) == [probe.id]
    run(sample, probe)
    assert due(now + timedelta(minutes=59)) == []
    assert due(now + timedelta(minutes=61)) == [probe.id]


@ONE_ENGINE
def test_what_a_probe_found_that_was_taken_away_meanwhile_is_dropped(sample: Store) -> None:
    gone = Looked(
        Job(Probe(99_999, 1, ProbeKind.TCP, {}), target=sample.read(jobs_of)[0].target),
        Finding(ReadyState.READY, "connected"),
        3,
    )

    sample.write(keep_results, (gone,))

    count = sample.read(
        lambda tx: tx.connection.execute(select(func.count()).select_from(probe_result)).scalar()
    )
    assert count == 0


@ONE_ENGINE
def test_a_key_is_used_and_is_nowhere_in_the_database(sample: Store, service: int) -> None:
    spec = {"url": f"http://{{host}}:{service}/v1/models", "auth": "bearer:keyring:qianfan"}
    probe = only(sample, "baidu.qianfan", ProbeKind.HTTP, spec)

    (without,) = run(sample, probe)
    assert keep_key("qianfan", KEY)
    (with_it,) = run(sample, probe)

    assert (without.finding.state, without.finding.reason) == (
        ReadyState.AUTH_NEEDED,
        "key_missing",
    )
    assert with_it.finding.state is ReadyState.READY
    told = sample.read(
        lambda tx: "".join(
            str(row)
            for table in (probe_result, journal)
            for row in tx.connection.execute(select(table))
        )
    )
    assert "verysecret" not in told


def test_of_a_key_only_its_presence_is_told(key_store: InMemory) -> None:
    assert not key_present("qianfan")
    keep_key("qianfan", f"  {KEY}\n")

    assert key_present("qianfan")
    assert key_store.kept == {("labapp", "qianfan"): KEY}
    assert forget_key("qianfan")
    assert not forget_key("qianfan")
    assert key_named("qianfan") is None


@pytest.mark.parametrize(
    ("name", "key"), [("a/b", KEY), ("", KEY), ("a", " "), ("a", "x" * 10_001)]
)
def test_what_is_no_key_is_refused(name: str, key: str) -> None:
    with pytest.raises(Refused):
        keep_key(name, key)


@pytest.mark.timeout(60)
def test_the_window_runs_probes_and_hears_of_each(
    gateway: Gateway, loop: asyncio.AbstractEventLoop, sqlite_sample: Store
) -> None:
    probe = only(sqlite_sample, "huawei.mindstudio", ProbeKind.DIST_VERSION, {"dist": "packaging"})
    heard: list[int] = []
    areas: set[str] = set()
    gateway.subscribe(areas.update)

    async def probing() -> tuple[Looked, ...]:
        looked = await probe_now(
            gateway, None, [probe.id], lambda one: heard.append(one.job.probe.id)
        )
        await asyncio.sleep(0.05)
        return looked

    (looked,) = loop.run_until_complete(probing())

    assert looked.finding.state is ReadyState.READY
    assert heard == [probe.id]
    assert "readiness" in areas
