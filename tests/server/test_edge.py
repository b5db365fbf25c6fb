"""The edge: limits, bombs, versions, headers, and what is never said. Each test on SQLite and on PostgreSQL."""

import contextlib
import gzip
import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import zstandard

from server import compression
from tests.server.central import Central, Desk


def test_every_answer_bears_time_protocol_epoch_and_headers_for_safety(desk: Desk) -> None:
    headers = desk.http.get("/v1/changes").headers
    said = datetime.fromisoformat(headers["kh02-time"])
    assert abs(said - datetime.now(UTC)) < timedelta(seconds=30)
    assert headers["kh02-protocol"] == "1.0"
    assert headers["kh02-epoch"] == desk.pull()["epoch"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers


def test_what_a_browser_may_show_carries_its_policy(central: Central) -> None:
    headers = httpx.get(f"{central.url}/v1/hello", timeout=60).headers
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("spoken", "what"), [("2.0", "Cập nhật máy chủ"), ("0.9", "Cập nhật chương trình"), ("đ", "Cập nhật")]
)
def test_another_major_version_is_told_what_to_update(desk: Desk, spoken: str, what: str) -> None:
    answer = desk.http.get("/v1/changes", headers={b"Kh02-Protocol": spoken.encode()})
    assert answer.status_code == 426
    assert what in answer.json()["detail"]


def test_a_higher_minor_version_is_welcome(desk: Desk) -> None:
    assert desk.http.get("/v1/changes", headers={"Kh02-Protocol": "1.9"}).status_code == 200


def test_a_sequence_of_another_epoch_is_a_conflict(desk: Desk) -> None:
    answer = desk.http.get("/v1/changes", params={"after": 5}, headers={b"Kh02-Epoch": "khác".encode()})
    assert answer.status_code == 409
    assert answer.json()["code"] == "other_epoch"


@pytest.mark.parametrize("encoding", ["zstd", "gzip"])
def test_a_bomb_does_not_go_off(desk: Desk, encoding: str) -> None:
    plain = b"[" + b" " * (20 << 20) + b"]"
    packed = zstandard.compress(plain, 19) if encoding == "zstd" else gzip.compress(plain, 9)
    answer = desk.http.post("/v1/push", content=packed, headers={"Content-Encoding": encoding})
    assert answer.status_code == 413
    assert answer.json()["detail"] == "Dữ liệu nén bung ra quá lớn."


@pytest.mark.parametrize("encoding", ["zstd", "gzip", "br", "zstd, gzip"])
def test_damaged_or_foreign_packing_is_said_so(desk: Desk, encoding: str) -> None:
    answer = desk.http.post("/v1/push", content=b"khong phai", headers={"Content-Encoding": encoding})
    assert answer.status_code == 422


def test_a_body_beyond_the_limit_is_refused(desk: Desk) -> None:
    assert desk.http.post("/v1/push", content=b" " * (compression.MAX_PACKED + 1)).status_code == 413


def test_a_stranger_may_send_little(central: Central) -> None:
    answer = httpx.post(f"{central.url}/v1/join", content=b" " * (1 << 20), timeout=60)
    assert answer.status_code == 413


def test_a_stream_that_never_said_its_length_is_counted(desk: Desk) -> None:
    pieces = (b" " * (1 << 20) for _ in range(40))
    with contextlib.suppress(httpx.TransportError):  # The server may hang up while we still send.
        assert desk.http.post("/v1/push", content=pieces).status_code == 413
    assert desk.pull()["changes"] == []


@pytest.mark.parametrize("path", ["/v1/nothing", "/v1/changes/", "/docs", "/v1/../../etc/passwd", "/.env"])
def test_other_paths_are_nowhere(desk: Desk, path: str) -> None:
    answer = desk.http.get(path)
    assert answer.status_code in (404, 405)
    assert set(answer.json()) == {"title", "detail", "code"}


@pytest.mark.parametrize("query", ["after=x", "after=-1", "after=9999999999999999999", "limit=0", "limit=5001"])
def test_a_wrong_query_is_named(desk: Desk, query: str) -> None:
    answer = desk.http.get(f"/v1/changes?{query}")
    assert answer.status_code == 422
    assert query.partition("=")[0] in answer.json()["detail"]


def test_the_document_of_the_interface_has_real_forms(central: Central) -> None:
    document = httpx.get(f"{central.url}/v1/openapi.json", timeout=60).json()
    push = document["paths"]["/v1/push"]["post"]
    assert push["requestBody"]["content"]["application/json"]["schema"]["maxItems"] == 2000
    assert {"200", "401", "413", "422", "426", "503"} <= push["responses"].keys()
    assert {"PushAnswer", "ChangesAnswer", "Problem"} <= document["components"]["schemas"].keys()


def test_health_and_metrics(central: Central, desk: Desk) -> None:
    desk.push(desk.change())
    assert httpx.get(f"{central.url}/v1/health", timeout=60).json() == {"status": "ok"}
    counted = httpx.get(f"{central.url}/metrics", timeout=60)
    assert 'kh02_verdicts_total{reason="",verdict="applied"}' in counted.text
    assert 'route="/v1/push"' in counted.text
    proxied = httpx.get(f"{central.url}/metrics", headers={"X-Forwarded-For": "10.0.0.1"}, timeout=60)
    assert proxied.status_code == 403


def test_the_log_names_no_person_token_or_text(central: Central, desk: Desk) -> None:
    before = len(central.server.log)
    desk.push(desk.change(fields={"content": "Nội dung rất riêng"}))
    desk.http.get("/v1/heads?entity=Riêng")
    logged = central.server.log
    central.server.wait_for_log(lambda: {"/v1/push", "/v1/heads"} <= {one.get("route") for one in logged[before:]})
    log = json.dumps(logged, ensure_ascii=False)
    for word in (desk.token, desk.person, "rất riêng", "Riêng", "Ánh", "127.0.0.1"):
        assert word not in log


def test_connections_are_compressed_only_where_it_pays(desk: Desk) -> None:
    assert "content-encoding" not in desk.http.get("/v1/changes", headers={"Accept-Encoding": "zstd"}).headers
    desk.push(*(desk.change() for _ in range(20)))
    assert desk.http.get("/v1/changes", headers={"Accept-Encoding": "gzip;q=0"}).headers.get("content-encoding") is None
