"""Bản sao: that a piece of evidence is a copy (SY, TrS, SL), by whom, where and when (NĐ 30/2020, Điều 25-27)."""

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from app.models.errors import InvalidInputError
from app.models.papers.copies import Copy, CopyForm
from app.models.plan.records import Evidence
from app.services.papers import copies
from app.views.common.dates import DayField
from app.views.common.edits import changed
from app.views.common.fields import Choice
from app.views.common.layout import button, field, row
from app.views.common.office import Office
from app.views.common.sheet import Sheet


class CopySheet(Sheet):
    """What stands on the copy."""

    def __init__(self, parent: QWidget | None, office: Office, evidence: Evidence) -> None:
        super().__init__(parent, "Bản sao", evidence.title, width=520)
        self._office = office
        self._evidence = evidence
        known = copies.copy_of(office.desk, evidence_id=evidence.id)
        self.form = Choice()
        for form in CopyForm:
            self.form.addItem(f"{form.label} ({form.value})", form)
        self.number, self.agency, self.place = QLineEdit(), QLineEdit(), QLineEdit()
        self.number.setPlaceholderText("VD: 12/SY-UBND")
        self.agency.setPlaceholderText("Cơ quan sao")
        self.place.setPlaceholderText("VD: Lâm Đồng")
        self.day = DayField()
        if known is not None:
            self.form.choose(known.form)
            for line, text in ((self.number, known.number), (self.agency, known.agency), (self.place, known.place)):
                line.setText(text)
            if known.copied_on is not None:
                self.day.show_day(known.copied_on)
        self._known = known
        self.add(
            row(field("Hình thức sao", self.form), field("Số, ký hiệu bản sao", self.number), spacing=12),
            field("Cơ quan sao", self.agency),
            row(field("Nơi sao", self.place), field("Ngày sao", self.day), spacing=12),
        )
        self.foot("Ghi", self.store)
        if known is not None:
            self.foot_left(button("Không phải bản sao", self.clear, icon="trash"))

    def store(self) -> None:
        """Ghi."""
        desk = self._office.desk
        try:
            day = self.day.day()
        except InvalidInputError as error:
            self.refused(error)
            return
        opened, evidence_id = self._known, self._evidence.id
        copy = Copy(
            evidence_id, self.form.currentData(), self.agency.text(), self.place.text(), day, self.number.text()
        )
        by_now = copies.copy_of(desk, evidence_id=evidence_id)
        if opened is not None and by_now is not None:
            copy = replace(by_now, **changed(_said(opened), _said(copy)))
        self._office.acts.do(
            lambda: copies.set_copy(desk, copy=copy), then=lambda _made: self.accept(), refused=self.refused
        )

    def clear(self) -> None:
        """Không phải bản sao."""
        desk, evidence_id = self._office.desk, self._evidence.id
        self._office.acts.do(
            lambda: copies.remove_copy(desk, evidence_id=evidence_id),
            then=lambda _made: self.accept(),
            refused=self.refused,
        )


def _said(copy: Copy) -> dict[str, Any]:
    return {name: getattr(copy, name) for name in ("form", "agency", "place", "copied_on", "number")}
