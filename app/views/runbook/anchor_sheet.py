"""Dời giờ G: every planned time and the window move with it, after a look at what would change."""

from PySide6.QtWidgets import QLineEdit, QWidget

from app.models.errors import AppError
from app.models.runbook import master as shapes
from app.models.runbook.records import Master, Step
from app.services.runbook import masters
from app.views.common.clock_words import moment, read_moment
from app.views.common.layout import STRETCH, field, label, row
from app.views.common.office import Office
from app.views.common.record_view import RecordView
from app.views.common.sheet import Sheet
from app.views.common.table import Column, RecordTable, Whole

Pair = tuple[Step, Step]
COLUMNS: tuple[Column[Pair], ...] = (
    Column("number", "Bước", lambda pair: pair[0].number, 56),
    Column("content", "Nội dung công việc", lambda pair: pair[0].content, 300),
    Column("old", "Đang định", lambda pair: moment(pair[0].planned_start) if pair[0].planned_start else "", 150),
    Column("new", "Sẽ là", lambda pair: moment(pair[1].planned_start) if pair[1].planned_start else "", 150),
)


class AnchorSheet(Sheet):
    """Choose another giờ G."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        self._master = masters.master(office.desk)
        explanation = (
            f"Giờ G hiện nay: {moment(self._master.anchor)}. Mọi bước, khung giờ và giờ trực dời theo cùng khoảng."
        )
        super().__init__(parent, "Dời giờ G", explanation, width=820)
        self._office = office
        self._moved: Master | None = None
        self._pairs: tuple[Pair, ...] = ()
        self.anchor = QLineEdit(moment(self._master.anchor))
        self.anchor.setMaximumWidth(220)
        self._count = label("", "muted")
        self.table = RecordTable(COLUMNS, self._page, parent=self)
        view = RecordView(self.table, name="anchor", memory=office.memory)
        view.fill_with("content")
        view.setMinimumHeight(320)
        self.add(row(field("Giờ G mới", self.anchor), STRETCH), self._count, view)
        self._act = self.foot("Dời giờ G", self._move)
        self.anchor.textChanged.connect(lambda _text: self._preview())
        self._preview()

    def _page(self, offset: int, limit: int) -> Whole[Pair]:
        return Whole(len(self._pairs), self._pairs[offset : offset + limit])

    def _preview(self) -> None:
        try:
            anchor = read_moment(self.anchor.text(), near=self._master.anchor)
        except AppError as error:
            self._moved, self._pairs = None, ()
            self._count.setText(error.title)
        else:
            self._moved = shapes.reanchored(self._master, anchor) if anchor != self._master.anchor else None
            steps = self._moved.steps if self._moved else ()
            self._pairs = tuple(zip(self._master.steps, steps, strict=True)) if self._moved else ()
            window = f", khung giờ kết thúc {moment(self._moved.window_end)}" if self._moved else ""
            moved = f"{len(self._pairs)} bước sẽ dời{window}."
            self._count.setText(moved if self._pairs else "Nhập giờ khác để xem các bước dời theo.")
        self.table.reload()
        self._act.setEnabled(self._moved is not None)

    def _move(self) -> None:
        if self._moved is None:
            return
        desk, anchor = self._office.desk, self._moved.anchor
        self._office.acts.do(
            lambda: masters.reanchor(desk, anchor=anchor),
            then=lambda _outcome: self.accept(),
            refused=self.refused,
            note=f"Giờ G mới: {moment(anchor)}.",
        )
