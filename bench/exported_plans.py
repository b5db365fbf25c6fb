"""Plans for the export benchmarks: realistic Vietnamese rows, as many as wanted, the same every time."""

from dataclasses import replace
from datetime import date

from app.models.plan import form
from app.models.plan.deadline import parse
from app.models.plan.records import IssuingBody, PlanText, PlanView, Source, Task, TaskGroup, UnitRef

BODY = IssuingBody("state", "TỈNH LÂM ĐỒNG", "BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ", "Lâm Đồng")
_ENDINGS = (
    "tại Trung tâm Phục vụ hành chính công các xã, phường, đặc khu.",
    "trước khi diễn tập toàn tỉnh theo Kịch bản chuyển đổi; báo cáo kết quả về Tổ Công tác Tỉnh.",
    "bảo đảm người dân, doanh nghiệp nộp được hồ sơ ngay trong ngày đầu vận hành.",
)


def plan(rows: int) -> PlanView:
    """A plan of the form's rows and additions, ``rows`` in all."""
    shipped = form.load()
    groups = []
    for at, group in enumerate(shipped.groups, 1):
        own = [
            Task(
                row.number,
                group.numeral,
                row.number,
                row.content,
                UnitRef(row.lead, row.lead),
                (UnitRef(row.coordinating, row.coordinating),) if row.coordinating else (),
                row.products,
                row.deadline,
                form_key=row.number,
                form_wording=row.content,
                source=Source("form"),
            )
            for row in group.rows
        ]
        wanted = rows // 4 + (1 if at <= rows % 4 else 0)
        own += [_addition(group.numeral, at, number) for number in range(len(own) + 1, wanted + 1)]
        groups.append(TaskGroup(group.numeral, group.numeral, group.heading, tuple(own), group.numeral))
    texts = tuple(PlanText("", line.part, line.key, line.text) for line in shipped.lines)
    return PlanView(
        "plan",
        "Lâm Đồng",
        "tỉnh Lâm Đồng",
        ("Lâm Đồng", "Bình Thuận", "Đắk Nông"),
        date(2025, 7, 1),
        tuple(groups),
        texts,
        {},
    )


def _addition(numeral: str, group: int, number: int) -> Task:
    content = f"Kiểm tra, bổ sung máy tính, máy quét và chữ ký số đợt {number} {_ENDINGS[number % len(_ENDINGS)]}"
    task = Task(
        f"{numeral}-{number}",
        numeral,
        f"{group}.{number}",
        content,
        UnitRef("khcn", "Sở Khoa học và Công nghệ"),
        (UnitRef("ca", "Công an tỉnh"), UnitRef("xa", f"UBND xã số {number % 124 + 1}")),
        "Báo cáo kết quả kiểm tra có xác nhận của đơn vị",
        parse(f"trước ngày {number % 9 + 20}/6/2025"),
    )
    return replace(task, source=Source("handbook", f"TT {number % 40 + 1}"))
