from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.papers.records import LinkKind, Stage, Standing, Step
from app.services import history, issuing, settings
from app.services.desk import Desk
from app.services.papers import drafting, linking, reading, way
from app.services.papers.drafting import NewRecipient
from tests.models.test_undoing import SIGNED
from tests.services.papers.steps import HASH, TODAY, brought, draft, paper, seal
from tests.steps import changes


def test_a_draft_is_what_was_typed(desk: Desk) -> None:
    made = paper(desk, draft(desk, "TB", "Lịch làm việc", subject_entity="inspection", subject_id="x"))
    assert (made.kind.name, made.title, made.rule_set) == ("Thông báo", "Lịch làm việc", "state")
    assert (made.stage, made.standing, made.printed) == (Stage.DRAFT, Standing.NOT_OUT, "")
    assert [one.text for one in made.recipients] == ["Thường trực Tỉnh ủy (b/c)", "Lưu: VT, TH"]


def test_a_party_house_drafts_party_papers(desk: Desk) -> None:
    settings.set_body(desk, issuing=replace(settings.default_body(desk.province, "party"), name="BAN CHỈ ĐẠO TỈNH"))
    assert paper(desk, draft(desk)).rule_set == "party"


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"kind": "XX"}, "Không có loại văn bản"),
        ({"title": " "}, "Trích yếu đang để trống"),
        ({"signatures_needed": 0}, "ít nhất một người ký"),
        ({"recipients": (NewRecipient("VT"), NewRecipient("VT"))}, "ghi hai lần"),
        ({"recipients": (NewRecipient("VT", copies=0),)}, "Số bản gửi"),
        ({"recipients": (NewRecipient(" "),)}, "Nơi nhận đang để trống"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(desk: Desk, given: dict[str, object], match: str) -> None:
    with pytest.raises(InvalidInputError, match=match):
        drafting.create(desk, **{"kind": "KH", "title": "Kiểm tra", **given})  # type: ignore[arg-type]
    assert reading.papers(desk) == ()


def test_two_desks_make_one_paper_of_a_subject(desk: Desk) -> None:
    given = {"subject_entity": "inspection", "subject_id": "x", "natural_key": "notice"}
    first, second = draft(desk, "TB", **given), drafting.create(desk, kind="TB", title="Khác", **given)  # type: ignore[arg-type]
    assert second.changed == ()
    assert [one.id for one in reading.papers(desk, subject_entity="inspection", subject_id="x")] == [first]


def test_a_deleted_natural_draft_is_made_again(desk: Desk) -> None:
    given = {"subject_entity": "inspection", "subject_id": "x", "natural_key": "notice"}
    first = draft(desk, "TB", **given)
    way.consult(desk, paper_id=first, units=[way.Consulted("Sở Nội vụ")])
    drafting.delete(desk, paper_id=first)
    drafting.create(desk, kind="BC", title="Lần hai", **given)  # type: ignore[arg-type]
    again = paper(desk, first)
    assert (again.kind.code, again.title, again.stage) == ("BC", "Lần hai", Stage.DRAFT)
    assert (again.recipients, again.opinions, again.entries) == ((), (), ())


def test_nothing_is_written_where_nothing_changes(desk: Desk) -> None:
    paper_id = draft(desk)
    before = len(changes(desk, entity="paper_recipient"))
    kept = [NewRecipient(one.text, one.unit_id, one.copies) for one in paper(desk, paper_id).recipients]
    drafting.set_recipients(desk, paper_id=paper_id, recipients=kept)
    assert len(changes(desk, entity="paper_recipient")) == before


def test_recipients_are_reordered_added_and_dropped(desk: Desk) -> None:
    paper_id = draft(desk)
    lines = [NewRecipient("Lưu: VT, TH"), NewRecipient("Sở Y tế", copies=2)]
    drafting.set_recipients(desk, paper_id=paper_id, recipients=lines)
    assert [(one.text, one.copies) for one in paper(desk, paper_id).recipients] == [("Lưu: VT, TH", 1), ("Sở Y tế", 2)]


def test_a_draft_is_edited_until_it_is_submitted(desk: Desk) -> None:
    paper_id = draft(desk)
    drafting.edit(desk, paper_id=paper_id, title="Trích yếu mới", drafting_unit="Sở Nội vụ")
    way.submit(desk, paper_id=paper_id)
    with pytest.raises(RefusedError, match="đang ở bước “Đã trình”"):
        drafting.edit(desk, paper_id=paper_id, title="Muộn")
    drafting.edit(desk, paper_id=paper_id, note="Ghi chú thì được")
    assert (paper(desk, paper_id).title, paper(desk, paper_id).note) == ("Trích yếu mới", "Ghi chú thì được")


def test_sealed_refuses_edits_by_every_verb(desk: Desk) -> None:
    paper_id = draft(desk)
    seal(desk, paper_id)
    refused: list[Callable[[], object]] = [
        lambda: drafting.edit(desk, paper_id=paper_id, title="Sửa"),
        lambda: drafting.set_recipients(desk, paper_id=paper_id, recipients=[]),
        lambda: drafting.delete(desk, paper_id=paper_id),
        lambda: seal(desk, paper_id),
    ]
    for act in refused:
        with pytest.raises(RefusedError, match="đã chốt"):
            act()
    assert paper(desk, paper_id).title == "Kiểm tra việc chuyển đổi tại Đà Lạt"


def test_sealed_it_is_not_sent_back_to_be_edited(desk: Desk) -> None:
    paper_id = draft(desk)
    seal(desk, paper_id)
    way.submit(desk, paper_id=paper_id)
    with pytest.raises(RefusedError, match="lập bản mới thay bản này"):
        way.send_back(desk, paper_id=paper_id, reason="Sai")


def test_the_seal_leaves_number_and_date_out(desk: Desk) -> None:
    paper_id = draft(desk)
    seal(desk, paper_id, HASH.upper())
    brought(desk, Stage.NUMBERED, paper_id)
    done = paper(desk, paper_id)
    assert done.sealed is not None
    assert (done.sealed.content_hash, done.sealed.person, done.printed) == (HASH, "Nguyễn Thị Đào", "05/KH-BCĐ")
    assert not done.edited_outside


@pytest.mark.parametrize("content_hash", ["", "abc", "g" * 64])
def test_a_seal_is_a_sha_256(desk: Desk, content_hash: str) -> None:
    with pytest.raises(InvalidInputError, match="SHA-256"):
        seal(desk, draft(desk), content_hash)


def test_words_that_came_past_the_seal_are_not_shown(desk: Desk) -> None:
    """As a merge from a desk that did not know of the seal would write them."""
    from app.models.papers.entities import PaperRow

    paper_id = draft(desk)
    seal(desk, paper_id)
    with desk.act("Máy khác") as act:
        act.session.get_one(PaperRow, paper_id).title = "Đã bị sửa"
    after = paper(desk, paper_id)
    assert (after.title, after.edited_outside) == ("Kiểm tra việc chuyển đổi tại Đà Lạt", True)


def test_a_deleted_draft_is_gone_and_comes_back_by_undo(desk: Desk) -> None:
    paper_id = draft(desk)
    drafting.delete(desk, paper_id=paper_id)
    with pytest.raises(NotFoundError):
        paper(desk, paper_id)
    history.undo(desk)
    assert paper(desk, paper_id).title


def test_papers_are_found_without_marks(desk: Desk) -> None:
    paper_id = brought(desk, Stage.NUMBERED)
    draft(desk, title="Việc khác", recipients=())
    for text in ("da lat", "DINH truong ban", "05/KH", "tinh uy"):
        assert [one.id for one in reading.papers(desk, text=text)] == [paper_id]


def test_the_plan_s_issue_is_a_paper_of_the_same_way(desk: Desk) -> None:
    issuing.issue(desk, signing=SIGNED)
    (plan,) = reading.papers(desk)
    assert (plan.stage, plan.printed, plan.signatures[0].signer) == (
        Stage.NUMBERED,
        f"{SIGNED.number}/{SIGNED.symbol}",
        SIGNED.signer,
    )
    assert [one.step for one in plan.entries] == [Step.SIGN, Step.NUMBER]
    assert plan.entries[0].person == "Nguyễn Thị Đào"
    assert changes(desk, entity="paper") == []


def test_the_issued_plan_goes_on_along_the_way(desk: Desk) -> None:
    issuing.issue(desk, signing=SIGNED)
    (plan,) = reading.papers(desk)
    way.stamp(desk, paper_id=plan.id)
    drafting.set_recipients(desk, paper_id=plan.id, recipients=[NewRecipient("Ban Chỉ đạo Trung ương")])
    way.issue(desk, paper_id=plan.id)
    (after,) = reading.papers(desk)
    assert (after.id, after.stage, after.printed) == (plan.id, Stage.ISSUED, plan.printed)


def test_the_number_of_the_plan_is_the_issue_s_alone(desk: Desk) -> None:
    issuing.issue(desk, signing=SIGNED)
    (plan,) = reading.papers(desk)
    with pytest.raises(RefusedError, match="ghi khi Ban hành"):
        way.correct_number(desk, paper_id=plan.id, number="9", symbol="KH-BCĐ", issued_on=TODAY, reason="Nhầm")
    with pytest.raises(RefusedError, match="đã ban hành"):
        drafting.delete(desk, paper_id=plan.id)


def _link(desk: Desk, paper_id: str, target_id: str, kind: LinkKind) -> None:
    linking.link(desk, paper_id=paper_id, target_id=target_id, kind=kind)


def test_a_paper_is_corrected_by_a_letter_once_that_is_out(desk: Desk) -> None:
    target = brought(desk, Stage.ISSUED)
    letter = draft(desk, "CV", "V/v đính chính Kế hoạch số 05/KH-BCĐ")
    _link(desk, letter, target, LinkKind.CORRECTION)
    assert paper(desk, target).standing is Standing.IN_FORCE
    brought(desk, Stage.ISSUED, letter, number="06")
    assert paper(desk, target).standing is Standing.CORRECTED


@pytest.mark.parametrize(
    ("kind", "expected"), [(LinkKind.REPLACEMENT, Standing.REPLACED), (LinkKind.WITHDRAWAL, Standing.WITHDRAWN)]
)
def test_a_paper_is_replaced_or_withdrawn_by_one_of_equal_form(desk: Desk, kind: LinkKind, expected: Standing) -> None:
    target, later = brought(desk, Stage.ISSUED), draft(desk, title="Thay thế")
    _link(desk, later, target, kind)
    brought(desk, Stage.ISSUED, later, number="06")
    assert paper(desk, target).standing is expected


@pytest.mark.parametrize(
    ("code", "kind", "match"),
    [
        ("KH", LinkKind.CORRECTION, "Đính chính bằng công văn"),
        ("CV", LinkKind.REPLACEMENT, "hình thức tương đương"),
        ("TB", LinkKind.WITHDRAWAL, "Thu hồi kế hoạch phải bằng"),
        ("KH", LinkKind.VERSION, "lập từ văn bản đã chốt"),
    ],
)
def test_the_wrong_form_is_refused(desk: Desk, code: str, kind: LinkKind, match: str) -> None:
    target = brought(desk, Stage.ISSUED)
    with pytest.raises(InvalidInputError, match=match):
        _link(desk, draft(desk, code), target, kind)


def test_what_is_not_out_needs_no_correction(desk: Desk) -> None:
    with pytest.raises(RefusedError, match="chưa phát hành"):
        _link(desk, draft(desk), draft(desk), LinkKind.REPLACEMENT)


def test_no_paper_replaces_itself(desk: Desk) -> None:
    paper_id = draft(desk)
    with pytest.raises(InvalidInputError, match="chính nó"):
        _link(desk, paper_id, paper_id, LinkKind.REPLACEMENT)


def test_the_issued_plan_can_be_replaced(desk: Desk) -> None:
    issuing.issue(desk, signing=SIGNED)
    (plan,) = reading.papers(desk)
    drafting.set_recipients(desk, paper_id=plan.id, recipients=[NewRecipient("VT")])
    way.stamp(desk, paper_id=plan.id)
    way.issue(desk, paper_id=plan.id)
    later = draft(desk, title="Thay thế kế hoạch")
    _link(desk, later, plan.id, LinkKind.REPLACEMENT)
    brought(desk, Stage.ISSUED, later, number="77")
    assert paper(desk, plan.id).standing is Standing.REPLACED


def test_the_day_of_an_issue_is_the_paper_s(desk: Desk) -> None:
    issuing.issue(desk, signing=replace(SIGNED, issued_on=date(2025, 6, 20)))
    (plan,) = reading.papers(desk)
    assert plan.number is not None
    assert plan.number.issued_on == date(2025, 6, 20)
