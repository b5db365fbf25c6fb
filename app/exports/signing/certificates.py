"""Certificates as a person reads them, and whether one may sign now."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.exports.signing.errors import CertificateFileError, CertificateTimeError
from app.models import vietnam_time
from app.models.signing.records import CertificateCard

_NAME = ("common_name", "organization_name", "organizational_unit_name")


@dataclass(frozen=True, slots=True)
class Trust:
    """What this PC's user trusts: root and intermediate certificates (asn1crypto), lists of revoked ones (DER)."""

    roots: tuple[Any, ...] = ()
    others: tuple[Any, ...] = ()
    revoked: tuple[bytes, ...] = ()


def card_of(certificate: Any) -> CertificateCard:
    """What stands on an asn1crypto certificate."""
    validity = certificate["tbs_certificate"]["validity"]
    return CertificateCard(
        subject=_called(certificate.subject),
        organisation=_part(certificate.subject, "organization_name"),
        issuer=_called(certificate.issuer),
        serial=f"{certificate.serial_number:X}",
        not_before=validity["not_before"].native.astimezone(UTC),
        not_after=validity["not_after"].native.astimezone(UTC),
        self_signed=certificate.subject == certificate.issuer,
    )


def check_time(card: CertificateCard, now: datetime) -> None:
    """Whether a certificate may sign at this instant.

    Raises:
        CertificateTimeError: it has expired or is not yet valid, or the PC's clock is wrong.
    """
    clock = f"Đồng hồ máy này: {vietnam_time.show_moment(now)}; nếu sai, chỉnh lại rồi ký."
    if now > card.not_after:
        raise CertificateTimeError(
            f"Chứng thư số của {card.subject} đã hết hạn ngày {_day(card.not_after)}.",
            f"Gia hạn chứng thư hoặc dùng chứng thư khác. {clock}",
        )
    if now < card.not_before:
        raise CertificateTimeError(
            f"Chứng thư số của {card.subject} chưa có hiệu lực, có hiệu lực từ ngày {_day(card.not_before)}.",
            f"Chờ đến ngày đó hoặc dùng chứng thư khác. {clock}",
        )


def read_certificates(path: Path) -> tuple[Any, ...]:
    """The certificates of a PEM or DER file, as asn1crypto has them.

    Raises:
        CertificateFileError: it holds none.
    """
    from pyhanko.keys import load_certs_from_pemder_data

    try:
        found = tuple(load_certs_from_pemder_data(path.read_bytes()))
        for certificate in found:
            card_of(certificate)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise _no_certificate(path) from error
    if not found:
        raise _no_certificate(path)
    return found


def _no_certificate(path: Path) -> CertificateFileError:
    return CertificateFileError(
        f"Tệp {path.name} không phải chứng thư số.", "Chọn tệp .cer, .crt hoặc .pem do tổ chức chứng thực cấp."
    )


def _called(name: Any) -> str:
    return next((text for key in _NAME if (text := _part(name, key))), name.human_friendly)


def _part(name: Any, key: str) -> str:
    value = name.native.get(key, "")
    return ", ".join(value) if isinstance(value, list) else str(value)


def _day(instant: datetime) -> str:
    return vietnam_time.show_date(vietnam_time.local(instant).date())
