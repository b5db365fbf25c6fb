"""Who issues a decision on systems, and its number: the committee, or UBND where UBND or its chair decided."""

import re
import unicodedata
from dataclasses import dataclass, replace

from app.exports.layout import number_line
from app.exports.paper_parts import symbol_of
from app.exports.plan_words import rules_of, unsigned
from app.exports.selection_parts import Printing
from app.exports.tree import Signature
from app.models.plan.records import IssuingBody
from app.models.text import fold

COMMITTEE = "UBND"
"""Ký hiệu of Ủy ban nhân dân."""
_COUNCIL_WORDS = ("ubnd", "uy ban nhan dan")


@dataclass(frozen=True, slots=True)
class Issuer:
    """The body on the letterhead and the place of the signature."""

    body: IssuingBody
    authority: str
    """Thẩm quyền ban hành, in capitals."""
    name: str
    """In running text: "Ban Chỉ đạo tỉnh Lâm Đồng"."""
    signature: Signature
    kept: str
    """Last line of Nơi nhận."""


def issuer(printing: Printing, by: str, note: str) -> Issuer:
    """The issuer of what somebody decided; the committee of the workspace unless UBND is named."""
    body = printing.body
    if rules_of(body) == "state" and any(word in fold(by) for word in _COUNCIL_WORDS):
        return _peoples_committee(printing, by, note)
    kept = "Lưu Văn phòng, Hồ sơ." if rules_of(body) == "party" else "Lưu: VT, BCĐ."
    return Issuer(body, _headed(body), f"Ban Chỉ đạo {printing.province.title}", unsigned(body, note), kept)


def _peoples_committee(printing: Printing, by: str, note: str) -> Issuer:
    """UBND by itself (TM.), its chair, or a deputy for the chair (NĐ 30, PL I, II.7.a)."""
    full = f"Ủy ban nhân dân {printing.province.title}"
    body = replace(printing.body, parent="", name=full.upper(), symbol=f"KH-{COMMITTEE}", position="CHỦ TỊCH")
    said = fold(by)
    if "pho chu tich" in said:
        signer = Signature(("KT. CHỦ TỊCH",), "PHÓ CHỦ TỊCH", note)
    elif "chu tich" in said:
        signer = Signature((), "CHỦ TỊCH", note)
    else:
        signer = Signature(("TM. ỦY BAN NHÂN DÂN",), "CHỦ TỊCH", note)
    is_chair = "chu tich" in said
    authority = f"CHỦ TỊCH {body.name}" if is_chair else body.name
    return Issuer(body, authority, f"Chủ tịch {full}" if is_chair else full, signer, "Lưu: VT.")


def _headed(body: IssuingBody) -> str:
    """`TRƯỞNG BAN CHỈ ĐẠO ...`: post and body, a word they share once."""
    position, name = body.position.strip().upper(), body.name.strip().upper()
    shared = position.split()[-1] if position else ""
    if shared and name.split()[:1] == [shared]:
        position = position.removesuffix(shared).strip()
    return f"{position} {name}".strip()


def is_of_type(number: str, symbol: str, *, otherwise: bool) -> bool:
    """Whether a typed number is of a type ("QĐ"); ``otherwise`` where it bears no sign at all."""
    words = re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", number).upper())
    return bool(number.strip()) and (symbol in words if words else otherwise)


def number_of(body: IssuingBody, symbol: str, number: str) -> str:
    """The number line: as typed with its sign, or digits with ours; blank for the pen while there is none."""
    rules = rules_of(body)
    text = unicodedata.normalize("NFC", number).strip()
    rest = text.lstrip("0123456789")
    digits = text[: len(text) - len(rest)]
    if not rest:
        return number_line(rules, symbol_of(body, symbol), digits)
    padded = f"0{digits}" if len(digits) == 1 else digits
    return f"{'Số' if rules == 'party' else 'Số:'} {padded}{rest}"
