"""A line to a PostgreSQL server that can be cut at the worst moment: around a COMMIT."""

import socket
import threading
import time
from collections import deque
from contextlib import suppress
from types import TracebackType
from typing import Self

LATE_SECONDS = 0.6
COMMIT = b"COMMIT\x00"
"""The whole command: BEGIN ISOLATION LEVEL READ COMMITTED is another."""


class Proxy:
    """Forwards bytes between a client and a server; ``cuts`` says what to do at the next COMMITs.

    ``before``: the server never hears of it. ``after``: the server commits, the client never hears
    of it. ``late``: the client is cut off at once and the server commits a while later.
    """

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.cuts: deque[str] = deque()
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for one in self._open:
            one.close()
        self._thread.join()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(self._server)
            self._open += [client, server]
            silent = threading.Event()
            for target, args in (
                (self._to_server, (client, server, silent)),
                (self._to_client, (server, client, silent)),
            ):
                threading.Thread(target=target, args=args, daemon=True).start()

    def _to_server(
        self, client: socket.socket, server: socket.socket, silent: threading.Event
    ) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                if COMMIT not in data or not self.cuts:
                    server.sendall(data)
                    continue
                how = self.cuts.popleft()
                silent.set()
                if how == "late":
                    _cut(client)
                    time.sleep(LATE_SECONDS)
                if how != "before":
                    server.sendall(data)
                    time.sleep(0.1)
                break
        _cut(client)
        _cut(server)

    def _to_client(
        self, server: socket.socket, client: socket.socket, silent: threading.Event
    ) -> None:
        with suppress(OSError):
            while data := server.recv(65536):
                if silent.is_set():
                    break
                client.sendall(data)
        if not silent.is_set():
            _cut(client)


def _cut(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
