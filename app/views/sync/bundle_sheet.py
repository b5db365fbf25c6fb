"""Trao đổi bằng tệp: what this desk holds, to another and back, when the server is what is down (USB, LAN)."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QFileDialog, QLineEdit, QStackedWidget, QWidget

from app.models.errors import AppError, InvalidInputError
from app.models.vietnam_time import local
from app.services import devices
from app.views.common.background import ProgressStrip
from app.views.common.entries import entry, refill
from app.views.common.folder_sheet import documents_folder, written
from app.views.common.layout import STRETCH, button, column, field, holder, label, row, wide
from app.views.common.office import Office
from app.views.common.sheet import Sheet

if TYPE_CHECKING:
    from app.services.exchange.bundles import Received, Sent

FILES = "Tệp trao đổi (*.kh02b)"
SUFFIX = ".kh02b"
Result = TypeVar("Result")
_ACTS = {"out": "Tạo tệp", "in": "Nhận tệp"}


def passphrase_line() -> QLineEdit:
    """A field for a passphrase, not shown as it is typed."""
    line = QLineEdit()
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setPlaceholderText("Ít nhất 8 ký tự")
    return line


class BundleSheet(Sheet):
    """Two ways: Gửi đi and Nhận về; the result says in words what went or came."""

    def __init__(self, parent: QWidget | None, office: Office, *, way: str = "out") -> None:
        super().__init__(
            parent,
            "Trao đổi bằng tệp",
            "Dùng khi không có máy chủ: chép tệp qua USB hoặc mạng nội bộ. Tệp được mã hoá và ký bởi máy này; nhận hai "
            "lần cũng không nhân đôi.",
            width=640,
        )
        from app.services.exchange import bundles

        self._office = office
        self._has_key = not bundles.needs_passphrase(office.desk)
        self._way = ""
        self._stack = QStackedWidget()
        self._ways = {}
        group = QButtonGroup(self)
        bar = row(spacing=0)
        for name, title in (("out", "Gửi đi"), ("in", "Nhận về")):
            made = button(title, partial(self.show_way, name), kind="segment")
            made.setCheckable(True)
            group.addButton(made)
            self._ways[name] = made
            bar.addWidget(made)
        bar.addStretch(1)
        self._build_out()
        self._build_in()
        self._progress = ProgressStrip()
        self._results = column(spacing=6)
        self.add(bar, self._stack, self._progress, self._results)
        self._act = self.foot("Tạo tệp", self.act, close="Đóng")
        self.show_way(way)

    def _build_out(self) -> None:
        desk = self._office.desk
        folder = Path(str(self._office.memory.get("bundle/folder", documents_folder())))
        self.target = QLineEdit(str(folder / f"{desk.path.stem} {local(desk.now()):%Y%m%d-%H%M}{SUFFIX}"))
        self.new, self.again = passphrase_line(), passphrase_line()
        self._new_pane = holder(
            column(
                row(field("Mật khẩu", self.new), field("Nhập lại mật khẩu", self.again), spacing=12),
                label("Báo mật khẩu cho người nhận bằng cách khác, không ghi cùng tệp.", "muted", wrap=True),
            )
        )
        self.by_passphrase = QCheckBox("Đóng bằng mật khẩu riêng, cho máy chưa tham gia đồng bộ")
        self.by_passphrase.toggled.connect(self._new_pane.setVisible)
        self._new_pane.setVisible(not self._has_key)
        self._by_key = holder(
            column(
                label(
                    "Tệp đóng bằng khoá của tỉnh: máy đã tham gia đồng bộ của tỉnh mở được, không cần mật khẩu.",
                    wrap=True,
                ),
                self.by_passphrase,
            )
        )
        self.with_files = QCheckBox("Kèm minh chứng và tệp đính kèm (tệp lớn hơn)")
        choose = button("…", self._ask_target, tip="Chọn nơi ghi tệp")
        choose.setAccessibleName("Chọn nơi ghi tệp")
        lines = column(
            field("Ghi vào tệp", holder(row(wide(self.target), choose, spacing=4))),
            *((self._by_key,) if self._has_key else ()),
            self._new_pane,
            self.with_files,
            STRETCH,
            spacing=12,
        )
        self._stack.addWidget(holder(lines))

    def _build_in(self) -> None:
        self.source = QLineEdit()
        self.source.setPlaceholderText("Tệp .kh02b nhận từ máy khác của tỉnh")
        self.given = passphrase_line()
        self.given.setPlaceholderText("")
        self._given_pane = holder(column(field("Mật khẩu người gửi đã báo", self.given)))
        self._given_pane.setVisible(not self._has_key)
        choose = button("Chọn…", self._ask_source)
        lines = column(
            field("Tệp trao đổi", holder(row(wide(self.source), choose, spacing=4))),
            self._given_pane,
            STRETCH,
            spacing=12,
        )
        self._stack.addWidget(holder(lines))

    def show_way(self, way: str) -> None:
        """Gửi đi or Nhận về."""
        self._way = way
        self._ways[way].setChecked(True)
        self._stack.setCurrentIndex(list(_ACTS).index(way))
        self._act.setText(_ACTS[way])
        self._act.setEnabled(way == "out" or not self._office.desk.read_only)
        self.message.hide()
        refill(self._results)

    def act(self) -> None:
        """Make the file, or take it in."""
        refill(self._results)
        self.message.hide()
        try:
            (self._write if self._way == "out" else self._read)()
        except AppError as error:
            self.refused(error)

    def _write(self) -> None:
        from app.services.exchange import bundles

        is_own = not self._has_key or self.by_passphrase.isChecked()
        text, passphrase = self.target.text().strip(), self.new.text() if is_own else ""
        if not text:
            raise InvalidInputError("Chưa có nơi ghi tệp.", "Chọn tên và thư mục cho tệp trao đổi.")
        if is_own and not passphrase:
            raise InvalidInputError("Chưa có mật khẩu.", "Nhập mật khẩu cho tệp, hai lần như nhau.")
        if is_own and passphrase != self.again.text():
            raise InvalidInputError("Hai lần nhập mật khẩu không giống nhau.", "Nhập lại cả hai ô.")
        path = Path(text) if text.endswith(SUFFIX) else Path(text + SUFFIX)
        desk, with_files = self._office.desk, self.with_files.isChecked()
        self._office.memory.keep("bundle/folder", str(path.parent))
        self._run(
            "Tạo tệp trao đổi",
            lambda: bundles.write_bundle(desk, path=path, passphrase=passphrase, with_files=with_files),
            self._sent,
        )

    def _read(self) -> None:
        from app.services.exchange import bundles

        text, passphrase, desk = self.source.text().strip(), self.given.text(), self._office.desk
        if not text:
            raise InvalidInputError("Chưa chọn tệp trao đổi.", "Chọn tệp .kh02b nhận từ máy khác.")
        self._run(
            "Nhận tệp trao đổi",
            lambda: bundles.read_bundle(desk, path=Path(text), passphrase=passphrase),
            self._received,
        )

    def _run(self, title: str, work: Callable[[], Result], done: Callable[[Result], object]) -> None:
        self._act.setEnabled(False)

        def over(result: Result) -> None:
            self._act.setEnabled(True)
            done(result)

        job = self._office.worker.run(self, lambda _report: work(), title=title, done=over, failed=self._failed)
        self._progress.follow(job)

    def _failed(self, error: AppError) -> None:
        from app.services.exchange.bundles import PassphraseNeededError

        self._act.setEnabled(True)
        if isinstance(error, PassphraseNeededError):
            self._given_pane.show()
            self.given.setFocus()
        self.refused(error)

    def _sent(self, sent: "Sent") -> None:
        refill(self._results, written(f"Đã ghi vào {sent.path.name}: {sent.words}", sent.path))
        for each in (self.new, self.again):
            each.clear()

    def _received(self, received: "Received") -> None:
        self.given.clear()
        came = f"{received.changes} thay đổi mới" if received.changes else "Không có thay đổi nào mới"
        files = f", {received.files} tệp đính kèm" if received.files else ""
        refused = [(reason, "watch") for reason in received.refused]
        if refused:
            refused.insert(0, (f"Không đọc được {len(received.refused)} thay đổi; phần còn lại đã nhận.", "watch"))
        refill(
            self._results,
            entry(
                (f"Đã nhận từ {devices.called(devices.names(self._office.desk), received.device)}", "strong"),
                (f"{came}, {received.known} đã có từ trước{files}.", ""),
                *refused,
            ),
        )
        self._office.acts.changed.emit(received.outcome, None)

    def _ask_target(self) -> None:
        chosen, _filter = QFileDialog.getSaveFileName(self, "Ghi tệp trao đổi", self.target.text(), FILES)
        if chosen:
            self.target.setText(str(Path(chosen).with_suffix(SUFFIX)))

    def _ask_source(self) -> None:
        chosen, _filter = QFileDialog.getOpenFileName(self, "Chọn tệp trao đổi", "", FILES)
        if chosen:
            self.source.setText(chosen)
