"""A desk with one inspection of two communes, planned well ahead; the first visit is today at 08h00 Vietnam time."""

import struct
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from app.models import vietnam_time
from app.models.inspection.minutes_records import Capacity, Part, Result
from app.models.inspection.records import Role
from app.services.desk import Desk
from app.services.inspection import adopting, checklists, lines, minutes, plans, visits
from tests.conftest import StandingClock

FIRST, SECOND = "UBND phường Xuân Hương - Đà Lạt", "UBND phường 1 Bảo Lộc"
VISIT_DAY = date(2025, 7, 4)
"""A Friday; the desk's clock stands at noon of Tuesday 24/6/2025."""
DAILY = "sotay-9-2"


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    return vietnam_time.at(day) + timedelta(hours=hour, minutes=minute)


@dataclass
class Trip:
    """An inspection with its visits, and short hands for what tests do again and again."""

    desk: Desk
    clock: StandingClock
    inspection_id: str
    first: str
    second: str

    def answer_all(self, result: Result = Result.PASS) -> None:
        checklists.use_checklist(self.desk, visit_id=self.first, key=DAILY)
        for item in checklists.checklists(self.desk)[0].items:
            self.answer(item.key, result)

    def answer(self, item_key: str, result: Result | None) -> None:
        checklists.answer(self.desk, visit_id=self.first, checklist_key=DAILY, item_key=item_key, result=result)

    def note(self, item_key: str, note: str) -> None:
        checklists.set_note(self.desk, visit_id=self.first, checklist_key=DAILY, item_key=item_key, note=note)

    def draft(self) -> str:
        """Minutes of the first visit that nothing is missing from, with one conclusion."""
        desk = self.desk
        self.answer_all()
        self.answer("printers_scanners", Result.FAIL)
        self.note("printers_scanners", "máy scan kẹt giấy")
        minutes_id = minutes.start(desk, visit_id=self.first).created[0]
        minutes.edit(desk, minutes_id=minutes_id, content="Nghe báo cáo; kiểm tra thực tế Bộ phận Một cửa.")
        minutes.set_copies(desk, minutes_id=minutes_id, copies=4)
        made = minutes.minutes(desk, minutes_id=minutes_id)
        chair = next(one for one in made.participants if one.capacity is Capacity.CHAIR)
        lines.edit_participant(desk, participant_id=chair.id, name="Đỗ Thị Đượm", position="Chủ tịch UBND phường")
        lines.edit_signatory(desk, signatory_id=made.signatories[1].id, name="Đỗ Thị Đượm")
        for entry in made.part(Part.SHORTCOMING):
            lines.edit_entry(desk, entry_id=entry.id, subjective_cause="Chưa phân công người bảo trì.")
        lines.add_entry(
            desk, minutes_id=minutes_id, part=Part.CONCLUSION, text="Thay máy scan tại quầy 2", deadline="10/7/2025"
        )
        return minutes_id

    def adopt(self) -> str:
        minutes_id = self.draft()
        adopting.adopt(self.desk, minutes_id=minutes_id)
        return minutes_id


@pytest.fixture
def trip(desk: Desk, clock: StandingClock) -> Trip:
    made = plans.create(
        desk,
        title="Kiểm tra việc vận hành chính quyền hai cấp",
        purpose="Đôn đốc xử lý điểm nghẽn",
        subject="UBND cấp xã",
        content="Hạ tầng, niêm yết TTHC, chất lượng phục vụ",
        first_day=VISIT_DAY,
        last_day=VISIT_DAY + timedelta(days=7),
    )
    inspection_id = made.created[0]
    plans.add_delegate(desk, inspection_id=inspection_id, name="Lê Hữu Khải", position="Tổ trưởng", role=Role.HEAD)
    plans.add_delegate(desk, inspection_id=inspection_id, name="Nguyễn Thị Đào", role=Role.SECRETARY)
    ids = []
    for unit, day in ((FIRST, VISIT_DAY), (SECOND, VISIT_DAY + timedelta(days=3))):
        start, end = moment(day, 8), moment(day, 11)
        made = visits.add_visit(
            desk, inspection_id=inspection_id, unit=unit, start=start, end=end, place=f"Trụ sở {unit}"
        )
        ids.append(made.created[0])
    return Trip(desk, clock, inspection_id, *ids)


def photo(path: Path, size: tuple[int, int] = (4000, 3000), *, turned: bool = False) -> Path:
    """A JPEG as a telephone writes it: taken at 08h12 in Đà Lạt."""
    image = Image.new("RGB", size, (40, 120, 160))
    exif = image.getexif()
    if turned:
        exif[0x0112] = 6
    camera, place = exif.get_ifd(0x8769), exif.get_ifd(0x8825)
    camera[0x9003], camera[0x9011] = "2025:07:04 08:12:40", "+07:00"
    place[1], place[2] = "N", (11.0, 56.0, 24.5)
    place[3], place[4] = "E", (108.0, 26.0, 30.25)
    image.save(path, exif=exif)
    return path


def video(path: Path, seconds: float, *, extra: int = 0) -> Path:
    """The head of an MP4 of some length, followed by `extra` bytes."""
    kind = struct.pack(">I4s4sI4s", 20, b"ftyp", b"isom", 0, b"isom")
    header = struct.pack(">I4sIIIII", 108, b"mvhd", 0, 0, 0, 1000, round(seconds * 1000)) + bytes(80)
    movie = struct.pack(">I4s", 8 + len(header), b"moov") + header
    with path.open("wb") as file:
        file.write(kind + movie + struct.pack(">I4s", 24, b"mdat") + bytes(16))
        file.truncate(file.tell() + extra)
    return path
