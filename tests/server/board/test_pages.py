"""The pages over HTTP: who sees them, what they show, what protects them. They do not depend on the database."""

import html
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from server.board import accounts, official, words

from .running_board import PASSWORD, RunningBoard, log_in, shows, wait

PAGES = ("/", "/tinh/68", "/tinh/12", "/tinh/68/viec?nhom=II", "/qua-han", "/dem-nay", "/man-hinh", "/ban-in")


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """One kind is enough: test_following.py and test_logging_in.py look at both."""
    return f"sqlite:///{tmp_path / 'server.db'}"


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_sees_the_login_only(board: RunningBoard, path: str) -> None:
    with board.browser() as stranger:
        answer = stranger.get(path)
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/dang-nhap?{urlencode({'tiep': path})}"
        assert answer.text == ""


def test_a_stranger_hears_nothing(board: RunningBoard) -> None:
    assert httpx.get(f"{board.url}/cap-nhat", timeout=60).status_code == 401


@pytest.mark.parametrize("path", PAGES)
def test_pages_before_anything_was_published(visitor: httpx.Client, path: str) -> None:
    wait(lambda: visitor.get("/tinh/68").status_code == 200)
    answer = visitor.get(path)
    assert answer.status_code == 200
    assert "Undefined" not in answer.text


def test_a_list_that_is_cut_says_how_much_of_it_is_there(board: RunningBoard, visitor: httpx.Client) -> None:
    board.publish("68", board.work("Sở Nội vụ", "II", late=243), board.beat())
    shows(visitor, "/tinh/68/viec?nhom=II", "Danh sách đã nhận có 100 trong 243 việc")


@pytest.mark.parametrize("page", ["0", "-1", "99999999999", "hai", "²", ""])
def test_a_page_number_that_is_none(board: RunningBoard, visitor: httpx.Client, page: str) -> None:
    assert visitor.get("/qua-han", params={"trang": page}).status_code == 200


def test_provinces_without_figures_are_said_to_have_none(board: RunningBoard, visitor: httpx.Client) -> None:
    shows(visitor, "/tinh/68", "Chưa có số liệu: máy của Lâm Đồng chưa gửi lần nào.")
    assert "Chưa tham gia: Lai Châu chưa có trên máy chủ trung tâm." in visitor.get("/tinh/12").text
    text = visitor.get("/").text
    assert text.count("chưa tham gia") == 32
    assert text.count("chưa có số liệu") == 2


def test_a_province_of_150_communes(board: RunningBoard, visitor: httpx.Client) -> None:
    communes = official.provinces()["68"].communes
    figures = [
        board.work(f"UBND {name}", "II", late=at % 3, total=3, unit_id=unit_id, unit_kind="commune")
        for at, (unit_id, name) in enumerate(communes.items())
    ]
    board.publish("68", *figures, board.beat())
    shows(visitor, "/tinh/68?cap=xa", "124 đơn vị.")
    assert "3 đơn vị, 121 đơn vị khác không hiện theo lựa chọn." in visitor.get("/tinh/68?tim=da+huoai").text
    by_name = visitor.get("/tinh/68?xep=ten").text
    assert by_name.index(">Xã Đạ Huoai<") < by_name.index(">Xã Đạ Tẻh<") < by_name.index(">Xã Đức Trọng<")


@pytest.mark.parametrize("query", ["tim=<script>", "xep=khong-co", "cap=%00", "tim=" + "a" * 5000])
def test_a_choice_that_is_none(board: RunningBoard, visitor: httpx.Client, query: str) -> None:
    board.publish("68", board.work("Sở Nội vụ", "I", late=1), board.beat())
    shows(visitor, "/tinh/68", "Sở Nội vụ")
    answer = visitor.get(f"/tinh/68?{query}")
    assert answer.status_code == 200
    assert "<script>" not in answer.text


def test_the_paper_says_as_of_when_it_stands(board: RunningBoard, visitor: httpx.Client) -> None:
    before = board.clock()
    board.publish("68", board.work("Sở Nội vụ", "I", late=1), board.night(), board.beat())
    shows(visitor, "/ban-in", "1 quá hạn")
    text = visitor.get("/ban-in").text
    said = text.partition("Số liệu đến ")[2][: len("15:04 ngày 30/06/2025")]
    assert said in {f"{moment.astimezone(words.VIETNAM):%H:%M ngày %d/%m/%Y}" for moment in board.clock.minutes(before)}
    assert "<script" not in text


def test_a_night_is_shown(board: RunningBoard, visitor: httpx.Client) -> None:
    board.publish("46", board.night(critical=1, incidents=2, level="red"), board.beat())
    shows(visitor, "/dem-nay", "Đang thực hiện")
    assert "14/37" in visitor.get("/man-hinh").text


def test_typed_names_are_text(board: RunningBoard, visitor: httpx.Client) -> None:
    board.publish("68", board.work("<script>alert(1)</script>", "I", late=1), board.beat())
    shows(visitor, "/tinh/68", "&lt;script&gt;alert(1)&lt;/script&gt;")
    assert "<script>alert" not in visitor.get("/tinh/68").text


def test_stale_figures_say_so(board: RunningBoard, visitor: httpx.Client) -> None:
    board.publish("68", board.work("Sở Nội vụ", "I", total=3), board.beat())
    shows(visitor, "/", "cell green")
    board.clock.ahead = timedelta(minutes=31)
    assert "cell green" not in visitor.get("/").text
    assert "unknown stale" in visitor.get("/").text


def test_unknown_provinces_are_told_as_a_page(visitor: httpx.Client) -> None:
    answer = visitor.get("/tinh/99")
    assert answer.status_code == 404
    assert "<h1>Không có trên máy chủ.</h1>" in answer.text


def test_headers_protect_every_page(visitor: httpx.Client) -> None:
    headers = visitor.get("/").headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    text = visitor.get("/").text
    assert "style=" not in text
    assert "onclick" not in text


def test_files_are_kept_by_the_browser(visitor: httpx.Client) -> None:
    page = visitor.get("/").text
    address = page.partition('href="/static/')[2].partition('"')[0]
    answer = visitor.get(f"/static/{address}")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/css")


@pytest.mark.parametrize("name", ["../pages.py", "..%2Fpages.py", "board.py", "%2e%2e/pages.py"])
def test_only_our_files_are_served(board: RunningBoard, name: str) -> None:
    assert httpx.get(f"{board.url}/static/{name}", timeout=60).status_code == 404


def test_a_form_from_elsewhere_is_refused(board: RunningBoard) -> None:
    with board.browser() as client:
        client.get("/dang-nhap")
        sent = {"form": "khác", "name": "truc.ban", "password": PASSWORD}
        assert client.post("/dang-nhap", data=sent).status_code == 403


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(board: RunningBoard) -> None:
    with board.browser() as client:
        given = log_in(client).headers["set-cookie"].lower()
        assert "httponly" in given
        assert "samesite=strict" in given
        assert "path=/" in given
        assert f"max-age={int(accounts.SESSION.total_seconds())}" in given


def test_behind_tls_the_cookies_never_travel_in_the_clear(board: RunningBoard) -> None:
    with board.browser(headers={"X-Forwarded-Proto": "https"}) as client:
        form = client.get("/dang-nhap").headers["set-cookie"]
        token = form.partition("=")[2].partition(";")[0]
        sent = {"form": token, "name": "truc.ban", "password": PASSWORD}
        cookie = {"Cookie": f"__Host-kh02_bieu={token}"}
        session = client.post("/dang-nhap", data=sent, headers=cookie).headers["set-cookie"]
        left = client.post("/dang-xuat", data={"form": token}, headers=cookie).headers["set-cookie"]
    for given in (form, session, left):
        assert given.startswith("__Host-kh02_")
        assert "; Secure" in given
        assert "HttpOnly" in given
    assert "Max-Age=0" in left


@pytest.mark.parametrize("address", ["//nơi.khác", "https://noi.khac/", "/\\noi.khac", "/\r\nx: y", "javascript:1", ""])
def test_after_the_login_nobody_is_led_elsewhere(board: RunningBoard, address: str) -> None:
    with board.browser() as client:
        client.get("/dang-nhap")
        sent = {"form": client.cookies["kh02_bieu"], "name": "truc.ban", "password": PASSWORD}
        answer = client.post("/dang-nhap", params={"tiep": address}, data=sent)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_after_the_login_comes_the_page_that_was_asked_for(board: RunningBoard) -> None:
    with board.browser() as client:
        form_page = client.get(client.get("/tinh/68?xep=ten").headers["location"]).text
        action = html.unescape(form_page.partition('action="')[2].partition('"')[0])
        sent = {"form": client.cookies["kh02_bieu"], "name": "truc.ban", "password": PASSWORD}
        assert client.post(action, data=sent).headers["location"] == "/tinh/68?xep=ten"


def test_a_device_token_opens_no_page(board: RunningBoard) -> None:
    answer = httpx.get(f"{board.url}/", headers={"Authorization": "Bearer none"}, timeout=60)
    assert answer.status_code in (303, 401)
