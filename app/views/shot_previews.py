"""What the pictures of "Nhập Excel" show: previews as reading real workbooks gives them, without any file."""

from pathlib import Path

from app.services.spreadsheets import CellChange, Conflict, ImportPreview, MergePreview, NewRow, Refusal, Remark

_OWN = Path("Kế hoạch của tỉnh.xlsx")
_SHEET = "KH tỉnh"
_RETURNED = "Nhiệm vụ"


def foreign() -> ImportPreview:
    """A plan of the province's own at the matching step, with a refusal of each usual kind."""
    columns = {
        "A": "STT",
        "B": "Nhiệm vụ cụ thể",
        "C": "Cơ quan chủ trì",
        "D": "Cơ quan phối hợp",
        "E": "Kết quả đầu ra",
        "F": "Thời gian hoàn thành",
        "G": "Ghi chú",
    }
    fields = ("number", "content", "lead", "coordinating", "products", "deadline", "note")
    return ImportPreview(
        path=_OWN,
        sheet=_SHEET,
        kind="foreign",
        headers=tuple(columns.values()),
        mapping=dict(zip(fields, columns, strict=True)),
        sheets=(_SHEET, "Danh sách đơn vị"),
        added=(
            NewRow(
                _SHEET, 5, "B5", "Rà soát hạ tầng mạng của 124 xã, phường, đặc khu", lead="Sở Khoa học và Công nghệ"
            ),
            NewRow(_SHEET, 6, "B6", "Bố trí máy phát điện dự phòng", lead="Sở Công Thương", group_heading="Hạ tầng"),
        ),
        refused=(
            Refusal(_SHEET, "F7", "5/7 hoặc 7/5", "Ngày viết hai cách; ghi một ngày theo mẫu dd/mm/yyyy."),
            Refusal(_SHEET, "C8", "Sở TT&TT", "Đơn vị không còn từ 01/7/2025; ghi đơn vị tiếp nhận nhiệm vụ."),
        ),
        remarks=(Remark(_SHEET, "", "2 dòng đang ẩn trong Excel vẫn được đọc: dòng 11, 12."),),
        unchanged=3,
        columns=columns,
    )


def merged() -> MergePreview:
    """Two units' workbooks that agree on one cell and dispute another."""
    first, second = "Sở Nội vụ.xlsx", "Sở Nội vụ (bản sửa).xlsx"
    status = _change("1.4", "K6", "Trạng thái", "Chưa thực hiện", "Đang thực hiện", first)
    percents = (
        _change("1.4", "L6", "Tỷ lệ hoàn thành", "0%", "40%", first),
        _change("1.4", "L6", "Tỷ lệ hoàn thành", "0%", "60%", second),
    )
    return MergePreview(
        (_returned(first, (status,)), _returned(second, ())),
        (Conflict("", "1.4", "Tỷ lệ hoàn thành", percents),),
    )


def _change(number: str, cell: str, label: str, old: str, new: str, file: str) -> CellChange:
    return CellChange("", number, cell, "", label, old, new, new, sheet=_RETURNED, file=file)


def _returned(name: str, changed: tuple[CellChange, ...]) -> ImportPreview:
    return ImportPreview(Path(name), _RETURNED, "returned", (), {}, (_RETURNED,), changed=changed, unchanged=4)
