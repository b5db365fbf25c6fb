"""Minutes 6.4: filled from the records, written by two at once, agreed, corrected."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.models.errors import AppError, InvalidInputError, NotFoundError, RefusedError
from app.models.inspection import freezing
from app.models.inspection.minutes_records import Capacity, Minutes, Part, Result, Side
from app.models.inspection.records import DelegationKind, VisitState
from app.models.papers.records import LinkKind
from app.models.plan.records import TaskStatus
from app.services import history, opening, tasks
from app.services.desk import Desk
from app.services.inspection import adopting, checklists, followups, lines, media, minutes, plans, visits
from app.services.papers import reading
from tests.services.inspection.conftest import DAILY, FIRST, VISIT_DAY, Trip, moment, photo
from tests.steps import acts, send


def read(desk: Desk, minutes_id: str) -> Minutes:
    return minutes.minutes(desk, minutes_id=minutes_id)


def texts(made: Minutes, part: Part) -> list[str]:
    return [entry.text for entry in made.part(part)]


def begun(trip: Trip) -> str:
    return minutes.start(trip.desk, visit_id=trip.first).created[0]


# Filling.


def test_what_the_records_know_is_filled(trip: Trip) -> None:
    sent = moment(VISIT_DAY - timedelta(days=4), 9)
    visits.send_notice(trip.desk, visit_id=trip.first, sent_at=sent, recipient="Trần Thị Đoan")
    trip.answer_all()
    trip.answer("internet", Result.FAIL)
    trip.note("internet", "rớt mạng 3 lần")
    made = read(trip.desk, begun(trip))
    assert (made.started_at, made.ended_at) == (moment(VISIT_DAY, 8), moment(VISIT_DAY, 11))
    assert (made.place, made.unit_name) == (f"Trụ sở {FIRST}", FIRST)
    assert made.delegation_name == "Tổ Công tác tỉnh Lâm Đồng"
    assert [(one.capacity, one.name) for one in made.of_side(Side.DELEGATION)] == [
        (Capacity.HEAD, "Lê Hữu Khải"),
        (Capacity.MEMBER, "Nguyễn Thị Đào"),
    ]
    assert [(one.capacity, one.name) for one in made.of_side(Side.HOST)] == [
        (Capacity.CHAIR, ""),
        (Capacity.FOCAL_POINT, "Trần Thị Đoan"),
    ]
    assert len(texts(made, Part.ACHIEVEMENT)) == 4
    assert texts(made, Part.SHORTCOMING) == ["Mạng Internet: Không đạt: rớt mạng 3 lần."]
    assert [(one.title, one.name) for one in made.signatories] == [
        ("ĐẠI DIỆN ĐOÀN CÔNG TÁC", "Lê Hữu Khải"),
        ("ĐẠI DIỆN ĐƠN VỊ", ""),
    ]


def test_most_blanks_of_the_form_are_filled_before_anything_is_typed(trip: Trip) -> None:
    sent = moment(VISIT_DAY - timedelta(days=4), 9)
    visits.send_notice(trip.desk, visit_id=trip.first, sent_at=sent, recipient="Nguyễn Thị Đào")
    trip.answer_all()
    trip.answer("internet", Result.FAIL)
    made = read(trip.desk, begun(trip))
    blanks: list[object] = [made.started_at] * 5 + [made.ended_at] * 2 + [made.place, made.unit_name, made.unit_name]
    blanks += [made.delegation_name, made.copies, made.content]
    blanks += [word for one in made.participants for word in (one.name, one.position)]
    blanks += [made.part(Part.ACHIEVEMENT), made.part(Part.SHORTCOMING), made.part(Part.CONCLUSION)]
    blanks += [one.name for one in made.signatories]
    assert sum(bool(one) for one in blanks) / len(blanks) >= 0.75


def test_the_chair_of_the_last_agreed_minutes_is_proposed(trip: Trip) -> None:
    trip.adopt()
    again = plans.create(trip.desk, title="Phúc tra").created[0]
    visit_id = visits.add_visit(trip.desk, inspection_id=again, unit=FIRST).created[0]
    made = read(trip.desk, minutes.start(trip.desk, visit_id=visit_id).created[0])
    assert [(one.name, one.position) for one in made.of_side(Side.HOST)] == [("Đỗ Thị Đượm", "Chủ tịch UBND phường")]
    assert made.signatories[1].name == "Đỗ Thị Đượm"


def test_the_signature_of_the_chair_follows_the_chair(trip: Trip) -> None:
    minutes_id = begun(trip)
    chair = read(trip.desk, minutes_id).of_side(Side.HOST)[0]
    lines.edit_participant(trip.desk, participant_id=chair.id, name="Đỗ Thị Đượm")
    host = read(trip.desk, minutes_id).signatories[1]
    assert host.name == "Đỗ Thị Đượm"
    lines.edit_signatory(trip.desk, signatory_id=host.id, name="Trần Văn Đạt")
    lines.edit_participant(trip.desk, participant_id=chair.id, name="Đỗ Thị Đượm Em")
    assert read(trip.desk, minutes_id).signatories[1].name == "Trần Văn Đạt"


def test_the_delegation_line_of_the_plan_is_taken_over(trip: Trip) -> None:
    plans.set_delegation(trip.desk, inspection_id=trip.inspection_id, kind=DelegationKind.CENTRAL, group_number="4")
    assert read(trip.desk, begun(trip)).delegation.group_number == "4"


def test_filling_again_adds_what_is_new_and_leaves_what_was_typed(trip: Trip) -> None:
    trip.answer_all()
    minutes_id = begun(trip)
    first, second, *_ = read(trip.desk, minutes_id).part(Part.ACHIEVEMENT)
    lines.edit_entry(trip.desk, entry_id=first.id, text="Mạng Internet ổn định.")
    lines.remove_entry(trip.desk, entry_id=second.id)
    minutes.edit(trip.desk, minutes_id=minutes_id, place="Hội trường phường")
    trip.answer("documents_forms", Result.FAIL)
    minutes.prefill(trip.desk, minutes_id=minutes_id)
    made = read(trip.desk, minutes_id)
    assert made.place == "Hội trường phường"
    assert texts(made, Part.ACHIEVEMENT)[0] == "Mạng Internet ổn định."
    assert second.text not in texts(made, Part.ACHIEVEMENT)


def test_minutes_are_begun_once(trip: Trip) -> None:
    begun(trip)
    with pytest.raises(RefusedError, match="đã có biên bản"):
        begun(trip)


def test_begun_taken_back_and_begun_again_they_are_filled(trip: Trip) -> None:
    trip.answer_all()
    minutes_id = begun(trip)
    history.undo(trip.desk)
    assert minutes.of_visit(trip.desk, visit_id=trip.first) == ()
    assert minutes.start(trip.desk, visit_id=trip.first).changed
    assert len(texts(read(trip.desk, minutes_id), Part.ACHIEVEMENT)) == 5


def test_two_desks_that_begin_the_minutes_have_them_once(trip: Trip, other: Desk) -> None:
    trip.answer_all()
    send(trip.desk, other)
    minutes_id = begun(trip)
    assert minutes.start(other, visit_id=trip.first).created[0] == minutes_id
    send(other, trip.desk)
    made = read(trip.desk, minutes_id)
    assert (len(made.participants), len(made.entries), len(made.signatories)) == (3, 5, 2)


def test_two_secretaries_write_different_parts_at_once(trip: Trip, other: Desk) -> None:
    minutes_id = trip.draft()
    send(trip.desk, other)
    shortcoming = read(other, minutes_id).part(Part.SHORTCOMING)[0]
    minutes.edit(trip.desk, minutes_id=minutes_id, content="Nghe báo cáo của phường.")
    lines.edit_entry(trip.desk, entry_id=shortcoming.id, objective_cause="Thiết bị cũ.")
    lines.add_entry(trip.desk, minutes_id=minutes_id, part=Part.ACHIEVEMENT, text="Đã lập Tổ Ứng cứu.")
    minutes.set_copies(other, minutes_id=minutes_id, copies=5)
    lines.edit_entry(other, entry_id=shortcoming.id, subjective_cause="Chưa bảo trì.")
    lines.add_entry(other, minutes_id=minutes_id, part=Part.PROPOSAL, text="Bổ sung kinh phí.")
    send(other, trip.desk)
    send(trip.desk, other)
    made = read(trip.desk, minutes_id)
    assert made == read(other, minutes_id)
    assert (made.content, made.copies) == ("Nghe báo cáo của phường.", 5)
    found = next(one for one in made.entries if one.id == shortcoming.id)
    assert (found.objective_cause, found.subjective_cause) == ("Thiết bị cũ.", "Chưa bảo trì.")
    assert "Đã lập Tổ Ứng cứu." in texts(made, Part.ACHIEVEMENT)
    assert texts(made, Part.PROPOSAL) == ["Bổ sung kinh phí."]


# Typing.


def test_a_conclusion_is_for_the_inspected_unit_unless_another_is_named(trip: Trip) -> None:
    minutes_id = begun(trip)
    for unit in ("", "Sở Nội vụ"):
        lines.add_entry(trip.desk, minutes_id=minutes_id, part=Part.CONCLUSION, text="Làm ngay", unit=unit)
    found = read(trip.desk, minutes_id).part(Part.CONCLUSION)
    assert [one.unit.name if one.unit else "" for one in found] == [FIRST, "Sở Nội vụ"]


def test_a_deadline_without_a_year_is_of_the_year_of_the_meeting(trip: Trip) -> None:
    minutes_id = begun(trip)
    given = {"minutes_id": minutes_id, "part": Part.CONCLUSION, "text": "Thay máy scan"}
    made = lines.add_entry(trip.desk, deadline="trước 15/7", **given).created[0]  # type: ignore[arg-type]
    found = next(one for one in read(trip.desk, minutes_id).entries if one.id == made)
    assert found.deadline is not None
    assert found.deadline.last_day() == date(2025, 7, 14)


def test_a_deadline_that_cannot_be_read_is_refused(trip: Trip) -> None:
    minutes_id = trip.draft()
    entry = read(trip.desk, minutes_id).part(Part.CONCLUSION)[0]
    with pytest.raises(InvalidInputError, match="không đọc được"):
        lines.edit_entry(trip.desk, entry_id=entry.id, deadline="sớm nhất có thể")


def test_entries_are_moved_within_their_part(trip: Trip) -> None:
    trip.answer_all()
    minutes_id = begun(trip)
    first, *_, last = read(trip.desk, minutes_id).part(Part.ACHIEVEMENT)
    lines.move_entry(trip.desk, entry_id=last.id, after="")
    lines.move_entry(trip.desk, entry_id=first.id)
    moved = read(trip.desk, minutes_id).part(Part.ACHIEVEMENT)
    assert (moved[0].id, moved[-1].id) == (last.id, first.id)


@pytest.mark.parametrize("copies", [0, -1, 100])
def test_impossible_numbers_of_copies(trip: Trip, copies: int) -> None:
    with pytest.raises(InvalidInputError, match="Số bản"):
        minutes.set_copies(trip.desk, minutes_id=begun(trip), copies=copies)


# Thông qua.


def test_what_is_missing_keeps_them_from_being_agreed(trip: Trip) -> None:
    minutes_id = trip.draft()
    entry = read(trip.desk, minutes_id).part(Part.CONCLUSION)[0]
    lines.edit_entry(trip.desk, entry_id=entry.id, deadline="")
    with pytest.raises(RefusedError, match="chưa có thời hạn hoàn thành"):
        adopting.adopt(trip.desk, minutes_id=minutes_id)
    lines.edit_entry(trip.desk, entry_id=entry.id, deadline="10/7/2025", unit="")
    with pytest.raises(RefusedError, match="chưa có đơn vị thực hiện"):
        adopting.adopt(trip.desk, minutes_id=minutes_id)
    assert followups.followups(trip.desk) == ()


def test_a_failing_answer_without_proof_keeps_them_from_being_agreed(trip: Trip) -> None:
    minutes_id = trip.draft()
    trip.note("printers_scanners", "")
    with pytest.raises(RefusedError, match="chưa có ảnh hoặc ghi chú"):
        adopting.adopt(trip.desk, minutes_id=minutes_id)


def test_agreed_minutes_are_their_sealed_bytes(trip: Trip) -> None:
    minutes_id = trip.adopt()
    found = adopting.adopted(trip.desk, minutes_id=minutes_id)
    assert found.content_hash == hashlib.sha256(freezing.frozen_bytes(found.minutes)).hexdigest()
    assert read(trip.desk, minutes_id) == found.minutes
    assert adopting.sealed_ref(trip.desk, minutes_id=minutes_id).sealed_hash == found.content_hash
    assert visits.visit(trip.desk, visit_id=trip.first).state is VisitState.ADOPTED
    assert minutes.findings(trip.desk, minutes_id=minutes_id) == ()


def test_the_paper_of_the_minutes_is_frozen_with_them_and_a_correction_names_it(trip: Trip) -> None:
    old_id = trip.adopt()
    (paper,) = reading.papers(trip.desk, subject_entity="minutes", subject_id=old_id)
    assert paper.sealed is not None
    assert paper.sealed.content_hash == adopting.adopted(trip.desk, minutes_id=old_id).content_hash
    assert (paper.kind.code, paper.title, paper.signatures_needed) == ("BB", f"Biên bản làm việc với {FIRST}", 2)
    new_id = adopting.correct(trip.desk, minutes_id=old_id, reason="Ghi sai").created[0]
    adopting.adopt(trip.desk, minutes_id=new_id)
    (later,) = reading.papers(trip.desk, subject_entity="minutes", subject_id=new_id)
    assert [(link.kind, link.target_id) for link in later.links] == [(LinkKind.VERSION, paper.id)]


def edits(trip: Trip, minutes_id: str, path: Path) -> list[tuple[str, object]]:
    """Every verb that would change agreed minutes or the field work they rest on."""
    desk = trip.desk
    made = read(desk, minutes_id)
    entry, person, signatory = made.entries[0], made.participants[0], made.signatories[0]
    of = {"minutes_id": minutes_id}
    item = {"visit_id": trip.first, "checklist_key": DAILY, "item_key": "internet"}
    return [
        ("adopt", lambda: adopting.adopt(desk, **of)),
        ("edit", lambda: minutes.edit(desk, minutes_id=minutes_id, place="Nơi khác")),
        ("set_start", lambda: minutes.set_start(desk, at=moment(VISIT_DAY, 9), **of)),
        ("set_end", lambda: minutes.set_end(desk, at=None, **of)),
        ("set_copies", lambda: minutes.set_copies(desk, copies=2, **of)),
        ("set_delegation", lambda: minutes.set_delegation(desk, kind=DelegationKind.CENTRAL, **of)),
        ("set_taker", lambda: minutes.set_taker(desk, name="Đào", **of)),
        ("prefill", lambda: minutes.prefill(desk, **of)),
        ("remove", lambda: minutes.remove(desk, **of)),
        ("add_participant", lambda: lines.add_participant(desk, capacity=Capacity.ATTENDANT, **of)),
        ("edit_participant", lambda: lines.edit_participant(desk, participant_id=person.id, name="A")),
        ("remove_participant", lambda: lines.remove_participant(desk, participant_id=person.id)),
        ("add_entry", lambda: lines.add_entry(desk, part=Part.PROPOSAL, text="A", **of)),
        ("edit_entry", lambda: lines.edit_entry(desk, entry_id=entry.id, text="A")),
        ("move_entry", lambda: lines.move_entry(desk, entry_id=entry.id)),
        ("remove_entry", lambda: lines.remove_entry(desk, entry_id=entry.id)),
        ("add_signatory", lambda: lines.add_signatory(desk, title="A", **of)),
        ("edit_signatory", lambda: lines.edit_signatory(desk, signatory_id=signatory.id, name="A")),
        ("move_signatory", lambda: lines.move_signatory(desk, signatory_id=signatory.id)),
        ("remove_signatory", lambda: lines.remove_signatory(desk, signatory_id=signatory.id)),
        ("answer", lambda: checklists.answer(desk, result=Result.FAIL, **item)),
        ("note", lambda: checklists.set_note(desk, note="A", **item)),
        ("use_checklist", lambda: checklists.use_checklist(desk, visit_id=trip.first, key="sotay-8-4")),
        ("drop_checklist", lambda: checklists.drop_checklist(desk, visit_id=trip.first, key=DAILY)),
        ("add_medium", lambda: media.add_medium(desk, visit_id=trip.first, path=path, declared_open=True)),
        ("set_visit_times", lambda: visits.set_visit_times(desk, visit_id=trip.first, start=None)),
        ("edit_visit", lambda: visits.edit_visit(desk, visit_id=trip.first, place="A")),
        ("remove_visit", lambda: visits.remove_visit(desk, visit_id=trip.first)),
        ("remove_plan", lambda: plans.remove(desk, inspection_id=trip.inspection_id)),
    ]


def test_agreed_minutes_refuse_every_edit(trip: Trip, tmp_path: Path) -> None:
    minutes_id = trip.adopt()
    sealed = adopting.adopted(trip.desk, minutes_id=minutes_id)
    before = len(acts(trip.desk))
    for name, edit in edits(trip, minutes_id, photo(tmp_path / "a.jpg", (640, 480))):
        assert callable(edit), name
        with pytest.raises(RefusedError, match="đã thông qua"):
            edit()
    assert len(acts(trip.desk)) == before
    assert adopting.adopted(trip.desk, minutes_id=minutes_id) == sealed


def test_agreeing_is_not_taken_back(trip: Trip) -> None:
    trip.adopt()
    with pytest.raises(RefusedError, match="Không còn gì để hoàn tác"):
        history.undo(trip.desk)


def test_an_edit_from_another_desk_stays_outside(trip: Trip, other: Desk) -> None:
    minutes_id = trip.draft()
    send(trip.desk, other)
    minutes.edit(other, minutes_id=minutes_id, content="Bản của máy hai")
    adopting.adopt(trip.desk, minutes_id=minutes_id)
    sealed = read(trip.desk, minutes_id)
    assert adopting.written_outside(trip.desk, minutes_id=minutes_id) == ()
    send(other, trip.desk)
    assert read(trip.desk, minutes_id) == sealed
    assert len(adopting.written_outside(trip.desk, minutes_id=minutes_id)) == 1


def test_two_desks_that_agree_different_contents_are_told(trip: Trip, other: Desk) -> None:
    minutes_id = trip.draft()
    send(trip.desk, other)
    minutes.edit(other, minutes_id=minutes_id, content="Bản của máy hai")
    adopting.adopt(trip.desk, minutes_id=minutes_id)
    adopting.adopt(other, minutes_id=minutes_id)
    send(other, trip.desk)
    send(trip.desk, other)
    assert read(trip.desk, minutes_id) == read(other, minutes_id)
    for desk in (trip.desk, other):
        said = adopting.written_outside(desk, minutes_id=minutes_id)
        assert "Hai máy đã thông qua hai nội dung khác nhau của biên bản này." in said
        assert len(followups.followups(desk)) == 1


def test_four_signatories_survive_reopening(trip: Trip) -> None:
    minutes_id = trip.draft()
    given = {"minutes_id": minutes_id, "title": "ĐẠI DIỆN"}
    lines.add_signatory(trip.desk, name="Đặng Hoài Phương", position="Bí thư Đoàn", **given)
    lines.add_signatory(trip.desk, name="Võ Đình Lộc", position="Giám đốc Trung tâm", **given)
    adopting.adopt(trip.desk, minutes_id=minutes_id)
    names = [one.name for one in read(trip.desk, minutes_id).signatories]
    path = trip.desk.path
    trip.desk.close()
    again = opening.open_desk(path, now=trip.clock)
    assert names == ["Lê Hữu Khải", "Đỗ Thị Đượm", "Đặng Hoài Phương", "Võ Đình Lộc"]
    assert [one.name for one in read(again, minutes_id).signatories] == names
    again.close()


# Correction.


def test_a_correction_is_a_new_version_that_names_the_old(trip: Trip) -> None:
    old_id = trip.adopt()
    old = read(trip.desk, old_id)
    new_id = adopting.correct(trip.desk, minutes_id=old_id, reason="Ghi sai thời hạn").created[0]
    draft = read(trip.desk, new_id)
    assert (draft.version, draft.replaces, draft.correction_reason) == (2, old_id, "Ghi sai thời hạn")
    assert [replace(one, id="", origin="") for one in draft.entries] == [
        replace(one, id="", origin="") for one in old.entries
    ]
    assert len(draft.signatories) == len(old.signatories)
    lines.edit_entry(trip.desk, entry_id=draft.part(Part.CONCLUSION)[0].id, deadline="12/7/2025")
    adopting.adopt(trip.desk, minutes_id=new_id)
    assert [(one.minutes.version, one.is_replaced) for one in adopting.adoptions(trip.desk)] == [
        (2, False),
        (1, True),
    ]
    assert read(trip.desk, old_id) == old
    deadlines = [one.deadline.text for one in followups.followups(trip.desk) if one.deadline]
    assert deadlines == ["12/7/2025"]


def test_a_conclusion_taken_out_by_a_correction_is_no_longer_followed(trip: Trip) -> None:
    old_id = trip.adopt()
    new_id = adopting.correct(trip.desk, minutes_id=old_id, reason="Rút kết luận").created[0]
    entry = read(trip.desk, new_id).part(Part.CONCLUSION)[0]
    added = lines.add_entry(
        trip.desk, minutes_id=new_id, part=Part.CONCLUSION, text="Sửa máy scan", deadline="12/7/2025"
    )
    lines.remove_entry(trip.desk, entry_id=entry.id)
    adopting.adopt(trip.desk, minutes_id=new_id)
    assert [one.entry_id for one in followups.followups(trip.desk)] == [added.created[0]]


def test_a_correction_deleted_and_begun_again_is_the_agreed_content(trip: Trip) -> None:
    old_id = trip.adopt()
    new_id = adopting.correct(trip.desk, minutes_id=old_id, reason="Ghi sai").created[0]
    lines.add_entry(trip.desk, minutes_id=new_id, part=Part.ACHIEVEMENT, text="Ghi nhầm")
    minutes.remove(trip.desk, minutes_id=new_id)
    assert visits.visit(trip.desk, visit_id=trip.first).minutes_id == old_id
    adopting.correct(trip.desk, minutes_id=old_id, reason="Ghi sai thời hạn")
    draft, old = read(trip.desk, new_id), read(trip.desk, old_id)
    assert [one.text for one in draft.entries] == [one.text for one in old.entries]
    assert [one.name for one in draft.participants] == [one.name for one in old.participants]


def test_only_the_newest_agreed_version_is_corrected(trip: Trip) -> None:
    draft = trip.draft()
    with pytest.raises(RefusedError, match="sửa trực tiếp"):
        adopting.correct(trip.desk, minutes_id=draft, reason="A")
    adopting.adopt(trip.desk, minutes_id=draft)
    with pytest.raises(InvalidInputError, match="Lý do đính chính"):
        adopting.correct(trip.desk, minutes_id=draft, reason=" ")
    adopting.correct(trip.desk, minutes_id=draft, reason="A")
    with pytest.raises(RefusedError, match="phiên bản sau"):
        adopting.correct(trip.desk, minutes_id=draft, reason="A")


def test_nothing_is_found_of_minutes_that_are_not(trip: Trip) -> None:
    for verb in (minutes.minutes, adopting.adopted, adopting.sealed_ref, minutes.prefill):
        with pytest.raises((NotFoundError, AppError)):
            verb(trip.desk, minutes_id="khong-co")
    with pytest.raises(NotFoundError):
        tasks.report_progress(trip.desk, task_id="khong-co", status=TaskStatus.DONE)
