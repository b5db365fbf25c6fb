from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from app.models.errors import InvalidInputError
from app.services import documents
from app.services.desk import Desk
from app.views.common.office import Office
from app.views.documents.export_sheet import ExportSheet
from app.views.documents.page_view import PageView
from app.views.documents.pages import Pages
from app.views.documents.preview import PreviewBox
from app.views.documents.printing import PrintingError, page_range, print_pages
from tests.views.hands import click, named


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    from reportlab.pdfgen import canvas

    path = tmp_path_factory.mktemp("pdf") / "a.pdf"
    drawing = canvas.Canvas(str(path), pagesize=(595, 842))
    drawing.rect(100, 100, 200, 200, fill=1)
    drawing.showPage()
    drawing.setPageSize((842, 595))
    drawing.rect(100, 100, 200, 200, fill=1)
    drawing.showPage()
    drawing.save()
    return path.read_bytes()


@pytest.mark.parametrize(
    ("typed", "pages"), [("", [0, 1, 2, 3, 4]), ("1", [0]), ("1-3, 5", [0, 1, 2, 4]), (" 2 - 2 ", [1])]
)
def test_reads_a_page_range(typed: str, pages: list[int]) -> None:
    assert page_range(typed, 5) == pages


@pytest.mark.parametrize("typed", ["0", "6", "3-1", "a", "1;2", "-2"])
def test_refuses_pages_that_are_not_there(typed: str) -> None:
    with pytest.raises(InvalidInputError):
        page_range(typed, 5)


def test_a_page_is_drawn_black_on_white(pdf: bytes) -> None:
    pages = Pages(pdf)
    image = pages.picture(0, dpi=72)
    assert image.pixelColor(5, 5).name() == "#ffffff"
    assert image.pixelColor(150, 842 - 150).name() == "#000000"
    pages.close()


def test_a_landscape_page_is_turned_on_its_sheet(pdf: bytes, qtbot: QtBot, tmp_path: Path) -> None:
    pages = Pages(pdf)
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    print_pages(pages, printer, [0, 1])
    pages.close()
    printed = Pages((tmp_path / "out.pdf").read_bytes())
    assert [round(printed.size(at)[1]) for at in range(len(printed))] == [842, 842]
    turned = printed.picture(1, dpi=72)
    printed.close()
    assert turned.pixelColor(395, 642).name() == "#000000"
    assert turned.pixelColor(395, 200).name() == "#ffffff"


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_printer_that_does_not_begin_is_said(pdf: bytes, qtbot: QtBot, tmp_path: Path) -> None:
    pages = Pages(pdf)
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "no such folder" / "out.pdf"))
    with pytest.raises(PrintingError):
        print_pages(pages, printer, [0])
    pages.close()


def test_the_preview_shows_pages_and_scrolls_to_them(pdf: bytes, qtbot: QtBot) -> None:
    pages = Pages(pdf)
    view = PageView()
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show()
    view.show_pages(pages)
    assert isinstance(view.grab().toImage(), QImage)
    with qtbot.waitSignal(view.page_changed):
        view.go_to(1)
    assert view.current == 1
    pages.close()


def test_a_paper_is_made_beside_the_window(office: Office, qtbot: QtBot) -> None:
    box = PreviewBox(office)
    qtbot.addWidget(box)
    box.show_paper("ke-hoach", "Kế hoạch hành động")
    qtbot.waitUntil(lambda: named(box, "In…").isEnabled(), timeout=60_000)
    box.close_paper()


def test_a_paper_that_does_not_exist_yet_says_why(office: Office, qtbot: QtBot) -> None:
    box = PreviewBox(office)
    qtbot.addWidget(box)
    box.show()
    box.show_paper("ke-hoach-da-ban-hanh", "Kế hoạch đã ban hành")
    qtbot.waitUntil(lambda: "chưa ban hành" in box.message, timeout=60_000)


def test_export_writes_the_chosen_formats(office: Office, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    sheet = ExportSheet(None, office, paper="ke-hoach")
    qtbot.addWidget(sheet)
    for name, choice in sheet.formats.items():
        choice.setChecked(name == "docx")
    sheet.folder.setText(str(tmp_path))
    click(named(sheet, "Xuất"))
    qtbot.waitUntil(lambda: bool(list(tmp_path.glob("*.docx"))) and not office.worker.is_busy, timeout=60_000)
    assert office.memory.get("export/formats", []) == ["docx"]
    assert documents.catalogue()[0].name == "ke-hoach"


def test_export_without_a_format_is_refused(office: Office, qtbot: QtBot) -> None:
    sheet = ExportSheet(None, office)
    qtbot.addWidget(sheet)
    for choice in sheet.formats.values():
        choice.setChecked(False)
    click(named(sheet, "Xuất"))
    assert "Chưa chọn định dạng" in sheet.message.text


def test_nothing_is_written_where_no_folder_is_named(office: Office, qtbot: QtBot) -> None:
    sheet = ExportSheet(None, office, paper="ke-hoach")
    qtbot.addWidget(sheet)
    sheet.folder.setText("  ")
    click(named(sheet, "Xuất"))
    assert "Chưa chọn thư mục" in sheet.message.text
    assert not office.worker.is_busy
    assert office.memory.get("export/folder", "") == ""
