"""Whom this PC's user trusts to issue certificates, and the lists of revoked ones carried here by hand.

The program ships none: root certificates are the user's to add, from the authority itself (national root, Party and
State root). They lie in the user's profile, not in a workspace.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.exports.render import write
from app.exports.signing.certificates import Trust, card_of, read_certificates
from app.exports.signing.errors import CertificateFileError
from app.models.signing.records import CertificateCard
from app.workspace import profile
from app.workspace.errors import disk_errors

_FOLDER, _CERTIFICATE, _LIST = "trust", ".cer", ".crl"


@dataclass(frozen=True, slots=True)
class Trusted:
    """One certificate on the list."""

    fingerprint: str
    """SHA-256, hex."""
    card: CertificateCard


def trust() -> Trust:
    """Everything on the list, as verifying takes it."""
    certificates = [certificate for _, certificate in _stored()]
    return Trust(
        tuple(one for one in certificates if _is_root(one)),
        tuple(one for one in certificates if not _is_root(one)),
        tuple(path.read_bytes() for path in sorted(_folder().glob(f"*{_LIST}"))),
    )


def trusted() -> tuple[Trusted, ...]:
    """The list as a person reads it, by name."""
    found = (Trusted(path.stem, card_of(certificate)) for path, certificate in _stored())
    return tuple(sorted(found, key=lambda one: one.card.subject))


def add(path: Path) -> tuple[CertificateCard, ...]:
    """Trust the authorities of a certificate file (PEM or DER).

    Raises:
        CertificateFileError: it holds no certificate, or one of a person and not of an authority.
        ExportError: it cannot be stored.
    """
    found = read_certificates(path)
    for certificate in found:
        if not certificate.ca:
            raise CertificateFileError(
                f"Chứng thư “{card_of(certificate).subject}” không phải của tổ chức chứng thực.",
                "Chỉ thêm chứng thư gốc hoặc chứng thư trung gian của tổ chức cấp.",
            )
    for certificate in found:
        data = certificate.dump()
        write(_folder() / f"{hashlib.sha256(data).hexdigest()}{_CERTIFICATE}", data)
    return tuple(map(card_of, found))


def add_revocations(path: Path) -> str:
    """Keep a list of revoked certificates (CRL); gives the name of who issued it.

    Raises:
        CertificateFileError: it is none.
    """
    from asn1crypto import crl, pem

    with disk_errors(path):
        data = path.read_bytes()
    try:
        data = pem.unarmor(data)[2] if pem.detect(data) else data
        issuer = crl.CertificateList.load(data).issuer
        name = issuer.native.get("common_name") or issuer.human_friendly
    except (ValueError, TypeError, KeyError) as error:
        raise CertificateFileError(
            f"Tệp {path.name} không phải danh sách thu hồi.", "Chọn tệp .crl của tổ chức chứng thực."
        ) from error
    write(_folder() / f"{hashlib.sha256(issuer.dump()).hexdigest()}{_LIST}", data)
    return str(name)


def remove(fingerprint: str) -> None:
    """Trust a certificate no longer."""
    for path, _ in _stored():
        if path.stem == fingerprint:
            with disk_errors(path):
                path.unlink(missing_ok=True)


def _folder() -> Path:
    folder = profile.home() / _FOLDER
    with disk_errors(folder):
        folder.mkdir(exist_ok=True)
    return folder


def _stored() -> list[tuple[Path, Any]]:
    return [(path, read_certificates(path)[0]) for path in sorted(_folder().glob(f"*{_CERTIFICATE}"))]


def _is_root(certificate: Any) -> bool:
    return bool(certificate.subject == certificate.issuer)
