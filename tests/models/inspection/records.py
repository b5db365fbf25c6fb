"""Short ways to say plans and minutes in tests of plain rules."""

from datetime import UTC, date, datetime, timedelta

from app.models.inspection.minutes_records import Capacity, Entry, Minutes, Part, Participant, Signatory
from app.models.inspection.records import (
    Agreement,
    Delegate,
    InspectedUnit,
    Inspection,
    Role,
    Visit,
)
from app.models.plan.deadline import parse

MORNING = datetime(2025, 7, 4, 1, tzinfo=UTC)
"""08h00 in Vietnam, Friday 4/7/2025."""
UNIT = InspectedUnit("u1", "UBND xã Đạ Huoai")


def plan(**given: object) -> Inspection:
    values: dict[str, object] = {
        "id": "p",
        "title": "Kiểm tra",
        "purpose": "Đôn đốc",
        "subject": "Cấp xã",
        "content": "Hạ tầng",
        "first_day": date(2025, 7, 4),
        "last_day": date(2025, 7, 11),
        "delegates": (Delegate("d1", "Lê Hữu Khải", role=Role.HEAD), Delegate("d2", "Đào", role=Role.SECRETARY)),
        "visits": (visit(),),
        "agreement": Agreement(date(2025, 6, 20), "Cơ quan Thường trực"),
    }
    return Inspection(**(values | given))  # type: ignore[arg-type]


def visit(visit_id: str = "v1", **given: object) -> Visit:
    values: dict[str, object] = {"unit": UNIT, "start": MORNING, "end": MORNING + timedelta(hours=3), "place": "Trụ sở"}
    return Visit(visit_id, "p", **(values | given))  # type: ignore[arg-type]


def minutes(**given: object) -> Minutes:
    """Minutes that nothing is missing from."""
    values: dict[str, object] = {
        "unit_name": UNIT.name,
        "started_at": MORNING,
        "ended_at": MORNING + timedelta(hours=3),
        "place": "Trụ sở UBND xã",
        "participants": (
            Participant("n1", Capacity.HEAD, "Lê Hữu Khải", "Tổ trưởng"),
            Participant("n2", Capacity.CHAIR, "Đỗ Thị Đượm", "Chủ tịch"),
        ),
        "content": "Nghe báo cáo.",
        "entries": (
            Entry("e1", Part.ACHIEVEMENT, "Đủ máy tính."),
            Entry("e2", Part.SHORTCOMING, "Máy scan hỏng.", subjective_cause="Chưa bảo trì."),
            Entry("e3", Part.CONCLUSION, "Thay máy scan.", unit=UNIT, deadline=parse("10/7/2025")),
        ),
        "copies": 4,
        "signatories": (
            Signatory("s1", "ĐẠI DIỆN ĐOÀN CÔNG TÁC", "", "Khải"),
            Signatory("s2", "ĐẠI DIỆN ĐƠN VỊ", "", "Đượm"),
        ),
    }
    return Minutes("m", "v1", "p", UNIT, **(values | given))  # type: ignore[arg-type]
