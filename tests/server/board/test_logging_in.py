"""Users, sessions and the brake on guessing, on both databases."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select

from server.board import accounts
from server.errors import ServerError

from .running_board import PASSWORD, RunningBoard, attempt, log_in


def test_a_wrong_password_is_refused(board: RunningBoard) -> None:
    with board.browser() as client:
        for name in ("truc.ban", "không có"):
            answer = log_in(client, name=name, password="sai rồi nhé bạn")
            assert answer.status_code == 401
            assert "Tên đăng nhập hoặc mật khẩu không đúng." in answer.text


def test_the_name_may_be_typed_in_capitals(board: RunningBoard) -> None:
    with board.browser() as client:
        assert log_in(client, name=" Truc.Ban ").status_code == 303


def test_guesses_from_elsewhere_lock_nobody_out(board: RunningBoard) -> None:
    with board.browser(headers={"X-Forwarded-For": "10.0.0.9"}) as elsewhere:
        attempt(board, "truc.ban", "10.0.0.9", times=9)
        answers = [log_in(elsewhere, password="đoán mò mật khẩu").status_code for _ in range(2)]
        assert answers == [401, 429]
    with board.browser() as client:
        assert log_in(client).status_code == 303


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
        attempt = store.write(lambda transaction: accounts.begin_attempt(transaction, now=now, **who))
        store.write(lambda transaction, attempt=attempt: accounts.forgive(transaction, attempt=attempt))  # type: ignore[misc]  # bound at once


def test_guesses_at_the_same_time_are_all_counted(board: RunningBoard) -> None:
    with board.browser() as client:
        log_in(client, password="đoán mò mật khẩu")
        form = client.cookies["kh02_bieu"]

    def guess(_: int) -> int:
        sent = {"form": form, "name": "truc.ban", "password": "đoán mò mật khẩu"}
        cookies = {"kh02_bieu": form}
        return httpx.post(f"{board.url}/dang-nhap", data=sent, cookies=cookies, timeout=60).status_code

    with ThreadPoolExecutor(24) as pool:
        answers = Counter(pool.map(guess, range(24)))
    assert answers == {401: 9, 429: 15}


def test_names_that_exist_and_names_that_do_not_are_braked_alike(board: RunningBoard) -> None:
    told = []
    with board.browser() as client:
        for name in ("truc.ban", "không có"):
            attempt(board, name, "127.0.0.1", times=9)
            answers = [log_in(client, name=name, password="đoán mò mật khẩu") for _ in range(2)]
            told.append([(one.status_code, "không đúng" in one.text) for one in answers])
    assert told == [[(401, True), (429, False)]] * 2


def test_guessing_is_braked(board: RunningBoard) -> None:
    with board.browser() as client:
        attempt(board, "truc.ban", "127.0.0.1", times=9)
        log_in(client, password="đoán mò mật khẩu")
        answer = log_in(client, password=PASSWORD)
        assert answer.status_code == 429
        assert "Chờ 15 phút" in answer.text
        board.clock.ahead = timedelta(minutes=16)
        assert log_in(client).status_code == 303


def test_logging_out_ends_the_session(board: RunningBoard, visitor: httpx.Client) -> None:
    form = visitor.get("/").text.partition('name="form" value="')[2].partition('"')[0]
    session = dict(visitor.cookies)
    assert visitor.post("/dang-xuat", data={"form": "khác"}).status_code == 403
    assert visitor.get("/").status_code == 200
    assert visitor.post("/dang-xuat", data={"form": form}).status_code == 303
    with board.browser(cookies=session) as thief:
        assert thief.get("/").status_code == 303


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
    with board.browser() as wall:
        log_in(wall, name="man.hinh")
        board.clock.ahead = accounts.SESSION - timedelta(minutes=1)
        assert visitor.get("/").status_code == 200  # looking at it does not prolong it
        board.clock.ahead = accounts.SESSION + timedelta(minutes=1)
        assert visitor.get("/").status_code == 303
        assert wall.get("/man-hinh").status_code == 200


def test_a_removed_user_is_out_at_once(board: RunningBoard, visitor: httpx.Client) -> None:
    board.central.databases.main.write(lambda transaction: accounts.remove_user(transaction, name="truc.ban"))
    assert visitor.get("/").status_code == 303
