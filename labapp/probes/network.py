"""Whether something listens, and whether it is who it says: TCP and TLS."""

import contextlib
import errno
import socket
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from labapp.domain.readiness import Finding, ReadyState
from labapp.probes.clock import now
from labapp.probes.leash import Leash
from labapp.probes.target import Target

_CERTIFICATE: Final = {
    9: "certificate_early",
    10: "certificate_expired",
    18: "certificate_unknown",
    19: "certificate_unknown",
    20: "certificate_unknown",
    21: "certificate_unknown",
    62: "other_host",
    64: "other_host",
}
"""What OpenSSL's verify codes mean."""
_NO_TLS: Final = frozenset({"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE"})
_ASKS_WHO: Final = ("CERTIFICATE_REQUIRED", "BAD_CERTIFICATE", "HANDSHAKE_FAILURE", "UNKNOWN_CA")
_REFUSED: Final = frozenset({errno.ECONNREFUSED, errno.ECONNRESET})


def tcp(spec: Mapping[str, Any], target: Target, leash: Leash) -> Finding:
    """Connect to ``host`` and ``port``."""
    host, port = _address(spec, target)
    try:
        with connected(host, port, leash):
            return Finding(ReadyState.READY, "connected", f"{host}:{port}")
    except OSError as error:
        return failed(error, f"{host}:{port}", leash)


def tls_cert(spec: Mapping[str, Any], target: Target, leash: Leash) -> Finding:
    """Shake hands with ``host`` and ``port``; the certificate must be its own and in date.

    From ``min_days_left`` days before it ends on it warns.
    """
    host, port = _address(spec, target)
    where = f"{host}:{port}"
    context = ssl.create_default_context(cafile=target.authorities)
    try:
        with connected(host, port, leash) as plain:
            plain.settimeout(leash.left)
            with context.wrap_socket(plain, server_hostname=host) as secured:
                certificate = secured.getpeercert() or {}
    except OSError as error:
        return failed(error, where, leash)
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)
    left = (ends - now()).days
    evidence = f"{where}: {ends:%Y-%m-%d}"
    if left < int(spec.get("min_days_left", 0)):
        return Finding(ReadyState.DEGRADED, "certificate_ends_soon", evidence)
    return Finding(ReadyState.READY, "certified", evidence)


def _address(spec: Mapping[str, Any], target: Target) -> tuple[str, int]:
    return target.filled(str(spec["host"])), int(spec["port"])


def connected(host: str, port: int, leash: Leash) -> socket.socket:
    """Return a connection that is cut when the leash is pulled."""
    connection = socket.create_connection((host, port), timeout=leash.left)
    leash.on_stop(partial(cut, connection))
    return connection


def cut(connection: socket.socket) -> None:
    """Wake whoever waits for the connection, and end it."""
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def failed(error: OSError, where: str, leash: Leash) -> Finding:
    """Return what a connection that failed says; out of time it is ``TimeoutError``."""
    if isinstance(error, TimeoutError):
        raise TimeoutError from error
    _ = leash.left
    if isinstance(error, ssl.SSLError):
        return tls_failed(error, where)
    if isinstance(error, socket.gaierror):
        return Finding(ReadyState.UNREACHABLE, "no_such_host", where)
    reason = "refused" if error.errno in _REFUSED else "no_way"
    return Finding(ReadyState.UNREACHABLE, reason, f"{where}: {error.strerror or error}")


def tls_failed(error: ssl.SSLError, where: str) -> Finding:
    """Return what a handshake that failed says."""
    told = f"{where}: {error.reason or error}"
    if isinstance(error, ssl.SSLCertVerificationError):
        reason = _CERTIFICATE.get(error.verify_code, "certificate_invalid")
        return Finding(ReadyState.TLS_INVALID, reason, f"{where}: {error.verify_message}")
    cause = error.reason or ""
    if cause in _NO_TLS:
        return Finding(ReadyState.WRONG_PRODUCT, "no_tls", told)
    if "ALERT" in cause and cause.endswith(_ASKS_WHO):
        return Finding(ReadyState.AUTH_NEEDED, "client_certificate", told)
    return Finding(ReadyState.TLS_INVALID, "handshake_failed", told)
