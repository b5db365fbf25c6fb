from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.services import history
from app.services.desk import Desk
from app.services.exchange import bundles, joining
from app.views.common.acts import Acts
from app.views.common.background import Worker
from app.views.common.memory import Memory
from app.views.common.office import Office
from app.views.sync.bundle_sheet import BundleSheet
from tests.steps import added, task
from tests.views.hands import click, named, texts, type_text

PASSPHRASE = "đêm chuyển đổi 30/6"


@pytest.fixture
def sheet(office: Office, tmp_path: Path, qtbot: QtBot) -> BundleSheet:
    made = BundleSheet(None, office)
    qtbot.addWidget(made)
    made.target.setText(str(tmp_path / "gửi đi.kh02b"))
    made.show()
    return made


def fill(sheet: BundleSheet, first: str = PASSPHRASE, again: str = PASSPHRASE) -> None:
    type_text(sheet.new, first)
    type_text(sheet.again, again)
    click(named(sheet, "Tạo tệp"))


def test_two_different_passphrases_write_nothing(sheet: BundleSheet, tmp_path: Path) -> None:
    fill(sheet, again="khác hẳn rồi")
    assert "không giống nhau" in sheet.message.text
    assert not list(tmp_path.glob("*.kh02b"))


def test_a_short_passphrase_is_refused(sheet: BundleSheet, qtbot: QtBot) -> None:
    fill(sheet, "ngắn", "ngắn")
    qtbot.waitUntil(lambda: "Mật khẩu ngắn hơn 8 ký tự" in sheet.message.text, timeout=60_000)
    assert named(sheet, "Tạo tệp").isEnabled()


def test_a_name_without_ending_gets_one(sheet: BundleSheet, tmp_path: Path, qtbot: QtBot) -> None:
    sheet.target.setText(str(tmp_path / "không đuôi"))
    fill(sheet)
    qtbot.waitUntil(lambda: (tmp_path / "không đuôi.kh02b").exists() and "Đã ghi" in texts(sheet), timeout=60_000)
    assert sheet.new.text() == sheet.again.text() == ""


def test_what_one_desk_writes_the_other_reads(
    sheet: BundleSheet, desk: Desk, other: Desk, memory: Memory, tmp_path: Path, qtbot: QtBot
) -> None:
    task_id = added(desk, "Cấp chữ ký số cho Đặng Thị Đào")
    fill(sheet)
    qtbot.waitUntil(lambda: "Đã ghi" in texts(sheet), timeout=60_000)
    far = Office(other, acts=Acts(), worker=Worker(), memory=memory)
    reading = BundleSheet(None, far, way="in")
    qtbot.addWidget(reading)
    reading.show()
    reading.source.setText(str(tmp_path / "gửi đi.kh02b"))
    type_text(reading.given, "sai mật khẩu rồi")
    click(named(reading, "Nhận tệp"))
    qtbot.waitUntil(lambda: reading.message.text != "", timeout=60_000)
    reading.given.clear()
    type_text(reading.given, PASSPHRASE)
    with qtbot.waitSignal(far.acts.changed, timeout=60_000):
        click(named(reading, "Nhận tệp"))
    assert "1 thay đổi mới" in texts(reading)
    assert task(other, task_id).content == "Cấp chữ ký số cho Đặng Thị Đào"
    type_text(reading.given, PASSPHRASE)
    with qtbot.waitSignal(far.acts.changed, timeout=60_000):
        click(named(reading, "Nhận tệp"))
    assert "Không có thay đổi nào mới" in texts(reading)
    far.worker.close()


@pytest.fixture
def keyed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both PCs have joined the same province."""
    monkeypatch.setattr(joining, "province_key", lambda _desk: "khoa-cua-tinh-0123456789")


@pytest.mark.usefixtures("keyed")
def test_pcs_of_one_province_need_no_passphrase(
    office: Office, other: Desk, desk: Desk, memory: Memory, tmp_path: Path, qtbot: QtBot
) -> None:
    task_id = added(desk, "Cấp chữ ký số cho Đặng Thị Đào")
    out = BundleSheet(None, office)
    qtbot.addWidget(out)
    out.show()
    assert not out.new.isVisible()
    out.target.setText(str(tmp_path / "gửi.kh02b"))
    click(named(out, "Tạo tệp"))
    qtbot.waitUntil(lambda: "Đã ghi" in texts(out), timeout=60_000)
    far = Office(other, acts=Acts(), worker=Worker(), memory=memory)
    reading = BundleSheet(None, far, way="in")
    qtbot.addWidget(reading)
    reading.show()
    assert not reading.given.isVisible()
    reading.source.setText(str(tmp_path / "gửi.kh02b"))
    with qtbot.waitSignal(far.acts.changed, timeout=60_000):
        click(named(reading, "Nhận tệp"))
    assert task(other, task_id).content == "Cấp chữ ký số cho Đặng Thị Đào"
    came = history.history(other, entity="task", record_id=task_id)[0]
    assert (came.person, came.device) == ("Nguyễn Thị Đào", f"máy {desk.workspace.device[:4]}, qua tệp trao đổi")
    assert came.act == "Thêm nhiệm vụ"
    far.worker.close()


@pytest.mark.usefixtures("keyed")
def test_a_file_with_a_passphrase_of_its_own_asks_for_it(
    office: Office, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "mật khẩu riêng.kh02b"
    bundles.write_bundle(desk, path=path, passphrase=PASSPHRASE)
    reading = BundleSheet(None, office, way="in")
    qtbot.addWidget(reading)
    reading.show()
    reading.source.setText(str(path))
    click(named(reading, "Nhận tệp"))
    qtbot.waitUntil(reading.given.isVisible, timeout=60_000)
    assert "mật khẩu riêng" in reading.message.text
    type_text(reading.given, PASSPHRASE)
    click(named(reading, "Nhận tệp"))
    qtbot.waitUntil(lambda: "Đã nhận từ máy" in texts(reading), timeout=60_000)


def test_no_file_chosen_is_said(office: Office, qtbot: QtBot) -> None:
    reading = BundleSheet(None, office, way="in")
    qtbot.addWidget(reading)
    click(named(reading, "Nhận tệp"))
    assert "Chưa chọn tệp trao đổi" in reading.message.text
