"""What a web service answers: OpenAI-style model lists, health pages, cloud services."""

import json
import re
import socket
import ssl
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from labapp.domain.readiness import Finding, ReadyState
from labapp.probes.leash import Leash
from labapp.probes.network import failed, tls_failed
from labapp.probes.target import Target

if TYPE_CHECKING:
    import httpx

MOST_READ: Final = 256 * 1024
_AUTH: Final = re.compile(r"bearer:keyring:(?P<name>[\w.-]+)")
_KEY_MISSING: Final = frozenset({401, 403})
_ELSEWHERE: Final = frozenset({301, 302, 303, 307, 308, 404, 405, 410, 426})
"""Answers of something else that listens there."""
_SERVER_FAULT: Final = 500
_MOST_NAMED: Final = 8


def load(leash: Leash) -> None:
    """Load the web client: a tenth of a second that the program's start need not pay."""
    import httpx  # noqa: PLC0415, F401 -- late on purpose

    del leash


def http(spec: Mapping[str, Any], target: Target, leash: Leash) -> Finding:
    """Ask ``url`` and judge the answer.

    ``auth`` names the key to send. ``expect_status`` are the answers of a service that is ready,
    ``reachable_status`` those of one that wants a key; ``expect_json`` must be in the answer and
    ``expect_regex`` match it. The answer to a path that ends in ``/models`` must list models.
    """
    named = _AUTH.fullmatch(str(spec.get("auth") or ""))
    key = target.keys(named["name"]) if named else None
    if spec.get("tls") == "client_cert" and target.client_certificate is None:
        return Finding(ReadyState.AUTH_NEEDED, "no_client_certificate", str(spec["url"]))
    url = target.filled(str(spec["url"]))
    try:
        status, body = _ask(spec, url, target, key, leash)
    except OSError as error:
        return failed(error, url, leash)
    except _Unanswered as error:
        return error.finding
    if status in spec.get("reachable_status", _KEY_MISSING) or status in _KEY_MISSING:
        reason = "key_refused" if key else "key_missing"
        return Finding(ReadyState.AUTH_NEEDED, reason, f"{status} {body}")
    if status not in spec.get("expect_status", (200,)):
        state = ReadyState.WRONG_PRODUCT if status in _ELSEWHERE else ReadyState.NOT_READY
        reason = "server_fault" if status >= _SERVER_FAULT else "other_status"
        return Finding(state, reason, f"{status} {body}")
    return _judged(spec, urlsplit(url).path, body)


class _Unanswered(Exception):  # noqa: N818 -- what happened, not an error of the program
    """The service gave no answer that can be judged; the finding says what it gave."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.reason)
        self.finding = finding


def _ask(
    spec: Mapping[str, Any], url: str, target: Target, key: str | None, leash: Leash
) -> tuple[int, str]:
    import httpx  # noqa: PLC0415 -- loaded late, see above

    headers = {"Accept": "application/json, text/plain;q=0.9, */*;q=0.1"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    local = "{host}" in str(spec["url"])
    try:
        with httpx.Client(
            verify=_context(target) if url.startswith("https:") else False,
            timeout=leash.left,
            trust_env=not local,
            follow_redirects=False,
        ) as client:
            leash.on_stop(client.close)
            with client.stream(str(spec.get("method", "GET")), url, headers=headers) as answer:
                return answer.status_code, _body(answer, leash)
    except httpx.TimeoutException as error:
        raise TimeoutError from error
    except httpx.TransportError as error:
        _ = leash.left
        raise _Unanswered(_unanswered(error, url)) from error
    except (httpx.InvalidURL, httpx.DecodingError) as error:
        raise _Unanswered(
            Finding(ReadyState.WRONG_PRODUCT, "malformed", f"{url}: {error}")
        ) from error


def _context(target: Target) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=target.authorities)
    if target.client_certificate is not None:
        context.load_cert_chain(*target.client_certificate)
    return context


def _body(answer: "httpx.Response", leash: Leash) -> str:
    read = b""
    for piece in answer.iter_bytes():
        read += piece
        _ = leash.left
        if len(read) > MOST_READ:
            break
    return read[:MOST_READ].decode("utf-8", "replace").strip()


def _unanswered(error: "httpx.TransportError", url: str) -> Finding:
    """Return what lies under a failed request: the first fault that we know by name."""
    import httpx  # noqa: PLC0415 -- see above; it is loaded already

    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return tls_failed(cause, url)
        if isinstance(cause, socket.gaierror):
            return Finding(ReadyState.UNREACHABLE, "no_such_host", url)
        cause = cause.__cause__ or cause.__context__
    told = f"{url}: {error}"
    if isinstance(error, httpx.ConnectError):
        refused = "refused" in str(error).casefold()
        return Finding(ReadyState.UNREACHABLE, "refused" if refused else "no_way", told)
    if isinstance(error, httpx.RemoteProtocolError) and "disconnected" not in str(error):
        return Finding(ReadyState.WRONG_PRODUCT, "no_http", told)
    return Finding(ReadyState.NOT_READY, "hung_up", told)


def _judged(spec: Mapping[str, Any], path: str, body: str) -> Finding:
    expected = spec.get("expect_json")
    models = path.endswith("/models")
    if expected or models:
        try:
            content = json.loads(body)
        except ValueError:
            page = body[:1] in {"<", ""}
            state = ReadyState.WRONG_PRODUCT if page else ReadyState.NOT_READY
            return Finding(state, "no_json" if page else "malformed", body)
        found = _fields(expected, content, body) if expected else None
        found = found or (_models(content, body) if models else None)
        if found is not None and found.state is not ReadyState.READY:
            return found
        if found is not None and not spec.get("expect_regex"):
            return found
    pattern = spec.get("expect_regex")
    if pattern and re.search(pattern, body) is None:
        return Finding(ReadyState.WRONG_PRODUCT, "other_content", body)
    return Finding(ReadyState.READY, "answered", body)


def _fields(expected: Mapping[str, Any], content: object, body: str) -> Finding | None:
    if not isinstance(content, dict) or not expected.keys() <= content.keys():
        return Finding(ReadyState.WRONG_PRODUCT, "other_content", body)
    if any(content[name] != value for name, value in expected.items()):
        return Finding(ReadyState.NOT_READY, "says_not_ready", body)
    return None


def _models(content: object, body: str) -> Finding:
    listed = content.get("data") if isinstance(content, dict) else None
    if not isinstance(listed, list) or not all(
        isinstance(one, dict) and isinstance(one.get("id"), str) for one in listed
    ):
        return Finding(ReadyState.WRONG_PRODUCT, "no_model_list", body)
    if not listed:
        return Finding(ReadyState.NOT_READY, "no_model", body)
    named = ", ".join(one["id"] for one in listed[:_MOST_NAMED])
    return Finding(ReadyState.READY, "models", named)
