"""Photos and videos of an item: dropped, pasted or chosen, shown smaller, with a caption each."""

import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QPixmap
from PySide6.QtWidgets import QCheckBox, QFileDialog, QFrame, QLabel
from typing_extensions import override

from app.models.errors import AppError, InvalidInputError
from app.models.inspection.minutes_records import Medium, MediumKind
from app.services.desk import Desk
from app.services.inspection import media
from app.views.common.fields import StoredLine
from app.views.common.layout import STRETCH, button, column, icon_button, label, row
from app.views.common.office import Office
from app.views.common.section import Part
from app.views.inspection.lines import Lines, RecordLine

THUMB = 96
FILTER = "Ảnh, video (*.jpg *.jpeg *.png *.heic *.webp *.mp4 *.mov);;Mọi tệp (*)"
PASTED_NAME = "Ảnh dán.png"


class MediumLine(RecordLine[Medium]):
    """One photo or video: the small picture, when and where it was taken, its caption."""

    def __init__(self, box: "MediaBox") -> None:
        super().__init__()
        self._box = box
        self._shown = ""
        self.picture = QLabel()
        self.picture.setFixedSize(THUMB, THUMB * 3 // 4)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._about = label("", "muted", wrap=True)
        self.caption = StoredLine(placeholder="Chú thích")
        self.caption.stored.connect(lambda text: box.set_caption(self, text))
        self._remove = icon_button("trash", "Bỏ ảnh, video này", lambda: box.remove(self.record_id))
        words = column(self._about, self.caption, spacing=4)
        line = row(self.picture, words, self._remove, spacing=8, margins=(6, 6, 4, 6))
        line.setStretch(1, 1)
        self.setLayout(line)

    def show_record(self, record: Medium, *, place: int, count: int, locked: bool) -> None:
        """Show a medium; its picture is read beside the window, once."""
        where = f", {record.latitude}, {record.longitude}" if record.latitude else ""
        when = _wall_words(record.taken_at) or "không có giờ chụp"
        length = f", {record.duration_ms // 1000} giây" if record.duration_ms else ""
        self._about.setText(f"{record.kind.label}: {record.name}\n{when}{where}{length}")
        self._about.setToolTip(f"SHA-256 bản gốc: {record.sha256}")
        self.caption.show_value(record.caption)
        self.caption.setReadOnly(locked)
        self._remove.setVisible(not locked)
        if record.kind is MediumKind.VIDEO:
            self.picture.setText("Video")
        elif self._shown != record.id:
            self._shown = record.id
            self._box.read_picture(record.id, self.show_picture)

    def show_picture(self, image: QImage) -> None:
        """Put the small picture in its place."""
        if image.isNull():
            self.picture.setText("Ảnh")
            return
        self.picture.setPixmap(QPixmap.fromImage(image))


class MediaBox(Part):
    """The media of one item of a visit, or of the visit as a whole."""

    stored = Signal()
    """A photo or video was added."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self._visit_id = ""
        self._place = ""
        self._media: Sequence[Medium] = ()
        self._locked = False
        self.setAcceptDrops(True)
        self.declared = QCheckBox("Không chứa bí mật nhà nước")
        self.declared.setToolTip("Xác nhận cho các ảnh, video đính kèm vào buổi kiểm tra này")
        self.choose = button("Chọn tệp…", self._ask_files, icon="image")
        self._paste = button("Dán", self.paste, icon="clipboard", tip="Dán ảnh đã chép (Ctrl+V ở danh sách)")
        self._hint = label("Kéo ảnh, video (dưới 30 giây) thả vào đây.", "muted", wrap=True)
        self._drop = QFrame()
        self._drop.setProperty("kind", "card")
        self._drop.setLayout(
            column(self._hint, self.declared, row(self.choose, self._paste, STRETCH), spacing=6, margins=(12, 8, 12, 8))
        )
        self.items: Lines[Medium] = Lines(lambda: MediumLine(self))
        self.setLayout(column(self._drop, self.items, spacing=8))

    def show_media(self, visit_id: str, place: str, found: Sequence[Medium], *, locked: bool) -> None:
        """Show the media of a place ("CHECKLIST/ITEM", or "" for the visit as a whole)."""
        if visit_id != self._visit_id:
            self.declared.setChecked(False)
        self._visit_id, self._place, self._media, self._locked = visit_id, place, tuple(found), locked
        self._drop.setVisible(not locked)
        self.items.show_records(self._media, locked=locked)

    def show_again(self) -> None:
        """Show the media as they stand."""
        self.items.show_records(self._media, locked=self._locked)

    def read_picture(self, medium_id: str, then: object) -> None:
        """Read a small picture beside the window."""
        desk = self.office.desk
        self.office.worker.run(
            self,
            lambda _report: thumb(desk, medium_id),
            title="Đọc ảnh",
            done=then,  # type: ignore[arg-type]
            failed=lambda _error: None,
        )

    def _ask_files(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, "Chọn ảnh, video", "", FILTER)
        self.add_files([Path(one) for one in chosen])

    def paste(self) -> None:
        """Add the picture or files of the clipboard."""
        self.add_data(QGuiApplication.clipboard().mimeData())

    def add_data(self, data: QMimeData) -> None:
        """Add what was dropped or pasted: files, or a picture without a file."""
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if paths:
            self.add_files(paths)
        elif data.hasImage():
            self._add_image(QImage(data.imageData()))
        else:
            self.office.acts.refused.emit(
                InvalidInputError("Không có ảnh nào để dán.", "Chép ảnh hoặc tệp ảnh rồi dán lại.")
            )

    def _add_image(self, image: QImage) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / PASTED_NAME
            image.save(str(path))
            self.add_files([path])

    def add_files(self, paths: Sequence[Path]) -> None:
        """Attach files one by one; one that is refused says why and stops none of the others."""
        desk, visit_id, declared = self.office.desk, self._visit_id, self.declared.isChecked()
        checklist, _, item = self._place.partition("/")
        for path in paths:
            self.office.acts.do(
                lambda path=path: media.add_medium(  # type: ignore[misc]
                    desk,
                    visit_id=visit_id,
                    path=path,
                    checklist_key=checklist,
                    item_key=item,
                    declared_open=declared,
                ),
                then=lambda _outcome: self.stored.emit(),
            )

    def set_caption(self, line: MediumLine, text: str) -> None:
        """Store the caption of a medium."""
        desk, medium_id = self.office.desk, line.record_id
        self.do(lambda: media.set_caption(desk, medium_id=medium_id, caption=text), editor=line.caption)

    def remove(self, medium_id: str) -> None:
        """Take a medium off."""
        desk = self.office.desk
        self.do(lambda: media.remove_medium(desk, medium_id=medium_id), note="Đã bỏ một ảnh, video.")

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if not self._locked and (event.mimeData().hasUrls() or event.mimeData().hasImage()):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self.add_data(event.mimeData())
        event.acceptProposedAction()


def _wall_words(taken_at: str) -> str:
    """The camera's wall time as `08:41 26/06/2025`; "" where there is none."""
    try:
        return f"{datetime.fromisoformat(taken_at):%H:%M %d/%m/%Y}" if taken_at else ""
    except ValueError:
        return taken_at


def thumb(desk: Desk, medium_id: str) -> QImage:
    """The small picture of a medium, null where it cannot be read. QImage is safe on any thread."""
    try:
        image = QImage.fromData(media.picture(desk, medium_id=medium_id))
    except AppError:
        return QImage()
    if image.isNull():
        return image
    return image.scaled(
        THUMB, THUMB * 3 // 4, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
