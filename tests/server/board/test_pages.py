"""The pages over HTTP: who sees them, what they show, what protects them."""

import html
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlencode

import httpx
import pytest
from sqlalchemy import select

from server.board import accounts, memory, official, words
from server.errors import ServerError

from .running_board import PASSWORD, RunningBoard, log_in

PAGES = ("/", "/tinh/68", "/tinh/12", "/tinh/68/viec?nhom=II", "/qua-han", "/dem-nay", "/man-hinh", "/ban-in")


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
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/dang-nhap?{urlencode({'tiep': path})}"
        assert answer.text == ""


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
    shows(visitor, "/", "Lâm Đồng, nhóm II: mức Đỏ, 0/3 xong, 3 quá hạn, số liệu ")
    shows(visitor, "/tinh/68", "UBND xã Đạ Huoai")
    listed = visitor.get("/tinh/68/viec?nhom=II&muc=qua-han").text
    assert listed.count("Rà soát đường truyền cấp xã.") == 3
    assert visitor.get("/qua-han").text.count("Rà soát đường truyền cấp xã.") == 3


def test_a_figure_that_changes_takes_the_place_of_the_former(board: RunningBoard, visitor: httpx.Client) -> None:
    board.publish("68", board.work("Sở Nội vụ", "I", late=3, id="f1"), board.beat())
    shows(visitor, "/tinh/68", "3 quá hạn")
    board.publish("68", board.work("Sở Nội vụ", "I", watch=2, id="f1"))
    shows(visitor, "/tinh/68", "mức Vàng, 0/2 xong, 0 quá hạn, 2 cần chú ý")


def test_a_list_longer_than_a_figure_is_shown_whole(board: RunningBoard, visitor: httpx.Client) -> None:
    first = board.work("Sở Nội vụ", "II", late=343)
    pages = [board.more("Sở Nội vụ", "II", page, count) for page, count in ((2, 100), (3, 100), (4, 43))]
    board.publish("68", first, *pages, board.beat())
    shows(visitor, "/qua-han", "Việc 1–300 trong 343")
    last = visitor.get("/qua-han?trang=2").text
    assert "Việc 301–343 trong 343" in last
    assert last.count("Rà soát đường truyền cấp xã.") == 43
    assert "số còn lại" not in last


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


def test_a_province_that_joins_appears_without_news(
    board: RunningBoard, visitor: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "_NAMES_SECONDS", 0.2)
    board.restart()
    board.province("79", "TP.HCM")
    shows(visitor, "/tinh/79", "Chưa có số liệu: máy của Thành phố Hồ Chí Minh chưa gửi lần nào.")


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
    board.publish("68", board.work("Sở Nội vụ", "I", late=1), board.night(), board.beat())
    shows(visitor, "/ban-in", "1 quá hạn")
    text = visitor.get("/ban-in").text
    assert f"Số liệu đến {board.clock().astimezone(words.VIETNAM):%H:%M ngày %d/%m/%Y}" in text
    assert "<script" not in text


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


def test_two_processes_call_the_same_figures_the_same(board: RunningBoard, visitor: httpx.Client) -> None:
    board.publish("68", board.work("Sở Nội vụ", "I", late=1), board.beat())
    shows(visitor, "/", "1 quá hạn")
    before = version_of(visitor)
    board.restart()
    shows(visitor, "/", "1 quá hạn")
    wait(lambda: version_of(visitor) == before)
    board.publish("68", board.work("Sở Y tế", "I", late=1))
    wait(lambda: version_of(visitor) != before)


def version_of(visitor: httpx.Client) -> str:
    """What the page calls the figures that it shows."""
    return visitor.get("/").text.partition('data-version="')[2].partition('"')[0]


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


def test_guesses_from_elsewhere_lock_nobody_out(board: RunningBoard) -> None:
    with httpx.Client(base_url=board.url, headers={"X-Forwarded-For": "10.0.0.9"}) as elsewhere:
        attempt(board, "truc.ban", "10.0.0.9", times=9)
        answers = [log_in(elsewhere, password="đoán mò mật khẩu").status_code for _ in range(2)]
        assert answers == [401, 429]
    with httpx.Client(base_url=board.url) as client:
        assert log_in(client).status_code == 303


def attempt(board: RunningBoard, name: str, address: str, times: int = 1) -> None:
    """Attempts whose password was wrong."""
    for _ in range(times):
        board.central.databases.main.write(
            lambda transaction: accounts.begin_attempt(transaction, name=name, address=address, now=board.clock())
        )


def test_many_names_from_one_address_are_braked(board: RunningBoard) -> None:
    for at in range(20):
        attempt(board, f"tên {at}", "10.0.0.9")
    with pytest.raises(ServerError, match="quá nhiều lần"):
        attempt(board, "tên khác", "10.0.0.9")


def test_one_name_from_many_addresses_is_braked(board: RunningBoard) -> None:
    for at in range(100):
        attempt(board, "truc.ban", f"10.0.1.{at}")
    with pytest.raises(ServerError, match="quá nhiều lần"):
        attempt(board, "Truc.Ban ", "10.0.2.1")
    attempt(board, "lãnh.đạo", "10.0.2.1")


def test_who_logs_in_rightly_is_not_counted(board: RunningBoard) -> None:
    store, who, now = board.central.databases.main, {"name": "truc.ban", "address": "10.0.0.9"}, board.clock()
    for _ in range(25):
        store.write(lambda transaction: accounts.begin_attempt(transaction, now=now, **who))
        store.write(lambda transaction: accounts.forgive(transaction, now=now, **who))


def test_guesses_at_the_same_time_are_all_counted(board: RunningBoard) -> None:
    with httpx.Client(base_url=board.url) as client:
        log_in(client, password="đoán mò mật khẩu")
        form = client.cookies["kh02_bieu"]

    def guess(_: int) -> int:
        sent = {"form": form, "name": "truc.ban", "password": "đoán mò mật khẩu"}
        cookies = {"kh02_bieu": form}
        return httpx.post(f"{board.url}/dang-nhap", data=sent, cookies=cookies, timeout=60).status_code

    with ThreadPoolExecutor(24) as pool:
        answers = Counter(pool.map(guess, range(24)))
    assert answers[429] >= 10
    assert answers[401] + answers[429] == 24


def test_names_that_exist_and_names_that_do_not_are_braked_alike(board: RunningBoard) -> None:
    told = []
    with httpx.Client(base_url=board.url) as client:
        for name in ("truc.ban", "không có"):
            attempt(board, name, "127.0.0.1", times=9)
            answers = [log_in(client, name=name, password="đoán mò mật khẩu") for _ in range(2)]
            told.append([(one.status_code, "không đúng" in one.text) for one in answers])
    assert told == [[(401, True), (429, False)]] * 2


def test_guessing_is_braked(board: RunningBoard) -> None:
    with httpx.Client(base_url=board.url) as client:
        attempt(board, "truc.ban", "127.0.0.1", times=9)
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
        assert "path=/" in given
        assert f"max-age={int(accounts.SESSION.total_seconds())}" in given


def test_behind_tls_the_cookies_never_travel_in_the_clear(board: RunningBoard) -> None:
    with httpx.Client(base_url=board.url, headers={"X-Forwarded-Proto": "https"}) as client:
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
    with httpx.Client(base_url=board.url) as client:
        client.get("/dang-nhap")
        sent = {"form": client.cookies["kh02_bieu"], "name": "truc.ban", "password": PASSWORD}
        answer = client.post("/dang-nhap", params={"tiep": address}, data=sent)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_after_the_login_comes_the_page_that_was_asked_for(board: RunningBoard) -> None:
    with httpx.Client(base_url=board.url) as client:
        form_page = client.get(client.get("/tinh/68?xep=ten").headers["location"]).text
        action = html.unescape(form_page.partition('action="')[2].partition('"')[0])
        sent = {"form": client.cookies["kh02_bieu"], "name": "truc.ban", "password": PASSWORD}
        assert client.post(action, data=sent).headers["location"] == "/tinh/68?xep=ten"


def test_another_password_ends_the_sessions_of_the_former(board: RunningBoard, visitor: httpx.Client) -> None:
    board.user()
    assert visitor.get("/").status_code == 303


def test_the_token_in_the_cookie_is_not_in_the_database(board: RunningBoard, visitor: httpx.Client) -> None:
    token = visitor.cookies["kh02_phien"]
    kept = board.central.databases.main.read(
        lambda transaction: transaction.execute(select(accounts.session.c.token_hash)).scalars().all()
    )
    assert kept
    assert all(token not in one for one in kept)


def test_a_session_runs_out_and_a_wall_does_not(board: RunningBoard, visitor: httpx.Client) -> None:
    board.user("man.hinh", is_wall=True)
    with httpx.Client(base_url=board.url) as wall:
        log_in(wall, name="man.hinh")
        board.clock.ahead = accounts.SESSION - timedelta(minutes=1)
        assert visitor.get("/").status_code == 200  # looking at it does not prolong it
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
