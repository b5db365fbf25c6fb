"""A certificate authority for tests: root, intermediate, and certificates of people with Vietnamese names."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.models import vietnam_time

PASSWORD = "Mật-khẩu số 7"
START = vietnam_time.from_iso("2025-01-01T00:00:00.000Z")
END = vietnam_time.from_iso("2027-01-01T00:00:00.000Z")


@dataclass(frozen=True)
class Holder:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: RSAPrivateKey
    chain: tuple[x509.Certificate, ...] = ()

    def pkcs12(self, path: Path, password: str = PASSWORD) -> Path:
        """Write it as a certificate file."""
        secret = BestAvailableEncryption(password.encode())
        path.write_bytes(pkcs12.serialize_key_and_certificates(b"kh02", self.key, self.certificate, self.chain, secret))
        return path

    def pem(self, path: Path) -> Path:
        """Write the certificate alone."""
        path.write_bytes(self.certificate.public_bytes(Encoding.PEM))
        return path

    def key_der(self) -> bytes:
        """The key as PKCS#1, for a token."""
        from cryptography.hazmat.primitives.serialization import NoEncryption

        return self.key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())


@cache
def _key(name: str) -> RSAPrivateKey:
    """One key a name and run: making them is what takes time."""
    return generate_private_key(65537, 2048)


def _name(common: str, organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def issue(
    common: str,
    *,
    by: Holder | None,
    organisation: str = "UBND tỉnh Lâm Đồng",
    start: datetime = START,
    end: datetime = END,
    is_authority: bool = False,
    stamps_time: bool = False,
) -> Holder:
    """A certificate; `by` None signs itself."""
    key, subject = _key(common), _name(common, organisation)
    usage = x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=not is_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )
    signer = by.key if by else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    if stamps_time:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    made = builder.sign(signer, hashes.SHA256())
    return Holder(made, key, (by.certificate, *by.chain) if by else ())


@cache
def root() -> Holder:
    """The root, which a person may put on the list of trusted ones."""
    return issue("Cơ quan chứng thực gốc thử nghiệm", by=None, organisation="Ban Cơ yếu thử nghiệm", is_authority=True)


@cache
def intermediate() -> Holder:
    """The authority that issues to people."""
    return issue("Chứng thực số thử nghiệm", by=root(), organisation="Ban Cơ yếu thử nghiệm", is_authority=True)


@cache
def officer(name: str) -> Holder:
    """A person with a certificate that is good in 2025 and 2026."""
    return issue(name, by=intermediate())


@cache
def agency() -> Holder:
    """The agency itself, for its seal."""
    return issue("Tổ Công tác liên ngành tỉnh Lâm Đồng", by=intermediate())


def time_stamper(by: Holder | None) -> Holder:
    """A time-stamping authority."""
    return issue("Dịch vụ dấu thời gian thử nghiệm", by=by, stamps_time=True)


def revoking(holder: Holder, at: datetime) -> bytes:
    """A list of revoked certificates (CRL, DER) of the issuing authority that names one."""
    entry = x509.RevokedCertificateBuilder().serial_number(holder.certificate.serial_number).revocation_date(at).build()
    return _list(at).add_revoked_certificate(entry).sign(intermediate().key, hashes.SHA256()).public_bytes(Encoding.DER)


def revoking_nobody(at: datetime) -> bytes:
    """A list of that authority with nobody on it."""
    return _list(at).sign(intermediate().key, hashes.SHA256()).public_bytes(Encoding.DER)


def _list(at: datetime) -> x509.CertificateRevocationListBuilder:
    issuer = intermediate()
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
    builder = x509.CertificateRevocationListBuilder().issuer_name(issuer.certificate.subject).last_update(at)
    return builder.next_update(at + timedelta(days=30)).add_extension(identifier, critical=False)
