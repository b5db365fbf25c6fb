from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from app.models.errors import AppError
from app.models.inspection.minutes_records import Medium
from app.services.inspection import checklists
from app.views.inspection.media_box import MediaBox, MediumLine
from app.views.inspection.page import InspectionPage
from tests.services.inspection.conftest import DAILY, Trip, photo
from tests.views.hands import click, texts, type_text


@pytest.fixture
def box(page: InspectionPage, trip: Trip) -> MediaBox:
    checklists.use_checklist(trip.desk, visit_id=trip.first, key=DAILY)
    page.open_visit(trip.first)
    page.workbench.show_step("field")
    return page.workbench.field.panel.media


@pytest.fixture
def refused(box: MediaBox) -> list[AppError]:
    heard: list[AppError] = []
    box.office.acts.refused.connect(heard.append)
    return heard


def stored(trip: Trip) -> tuple[Medium, ...]:
    return checklists.field_work(trip.desk, visit_id=trip.first).checklists[0].items[0].media


def dropped(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def test_a_dropped_photo_is_kept_with_its_time_and_place_and_shown_smaller(
    box: MediaBox, trip: Trip, tmp_path: Path, qtbot: QtBot
) -> None:
    box.declared.setChecked(True)
    box.add_data(dropped(photo(tmp_path / "Đường truyền.jpg", (1600, 1200))))
    assert stored(trip)[0].taken_at.startswith("2025-07-04T08:12:40")
    line = box.items.lines[0]
    assert isinstance(line, MediumLine)
    assert "08:12 04/07/2025" in texts(line)
    qtbot.waitUntil(lambda: not line.picture.pixmap().isNull(), timeout=60_000)
    assert line.picture.pixmap().width() <= 96


def test_a_pasted_picture_belongs_to_the_item(box: MediaBox, trip: Trip) -> None:
    box.declared.setChecked(True)
    image = QImage(320, 240, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    QGuiApplication.clipboard().setImage(image)
    box.paste()
    assert stored(trip)[0].name == "Ảnh dán.png"
    assert stored(trip)[0].item_key == "internet"


def test_a_picture_pasted_into_the_note_is_a_photo(box: MediaBox, page: InspectionPage, trip: Trip) -> None:
    box.declared.setChecked(True)
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(0x993366)
    QGuiApplication.clipboard().setImage(image)
    page.workbench.field.panel.note.paste()
    assert len(stored(trip)) == 1
    assert page.workbench.field.panel.note.toPlainText() == ""


def test_a_file_is_refused_until_it_is_declared_open(
    box: MediaBox, trip: Trip, tmp_path: Path, refused: list[AppError]
) -> None:
    box.add_files([photo(tmp_path / "a.jpg", (400, 300))])
    assert "bí mật nhà nước" in refused[0].title
    assert stored(trip) == ()


def test_a_photo_that_is_none_is_refused_and_the_next_one_still_taken(
    box: MediaBox, trip: Trip, tmp_path: Path, refused: list[AppError]
) -> None:
    box.declared.setChecked(True)
    broken = tmp_path / "hỏng.jpg"
    broken.write_bytes(b"khong phai anh")
    box.add_files([broken, photo(tmp_path / "tốt.jpg", (400, 300))])
    assert len(refused) == 1
    assert [one.name for one in stored(trip)] == ["tốt.jpg"]


def test_an_empty_clipboard_says_so(box: MediaBox, refused: list[AppError]) -> None:
    data = QMimeData()
    data.setText("chữ")
    box.add_data(data)
    assert "Không có ảnh nào để dán" in refused[0].title


def test_a_caption_is_stored_and_a_photo_taken_off(box: MediaBox, trip: Trip, tmp_path: Path) -> None:
    box.declared.setChecked(True)
    box.add_files([photo(tmp_path / "a.jpg", (400, 300))])
    line = box.items.lines[0]
    assert isinstance(line, MediumLine)
    type_text(line.caption, "Đèn tín hiệu ở quầy 1")
    line.caption.store()
    assert stored(trip)[0].caption == "Đèn tín hiệu ở quầy 1"
    box.remove(stored(trip)[0].id)
    assert stored(trip) == ()


def test_the_declaration_holds_for_one_visit_only(box: MediaBox, page: InspectionPage, trip: Trip) -> None:
    click(box.declared)
    assert box.declared.isChecked()
    checklists.use_checklist(trip.desk, visit_id=trip.second, key=DAILY)
    page.workbench.show_visit(trip.second)
    assert not box.declared.isChecked()
