"""Opens what signs: a certificate file (PKCS#12) or a token through PKCS#11.

A password or PIN is revealed only inside the call that consumes it, so that no frame of ours ever holds its text.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.exports.signing.certificates import card_of
from app.exports.signing.errors import CertificateFileError, SigningError, TokenError, WrongPasswordError
from app.exports.signing.secret import Secret
from app.models.signing.records import CertificateCard

MAX_BYTES = 1 << 20
"""Largest certificate file that is read."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key that is ready to sign, and its certificate."""

    signer: Any
    """A pyHanko signer."""
    card: CertificateCard


@dataclass(frozen=True, slots=True)
class TokenChoice:
    """Which key of which token: the vendor's library, the token's label, the certificate's serial ("" the only one)."""

    library: Path
    label: str
    serial: str = ""


@dataclass(frozen=True, slots=True)
class TokenCard:
    """A token that is plugged in."""

    label: str
    certificates: tuple[CertificateCard, ...]


def open_file(path: Path, password: Secret) -> Key:
    """The key of a PKCS#12 file (.p12, .pfx).

    Raises:
        CertificateFileError: no PKCS#12 file, or without key or certificate.
        WrongPasswordError: the password does not open it.
    """
    from pyhanko.keys.internal import translate_pyca_cryptography_cert_to_asn1 as certificate_of
    from pyhanko.keys.internal import translate_pyca_cryptography_key_to_asn1 as key_of
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    data = _read(path)
    opened = _unlocked(data, password)
    if opened is None:
        if _is_pkcs12(data):
            raise WrongPasswordError(f"Mật khẩu không mở được tệp {path.name}.", "Gõ lại mật khẩu của chứng thư số.")
        raise _no_key(path)
    key, certificate, others = opened
    if key is None or certificate is None:
        raise _no_key(path)
    store = SimpleCertificateStore()
    store.register_multiple([certificate_of(other) for other in others])
    own = certificate_of(certificate)
    return Key(SimpleSigner(signing_cert=own, signing_key=key_of(key), cert_registry=store), card_of(own))


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _no_key(path)
        return path.read_bytes()
    except OSError as error:
        raise CertificateFileError(f"Không đọc được tệp {path.name}.", "Cắm lại USB hoặc chọn lại tệp.") from error


def _unlocked(data: bytes, password: Secret) -> Any:
    """None where it does not open: the failure is told by the caller, outside the frame that saw the password."""
    from cryptography.hazmat.primitives.serialization import pkcs12

    try:
        return pkcs12.load_key_and_certificates(data, password.reveal().encode("utf-8"))
    except (ValueError, TypeError):
        return None


def _is_pkcs12(data: bytes) -> bool:
    from asn1crypto.pkcs12 import Pfx

    try:
        return bool(Pfx.load(data)["version"].native == "v3")
    except (ValueError, TypeError):
        return False


def _no_key(path: Path) -> CertificateFileError:
    return CertificateFileError(
        f"Tệp {path.name} không phải tệp chứng thư số có khoá bí mật.", "Chọn tệp .p12 hoặc .pfx."
    )


def tokens(library: Path) -> tuple[TokenCard, ...]:
    """The tokens plugged in, with the certificates that they show without a PIN.

    Raises:
        TokenError: the library is missing or fails.
    """
    with _token_errors():
        return tuple(map(_token_card, _plugged(library)))


@contextmanager
def open_token(choice: TokenChoice, pin: Secret) -> Iterator[Key]:
    """A key of a token; its session is closed with the block.

    Raises:
        TokenError: library or token missing, pulled out, or without such a certificate.
        WrongPasswordError: the token refuses the PIN, or is locked.
    """
    with _token_errors():
        token = _find(choice)
        with token.open(user_pin=pin.reveal()) as session:
            yield _token_key(session, choice)


def _loaded(library: Path) -> Any:
    import pkcs11

    if not library.is_file():
        raise TokenError(
            f"Không thấy thư viện của token: {library}.", "Cài phần mềm kèm token rồi chọn lại tệp thư viện PKCS#11."
        )
    try:
        return pkcs11.lib(str(library))
    except RuntimeError as error:
        raise TokenError(
            f"Tệp {library.name} không phải thư viện PKCS#11 chạy được trên máy này.",
            "Chọn lại tệp thư viện trong bộ cài của token (đúng bản 64 bit).",
        ) from error


def _plugged(library: Path) -> list[Any]:
    """The tokens in the slots, blank ones left out."""
    from pkcs11 import TokenFlag

    found = [slot.get_token() for slot in _loaded(library).get_slots(token_present=True)]
    return [token for token in found if token.flags & TokenFlag.TOKEN_INITIALIZED]


def _find(choice: TokenChoice) -> Any:
    for token in _plugged(choice.library):
        if token.label.strip() == choice.label.strip():
            return token
    raise TokenError(f"Không thấy token “{choice.label}”.", "Cắm token vào máy rồi làm lại.")


def _token_card(token: Any) -> TokenCard:
    with token.open() as session:
        cards = tuple(card_of(certificate) for _, certificate in _certificates(session))
    return TokenCard(token.label.strip(), cards)


def _certificates(session: Any) -> list[tuple[bytes, Any]]:
    """Key id and certificate of each one on the token that may be an end user's."""
    from asn1crypto import x509
    from pkcs11 import Attribute, ObjectClass

    stored = list(session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}))
    found = [(bytes(one[Attribute.ID]), x509.Certificate.load(bytes(one[Attribute.VALUE]))) for one in stored]
    return [(key_id, certificate) for key_id, certificate in found if not certificate.ca]


def _token_key(session: Any, choice: TokenChoice) -> Key:
    from pyhanko.sign.pkcs11 import PKCS11Signer

    own = [(key_id, one) for key_id, one in _certificates(session) if choice.serial in ("", card_of(one).serial)]
    if not own:
        raise TokenError(f"Token “{choice.label}” không có chứng thư số này.", "Chọn lại trong danh sách.")
    if len(own) > 1:
        raise TokenError(f"Token “{choice.label}” có {len(own)} chứng thư số.", "Chọn một trong danh sách.")
    key_id, certificate = own[0]
    return Key(PKCS11Signer(session, signing_cert=certificate, key_id=key_id), card_of(certificate))


@contextmanager
def _token_errors() -> Iterator[None]:
    """Translate what the token's library says.

    Raises:
        TokenError, WrongPasswordError: as the library's error means.
    """
    import pkcs11

    failure: type[pkcs11.PKCS11Error] | None = None
    try:
        yield
    except pkcs11.PKCS11Error as error:
        failure = type(error)
    if failure is not None:  # raised here: the library's own error would bring its arguments along
        raise _explained(failure.__name__)


def _explained(failure: str) -> SigningError:
    if failure in ("PinIncorrect", "PinInvalid", "PinLenRange"):
        return WrongPasswordError("Mã PIN của token không đúng.", "Gõ lại; sai nhiều lần token sẽ tự khoá.")
    if failure == "PinLocked":
        return WrongPasswordError("Token đã bị khoá vì nhập sai mã PIN nhiều lần.", "Nhờ đơn vị cấp token mở khoá.")
    if failure in ("UserAlreadyLoggedIn", "SessionCount", "SessionExists"):
        return TokenError("Token đang bận.", "Đóng phần mềm ký số khác rồi làm lại.")
    return TokenError(
        f"Token bị rút ra hoặc không trả lời ({failure}).",
        "Cắm lại token rồi làm lại; chưa có gì được ký hay ghi.",
    )
