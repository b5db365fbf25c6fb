"""Names every part that was added to a PDF, and says of each whether it may be there.

A file signed once and again grows by revisions. After the leader's signature the văn thư adds number, date and seal:
accepted where it only adds, inside the places left for it. Whatever else is flagged, even where every signature still
verifies over its own bytes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.exports.pdf.places import Place, PlaceKind
from app.exports.signing.binding import Binding, binding_in
from app.exports.signing.structure import adds_only_fields, overreach
from app.exports.signing.verification import RevisionKind, RevisionReport
from app.exports.signing.visual import Seen, compare

_END = re.compile(rb"startxref\s+\d+\s+%%EOF[ \t]*\r?\n?")
_WORDS = {PlaceKind.NUMBER: "số, ký hiệu", PlaceKind.DATE: "ngày, tháng", PlaceKind.SIGNATURE: "dấu, hình chữ ký"}
CLERK = "Văn thư bổ sung sau ký"


@dataclass(slots=True)
class Revisions:
    """The parts of one file, judged once for all its signatures."""

    reports: list[RevisionReport]
    binding: Binding | None
    reasons: dict[int, str] = field(default_factory=dict)
    """Revision (from 0) -> why it may not be there."""


def judge(pdf: bytes, reader: Any, places: Sequence[Place] | None = None) -> Revisions:
    """Every revision of a file. `places` stands in where the file names none (another program wrote it anew).

    Raises:
        PdfError: a page cannot be drawn.
    """
    ends = _ends(pdf, reader)
    signed = _signers(reader)
    binding, bound_at = _binding(reader, min(signed, default=reader.total_revisions))
    judged = Revisions([], binding)
    known = binding.places if binding else tuple(places or ())
    base = max(bound_at, 0)
    taken: set[int] = set()
    for at in range(reader.total_revisions):
        if at <= base and at not in signed:
            kind, text, reason = RevisionKind.EXPORT, "Bản xuất từ chương trình" if binding else "Nội dung ban đầu", ""
        elif at == 0:
            kind, text, reason = RevisionKind.SIGNATURE, f"Nội dung và chữ ký của {signed[at]}", ""
        else:
            after_signing = any(earlier < at for earlier in signed)
            states = pdf[: ends[at - 1]], pdf[: ends[at]]
            step = _Step(reader, at, states, known, frozenset(taken), signed.get(at, ""), after_signing=after_signing)
            kind, text, reason = step.judge(taken)
        if reason:
            judged.reasons[at] = reason
        judged.reports.append(RevisionReport(at + 1, kind, text, not reason))
    if pdf[ends[-1] :].strip():
        reason = "Thay đổi không được phép: có dữ liệu lạ ở cuối tệp"
        judged.reasons[reader.total_revisions] = reason
        judged.reports.append(RevisionReport(len(ends) + 1, RevisionKind.CHANGE, reason, accepted=False))
    return judged


def _ends(pdf: bytes, reader: Any) -> list[int]:
    """Where each revision ends in the file."""
    ends = []
    for at in range(reader.total_revisions):
        after = reader.xrefs.get_xref_container_info(at).end_location
        found = _END.search(pdf, max(0, after - len(b"startxref")))
        ends.append(found.end() if found else len(pdf))
    return ends


def _signers(reader: Any) -> dict[int, str]:
    """Revision -> who signed it."""
    from app.exports.signing.certificates import card_of

    found: dict[int, str] = {}
    for one in reader.embedded_regular_signatures:
        name = card_of(one.signer_cert).subject
        found[one.signed_revision] = f"{found[one.signed_revision]}, {name}" if one.signed_revision in found else name
    return found


def _binding(reader: Any, before: int) -> tuple[Binding | None, int]:
    """The first binding and the revision that brought it: one that no signature covers would bind nothing."""
    for at in range(min(before + 1, reader.total_revisions)):
        binding = binding_in(reader.get_historical_root(at))
        if binding is not None:
            return binding, at
    return None, -1


@dataclass(frozen=True, slots=True)
class _Step:
    """From one revision to the next."""

    reader: Any
    at: int
    states: tuple[bytes, bytes]
    places: Sequence[Place]
    taken: frozenset[int]
    signer: str
    after_signing: bool

    def judge(self, taken: set[int]) -> tuple[RevisionKind, str, str]:
        """Kind, words, and why it may not be there (empty: it may)."""
        old, new = (self.reader.get_historical_resolver(at) for at in (self.at - 1, self.at))
        ordinary = _is_ordinary(old, new)
        reason = "" if ordinary else overreach(old, new)
        seen = Seen() if reason else compare(*self.states, self.places)
        reason = reason or self._visible(seen, ordinary=ordinary)
        if reason:
            text = f"Thay đổi không được phép: {reason}"
            return (RevisionKind.CHANGE, text, text)
        taken |= {place for place in seen.touched if self.places[place].kind is not PlaceKind.SIGNATURE}
        return (*self._named(seen, ordinary=ordinary), "")

    def _visible(self, seen: Seen, *, ordinary: bool) -> str:
        again = [self.places[place].kind for place in seen.touched & self.taken]
        findings = (
            (seen.pages_differ, "thêm, bớt hoặc đổi khổ trang"),
            (bool(seen.covered), f"che hoặc xoá chữ đã có ở trang {_numbers(seen.covered)}"),
            (bool(again), f"sửa lại {', '.join(_WORDS[kind] for kind in again)} đã ghi"),
            (bool(seen.lettered), f"thêm chữ quanh chỗ ký ở trang {_numbers(seen.lettered)}"),
            (
                bool(seen.outside) and not (ordinary and self.signer),
                f"thêm nội dung ngoài chỗ số, ngày, chữ ký, dấu ở trang {_numbers(seen.outside)}",
            ),
            (bool(seen.crowded), f"viết sát chữ đã có ở trang {_numbers(seen.crowded)}"),
            (seen.nothing and not ordinary, "thêm phần không hiện trên trang"),
        )
        return next((text for found, text in findings if found), "")

    def _named(self, seen: Seen, *, ordinary: bool) -> tuple[RevisionKind, str]:
        added = ", ".join(dict.fromkeys(_WORDS[self.places[place].kind] for place in sorted(seen.touched)))
        signed = f"Chữ ký của {self.signer}" if self.signer else ""
        beside = " (hình chữ ký đặt ngoài chỗ ký)" if seen.outside else ""
        if ordinary and self.signer:
            return RevisionKind.SIGNATURE, signed + beside
        if seen.nothing and ordinary:
            return RevisionKind.TECHNICAL, "Thông tin kỹ thuật (dấu thời gian, dữ liệu kiểm tra)"
        added = added or "hình ngoài chỗ ký"
        if self.after_signing:
            return RevisionKind.ADDITION, f"{CLERK}: {added}{f'; {signed}' if signed else ''}"
        return RevisionKind.BEFORE_SIGNING, f"Bổ sung lúc ký: {added}{f'; {signed}' if signed else ''}"


def _is_ordinary(old: Any, new: Any) -> bool:
    """Whether pyHanko's own policy finds only signatures, form filling and technical data.

    It knows no revision before the first field; there our own rule stands in.
    """
    from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, ModificationLevel, SuspiciousModification

    if "/AcroForm" not in old.root:
        return adds_only_fields(old, new)
    try:
        found = DEFAULT_DIFF_POLICY.apply(old, new)
    except SuspiciousModification:
        return False
    return bool(found.modification_level <= ModificationLevel.FORM_FILLING)


def _numbers(pages: Sequence[int]) -> str:
    return ", ".join(map(str, pages))
