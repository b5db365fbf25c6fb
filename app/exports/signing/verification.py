"""What verifying a PDF finds, in frozen records and in Vietnamese words. Instants are aware UTC."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.models import vietnam_time
from app.models.signing.records import CertificateCard, SealedRef

UNCHECKED = "Chưa kiểm tra được tình trạng thu hồi"


class Verdict(StrEnum):
    """How a signature stands."""

    VALID = "valid"
    UNTRUSTED = "untrusted"
    """Toàn vẹn, nhưng chưa xác nhận được ai cấp chứng thư."""
    INVALID = "invalid"


class Revocation(StrEnum):
    """What is known of the certificate being revoked."""

    UNCHECKED = "unchecked"
    GOOD = "good"
    REVOKED = "revoked"
    REVOKED_SINCE = "revoked_since"
    """After the instant the signature states."""


class RevisionKind(StrEnum):
    """What a part of the file is that was added in one go."""

    EXPORT = "export"
    SIGNATURE = "signature"
    BEFORE_SIGNING = "before_signing"
    ADDITION = "addition"
    """Văn thư bổ sung sau ký."""
    TECHNICAL = "technical"
    CHANGE = "change"
    """Anything else: flagged."""


class SealState(StrEnum):
    """How the file stands to a sealed record."""

    NONE = "none"
    """Not a paper of this program."""
    NAMED = "named"
    """It names one; no workspace was asked."""
    MATCHES = "matches"
    OUTDATED = "outdated"
    """The record has been sealed anew since."""
    UNKNOWN = "unknown"
    """Of a record or a sealed content that this workspace does not have."""
    DIFFERS = "differs"
    """It names a sealed record, but its pages are not those that were made from it."""


VERDICTS = {
    Verdict.VALID: "Hợp lệ",
    Verdict.UNTRUSTED: "Toàn vẹn, chưa xác nhận được chứng thư",
    Verdict.INVALID: "KHÔNG hợp lệ",
}
REVOCATIONS = {
    Revocation.UNCHECKED: UNCHECKED,
    Revocation.GOOD: "Chưa bị thu hồi, theo danh sách thu hồi có trên máy",
    Revocation.REVOKED: "ĐÃ BỊ THU HỒI",
    Revocation.REVOKED_SINCE: "Bị thu hồi sau thời điểm ký ghi trong chữ ký",
}


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """One signature."""

    field: str
    certificate: CertificateCard
    signed_at: datetime | None
    """As the signer's PC said, or the time stamp where there is one."""
    timestamped: bool
    verdict: Verdict
    reasons: tuple[str, ...]
    revocation: Revocation
    revision: int


@dataclass(frozen=True, slots=True)
class RevisionReport:
    """One revision, numbered from 1 as a person counts."""

    number: int
    kind: RevisionKind
    text: str
    accepted: bool


@dataclass(frozen=True, slots=True)
class SealReport:
    """Against which sealed record."""

    state: SealState
    text: str
    ref: SealedRef | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """All that verifying one file found."""

    name: str
    sha256: str
    signatures: tuple[SignatureReport, ...]
    revisions: tuple[RevisionReport, ...]
    seal: SealReport

    @property
    def problems(self) -> tuple[str, ...]:
        """What makes the file unfit, in words."""
        changed = [f"Phần {one.number}: {one.text}" for one in self.revisions if not one.accepted]
        bad = [
            f"Chữ ký của {one.certificate.subject}: {reason}"
            for one in self.signatures
            if one.verdict is Verdict.INVALID
            for reason in one.reasons
        ]
        other = [self.seal.text] if self.seal.state is SealState.DIFFERS else []
        return (*changed, *bad, *other)

    @property
    def is_valid(self) -> bool:
        """Whether it is signed, unchanged, and every signature is valid."""
        return bool(self.signatures) and not self.problems and all(s.verdict is Verdict.VALID for s in self.signatures)

    @property
    def summary(self) -> str:
        """One line."""
        if self.problems:
            return "KHÔNG hợp lệ: tệp đã bị sửa hoặc có chữ ký không hợp lệ."
        if not self.signatures:
            return "Tệp chưa có chữ ký số."
        if not self.is_valid:
            return "Nội dung nguyên vẹn; có chữ ký chưa xác nhận được chứng thư."
        return f"Hợp lệ: {len(self.signatures)} chữ ký, nội dung nguyên vẹn."

    def lines(self) -> Iterator[str]:
        """The whole report, line by line, as the command line prints it."""
        yield f"{self.name}: {self.summary}"
        yield f"Bản ghi: {self.seal.text}"
        for at, one in enumerate(self.signatures, 1):
            yield from _signature_lines(at, one)
        if self.revisions:
            yield "Các phần của tệp:"
            yield from (f"  {one.number}. {'' if one.accepted else 'CẢNH BÁO: '}{one.text}" for one in self.revisions)
        yield f"SHA-256 của tệp: {self.sha256}"


def _signature_lines(at: int, one: SignatureReport) -> Iterator[str]:
    card = one.certificate
    yield f"Chữ ký {at}: {card.subject}{f' ({card.organisation})' if card.organisation else ''}"
    yield f"  Kết quả: {VERDICTS[one.verdict]}"
    yield from (f"  - {reason}" for reason in one.reasons)
    moment = vietnam_time.show_moment(one.signed_at) if one.signed_at else "không ghi"
    source = "dấu thời gian" if one.timestamped else "giờ của máy ký, không có dấu thời gian"
    yield f"  Ký lúc: {moment} ({source})"
    issuer = "tự ký, không do tổ chức chứng thực cấp" if card.self_signed else card.issuer
    yield f"  Chứng thư số: số {card.serial}; nơi cấp: {issuer}"
    since, until = (vietnam_time.show_date(vietnam_time.local(day).date()) for day in (card.not_before, card.not_after))
    yield f"  Hiệu lực: {since} đến {until}; {REVOCATIONS[one.revocation]}"
