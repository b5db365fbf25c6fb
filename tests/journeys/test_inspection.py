"""Job 4, start to sealed PDF: a plan, three working days' notice, the field, minutes 6.4 agreed, two signatures of a
test authority, printed, verified; then one byte changed."""

from datetime import timedelta
from pathlib import Path

import pypdf
import pytest
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from app.cli import FINE, PROBLEMS, main
from app.exports.signing.secret import Secret
from app.models.errors import InvalidInputError, RefusedError
from app.models.plan.records import TaskStatus
from app.services import documents, plan, tasks
from app.services.inspection import adopting, followups, minutes, papers, visits
from app.services.signing import certificates, files, signatories, trust
from app.services.signing.signatories import NewSignatory
from app.views.documents.pages import Pages
from app.views.documents.printing import print_pages
from tests.exports.signing import authority
from tests.services.inspection.conftest import VISIT_DAY, Trip, moment, trip  # noqa: F401 a fixture

HEAD, CHAIR = "Lê Hữu Khải", "Đỗ Thị Đượm"


def test_from_the_plan_to_the_signed_minutes(
    trip: Trip,  # noqa: F811 the fixture
    tmp_path: Path,
    qtbot: QtBot,
    capsys: pytest.CaptureFixture[str],
) -> None:
    desk = trip.desk
    visits.send_notice(desk, visit_id=trip.first, sent_at=desk.now(), recipient="Văn phòng UBND phường")
    tomorrow = desk.now() + timedelta(days=1)
    visits.set_visit_times(desk, visit_id=trip.second, start=tomorrow, end=tomorrow + timedelta(hours=2))
    with pytest.raises(RefusedError, match="03 ngày làm việc"):
        visits.send_notice(desk, visit_id=trip.second, sent_at=desk.now(), recipient="Văn phòng UBND phường")
    trip.clock.moment = moment(VISIT_DAY, 10)

    minutes_id = trip.adopt()
    with pytest.raises(RefusedError):
        minutes.edit(desk, minutes_id=minutes_id, content="Sửa sau khi thông qua")
    agreed = adopting.adopted(desk, minutes_id=minutes_id)
    conclusion = followups.followups(desk)[0]
    assert conclusion.unit.shown == "UBND phường Xuân Hương - Đà Lạt"

    ref = adopting.sealed_ref(desk, minutes_id=minutes_id)
    people = [NewSignatory(one.name, one.position) for one in agreed.minutes.signatories]
    assert [one.full_name for one in people] == [HEAD, CHAIR]
    signatories.set_signatories(desk, ref=ref, signatories=people)
    files.prepare(desk, ref=ref, document=papers.minutes_of(desk, minutes_id))
    trust.add(authority.root().pem(tmp_path / "goc.cer"))
    for one in signatories.signed_state(desk, ref=ref).signatories:
        certificates.sign_with_file(
            desk,
            ref=ref,
            signatory_id=one.id,
            certificate=authority.officer(one.full_name).pkcs12(tmp_path / "chung-thu.p12"),
            password=Secret(authority.PASSWORD),
        )
    signed = tmp_path / "Biên bản đã ký.pdf"
    files.write_pdf(desk, ref=ref, path=signed)
    words = "".join(page.extract_text() for page in pypdf.PdfReader(signed).pages)
    assert "BIÊN BẢN LÀM VIỆC" in words
    assert "Thay máy scan tại quầy 2" in words

    file = str(desk.path)
    printed = printed_again(signed, tmp_path)
    assert len(pypdf.PdfReader(printed).pages) == len(pypdf.PdfReader(signed).pages)
    follow_to_the_end(trip, conclusion.task_id)
    the_dossier_is_whole(trip, tmp_path)
    desk.close()
    assert main(["verify", str(signed), "--against", file]) == FINE
    told = capsys.readouterr().out
    assert HEAD in told
    assert CHAIR in told
    tampered = bytearray(signed.read_bytes())
    tampered[tampered.index(b"stream") + 20] ^= 1
    signed.write_bytes(bytes(tampered))
    assert main(["verify", str(signed), "--against", file]) == PROBLEMS


def printed_again(paper: Path, folder: Path) -> Path:
    """Through the way of printing, to a printer that writes PDF."""
    pages = Pages(paper.read_bytes())
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(folder / "đã in.pdf"))
    print_pages(pages, printer, range(len(pages)))
    pages.close()
    return folder / "đã in.pdf"


def follow_to_the_end(trip: Trip, task_id: str) -> None:  # noqa: F811 a type here
    desk = trip.desk
    assert plan.task(desk, task_id=task_id).content == "Thay máy scan tại quầy 2"
    with pytest.raises(InvalidInputError, match="chưa có sản phẩm"):
        tasks.report_progress(desk, task_id=task_id, status=TaskStatus.DONE, percent=100)
    tasks.add_document(
        desk, task_id=task_id, title="Biên bản bàn giao máy scan", number="12/BB", issued_on=trip.clock.moment.date()
    )
    tasks.report_progress(desk, task_id=task_id, status=TaskStatus.DONE, percent=100)
    assert [(one.done, one.total) for one in followups.overview(desk)] == [(1, 1)]


def the_dossier_is_whole(trip: Trip, folder: Path) -> None:  # noqa: F811 a type here
    desk = trip.desk
    out = folder / "hồ sơ"
    out.mkdir()
    for kind in documents.catalogue():
        if kind.chapter == "Kiểm tra":
            subject = documents.subjects(desk, name=kind.name)[0].id
            assert documents.export(desk, name=kind.name, formats=kind.formats, folder=out, subject=subject)
    dossier = next(out.glob("ho-so-kiem-tra*.pdf"))
    words = "".join(page.extract_text() for page in pypdf.PdfReader(dossier).pages)
    assert "BIÊN BẢN LÀM VIỆC" in words
