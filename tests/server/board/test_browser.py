"""The board in a real browser: live, by keyboard, read aloud, in black and white, cut off and back again."""

from collections.abc import Iterator
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from server.board import official
from server.board.words import clock

from .running_board import PASSWORD, RunningBoard

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


expect.set_options(timeout=60_000)  # each wait ends as soon as it may; a busy machine is no failure


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=ARGUMENTS)
        yield made
        made.close()


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """What a browser shows does not depend on the database."""
    return f"sqlite:///{tmp_path / 'server.db'}"


@pytest.fixture
def page(browser: Browser, board: RunningBoard) -> Iterator[Page]:
    """A window at the heat map, logged in; whatever it complains about fails the test."""
    board.publish("68", *(board.work(f"Sở {at}", "II", late=1, id=f"a{at}") for at in range(3)), board.beat(id="b1"))
    board.publish("46", board.work("UBND phường Thuận Hóa", "I", watch=2, id="c1"), board.beat(id="b2"))
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    made = context.new_page()
    complaints: list[str] = []
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.on("console", lambda message: complaints.append(message.text) if "Content Security" in message.text else None)
    foreign: list[str] = []
    made.on("request", lambda request: foreign.append(request.url) if not request.url.startswith(board.url) else None)
    made.goto(f"{board.url}/")
    made.get_by_label("Tên đăng nhập").fill("truc.ban")
    made.get_by_label("Mật khẩu").fill(PASSWORD)
    made.keyboard.press("Enter")
    expect(made.get_by_role("row", name="Lâm Đồng")).to_be_visible()
    expect(made.get_by_role("link", name="Lâm Đồng, nhóm II: mức Đỏ")).to_be_visible()
    expect(made.get_by_role("link", name="Huế, nhóm I: mức Vàng")).to_be_visible()
    yield made
    context.close()
    assert (complaints, foreign) == ([], [])


def test_a_change_appears_without_reloading(board: RunningBoard, page: Page) -> None:
    page.evaluate("window.untouched = true")
    board.publish("68", board.work("Sở 0", "II", late=7, id="a0"))
    expect(page.get_by_role("link", name="Lâm Đồng, nhóm II: mức Đỏ, 0/9 xong, 9 quá hạn")).to_be_visible()
    assert page.evaluate("window.untouched")
    expect(page.locator("#cap-nhat")).to_contain_text("Đã cập nhật lúc")


def test_only_what_is_grave_is_said_aloud(board: RunningBoard, page: Page) -> None:
    board.publish("68", board.work("Sở 0", "II", late=7, id="a0"))
    expect(page.get_by_role("link", name="Lâm Đồng, nhóm II: mức Đỏ, 0/9 xong, 9 quá hạn")).to_be_visible()
    assert page.get_by_role("status").text_content() == ""
    board.publish("68", board.night(critical=2, incidents=2, level="red"))
    expect(page.get_by_role("status")).to_have_text("Sự cố nghiêm trọng chưa xử lý: 2")


def spoken(page: Page) -> str:
    """What a screen reader says of the element in focus."""
    focused = "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"
    return str(page.evaluate(focused))


def test_arrow_keys_walk_and_enter_opens(page: Page) -> None:
    page.get_by_role("row", name="Lâm Đồng").get_by_role("link").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert spoken(page).startswith("Lâm Đồng, nhóm II: mức Đỏ, 0/3 xong, 3 quá hạn, số liệu ")
    page.keyboard.press("ArrowLeft")
    assert spoken(page) == "Lâm Đồng, nhóm I: không có nhiệm vụ"
    page.keyboard.press("ArrowDown")
    assert spoken(page) == "Đồng Nai"  # it has no cells: it did not join
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tỉnh Lâm Đồng: đơn vị theo nhóm công việc")).to_be_visible()


def test_the_table_is_one_stop_for_the_tab_key(page: Page) -> None:
    assert page.locator("table.heat tbody .go[tabindex='0']").count() == 1


def test_the_focus_stays_with_its_province_when_the_order_changes(board: RunningBoard, page: Page) -> None:
    page.get_by_role("link", name="nặng nhất trước").click()
    expect(page.locator("table.heat tbody tr").first).to_contain_text("Lâm Đồng")
    page.get_by_role("row", name="Huế").get_by_role("link").nth(1).focus()
    board.publish("46", board.work("UBND phường Thuận Hóa", "I", late=40, id="c1"))
    expect(page.locator("table.heat tbody tr").first).to_contain_text("Huế")
    assert spoken(page).startswith("Huế, nhóm I: mức Đỏ, 0/40 xong")


def test_every_province_can_be_reached_by_keyboard_alone(page: Page) -> None:
    page.get_by_role("row", name="Hà Nội").get_by_role("link").first.focus()
    heard = [spoken(page)]
    for _ in range(33):
        page.keyboard.press("ArrowDown")
        heard.append(spoken(page))
    assert len(set(heard)) == 34
    assert heard[-1] == "Cà Mau"


def test_the_login_is_filled_in_by_keyboard_and_leads_back(board: RunningBoard, page: Page) -> None:
    page.context.clear_cookies()
    page.goto(f"{board.url}/tinh/68?xep=ten")
    expect(page.get_by_label("Tên đăng nhập")).to_be_focused()
    page.keyboard.type("truc.ban")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tỉnh Lâm Đồng")).to_be_visible()
    assert page.url.endswith("/tinh/68?xep=ten")


def test_the_first_tab_leads_to_the_content(page: Page) -> None:
    page.keyboard.press("Tab")
    assert spoken(page) == "Đến nội dung"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "noi-dung"


def test_what_somebody_types_outlives_a_change(board: RunningBoard, page: Page) -> None:
    page.goto(f"{board.url}/tinh/68")
    page.get_by_label("Tìm đơn vị").type("đạ hu")
    board.publish("68", board.work("Sở 0", "II", late=7, id="a0"))
    expect(page.get_by_role("link", name="Sở 0, nhóm II: mức Đỏ, 0/7 xong, 7 quá hạn")).to_be_visible()
    page.keyboard.type("oai")
    page.keyboard.press("Enter")
    expect(page.locator("table.heat tbody tr")).to_have_count(3)
    assert page.get_by_label("Tìm đơn vị").input_value() == "đạ huoai"


def test_a_cell_leads_to_exactly_its_records(page: Page) -> None:
    page.get_by_role("link", name="Lâm Đồng, nhóm II").click()
    expect(page.locator("table.list tbody tr")).to_have_count(3)


def test_headers_stay_while_scrolling(board: RunningBoard, page: Page) -> None:
    board.publish("68", *(board.work(f"UBND xã {at}", "II", watch=1) for at in range(60)))
    page.goto(f"{board.url}/tinh/68")
    expect(page.get_by_role("row", name="UBND xã 59")).to_be_attached()
    page.locator(".frame").evaluate("frame => { frame.scrollTop = 900; }")
    expect(page.get_by_role("columnheader", name="II")).to_be_in_viewport()
    expect(page.locator("tfoot th")).to_be_in_viewport()


def test_the_focused_cell_is_not_hidden_behind_the_headers(board: RunningBoard, page: Page) -> None:
    board.publish("68", *(board.work(f"UBND xã {at}", "II", watch=1) for at in range(60)))
    page.goto(f"{board.url}/tinh/68")
    page.get_by_role("row", name="UBND xã 59").get_by_role("link").first.focus()
    for _ in range(5):
        page.keyboard.press("PageUp")
    shown = page.evaluate("document.activeElement.getBoundingClientRect().top")
    head = page.evaluate("document.querySelector('thead th').getBoundingClientRect().bottom")
    assert shown >= head


def test_it_is_read_aloud_as_a_table(page: Page) -> None:
    expect(page.get_by_role("table")).to_have_count(1)
    expect(page.get_by_role("rowheader", name="Lâm Đồng")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Hạ tầng, hệ thống và dữ liệu")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "vi"


def test_stale_figures_grow_old_on_the_screen(board: RunningBoard, page: Page) -> None:
    board.publish("46", board.work("UBND phường Thuận Hóa", "I", total=2, id="c1"))
    expect(page.locator("td.cell.green").first).to_be_visible()
    board.clock.ahead = timedelta(minutes=31)
    page.reload()
    expect(page.locator("td.cell.green")).to_have_count(0)
    expect(
        page.get_by_role("link", name="Huế, nhóm I: không xác định, 0/2 xong, 0 quá hạn, số liệu cũ")
    ).to_be_visible()
    expect(page.get_by_role("row", name="Huế").locator(".flag")).to_have_text("cũ")


def test_a_lost_connection_is_said_and_nothing_stays_green(board: RunningBoard, page: Page) -> None:
    board.publish("46", board.work("UBND phường Thuận Hóa", "I", total=2, id="c1"))
    green = page.locator("td.cell.green").first
    expect(green).to_be_visible()
    before = green.evaluate("cell => getComputedStyle(cell).backgroundColor")
    page.context.set_offline(True)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("alert")).to_contain_text("Mất kết nối với máy chủ")
    expect(page.get_by_role("alert")).to_contain_text("Số liệu trên màn hình lấy lúc")
    assert green.evaluate("cell => getComputedStyle(cell).backgroundColor") != before
    page.context.set_offline(False)
    expect(page.get_by_role("alert")).to_be_hidden()


def test_a_session_that_ended_leads_to_the_login(board: RunningBoard, page: Page) -> None:
    page.context.clear_cookies()
    board.publish("68", board.work("Sở 0", "II", late=7, id="a0"))
    expect(page.get_by_label("Mật khẩu")).to_be_visible()


def test_one_sheet_of_paper_in_black_and_white(board: RunningBoard, page: Page, tmp_path: Path) -> None:
    for code in official.provinces().keys() - {"68", "46"}:
        board.province(code, "")
        late = int(code) % 3
        figures = [board.work("Sở", key, late=late) for key in ("I", "II", "III", "IV", "KHAC", "LC", "KL")]
        board.publish(code, *figures, board.beat())
    expect(page.locator(".absence")).to_have_count(0)
    page.pdf(path=tmp_path / "board.pdf", prefer_css_page_size=True)
    with pypdfium2.PdfDocument(tmp_path / "board.pdf") as paper:
        assert len(paper) == 1
        width, height = paper[0].get_size()
        text = paper[0].get_textpage().get_text_bounded()
    assert width > height
    assert "Cà Mau" in text
    assert "Cả nước" in text
    assert "Đ" in text


def test_the_wall_is_readable_at_four_metres(board: RunningBoard, page: Page) -> None:
    page.set_viewport_size({"width": 1920, "height": 1080})
    for code in list(official.provinces())[:9] + ["79"]:
        board.province(code, "")
        board.publish(code, board.work("Sở", "I", late=3), board.night(critical=1, level="red"), board.beat())
    expect(page.locator(".strip dd").nth(2)).to_have_text("10")
    page.goto(f"{board.url}/man-hinh")
    expect(page.locator("main")).to_contain_text("và 1 nơi khác: 1 đỏ, 0 vàng")
    size = "element => parseFloat(getComputedStyle(element).fontSize)"
    assert page.locator(".clock").evaluate(size) >= 96
    shown = page.locator("main :not(:empty)").evaluate_all(
        "all => all.filter(one => one.offsetParent && one.textContent.trim()"
        " && !one.classList.contains('hear')).map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(shown) >= 28
    assert page.evaluate("document.documentElement.scrollHeight <= 1080")


def test_the_clock_on_the_wall_is_the_servers(board: RunningBoard, page: Page) -> None:
    board.clock.ahead = timedelta(hours=-5)
    before = board.clock()
    page.goto(f"{board.url}/man-hinh")
    shown = page.locator("#dong-ho").text_content()
    assert shown in {clock(moment) for moment in board.clock.minutes(before)}


def test_the_server_starts_anew_and_the_page_goes_on(board: RunningBoard, page: Page) -> None:
    page.evaluate("window.untouched = true")
    board.restart()
    board.publish("68", board.work("Sở 0", "II", late=7, id="a0"))
    changed = page.get_by_role("link", name="Lâm Đồng, nhóm II: mức Đỏ, 0/9 xong, 9 quá hạn")
    expect(changed).to_be_visible()
    assert page.evaluate("window.untouched")
    expect(page.get_by_role("alert")).to_be_hidden()


ADDRESSES = (
    "/", "/?xep=nang", "/tinh/68", "/tinh/68?tim=x", "/tinh/12", "/tinh/68/viec?nhom=II", "/qua-han", "/dem-nay",
    "/man-hinh", "/ban-in", "/tinh/khong",
)  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(board: RunningBoard, page: Page, scheme: str) -> None:
    """The checks of axe-core (WCAG 2 A and AA, best practices) on every page."""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    board.publish("68", board.night(critical=1, incidents=3, level="red"), board.night(mode="rehearsal", state="held"))
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    expect(page.locator(".strip .red")).to_have_count(2)
    for address in ADDRESSES:
        page.goto(f"{board.url}{address}")
        assert complaints(page, axe) == [], address


def test_axe_finds_nothing_at_the_login(board: RunningBoard, page: Page) -> None:
    page.context.clear_cookies()
    page.goto(f"{board.url}/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill("truc.ban")
    page.get_by_label("Mật khẩu").fill("sai rồi")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("alert")).to_contain_text("không đúng")
    assert complaints(page, files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")) == []


def complaints(page: Page, axe: str) -> list[str]:
    """What axe-core objects to, with the elements; it runs beside the page's own policy, which forbids it nothing."""
    page.evaluate(axe)
    found: dict[str, list[dict[str, Any]]] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{one['id']}: {node['html'][:200]}" for one in found["violations"] for node in one["nodes"]]


@pytest.mark.parametrize("address", ["/", "/tinh/68?tim=so&xep=ten", "/qua-han", "/dem-nay", "/man-hinh"])
def test_the_pages_can_be_read_without_javascript(board: RunningBoard, browser: Browser, address: str) -> None:
    board.publish("68", board.work("Sở Nội vụ", "II", late=1), board.night(), board.beat())
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{board.url}{address}")
    plain.get_by_label("Tên đăng nhập").fill("truc.ban")
    plain.get_by_label("Mật khẩu").fill(PASSWORD)
    plain.get_by_role("button", name="Đăng nhập").click()
    expect(plain.locator("main")).to_contain_text("Lâm Đồng")
    expect(plain.locator("noscript .lost")).to_be_visible()
    context.close()


@pytest.mark.parametrize("width", [1024, 1366, 1920])
def test_no_page_is_wider_than_the_window(board: RunningBoard, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    board.publish("68", board.night(critical=1, incidents=3, level="red"))
    for address in ADDRESSES:
        page.goto(f"{board.url}{address}")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_of_text(board: RunningBoard, page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    board.publish("46", board.work("Sở Y tế", "III", total=2))
    expect(page.locator("td.cell.green").first).to_be_visible()
    pairs = page.locator("td.cell, th, .strip dt, .legend li, .drawn, .brand").evaluate_all(
        """all => all.map(one => {
            const clear = 'rgba(0, 0, 0, 0)';
            let under = one, back = clear;
            for (; under && back === clear; under = under.parentElement) {
                back = getComputedStyle(under).backgroundColor;
            }
            return [getComputedStyle(one).color, back, one.className];
        })"""
    )
    for ink, back, name in pairs:
        assert contrast(ink, back) >= 4.5, (name, ink, back)


def contrast(ink: str, back: str) -> float:
    """WCAG 2 contrast of two `rgb(...)` colours."""
    lights = sorted((_light(ink), _light(back)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _light(colour: str) -> float:
    parts = [float(part) / 255 for part in colour.partition("(")[2].rstrip(")").split(",")[:3]]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
