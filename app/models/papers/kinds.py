"""Kinds of official papers and their abbreviations (NĐ 30/2020, Phụ lục III; Party: HD 05-HD/VPTW)."""

from dataclasses import dataclass

from app.models.errors import InvalidInputError

LETTER = "CV"
"""Our code of a công văn, which has no abbreviation on paper."""


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A kind of paper (Tên loại văn bản)."""

    code: str
    """The abbreviation; `LETTER` for a công văn."""
    name: str
    several_signers: bool = False
    """Whether the parties sign it there and then (biên bản): it needs no submission slip, number or seal to go out."""

    @property
    def in_symbol(self) -> str:
        """What stands before the issuer in the ký hiệu; nothing for a công văn."""
        return "" if self.code == LETTER else self.code


_NAMES = {
    "NQ": "Nghị quyết",
    "QĐ": "Quyết định",
    "CT": "Chỉ thị",
    "QC": "Quy chế",
    "QyĐ": "Quy định",
    "TC": "Thông cáo",
    "TB": "Thông báo",
    "HD": "Hướng dẫn",
    "CTr": "Chương trình",
    "KH": "Kế hoạch",
    "PA": "Phương án",
    "ĐA": "Đề án",
    "DA": "Dự án",
    "BC": "Báo cáo",
    "BB": "Biên bản",
    "TTr": "Tờ trình",
    "HĐ": "Hợp đồng",
    "CĐ": "Công điện",
    "BGN": "Bản ghi nhớ",
    "BTT": "Bản thỏa thuận",
    "GUQ": "Giấy ủy quyền",
    "GM": "Giấy mời",
    "GGT": "Giấy giới thiệu",
    "GNP": "Giấy nghỉ phép",
    "PG": "Phiếu gửi",
    "PC": "Phiếu chuyển",
    "PB": "Phiếu báo",
    LETTER: "Công văn",
}
_SEVERAL = frozenset({"BB", "HĐ", "BGN", "BTT"})
KINDS = {code: PaperKind(code, name, code in _SEVERAL) for code, name in _NAMES.items()}


def kind_of(code: str) -> PaperKind:
    """The kind of a code; one that only a newer version knows is itself."""
    return KINDS.get(code) or PaperKind(code, code)


def required_kind(code: str) -> PaperKind:
    """The kind of a code that a person chose.

    Raises:
        InvalidInputError: there is none.
    """
    if code not in KINDS:
        raise InvalidInputError(f"Không có loại văn bản “{code}”.", "Chọn loại văn bản trong danh sách.")
    return KINDS[code]


def symbol_of(kind: PaperKind, issuer: str, *, drafting: str = "") -> str:
    """The ký hiệu of a kind: "BB-BCĐ"; of a công văn issuer and drafting unit: "BCĐ-TH" (NĐ 30/2020, PL I, II.3)."""
    return "-".join(part for part in ((kind.in_symbol, issuer) if kind.in_symbol else (issuer, drafting)) if part)


def kind_in(symbol: str) -> PaperKind:
    """The kind that a ký hiệu names; a công văn where it begins with no kind."""
    first = symbol.replace("/", "-").split("-", 1)[0].strip()
    found = next((one for one in KINDS.values() if one.in_symbol and one.in_symbol.lower() == first.lower()), None)
    return found or KINDS[LETTER]


def issuer_in(symbol: str) -> str:
    """The issuer that a ký hiệu names: "BCĐ" of "KH-BCĐ"; of a công văn ("BCĐ-TH") its first part."""
    parts = [part.strip() for part in symbol.replace("/", "-").split("-")]
    if kind_in(symbol).in_symbol and len(parts) > 1:
        return parts[1]
    return parts[0]
