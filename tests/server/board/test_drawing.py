"""Drawn once for everybody, and each one's own words in it."""

import asyncio
import gzip
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from server.board.drawing import Drawings, Drawn, marks
from server.errors import ServerError, not_found
from tests.server.board.provinces import NOW
from tests.server.board.running_board import RunningBoard, log_in

OWN = {"name": "Đặng Thị Ánh <b>", "form": "mã-biểu", "now": "2025-06-30T15:00:00+00:00"}


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """What is drawn does not depend on the database."""
    return f"sqlite:///{tmp_path / 'server.db'}"


def page() -> str:
    mark = marks()
    return f"<p>{mark['form']} {mark['name']}</p><main data-now='{mark['now']}'>Đêm chuyển đổi {'ầ' * 9000}</main>"


def test_own_words_stand_in_both_forms_as_text() -> None:
    drawn = Drawn(page())
    plain = drawn.plain(OWN).decode()
    assert plain.startswith("<p>mã-biểu Đặng Thị Ánh &lt;b&gt;</p><main data-now='2025-06-30T15:00:00+00:00'>Đêm")
    assert gzip.decompress(drawn.gzip(OWN)).decode() == plain
    assert len(drawn.gzip(OWN)) < 500


def test_a_page_with_nothing_of_ones_own() -> None:
    drawn = Drawn("Bản in")
    assert drawn.plain(OWN) == gzip.decompress(drawn.gzip(OWN)) == "Bản in".encode()


def drawings(*asked: tuple[str, float], draw: Callable[[], str] = page) -> int:
    """How many drawings it takes when these pages are asked for at these seconds of a minute."""
    drawn = 0

    def counted() -> str:
        nonlocal drawn
        drawn += 1
        return draw()

    async def ask() -> None:
        kept = Drawings()
        for key, seconds in asked:
            await kept.get(key, now=NOW + timedelta(seconds=seconds), draw=counted)

    asyncio.run(ask())
    return drawn


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ([("/", 0), ("/", 4.9)], 1),
        ([("/", 0), ("/", 5)], 2),
        ([("/", 58), ("/", 60)], 2),  # another minute on the clock of the wall
        ([("/", 10), ("/", 9)], 2),  # the clock was set back
        ([("/", 0), ("/qua-han", 0), ("/", 1)], 2),
        ([(str(at % 100), 0) for at in range(200)], 200),
    ],
)
def test_how_long_a_drawing_stands(asked: list[tuple[str, float]], count: int) -> None:
    assert drawings(*asked) == count


def test_three_hundred_at_once_are_one_drawing() -> None:
    drawn: list[int] = []

    async def ask() -> set[Drawn]:
        kept = Drawings()

        def draw() -> str:
            drawn.append(1)
            return page()

        return set(await asyncio.gather(*(kept.get("/", now=NOW, draw=draw) for _ in range(300))))

    assert len(asyncio.run(ask())) == len(drawn) == 1


def test_what_cannot_be_drawn_everybody_hears() -> None:
    def nothing() -> str:
        raise not_found("Không có tỉnh, thành phố nào mang mã này.")

    async def ask() -> list[Drawn | BaseException]:
        kept = Drawings()
        asked = (kept.get("/", now=NOW, draw=nothing) for _ in range(3))
        return list(await asyncio.gather(*asked, return_exceptions=True))

    assert [type(one) for one in asyncio.run(ask())] == [ServerError] * 3


@pytest.mark.parametrize("path", ["/", "/man-hinh", "/ban-in", "/tinh/68"])
def test_each_viewer_has_the_same_page_with_words_of_ones_own(
    board: RunningBoard, visitor: httpx.Client, path: str
) -> None:
    board.user("lãnh.đạo")
    with board.browser(headers={"Accept-Encoding": "identity"}) as other:
        log_in(other, name="lãnh.đạo")
        theirs, ours = other.get(path).text, visitor.get(path).text
        assert "truc.ban" not in theirs
        assert "lãnh.đạo" not in ours
        assert other.cookies["kh02_bieu"] not in ours
        has_name = 'class="leave"' in ours
        assert has_name == ("lãnh.đạo" in theirs) == ("truc.ban" in ours) == (visitor.cookies["kh02_bieu"] in ours)
        form = {"form": other.cookies["kh02_bieu"]}
        assert other.post("/dang-xuat", data=form).headers["location"] == "/dang-nhap"
        assert visitor.get(path).status_code == 200
