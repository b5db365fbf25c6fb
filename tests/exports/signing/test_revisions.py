"""What was added to a signed PDF is named, accepted where the văn thư may add it, and flagged where nobody may."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from app.exports.pdf.places import Place, PlaceKind
from app.exports.render import render
from app.exports.signing.binding import Binding, bind
from app.exports.signing.errors import PdfError
from app.exports.signing.pictures import BLUE, Picture, read_picture
from app.exports.signing.stamps import signature_stamp
from app.exports.signing.verification import RevisionKind, RevisionReport, SealState, Verdict
from tests.exports.signing import authority
from tests.exports.signing.papers import (
    NOON,
    REF,
    annotate,
    export,
    overlay,
    paper,
    place,
    sealed,
    signature_png,
    signed,
    signed_twice,
    verified,
)

NUMBER, DATE = place(PlaceKind.NUMBER), place(PlaceKind.DATE)
NUMBERED = {(NUMBER.left + 62, NUMBER.bottom + 3): "05", (DATE.left + 118, DATE.bottom + 3): "24"}
"""Number and day where they stand blank."""


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Secretary and chair have signed."""
    return signed_twice(tmp_path_factory.mktemp("twice"))


def last(pdf: bytes) -> RevisionReport:
    return verified(pdf).revisions[-1]


def test_an_export_is_named_as_ours_and_unsigned() -> None:
    found = verified(export())
    assert not found.signatures
    assert {one.kind for one in found.revisions} == {RevisionKind.EXPORT}
    assert found.summary == "Tệp chưa có chữ ký số."


def test_two_signatures_one_after_another_are_valid(twice: bytes) -> None:
    found = verified(twice)
    assert found.is_valid
    assert [one.kind for one in found.revisions[2:]] == [RevisionKind.SIGNATURE, RevisionKind.SIGNATURE]
    assert found.revisions[2].text == "Chữ ký của Nguyễn Thị Đào"


def test_number_and_date_after_the_signature_are_the_clerks(twice: bytes) -> None:
    found = verified(overlay(twice, NUMBERED))
    assert found.is_valid
    assert found.revisions[-1].kind is RevisionKind.ADDITION
    assert found.revisions[-1].text == "Văn thư bổ sung sau ký: số, ký hiệu, ngày, tháng"


def test_number_then_seal_are_accepted_and_named(twice: bytes, tmp_path: Path) -> None:
    found = verified(sealed(overlay(twice, NUMBERED), tmp_path))
    assert found.is_valid
    assert [one.text for one in found.revisions[-2:]] == [
        "Văn thư bổ sung sau ký: số, ký hiệu, ngày, tháng",
        "Chữ ký của Tổ Công tác liên ngành tỉnh Lâm Đồng",
    ]


def test_an_addition_no_signature_covers_is_said(twice: bytes) -> None:
    reasons = [reason for one in verified(overlay(twice, NUMBERED)).signatures for reason in one.reasons]
    assert reasons == ["có phần bổ sung sau chữ ký cuối cùng, không được chữ ký nào bao trùm"]


def test_a_number_is_not_given_twice(twice: bytes) -> None:
    again = overlay(overlay(twice, NUMBERED), {(NUMBER.left + 54, NUMBER.bottom + 3): "1"})
    assert "sửa lại số, ký hiệu đã ghi" in last(again).text
    assert not last(again).accepted


def test_a_drawing_in_the_text_is_flagged(twice: bytes) -> None:
    found = verified(overlay(twice, {(300, 500): "50.000.000 đồng"}))
    assert not found.revisions[-1].accepted
    assert "ngoài chỗ số, ngày, chữ ký, dấu ở trang 1" in found.revisions[-1].text
    assert {one.verdict for one in found.signatures} == {Verdict.INVALID}


def test_white_paint_over_a_name_is_flagged(twice: bytes) -> None:
    chair = place(PlaceKind.SIGNATURE, 1)
    under = (chair.left, chair.bottom - 20, chair.right, chair.bottom)
    assert "che hoặc xoá chữ đã có" in last(overlay(twice, {}, white=under)).text


def test_content_that_shows_nothing_is_flagged(twice: bytes) -> None:
    assert "không hiện" in last(overlay(twice, {}, white=(20, 20, 40, 40))).text


@pytest.mark.parametrize("order", [0, 1])
def test_a_signatures_picture_painted_over_is_flagged(twice: bytes, order: int) -> None:
    hand = place(PlaceKind.SIGNATURE, order)
    painted = overlay(twice, {}, white=(hand.left, hand.bottom, hand.right, hand.top))
    # A widget lies above the page's content: paint in the content changes nothing that is seen, and is flagged as such.
    assert not last(painted).accepted


def test_another_signature_over_the_leaders_is_flagged(twice: bytes, tmp_path: Path) -> None:
    path = tmp_path / "trang.png"
    Image.new("RGBA", (500, 200), (255, 255, 255, 240)).save(path)
    shown = signature_stamp(place(PlaceKind.SIGNATURE, 1), Picture(path.read_bytes(), 500, 200, 0.0))
    forged = signed(twice, authority.officer("Lê Văn Đạo"), tmp_path, field="3", stamp=shown)
    assert "che hoặc xoá" in last(forged).text


def test_letters_beside_a_signature_are_flagged(twice: bytes) -> None:
    chair = place(PlaceKind.SIGNATURE, 1)
    assert not last(overlay(twice, {(chair.left + 20, chair.top + 4): "KT."})).accepted


def test_a_hidden_annotation_is_flagged(twice: bytes) -> None:
    assert "phần ẩn" in last(annotate(twice, (300, 400, 380, 420), flags=34)).text


def test_a_link_is_flagged(twice: bytes) -> None:
    assert not last(annotate(twice, (300, 400, 380, 420), subtype="/Link")).accepted


def test_a_page_more_is_flagged(twice: bytes) -> None:
    writer = PdfWriter(BytesIO(twice), incremental=True)
    writer.add_blank_page(595, 842)
    stream = BytesIO()
    writer.write(stream)
    assert "trang" in last(stream.getvalue()).text
    assert verified(stream.getvalue()).problems


def test_a_page_less_is_flagged(tmp_path: Path) -> None:
    twice = signed_twice(tmp_path, pages=2)
    assert len(PdfReader(BytesIO(twice)).pages) > 1
    writer = PdfWriter(BytesIO(twice), incremental=True)
    writer.remove_page(0)
    stream = BytesIO()
    writer.write(stream)
    assert verified(stream.getvalue()).problems


def test_bytes_behind_the_end_are_flagged(twice: bytes) -> None:
    assert "dữ liệu lạ ở cuối tệp" in last(twice + b"\n% them vao\n").text


@pytest.mark.parametrize("where", [0.1, 0.3, 0.55, 0.6, 0.75, 0.9, 0.97])
def test_one_byte_changed_anywhere_is_said(twice: bytes, where: float) -> None:
    at = int(len(twice) * where)
    changed = twice[:at] + bytes([twice[at] ^ 1]) + twice[at + 1 :]
    try:
        found = verified(changed)
    except PdfError:
        return  # it says that the file cannot be read: either answer will do, silence will not
    assert not found.is_valid


def test_a_signature_drawn_behind_an_amount_is_flagged(twice: bytes, tmp_path: Path) -> None:
    """A signature field's picture could make 5.000.000 into 50.000.000: pyHanko's own policy lets it pass."""
    box = Place(PlaceKind.SIGNATURE, 0, 300, 560, 330, 580)
    drawn = signature_stamp(box, read_picture(signature_png(tmp_path / "so-0.png"), BLUE))
    forged = signed(twice, authority.officer("Lê Văn Đạo"), tmp_path, field="3", stamp=drawn)
    assert "viết sát chữ đã có ở trang 1" in last(forged).text or "che" in last(forged).text


def test_a_signature_in_the_blank_margin_is_accepted_and_said(twice: bytes, tmp_path: Path) -> None:
    margin = Place(PlaceKind.SIGNATURE, 0, 400, 800, 550, 830)
    shown = signature_stamp(margin, read_picture(signature_png(tmp_path / "le.png"), BLUE))
    found = verified(signed(twice, authority.agency(), tmp_path, field="3", stamp=shown))
    assert found.is_valid
    assert found.revisions[-1].text.endswith("(hình chữ ký đặt ngoài chỗ ký)")


def test_a_binding_added_after_signing_binds_nothing(tmp_path: Path) -> None:
    """Else a forger would name the whole page as a place for number and date."""
    foreign = render(paper(), "pdf")
    whole = Place(PlaceKind.NUMBER, 0, 0, 0, 595, 842)
    once = signed(foreign, authority.officer("Lê Văn Đạo"), tmp_path, field="x")
    forged = overlay(bind(once, Binding(REF, (whole,)), NOON), {(300, 500): "thêm"})
    found = verified(forged)
    assert found.seal.state is SealState.NONE
    assert not found.is_valid
