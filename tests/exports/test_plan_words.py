from dataclasses import replace

import pytest

from app.exports.plan_words import signed, unsigned
from app.models.plan.records import Authority
from tests.exports.samples import PARTY, SIGNING, STATE


@pytest.mark.parametrize(
    ("authority", "on_behalf_of", "position", "lines"),
    [
        (Authority.HEAD, "", "Giám đốc", ("GIÁM ĐỐC",)),
        (Authority.TM, "BAN CHỈ ĐẠO", "TRƯỞNG BAN", ("TM. BAN CHỈ ĐẠO", "TRƯỞNG BAN")),
        (Authority.TM, "TM. BAN CHỈ ĐẠO", "TRƯỞNG BAN", ("TM. BAN CHỈ ĐẠO", "TRƯỞNG BAN")),
        (Authority.TM, "", "TRƯỞNG BAN", ("TM. BAN CHỈ ĐẠO CẤP TỈNH", "TRƯỞNG BAN")),
        (
            Authority.TM_KT,
            "BAN CHỈ ĐẠO",
            "PHÓ TRƯỞNG BAN",
            ("TM. BAN CHỈ ĐẠO", "KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN"),
        ),
        (Authority.KT, "CHỦ TỊCH", "PHÓ CHỦ TỊCH", ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        (Authority.KT, "", "PHÓ TRƯỞNG BAN", ("KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN")),
        (Authority.TL, "CHỦ TỊCH", "Chánh Văn phòng", ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG")),
        (Authority.TUQ, "CHỦ TỊCH", "Giám đốc Sở", ("TUQ. CHỦ TỊCH", "GIÁM ĐỐC SỞ")),
        (Authority.ACTING, "", "Giám đốc", ("Q. GIÁM ĐỐC",)),
    ],
)
def test_lines_of_a_state_signer(
    authority: Authority, on_behalf_of: str, position: str, lines: tuple[str, ...]
) -> None:
    signature = signed(replace(SIGNING, authority=authority, on_behalf_of=on_behalf_of, position=position), STATE)
    assert (*signature.authority, signature.position) == lines


@pytest.mark.parametrize(
    ("authority", "lines"),
    [
        (Authority.TM, ("T/M BAN CHỈ ĐẠO", "PHÓ BÍ THƯ")),
        (Authority.TM_KT, ("T/M BAN CHỈ ĐẠO", "PHÓ BÍ THƯ")),
        (Authority.KT, ("K/T BAN CHỈ ĐẠO", "PHÓ BÍ THƯ")),
        (Authority.TL, ("T/L BAN CHỈ ĐẠO", "PHÓ BÍ THƯ")),
        (Authority.TUQ, ("T/L BAN CHỈ ĐẠO", "PHÓ BÍ THƯ")),
    ],
)
def test_lines_of_a_party_signer(authority: Authority, lines: tuple[str, ...]) -> None:
    signature = signed(replace(SIGNING, authority=authority, position="PHÓ BÍ THƯ"), PARTY)
    assert (*signature.authority, signature.position) == lines


def test_the_agency_post_stands_above_the_name() -> None:
    signature = signed(replace(SIGNING, agency_post="Phó Chủ tịch UBND tỉnh"), STATE)
    assert (signature.post, signature.name) == ("PHÓ CHỦ TỊCH UBND TỈNH", "Nguyễn Thị Ánh Tuyết")


def test_the_unsigned_form() -> None:
    assert unsigned(STATE, "(Ký)").authority == ("TM. BAN CHỈ ĐẠO CẤP TỈNH",)
    assert unsigned(PARTY, "(Ký)").authority == ("T/M BAN CHỈ ĐẠO CẤP TỈNH",)
