"""Letters of .VnTime and VNI-Times: told apart, converted or refused."""

import unicodedata

import pytest

from app.models.secrecy import SecretError
from app.services import spreadsheets
from app.services.desk import Desk
from app.services.spreadsheets.legacy_fonts import TCVN3, VNI, Encoding, Judge, encoding_of_font, from_tcvn3, from_vni
from app.services.spreadsheets.syllables import LETTERS, is_syllable
from tests.services.spreadsheets.conftest import Foreign


def said(text: str, font: str = "Times New Roman") -> tuple[str, Encoding | None]:
    verdict = Judge().verdict(text, font)
    return verdict.text, verdict.encoding


def test_tables_cover_every_letter() -> None:
    plain = set("aeiouy")
    assert set(TCVN3.values()) >= LETTERS - plain
    assert {letter.lower() for letter in VNI.values()} >= LETTERS - plain


@pytest.mark.parametrize("font", ["Times New Roman", ".VnTime"])
@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Céng hoµ x· héi chñ nghÜa ViÖt Nam", "Cộng hoà xã hội chủ nghĩa Việt Nam"),
        ("§¶ng bé tØnh L©m §ång", "Đảng bộ tỉnh Lâm Đồng"),
        ("Së Néi vô, v¨n phßng Uû ban", "Sở Nội vụ, văn phòng Uỷ ban"),
        ("KÕ ho¹ch 02-KH/BC§TW", "Kế hoạch 02-KH/BCĐTW"),
        ("tr\u00adêng häc", "trường học"),
        ("tr-êng häc", "trường học"),
        ("H§ND-UBND x·", "HĐND-UBND xã"),
    ],
)
def test_tcvn3(text: str, meant: str, font: str) -> None:
    assert said(text, font) == (meant, Encoding.TCVN3)


@pytest.mark.parametrize("font", ["Arial", "VNI-Times"])
@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("Ñaûng boä tænh Laâm Ñoàng", "Đảng bộ tỉnh Lâm Đồng"),
        ("BAÙO CAÙO KEÁT QUAÛ", "BÁO CÁO KẾT QUẢ"),
        ("ñöôøng truyeàn, chöõ kyù soá", "đường truyền, chữ ký số"),
        ("nghæ leã, daáu haèng naêm, voõ, quyõ", "nghỉ lễ, dấu hằng năm, võ, quỹ"),
    ],
)
def test_vni(text: str, meant: str, font: str) -> None:
    assert said(text, font) == (meant, Encoding.VNI)


def test_capital_font_draws_capitals() -> None:
    assert said("kÕ ho¹ch", ".VnTimeH") == ("KẾ HOẠCH", Encoding.TCVN3)
    assert said("ubnd", ".VnTimeH") == ("UBND", Encoding.UNICODE)


@pytest.mark.parametrize(
    "text",
    [
        "Cộng hòa xã hội chủ nghĩa Việt Nam", "Lâm", "vô", "dù án", "HĐND-UBND", "café Müller", "4×4, ½ ngày, § 5, ©",
        "«trích dẫn»", "Đắk R'lấp, Krông Nô", "Ngày 25/6/2025", "UBND", "", "™ • … – “ ”",
    ],
)  # fmt: skip
def test_unicode_stays(text: str) -> None:
    assert said(text) == (text, Encoding.UNICODE)


def test_unicode_under_an_old_font_name_stays() -> None:
    assert said("Tỉnh Lâm Đồng", ".VnTime") == ("Tỉnh Lâm Đồng", Encoding.UNICODE)


def test_decomposed_unicode_stays() -> None:
    assert said(unicodedata.normalize("NFD", "Cộng hoà"))[1] is Encoding.UNICODE


@pytest.mark.parametrize(
    ("text", "font"), [("hép", ".VnTime"), ("Kr«ng N«", "Arial"), ("Thêng xuyªn", "Arial"), ("Lâm §ång tỉnh", "Arial")]
)
def test_uncertain_is_refused(text: str, font: str) -> None:
    assert said(text, font) == (text, None)


def test_neighbours_of_the_same_font_decide() -> None:
    judge = Judge([("Së Néi vô", ".VnTime"), ("hép", ".VnTime")])
    assert judge.verdict("hép", ".VnTime").text == "hộp"
    unicode = Judge([("Sở Nội vụ", ".VnTime")])
    assert unicode.verdict("hép", ".VnTime").text == "hép"


def test_neighbours_that_disagree_decide_nothing() -> None:
    judge = Judge([("Së Néi vô", ".VnTime"), ("Sở Nội vụ", ".VnTime")])
    assert judge.verdict("hép", ".VnTime").encoding is None


@pytest.mark.parametrize(
    ("font", "encoding"),
    [
        (".VnTime", Encoding.TCVN3), (".VnArialH", Encoding.TCVN3), ("VnTime", Encoding.TCVN3),
        ("VNI-Times", Encoding.VNI), ("VNI Helve", Encoding.VNI), ("Times New Roman", Encoding.UNICODE),
        ("", Encoding.UNICODE),
    ],
)  # fmt: skip
def test_font_names(font: str, encoding: Encoding) -> None:
    assert encoding_of_font(font) is encoding


def test_both_conversions_keep_plain_words() -> None:
    assert from_tcvn3("UBND 25/6 - KH") == from_vni("UBND 25/6 - KH") == "UBND 25/6 - KH"


@pytest.mark.parametrize("word", ["nghiêng", "giếng", "gì", "quyển", "khuỷu", "QLVBĐH", "Đông", "ỷ", "uyên", "ngoằn"])
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["héi", "nghiém", "céac", "hớp̀", "đ", "vién", "biết̀", "các̉"])
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)


def test_import_converts_and_says_so(desk: Desk, foreign: Foreign) -> None:
    path = foreign(("1", "Rµ so¸t hÖ thèng", "Së Néi vô", "", "B¸o c¸o", "§ªm 30/6/2025"), font=".VnTime")
    preview = spreadsheets.read(desk, path=path)
    (row,) = preview.added
    assert (row.content, row.lead, row.products) == ("Rà soát hệ thống", "Sở Nội vụ", "Báo cáo")
    assert row.deadline is not None
    assert row.deadline.text == "Đêm 30/6/2025"
    assert ("B4", "Đã chuyển từ TCVN3 (.VnTime): “Rà soát hệ thống”.") in [
        (one.cell, one.text) for one in preview.remarks
    ]


def test_import_refuses_what_it_cannot_tell(desk: Desk, foreign: Foreign) -> None:
    preview = spreadsheets.read(desk, path=foreign(("1", "Thêng xuyªn kiÓm tra", "", "", "x")))
    assert (preview.added, [one.cell for one in preview.refused]) == ((), ["B4"])
    assert "phông cũ" in preview.refused[0].reason


def test_old_headings_are_understood(desk: Desk, foreign: Foreign) -> None:
    headings = ("TT", "Néi dung c«ng viÖc", "§¬n vÞ chñ tr×", "", "S¶n phÈm", "Thêi h¹n")
    path = foreign(("1", "Rµ so¸t", "Së Néi vô"), headings=headings, font=".VnTime")
    assert [row.lead for row in spreadsheets.read(desk, path=path).added] == ["Sở Nội vụ"]


def test_secret_in_old_letters_stops(desk: Desk, foreign: Foreign) -> None:
    with pytest.raises(SecretError):
        spreadsheets.read(desk, path=foreign(("1", "tèi mËt", "Së Néi vô"), font=".VnTimeH"))
