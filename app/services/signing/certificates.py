"""Signing on this PC with a certificate file or a token. Passwords and PINs pass through and are kept nowhere."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.exports.signing.errors import PictureError, PlaceError
from app.exports.signing.keys import Key, TokenCard, TokenChoice
from app.exports.signing.secret import Secret
from app.models.errors import NotFoundError, RefusedError
from app.models.signing import queries
from app.models.signing.records import CertificateCard, SealedRef, Signatory, SignatoryKind, SignedState, Way
from app.services.desk import Desk, Outcome, typed
from app.services.signing import files

if TYPE_CHECKING:
    from app.exports.pdf.places import Place
    from app.exports.signing.stamps import Stamp

SIGNATURE_RATIO = 2.5
"""Width to height of a signature under a seal, of which only the place is known."""
LEAST_SEAL_MM, LARGEST_SEAL_MM = 15.0, 50.0


@dataclass(frozen=True, slots=True)
class Look:
    """What the page shows: a person's blue signature or an agency's red seal. Without a picture it shows nothing."""

    picture: Path | None = None
    seal_mm: float = 0.0
    """The seal's diameter; 0: as the picture's own resolution says."""
    place: str = ""
    """Địa danh; goes into the signature, not onto the page."""


def sign_with_file(
    desk: Desk, *, ref: SealedRef, signatory_id: str, certificate: Path, password: Secret, look: Look | None = None
) -> Outcome:
    """Sign for one signatory with a PKCS#12 file.

    Raises:
        SigningError: wrong password, no certificate file, expired or not yet valid, no place on the paper, bad picture.
        RefusedError: already signed, or there is no file to sign.
    """
    return _sign(desk, ref, signatory_id, look or Look(), lambda: _from_file(certificate, password))


def sign_with_token(
    desk: Desk, *, ref: SealedRef, signatory_id: str, token: TokenChoice, pin: Secret, look: Look | None = None
) -> Outcome:
    """Sign for one signatory with a token through PKCS#11; its session lasts as long as the signing.

    Raises:
        TokenError: the library or the token is missing, or it was pulled out.
        WrongPasswordError: the token refuses the PIN.
        SigningError, RefusedError: as `sign_with_file`.
    """
    from app.exports.signing.keys import open_token

    return _sign(desk, ref, signatory_id, look or Look(), lambda: open_token(token, pin))


def look_at_file(path: Path, password: Secret) -> CertificateCard:
    """Whose certificate a PKCS#12 file holds.

    Raises:
        WrongPasswordError, CertificateFileError: it does not open, or holds no key.
    """
    with _from_file(path, password) as key:
        return key.card


def tokens(library: Path) -> tuple[TokenCard, ...]:
    """The tokens plugged in.

    Raises:
        TokenError: the library is missing or fails.
    """
    from app.exports.signing.keys import tokens as found

    return found(library)


@contextmanager
def _from_file(path: Path, password: Secret) -> Iterator[Key]:
    from app.exports.signing.keys import open_file

    yield open_file(path, password)


def _sign(
    desk: Desk, ref: SealedRef, signatory_id: str, look: Look, opened: Callable[[], AbstractContextManager[Key]]
) -> Outcome:
    from app.exports.signing.making import FIELD_PREFIX, Statement, sign

    with desk.workspace.reading() as session:
        known = queries.state(session, ref)
    signatory = _waiting(known, signatory_id)
    pdf = files.pdf_of(desk, known)
    place = typed(look.place, where="Địa danh")
    statement = Statement(f"{FIELD_PREFIX}{signatory.id}", signatory.full_name, desk.now(), ref.title, place)
    stamp = _stamp(pdf, known, signatory, look)
    with opened() as key:
        signed = sign(pdf, key, statement, stamp)
        card = key.card
    with desk.act(f"Ký số: {signatory.full_name}, {ref.title}", undoable=False) as act:
        _waiting(queries.state(act.session, ref), signatory_id)
        file = files.store(desk, signed, f"{ref.title}.pdf")
        files.note_signature(
            desk,
            act,
            ref,
            signatory.id,
            way=Way.CERTIFICATE,
            signed_at=statement.at,
            file=file,
            base=pdf,
            certificate=card,
        )
        act.outcome = replace(act.outcome, message=" ".join(_remarks(signatory, card, look)))
    return act.outcome


def _waiting(known: SignedState, signatory_id: str) -> Signatory:
    signatory = next((one for one in known.signatories if one.id == signatory_id), None)
    if signatory is None:
        raise NotFoundError("Người này không có trong danh sách ký.", "Thêm vào danh sách người ký trước.")
    if known.of(signatory_id) is not None:
        raise RefusedError(f"{signatory.full_name} đã ký văn bản này.", "Không ký hai lần; xem danh sách chữ ký.")
    if len(known.ends) > 1:
        raise RefusedError(
            "Hai máy đã ký song song trên hai tệp khác nhau.", "Để riêng chữ ký của một tệp rồi ký tiếp trên tệp kia."
        )
    return signatory


def _remarks(signatory: Signatory, card: CertificateCard, look: Look) -> Iterator[str]:
    if card.self_signed:
        yield f"Chứng thư “{card.subject}” là chứng thư tự ký, không do tổ chức chứng thực cấp."
    if look.picture is None:
        kind = "dấu" if signatory.kind is SignatoryKind.AGENCY else "chữ ký"
        yield f"Chưa chọn ảnh {kind} nên trang giấy không hiện; chữ ký số vẫn có trong tệp."


def _stamp(pdf: bytes, known: SignedState, signatory: Signatory, look: Look) -> "Stamp | None":
    from app.exports.signing.pictures import BLUE, RED, read_picture
    from app.exports.signing.stamps import seal_stamp, signature_stamp

    if look.picture is None:
        return None
    if signatory.kind is SignatoryKind.PERSON:
        return signature_stamp(_place(pdf, known, signatory), read_picture(look.picture, BLUE))
    person = next((one for one in known.signatories if one.id == signatory.over), None)
    if person is None:
        raise PlaceError("Chưa biết đóng dấu lên chữ ký của ai.", "Sửa danh sách người ký.")
    picture = read_picture(look.picture, RED)
    size = look.seal_mm or picture.width_mm
    if not LEAST_SEAL_MM <= size <= LARGEST_SEAL_MM:
        raise PictureError(
            "Chưa biết kích thước thật của con dấu.",
            f"Ghi đường kính con dấu, từ {LEAST_SEAL_MM:.0f} đến {LARGEST_SEAL_MM:.0f} mm (đo trên dấu thật).",
        )
    return seal_stamp(_place(pdf, known, person), SIGNATURE_RATIO, picture, size)


def _place(pdf: bytes, known: SignedState, person: Signatory) -> "Place":
    from app.exports.signing.binding import binding_in, place_for, reader_of

    binding = binding_in(reader_of(pdf).root)
    people = [one for one in known.signatories if one.kind is SignatoryKind.PERSON]
    place = place_for(binding.signatures(), person.full_name, people.index(person)) if binding else None
    if place is None:
        raise PlaceError(
            f"Văn bản không có chỗ ký cho {person.full_name}.",
            "Ký không hiện hình, hoặc sửa phần chữ ký của văn bản cho khớp danh sách người ký.",
        )
    return place
