"""A system of the register, edited in place: what it is, what it is connected to, its history."""

from dataclasses import astuple, replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget
from typing_extensions import override

from app.models.selection import kinds, register
from app.models.selection.records import MISSING, KindView
from app.models.selection.system_records import Contact, Link, LinkState, OldProvinceRef, System
from app.services.selection import register as registering
from app.views.common.badge import Badge
from app.views.common.empty import EmptyState
from app.views.common.fields import Choice, StoredLine, StoredText
from app.views.common.layout import column, field, holder, icon_button, label, row
from app.views.common.office import Office
from app.views.common.section import Section
from app.views.common.type_ahead import Entry, TypeAhead
from app.views.selection import facts
from app.views.selection.cards import Card, CardList
from app.views.selection.detail.history import HistorySection
from app.views.selection.detail.panel import Panel

_LINES = ("name", "vendor", "version", "hosting")
_FIGURES = (
    "users", "max_users", "procedures", "online_services", "records", "data_mb", "security_level", "incidents",
    "yearly_cost", "contract_end",
)  # fmt: skip
_EXAMPLES = {
    "data_mb": "chưa có (VD: 820 GB)",
    "yearly_cost": "chưa có (VD: 1,25 tỷ)",
    "contract_end": "chưa có (dd/mm/yyyy)",
    "security_level": "chưa có (1 đến 5)",
}
"""What an empty field says where its writing is not plain."""
_ACROSS = 2


class InformationSection(Section):
    """The fields of the register."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self._system: System | None = None
        self.editors: dict[str, StoredLine] = {name: StoredLine(placeholder=MISSING) for name in (*_LINES, *_FIGURES)}
        self.province = Choice()
        self.contact = {part: StoredLine(placeholder=MISSING) for part in ("name", "unit", "phone", "email")}
        self.note = StoredText(lines=(1, 5), placeholder=MISSING)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for at, name in enumerate(_FIGURES):
            editor = self.editors[name]
            editor.setAccessibleName(register.BY_NAME[name].label)
            editor.setToolTip(register.BY_NAME[name].label)
            editor.setPlaceholderText(_EXAMPLES.get(name, MISSING))
            grid.addWidget(holder(field(facts.short_name(name), editor)), *divmod(at, _ACROSS))
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for item in (
            field(register.BY_NAME["name"].label, self.editors["name"]),
            field(register.BY_NAME["province_code"].label, self.province),
            row(field("Nhà cung cấp", self.editors["vendor"]), field("Phiên bản", self.editors["version"]), spacing=12),
            field(register.BY_NAME["hosting"].label, self.editors["hosting"]),
            grid,
            label("Đầu mối", strong=True),
            row(field("Họ và tên", self.contact["name"]), field("Điện thoại", self.contact["phone"]), spacing=12),
            row(field("Đơn vị", self.contact["unit"]), field("Thư điện tử", self.contact["email"]), spacing=12),
            field("Ghi chú", self.note),
        ):
            self.lines.addWidget(item) if isinstance(item, QWidget) else self.lines.addLayout(item)
        self.lines.addStretch(1)
        for name, editor in self.editors.items():
            editor.stored.connect(partial(self._store, name, editor))
        for part, editor in self.contact.items():
            editor.stored.connect(partial(self._store_contact, part, editor))
        self.note.stored.connect(partial(self._store, "note", self.note))
        self.province.activated.connect(lambda _at: self._store_province())

    def show_system(self, system: System, provinces: tuple[OldProvinceRef, ...]) -> None:
        """Show every field of a system."""
        self._system = system
        for name, editor in self.editors.items():
            text = register.shown(system, name)
            self._show(editor, "" if text == MISSING else text)
        who = system.contact or Contact("")
        for part, editor in self.contact.items():
            self._show(editor, getattr(who, part))
        self._show(self.note, system.note)
        self.province.clear()
        self.province.addItem("Không của riêng tỉnh cũ nào", "")
        for one in provinces:
            self.province.addItem(one.name, one.code)
        self.province.choose(system.province_code)
        self.province.setEnabled(not self.is_locked)
        self._provinces = provinces

    @override
    def show_again(self) -> None:
        if self._system is not None:
            self.show_system(self._system, self._provinces)

    def _show(self, editor: StoredLine | StoredText, text: str) -> None:
        editor.show_value(text)
        editor.setReadOnly(self.is_locked)

    def _store(self, name: str, editor: StoredLine | StoredText, text: str) -> None:
        desk, system = self.office.desk, self._system
        if system is not None:
            self.do(lambda: registering.set_field(desk, system_id=system.id, field=name, text=text), editor=editor)

    def _store_contact(self, part: str, editor: StoredLine, text: str) -> None:
        desk, system = self.office.desk, self._system
        if system is not None:
            given = replace(system.contact or Contact(""), **{part: text})
            contact = given if any(word.strip() for word in astuple(given)) else None
            self.do(lambda: registering.edit_system(desk, system_id=system.id, contact=contact), editor=editor)

    def _store_province(self) -> None:
        desk, system, code = self.office.desk, self._system, str(self.province.currentData())
        if system is not None and code != system.province_code:
            self.do(lambda: registering.edit_system(desk, system_id=system.id, province=code))


class LinkCard(Card[Link | str]):
    """One integration: known, or (a bare target) asked for with the kind and not known yet."""

    def __init__(self, section: "LinksSection", target: str, name: str) -> None:
        super().__init__()
        self._section = section
        self._target = target
        self.state = Choice()
        self.state.addItem(MISSING, None)
        for each in LinkState:
            self.state.addItem(each.label, each)
        self.state.setAccessibleName(f"Tình trạng kết nối {name}")
        self.note = StoredLine(placeholder="Ghi chú")
        self.note.setAccessibleName(f"Ghi chú kết nối {name}")
        title = label(name, strong=True, wrap=True)
        self.setLayout(column(title, self.state, self.note, spacing=4, margins=(12, 8, 12, 8)))
        self.state.activated.connect(lambda _at: section.put(target, self.state.currentData(), self.note.text()))
        self.note.stored.connect(lambda text: section.put(target, self.state.currentData(), text, editor=self.note))

    @override
    def show_item(self, item: Link | str) -> None:
        known = item if isinstance(item, Link) else None
        self.state.choose(known.state if known else None)
        self.note.show_value(known.note if known else "")
        self.note.setVisible(known is not None)


class LinksSection(Section):
    """What the system is connected to."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self._system: System | None = None
        self._code = ""
        self.adding = TypeAhead(placeholder="Gõ tên, không cần dấu", free=True)
        self.adding.chosen.connect(self._add)
        self.adding.typed.connect(self._add)
        none = label("Chưa có kết nối nào.", "muted")
        self.list: CardList[Link | str] = CardList(self._card, _target, none)
        self.lines.addWidget(self.list)
        self.lines.addLayout(field("Thêm kết nối", self.adding))
        self.lines.addStretch(1)

    def show_system(self, system: System, code: str) -> None:
        """Show the connections of a system: those asked for with its kind first, also where nothing is known."""
        self._system, self._code = system, code
        wanted = kinds.link_targets(code)
        items: list[Link | str] = [system.link(target) or target for target in wanted]
        items += [one for one in system.links if one.target not in wanted]
        self.list.show_items(items, of=system.id)
        self.list.setEnabled(not self.is_locked)
        known = {one.target for one in system.links}
        self.adding.set_entries([Entry(key, name) for key, name in kinds.link_names().items() if key not in known])
        self.adding.setReadOnly(self.is_locked)

    @override
    def show_again(self) -> None:
        if self._system is not None:
            self.show_system(self._system, self._code)

    def _card(self, item: Link | str) -> LinkCard:
        return LinkCard(self, _target(item), item.name if isinstance(item, Link) else kinds.link_name(item))

    def put(self, target: str, state: LinkState | None, note: str, *, editor: StoredLine | None = None) -> None:
        """Say one integration; no state: nothing is known of it."""
        desk, system = self.office.desk, self._system
        if system is None:
            return
        if state is None:
            if system.link(target) is not None:
                self.do(lambda: registering.remove_link(desk, system_id=system.id, target=target))
            return
        self.do(
            lambda: registering.set_link(desk, system_id=system.id, target=target, state=state, note=note),
            editor=editor,
        )

    def _add(self, target: str) -> None:
        if target.strip():
            self.put(target, LinkState.CONNECTED, "")
            self.adding.clear()


def _target(item: Link | str) -> str:
    return item.target if isinstance(item, Link) else item


class SystemPanel(Panel):
    """Everything about one candidate."""

    remove_asked = Signal(str)

    def __init__(self, office: Office) -> None:
        self.information = InformationSection(office)
        self.links = LinksSection(office)
        self._history = HistorySection(office)
        super().__init__(
            (
                ("information", "Thông tin", self.information),
                ("links", "Kết nối", self.links),
                ("history", "Lịch sử", self._history),
            ),
            EmptyState(
                "hand-pointing", "Chưa chọn hệ thống", "Chọn một dòng để xem và sửa. Enter hoặc F2 vào sửa ngay."
            ),
        )
        self._office = office
        self.system_id = ""
        self._remove = icon_button("trash", "Bỏ hệ thống (Delete)", lambda: self.remove_asked.emit(self.system_id))
        self.acts.addWidget(self._remove)

    def show_system(self, view: KindView | None, system: System | None, mark: Badge | None) -> None:
        """Show a candidate; None shows that none is chosen."""
        self.system_id = system.id if system is not None else ""
        if view is None or system is None or mark is None:
            self.show_empty()
            return
        self.show_head(
            system.name, f"{view.kind.shown}, {system.province}" if system.province else view.kind.shown, mark
        )
        self._remove.setEnabled(not self._office.desk.read_only)
        self.information.show_system(system, view.sheet.provinces)
        self.links.show_system(system, view.kind.code)
        self.count_in_tab("links", len(system.links))
        desk = self._office.desk
        links = [("system_link", desk.natural_id("system_link", f"{system.id}/{one.target}")) for one in system.links]
        self._history.show_records(("system", system.id), *links)

    def edit(self, name: str = "") -> None:
        """Put the cursor into a field; without one into the name."""
        if not self.system_id:
            return
        if name == "links":
            self.show_section("links")
            self.links.adding.setFocus()
            return
        self.show_section("information")
        info = self.information
        editors: dict[str, QWidget] = {
            **info.editors, "contact": info.contact["name"], "note": info.note, "province_code": info.province,
        }  # fmt: skip
        editors.get(name, info.editors["name"]).setFocus()
