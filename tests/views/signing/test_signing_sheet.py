from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.exports.render import render
from app.exports.signing.slip import code_of
from app.models.signing.records import SignatoryKind, Way
from app.services.desk import Desk
from app.services.signing import files, passwords, scans, signatories
from app.views.common.office import Office
from app.views.signing.aside_sheet import AsideSheet
from app.views.signing.certificate_sheet import CertificateSheet
from app.views.signing.return_sheet import ReturnSheet
from app.views.signing.scan_sheet import ScanSheet
from app.views.signing.signatories_sheet import SignatoriesSheet
from app.views.signing.signing_sheet import SigningSheet
from tests.exports.signing import authority
from tests.exports.signing.papers import CHAIR, NOON, REF, SECRETARY
from tests.services.signing.steps import AGENCY
from tests.services.signing.test_official import signed
from tests.services.signing.test_scans import blank
from tests.views.conftest import ModelRules
from tests.views.hands import click, named, press, texts, type_text


def certifying(sheet: SigningSheet, office: Office, qtbot: QtBot, name: str) -> CertificateSheet:
    made = CertificateSheet(sheet, office, sheet.state)
    qtbot.addWidget(made)
    who = next(one for one in sheet.state.unsigned if one.full_name == name)
    made.signatory.choose(who.id)
    return made


def sign(sheet: SigningSheet, office: Office, qtbot: QtBot, name: str, folder: Path) -> None:
    made = certifying(sheet, office, qtbot, name)
    holder = authority.agency() if name == AGENCY else authority.officer(name)
    made.file.show_path(holder.pkcs12(folder / f"{name}.p12"))
    type_text(made.password, authority.PASSWORD)
    click(named(made, "Ký"))
    qtbot.waitUntil(lambda: made.result() == 1, timeout=60_000)
    sheet.reload()


def test_the_signatories_are_listed_with_what_they_wait_for(sheet: SigningSheet, model_rules: ModelRules) -> None:
    model_rules(sheet.table)
    assert sheet.table.rowCount() == 4
    assert "Đã ký 0/4" in texts(sheet)
    assert all(named(sheet, act).isEnabled() for act in ("Ký số tại máy này…", "Xuất tệp để ký…", "In bản ký…"))


def test_two_sign_one_after_the_other(
    sheet: SigningSheet, signing_office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    for name in (SECRETARY, CHAIR):
        sign(sheet, signing_office, qtbot, name, tmp_path)
    assert "Đã ký 2/4" in texts(sheet)
    assert sheet.table.line(0).signature is not None
    assert CHAIR not in [sheet.state.unsigned[at].full_name for at in range(2)]


def test_a_wrong_password_is_said_and_everything_stays(
    sheet: SigningSheet, signing_office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    made = certifying(sheet, signing_office, qtbot, SECRETARY)
    made.file.show_path(authority.officer(SECRETARY).pkcs12(tmp_path / "a.p12"))
    type_text(made.password, "sai")
    click(named(made, "Ký"))
    qtbot.waitUntil(lambda: bool(made.message.text), timeout=60_000)
    assert "ật khẩu" in made.message.text
    assert named(made, "Ký").isEnabled()
    assert signatories.signed_state(signing_office.desk, ref=REF).signatures == ()


def test_the_password_is_hidden_and_kept_nowhere(
    sheet: SigningSheet, signing_office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    made = certifying(sheet, signing_office, qtbot, SECRETARY)
    assert made.password.echoMode() is QLineEdit.EchoMode.Password
    assert (passwords.NO_STORE in texts(made)) is not passwords.has_store()
    sign(sheet, signing_office, qtbot, SECRETARY, tmp_path)
    kept = (tmp_path / "window.ini").read_text(encoding="utf-8") if (tmp_path / "window.ini").exists() else ""
    assert authority.PASSWORD not in kept


def test_whose_certificate_it_is_can_be_seen_first(
    sheet: SigningSheet, signing_office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    made = certifying(sheet, signing_office, qtbot, SECRETARY)
    click(named(made, "Xem chứng thư"))
    assert "Chưa chọn tệp chứng thư" in made.message.text
    made.file.show_path(authority.officer(SECRETARY).pkcs12(tmp_path / "a.p12"))
    type_text(made.password, authority.PASSWORD)
    click(named(made, "Xem chứng thư"))
    assert SECRETARY in made.card.text()
    assert "01/01/2025" in made.card.text()


def test_a_token_needs_its_library(sheet: SigningSheet, signing_office: Office, qtbot: QtBot) -> None:
    made = certifying(sheet, signing_office, qtbot, SECRETARY)
    made.source.choose("token")
    click(named(made, "Tìm thiết bị"))
    assert "Chưa chọn thư viện" in made.message.text
    click(named(made, "Ký"))
    assert "Chưa chọn thiết bị" in made.message.text


def test_the_seal_asks_for_its_size(sheet: SigningSheet, signing_office: Office, qtbot: QtBot) -> None:
    made = certifying(sheet, signing_office, qtbot, SECRETARY)
    made.show()
    assert not made.seal_mm.isVisible()
    made.signatory.choose(next(one.id for one in sheet.state.unsigned if one.kind is SignatoryKind.AGENCY))
    assert made.seal_mm.isVisible()
    type_text(made.seal_mm, "to")
    made.file.show_path(Path("a.p12"))
    click(named(made, "Ký"))
    assert "không đọc được" in made.message.text


def test_a_scan_is_bound_by_the_code_of_its_slip(
    sheet: SigningSheet, signing_office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    made = ScanSheet(sheet, signing_office, sheet.state)
    qtbot.addWidget(made)
    click(named(made, "Đính kèm"))
    assert "Chưa chọn bản quét" in made.message.text
    made.file.show_path(blank(tmp_path / "ban-quet.jpg"))
    click(named(made, "Đính kèm"))
    qtbot.waitUntil(lambda: "bí mật nhà nước" in made.message.text, timeout=60_000)
    made.declared.setChecked(True)
    click(named(made, "Đính kèm"))
    qtbot.waitUntil(lambda: "mã QR" in made.message.text, timeout=60_000)
    for signatory_id, box in made.who.items():
        box.setChecked(signatory_id == sheet.state.signatories[0].id)
    made.code.setText(code_of(REF))
    click(named(made, "Đính kèm"))
    qtbot.waitUntil(lambda: made.result() == 1, timeout=60_000)
    state = signatories.signed_state(signing_office.desk, ref=REF)
    assert [(one.way, state.signed[0].full_name) for one in state.signatures] == [(Way.PAPER, SECRETARY)]


def test_a_file_goes_out_and_comes_back_signed(
    sheet: SigningSheet, signing_office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    out, back = tmp_path / "di-ky.pdf", tmp_path / "da-ky.pdf"
    sheet.write(out)
    assert "Đã ghi di-ky.pdf" in sheet.message.text
    back.write_bytes(signed(out.read_bytes(), CHAIR, tmp_path, "Signature1"))
    made = ReturnSheet(sheet, signing_office, sheet.state)
    qtbot.addWidget(made)
    assert not named(made, "Nhận tệp").isEnabled()
    made.file.show_path(back)
    qtbot.waitUntil(lambda: named(made, "Nhận tệp").isEnabled(), timeout=60_000)
    assert CHAIR in texts(made)
    click(named(made, "Nhận tệp"))
    qtbot.waitUntil(lambda: made.result() == 1, timeout=60_000)
    assert [one.full_name for one in signatories.signed_state(signing_office.desk, ref=REF).signed] == [CHAIR]


def test_a_returned_file_of_nobody_asks_whose_it_is(
    sheet: SigningSheet, signing_office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    out, back = tmp_path / "di-ky.pdf", tmp_path / "da-ky.pdf"
    sheet.write(out)
    back.write_bytes(signed(out.read_bytes(), "Hoàng Thị Mai", tmp_path, "Signature1"))
    made = ReturnSheet(sheet, signing_office, sheet.state)
    qtbot.addWidget(made)
    made.file.show_path(back)
    qtbot.waitUntil(lambda: named(made, "Nhận tệp").isEnabled(), timeout=60_000)
    click(named(made, "Nhận tệp"))
    qtbot.waitUntil(lambda: "là của ai" in made.message.text, timeout=60_000)
    made.owners["Signature1"].choose(sheet.state.signatories[1].id)
    click(named(made, "Nhận tệp"))
    qtbot.waitUntil(lambda: made.result() == 1, timeout=60_000)


def test_the_list_of_signatories_is_edited_as_a_whole(
    sheet: SigningSheet, signing_office: Office, qtbot: QtBot, desk: Desk
) -> None:
    made = SignatoriesSheet(sheet, signing_office, sheet.state)
    qtbot.addWidget(made)
    made.append()
    click(named(made, "Lưu danh sách"))
    assert "đang để trống" in made.message.text
    made.lines[-1].name.setText("Bùi Văn Đủ")
    press(made.lines[-1].name, Qt.Key.Key_Tab)
    click(named(made, "Lưu danh sách"))
    assert signatories.signed_state(desk, ref=REF).signatories[-1].full_name == "Bùi Văn Đủ"


def test_the_slip_and_the_file_are_papers(sheet: SigningSheet, desk: Desk) -> None:
    assert render(scans.integrity_slip(desk, ref=REF), "pdf").startswith(b"%PDF")
    assert sheet.state.current is not None


def test_the_file_of_a_signature_is_saved(
    sheet: SigningSheet, signing_office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    assert not named(sheet, "Lưu tệp đã ký…").isEnabled()
    sign(sheet, signing_office, qtbot, SECRETARY, tmp_path)
    sheet.list.choose(0)
    assert sheet.signature is not None
    assert named(sheet, "Lưu tệp đã ký…").isEnabled()
    sheet.save(sheet.signature, tmp_path / "da-ky.pdf")
    assert (tmp_path / "da-ky.pdf").read_bytes() == files.current_pdf(signing_office.desk, ref=REF)
    sheet.list.choose(1)
    assert not named(sheet, "Lưu tệp đã ký…").isEnabled()


def test_two_files_signed_side_by_side_are_said_and_one_is_set_aside(
    sheet: SigningSheet, signing_office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    desk = signing_office.desk
    export = files.current_pdf(desk, ref=REF)
    sign(sheet, signing_office, qtbot, SECRETARY, tmp_path)
    assert not named(sheet, "Để riêng chữ ký trùng…").isVisible()
    chair = next(one for one in sheet.state.unsigned if one.full_name == CHAIR)
    with desk.act("Nhận từ máy khác", undoable=False) as act:
        file = files.store(desk, signed(export, CHAIR, tmp_path, "chair"), "x.pdf")
        files.note_signature(desk, act, REF, chair.id, way=Way.CERTIFICATE, signed_at=NOON, file=file, base=export)
    sheet.reload()
    assert "Hai máy ký song song trên hai tệp khác nhau" in texts(sheet)
    row = next(at for at in range(4) if sheet.table.line(at).signatory.id == chair.id)
    sheet.list.choose(row)
    assert sheet.rival is not None
    aside = AsideSheet(sheet, signing_office, sheet.state, sheet.rival)
    qtbot.addWidget(aside)
    assert f"Chữ ký của {CHAIR}" in texts(aside)
    click(named(aside, "Để riêng"))
    assert "Lý do" in aside.message.text
    type_text(aside.reason, "Giữ tệp của thư ký")
    click(named(aside, "Để riêng"))
    sheet.reload()
    assert "Hai máy ký song song" not in texts(sheet)
    assert [one.full_name for one in sheet.state.signed] == [SECRETARY]
