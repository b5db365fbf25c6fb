"""Handing a paper to the official signing program and taking it back: what is recorded, what is refused."""

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from app.exports.pdf.places import PlaceKind
from app.exports.signing.errors import ChangedError, PdfError
from app.exports.signing.making import Statement
from app.exports.signing.making import sign as signed_elsewhere
from app.exports.signing.verification import RevisionKind
from app.models.errors import InvalidInputError, RefusedError
from app.models.signing.records import Way
from app.services.desk import Desk, Outcome
from app.services.signing import files, official, signatories, verifying
from tests.exports.signing import authority
from tests.exports.signing.papers import CHAIR, NOON, REF, SECRETARY, export, key, overlay, place
from tests.services.signing.steps import AGENCY, GUEST, sign, signatory


def signed(pdf: bytes, name: str, folder: Path, field: str) -> bytes:
    """As the official program signs: with fields of its own names."""
    holder = authority.agency() if name == AGENCY else authority.officer(name)
    return signed_elsewhere(pdf, key(holder, folder), Statement(field, name, NOON))


@pytest.fixture
def handed(ready: Desk, tmp_path: Path) -> bytes:
    """What was handed out."""
    path = tmp_path / "di-ky.pdf"
    official.hand_out(ready, ref=REF, path=path)
    return path.read_bytes()


def back(desk: Desk, pdf: bytes, folder: Path, **given: dict[str, str]) -> Outcome:
    path = folder / "da-ky.pdf"
    path.write_bytes(pdf)
    return official.take_back(desk, ref=REF, path=path, **given)


def numbered(pdf: bytes) -> bytes:
    number, day = place(PlaceKind.NUMBER), place(PlaceKind.DATE)
    return overlay(pdf, {(number.left + 62, number.bottom + 3): "05", (day.left + 118, day.bottom + 3): "24"})


def test_leader_number_and_seal_come_back_in_one_file(ready: Desk, handed: bytes, tmp_path: Path) -> None:
    pdf = signed(numbered(signed(handed, CHAIR, tmp_path, "Signature1")), AGENCY, tmp_path, "Signature2")
    back(ready, pdf, tmp_path)
    state = signatories.signed_state(ready, ref=REF)
    assert [one.full_name for one in state.signed] == [CHAIR, AGENCY]
    assert {one.way for one in state.signatures} == {Way.OFFICIAL}
    found = verifying.verify_bytes("da-ky.pdf", pdf, ready)
    named = [one.text for one in found.revisions if one.kind is RevisionKind.ADDITION]
    assert named == ["Văn thư bổ sung sau ký: số, ký hiệu, ngày, tháng"]
    assert files.current_pdf(ready, ref=REF) == pdf


def test_here_and_there_by_turns(ready: Desk, tmp_path: Path) -> None:
    sign(ready, SECRETARY, tmp_path)
    back(ready, signed(files.current_pdf(ready, ref=REF), CHAIR, tmp_path, "Signature1"), tmp_path)
    sign(ready, GUEST, tmp_path)
    assert [one.full_name for one in signatories.signed_state(ready, ref=REF).signed] == [SECRETARY, CHAIR, GUEST]


@pytest.mark.parametrize("text", ["nội dung thêm", "0"])
def test_a_changed_page_is_refused_and_nothing_recorded(ready: Desk, handed: bytes, tmp_path: Path, text: str) -> None:
    changed = overlay(signed(handed, CHAIR, tmp_path, "Signature1"), {(250, 560): text})
    with pytest.raises(ChangedError, match="thay đổi ngoài phạm vi cho phép"):
        back(ready, changed, tmp_path)
    assert not signatories.signed_state(ready, ref=REF).signed


def test_a_page_changed_before_signing_is_refused(ready: Desk, handed: bytes, tmp_path: Path) -> None:
    forged = signed(overlay(handed, {(250, 560): "thêm"}), CHAIR, tmp_path, "Signature1")
    with pytest.raises(ChangedError):
        back(ready, forged, tmp_path)


def test_a_flipped_byte_is_refused(ready: Desk, handed: bytes, tmp_path: Path) -> None:
    pdf = signed(handed, CHAIR, tmp_path, "Signature1")
    at = len(handed) // 2
    with pytest.raises((ChangedError, PdfError)):
        back(ready, pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :], tmp_path)
    assert not signatories.signed_state(ready, ref=REF).signed


def test_a_file_written_anew_is_judged_by_its_pages(ready: Desk, handed: bytes, tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.append(PdfReader(BytesIO(handed)))
    stream = BytesIO()
    writer.write(stream)
    assert not stream.getvalue().startswith(handed)
    back(ready, signed(stream.getvalue(), CHAIR, tmp_path, "Signature1"), tmp_path)
    assert [one.full_name for one in signatories.signed_state(ready, ref=REF).signed] == [CHAIR]


def test_other_pages_written_anew_are_refused(ready: Desk, tmp_path: Path) -> None:
    from app.exports.render import render
    from tests.exports.signing.papers import paper

    other = render(paper("Kiểm tra tại xã Đức Trọng: kinh phí 9.000.000 đồng. "), "pdf")
    with pytest.raises(ChangedError, match="thay đổi ngoài phạm vi"):
        back(ready, signed(other, CHAIR, tmp_path, "Signature1"), tmp_path)


def test_a_file_of_another_record_is_refused(ready: Desk, tmp_path: Path) -> None:
    from dataclasses import replace

    from app.exports.signing.binding import Binding, bind, binding_in, reader_of

    binding = binding_in(reader_of(export()).root)
    assert binding is not None
    other = bind(export(), Binding(replace(REF, id="minutes-2", title="Biên bản khác"), binding.places), NOON)
    with pytest.raises(ChangedError):
        back(ready, signed(other, CHAIR, tmp_path, "Signature1"), tmp_path)


def test_a_lost_signature_is_refused(ready: Desk, handed: bytes, tmp_path: Path) -> None:
    sign(ready, SECRETARY, tmp_path)
    with pytest.raises(ChangedError, match="thiếu chữ ký đã có của Nguyễn Thị Đào"):
        back(ready, signed(handed, CHAIR, tmp_path, "Signature1"), tmp_path)


def test_nothing_new_is_refused(ready: Desk, handed: bytes, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="không có chữ ký nào mới"):
        back(ready, handed, tmp_path)


def test_a_signer_whose_name_tells_nothing_is_asked_for(ready: Desk, handed: bytes, tmp_path: Path) -> None:
    pdf = signed(handed, "Đặng Văn Đức (UBND tỉnh)", tmp_path, "Signature1")
    with pytest.raises(InvalidInputError, match="Chưa biết chữ ký"):
        back(ready, pdf, tmp_path)
    back(ready, pdf, tmp_path, assign={"Signature1": signatory(ready, CHAIR).id})
    assert [one.full_name for one in signatories.signed_state(ready, ref=REF).signed] == [CHAIR]


def test_dao_is_not_dao(ready: Desk, handed: bytes, tmp_path: Path) -> None:
    """Nguyễn Thị Đạo may not sign for Nguyễn Thị Đào."""
    with pytest.raises(InvalidInputError):
        back(ready, signed(handed, "Nguyễn Thị Đạo", tmp_path, "Signature1"), tmp_path)


def test_what_is_no_pdf_is_refused(ready: Desk, tmp_path: Path) -> None:
    with pytest.raises(PdfError, match="không phải PDF"):
        back(ready, b"\xff\xd8\xff\xe0 JFIF", tmp_path)
