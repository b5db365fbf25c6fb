"""Verifies every signature of a PDF against the certificates a person trusts, with no network."""

import asyncio
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from app.exports.pdf.places import Place
from app.exports.signing.binding import reader_of
from app.exports.signing.certificates import Trust, card_of
from app.exports.signing.container import is_untouched
from app.exports.signing.errors import PdfError
from app.exports.signing.making import TOLERANCE
from app.exports.signing.revisions import Revisions, judge
from app.exports.signing.verification import Revocation, SealReport, SealState, SignatureReport, Verdict, Verification
from app.models import vietnam_time
from app.models.signing.records import CertificateCard


def verify(name: str, pdf: bytes, trust: Trust, now: datetime, places: Sequence[Place] | None = None) -> Verification:
    """Everything that can be said of a file by itself; whether it fits a workspace's record is added by the caller.

    Raises:
        PdfError: no PDF, damaged beyond reading, or encrypted.
    """
    with _reading():
        reader = reader_of(pdf)
        revisions = judge(pdf, reader, places)
        embedded = [(one, *_checked(one, revisions, trust, now)) for one in reader.embedded_regular_signatures]
        last = max((one.signed_revision for one, _, _ in embedded), default=-1)
        reports = tuple(
            _report(one, status, revocation, revisions, pdf, trust, now, is_last=one.signed_revision == last)
            for one, status, revocation in embedded
        )
    return Verification(
        name=name,
        sha256=hashlib.sha256(pdf).hexdigest(),
        signatures=reports,
        revisions=tuple(revisions.reports),
        seal=_seal(revisions),
    )


@contextmanager
def _reading() -> Iterator[None]:
    """What a damaged file makes its readers raise, in one error.

    Raises:
        PdfError: always instead.
    """
    from pyhanko.pdf_utils.misc import PdfError as Broken
    from pyhanko.sign.validation.errors import SignatureValidationError

    try:
        yield
    except (Broken, SignatureValidationError, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise PdfError(
            "Tệp PDF hỏng hoặc đã bị sửa: không đọc được chữ ký.", "Lấy lại tệp từ nơi gửi; không dùng tệp này."
        ) from error


def _seal(revisions: Revisions) -> SealReport:
    if revisions.binding is None:
        return SealReport(SealState.NONE, "Tệp không ghi thuộc bản ghi nào của chương trình")
    ref = revisions.binding.ref
    return SealReport(SealState.NAMED, f"{ref.title}, mã băm bản chốt {ref.sealed_hash[:16]}…", ref)


def _checked(one: Any, revisions: Revisions, trust: Trust, now: datetime) -> tuple[Any, Revocation]:
    """The status of one signature, judged at the instant it says it was made, and what is known of revocation."""
    from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints

    told = _told(one)
    moment = min(told, now) if told is not None else now
    usage = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"})
    policy = _policy(revisions)

    async def run() -> Any:
        return await async_validate_pdf_signature(
            one,
            signer_validation_context=_context(trust, moment),
            ts_validation_context=_context(trust, now),
            diff_policy=policy,
            key_usage_settings=usage,
        )

    status = asyncio.run(run())
    return status, _revocation(one, status, trust, moment, now)


def _context(trust: Trust, moment: datetime, *, must_be_listed: bool = False) -> Any:
    """Everything by hand: no network, no trust list of the operating system."""
    from pyhanko_certvalidator import ValidationContext
    from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy, RevocationCheckingRule
    from pyhanko_certvalidator.registry import SimpleTrustManager

    rule = RevocationCheckingRule
    lists = RevocationCheckingPolicy(rule.CRL_OR_OCSP_REQUIRED if must_be_listed else rule.NO_CHECK, rule.NO_CHECK)
    return ValidationContext(
        trust_manager=SimpleTrustManager.build(trust_roots=list(trust.roots)),
        other_certs=list(trust.others),
        crls=list(trust.revoked),
        moment=moment,
        allow_fetching=False,
        revinfo_policy=CertRevTrustPolicy(lists, retroactive_revinfo=True),
    )


def _revocation(one: Any, status: Any, trust: Trust, moment: datetime, now: datetime) -> Revocation:
    """Good only where a list on this PC covers the certificate: without one nothing is known."""
    if not (trust.revoked and status.validation_path):
        return Revocation.UNCHECKED
    at_present = _listed(one, trust, min(now, card_of(one.signer_cert).not_after))
    if at_present is not Revocation.REVOKED:
        return at_present
    at_signing = _listed(one, trust, moment)
    return Revocation.REVOKED if at_signing is Revocation.REVOKED else Revocation.REVOKED_SINCE


def _listed(one: Any, trust: Trust, moment: datetime) -> Revocation:
    """What the lists say of a signer's certificate at an instant."""
    from pyhanko_certvalidator import CertificateValidator
    from pyhanko_certvalidator.errors import PathBuildingError, RevokedError, ValidationError

    context = _context(trust, moment, must_be_listed=True)
    validator = CertificateValidator(one.signer_cert, list(one.other_embedded_certs), validation_context=context)
    try:
        asyncio.run(validator.async_validate_path())
    except RevokedError:
        return Revocation.REVOKED
    except (PathBuildingError, ValidationError):
        return Revocation.UNCHECKED
    return Revocation.GOOD


def _policy(revisions: Revisions) -> Any:
    """The standard difference policy with our judgement of each revision in it."""
    from pyhanko.sign.diff_analysis import (
        DEFAULT_DIFF_POLICY,
        DiffResult,
        ModificationLevel,
        StandardDiffPolicy,
        SuspiciousModification,
    )
    from pyhanko.sign.fields import MDPPerm

    standard: Any = DEFAULT_DIFF_POLICY

    class OfficePolicy(StandardDiffPolicy):
        """Signatures as ever; besides them what the văn thư may add, unless the signer forbade additions."""

        def apply(self, old: Any, new: Any, field_mdp_spec: Any = None, doc_mdp: Any = None) -> DiffResult:
            reason = revisions.reasons.get(new.revision)
            if reason:
                raise SuspiciousModification(reason)
            try:
                return super().apply(old, new, field_mdp_spec, doc_mdp)
            except SuspiciousModification:
                if doc_mdp is MDPPerm.NO_CHANGES:
                    raise
                return DiffResult(ModificationLevel.FORM_FILLING, set())

    return OfficePolicy(standard.global_rules, standard.form_rule)


def _told(one: Any) -> datetime | None:
    moment: datetime | None = one.self_reported_timestamp
    if moment is None:
        return None
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=vietnam_time.VIETNAM)
    return aware.astimezone(UTC)


def _report(
    one: Any,
    status: Any,
    revocation: Revocation,
    revisions: Revisions,
    pdf: bytes,
    trust: Trust,
    now: datetime,
    *,
    is_last: bool,
) -> SignatureReport:
    from pyhanko.sign.validation import SignatureCoverageLevel

    card = card_of(one.signer_cert)
    stamp = status.timestamp_validity
    timestamped = stamp is not None and stamp.valid and stamp.intact and stamp.trusted
    signed_at = stamp.timestamp.astimezone(UTC) if timestamped else _told(one)
    bad = tuple(_bad(one, status, revisions, signed_at, pdf, trust, now))
    if revocation is Revocation.REVOKED:
        bad = (*bad, "chứng thư số đã bị thu hồi trước khi ký")
    doubts = tuple(_doubts(status, card, signed_at))
    if revocation is Revocation.REVOKED_SINCE and not timestamped:
        doubts = (*doubts, "chứng thư số đã bị thu hồi, không có dấu thời gian chứng minh ký trước đó")
    verdict = Verdict.INVALID if bad else Verdict.VALID if status.bottom_line and not doubts else Verdict.UNTRUSTED
    covers = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    notes = tuple(_notes(card, now, covers=covers or not is_last))
    return SignatureReport(
        field=str(one.field_name),
        certificate=card,
        signed_at=signed_at,
        timestamped=timestamped,
        verdict=verdict,
        reasons=bad or (*doubts, *notes),
        revocation=revocation,
        revision=one.signed_revision + 1,
    )


def _bad(
    one: Any, status: Any, revisions: Revisions, signed_at: datetime | None, pdf: bytes, trust: Trust, now: datetime
) -> Iterator[str]:
    """What breaks a signature."""
    from pyhanko.sign.validation import SignatureCoverageLevel

    if not status.intact:
        yield "nội dung đã bị sửa sau khi ký"
    elif not status.valid:
        yield "chữ ký số sai"
    elif not is_untouched(pdf, one, (*trust.roots, *trust.others)):
        yield "phần chứa chữ ký đã bị sửa"
    elif status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        yield "chữ ký không bao trùm toàn bộ nội dung lúc ký"
    later = [reason for at, reason in sorted(revisions.reasons.items()) if at > one.signed_revision]
    yield from (reason[0].lower() + reason[1:] for reason in later)
    if not later and status.intact and status.docmdp_ok is False and status.coverage.value >= 2:
        yield "người ký không cho phép bổ sung sau khi ký, nhưng tệp đã được bổ sung"
    if signed_at is not None and signed_at > now + TOLERANCE:
        yield f"thời điểm ký {vietnam_time.show_moment(signed_at)} ở tương lai: đồng hồ máy ký hoặc máy này sai"


def _doubts(status: Any, card: CertificateCard, signed_at: datetime | None) -> Iterator[str]:
    """Why it cannot be said who signed, where the bytes are whole."""
    if card.self_signed:
        yield "chứng thư tự ký, không do tổ chức chứng thực cấp"
    elif signed_at is not None and signed_at > card.not_after:
        yield "chứng thư số đã hết hạn lúc ký"
    elif signed_at is not None and signed_at < card.not_before:
        yield "chứng thư số chưa có hiệu lực lúc ký"
    elif not status.trusted:
        yield f"nơi cấp “{card.issuer}” không có trong danh sách chứng thư gốc tin cậy của máy này"
    stamp = status.timestamp_validity
    if stamp is not None and not (stamp.valid and stamp.intact and stamp.trusted):
        yield "dấu thời gian kèm theo không xác nhận được"


def _notes(card: CertificateCard, now: datetime, *, covers: bool) -> Iterator[str]:
    """What is worth knowing and breaks nothing."""
    if now > card.not_after:
        yield "chứng thư số nay đã hết hạn (lúc ký còn hiệu lực theo giờ ghi trong chữ ký)"
    if not covers:
        yield "có phần bổ sung sau chữ ký cuối cùng, không được chữ ký nào bao trùm"
