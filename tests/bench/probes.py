"""A hundred probes of which thirty hang: how long past the limit, and how the loop fared."""

import asyncio
import contextlib
import socket
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from labapp.domain.readiness import Probe, ProbeKind, ReadyState
from labapp.probes.running import Job, run_probes
from labapp.probes.target import Target
from tests.bench.measuring import Row, quiet

BEAT = 0.002
_PAGE = b'HTTP/1.1 200 OK\r\nContent-Length: 24\r\n\r\n{"data": [{"id": "m1"}]}'


@dataclass(frozen=True, slots=True)
class Ran:
    """How a run went, in seconds; ``states`` counts what was found."""

    took: float
    stall: float
    states: dict[ReadyState, int]


@contextlib.contextmanager
def _listening(answer: bytes) -> Iterator[int]:
    """Answer every connection with the bytes, or never when there are none."""
    held: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listener:

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    held.append(connection)
                    if answer:
                        connection.recv(4096)
                        connection.sendall(answer)

        threading.Thread(target=accept, daemon=True).start()
        yield int(listener.getsockname()[1])
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
    for connection in held:
        connection.close()


def hundred(good: int, silent: int, seconds: float, *, count: int = 100) -> list[Job]:
    """Return jobs of which three in ten hang: silent servers and sleeping children by turns."""
    here = Target(host="127.0.0.1")
    jobs: list[Job] = []
    kind: ProbeKind
    spec: dict[str, object]
    for number in range(count):
        match number % 10:
            case 0:
                kind, spec = ProbeKind.HTTP, {"url": f"http://{{host}}:{silent}/v1/models"}
            case 1:
                code = "import time; time.sleep(600)"
                kind, spec = ProbeKind.PYTHON_SNIPPET, {"code": code}
            case 2:
                kind, spec = ProbeKind.CLI, {"argv": ["sleep", "600"]}
            case 3:
                kind, spec = ProbeKind.CLI, {"argv": ["true"]}
            case 4 | 5 | 6:
                kind, spec = ProbeKind.HTTP, {"url": f"http://{{host}}:{good}/v1/models"}
            case 7:
                kind, spec = ProbeKind.FILE_EXISTS, {"path": sys.executable}
            case _:
                kind, spec = ProbeKind.TCP, {"host": "{host}", "port": str(good)}
        jobs.append(Job(Probe(number, 1, kind, spec, seconds=seconds), here))
    return jobs


def run(seconds: float, *, count: int = 100) -> Ran:
    """Run the jobs with a beat beside them and return how it went."""

    async def watched(jobs: list[Job]) -> Ran:
        stall, going = 0.0, True

        async def beat() -> None:
            nonlocal stall
            while going:
                before, worked = time.perf_counter(), time.process_time()
                await asyncio.sleep(BEAT)
                late = time.perf_counter() - before - BEAT
                # what other programs took of the machine is not the probes'
                stall = max(stall, min(late, time.process_time() - worked))

        beating = asyncio.ensure_future(beat())
        start = time.perf_counter()
        looked = await run_probes(jobs)
        took = time.perf_counter() - start
        going = False
        await beating
        states = [one.finding.state for one in looked]
        return Ran(took, stall, {state: states.count(state) for state in set(states)})

    with quiet(), _listening(_PAGE) as good, _listening(b"") as silent:
        return asyncio.run(watched(hundred(good, silent, seconds, count=count)))


def rows(seconds: float = 5) -> Iterator[Row]:
    """Yield how long beyond the time limit a hundred take, and the loop's longest stall."""
    ran = run(seconds)
    told = ", ".join(f"{count} {state}" for state, count in sorted(ran.states.items()))
    yield Row("probes-beyond", (ran.took - seconds) * 1000, None, 1000, note=told)
    yield Row("probes-stall", ran.stall * 1000, None, 50)
