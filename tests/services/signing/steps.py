"""Steps of the signing tests."""

from pathlib import Path

from app.exports.signing.secret import Secret
from app.models.signing.records import Signatory, SignatoryKind
from app.services.desk import Desk, Outcome
from app.services.signing import certificates, signatories
from app.services.signing.certificates import Look
from app.services.signing.signatories import NewSignatory
from tests.exports.signing import authority
from tests.exports.signing.papers import CHAIR, REF, SECRETARY

GUEST = "Lê Văn Đạo"
AGENCY = "Tổ Công tác liên ngành tỉnh Lâm Đồng"
PEOPLE = (
    NewSignatory(SECRETARY, "Người ghi biên bản"),
    NewSignatory(CHAIR, "Tổ trưởng"),
    NewSignatory(GUEST, "Chủ tịch UBND xã"),
    NewSignatory(AGENCY, kind=SignatoryKind.AGENCY, over=1),
)


def signatory(desk: Desk, name: str) -> Signatory:
    """One of the four."""
    state = signatories.signed_state(desk, ref=REF)
    return next(one for one in state.signatories if one.full_name == name)


def sign(desk: Desk, name: str, folder: Path, look: Look | None = None) -> Outcome:
    """Sign with a good certificate file."""
    holder = authority.agency() if name == AGENCY else authority.officer(name)
    file = holder.pkcs12(folder / "chung-thu.p12")
    wanted = signatory(desk, name).id
    secret = Secret(authority.PASSWORD)
    return certificates.sign_with_file(desk, ref=REF, signatory_id=wanted, certificate=file, password=secret, look=look)
