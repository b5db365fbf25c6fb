"""Verifying: trusted, unknown, self-signed, expired, revoked; and the words it says."""

import asyncio
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.keys.internal import translate_pyca_cryptography_key_to_asn1
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps import DummyTimeStamper

from app.exports.signing.binding import reader_of
from app.exports.signing.certificates import Trust
from app.exports.signing.errors import PdfError
from app.exports.signing.making import Statement, sign
from app.exports.signing.verification import Revocation, SealState, Verdict
from app.exports.signing.verifying import verify
from app.models import vietnam_time
from tests.exports.signing import authority
from tests.exports.signing.papers import CHAIR, EVENING, NOON, asn1, export, key, signed, trusting, verified


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The chair has signed."""
    return signed(export(), authority.officer(CHAIR), tmp_path_factory.mktemp("once"), field="chair")


def test_says_who_when_and_with_what(once: bytes) -> None:
    (found,) = verified(once).signatures
    assert found.certificate.subject == CHAIR
    assert found.certificate.organisation == "UBND tỉnh Lâm Đồng"
    assert found.certificate.issuer == "Chứng thực số thử nghiệm"
    assert found.signed_at == NOON
    assert not found.timestamped


def test_offline_says_that_revocation_was_not_checked(once: bytes) -> None:
    found = verified(once)
    assert found.signatures[0].revocation is Revocation.UNCHECKED
    assert any("Chưa kiểm tra được tình trạng thu hồi" in line for line in found.lines())


def test_an_unknown_issuer_is_said_and_the_content_called_whole(once: bytes) -> None:
    found = verified(once, Trust())
    assert found.signatures[0].verdict is Verdict.UNTRUSTED
    assert found.summary == "Nội dung nguyên vẹn; có chữ ký chưa xác nhận được chứng thư."
    assert not found.is_valid


def test_a_self_signed_certificate_is_said(tmp_path: Path) -> None:
    found = verified(signed(export(), authority.issue("Trần Văn Tự", by=None), tmp_path, field="x"))
    assert found.signatures[0].verdict is Verdict.UNTRUSTED
    assert any("tự ký, không do tổ chức chứng thực cấp" in line for line in found.lines())


def test_a_list_without_the_certificate_clears_it(once: bytes) -> None:
    found = verified(once, trusting(authority.revoking_nobody(NOON)))
    assert found.signatures[0].revocation is Revocation.GOOD


def test_revoked_before_signing(once: bytes) -> None:
    day = vietnam_time.from_iso("2025-06-01T00:00:00.000Z")
    found = verified(once, trusting(authority.revoking(authority.officer(CHAIR), day)))
    assert found.signatures[0].verdict is Verdict.INVALID
    assert found.problems == (f"Chữ ký của {CHAIR}: chứng thư số đã bị thu hồi trước khi ký",)


def test_revoked_since_is_a_doubt_not_a_change(once: bytes) -> None:
    later = vietnam_time.from_iso("2025-06-24T08:00:00.000Z")
    found = verified(once, trusting(authority.revoking(authority.officer(CHAIR), later)))
    assert found.signatures[0].verdict is Verdict.UNTRUSTED
    assert found.problems == ()


def test_a_certificate_expired_since_still_stands(once: bytes) -> None:
    found = verify("x.pdf", once, trusting(), vietnam_time.from_iso("2030-01-01T00:00:00.000Z"))
    assert found.signatures[0].verdict is Verdict.VALID
    assert "nay đã hết hạn" in found.signatures[0].reasons[0]


def test_a_signature_from_the_future_is_a_wrong_clock(tmp_path: Path) -> None:
    tomorrow = vietnam_time.from_iso("2025-06-25T05:00:00.000Z")
    pdf = sign(export(), key(authority.officer(CHAIR), tmp_path), Statement("kh02-x", CHAIR, tomorrow))
    found = verify("x.pdf", pdf, trusting(), EVENING)
    assert "đồng hồ máy ký hoặc máy này sai" in found.problems[0]


def test_names_the_sealed_record(once: bytes) -> None:
    seal = verified(once).seal
    assert seal.state is SealState.NAMED
    assert seal.ref is not None
    assert seal.ref.id == "minutes-1"


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"%PDF-1.7\nhong", b"%PDF-"])
def test_what_cannot_be_read_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(PdfError):
        verified(data)


def test_the_report_is_vietnamese_line_by_line(once: bytes) -> None:
    lines = list(verified(once).lines())
    assert lines[0] == "bien-ban.pdf: Hợp lệ: 1 chữ ký, nội dung nguyên vẹn."
    assert lines[2] == "Chữ ký 1: Đặng Văn Đức (UBND tỉnh Lâm Đồng)"
    assert "  Ký lúc: 24/06/2025 12:00 (giờ của máy ký, không có dấu thời gian)" in lines


def contents(pdf: bytes) -> tuple[int, int]:
    """Where the room of the signature begins and ends."""
    _, first, second, _ = map(int, reader_of(pdf).embedded_signatures[0].byte_range)
    return first, second


def another_digit(sign: bytes) -> bytes:
    """The same digit in the other case, which a reader takes for the same; where there is none, another digit."""
    return sign.swapcase() if sign.isalpha() else b"8" if sign == b"9" else b"9"


@pytest.mark.parametrize("change", [lambda sign: b" ", another_digit])
def test_a_byte_changed_in_the_room_of_the_signature_is_said(once: bytes, change: Callable[[bytes], bytes]) -> None:
    first, second = contents(once)
    for at in range(first + 40, second - 1, (second - first) // 12):
        changed = once[:at] + change(once[at : at + 1]) + once[at + 1 :]
        try:
            found = verified(changed)
        except PdfError:
            continue
        assert not found.is_valid


def test_a_time_stamp_that_is_trusted_gives_the_hour(tmp_path: Path) -> None:
    found = verified(stamped(tmp_path, trusted=True))
    assert found.signatures[0].timestamped
    assert found.signatures[0].signed_at == NOON
    assert any("(dấu thời gian)" in line for line in found.lines())


def test_a_time_stamp_of_a_stranger_is_a_doubt(tmp_path: Path) -> None:
    found = verified(stamped(tmp_path, trusted=False))
    assert not found.signatures[0].timestamped
    assert "dấu thời gian kèm theo không xác nhận được" in found.signatures[0].reasons


def stamped(folder: Path, *, trusted: bool) -> bytes:
    """Signed as a program does that has a time-stamping authority."""
    tsa = authority.time_stamper(by=authority.root() if trusted else None)
    stamper = DummyTimeStamper(asn1(tsa), translate_pyca_cryptography_key_to_asn1(tsa.key), fixed_dt=NOON)
    meta = PdfSignatureMetadata("Signature1", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    signer = PdfSigner(meta, key(authority.officer(CHAIR), folder).signer, timestamper=stamper)
    return asyncio.run(_signed_at_noon(signer))


async def _signed_at_noon(signer: PdfSigner) -> bytes:
    session = signer.init_signing_session(IncrementalPdfFileWriter(BytesIO(export())))
    session.system_time = NOON
    reserved = await session.estimate_signature_container_size(None, tight=False)
    document = session.prepare_tbs_document(validation_info=None, bytes_reserved=reserved)
    stream = BytesIO()
    digest, _ = document.digest_tbs_document(output=stream)
    done = await document.perform_signature(digest.document_digest, PdfCMSSignedAttributes())
    await done.post_signature_processing(stream)
    return stream.getvalue()
