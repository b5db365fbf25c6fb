"""Published figures on their way to the pages, from both databases."""

import time

import httpx
import pytest

from server.board import memory

from .running_board import RunningBoard, shows, version_of, wait


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


def test_a_province_that_joins_appears_without_news(
    board: RunningBoard, visitor: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "_NAMES_SECONDS", 0.2)
    board.restart()
    board.province("79", "TP.HCM")
    shows(visitor, "/tinh/79", "Chưa có số liệu: máy của Thành phố Hồ Chí Minh chưa gửi lần nào.")


def test_other_records_are_never_read(board: RunningBoard, visitor: httpx.Client) -> None:
    board.publish("68", {**board.work("Sở Nội vụ", "I", late=1), "subject": "task"})
    board.publish("68", board.work("Sở Tài chính", "I", late=1), board.beat())
    shows(visitor, "/tinh/68", "Sở Tài chính")
    assert "Sở Nội vụ" not in visitor.get("/tinh/68").text


def test_two_processes_call_the_same_figures_the_same(board: RunningBoard, visitor: httpx.Client) -> None:
    board.publish("68", board.work("Sở Nội vụ", "I", late=1), board.beat())
    shows(visitor, "/", "1 quá hạn")
    before = version_of(visitor)
    board.restart()
    shows(visitor, "/", "1 quá hạn")
    wait(lambda: version_of(visitor) == before)
    board.publish("68", board.work("Sở Y tế", "I", late=1))
    wait(lambda: version_of(visitor) != before)


def test_news_come_within_two_seconds(board: RunningBoard, visitor: httpx.Client) -> None:
    """One of five at least: other programs of the machine may hold up the rest."""
    board.publish("68", board.work("Sở Nội vụ", "I", late=1, id="f1"), board.beat())
    shows(visitor, "/", "1 quá hạn")
    for late in range(2, 7):
        with visitor.stream("GET", "/cap-nhat") as live:
            lines = (line for line in live.iter_lines() if line.startswith("data:"))
            first = next(lines)
            sent = time.monotonic()
            board.publish("68", board.work("Sở Nội vụ", "I", late=late, id="f1"))
            second = next(lines, first)
            taken = time.monotonic() - sent
        shows(visitor, "/", f"{late} quá hạn")
        if second != first and taken < 2:
            return
    raise AssertionError(taken)
