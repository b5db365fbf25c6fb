"""Checklists and media in the field."""

import hashlib
import io
from pathlib import Path

import pytest
from PIL import Image

from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.inspection.minutes_records import Medium, MediumKind, Result
from app.models.inspection.records import VisitState
from app.models.secrecy import SecretError
from app.services import history
from app.services.desk import Desk
from app.services.inspection import checklists, media, photographs, visits
from app.services.inspection.photographs import MAX_VIDEO
from app.workspace import files
from tests.services.inspection.conftest import DAILY, Trip, photo, video
from tests.steps import acts, send


def results(trip: Trip) -> list[Result | None]:
    work = checklists.field_work(trip.desk, visit_id=trip.first)
    return [item.result for item in work.checklists[0].items]


def test_the_handbook_s_lists_stand_in_its_words(desk: Desk) -> None:
    daily, commune = checklists.checklists(desk)
    assert [item.label for item in daily.items] == [
        "Mạng Internet",
        "Máy tính",
        "Máy in, máy scan",
        "Hệ thống phần mềm",
        "Tài liệu, biểu mẫu",
    ]
    assert daily.items[0].text == ("Kiểm tra kết nối mạng có ổn định không? Tốc độ truy cập có đảm bảo không?")
    assert [item.label for item in commune.items][1:] == [
        "Niêm yết TTHC",
        "Chất lượng phục vụ của cán bộ, công chức",
    ]


def test_each_answer_is_an_act_of_its_own_and_undoable(trip: Trip) -> None:
    checklists.use_checklist(trip.desk, visit_id=trip.first, key=DAILY)
    before = len(acts(trip.desk))
    trip.answer("internet", Result.PASS)
    trip.answer("computers", Result.FAIL)
    assert len(acts(trip.desk)) == before + 2
    assert results(trip)[:2] == [Result.PASS, Result.FAIL]
    history.undo(trip.desk)
    assert results(trip)[:2] == [Result.PASS, None]
    trip.answer("computers", Result.NOT_APPLICABLE)
    assert results(trip)[:2] == [Result.PASS, Result.NOT_APPLICABLE]


def test_the_same_answer_again_writes_nothing(trip: Trip) -> None:
    trip.answer_all()
    before = len(acts(trip.desk))
    trip.answer("internet", Result.PASS)
    assert len(acts(trip.desk)) == before


def test_an_answer_taken_back(trip: Trip) -> None:
    trip.answer_all()
    trip.answer("internet", None)
    found = checklists.field_findings(trip.desk, visit_id=trip.first)
    assert [(one.rule, one.record_id) for one in found] == [("not_answered", f"{DAILY}/internet")]


def test_a_failing_answer_owes_a_photo_or_a_note(trip: Trip, tmp_path: Path) -> None:
    trip.answer_all(Result.FAIL)
    trip.note("internet", "rớt mạng")
    path = photo(tmp_path / "a.jpg", (640, 480))
    media.add_medium(
        trip.desk,
        visit_id=trip.first,
        path=path,
        checklist_key=DAILY,
        item_key="computers",
        declared_open=True,
    )
    found = checklists.field_findings(trip.desk, visit_id=trip.first)
    assert [one.record_id.removeprefix(f"{DAILY}/") for one in found] == [
        "printers_scanners",
        "software",
        "documents_forms",
    ]
    assert all(one.level == "error" for one in found)


def test_two_desks_that_answer_one_item_never_double_it(trip: Trip, other: Desk) -> None:
    checklists.use_checklist(trip.desk, visit_id=trip.first, key=DAILY)
    send(trip.desk, other)
    given = {"visit_id": trip.first, "checklist_key": DAILY, "item_key": "internet"}
    checklists.answer(trip.desk, result=Result.PASS, **given)
    checklists.answer(other, result=Result.FAIL, **given)
    checklists.set_note(other, note="chập chờn", **given)
    send(other, trip.desk)
    send(trip.desk, other)
    mine, theirs = (checklists.field_work(desk, visit_id=trip.first) for desk in (trip.desk, other))
    assert mine == theirs
    assert mine.checklists[0].counts[""] == 4
    assert mine.checklists[0].items[0].note == "chập chờn"


def test_answering_makes_the_visit_begun(trip: Trip) -> None:
    trip.answer_all()
    assert visits.visit(trip.desk, visit_id=trip.first).state is VisitState.IN_FIELD


def test_only_what_the_list_asks_is_answered(trip: Trip) -> None:
    checklists.use_checklist(trip.desk, visit_id=trip.first, key=DAILY)
    with pytest.raises(NotFoundError, match="không có mục này"):
        trip.answer("khong-co", Result.PASS)
    with pytest.raises(NotFoundError):
        checklists.use_checklist(trip.desk, visit_id=trip.first, key="khong-co")


# Own lists.


def test_an_own_list_is_worded_anew_without_touching_what_was_answered(trip: Trip) -> None:
    items = [("Ghế chờ", "Đủ ghế cho người dân?"), ("Nước uống", "")]
    checklists.add_checklist(trip.desk, title="Khu vực chờ", items=items)
    own = checklists.checklists(trip.desk)[-1]
    checklists.use_checklist(trip.desk, visit_id=trip.first, key=own.key)
    checklists.answer(
        trip.desk, visit_id=trip.first, checklist_key=own.key, item_key=own.items[0].key, result=Result.PASS
    )
    checklists.new_version(trip.desk, key=own.key, title="Khu vực chờ, quầy", items=[("Biển chỉ dẫn", "")])
    assert [(one.title, one.version) for one in checklists.checklists(trip.desk)[2:]] == [("Khu vực chờ, quầy", 2)]
    used = checklists.field_work(trip.desk, visit_id=trip.first).checklists[0]
    assert (used.checklist.version, used.items[0].item.label) == (1, "Ghế chờ")
    assert used.items[0].result is Result.PASS


@pytest.mark.parametrize(("title", "items"), [("", [("A", "")]), ("Danh sách", []), ("Danh sách", [("  ", "x")])])
def test_an_empty_list_is_refused(desk: Desk, title: str, items: list[tuple[str, str]]) -> None:
    with pytest.raises(InvalidInputError):
        checklists.add_checklist(desk, title=title, items=items)


def test_the_handbook_s_list_is_not_reworded(desk: Desk) -> None:
    with pytest.raises(NotFoundError):
        checklists.new_version(desk, key=DAILY, title="Khác", items=[("A", "")])


# Photos and videos.


def attached(trip: Trip, path: Path, caption: str = "") -> Medium:
    made = media.add_medium(trip.desk, visit_id=trip.first, path=path, caption=caption, declared_open=True)
    work = checklists.field_work(trip.desk, visit_id=trip.first)
    everything = [*work.media, *(one for a in work.checklists for item in a.items for one in item.media)]
    return next(one for one in everything if one.id in {ref.id for ref in made.changed})


def test_a_photo_keeps_its_hash_time_and_place_and_is_shown_smaller(trip: Trip, tmp_path: Path) -> None:
    path = photo(tmp_path / "Ảnh quầy số 1.jpg")
    one = attached(trip, path, caption="Quầy số 1")
    assert one.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (one.name, one.caption, one.taken_at) == ("Ảnh quầy số 1.jpg", "Quầy số 1", "2025-07-04T08:12:40+07:00")
    assert (one.latitude, one.longitude) == ("11.940139", "108.441736")
    assert (one.width, one.height) == (2048, 1536)
    shown = Image.open(io.BytesIO(media.picture(trip.desk, medium_id=one.id)))
    assert shown.size == (2048, 1536)
    assert not shown.getexif()
    assert media.content(trip.desk, sha256=one.sha256) == path.read_bytes()


def test_a_photo_taken_upright_is_shown_upright(trip: Trip, tmp_path: Path) -> None:
    one = attached(trip, photo(tmp_path / "a.jpg", (1600, 1200), turned=True))
    assert Image.open(io.BytesIO(media.picture(trip.desk, medium_id=one.id))).size == (1200, 1600)


def test_a_small_photo_is_shown_as_it_is(trip: Trip, tmp_path: Path) -> None:
    path = photo(tmp_path / "a.jpg", (800, 600))
    one = attached(trip, path)
    assert one.shown_sha256 == ""
    assert media.picture(trip.desk, medium_id=one.id) == path.read_bytes()


def test_a_photo_looked_at_beforehand_is_not_read_again(trip: Trip, tmp_path: Path) -> None:
    path = photo(tmp_path / "a.jpg")
    look = photographs.look_at(path)
    media.add_medium(trip.desk, visit_id=trip.first, path=path, declared_open=True, look=look)
    (one,) = checklists.field_work(trip.desk, visit_id=trip.first).media
    assert media.picture(trip.desk, medium_id=one.id) == look.smaller


def test_the_same_photo_twice_is_one(trip: Trip, tmp_path: Path) -> None:
    path = photo(tmp_path / "a.jpg", (800, 600))
    attached(trip, path)
    attached(trip, path.rename(tmp_path / "b.jpg"))
    assert len(checklists.field_work(trip.desk, visit_id=trip.first).media) == 1


def test_a_photo_taken_off_and_put_back(trip: Trip, tmp_path: Path) -> None:
    one = attached(trip, photo(tmp_path / "a.jpg", (800, 600)))
    media.remove_medium(trip.desk, medium_id=one.id)
    assert checklists.field_work(trip.desk, visit_id=trip.first).media == ()
    history.undo(trip.desk)
    assert [each.id for each in checklists.field_work(trip.desk, visit_id=trip.first).media] == [one.id]


def test_a_short_video(trip: Trip, tmp_path: Path) -> None:
    one = attached(trip, video(tmp_path / "quay.mp4", 29.5))
    assert (one.kind, one.duration_ms) == (MediumKind.VIDEO, 29500)


def broken(folder: Path, name: str) -> Path:
    path = folder / name
    if name == "cat-cut.jpg":
        path.write_bytes(photo(folder / "whole.jpg").read_bytes()[:3000])
    elif name.startswith("200MB"):
        video(path, 20, extra=200 << 20)
    elif name.startswith("dai"):
        video(path, 30)
    else:
        path.write_bytes("Đây không phải là ảnh.".encode())
    return path


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("thu.jpg", "thu.jpg không phải là ảnh, hoặc ảnh bị hỏng"),
        ("cat-cut.jpg", "không phải là ảnh, hoặc ảnh bị hỏng"),
        ("200MB.mp4", f"nặng 200 MB, giới hạn {MAX_VIDEO >> 20} MB"),
        ("dai.mp4", "dài 30 giây. Sổ tay 8.4: video dưới 30 giây"),
        ("thu.mp4", "không phải là video"),
        ("thu.docx", "không phải ảnh hoặc video dùng được"),
        ("thu.heic", "đổi sang JPG"),
    ],
)
def test_what_is_no_photo_is_refused_and_nothing_is_stored(trip: Trip, tmp_path: Path, name: str, message: str) -> None:
    path = broken(tmp_path, name)
    before = acts(trip.desk)
    with pytest.raises(InvalidInputError, match=message):
        media.add_medium(trip.desk, visit_id=trip.first, path=path, declared_open=True)
    assert len(acts(trip.desk)) == len(before)
    with pytest.raises(NotFoundError):
        files.read(trip.desk.path, hashlib.sha256(path.read_bytes()).hexdigest(), key=None)


def test_a_photo_must_be_declared_and_bear_no_stamp(trip: Trip, tmp_path: Path) -> None:
    path = photo(tmp_path / "a.jpg", (640, 480))
    with pytest.raises(RefusedError, match="Chưa xác nhận"):
        media.add_medium(trip.desk, visit_id=trip.first, path=path)
    secret = path.rename(tmp_path / "Công văn TỐI MẬT.jpg")
    with pytest.raises(SecretError):
        media.add_medium(trip.desk, visit_id=trip.first, path=secret, declared_open=True)


def test_a_photo_whose_file_has_not_arrived(trip: Trip, other: Desk, tmp_path: Path) -> None:
    one = attached(trip, photo(tmp_path / "a.jpg", (640, 480)))
    send(trip.desk, other)
    assert [each.sha256 for each in checklists.field_work(other, visit_id=trip.first).media] == [one.sha256]
    with pytest.raises(NotFoundError, match="không có trên máy"):
        media.picture(other, medium_id=one.id)
