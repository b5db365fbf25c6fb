from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.services.signing import files
from app.views.common.office import Office
from app.views.signing.signing_sheet import SigningSheet
from app.views.signing.trust_sheet import TrustSheet
from app.views.signing.verify_window import VerifyWindow
from tests.exports.signing import authority
from tests.exports.signing.papers import REF, SECRETARY
from tests.services.signing.steps import sign
from tests.views.hands import click, named, texts


@pytest.fixture
def window(signing_office: Office, qtbot: QtBot) -> VerifyWindow:
    made = VerifyWindow(None, signing_office)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def signed_file(sheet: SigningSheet, signing_office: Office, tmp_path: Path) -> Path:
    sign(signing_office.desk, SECRETARY, tmp_path)
    path = tmp_path / "bien-ban.pdf"
    files.write_pdf(signing_office.desk, ref=REF, path=path)
    return path


def verified(window: VerifyWindow, path: Path, qtbot: QtBot) -> str:
    before = window.verdict.summary.text()
    window.file.show_path(path)
    qtbot.waitUntil(lambda: bool(window.message.text) or window.verdict.summary.text() != before, timeout=60_000)
    return texts(window)


def test_who_when_which_certificate_and_which_record(window: VerifyWindow, signed_file: Path, qtbot: QtBot) -> None:
    told = verified(window, signed_file, qtbot)
    assert "Hợp lệ: 1 chữ ký, nội dung nguyên vẹn." in told
    assert f"Chữ ký 1: {SECRETARY}" in told
    assert "nơi cấp: Chứng thực số thử nghiệm" in told
    assert "Chưa kiểm tra được tình trạng thu hồi" in told
    assert REF.title in told
    click(named(window, "Chép kết quả"))
    assert SECRETARY in QGuiApplication.clipboard().text()


def test_one_changed_byte_is_said(window: VerifyWindow, signed_file: Path, qtbot: QtBot, tmp_path: Path) -> None:
    data = bytearray(signed_file.read_bytes())
    at = data.index(b"stream") + 40
    data[at] ^= 1
    changed = tmp_path / "sua.pdf"
    changed.write_bytes(bytes(data))
    told = verified(window, changed, qtbot)
    assert "KHÔNG hợp lệ" in told or window.message.text


def test_a_file_that_is_no_pdf_is_refused(window: VerifyWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "anh.pdf"
    path.write_bytes("không phải PDF".encode())
    verified(window, path, qtbot)
    assert "không phải PDF" in window.message.text


def test_an_unsigned_file_is_no_failure(
    window: VerifyWindow, sheet: SigningSheet, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "chua-ky.pdf"
    sheet.write(path)
    assert "Tệp chưa có chữ ký số." in verified(window, path, qtbot)


def test_authorities_are_added_and_removed(signing_office: Office, qtbot: QtBot, tmp_path: Path) -> None:
    made = TrustSheet(None, signing_office)
    qtbot.addWidget(made)
    made.show()
    assert "Cơ quan chứng thực gốc thử nghiệm" in texts(made)
    made.add_file(authority.officer(SECRETARY).pem(tmp_path / "nguoi.cer"))
    assert "không phải của tổ chức chứng thực" in made.message.text
    button = next(
        each for each in made.findChildren(type(named(made, "Đóng"))) if each.toolTip().startswith("Thôi tin cậy")
    )
    click(button)
    assert "Chưa có chứng thư gốc nào" in texts(made)
