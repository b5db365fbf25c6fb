"""Acts on the systems that were not chosen."""

import hashlib
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from app.exports.errors import CancelledError
from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.secrecy import SecretError
from app.models.selection.aftermath import Counts
from app.models.selection.unchosen import PieceKey, PieceState, pieces
from app.services import history
from app.services.desk import Desk
from app.services.selection import deciding, unchosen
from tests.services.selection.aftermath_hands import at, decide, kind_id, stopped_one, three_systems
from tests.steps import send

SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
UNIT = "Sở Khoa học và Công nghệ"


@pytest.fixture
def stopped(desk: Desk) -> str:
    """The system of Đắk Nông, after the decision for that of Lâm Đồng."""
    first, second, _ = three_systems(desk)
    decide(desk, first)
    return second


def test_nothing_is_unchosen_before_a_decision(desk: Desk) -> None:
    three_systems(desk)
    assert unchosen.systems(desk) == ()


def test_a_decision_leaves_the_others_with_everything_to_do(desk: Desk, stopped: str) -> None:
    assert [one.province for one in unchosen.systems(desk)] == ["Đắk Nông", "Bình Thuận"]
    one = stopped_one(desk, stopped)
    assert one.shared == "VNPT iGate (Lâm Đồng)"
    assert [part.name for part in one.migrations][:2] == ["Hồ sơ", "Tài khoản người dùng"]
    assert {finding.field for finding in unchosen.findings(desk)} == {key.value for key in PieceKey}


def test_an_exempted_system_is_not_unchosen(desk: Desk, stopped: str) -> None:
    deciding.exempt(desk, kind_id=kind_id(desk), system_id=stopped, reason="Hợp đồng còn", until=date(2025, 12, 31))
    assert stopped not in {one.system_id for one in unchosen.systems(desk)}


def test_a_whole_way_to_complete(desk: Desk, stopped: str) -> None:
    system_id = stopped
    unchosen.record_backup(desk, system_id=system_id, at=at("24/6 09:00"), by="Y Bhăm Niê", size=7 << 30, sha256=SHA)
    unchosen.record_restore(desk, system_id=system_id, at=at("24/6 10:00"), by="Y Bhăm Niê", passed=True)
    unchosen.set_lead(desk, system_id=system_id, unit=UNIT)
    unchosen.set_deadline(desk, system_id=system_id, text="trước ngày 30/9")
    for item in ("dossiers", "accounts"):
        unchosen.report_migration(desk, system_id=system_id, item=item, done=120, total=120)
        unchosen.reconcile(desk, system_id=system_id, item=item, old=120, new=118, by="Đỗ Thị Đào")
        unchosen.explain(desk, system_id=system_id, item=item, text="Hai hồ sơ thử nghiệm")
    unchosen.skip_migration(desk, system_id=system_id, item="files", reason="Giữ trên hệ thống cũ để tra cứu")
    unchosen.set_lookup(
        desk, system_id=system_id, until=date(2025, 12, 31), person="Phạm Văn Đông", phone="0900 000 310"
    )
    unchosen.plan_block(desk, system_id=system_id, at=at("24/6 08:00"))
    unchosen.record_block(desk, system_id=system_id, at=at("24/6 08:05"))
    for subject in ("contract", "data"):
        unchosen.hand_over(
            desk,
            system_id=system_id,
            subject=subject,
            content="Toàn bộ",
            receiver=UNIT,
            on=date(2025, 6, 24),
            number="03/BB-SKHCN",
            issued_on=date(2025, 6, 24),
        )
    one = stopped_one(desk, system_id)
    assert {piece.state for piece in pieces(one, now=desk.now())} == {PieceState.DONE}
    assert not [finding for finding in unchosen.findings(desk) if finding.system_id == system_id]
    assert one.deadline is not None
    assert one.deadline.text == "trước ngày 30/9"
    assert one.lead is not None
    assert one.lead.name == UNIT


def test_a_checksum_of_capitals_and_spaces_is_the_same_checksum(desk: Desk, stopped: str) -> None:
    spaced = f" {SHA[:32].upper()}\n{SHA[32:]} "
    unchosen.record_backup(desk, system_id=stopped, at=at("24/6 09:00"), by="A", size=5, sha256=spaced)
    taken = stopped_one(desk, stopped).backups[0].taken
    assert taken is not None
    assert taken.sha256 == SHA
    assert not taken.is_computed


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"sha256": "abc", "size": 5}, "không phải SHA-256"),
        ({"sha256": SHA, "size": 0}, "dung lượng"),
        ({"sha256": SHA, "size": 5, "by": " "}, "Người sao lưu"),
        ({"sha256": SHA, "size": 5, "at": at("25/6 09:00")}, "ở phía trước"),
    ],
)
def test_a_backup_that_cannot_be_is_refused(desk: Desk, stopped: str, given: dict[str, object], told: str) -> None:
    values = {"at": at("24/6 09:00"), "by": "A", **given}
    with pytest.raises(InvalidInputError, match=told):
        unchosen.record_backup(desk, system_id=stopped, **values)  # type: ignore[arg-type] # a table of bad input
    assert stopped_one(desk, stopped).backups[0].taken is None


def test_size_and_checksum_are_computed_from_a_file(desk: Desk, stopped: str, tmp_path: Path) -> None:
    path = tmp_path / unicodedata.normalize("NFD", "sao lưu Đắk Nông.dump")
    path.write_bytes(b"du lieu" * 1000)
    seen: list[tuple[int, int]] = []

    def listen(done: int, total: int) -> bool:
        seen.append((done, total))
        return True

    file = unchosen.measure(path, listen)
    unchosen.record_backup(desk, system_id=stopped, at=at("24/6 09:00"), by="A", file=file)
    taken = stopped_one(desk, stopped).backups[0].taken
    assert taken is not None
    assert (taken.size, taken.sha256) == (7000, hashlib.sha256(b"du lieu" * 1000).hexdigest())
    assert taken.file_name == unicodedata.normalize("NFC", path.name)
    assert taken.is_computed
    assert seen[-1] == (7000, 7000)


def test_measuring_stops_when_it_is_asked_to(tmp_path: Path) -> None:
    path = tmp_path / "a.dump"
    path.write_bytes(b"x" * 10)
    with pytest.raises(CancelledError):
        unchosen.measure(path, lambda *_: False)


def test_an_empty_or_missing_file_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "a.dump").write_bytes(b"")
    for name in ("a.dump", "b.dump"):
        with pytest.raises(InvalidInputError):
            unchosen.measure(tmp_path / name)


def test_a_restore_needs_a_backup_before_it(desk: Desk, stopped: str) -> None:
    with pytest.raises(RefusedError):
        unchosen.record_restore(desk, system_id=stopped, at=at("24/6 10:00"), by="A", passed=True)
    unchosen.record_backup(desk, system_id=stopped, at=at("24/6 09:00"), by="A", size=5, sha256=SHA)
    with pytest.raises(InvalidInputError, match="trước khi sao lưu"):
        unchosen.record_restore(desk, system_id=stopped, at=at("24/6 08:00"), by="A", passed=True)
    with pytest.raises(InvalidInputError, match="Kết quả khôi phục thử"):
        unchosen.record_restore(desk, system_id=stopped, at=at("24/6 10:00"), by="A", passed=False)


def test_a_new_backup_asks_for_a_new_restore(desk: Desk, stopped: str) -> None:
    unchosen.record_backup(desk, system_id=stopped, at=at("24/6 09:00"), by="A", size=5, sha256=SHA)
    unchosen.record_restore(desk, system_id=stopped, at=at("24/6 09:30"), by="A", passed=True)
    unchosen.record_backup(desk, system_id=stopped, at=at("24/6 10:00"), by="A", size=6, sha256=SHA[::-1])
    one = stopped_one(desk, stopped)
    assert {piece.key: piece.state for piece in pieces(one, now=desk.now())}[PieceKey.RESTORE] is PieceState.STARTED
    assert any(finding.rule == "restore_of_another" for finding in unchosen.findings(desk))


def test_counts_that_cannot_be_are_refused(desk: Desk, stopped: str) -> None:
    for done, total in ((5, 4), (-1, 4)):
        with pytest.raises(InvalidInputError):
            unchosen.report_migration(desk, system_id=stopped, item="dossiers", done=done, total=total)
    with pytest.raises(InvalidInputError):
        unchosen.reconcile(desk, system_id=stopped, item="dossiers", old=-1, new=0, by="A")
    with pytest.raises(RefusedError):
        unchosen.explain(desk, system_id=stopped, item="dossiers", text="Không có gì để giải trình")


def test_moving_something_ends_that_it_is_not_moved(desk: Desk, stopped: str) -> None:
    unchosen.skip_migration(desk, system_id=stopped, item="files", reason="Giữ lại")
    unchosen.report_migration(desk, system_id=stopped, item="files", done=1, total=2)
    part = stopped_one(desk, stopped).migrations[2]
    assert (part.skipped, part.progress) == ("", Counts(1, 2))


def test_a_deadline_without_an_end_is_refused(desk: Desk, stopped: str) -> None:
    with pytest.raises(InvalidInputError, match="không có ngày cuối"):
        unchosen.set_deadline(desk, system_id=stopped, text="Thường xuyên")


def test_the_province_s_own_parts(desk: Desk, stopped: str) -> None:
    unchosen.add_backup_part(desk, system_id=stopped, name="Kho tệp đính kèm")
    with pytest.raises(InvalidInputError, match="Đã có"):
        unchosen.add_backup_part(desk, system_id=stopped, name="KHO TỆP  đính kèm")
    unchosen.add_migration(desk, system_id=stopped, name="Biểu mẫu", unit="mẫu")
    unchosen.add_handover(desk, system_id=stopped, name="Mã nguồn")
    one = stopped_one(desk, stopped)
    assert (one.backups[-1].name, one.migrations[-1].unit, one.handovers[-1].name) == (
        "Kho tệp đính kèm",
        "mẫu",
        "Mã nguồn",
    )
    unchosen.remove_backup_part(desk, system_id=stopped, part=one.backups[-1].key)
    unchosen.remove_migration(desk, system_id=stopped, item=one.migrations[-1].key)
    unchosen.remove_handover(desk, system_id=stopped, subject=one.handovers[-1].key)
    assert len(stopped_one(desk, stopped).backups) == 1
    with pytest.raises(RefusedError):
        unchosen.remove_handover(desk, system_id=stopped, subject="contract")


def test_the_chosen_system_is_no_place_for_it(desk: Desk) -> None:
    first, *_ = three_systems(desk)
    decide(desk, first)
    with pytest.raises(NotFoundError, match="không phải hệ thống bị dừng"):
        unchosen.set_note(desk, system_id=first, text="x")


def test_a_part_that_is_not_there(desk: Desk, stopped: str) -> None:
    with pytest.raises(NotFoundError):
        unchosen.report_migration(desk, system_id=stopped, item="không có", done=1, total=2)


def test_state_secrets_do_not_enter(desk: Desk, stopped: str) -> None:
    with pytest.raises(SecretError):
        unchosen.set_note(desk, system_id=stopped, text="Tài liệu MẬT")


def test_undo_takes_it_back_and_a_later_word_does_not_bring_it_again(desk: Desk, stopped: str) -> None:
    unchosen.set_deadline(desk, system_id=stopped, text="30/9/2025")
    history.undo(desk)
    unchosen.set_note(desk, system_id=stopped, text="Đang làm việc với nhà cung cấp")
    one = stopped_one(desk, stopped)
    assert (one.deadline, one.note) == (None, "Đang làm việc với nhà cung cấp")


def test_two_desks_say_of_the_same_system_and_nothing_doubles(desk: Desk, other: Desk) -> None:
    first, second, _ = three_systems(desk)
    decide(desk, first)
    send(desk, other)
    unchosen.record_backup(desk, system_id=second, at=at("24/6 09:00"), by="A", size=5, sha256=SHA)
    unchosen.report_migration(other, system_id=second, item="dossiers", done=3, total=9)
    unchosen.hand_over(other, system_id=second, subject="data", content="Bản sao lưu")
    unchosen.hand_over(desk, system_id=second, subject="data", receiver=UNIT)
    send(desk, other)
    send(other, desk)
    mine, theirs = (stopped_one(one, second) for one in (desk, other))
    assert mine == theirs
    assert len(mine.backups) == 1
    assert len(mine.handovers) == 2
    assert mine.migrations[0].progress == Counts(3, 9)


def test_a_backup_never_mixes_two_desks_numbers(desk: Desk, other: Desk) -> None:
    first, second, _ = three_systems(desk)
    decide(desk, first)
    send(desk, other)
    unchosen.record_backup(desk, system_id=second, at=at("24/6 09:00"), by="A", size=5, sha256=SHA)
    unchosen.record_backup(other, system_id=second, at=at("24/6 10:00"), by="B", size=6, sha256=SHA[::-1])
    send(desk, other)
    send(other, desk)
    taken = stopped_one(desk, second).backups[0].taken
    assert taken is not None
    assert (taken.by, taken.size, taken.sha256) in (("A", 5, SHA), ("B", 6, SHA[::-1]))
    assert taken == stopped_one(other, second).backups[0].taken
