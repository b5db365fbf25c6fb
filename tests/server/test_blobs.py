"""Attachments: in parts, resumed, checked, never by another name. Each test on SQLite and on PostgreSQL."""

import os

import pytest

from server.store_blobs import CHUNK_BYTES, MAX_BLOB_BYTES
from tests.server.central import Central, Desk, sha256


def _head(desk: Desk, name: str) -> tuple[str, str]:
    answer = desk.http.head(f"/v1/blobs/{name}")
    assert answer.status_code == 200
    return answer.headers["kh02-held"], answer.headers["kh02-whole"]


def test_an_attachment_goes_up_in_parts_and_comes_down_whole(central: Central, desk: Desk) -> None:
    scan = os.urandom(CHUNK_BYTES + 777)
    name = sha256(scan)
    assert _head(desk, name) == ("0", "0")
    assert desk.put(scan, 0, CHUNK_BYTES).json() == {"held": CHUNK_BYTES, "whole": False}
    assert _head(desk, name) == (str(CHUNK_BYTES), "0")
    assert desk.http.get(f"/v1/blobs/{name}").status_code == 404
    assert desk.put(scan, CHUNK_BYTES).json() == {"held": len(scan), "whole": True}
    assert _head(desk, name) == (str(len(scan)), "1")
    assert central.desk().http.get(f"/v1/blobs/{name}").content == scan


def test_a_download_goes_on_where_it_broke_off(desk: Desk) -> None:
    scan = os.urandom(CHUNK_BYTES + 777)
    name = sha256(scan)
    desk.put(scan, 0, CHUNK_BYTES)
    desk.put(scan, CHUNK_BYTES)
    rest = desk.http.get(f"/v1/blobs/{name}", headers={"Range": f"bytes={CHUNK_BYTES - 5}-"})
    assert rest.status_code == 206
    assert rest.content == scan[CHUNK_BYTES - 5 :]
    assert rest.headers["content-range"] == f"bytes {CHUNK_BYTES - 5}-{len(scan) - 1}/{len(scan)}"
    part = desk.http.get(f"/v1/blobs/{name}", headers={"Range": "bytes=10-19"})
    assert part.content == scan[10:20]
    assert desk.http.get(f"/v1/blobs/{name}", headers={"Range": f"bytes={len(scan)}-"}).status_code == 416


def test_a_part_whose_answer_was_lost_is_sent_again(desk: Desk) -> None:
    scan = b"a" * 1000
    desk.put(scan, 0, 400)
    assert desk.put(scan, 0, 400).json() == {"held": 400, "whole": False}
    assert desk.put(scan, 400).json() == {"held": 1000, "whole": True}
    assert desk.put(scan, 400).json() == {"held": 1000, "whole": True}


def test_a_part_out_of_order_is_told_what_is_held(desk: Desk) -> None:
    scan = b"a" * 1000
    desk.put(scan, 0, 400)
    answer = desk.put(scan, 500)
    assert answer.status_code == 409
    assert "400 byte" in answer.json()["detail"]


def test_what_has_another_hash_is_not_kept(desk: Desk) -> None:
    name = sha256(b"khac")
    answer = desk.put(b"ban quet", name=name)
    assert (answer.status_code, answer.json()["code"]) == (422, "other_hash")
    assert _head(desk, name) == ("0", "0")
    assert desk.put(b"khac").json()["whole"]


def test_a_wrong_size_said_first_can_be_put_right(desk: Desk) -> None:
    scan = b"ban quet"
    wrong = {"Content-Range": "bytes 0-3/100"}
    assert desk.http.put(f"/v1/blobs/{sha256(scan)}", content=scan[:4], headers=wrong).json()["held"] == 4
    assert desk.put(scan).json()["whole"]


def test_what_is_too_large_is_refused(desk: Desk) -> None:
    name = "0" * 64
    too_large = {"Content-Range": f"bytes 0-9/{MAX_BLOB_BYTES + 1}"}
    assert desk.http.put(f"/v1/blobs/{name}", content=b"a" * 10, headers=too_large).status_code == 413
    assert desk.put(b"a" * (CHUNK_BYTES + 1)).status_code == 413


@pytest.mark.parametrize(
    "span", ["", "bytes 0-3/2", "bytes 5-4/9", "bytes 0-1/4", "bytes */4", "0-3/4", "bytes -1-3/4"]
)
def test_a_wrong_span_is_refused(desk: Desk, span: str) -> None:
    answer = desk.http.put(f"/v1/blobs/{sha256(b'1234')}", content=b"1234", headers={"Content-Range": span})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..%2F..%2Fetc%2Fpasswd", "A" * 64, "0" * 63, "0" * 64 + "%00", "x" * 64]
)
def test_a_name_is_a_hash_and_no_path(desk: Desk, name: str) -> None:
    assert desk.http.get(f"/v1/blobs/{name}").status_code in (404, 422)
    put = desk.http.put(f"/v1/blobs/{name}", content=b"1234", headers={"Content-Range": "bytes 0-3/4"})
    assert put.status_code in (404, 405, 422)


def test_an_attachment_belongs_to_its_province(central: Central, desk: Desk) -> None:
    assert desk.put(b"ban quet").json()["whole"]
    theirs = central.neighbour(f"{central.code}b").desk()
    assert theirs.http.get(f"/v1/blobs/{sha256(b'ban quet')}").status_code == 404
    assert _head(theirs, sha256(b"ban quet")) == ("0", "0")
