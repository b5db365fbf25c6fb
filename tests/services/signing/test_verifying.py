"""Verifying at the desk: against which sealed record, and what `kh02 verify FILE.pdf` prints."""

from dataclasses import replace
from pathlib import Path

from app.exports.pdf.places import PlaceKind
from app.exports.signing.verification import SealState
from app.journal.seal import Seal
from app.models.plan import queries as plan_queries
from app.models.plan.records import Authority, Signing
from app.models.signing.records import SealedRef
from app.services import issuing
from app.services.desk import Desk
from app.services.signing import files, signatories, trust, verifying
from app.services.signing.signatories import NewSignatory
from tests.exports.signing import authority
from tests.exports.signing.papers import CHAIR, NOON, REF, overlay, paper, place
from tests.services.signing.steps import PEOPLE, sign

SIGNING = Signing("05", "KH-BCĐ", NOON.date(), CHAIR, "TRƯỞNG BAN", Authority.TM, "BAN CHỈ ĐẠO")


def written(desk: Desk, folder: Path) -> Path:
    path = folder / "bien-ban.pdf"
    files.write_pdf(desk, ref=REF, path=path)
    return path


def issued(desk: Desk) -> SealedRef:
    """The plan as its last issue froze it."""
    issuing.issue(desk, signing=SIGNING)
    with desk.workspace.reading() as session:
        plan = plan_queries.the_plan(session)
        row = plan_queries.last_issue(session, plan.id)
        assert row is not None
        return SealedRef("plan", plan.id, Seal.from_fields(row.seal).content_hash, "Kế hoạch hành động")


def test_a_file_of_this_workspace_matches(ready: Desk, tmp_path: Path) -> None:
    sign(ready, CHAIR, tmp_path)
    found = verifying.verify_pdf(written(ready, tmp_path), ready)
    assert found.is_valid
    assert found.seal.state is SealState.MATCHES
    assert found.seal.ref == REF
    assert found.seal.text.endswith("; đúng từng byte bản đang lưu")


def test_a_file_numbered_elsewhere_matches_and_is_not_the_one_kept(ready: Desk, tmp_path: Path) -> None:
    sign(ready, CHAIR, tmp_path)
    path = written(ready, tmp_path)
    number = place(PlaceKind.NUMBER)
    path.write_bytes(overlay(path.read_bytes(), {(number.left + 62, number.bottom + 3): "05"}))
    found = verifying.verify_pdf(path, ready)
    assert found.is_valid
    assert found.seal.text.endswith("; không phải bản đang lưu")


def test_a_seal_of_the_journal_is_named_with_its_hour(desk: Desk, tmp_path: Path) -> None:
    ref = issued(desk)
    signatories.set_signatories(desk, ref=ref, signatories=[NewSignatory(CHAIR)])
    files.prepare(desk, ref=ref, document=paper())
    path = tmp_path / "ke-hoach.pdf"
    files.write_pdf(desk, ref=ref, path=path)
    seal = verifying.verify_pdf(path, desk).seal
    assert seal.state is SealState.MATCHES
    assert "Khớp bản đã chốt lúc 24/06/2025 12:00" in seal.text
    issuing.issue(desk, signing=replace(SIGNING, number="06"))
    assert verifying.verify_pdf(path, desk).seal.state is SealState.OUTDATED


def test_a_file_of_another_workspace_is_unknown_here(sample_desk: Desk, ready: Desk, tmp_path: Path) -> None:
    assert verifying.verify_pdf(written(ready, tmp_path), sample_desk).seal.state is SealState.UNKNOWN


def test_one_byte_changed_is_said(ready: Desk, tmp_path: Path) -> None:
    sign(ready, CHAIR, tmp_path)
    path = written(ready, tmp_path)
    data = path.read_bytes()
    at = data.index(b"stream") + 300
    path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    lines, code = verifying.report(path, ready)
    assert code == 1
    assert "KHÔNG hợp lệ" in lines[0] or "đã bị sửa" in lines[0]
    assert any("đã bị sửa" in line for line in lines)


def test_an_unsigned_file_with_other_pages_differs(ready: Desk, tmp_path: Path) -> None:
    path = written(ready, tmp_path)
    path.write_bytes(overlay(path.read_bytes(), {(250, 560): "thêm"}))
    found = verifying.verify_pdf(path, ready)
    assert not found.is_valid
    assert found.problems


def test_the_command_line_says_fine(ready: Desk, tmp_path: Path) -> None:
    for one in PEOPLE[:2]:
        sign(ready, one.full_name, tmp_path)
    lines, code = verifying.report(written(ready, tmp_path))
    assert lines[0] == "bien-ban.pdf: Hợp lệ: 2 chữ ký, nội dung nguyên vẹn."
    assert code == 0


def test_the_command_line_says_what_is_no_pdf(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(b"khong phai pdf")
    assert verifying.report(path) == (("x.pdf: Tệp này không phải PDF.", "Chọn đúng tệp PDF đã ký."), 1)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    assert verifying.report(tmp_path / "khong-co.pdf")[1] == 1


def test_trust_is_the_users_to_give_and_take(ready: Desk, tmp_path: Path) -> None:
    sign(ready, CHAIR, tmp_path)
    path = written(ready, tmp_path)
    assert verifying.report(path)[1] == 0
    for one in trust.trusted():
        trust.remove(one.fingerprint)
    lines, code = verifying.report(path)
    assert code == 1
    assert any("không có trong danh sách chứng thư gốc tin cậy" in line for line in lines)


def test_a_list_of_revoked_ones_is_kept(ready: Desk, tmp_path: Path) -> None:
    sign(ready, CHAIR, tmp_path)
    path = tmp_path / "thu-hoi.crl"
    path.write_bytes(authority.revoking_nobody(NOON))
    assert trust.add_revocations(path) == "Chứng thực số thử nghiệm"
    lines, _ = verifying.report(written(ready, tmp_path), ready)
    assert any("Chưa bị thu hồi, theo danh sách thu hồi có trên máy" in line for line in lines)
