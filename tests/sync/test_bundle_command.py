"""`kh02 bundle` between two PCs of one province: the province key serves where both have it."""

from pathlib import Path

import pytest

from app.cli import FINE, main
from app.services import opening
from app.services.desk import Desk
from app.services.exchange import bundles, joining
from tests.services.test_exchange_bundles import QuickLock
from tests.steps import added, task


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "PassphraseLock", QuickLock)


def test_no_passphrase_is_asked_for_in_one_province(
    desk: Desk, other: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(joining, "province_key", lambda _desk: "khoa-cua-tinh-0123456789")
    made = added(desk, "Cấp chữ ký số cho Đặng Thị Đào")
    file = str(tmp_path / "usb.kh02b")
    desk.close()
    assert main(["bundle", str(desk.path), "--out", file]) == FINE
    other.close()
    assert main(["bundle", str(other.path), "--in", file]) == FINE
    assert "1 thay đổi mới" in capsys.readouterr().out
    again = opening.open_desk(other.path)
    assert task(again, made).content == "Cấp chữ ký số cho Đặng Thị Đào"
    again.close()


def test_without_the_key_it_asks(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(prompt: str) -> str:
        asked.append(prompt)
        return "đêm chuyển đổi 30/6"

    monkeypatch.setattr("getpass.getpass", answer)
    desk.close()
    file = str(tmp_path / "usb.kh02b")
    assert main(["bundle", str(desk.path), "--out", file]) == FINE
    assert main(["bundle", str(desk.path), "--in", file]) == FINE
    assert asked == ["Mật khẩu tệp trao đổi: "] * 2
