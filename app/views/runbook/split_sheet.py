"""Tách theo hệ thống: one backup step a system, one merge step a system that stops, in place of steps 3 and 4."""

from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QWidget

from app.models.runbook.master import Part, SystemRow
from app.models.runbook.records import Step
from app.services.runbook import masters
from app.views.common.acts import Done
from app.views.common.layout import button, column, field, framed, icon_button, label, row, scrolled
from app.views.common.office import Office
from app.views.common.sheet import Sheet


class SystemLine(QWidget):
    """One system: its name and whether it stays."""

    def __init__(self) -> None:
        super().__init__()
        self.name = QLineEdit()
        self.name.setPlaceholderText("Tên hệ thống, VD: Hệ thống một cửa điện tử tỉnh Đắk Nông")
        self.name.setAccessibleName("Tên hệ thống")
        self.stays = QCheckBox("Giữ lại")
        self.stays.setToolTip("Hệ thống giữ lại chỉ sao lưu; hệ thống dừng còn phải gộp dữ liệu.")
        self.remove = icon_button("trash", "Bỏ dòng này", self.deleteLater)
        line = row(self.name, self.stays, self.remove, spacing=12)
        line.setStretch(0, 1)
        self.setLayout(line)


class SystemsSheet(Sheet):
    """The systems by which steps 3 and 4 of the form are split."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(
            parent,
            "Tách bước theo hệ thống",
            "Bước 3 thành một bước sao lưu cho mỗi hệ thống; bước 4 thành một bước gộp dữ liệu cho mỗi hệ thống dừng.",
            width=680,
        )
        self._office = office
        self._lines = column(spacing=6, margins=(8, 8, 8, 8))
        self._lines.addStretch(1)
        area = scrolled(self._lines)
        area.setMinimumHeight(220)
        self.add(framed(column(area), "card"), row(button("Thêm hệ thống", self.add_line, icon="plus"), -1))
        self.foot("Tách bước", self._split)
        for _ in range(4):
            self.add_line()

    def add_line(self) -> SystemLine:
        """Another system."""
        line = SystemLine()
        self._lines.insertWidget(self._lines.count() - 1, line)
        return line

    def systems(self) -> list[SystemRow]:
        """What was filled in."""
        found = []
        for at in range(self._lines.count()):
            item = self._lines.itemAt(at)
            line = item.widget() if item is not None else None
            if isinstance(line, SystemLine) and line.name.text().strip():
                found.append(SystemRow(line.name.text().strip(), line.stays.isChecked()))
        return found

    def _split(self) -> None:
        desk, systems = self._office.desk, self.systems()
        self._office.acts.do(
            lambda: masters.split_by_systems(desk, systems=systems),
            then=lambda _done: self.accept(),
            refused=self.refused,
            note=f"Đã tách bước theo {len(systems)} hệ thống.",
        )


class PartsSheet(Sheet):
    """One step in several that run side by side."""

    def __init__(self, parent: QWidget | None, office: Office, step: Step) -> None:
        super().__init__(
            parent,
            f"Tách bước {step.number}",
            "Các bước mới chạy song song, cùng bước trước và bước sau.",
            width=620,
        )
        self._office = office
        self._step = step
        self.text = QPlainTextEdit()
        self.text.setPlaceholderText("Mỗi dòng một phần, VD: CSDL đất đai")
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(160)
        self._shown = label(step.content, "muted", wrap=True)
        self.add(self._shown, field("Tên các phần", self.text))
        self.foot("Tách bước", self._split)
        self.text.textChanged.connect(self._preview)

    def parts(self) -> list[Part]:
        """What was filled in, each with the content its step will have."""
        names = [line.strip() for line in self.text.toPlainText().splitlines() if line.strip()]
        stem = self._step.content.rstrip(" .")
        return [Part(name, f"{stem}: {name}.") for name in names]

    def _preview(self) -> None:
        parts = self.parts()
        more = f" … và {len(parts) - 3} bước nữa" if len(parts) > 3 else ""
        self._shown.setText(" / ".join(part.content for part in parts[:3]) + more if parts else self._step.content)

    def _split(self) -> None:
        desk, step, parts = self._office.desk, self._step, self.parts()

        def work() -> Done:
            return masters.split_step(desk, step_id=step.id, parts=parts)

        self._office.acts.do(
            work,
            then=lambda _done: self.accept(),
            refused=self.refused,
            note=f"Đã tách bước {step.number} thành {len(parts)} bước.",
        )
