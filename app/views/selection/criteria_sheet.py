"""Tiêu chí và trọng số: the set of one kind, its sum, the ready set, locking it, a new version."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.models.errors import AppError
from app.models.secrecy import SecretError
from app.models.selection.kinds import link_name
from app.models.selection.records import FULL, Criterion, RoundState, Veto, VetoRule
from app.models.selection.result import shown
from app.services.selection import criteria, reading
from app.views.common.acts import Done
from app.views.common.entries import refill
from app.views.common.fields import Choice, StoredLine, StoredText
from app.views.common.layout import (
    STRETCH,
    button,
    column,
    framed,
    icon_button,
    label,
    restyle,
    row,
    scrolled,
    wide,
)
from app.views.common.message import confirm
from app.views.common.office import Office
from app.views.common.sheet import Sheet

_WEIGHT_WIDTH = 72
_NUMBER_WIDTH = 24
_LEAST_LEVEL = 3


class CriteriaSheet(Sheet):
    """The criteria in order, edited in place."""

    def __init__(self, parent: QWidget | None, office: Office, kind_id: str) -> None:
        view = reading.kind(office.desk, kind_id=kind_id)
        super().__init__(
            parent,
            f"Tiêu chí và trọng số: {view.kind.shown}",
            "Tổng trọng số phải bằng 100 mới chốt được; chốt xong mới chấm điểm. Tiêu chí loại có trọng số 0 chỉ xét "
            "đạt hay không đạt.",
            width=900,
        )
        self._office = office
        self._kind_id = kind_id
        self.sum = label("", strong=True)
        self.threshold = StoredLine()
        self.threshold.setFixedWidth(_WEIGHT_WIDTH)
        self.threshold.stored.connect(self._store_threshold)
        self._state = label("", "muted")
        self._rows: QVBoxLayout = column(spacing=6)
        area = scrolled(column(self._rows, STRETCH, margins=(0, 0, 12, 0)))
        area.setMinimumHeight(330)
        self.weights: dict[str, StoredLine] = {}
        self.names: dict[str, StoredLine] = {}
        self.guides: dict[str, StoredText] = {}
        self.vetoes: dict[str, Choice] = {}
        self.adding = QLineEdit()
        self.adding.setPlaceholderText("Tên tiêu chí mới")
        self._add = button("Thêm tiêu chí", self._add_criterion, icon="plus")
        limit = row(label("Ngưỡng phải họp (điểm)", "field"), self.threshold, spacing=8)
        self.add(row(self._state, STRETCH, limit, 16, self.sum, spacing=8), area, row(wide(self.adding), self._add))
        self.lock = self.foot("Chốt bộ tiêu chí", self._lock, close="Đóng")
        self._reset = button("Lấy lại bộ soạn sẵn", self._take_ready, icon="arrow-counter-clockwise")
        self._unlock = button("Mở chốt", self._open_lock, icon="lock-simple-open")
        self._again = button("Mở phiên bản mới…", self._reopen, icon="copy")
        self.foot_left(self._reset, self._unlock, self._again)
        office.acts.changed.connect(self._follow)
        self.read()

    def _follow(self, _outcome: object, _initiator: object) -> None:
        self.read()

    def read(self) -> None:
        """Show the newest version."""
        view = reading.kind(self._office.desk, kind_id=self._kind_id)
        sheet = view.sheet
        drafting = view.state is RoundState.DRAFTING and not self._office.desk.read_only
        total = sheet.total_weight
        self.sum.setText(f"Tổng {shown(total)} / 100")
        restyle(self.sum, "confirmed" if total == FULL else "act_now")
        self.threshold.show_value(shown(sheet.round.threshold) if sheet.round else "")
        self.threshold.setReadOnly(not drafting)
        locked_by = sheet.round.criteria_locked_by if sheet.round else ""
        words = {
            RoundState.NOT_OPEN: "Chưa mở đánh giá.",
            RoundState.DRAFTING: f"Phiên bản {sheet.round.number if sheet.round else 1}, đang lập.",
            RoundState.SCORING: f"Đã chốt{f' ({locked_by})' if locked_by else ''}, đang chấm điểm.",
            RoundState.DECIDED: "Đã quyết định: giữ nguyên; muốn đánh giá lại thì mở phiên bản mới.",
        }
        self._state.setText(words[view.state])
        self._show_rows(sheet.criteria, drafting=drafting)
        for each in (self.adding, self._add, self._reset):
            each.setVisible(drafting)
        self.lock.setVisible(drafting)
        self.lock.setEnabled(total == FULL)
        writable = not self._office.desk.read_only
        self._unlock.setVisible(view.state is RoundState.SCORING and not sheet.scores and writable)
        self._again.setVisible(view.state in (RoundState.SCORING, RoundState.DECIDED) and writable)

    def _show_rows(self, found: tuple[Criterion, ...], *, drafting: bool) -> None:
        if list(self.weights) != [one.id for one in found] or any(
            self.weights[one.id].isReadOnly() == drafting for one in found
        ):
            self.weights, self.names, self.guides, self.vetoes = {}, {}, {}, {}
            refill(self._rows, *(self._row(one, at, drafting=drafting) for at, one in enumerate(found)))
        for one in found:
            self.weights[one.id].show_value(shown(one.weight))
            self.names[one.id].show_value(one.name)
            self.guides[one.id].show_value(one.guide)
            self._show_veto(one)
        self._found = found

    def _row(self, one: Criterion, at: int, *, drafting: bool) -> QWidget:
        name, weight, guide = StoredLine(), StoredLine(), StoredText(lines=(1, 3), placeholder="Hướng dẫn chấm")
        name.setAccessibleName(f"Tên tiêu chí {at + 1}")
        weight.setAccessibleName(f"Trọng số của {one.name}")
        weight.setFixedWidth(_WEIGHT_WIDTH)
        self.weights[one.id], self.names[one.id], self.guides[one.id] = weight, name, guide
        for editor in (name, weight, guide):
            editor.setReadOnly(not drafting)
        name.stored.connect(lambda text: self._edit(one, name, name=text))
        weight.stored.connect(lambda text: self._edit(one, weight, weight=text))
        guide.stored.connect(lambda text: self._edit(one, guide, guide=text))
        acts = [
            icon_button("arrow-up", f"Đưa {one.name} lên", partial(self._move, at, -1)),
            icon_button("arrow-down", f"Đưa {one.name} xuống", partial(self._move, at, 1)),
            icon_button("trash", f"Bỏ {one.name}", partial(self._remove, one.id)),
        ]
        for act in acts:
            act.setVisible(drafting)
        number = label(f"{at + 1}.", "muted")
        number.setFixedWidth(_NUMBER_WIDTH)
        first = row(number, wide(name), weight, *acts, spacing=4)
        second = row(wide(guide), self._veto(one, drafting=drafting), spacing=8)
        return framed(column(first, second, spacing=4, margins=(10, 6, 6, 6)), "card")

    def _veto(self, one: Criterion, *, drafting: bool) -> QWidget:
        choice = self.vetoes[one.id] = Choice()
        choice.setMinimumWidth(250)
        choice.setEnabled(drafting)
        choice.setAccessibleName(f"Căn cứ loại của {one.name}")
        desk = self._office.desk
        choice.activated.connect(
            lambda _at: self._do(lambda: criteria.set_veto(desk, criterion_id=one.id, veto=choice.currentData()))
        )
        return choice

    def _show_veto(self, one: Criterion) -> None:
        choice = self.vetoes[one.id]
        choice.clear()
        choice.addItem("Không phải tiêu chí loại", None)
        vetoes = [Veto(VetoRule.MANUAL), Veto(VetoRule.CAPACITY), Veto(VetoRule.SECURITY_LEVEL, _LEAST_LEVEL)]
        if one.veto is not None and one.veto not in vetoes:
            vetoes.append(one.veto)
        for veto in vetoes:
            choice.addItem(_veto_words(veto), veto)
        choice.choose(one.veto)

    def _do(self, work: Callable[[], Done], editor: StoredLine | StoredText | None = None) -> None:
        def refused(error: AppError) -> None:
            self.refused(error)
            if editor is not None and not isinstance(error, SecretError):
                editor.take_back()
            else:
                self.read()

        self.message.hide()
        self._office.acts.do(work, refused=refused)

    def _edit(
        self,
        one: Criterion,
        editor: StoredLine | StoredText,
        *,
        name: str | None = None,
        guide: str | None = None,
        weight: str | None = None,
    ) -> None:
        desk = self._office.desk
        self._do(
            lambda: criteria.edit_criterion(desk, criterion_id=one.id, name=name, guide=guide, weight=weight), editor
        )

    def _move(self, at: int, way: int) -> None:
        target = at + way
        if 0 <= target < len(self._found):
            behind = target if way > 0 else target - 1
            after = self._found[behind].id if behind >= 0 else ""
            desk, moved = self._office.desk, self._found[at].id
            self._do(lambda: criteria.move_criterion(desk, criterion_id=moved, after=after))

    def _remove(self, criterion_id: str) -> None:
        desk = self._office.desk
        self._do(lambda: criteria.remove_criterion(desk, criterion_id=criterion_id))

    def _add_criterion(self) -> None:
        desk, kind_id, name = self._office.desk, self._kind_id, self.adding.text()
        self.message.hide()
        self._office.acts.do(
            lambda: criteria.add_criterion(desk, kind_id=kind_id, name=name),
            then=lambda _done: self.adding.clear(),
            refused=self.refused,
        )

    def _store_threshold(self, text: str) -> None:
        desk, kind_id = self._office.desk, self._kind_id
        self._do(lambda: criteria.set_threshold(desk, kind_id=kind_id, points=text), self.threshold)

    def _take_ready(self) -> None:
        desk, kind_id = self._office.desk, self._kind_id
        self._do(lambda: criteria.reset_criteria(desk, kind_id=kind_id))

    def _lock(self) -> None:
        desk, kind_id = self._office.desk, self._kind_id
        self._do(lambda: criteria.lock_criteria(desk, kind_id=kind_id))

    def _open_lock(self) -> None:
        desk, kind_id = self._office.desk, self._kind_id
        self._do(lambda: criteria.unlock_criteria(desk, kind_id=kind_id))

    def _reopen(self) -> None:
        words = (
            "Bản đang có giữ nguyên; quyết định đã ghi vẫn có hiệu lực cho đến quyết định sau. Phiên bản mới bắt đầu "
            "với cùng tiêu chí và mọi điểm đã chấm."
        )
        if confirm(self, "Mở phiên bản đánh giá mới?", words, "Mở phiên bản mới"):
            desk, kind_id = self._office.desk, self._kind_id
            self._do(lambda: criteria.reopen(desk, kind_id=kind_id))


def _veto_words(veto: Veto) -> str:
    if veto.rule is VetoRule.SECURITY_LEVEL:
        return f"Loại nếu dưới cấp độ {veto.limit}"
    if veto.rule is VetoRule.LINK:
        return f"Loại nếu không kết nối {link_name(veto.target)}"
    if veto.rule is VetoRule.CAPACITY:
        return "Loại nếu không chịu được tải"
    return "Loại khi người đánh giá xác nhận"
