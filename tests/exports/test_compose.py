from app.exports.compose import Columns, lower
from app.exports.layout import ND30, PARTY05
from app.exports.tree import (
    Heading,
    ListItems,
    Paragraph,
    Recipients,
    Role,
    Run,
    Signature,
    SignatureBlock,
    Title,
    TwoColumnHeader,
    paragraph,
)

HEADER = TwoColumnHeader("TỈNH A", "BAN B", "Số: 01/KH-BCĐ", "A, ngày 01 tháng 7 năm 2025")


def _texts(columns: Columns) -> list[list[list[str]]]:
    return [[[text.text for text in cell] for cell in row] for row in columns.rows]


def test_state_letterhead() -> None:
    (drawn,) = lower([HEADER], ND30)
    assert isinstance(drawn, Columns)
    assert _texts(drawn)[0] == [
        ["TỈNH A", "BAN B"],
        ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"],
    ]
    assert drawn.rows[0][0][1].rule == ND30.issuer_rule
    assert drawn.rows[0][1][1].rule == 1


def test_party_letterhead_never_mixes() -> None:
    (drawn,) = lower([HEADER], PARTY05)
    assert isinstance(drawn, Columns)
    assert _texts(drawn)[0] == [["TỈNH A", "BAN B", "*"], ["ĐẢNG CỘNG SẢN VIỆT NAM"]]
    assert drawn.rows[0][0][1].rule == 0


def test_a_header_without_number_and_date_has_one_row() -> None:
    (drawn,) = lower([TwoColumnHeader("A", "B")], ND30)
    assert isinstance(drawn, Columns)
    assert len(drawn.rows) == 1


def test_title_of_each_rule_set() -> None:
    state = list(lower([Title("KẾ HOẠCH", "Triển khai")], ND30))
    party = list(lower([Title("KẾ HOẠCH", "về triển khai")], PARTY05))
    assert [(line.text, line.rule) for line in state if isinstance(line, Paragraph)][1] == ("Triển khai", 0.4)
    assert [line.text for line in party if isinstance(line, Paragraph)] == ["KẾ HOẠCH", "về triển khai", "-----"]


def test_a_line_feed_becomes_a_paragraph_of_its_own() -> None:
    drawn = list(lower([Paragraph((Run("a\nb", bold=True), Run("c\n\nd")))], ND30))
    assert [line.text for line in drawn if isinstance(line, Paragraph)] == ["a", "bc", "d"]


def test_list_items_bear_the_marker_once() -> None:
    drawn = list(lower([ListItems(("một", "hai"))], ND30))
    assert [line.text for line in drawn if isinstance(line, Paragraph)] == ["- một", "- hai"]


def test_the_paragraph_before_a_signature_is_bound_to_it() -> None:
    block = SignatureBlock((Signature(("TM. A",), "B", name="C"),), Recipients("Nơi nhận:", ("A;",)))
    last, signed = lower([paragraph("cuối"), block], ND30)
    assert isinstance(last, Paragraph)
    assert last.keep_next
    assert isinstance(signed, Columns)
    assert [text.role for text in signed.rows[0][1]][-1] is Role.SIGN_NAME


def test_several_signers_stand_in_pairs() -> None:
    block = SignatureBlock(tuple(Signature(position=f"P{at}", name=f"N{at}") for at in range(3)))
    (drawn,) = lower([block], ND30)
    assert isinstance(drawn, Columns)
    assert len(drawn.rows) == 2
    assert drawn.rows[1][1] == ()


def test_headings_keep_their_numbers() -> None:
    (drawn,) = lower([Heading(1, "I. MỤC TIÊU")], ND30)
    assert drawn == paragraph("I. MỤC TIÊU", Role.HEADING_1)
