"""Who may sign how (Quyền hạn ký: NĐ 30/2020, Điều 13; Party: HD 05-HD/VPTW). Pure."""

from app.models.errors import InvalidInputError
from app.models.papers.records import Signature
from app.models.plan.records import Authority
from app.models.vietnam_time import show_date

_FOR_ANOTHER = (Authority.TM, Authority.TM_KT, Authority.TL, Authority.TUQ, Authority.KT)


def check(one: Signature, rule_set: str) -> None:
    """Refuse a signature whose power lacks what it must name.

    Raises:
        InvalidInputError: nobody named that it is signed for; TUQ. without a paper in force, or in a Party paper.
    """
    if one.authority in _FOR_ANOTHER and not one.on_behalf_of:
        raise InvalidInputError("Chưa ghi ký thay mặt hoặc ký thay ai.", "Ví dụ: BAN CHỈ ĐẠO; TRƯỞNG BAN.")
    if one.authority is not Authority.TUQ:
        return
    if rule_set == "party":
        raise InvalidInputError(
            "Văn bản của Đảng không có hình thức ký thừa ủy quyền.", "Chọn T/M, K/T, T/L hoặc đổi cơ quan ban hành."
        )
    if not one.authorisation or one.authorisation_until is None:
        raise InvalidInputError(
            "Ký thừa ủy quyền (TUQ.) phải có văn bản ủy quyền.", "Ghi số, ngày văn bản ủy quyền và thời hạn ủy quyền."
        )
    if one.signed_on > one.authorisation_until:
        raise InvalidInputError(
            f"Văn bản ủy quyền {one.authorisation} đã hết hạn ngày {show_date(one.authorisation_until)}.",
            "Người ủy quyền ký, hoặc ghi văn bản ủy quyền mới.",
        )
