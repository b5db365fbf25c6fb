"""The pages over HTTP: who sees them, what they show, what protects them."""

import time
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from server.board import accounts

from .running_board import PASSWORD, RunningBoard, log_in

PAGES = ("/", "/tinh/68", "/tinh/68/viec?nhom=II", "/qua-han", "/dem-nay", "/man-hinh")


def wait(until: Callable[[], bool]) -> None:
    """Ask again until it holds."""
    end = time.monotonic() + 20
    while not until():
        assert time.monotonic() < end


def shows(client: httpx.Client, path: str, text: str) -> None:
    wait(lambda: text in client.get(path).text)


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_sees_the_login_only(board: RunningBoard, path: str) -> None:
    with httpx.Client(base_url=board.url) as stranger:
        answer = stranger.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/dang-nhap")


def test_a_stranger_hears_nothing(board: RunningBoard) -> None:
    assert httpx.get(f"{board.url}/cap-nhat").status_code == 401


@pytest.mark.parametrize("path", PAGES)
def test_pages_before_anything_was_published(visitor: httpx.Client, path: str) -> None:
    wait(lambda: visitor.get("/tinh/68").status_code == 200)
    answer = visitor.get(path)
    assert answer.status_code == 200
    assert "Undefined" not in answer.text


def test_what_is_published_is_shown(board: RunningBoard, visitor: httpx.Client) -> None:
    board.publish("68", board.work("UBND xã Đạ Huoai", "II", late=3), board.beat())
    shows(visitor, "/", "Lâm Đồng, Hạ tầng, hệ thống và dữ liệu: mức Đỏ; 3 quá hạn")
    shows(visitor, "/tinh/68", "UBND xã Đạ Huoai")
    listed = visitor.get("/tinh/68/viec?nhom=II&muc=qua-han").text
    assert listed.count("Rà soát đường truyền cấp xã.") == 3
    assert visitor.get("/qua-han").text.count("Rà soát đường truyền cấp xã.") == 3


def test_a_figure_that_changes_takes_the_place_of_the_former(board: RunningBoard, visitor: httpx.Client) -> None:
    board.publish("68", board.work("Sở Nội vụ", "I", late=3, id="f1"), board.beat())
    shows(visitor, "/tinh/68", "3 quá hạn")
    board.publish("68", board.work("Sở Nội vụ", "I", watch=2, id="f1"))
    shows(visitor, "/tinh/68", "mức Vàng; 0 quá hạn, 2 cần chú ý")


def test_a_night_is_shown(board: RunningBoard, visitor: httpx.Client) -> None:
    board.publish("46", board.night(critical=1, incidents=2, level="red"), board.beat())
    shows(visitor, "/dem-nay", "Đang thực hiện")
    assert "14/37" in visitor.get("/man-hinh").text


def test_other_records_are_never_read(board: RunningBoard, visitor: httpx.Client) -> None:
    board.publish("68", {**board.work("Sở Nội vụ", "I", late=1), "subject": "task"})
    board.publish("68", board.work("Sở Tài chính", "I", late=1), board.beat())
    shows(visitor, "/tinh/68", "Sở Tài chính")
    assert "Sở Nội vụ" not in visitor.get("/tinh/68").text


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
    assert httpx.get(f"{board.url}/static/{name}").status_code == 404


def test_a_wrong_password_is_refused(board: RunningBoard) -> None:
    with httpx.Client(base_url=board.url) as client:
        for name in ("truc.ban", "không có"):
            answer = log_in(client, name=name, password="sai rồi nhé bạn")
            assert answer.status_code == 401
            assert "Tên đăng nhập hoặc mật khẩu không đúng." in answer.text


def test_the_name_may_be_typed_in_capitals(board: RunningBoard) -> None:
    with httpx.Client(base_url=board.url) as client:
        assert log_in(client, name=" Truc.Ban ").status_code == 303


def test_guessing_is_braked(board: RunningBoard) -> None:
    with httpx.Client(base_url=board.url) as client:
        for _ in range(10):
            log_in(client, password="đoán mò mật khẩu")
        answer = log_in(client, password=PASSWORD)
        assert answer.status_code == 429
        assert "Chờ 15 phút" in answer.text
        board.clock.ahead = timedelta(minutes=16)
        assert log_in(client).status_code == 303


def test_a_form_from_elsewhere_is_refused(board: RunningBoard) -> None:
    with httpx.Client(base_url=board.url) as client:
        client.get("/dang-nhap")
        sent = {"form": "khác", "name": "truc.ban", "password": PASSWORD}
        assert client.post("/dang-nhap", data=sent).status_code == 403


def test_logging_out_ends_the_session(board: RunningBoard, visitor: httpx.Client) -> None:
    form = visitor.get("/").text.partition('name="form" value="')[2].partition('"')[0]
    session = dict(visitor.cookies)
    assert visitor.post("/dang-xuat", data={"form": "khác"}).status_code == 403
    assert visitor.get("/").status_code == 200
    assert visitor.post("/dang-xuat", data={"form": form}).status_code == 303
    with httpx.Client(base_url=board.url, cookies=session) as thief:
        assert thief.get("/").status_code == 303


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(board: RunningBoard) -> None:
    with httpx.Client(base_url=board.url) as client:
        given = log_in(client).headers["set-cookie"].lower()
        assert "httponly" in given
        assert "samesite=strict" in given


def test_a_session_runs_out_and_a_wall_does_not(board: RunningBoard, visitor: httpx.Client) -> None:
    board.user("man.hinh", is_wall=True)
    with httpx.Client(base_url=board.url) as wall:
        log_in(wall, name="man.hinh")
        board.clock.ahead = accounts.SESSION + timedelta(minutes=1)
        assert visitor.get("/").status_code == 303
        assert wall.get("/man-hinh").status_code == 200


def test_a_removed_user_is_out_at_once(board: RunningBoard, visitor: httpx.Client) -> None:
    board.central.databases.main.write(lambda transaction: accounts.remove_user(transaction, name="truc.ban"))
    assert visitor.get("/").status_code == 303


def test_a_device_token_opens_no_page(board: RunningBoard) -> None:
    answer = httpx.get(f"{board.url}/", headers={"Authorization": "Bearer none"})
    assert answer.status_code in (303, 401)


def test_news_come_within_two_seconds(board: RunningBoard, visitor: httpx.Client) -> None:
    board.publish("68", board.work("Sở Nội vụ", "I", late=1), board.beat())
    shows(visitor, "/", "1 quá hạn")
    with visitor.stream("GET", "/cap-nhat") as live:
        lines = live.iter_lines()
        first = next(line for line in lines if line.startswith("data:"))
        sent = time.monotonic()
        board.publish("68", board.work("Sở Tài chính", "I", late=4))
        second = next(line for line in lines if line.startswith("data:"))
        assert second != first
        assert time.monotonic() - sent < 2
