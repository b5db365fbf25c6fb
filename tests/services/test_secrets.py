import io
import json
import unicodedata
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from app.models.plan.records import IssuingBody, ObstacleKind, Signing, TaskStatus
from app.models.resources import path_of
from app.models.secrecy import SecretError
from app.services import issuing, people, plan, settings, tasks, units
from app.services.desk import Desk
from app.services.secrets_guard import first_words
from tests.steps import added, bytes_of, group_id, row, sizes, written

SECRET = "TUYỆT MẬT hầm Zeta"
"""A stamped text with a word that stands nowhere else."""
STAMPS = ("MẬT", "TỐI MẬT", "TUYỆT MẬT")
OPEN = "BẢO MẬT, bí mật nhà nước, mật khẩu, MẬT ĐỘ"
Verb = Callable[[Desk, str], object]


def first(desk: Desk) -> str:
    return row(desk, "1.1").id


def unit(desk: Desk) -> str:
    return plan.units(desk)[0].id


def me(desk: Desk) -> str:
    assert desk.person is not None
    return desk.person.id


DAY = date(2025, 6, 24)
VERBS: dict[str, Verb] = {
    "task content": lambda desk, text: tasks.add_task(desk, group_id=group_id(desk), content=text),
    "task products": lambda desk, text: tasks.add_task(desk, group_id=group_id(desk), content="a", products=text),
    "edited content": lambda desk, text: tasks.edit_task(desk, task_id=first(desk), content=text, amend_form=True),
    "edited products": lambda desk, text: tasks.edit_task(desk, task_id=first(desk), products=text),
    "note": lambda desk, text: tasks.edit_task(desk, task_id=first(desk), note=text),
    "reason": lambda desk, text: tasks.extend_deadline(
        desk, task_id=first(desk), text="30/6/2025", reason=text, approver="a"
    ),
    "approver": lambda desk, text: tasks.extend_deadline(
        desk, task_id=first(desk), text="30/6/2025", reason="a", approver=text
    ),
    "extension paper": lambda desk, text: tasks.extend_deadline(
        desk, task_id=first(desk), text="30/6/2025", reason="a", approver="a", document=text
    ),
    "progress": lambda desk, text: tasks.report_progress(
        desk, task_id=first(desk), status=TaskStatus.IN_PROGRESS, text=text
    ),
    "obstacle": lambda desk, text: tasks.add_obstacle(desk, task_id=first(desk), kind=ObstacleKind.OTHER, text=text),
    "document title": lambda desk, text: tasks.add_document(
        desk, task_id=first(desk), title=text, number="1", issued_on=DAY
    ),
    "document number": lambda desk, text: tasks.add_document(
        desk, task_id=first(desk), title="a", number=text, issued_on=DAY
    ),
    "blank": lambda desk, text: plan.set_blank(desk, key="ly_do_lua_chon", value=text),
    "added line": lambda desk, text: plan.add_line(desk, part="recipients", text=text),
    "form line": lambda desk, text: plan.edit_line(desk, text=text, part="preamble", form_key="preamble"),
    "group": lambda desk, text: plan.add_group(desk, heading=text),
    "unit": lambda desk, text: units.add_unit(desk, name=text),
    "short name": lambda desk, text: units.add_unit(desk, name="a", short_name=text),
    "telephone": lambda desk, text: units.add_unit(desk, name="a", phone=text),
    "unit note": lambda desk, text: units.edit_unit(desk, unit_id=unit(desk), note=text),
    "person": lambda desk, text: people.add_person(desk, full_name=text),
    "position": lambda desk, text: people.add_person(desk, full_name="a", position=text),
    "profile": lambda desk, text: people.edit_person(desk, person_id=me(desk), full_name="a", position="b", unit=text),
    "issuing body": lambda desk, text: settings.set_body(desk, issuing=IssuingBody("state", text, "b", "c")),
    "signer": lambda desk, text: issuing.issue(desk, signing=Signing("5", "KH", DAY, text, "b", on_behalf_of="c")),
    "signed position": lambda desk, text: issuing.issue(
        desk, signing=Signing("5", "KH", DAY, "a", text, on_behalf_of="c")
    ),
}


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_stopped_before_anything_is_stored(desk: Desk, verb: Verb) -> None:
    before = sizes(desk)
    with pytest.raises(SecretError):
        verb(desk, SECRET)
    assert sizes(desk) == before
    assert b"Zeta" not in bytes_of(desk)
    assert b"zeta" not in bytes_of(desk)


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_ordinary_words_are_stored(desk: Desk, verb: Verb) -> None:
    verb(desk, OPEN)
    everything = bytes_of(desk)
    assert "MẬT ĐỘ".encode() in everything or json.dumps("MẬT ĐỘ")[1:-1].encode() in everything


@pytest.mark.parametrize("stamp", STAMPS)
def test_a_deadline_with_a_stamp(desk: Desk, stamp: str) -> None:
    with pytest.raises(SecretError):
        added(desk, deadline=f"25/6/2025 ({stamp})")
    with pytest.raises(SecretError):
        tasks.set_deadline(desk, task_id=first(desk), text=f"25/6/2025 {stamp}")


@pytest.mark.parametrize("stamp", STAMPS)
def test_in_decomposed_letters_too(desk: Desk, stamp: str) -> None:
    with pytest.raises(SecretError):
        added(desk, unicodedata.normalize("NFD", f"Phương án {stamp}"))


def test_hidden_signs_do_not_hide_a_stamp(desk: Desk) -> None:
    with pytest.raises(SecretError):
        added(desk, "Phương án TỐI\u200b M\u00adẬT")


def test_a_resolution_with_a_stamp(desk: Desk) -> None:
    made = tasks.add_obstacle(desk, task_id=first(desk), kind=ObstacleKind.OTHER, text="Mất điện").created[0]
    with pytest.raises(SecretError):
        tasks.resolve_obstacle(desk, obstacle_id=made, resolution=SECRET)


# Files.


def as_txt(path: Path, words: str) -> Path:
    return written(path.with_suffix(".txt"), words)


def as_wide_txt(path: Path, words: str) -> Path:
    path = path.with_suffix(".txt")
    path.write_text(words, encoding="utf-16")
    return path


def as_docx(path: Path, words: str) -> Path:
    paper = docx.Document()
    paragraph = paper.add_paragraph()
    for letter in words:  # Word parts runs wherever it likes
        paragraph.add_run(letter)
    paper.save(str(path.with_suffix(".docx")))
    return path.with_suffix(".docx")


def as_docx_header(path: Path, words: str) -> Path:
    paper = docx.Document()
    paper.sections[0].header.paragraphs[0].text = words
    paper.save(str(path.with_suffix(".docx")))
    return path.with_suffix(".docx")


def as_xlsx(path: Path, words: str) -> Path:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = words
    book.save(path.with_suffix(".xlsx"))
    return path.with_suffix(".xlsx")


def as_pdf(path: Path, words: str) -> Path:
    font = next(path_of("fonts").rglob("*.ttf"))
    pdfmetrics.registerFont(TTFont("of-ours", str(font)))
    canvas = Canvas(str(path.with_suffix(".pdf")))
    canvas.setFont("of-ours", 14)
    canvas.drawString(72, 720, words)
    canvas.save()
    return path.with_suffix(".pdf")


MAKERS = [as_txt, as_wide_txt, as_docx, as_docx_header, as_xlsx, as_pdf]
Maker = Callable[[Path, str], Path]


def attach(desk: Desk, path: Path) -> None:
    tasks.attach_file(desk, task_id=first(desk), path=path, title="Minh chứng", declared_open=True)


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("stamp", STAMPS)
def test_a_file_that_says_it_is_not_stored(desk: Desk, tmp_path: Path, make: Maker, stamp: str) -> None:
    before = sizes(desk)
    with pytest.raises(SecretError):
        attach(desk, make(tmp_path / "van-ban", stamp))
    assert sizes(desk) == before
    assert not desk.path.with_name(desk.path.name + "-files").exists()


@pytest.mark.parametrize("make", MAKERS)
def test_a_file_with_ordinary_words_is_stored(desk: Desk, tmp_path: Path, make: Maker) -> None:
    attach(desk, make(tmp_path / "bao-mat", OPEN))
    assert len(row(desk, "1.1").evidence) == 1


@pytest.mark.parametrize(
    "name", ["CV TỐI MẬT 12", "CV-MẬT", "CV_TUYỆT_MẬT", "(Mật) báo cáo", unicodedata.normalize("NFD", "12 TỐI MẬT")]
)
def test_a_file_whose_name_says_it(desk: Desk, tmp_path: Path, name: str) -> None:
    with pytest.raises(SecretError):
        attach(desk, written(tmp_path / f"{name}.bin", "x"))


def test_the_stamp_beyond_the_first_page_is_the_declarations_matter(tmp_path: Path) -> None:
    assert "MẬT" not in first_words(written(tmp_path / "dài.txt", "chữ " * 5_000 + "MẬT"))


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "pptx", "pdf"])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04rubbish", b"%PDF-1.7 rubbish", b"\x00" * 5000])
def test_a_broken_file_has_no_words(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = tmp_path / f"hỏng.{suffix}"
    path.write_bytes(content)
    assert first_words(path) == ""


def test_a_docx_cut_anywhere_is_no_crash(tmp_path: Path) -> None:
    whole = as_docx(tmp_path / "whole", "Biên bản họp").read_bytes()
    for place in range(0, len(whole), 997):
        path = tmp_path / "cut.docx"
        path.write_bytes(whole[:place] + b"\xff" * 40 + whole[place + 40 :])
        assert isinstance(first_words(path), str)


def test_a_docx_longer_than_is_read_is_read_so_far(tmp_path: Path) -> None:
    body = "<w:document xmlns:w='w'><w:p><w:t>TỐI MẬT</w:t></w:p>" + "<w:p/>" * 1_000_000 + "</w:document>"
    path = tmp_path / "dài.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", body)
    assert "TỐI MẬT" in first_words(path)


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    bomb = io.StringIO()
    bomb.write(
        '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><d xmlns="w"><p>&b;</p></d>'
    )
    path = tmp_path / "bom.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", bomb.getvalue())
    assert first_words(path) == ""
