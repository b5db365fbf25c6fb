"""What people paste into "Địa chỉ máy chủ" and "Mã tham gia", and what they are told."""

import socket
import ssl
import unicodedata

import pytest

from app.models.errors import InvalidInputError
from app.services.exchange.addressing import cleaned, cleaned_code, explained
from app.sync.errors import GarbledError, OfflineError, ServerRefusedError, SyncError, UntrustedError
from app.sync.http import Address

URL = "https://dongbo.lamdong.gov.vn"
CODE = "ABCDEFGHJKLMNPQRSTUV"


@pytest.mark.parametrize(
    "pasted",
    [
        URL,
        f"  {URL}/ ",
        "dongbo.lamdong.gov.vn",
        f"{URL}/v1",
        f"{URL}/v1/join",
        f"“{URL}”.",
        f"\u200b{URL}\n",
        "HTTPS://dongbo.lamdong.gov.vn",
    ],
)
def test_an_address_is_brought_into_form(pasted: str) -> None:
    assert cleaned(Address(pasted)).url == URL


def test_a_path_before_the_api_stays() -> None:
    assert cleaned(Address(f"{URL}/kh02/v1/")).url == f"{URL}/kh02"


def test_a_proxy_gets_its_scheme() -> None:
    assert cleaned(Address(URL, "", " 10.0.0.1:3128 ")).proxy == "http://10.0.0.1:3128"


@pytest.mark.parametrize("pasted", ["", "https://dong bo.vn", "ftp://may.vn", "https://", "https://a.vn:x"])
def test_what_is_no_address_is_said_with_an_example(pasted: str) -> None:
    with pytest.raises(InvalidInputError, match="ịa chỉ máy chủ"):
        cleaned(Address(pasted))


@pytest.mark.parametrize(
    "pasted",
    [
        CODE,
        CODE.lower(),
        "ABCDE-FGHJK-LMNPQ-RSTUV",
        "abcde fghjk lmnpq rstuv\n",
        "ABCDE\u2013FGHJK\u2014LMNPQ.RSTUV\u200b",
    ],
)
def test_a_code_is_read_however_it_was_broken_up(pasted: str) -> None:
    assert cleaned_code(unicodedata.normalize("NFD", pasted)) == CODE


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        ("", "Chưa có mã"),
        ("ABC", "đang có 3"),
        ("O" + CODE[1:], "không bao giờ có 0, 1, I, O"),
        ("Đ" + CODE[1:], "ký tự lạ: Đ"),
    ],
)
def test_a_code_that_cannot_be_one_is_not_sent(pasted: str, words: str) -> None:
    with pytest.raises(InvalidInputError, match=words):
        cleaned_code(pasted)


@pytest.mark.parametrize(
    ("address", "cause", "words"),
    [
        (
            Address(URL),
            socket.gaierror(-2, "Name or service not known"),
            "Không tìm thấy máy chủ “dongbo.lamdong.gov.vn”",
        ),
        (Address(f"{URL}:8443"), ConnectionRefusedError(), "không mở cổng 8443"),
        (Address(URL), ssl.SSLError(1, "WRONG_VERSION_NUMBER"), "không dùng https ở cổng 443"),
        (Address("http://dongbo.lamdong.gov.vn"), ConnectionResetError(), "https://dongbo.lamdong.gov.vn"),
        (Address(URL, "", "http://10.0.0.1:3128"), TimeoutError(), "proxy"),
        (Address(URL), TimeoutError(), "không trả lời"),
    ],
)
def test_why_nobody_answers_is_said_with_the_field_to_look_at(address: Address, cause: Exception, words: str) -> None:
    error = OfflineError("Mất kết nối với máy chủ.")
    error.__cause__ = cause
    with pytest.raises(OfflineError, match=words), explained(address):
        raise error


def test_the_password_of_a_proxy_is_not_told() -> None:
    proxy = "http://tên:mật-khẩu@10.0.0.1:3128"
    with pytest.raises(OfflineError) as caught, explained(Address(URL, "", proxy)):
        raise OfflineError("Mất kết nối với máy chủ.")
    assert "(proxy) http://10.0.0.1:3128, hoặc" in caught.value.title


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (GarbledError("Máy chủ trả lời không đúng giao thức."), "không phải máy chủ đồng bộ"),
        (ServerRefusedError("Máy chủ từ chối yêu cầu.", "Mã 404."), "không phải máy chủ đồng bộ"),
        (ServerRefusedError("Mã tham gia không đúng hoặc đã hết hiệu lực."), "đã hết hiệu lực"),
        (UntrustedError("Chứng thư …", "chọn tệp CA trong Thiết lập."), "Mạng riêng"),
    ],
)
def test_who_answered_otherwise(error: SyncError, words: str) -> None:
    with pytest.raises(type(error), match=words), explained(Address(URL)):
        raise error
