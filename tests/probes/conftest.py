"""Real servers on this machine, each with a fault of its own, and a certificate authority."""

import contextlib
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import trustme
from typing_extensions import override

from labapp.domain.readiness import Probe, ProbeKind
from labapp.probes.running import Job, Looked, run_probe
from labapp.probes.target import Target

Page = tuple[int, str, str]
"""Status, content type, body."""


@dataclass
class Authority:
    """Signs certificates that ``file`` makes trusted."""

    ca: trustme.CA
    file: str
    folder: Path

    def context(self, *names: str, days: int = 90, asks: bool = False) -> ssl.SSLContext:
        """Return a server's context; its certificate ends after the days (before 0: it has)."""
        ends = datetime.now(UTC) + timedelta(days=days)
        made = self.ca.issue_cert(*names, not_before=ends - timedelta(days=365), not_after=ends)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.configure_cert(context)
        if asks:
            self.ca.configure_trust(context)
            context.verify_mode = ssl.CERT_REQUIRED
        return context

    def client(self) -> tuple[str, str]:
        made = self.ca.issue_cert("desk.lab")
        certificate, key = self.folder / "client.pem", self.folder / "client.key"
        for index, blob in enumerate(made.cert_chain_pems):
            blob.write_to_path(str(certificate), append=index > 0)
        made.private_key_pem.write_to_path(str(key))
        return str(certificate), str(key)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    folder = tmp_path_factory.mktemp("authority")
    ca = trustme.CA()
    file = folder / "ca.pem"
    ca.cert_pem.write_to_path(str(file))
    return Authority(ca, str(file), folder)


@dataclass
class Site:
    """A web server's pages; what was asked of it is kept."""

    pages: Mapping[str, Page]
    key: str | None = None
    asked: list[Mapping[str, str]] = field(default_factory=list)
    port: int = 0

    def answer(self, path: str, headers: Mapping[str, str]) -> Page:
        self.asked.append(headers)
        if self.key is not None and headers.get("Authorization") != f"Bearer {self.key}":
            return (401, "application/json", '{"error": "no key"}')
        return self.pages.get(path, (404, "text/html", "<h1>Not here</h1>"))


Serve = Callable[..., Site]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a web server with these pages."""
    running: list[ThreadingHTTPServer] = []

    def start(
        pages: Mapping[str, Page], *, key: str | None = None, tls: ssl.SSLContext | None = None
    ) -> Site:
        site = Site(pages, key)

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, kind, body = site.answer(self.path, dict(self.headers))
                content = body.encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            @override
            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        class Server(ThreadingHTTPServer):
            @override
            def handle_error(self, request: object, client_address: object) -> None:
                """A handshake that a client breaks off is what the tests want."""

            @override
            def finish_request(self, request: Any, client_address: Any) -> None:
                if tls is None:
                    super().finish_request(request, client_address)
                    return
                with (
                    contextlib.suppress(OSError),
                    tls.wrap_socket(request, server_side=True) as secured,
                ):
                    super().finish_request(secured, client_address)

        server = Server(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        running.append(server)
        site.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return site

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


@pytest.fixture
def talk() -> Iterator[Callable[[Callable[[socket.socket], None]], int]]:
    """Start a server that does to each connection what it is told; return its port."""
    listening: list[socket.socket] = []

    def start(does: Callable[[socket.socket], None]) -> int:
        listener = socket.create_server(("127.0.0.1", 0))
        listening.append(listener)

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    threading.Thread(target=_safely, args=(does, connection), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        return int(listener.getsockname()[1])

    yield start
    for listener in listening:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def _safely(does: Callable[[socket.socket], None], connection: socket.socket) -> None:
    with contextlib.suppress(OSError), connection:
        does(connection)


@pytest.fixture
def refusing() -> int:
    """Return a port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


HERE = Target(host="127.0.0.1", interpreter=sys.executable)


def job(kind: str, spec: Mapping[str, Any], target: Target = HERE, seconds: float = 10) -> Job:
    return Job(Probe(1, 1, ProbeKind(kind), spec, seconds=seconds), target)


async def look(
    kind: str, spec: Mapping[str, Any], target: Target = HERE, seconds: float = 10
) -> Looked:
    return await run_probe(job(kind, spec, target, seconds))
