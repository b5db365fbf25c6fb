"""Danh sách người ký: who signs, in the order of the paper; an agency's seal stands over the person before it."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QLineEdit, QWidget

from app.models.signing.records import SignatoryKind, SignedState
from app.services.desk import Outcome
from app.services.signing import signatories
from app.services.signing.signatories import NewSignatory
from app.views.common.edits import merged
from app.views.common.fields import Choice
from app.views.common.layout import STRETCH, button, column, icon_button, label, row, scrolled
from app.views.common.office import Office
from app.views.common.sheet import Sheet

KINDS = {SignatoryKind.PERSON: "Cá nhân", SignatoryKind.AGENCY: "Dấu cơ quan"}


class _Line(QWidget):
    """One signatory as typed; somebody who has signed is fixed."""

    def __init__(self, sheet: "SignatoriesSheet", given: NewSignatory, *, signed: bool) -> None:
        super().__init__()
        self.name = QLineEdit(given.full_name)
        self.name.setPlaceholderText("Họ và tên, hoặc tên cơ quan")
        self.position = QLineEdit(given.position)
        self.position.setPlaceholderText("Chức vụ")
        self.kind = Choice()
        for kind, word in KINDS.items():
            self.kind.addItem(word, kind)
        self.kind.choose(given.kind)
        remove = icon_button("trash", "Bỏ dòng này", lambda: sheet.remove(self))
        self.name.setCursorPosition(0)
        self.position.setCursorPosition(0)
        for each in (self.name, self.position, self.kind, remove):
            each.setEnabled(not signed)
        line = row(self.name, self.position, self.kind, remove, spacing=4)
        line.setStretch(0, 1)
        line.setStretch(1, 1)
        self.setLayout(line)


class SignatoriesSheet(Sheet):
    """Edits the list as a whole."""

    def __init__(self, parent: QWidget | None, office: Office, state: SignedState) -> None:
        super().__init__(
            parent, "Danh sách người ký", "Theo thứ tự trên giấy. Người đã ký giữ nguyên trong danh sách.", width=720
        )
        self._office = office
        self._ref = state.ref
        self.lines: list[_Line] = []
        self._box = column(spacing=6)
        area = scrolled(column(self._box, STRETCH))
        area.setMinimumHeight(220)
        self.add(area, row(button("Thêm người ký", self.append, icon="plus", kind="link"), STRETCH))
        self.add(label("Dấu cơ quan đóng trùm lên chữ ký của người đứng ngay trước.", "muted", wrap=True))
        for one in state.signatories:
            given = NewSignatory(one.full_name, one.position, one.kind)
            self.append(given, signed=state.of(one.id) is not None)
        self._as_opened = self._named()
        self.foot("Lưu danh sách", self._store)

    def append(self, given: NewSignatory | None = None, *, signed: bool = False) -> None:
        """Add a line at the end."""
        line = _Line(self, given or NewSignatory(""), signed=signed)
        self.lines.append(line)
        self._box.addWidget(line)
        if given is None:
            line.name.setFocus()

    def remove(self, line: _Line) -> None:
        """Take a line out."""
        self.lines.remove(line)
        self._box.removeWidget(line)
        line.hide()
        line.deleteLater()

    def typed(self) -> list[NewSignatory]:
        """The list as it stands."""
        return _sealing(self._named())

    def _named(self) -> list[NewSignatory]:
        return [NewSignatory(one.name.text(), one.position.text(), one.kind.currentData()) for one in self.lines]

    def _store(self) -> None:
        desk, ref = self._office.desk, self._ref

        def work() -> Outcome:
            listed = signatories.signed_state(desk, ref=ref).signatories
            by_now = [NewSignatory(one.full_name, one.position, one.kind) for one in listed]
            wanted = _sealing(merged(self._as_opened, self._named(), by_now))
            return signatories.set_signatories(desk, ref=ref, signatories=wanted)

        self._office.acts.do(work, then=lambda _outcome: self.accept(), refused=self.refused)


def _sealing(named: Sequence[NewSignatory]) -> list[NewSignatory]:
    """The list with each agency's seal over the person before it."""
    found: list[NewSignatory] = []
    person: int | None = None
    for at, one in enumerate(named):
        person = at if one.kind is SignatoryKind.PERSON else person
        found.append(replace(one, over=person if one.kind is SignatoryKind.AGENCY else None))
    return found
