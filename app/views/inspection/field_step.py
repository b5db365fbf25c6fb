"""Kiểm tra thực tế: the visit's checklists, answered by single keys; the chosen item's note and photos at the right."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget

from app.models.inspection.minutes_records import FieldWork, Result
from app.models.inspection.records import Visit, VisitState
from app.services.inspection import checklists
from app.views.common.empty import EmptyState
from app.views.common.layout import STRETCH, button, column, framed, holder, label, plain, row, wide
from app.views.common.office import Office
from app.views.common.section import Part
from app.views.inspection.answer_list import HELP, AnswerLine, AnswerList
from app.views.inspection.checklist_sheet import ChecklistSheet
from app.views.inspection.item_panel import ItemPanel


class FieldStep(Part):
    """The second step."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self._visit: Visit | None = None
        self._work = FieldWork("")
        self.list = AnswerList(office.memory)
        self.panel = ItemPanel(office)
        self._use = button("Dùng danh sách…", self._open_menu, icon="list-numbers")
        self._own = button("Soạn danh sách riêng…", self._make_own, kind="quiet")
        self._shared = button("Ảnh chung", self._show_shared, icon="image-square", kind="quiet")
        self._count = label("", "muted")
        self._keys = label(HELP, "muted", wrap=True)
        self._none = EmptyState(
            "list-numbers",
            "Chưa dùng danh sách kiểm tra nào",
            "Danh sách 9.2 của Sổ tay có năm mục cho Bộ phận Một cửa; 8.4 cho cấp xã; tỉnh soạn thêm danh sách riêng.",
            act="Dùng danh sách…",
            on_act=self._open_menu,
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._none)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(8)
        split.setChildrenCollapsible(False)
        split.addWidget(holder(column(wide(self._stack), self._keys, spacing=6)))
        split.addWidget(framed(column(self.panel), "card"))
        split.setStretchFactor(0, 1)
        split.setSizes([760, 380])
        bar = row(self._use, self._own, self._count, STRETCH, self._shared, spacing=8)
        self.setLayout(column(bar, wide(split), spacing=8))
        self._connect()

    def _connect(self) -> None:
        self.list.answered.connect(self.answer)
        self.list.note_asked.connect(lambda _place: self.panel.write_note())
        self.list.pasted.connect(lambda _place: self.panel.media.paste())
        self.list.chosen.connect(lambda _row: self._show_item())
        self.panel.answered.connect(self.answer)
        self.panel.finished.connect(self._back_to_list)

    @property
    def is_locked(self) -> bool:
        """Whether answers may no longer change: the minutes were agreed."""
        agreed = self._visit is not None and self._visit.state is VisitState.ADOPTED
        return agreed or self.office.desk.read_only

    def show_visit(self, visit: Visit, work: FieldWork) -> None:
        """Show what a visit found so far."""
        self._visit, self._work = visit, work
        self.list.show_work(work)
        self._stack.setCurrentWidget(self.list if work.checklists else self._none)
        self._keys.setVisible(bool(work.checklists) and not self.is_locked)
        items = [item for one in work.checklists for item in one.items]
        answered = sum(1 for item in items if item.result is not None)
        self._count.setText(f"{answered}/{len(items)} mục đã trả lời" if items else "")
        for each in (self._use, self._own):
            each.setEnabled(not self.is_locked)
        self._show_item()

    def show_again(self) -> None:
        """Show the visit as it stands."""
        if self._visit is not None:
            self.show_visit(self._visit, self._work)

    def _show_item(self) -> None:
        if self._visit is None:
            return
        line = self.list.current
        if line is None or line.item is None:
            self._show_shared()
        else:
            self.panel.show_item(self._visit.id, line, locked=self.is_locked)

    def _show_shared(self) -> None:
        if self._visit is not None:
            self.panel.show_visit(self._visit.id, self._work.media, locked=self.is_locked)

    def answer(self, place: str, result: Result | None) -> None:
        """Answer an item and go on; a failing one first asks for its note or photo."""
        if self._visit is None or self.is_locked:
            return
        desk, visit_id = self.office.desk, self._visit.id
        checklist, _, item = place.partition("/")
        self.do(
            lambda: checklists.answer(desk, visit_id=visit_id, checklist_key=checklist, item_key=item, result=result),
            then=lambda _outcome: self._answered(result),
        )

    def _answered(self, result: Result | None) -> None:
        line: AnswerLine | None = self.list.current
        if result is Result.FAIL and line is not None and line.item is not None and line.item.lacks_proof:
            self.panel.write_note()
        elif result is not None:
            self.list.go_on()
            self.list.setFocus()

    def _back_to_list(self) -> None:
        self.list.go_on()
        self.list.setFocus()

    def go_to(self, place: str) -> None:
        """Show an item ("CHECKLIST/ITEM"), as a finding names it."""
        self.list.go_to(place)
        self.list.setFocus()

    def menu_of_checklists(self) -> QMenu:
        """The checklists to tick."""
        menu = QMenu(self)
        used = {one.checklist.key for one in self._work.checklists}
        for one in checklists.checklists(self.office.desk):
            ref = f" ({one.ref})" if one.ref else ""
            action = QAction(plain(f"{one.title}{ref}"), menu, checkable=True, checked=one.key in used)
            action.toggled.connect(lambda on, key=one.key: self.use(key, on=on))
            menu.addAction(action)
        return menu

    def _open_menu(self) -> None:
        self.menu_of_checklists().popup(self._use.mapToGlobal(QPoint(0, self._use.height())))

    def use(self, key: str, *, on: bool) -> None:
        """Let the visit use a checklist, or take it off; its answers come back with it."""
        if self._visit is None:
            return
        desk, visit_id = self.office.desk, self._visit.id
        if on:
            self.do(lambda: checklists.use_checklist(desk, visit_id=visit_id, key=key), then=lambda _o: self._begin())
        else:
            self.do(lambda: checklists.drop_checklist(desk, visit_id=visit_id, key=key), note="Đã bỏ một danh sách.")

    def _begin(self) -> None:
        self.list.go_to("")
        self.list.setFocus()

    def _make_own(self) -> None:
        sheet = ChecklistSheet(self.window(), self.office)
        sheet.exec()
        if sheet.made:
            self.use(sheet.made, on=True)
