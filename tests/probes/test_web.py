import asyncio
import json
import socket
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from labapp.domain.readiness import Finding, ReadyState
from tests.probes.conftest import HERE, Authority, Page, Serve, look

Talk = Callable[[Callable[[socket.socket], None]], int]

MODELS = {"object": "list", "data": [{"id": "Yuan2-M32"}, {"id": "other"}]}
KEY = "bce-v3/ALTAK-verysecretindeed"


def page(body: object, status: int = 200, kind: str = "application/json") -> Page:
    return (status, kind, body if isinstance(body, str) else json.dumps(body))


def models_at(port: int, **spec: object) -> dict[str, object]:
    return {"url": f"http://{{host}}:{port}/v1/models", "expect_status": [200], **spec}


def seen(kind: str, spec: dict[str, object], **where: object) -> Finding:
    seconds = float(str(where.pop("seconds", 10)))
    target = replace(HERE, **where)  # type: ignore[arg-type] # a test's own words
    return asyncio.run(look(kind, spec, target, seconds)).finding


def asked(spec: dict[str, object], **where: object) -> Finding:
    return seen("http", spec, **where)


def test_a_model_list_is_ready_and_names_its_models(serve: Serve) -> None:
    site = serve({"/v1/models": page(MODELS)})

    found = asked(models_at(site.port))

    assert (found.state, found.reason) == (ReadyState.READY, "models")
    assert found.evidence == "Yuan2-M32, other"


def test_the_model_that_is_wanted_must_be_among_them(serve: Serve) -> None:
    site = serve({"/v1/models": page({"data": [{"id": "llama"}]})})

    found = asked(models_at(site.port, expect_regex="Yuan2"))

    assert (found.state, found.reason) == (ReadyState.WRONG_PRODUCT, "other_content")


def test_a_server_without_a_loaded_model_is_not_ready(serve: Serve) -> None:
    site = serve({"/v1/models": page({"object": "list", "data": []})})

    assert asked(models_at(site.port)).reason == "no_model"


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        (page("<html>router</html>", kind="text/html"), ReadyState.WRONG_PRODUCT, "no_json"),
        (page({"status": "ok"}), ReadyState.WRONG_PRODUCT, "no_model_list"),
        (page([1, 2]), ReadyState.WRONG_PRODUCT, "no_model_list"),
        (page('{"data": [{"id": "Yu'), ReadyState.NOT_READY, "malformed"),
        (page("no", 500), ReadyState.NOT_READY, "server_fault"),
        (page("loading", 503), ReadyState.NOT_READY, "server_fault"),
        (page("gone", 404), ReadyState.WRONG_PRODUCT, "other_status"),
        (page("who?", 401), ReadyState.AUTH_NEEDED, "key_missing"),
        (page("no", 403), ReadyState.AUTH_NEEDED, "key_missing"),
    ],
)
def test_every_answer_has_a_state(
    serve: Serve, answer: Page, state: ReadyState, reason: str
) -> None:
    site = serve({"/v1/models": answer})

    found = asked(models_at(site.port))

    assert (found.state, found.reason) == (state, reason)


def test_a_health_page_is_ready_when_its_body_says_so(serve: Serve) -> None:
    healthy = {"logId": "x", "errorCode": 0, "errorMsg": "Healthy"}
    site = serve({"/health": page(healthy), "/sick": page(healthy | {"errorCode": 500})})
    spec: dict[str, object] = {"expect_json": {"errorCode": 0}}

    well = asked({"url": f"http://{{host}}:{site.port}/health", **spec})
    sick = asked({"url": f"http://{{host}}:{site.port}/sick", **spec})

    assert well.state is ReadyState.READY
    assert (sick.state, sick.reason) == (ReadyState.NOT_READY, "says_not_ready")


def test_a_health_page_of_something_else_is_the_wrong_product(serve: Serve) -> None:
    site = serve({"/health": page({"status": "UP"})})

    found = asked({"url": f"http://{{host}}:{site.port}/health", "expect_json": {"errorCode": 0}})

    assert found.state is ReadyState.WRONG_PRODUCT


def test_a_key_is_sent_and_never_kept(serve: Serve) -> None:
    site = serve({"/v1/models": page({"data": [{"id": f"you sent {KEY}"}]})}, key=KEY)
    spec = models_at(site.port, auth="bearer:keyring:qianfan")

    found = asked(spec, keys={"qianfan": KEY}.get)

    assert found.state is ReadyState.READY
    assert site.asked[0]["Authorization"] == f"Bearer {KEY}"
    assert "verysecret" not in found.evidence


def test_a_missing_key_and_a_refused_one_are_told_apart(serve: Serve) -> None:
    site = serve({}, key=KEY)
    spec = models_at(site.port, auth="bearer:keyring:qianfan")

    missing, refused = asked(spec), asked(spec, keys={"qianfan": "another-key"}.get)

    assert (missing.state, missing.reason) == (ReadyState.AUTH_NEEDED, "key_missing")
    assert (refused.state, refused.reason) == (ReadyState.AUTH_NEEDED, "key_refused")


def test_a_key_does_not_follow_a_redirect(serve: Serve) -> None:
    site = serve({"/v1/models": page("", 302)}, key=KEY)

    found = asked(models_at(site.port, auth="bearer:keyring:k"), keys={"k": KEY}.get)

    assert (found.state, len(site.asked)) == (ReadyState.WRONG_PRODUCT, 1)


def test_nobody_listening_is_unreachable(refusing: int) -> None:
    found = asked(models_at(refusing))

    assert (found.state, found.reason) == (ReadyState.UNREACHABLE, "refused")


def test_a_silent_server_is_timed_out_in_time(talk: Talk) -> None:
    port = talk(lambda connection: time.sleep(5))
    start = time.perf_counter()

    found = asked(models_at(port), seconds=0.3)

    assert found.state is ReadyState.TIMED_OUT
    assert time.perf_counter() - start < 1


def test_a_slow_server_that_always_says_a_little_is_timed_out_too(talk: Talk) -> None:
    def drips(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n")
        for _ in range(100):
            connection.sendall(b" ")
            time.sleep(0.05)

    assert asked(models_at(talk(drips)), seconds=0.4).state is ReadyState.TIMED_OUT


def test_something_that_speaks_no_http_is_the_wrong_product(talk: Talk) -> None:
    def speaks(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")

    found = asked(models_at(talk(speaks)))

    assert (found.state, found.reason) == (ReadyState.WRONG_PRODUCT, "no_http")


def test_a_server_that_hangs_up_is_not_ready(talk: Talk) -> None:
    def hangs_up(connection: socket.socket) -> None:
        connection.recv(4096)

    found = asked(models_at(talk(hangs_up)))

    assert (found.state, found.reason) == (ReadyState.NOT_READY, "hung_up")


def mindie(port: int) -> dict[str, object]:
    return {"url": f"https://{{host}}:{port}/v2/health/ready", "tls": "client_cert"}


def test_mindie_is_ready_for_whom_it_knows(serve: Serve, authority: Authority) -> None:
    context = authority.context("127.0.0.1", asks=True)
    site = serve({"/v2/health/ready": page("")}, tls=context)

    found = asked(
        mindie(site.port), authorities=authority.file, client_certificate=authority.client()
    )

    assert (found.state, found.reason) == (ReadyState.READY, "answered")


def test_without_a_client_certificate_mindie_needs_one(serve: Serve, authority: Authority) -> None:
    site = serve({"/v2/health/ready": page("")}, tls=authority.context("127.0.0.1", asks=True))
    spec = mindie(site.port)

    unnamed = asked(spec, authorities=authority.file)
    unasked = asked({"url": spec["url"]}, authorities=authority.file)

    assert (unnamed.state, unnamed.reason) == (ReadyState.AUTH_NEEDED, "no_client_certificate")
    assert (unasked.state, unasked.reason) == (ReadyState.AUTH_NEEDED, "client_certificate")


def certificate_at(port: int, **spec: object) -> dict[str, object]:
    return {"host": "{host}", "port": port, "min_days_left": 7, **spec}


@pytest.mark.parametrize(
    ("name", "days", "state", "reason"),
    [
        ("127.0.0.1", 90, ReadyState.READY, "certified"),
        ("127.0.0.1", 3, ReadyState.DEGRADED, "certificate_ends_soon"),
        ("127.0.0.1", -5, ReadyState.TLS_INVALID, "certificate_expired"),
        ("other.lab", 90, ReadyState.TLS_INVALID, "other_host"),
    ],
)
def test_a_certificate_must_be_in_date_and_the_hosts_own(
    serve: Serve, authority: Authority, name: str, days: int, state: ReadyState, reason: str
) -> None:
    site = serve({"/": page("")}, tls=authority.context(name, days=days))

    told = seen("tls_cert", certificate_at(site.port), authorities=authority.file)

    assert (told.state, told.reason) == (state, reason)


def test_a_certificate_that_nobody_vouches_for_is_invalid(
    serve: Serve, authority: Authority
) -> None:
    site = serve({"/v1/models": page(MODELS)}, tls=authority.context("127.0.0.1"))

    told = seen("tls_cert", certificate_at(site.port))
    asked_it = asked({"url": f"https://{{host}}:{site.port}/v1/models"})

    assert (told.state, told.reason) == (ReadyState.TLS_INVALID, "certificate_unknown")
    assert (asked_it.state, asked_it.reason) == (ReadyState.TLS_INVALID, "certificate_unknown")


def test_an_expired_certificate_makes_a_web_service_invalid(
    serve: Serve, authority: Authority
) -> None:
    tls = authority.context("127.0.0.1", days=-5)
    site = serve({"/v1/models": page(MODELS)}, tls=tls)

    found = asked({"url": f"https://{{host}}:{site.port}/v1/models"}, authorities=authority.file)

    assert (found.state, found.reason) == (ReadyState.TLS_INVALID, "certificate_expired")


def test_a_plain_server_at_a_secured_port_is_the_wrong_product(serve: Serve) -> None:
    site = serve({"/": page("")})

    assert seen("tls_cert", certificate_at(site.port)).state is ReadyState.WRONG_PRODUCT
    found = asked({"url": f"https://{{host}}:{site.port}/"})
    assert (found.state, found.reason) == (ReadyState.WRONG_PRODUCT, "no_tls")


def test_a_silent_handshake_is_timed_out(talk: Talk) -> None:
    port = talk(lambda connection: time.sleep(5))

    assert seen("tls_cert", certificate_at(port), seconds=0.3).state is ReadyState.TIMED_OUT


def test_a_port_that_answers_is_ready_and_another_unreachable(serve: Serve, refusing: int) -> None:
    site = serve({})

    assert seen("tcp", {"host": "{host}", "port": site.port}).state is ReadyState.READY
    assert seen("tcp", {"host": "{host}", "port": refusing}).reason == "refused"


def test_a_host_that_nobody_knows_is_unreachable() -> None:
    found = seen("tcp", {"host": "nowhere.invalid", "port": 80})

    assert (found.state, found.reason) == (ReadyState.UNREACHABLE, "no_such_host")
    assert asked({"url": "http://{host}/models"}, host="nowhere.invalid").reason == "no_such_host"
