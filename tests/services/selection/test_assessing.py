from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.models.errors import InvalidInputError, RefusedError
from app.models.secrecy import SecretError
from app.models.selection.records import Score, Verdict
from app.models.selection.result import Standing
from app.models.selection.system_records import Contact
from app.services import history
from app.services.selection import assessing, criteria, register

from .conftest import Choice


def cell(choice: Choice, code: str = "on-dinh", place: int = 0, assessor: int = 0) -> dict[str, Any]:
    return {
        "criterion_id": choice.criterion(code),
        "system_id": choice.system(place),
        "assessor_id": choice.sheet.assessors[assessor].id,
    }


def only(choice: Choice) -> Score:
    (found,) = choice.sheet.scores
    return found


@pytest.mark.parametrize(("typed", "value"), [("7,5", "7.5"), ("10", "10"), ("0", "0"), (" 8.0 ", "8"), ("", None)])
def test_a_score(scoring: Choice, typed: str, value: str | None) -> None:
    assessing.score(scoring.desk, **cell(scoring), value=typed)
    assert only(scoring).value == (None if value is None else Decimal(value))


@pytest.mark.parametrize("typed", ["10,5", "-1", "7,3", "tám", "Infinity", "1e1000000"])
def test_no_score(scoring: Choice, typed: str) -> None:
    with pytest.raises(InvalidInputError, match="không hợp lệ"):
        assessing.score(scoring.desk, **cell(scoring), value=typed)
    assert scoring.sheet.scores == ()


def test_scored_again_is_one_record_and_undone_is_the_one_before(scoring: Choice) -> None:
    assessing.score(scoring.desk, **cell(scoring), value="7")
    assessing.score(scoring.desk, **cell(scoring), value="9")
    assert only(scoring).value == 9
    history.undo(scoring.desk)
    assert only(scoring).value == 7


def test_what_backs_a_score(scoring: Choice, tmp_path: Path) -> None:
    assessing.score(scoring.desk, **cell(scoring), value="7")
    assert not only(scoring).is_backed
    assert "no_evidence" in scoring.rules
    assessing.describe_score(scoring.desk, **cell(scoring), note="Biên bản kiểm tra ngày 20/6")
    assert only(scoring).is_backed
    assessing.describe_score(scoring.desk, **cell(scoring), note="", is_self=True)
    assert (only(scoring).is_self, only(scoring).is_backed) == (True, True)
    file = tmp_path / "nhật ký sự cố.txt"
    file.write_text("Không có sự cố", encoding="utf-8")
    assessing.attach_file(scoring.desk, **cell(scoring), path=file, declared_open=True)
    assessing.add_document(
        scoring.desk, **cell(scoring), title="Báo cáo vận hành", number="12/BC-TTCNTT", issued_on=date(2025, 6, 20)
    )
    first, second = only(scoring).evidence
    assert (first.title, first.file_name, first.size > 0) == ("nhật ký sự cố", "nhật ký sự cố.txt", True)
    assert (second.number, second.issued_on) == ("12/BC-TTCNTT", date(2025, 6, 20))
    assessing.remove_evidence(scoring.desk, evidence_id=first.id)
    assert [one.title for one in only(scoring).evidence] == ["Báo cáo vận hành"]


def test_a_secret_file_never_enters(scoring: Choice, tmp_path: Path) -> None:
    file = tmp_path / "phuong an.txt"
    file.write_text("TUYỆT MẬT\nPhương án", encoding="utf-8")
    with pytest.raises(SecretError):
        assessing.attach_file(scoring.desk, **cell(scoring), path=file, declared_open=True)
    with pytest.raises(RefusedError, match="Chưa xác nhận"):
        assessing.attach_file(scoring.desk, **cell(scoring), path=file)
    assert scoring.sheet.scores == ()


def test_a_veto_is_no_score_and_a_score_no_veto(scoring: Choice) -> None:
    with pytest.raises(InvalidInputError, match="chỉ xét đạt"):
        assessing.score(scoring.desk, **cell(scoring, "kip-tien-do"), value="5")
    with pytest.raises(InvalidInputError, match="không phải tiêu chí loại"):
        assessing.mark_veto(scoring.desk, **cell(scoring), verdict=Verdict.FAILED, reason="Không")


def test_a_failed_veto_needs_its_reason_and_excludes(scored: Choice) -> None:
    place = cell(scored, "kip-tien-do")
    with pytest.raises(InvalidInputError):
        assessing.mark_veto(scored.desk, **place, verdict=Verdict.FAILED)
    assessing.mark_veto(scored.desk, **place, verdict=Verdict.FAILED, reason="Nhà cung cấp không cam kết")
    found = scored.results.result
    assert found.leader_id == scored.system(1)
    veto = next(one for one in found.of(scored.system(0)).vetoes if one.verdict is Verdict.FAILED)  # type: ignore[union-attr]
    assert veto.reason == "Huỳnh Thị Ánh Hoa: Nhà cung cấp không cam kết"
    assessing.mark_veto(scored.desk, **place, verdict=Verdict.UNKNOWN)
    assert scored.results.result.standing is Standing.UNVERIFIED


def test_the_register_vetoes_by_itself(scored: Choice) -> None:
    register.edit_system(scored.desk, system_id=scored.system(0), security_level=2)
    candidate = scored.results.result.of(scored.system(0))
    assert candidate is not None
    assert [(one.reason, one.by_rule) for one in candidate.vetoes if one.verdict is Verdict.FAILED] == [
        ("Cấp độ 2, yêu cầu tối thiểu cấp độ 3.", True)
    ]
    register.edit_system(scored.desk, system_id=scored.system(1), max_users=8999)
    assert scored.results.result.leader_id == scored.system(2)


def test_a_whole_sheet_is_one_act(scoring: Choice) -> None:
    scoring.fill(8, 7, 6)
    assert len(scoring.sheet.scores) == 30
    scoring.fill(9, 7, 6)
    assert len(scoring.sheet.scores) == 30
    history.undo(scoring.desk)
    assert {one.value for one in scoring.sheet.scores} == {8, 7, 6}
    history.undo(scoring.desk)
    assert scoring.sheet.scores == ()
    scoring.fill(8, 7, 6)
    assert len(scoring.sheet.scores) == 30


def test_a_sheet_with_one_bad_score_stores_none(scoring: Choice) -> None:
    with pytest.raises(InvalidInputError):
        scoring.fill(8, 7, 11)
    assert scoring.sheet.scores == ()


def test_an_assessor_taken_off_counts_no_more_and_comes_back_with_his_scores(scored: Choice) -> None:
    scored.fill(1, 10, 10, assessor=1)
    changed = scored.results.result.leader_id
    second = scored.sheet.assessors[1]
    assessing.remove_assessor(scored.desk, assessor_id=second.id)
    assert changed == scored.system(1)
    assert scored.results.result.leader_id == scored.system(0)
    assessing.add_assessor(scored.desk, kind_id=scored.kind_id, person_id=second.person_id)
    assert scored.results.result.leader_id == changed


def test_named_once(scoring: Choice) -> None:
    person_id = scoring.sheet.assessors[0].person_id
    with pytest.raises(InvalidInputError, match="đã là người đánh giá"):
        assessing.add_assessor(scoring.desk, kind_id=scoring.kind_id, person_id=person_id)
    assessing.name_team(
        scoring.desk, kind_ids=[scoring.kind_id], members=[assessing.Member(person_id, "Tổ trưởng", "0912345678")]
    )
    assert [one.duty for one in scoring.sheet.assessors] == ["Tổ trưởng", ""]


@pytest.mark.parametrize(
    ("contact", "given"),
    [
        ("HUYNH THI ANH HOA", {}),
        ("Trần Văn Đức", {"phone": "+84 912 345 678"}),
    ],
)
def test_a_conflict_of_interest_is_shown(choice: Choice, contact: str, given: dict[str, str]) -> None:
    register.edit_system(choice.desk, system_id=choice.system(), contact=Contact(contact, "0912.345.678"))
    criteria.open_round(choice.desk, kind_id=choice.kind_id)
    choice.assessor("Huỳnh Thị Ánh Hoa", **given)
    assert "interest" in choice.rules


def test_the_vendors_man_is_shown_too(scoring: Choice) -> None:
    register.edit_system(scoring.desk, system_id=scoring.system(), vendor="Tập đoàn VNPT")
    assert "interest" not in scoring.rules
    scoring.assessor("Bùi Quốc Vượng", unit="VNPT Lâm Đồng")
    assert "interest" in scoring.rules
