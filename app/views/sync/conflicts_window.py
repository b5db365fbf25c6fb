"""Sửa trùng: what two people wrote at the same time, all values with names and times; one click keeps one."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QSplitter, QWidget

from app.services import conflicts
from app.services.conflicts import Conflict, Side
from app.services.desk import Outcome
from app.views.common.badge import Badge, StatusBadge
from app.views.common.empty import EmptyState
from app.views.common.filters import SearchBox
from app.views.common.layout import STRETCH, button, column, empty_out, framed, holder, label, row, scrolled, wide
from app.views.common.office import Office
from app.views.common.palette import Tone
from app.views.common.record_view import RecordView
from app.views.common.sheet import Sheet
from app.views.common.table import CENTRE, Column, RecordTable, all_of
from app.views.sync import words

URGENT = Badge("Gấp", "warning-octagon", Tone.ACT_NOW)
USUAL = Badge("Sửa trùng", "git-fork", Tone.WATCH)
SHOWN = Badge("Đang hiển thị", "eye", Tone.RUNNING)
_MEANING = (
    "Nhiều người đã sửa cùng một ô khi chưa nhận được bản của nhau. Chọn bản giữ lại; bản kia vẫn còn trong lịch sử."
)
_SIDES_HEIGHT = 200


def signed(conflict: Conflict, side: Side) -> str:
    """Who wrote it and when; the device too where one person wrote on two."""
    is_twice = sum(one.person == side.person for one in conflict.sides) > 1
    where = f", {side.device}" if is_twice else ""
    return f"{side.person}, {words.moment(side.at)}{where}"


def _shown(conflict: Conflict) -> Side:
    return next(side for side in conflict.sides if side.is_shown)


def _badge(conflict: Conflict) -> Badge:
    return URGENT if conflict.is_urgent else USUAL


def _others(conflict: Conflict) -> str:
    kept = _shown(conflict)
    return "; ".join(f"{side.value} ({signed(conflict, side)})" for side in conflict.sides if side is not kept)


COLUMNS = (
    Column[Conflict]("state", "Mức", lambda line: _badge(line).word, 116, badge=_badge),
    Column[Conflict]("record", "Mục", lambda line: f"{line.entity_label}: {line.record_label}", 300),
    Column[Conflict]("field", "Ô", lambda line: line.field_label, 120),
    Column[Conflict]("shown", "Đang hiển thị", lambda line: _shown(line).value, 230),
    Column[Conflict]("others", "Bản khác", _others, 260),
    Column[Conflict]("count", "Số bản", lambda line: str(len(line.sides)), 72, CENTRE),
)


class ConflictsWindow(Sheet):
    """The list above, the values of the chosen line side by side under it. It stays open beside the pages."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(parent, "Sửa trùng", _MEANING, width=1180)
        self._office = office
        self._all: tuple[Conflict, ...] = ()
        self._found: tuple[Conflict, ...] = ()
        self.search = SearchBox("Tìm theo mục, ô, nội dung, người sửa")
        self._count = label("", "muted")
        self.table = RecordTable(COLUMNS, all_of(()), parent=self)
        self.list = RecordView(self.table, name="conflicts", memory=office.memory)
        self.list.fill_with("shown")
        self.list.setMinimumHeight(250)
        self._sides: QHBoxLayout = row(spacing=12)
        self._place = label("", strong=True, wrap=True)
        below = column(self._place, wide(scrolled(column(self._sides, STRETCH))), spacing=8, margins=(0, 8, 0, 0))
        self._side_pane = holder(below)
        self._side_pane.setMinimumHeight(_SIDES_HEIGHT)
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.addWidget(self.list)
        self._split.addWidget(self._side_pane)
        self._split.setStretchFactor(0, 1)
        self._split.setChildrenCollapsible(False)
        self._split.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._none = EmptyState("check-circle", "Không còn chỗ sửa trùng nào")
        self._nothing = EmptyState("funnel", "Không có chỗ sửa trùng nào khớp", "Xoá chữ trong ô tìm để xem tất cả.")
        self.add(row(wide(self.search), self._count, spacing=12), wide(self._split), self._none, self._nothing)
        self.body.setStretchFactor(self._split, 1)
        self.foot(close="Đóng")
        self.keep_all = button("Giữ bản đang hiển thị", self.keep_shown, icon="check")
        self.keep_all.setToolTip("Cho mọi dòng đang chọn (Ctrl+A chọn tất cả)")
        self.keep_person = button("Giữ bản của…", self._choose_person)
        self.keep_person.setToolTip("Cho mọi dòng đang chọn: giữ bản của một người")
        self.foot_left(self.keep_all, self.keep_person)
        self.search.changed.connect(lambda _text: self._filter())
        self.list.chosen.connect(self._show_sides)
        self.list.selectionModel().selectionChanged.connect(lambda *_: self._show_acts())
        office.acts.changed.connect(self._follow)
        self.read()

    def _follow(self, _outcome: object, _initiator: object) -> None:
        self.read()

    def read(self) -> None:
        """Read the list again; the place in it is kept."""
        self._all = conflicts.listed(self._office.desk)
        self._filter()

    def _filter(self) -> None:
        """Show what the search finds."""
        at = max(self.list.currentIndex().row(), 0)
        here = self._found[at] if at < len(self._found) else None
        found = conflicts.matching(self._all, self.search.text())
        if found != self._found:
            self._found = found
            self.table.show_source(all_of(found))
            same = (each for each, one in enumerate(found) if here is not None and _key(one) == _key(here))
            self.list.choose(next(same, min(at, len(found) - 1)))
        self._show_counts()
        self._show_sides(self.list.currentIndex().row())

    def _show_counts(self) -> None:
        whole, pressing = len(self._all), sum(one.is_urgent for one in self._all)
        urgent = f", gấp {pressing}" if pressing else ""
        shown = f"{len(self._found)} trong {whole}" if len(self._found) != whole else str(whole)
        self._count.setText(f"{shown} chỗ sửa trùng{urgent}")
        is_any = bool(self._found)
        self._split.setVisible(is_any)
        self._none.setVisible(not is_any and not whole)
        self._nothing.setVisible(not is_any and bool(whole))

    def _show_acts(self) -> None:
        count = len(self.list.chosen_rows())
        can = bool(count) and not self._office.desk.read_only
        self.keep_all.setEnabled(can)
        self.keep_person.setVisible(count > 1)
        self.keep_all.setText(f"Giữ bản đang hiển thị ({count} chỗ)" if count > 1 else "Giữ bản đang hiển thị")

    def _show_sides(self, at: int) -> None:
        self._show_acts()
        if not 0 <= at < len(self._found):
            self._place.setText("")
            empty_out(self._sides)
            return
        chosen = self._found[at]
        self._place.setText(f"{chosen.entity_label}: {chosen.record_label} · {chosen.field_label}")
        empty_out(self._sides)
        for side in chosen.sides:
            self._sides.addWidget(self._side(chosen, side), 1)

    def _side(self, chosen: Conflict, side: Side) -> QWidget:
        keep = button("Giữ bản này", partial(self.keep, chosen, side), icon="check", kind="primary")
        keep.setAccessibleName(f"Giữ bản của {side.person}")
        keep.setEnabled(not self._office.desk.read_only)
        when = signed(chosen, side).removeprefix(f"{side.person}, ")
        who = column(label(side.person, strong=True), label(when, "muted"), spacing=2)
        shown = (StatusBadge(SHOWN),) if side.is_shown else ()
        value = label(side.value, wrap=True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        lines = column(row(who, STRETCH, *shown, keep, spacing=12), value, STRETCH, spacing=8, margins=(12, 10, 12, 10))
        return framed(lines, "card")

    def keep(self, conflict: Conflict, side: Side) -> None:
        """Giữ bản này."""
        choices = (conflict.choice(side),)
        self._settle(lambda: conflicts.settle(self._office.desk, choices=choices), f"Đã giữ bản của {side.person}.")

    def keep_shown(self) -> None:
        """Giữ bản đang hiển thị of every chosen line."""
        chosen = self._chosen()
        if chosen:
            said = f"Đã giữ bản đang hiển thị ở {len(chosen)} chỗ."
            self._settle(lambda: conflicts.keep_shown(self._office.desk, conflicts=chosen), said)

    def _choose_person(self) -> None:
        """A menu of who wrote in the chosen lines."""
        chosen = self._chosen()
        menu = QMenu(self)
        for person, count in conflicts.writers(chosen):
            menu.addAction(f"{person} ({count} chỗ)", partial(self.keep_of, person))
        menu.popup(self.keep_person.mapToGlobal(self.keep_person.rect().topLeft()))

    def keep_of(self, person: str) -> None:
        """Giữ bản của one person, in every chosen line where they wrote."""
        chosen, desk = self._chosen(), self._office.desk
        said = f"Đã giữ bản của {person} ở các chỗ đang chọn."
        self._settle(lambda: conflicts.keep_of(desk, conflicts=chosen, person=person), said)

    def _chosen(self) -> tuple[Conflict, ...]:
        return tuple(self._found[at] for at in self.list.chosen_rows() if at < len(self._found))

    def _settle(self, work: Callable[[], Outcome], said: str) -> None:
        def then(_outcome: object) -> None:
            self.message.show_note(said, detail="Bản kia còn trong lịch sử của mục.")
            self.list.setFocus()

        self._office.acts.do(work, then=then, refused=self.refused)


def _key(conflict: Conflict) -> tuple[str, str, str]:
    return conflict.entity, conflict.record_id, conflict.field
