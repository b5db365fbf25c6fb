"""Two desks exchange a file: nothing lost, nothing doubled, nothing taken from a stranger."""

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.fernet import Fernet, InvalidToken

from app.journal import wire
from app.models.errors import AppError, InvalidInputError, RefusedError
from app.services import history, people, plan, purging, tasks
from app.services.desk import Desk
from app.services.exchange import bundles
from app.sync.bundle import BundleError, Manifest, write
from app.workspace import files, profile
from tests.steps import added, holds, made, row

PASSPHRASE = "đêm chuyển đổi 30/6"


@dataclass(frozen=True)
class QuickLock:
    """A lock without the second that the real one takes on purpose."""

    passphrase: str

    def shut(self, plain: bytes) -> bytes:
        return Fernet(self._key()).encrypt(plain)

    def open(self, shut: bytes) -> bytes:
        try:
            return Fernet(self._key()).decrypt(shut)
        except InvalidToken as error:
            raise InvalidInputError("Mật khẩu không đúng.") from error

    def _key(self) -> bytes:
        return base64.urlsafe_b64encode(hashlib.sha256(self.passphrase.encode()).digest())


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "PassphraseLock", QuickLock)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "gửi máy hai.kh02b"


@pytest.mark.usefixtures("quick")
def test_edits_travel_both_ways(desk: Desk, other: Desk, file: Path) -> None:
    mine = added(desk, "Cấp chữ ký số cho Đặng Thị Đào")
    theirs = added(other, "Lắp đường truyền dự phòng")
    bundles.write_bundle(desk, path=file, passphrase=PASSPHRASE)
    received = bundles.read_bundle(other, path=file, passphrase=PASSPHRASE)
    assert (received.changes > 0, received.refused) == (True, ())
    bundles.write_bundle(other, path=file, passphrase=PASSPHRASE)
    bundles.read_bundle(desk, path=file, passphrase=PASSPHRASE)
    for one in (desk, other):
        assert {mine, theirs} <= {task.id for task in plan.view(one).tasks}


@pytest.mark.usefixtures("quick")
def test_the_same_file_twice_adds_nothing(desk: Desk, other: Desk, file: Path) -> None:
    added(desk, "Cấp chữ ký số")
    bundles.write_bundle(desk, path=file, passphrase=PASSPHRASE)
    bundles.read_bundle(other, path=file, passphrase=PASSPHRASE)
    again = bundles.read_bundle(other, path=file, passphrase=PASSPHRASE)
    assert (again.changes, again.outcome.changed != ()) == (0, True)
    assert len(plan.view(other).tasks) == 15


@pytest.mark.usefixtures("quick")
def test_attachments_come_along_when_asked(desk: Desk, other: Desk, file: Path, tmp_path: Path) -> None:
    scan = tmp_path / "Quyết định.pdf"
    scan.write_bytes(b"%PDF-" + bytes(range(256)) * 9000)
    tasks.attach_file(desk, task_id=row(desk, "1.1").id, path=scan, title="Quyết định", declared_open=True)
    sent = bundles.write_bundle(desk, path=file, passphrase=PASSPHRASE, with_files=True)
    bundles.read_bundle(other, path=file, passphrase=PASSPHRASE)
    held = files.stored(other.path, key=None)
    assert sent.files == len(held) == 1
    assert files.read(other.path, next(iter(held)), key=None) == scan.read_bytes()


def test_no_word_of_the_plan_stands_in_the_file(desk: Desk, file: Path) -> None:
    added(desk, "Camera an ninh")
    bundles.write_bundle(desk, path=file, passphrase=PASSPHRASE)
    assert b"Camera" not in file.read_bytes()


@pytest.mark.parametrize("at", [3, 60, -40, -1])
@pytest.mark.usefixtures("quick")
def test_one_byte_changed_is_refused_whole(desk: Desk, other: Desk, file: Path, at: int) -> None:
    added(desk, "Cấp chữ ký số")
    bundles.write_bundle(desk, path=file, passphrase=PASSPHRASE)
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(bytes(data))
    with pytest.raises(AppError):
        bundles.read_bundle(other, path=file, passphrase=PASSPHRASE)
    assert len(plan.view(other).tasks) == 14


@pytest.mark.usefixtures("quick")
def test_a_file_cut_short_is_refused(desk: Desk, other: Desk, file: Path) -> None:
    bundles.write_bundle(desk, path=file, passphrase=PASSPHRASE)
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(BundleError):
        bundles.read_bundle(other, path=file, passphrase=PASSPHRASE)


def test_a_wrong_passphrase_says_so(desk: Desk, other: Desk, file: Path) -> None:
    bundles.write_bundle(desk, path=file, passphrase=PASSPHRASE)
    with pytest.raises(InvalidInputError, match="Mật khẩu"):
        bundles.read_bundle(other, path=file, passphrase="sai mật khẩu rồi")


def test_a_short_passphrase_is_not_taken(desk: Desk, file: Path) -> None:
    with pytest.raises(InvalidInputError, match="ngắn"):
        bundles.write_bundle(desk, path=file, passphrase="1234")
    assert not file.exists()


@pytest.mark.usefixtures("quick")
def test_something_else_is_no_bundle(desk: Desk, file: Path) -> None:
    file.write_bytes(b"PK\x03\x04 word")
    with pytest.raises(BundleError, match="không phải tệp trao đổi"):
        bundles.read_bundle(desk, path=file, passphrase=PASSPHRASE)


@pytest.mark.usefixtures("quick")
def test_a_device_that_signs_with_another_key_is_refused(desk: Desk, other: Desk, file: Path) -> None:
    bundles.write_bundle(desk, path=file, passphrase=PASSPHRASE)
    bundles.read_bundle(other, path=file, passphrase=PASSPHRASE)
    (profile.home() / "device-key").unlink()
    bundles.write_bundle(desk, path=file, passphrase=PASSPHRASE)
    with pytest.raises(RefusedError, match="khoá khác"):
        bundles.read_bundle(other, path=file, passphrase=PASSPHRASE)


@pytest.mark.usefixtures("quick")
def test_a_purge_reaches_the_other_desk_and_stays(desk: Desk, other: Desk, file: Path) -> None:
    task_id = added(desk, "Nội dung nhập nhầm")
    bundles.write_bundle(desk, path=file, passphrase=PASSPHRASE)
    old = file.read_bytes()
    bundles.read_bundle(other, path=file, passphrase=PASSPHRASE)
    second = people.add_person(desk, full_name="Lê Hữu Khải", pin="2468").created[0]
    purging.purge_record(desk, entity="task", record_id=task_id, second_person=second, second_pin="2468")
    bundles.write_bundle(desk, path=file, passphrase=PASSPHRASE)
    bundles.read_bundle(other, path=file, passphrase=PASSPHRASE)
    assert not holds(other, "Nội dung nhập nhầm")
    file.write_bytes(old)
    bundles.read_bundle(other, path=file, passphrase=PASSPHRASE)
    assert not holds(other, "Nội dung nhập nhầm")
    assert len(plan.view(other).tasks) == 14


@pytest.mark.usefixtures("quick")
def test_what_arrived_can_be_read_in_the_history(desk: Desk, other: Desk, file: Path) -> None:
    task_id = row(desk, "1.1").id
    tasks.set_deadline(desk, task_id=task_id, text="trước ngày 27/6/2025")
    bundles.write_bundle(desk, path=file, passphrase=PASSPHRASE)
    bundles.read_bundle(other, path=file, passphrase=PASSPHRASE)
    last = history.history(other, entity="task", record_id=task_id)[0]
    assert last.person == "Nguyễn Thị Đào"


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("batch", [b"", b"[", b"[}]", b"\xff", b"[" * 100_000])
def test_signed_rubbish_is_no_bundle(desk: Desk, file: Path, batch: bytes) -> None:
    signed(file, desk, batch)
    with pytest.raises(BundleError, match="không phải tệp trao đổi, hoặc bị hỏng"):
        bundles.read_bundle(desk, path=file, passphrase=PASSPHRASE)


@pytest.mark.usefixtures("quick")
def test_a_change_that_cannot_be_read_is_named_and_blocks_no_other(desk: Desk, other: Desk, file: Path) -> None:
    new = added(other, "Lắp đường truyền dự phòng")
    good = [wire.encode(one) for one in made(other)]
    signed(file, desk, wire.join_batch([b"1.5", *good]))
    received = bundles.read_bundle(desk, path=file, passphrase=PASSPHRASE)
    assert received.changes == len(good)
    assert received.refused[0].startswith("Thay đổi thứ 1: không đọc được")
    assert new in {one.id for one in plan.view(desk).tasks}


def signed(file: Path, desk: Desk, batch: bytes) -> None:
    """A bundle of this device around any bytes."""
    key = profile.device_key()
    public = key.public_key().public_bytes_raw().hex()

    def manifest(changes: str) -> Manifest:
        return Manifest(desk.province.code, desk.workspace.device, public, "2025-06-24T05:00:00.000Z", changes, 1, ())

    write(file, manifest=manifest, batch=batch, files=(), key=key, lock=QuickLock(PASSPHRASE))
