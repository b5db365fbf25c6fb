"""The papers of the choice from a workspace: which kind or system, sealed or live, and what is refused."""

from datetime import date

import pytest

from app.exports.paper_parts import DRAFT
from app.exports.render import render
from app.exports.tree import Document
from app.models.errors import AppError, RefusedError
from app.services.desk import Desk
from app.services.papers import reading as registered
from app.services.selection import criteria, deciding, papers, reading, register, unchosen
from tests.exports.reading import docx_text, pdf_pages
from tests.services.selection.conftest import TODAY, Choice

PAPERS = (
    papers.comparison,
    papers.overall,
    papers.minutes,
    papers.decision,
    papers.notice,
    papers.handover,
    papers.reconciliation,
    papers.board,
)


def text(paper: Document) -> str:
    """The paper's words."""
    return docx_text(render(paper, "docx")).replace("\u00a0", " ")


def test_an_empty_register_is_refused_or_says_so(desk: Desk) -> None:
    assert "Đã quyết định 0/" in text(papers.overall(desk, ""))
    assert "Chưa có hệ thống nào được chọn." in text(papers.board(desk, ""))
    for paper in (papers.comparison, papers.minutes, papers.decision, papers.notice, papers.handover):
        with pytest.raises(RefusedError) as refused:
            paper(desk, "")
        assert refused.value.detail
    assert papers.subjects(desk) == papers.decided_subjects(desk) == papers.stopped_subjects(desk) == ()


def test_only_kinds_with_a_candidate_are_offered(choice: Choice) -> None:
    (one,) = papers.subjects(choice.desk)
    assert one.id == choice.kind_id
    assert papers.decided_subjects(choice.desk) == ()


def test_a_kind_by_id_by_name_and_by_nothing(choice: Choice) -> None:
    (one,) = papers.subjects(choice.desk)
    first, second, third = (text(papers.comparison(choice.desk, name)) for name in (one.id, one.title, ""))
    assert first == second == third
    assert "Một cửa Đắk Nông (Đắk Nông)" in first


def test_an_unknown_kind_is_refused(choice: Choice) -> None:
    with pytest.raises(RefusedError):
        papers.minutes(choice.desk, "không có")
    with pytest.raises(RefusedError):
        papers.handover(choice.desk, "không có")


def test_minutes_before_the_decision_are_a_draft(scored: Choice) -> None:
    paper = papers.minutes(scored.desk, scored.kind_id)
    assert paper.watermark == DRAFT
    assert "Đề xuất lựa chọn: Một cửa Lâm Đồng (Lâm Đồng), 90/100 điểm" in text(paper)


def test_the_decision_with_its_number(scored: Choice) -> None:
    scored.decide()
    words = text(papers.decision(scored.desk, ""))
    assert "Số: 1209/QĐ-UBND" in words
    assert "Một cửa Lâm Đồng. Lý do lựa chọn: Ổn định nhất." in words
    assert "Một cửa Bình Thuận (Bình Thuận)" in words


def test_a_number_that_follows_ends_the_draft(scored: Choice) -> None:
    made = scored.decide(number="")
    assert papers.decision(scored.desk, "").watermark == DRAFT
    deciding.record_number(scored.desk, decision_id=made.created[0], number="12/QĐ-UBND", issued_on=TODAY)
    assert papers.decision(scored.desk, "").watermark == ""


def test_what_was_decided_is_printed_as_sealed(scored: Choice) -> None:
    scored.decide()
    before = text(papers.minutes(scored.desk, scored.kind_id))
    register.edit_system(scored.desk, system_id=scored.system(), vendor="Nhà cung cấp khác", users=1)
    assert text(papers.minutes(scored.desk, scored.kind_id)) == before
    assert "Nhà cung cấp khác" not in text(papers.comparison(scored.desk, scored.kind_id))
    assert "Nhà cung cấp khác" not in text(papers.decision(scored.desk, ""))


def test_a_version_opened_again_prints_live_and_the_decision_stays(scored: Choice) -> None:
    scored.decide()
    criteria.reopen(scored.desk, kind_id=scored.kind_id)
    register.edit_system(scored.desk, system_id=scored.system(), vendor="Nhà cung cấp khác")
    assert "Nhà cung cấp khác" in text(papers.comparison(scored.desk, scored.kind_id))
    assert "Nhà cung cấp khác" not in text(papers.decision(scored.desk, ""))


def test_an_exception_is_not_among_those_that_stop(scored: Choice) -> None:
    scored.decide()
    until = date(2025, 12, 31)
    deciding.exempt(
        scored.desk, kind_id=scored.kind_id, system_id=scored.system(1), reason="Chờ hết hợp đồng", until=until
    )
    assert [one.title for one in papers.stopped_subjects(scored.desk)] == [
        "Một cửa Bình Thuận (Bình Thuận) - Hệ thống thông tin giải quyết thủ tục hành chính"
    ]
    words = text(papers.decision(scored.desk, ""))
    assert "Một cửa Đắk Nông (Đắk Nông): đến hết ngày 31/12/2025; lý do: Chờ hết hợp đồng." in words


def test_an_exception_granted_later_by_another_document_leaves_the_decision_as_it_was(scored: Choice) -> None:
    scored.decide()
    before = text(papers.decision(scored.desk, ""))
    deciding.exempt(
        scored.desk,
        kind_id=scored.kind_id,
        system_id=scored.system(1),
        reason="Chờ hết hợp đồng",
        until=date(2025, 12, 31),
        document="88/QĐ-UBND",
    )
    after = text(papers.decision(scored.desk, ""))
    assert "Chờ hết hợp đồng" not in after
    assert after.count("Một cửa Đắk Nông") == before.count("Một cửa Đắk Nông") > 0
    assert "Ngoại lệ đến hết 31/12/2025" in text(papers.comparison(scored.desk, scored.kind_id))


def test_hand_over_and_reconciliation_of_a_system(scored: Choice) -> None:
    scored.decide()
    system_id = scored.system(1)
    unchosen.reconcile(scored.desk, system_id=system_id, item="dossiers", old=1200, new=1188, by="Lê Thị Đào")
    (_, other) = papers.stopped_subjects(scored.desk)
    assert "1.2001.188-12Chênh lệch, chưa giải trình" in text(papers.reconciliation(scored.desk, system_id))
    assert "1.200" not in text(papers.reconciliation(scored.desk, other.title))
    assert "Một cửa Đắk Nông (Đắk Nông)" in text(papers.handover(scored.desk, ""))


@pytest.mark.parametrize("name", ["minutes", "decision", "notice", "handover", "reconciliation"])
def test_each_official_paper_goes_on_file_once(scored: Choice, name: str) -> None:
    scored.decide()
    subject = scored.system(1) if name in ("handover", "reconciliation") else scored.kind_id
    for _ in range(2):
        papers.put_on_file(scored.desk, name=name, subject=subject)
    (found,) = registered.papers(scored.desk)
    assert found.kind.code == {"decision": "QĐ", "notice": "TB"}.get(name, "BB")
    assert "Một cửa Đắk Nông" in found.title or "thủ tục hành chính" in found.title
    assert pdf_pages(getattr(papers, name)(scored.desk, subject))


def test_a_new_version_has_minutes_of_its_own(scored: Choice) -> None:
    papers.put_on_file(scored.desk, name="minutes", subject=scored.kind_id)
    scored.decide()
    criteria.reopen(scored.desk, kind_id=scored.kind_id)
    papers.put_on_file(scored.desk, name="minutes", subject=scored.kind_id)
    assert len(registered.papers(scored.desk)) == 2


def test_nothing_to_print_goes_nowhere(choice: Choice) -> None:
    for name in ("minutes", "decision", "handover"):
        with pytest.raises(RefusedError):
            papers.put_on_file(choice.desk, name=name, subject="")
    with pytest.raises(AppError):
        papers.put_on_file(choice.desk, name="không có", subject="")
    assert registered.papers(choice.desk) == ()


@pytest.mark.parametrize("paper", PAPERS)
def test_the_samples_papers(sample_choice: Desk, paper: object) -> None:
    made = paper(sample_choice, "")  # type: ignore[operator]
    assert pdf_pages(made)
    assert render(made, "xlsx")


def test_the_samples_kinds_each_compare(sample_choice: Desk) -> None:
    found = papers.subjects(sample_choice)
    assert len(found) >= 10
    assert len({text(papers.comparison(sample_choice, one.id)) for one in found}) == len(found)


def test_without_a_kind_the_decisions_that_wait_for_a_number_are_one_draft(sample_choice: Desk) -> None:
    decided = [view for view in reading.overview(sample_choice) if view.decision]
    waiting = [view.kind.name for view in decided if view.decision and not view.decision.decided.number]
    words = text(papers.decision(sample_choice, ""))
    assert waiting
    assert papers.decision(sample_choice, "").watermark == DRAFT
    assert [view.kind.name for view in decided if f". {view.kind.name}: " in words] == waiting


def test_each_numbered_decision_is_its_own_paper(sample_choice: Desk) -> None:
    for view in reading.overview(sample_choice):
        if view.decision and view.decision.decided.number:
            words = text(papers.decision(sample_choice, view.kind.id))
            assert f"Số: {view.decision.decided.number}" in words
            assert f"1. {view.kind.name}: " in words
            assert "2. Hệ thống" not in words.partition("Điều 2.")[0]
