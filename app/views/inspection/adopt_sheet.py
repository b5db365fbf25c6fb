"""Thông qua biên bản, and the correction of agreed minutes: what follows is said before it is done."""

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.models.findings import ERROR, WARNING
from app.models.inspection.checks import Finding
from app.models.inspection.minutes_records import Minutes
from app.models.inspection.minutes_records import Part as MinutesPart
from app.services.inspection import adopting, minutes
from app.views.common.layout import button, field, label
from app.views.common.office import Office
from app.views.common.sheet import Sheet

MOST = 6
"""Points told in full; "Rà soát" lists the rest."""


class AdoptSheet(Sheet):
    """Agree the minutes as they stand."""

    def __init__(self, parent: QWidget | None, office: Office, record: Minutes) -> None:
        super().__init__(
            parent,
            "Thông qua biên bản",
            "Nội dung được chốt và không sửa được nữa; việc thông qua không hoàn tác được. Sai sót sau đó chỉ sửa bằng "
            "bản đính chính. Số, ngày của văn bản do văn thư ghi sau, không nằm trong nội dung chốt.",
        )
        self._office = office
        self._minutes = record
        self.settle_asked: Finding | None = None
        """The point that the person chose to settle instead."""
        conclusions = len(record.part(MinutesPart.CONCLUSION))
        found = minutes.findings(office.desk, minutes_id=record.id)
        errors = [one for one in found if one.level == ERROR]
        others = [one for one in found if one.level == WARNING]
        self.add(
            label(
                f"{record.unit_name}: {conclusions} kết luận sẽ được theo dõi đến khi thực hiện xong.",
                strong=True,
                wrap=True,
            )
        )
        for kind, title, points in (("act_now", "Phải sửa", errors), ("watch", "Nên xem lại", others)):
            if points:
                self.add(label(f"{title} ({len(points)})", kind, strong=True))
                for one in points[:MOST]:
                    self.add(label(f"– {one.message}", "", wrap=True))
        if not found:
            self.add(label("Rà soát: không còn điểm phải sửa.", "confirmed"))
        self._adopt = self.foot("Thông qua biên bản", self._do)
        self._adopt.setEnabled(not errors)
        if errors:
            self.foot_left(button("Đến điểm đầu tiên", lambda: self._settle(errors[0]), icon="arrow-right"))

    def _settle(self, finding: Finding) -> None:
        self.settle_asked = finding
        self.reject()

    def _do(self) -> None:
        desk, minutes_id = self._office.desk, self._minutes.id
        self._office.acts.do(
            lambda: adopting.adopt(desk, minutes_id=minutes_id),
            then=lambda _outcome: self.accept(),
            refused=self.refused,
        )


class CorrectSheet(Sheet):
    """Make a new version of agreed minutes."""

    def __init__(self, parent: QWidget | None, office: Office, record: Minutes) -> None:
        super().__init__(
            parent,
            "Lập bản đính chính",
            f"Bản {record.version} đã thông qua giữ nguyên. Bản {record.version + 1} chép lại nội dung đó, ghi rõ thay "
            f"bản {record.version}, sửa rồi thông qua lại.",
        )
        self._office = office
        self._minutes = record
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(72)
        self.reason.setPlaceholderText("VD: Ghi sai tên đơn vị thực hiện ở kết luận thứ hai")
        self.add(field("Lý do đính chính", self.reason))
        self.foot("Lập bản đính chính", self._do)
        self.reason.setFocus()

    def _do(self) -> None:
        desk, minutes_id, reason = self._office.desk, self._minutes.id, self.reason.toPlainText()
        self._office.acts.do(
            lambda: adopting.correct(desk, minutes_id=minutes_id, reason=reason),
            then=lambda _outcome: self.accept(),
            refused=self.refused,
        )
