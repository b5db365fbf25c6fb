import unicodedata

import pytest

from app.models.secrecy import SecretError, bears_stamp, refuse

STAMPED = [
    "MẬT", "TỐI MẬT", "TUYỆT MẬT", "Công văn số 12-CV/TU (TỐI MẬT)", "TUYỆT  MẬT", "TUYỆT\nMẬT", "Độ mật: Tối mật",
    "độ mật: mật", "Mức độ mật: Tuyệt mật", "đóng dấu mật: Mật", "Tài liệu mật của Tỉnh ủy", "văn bản tối mật",
    "Báo cáo (Mật)", "[Tuyệt mật] Phương án", "Kế hoạch MẬT.", "MẬT: phương án bảo vệ",
]  # fmt: skip
OPEN = [
    "BẢO MẬT", "BẢO MẬT THÔNG TIN", "bí mật nhà nước", "BÍ MẬT NHÀ NƯỚC", "mật khẩu", "MẬT KHẨU", "MẬT ĐỘ DÂN SỐ",
    "mật độ", "Ban Cơ yếu: MẬT MÃ", "an toàn, bảo mật", "Đổi mật khẩu tài khoản trước ngày 25/6/2025", "thân mật",
    "Luật Bảo vệ bí mật nhà nước", "CƠ MẬT VIỆN", "mật thiết", "MẬT ONG", "Tổ công tác", "",
]  # fmt: skip


@pytest.mark.parametrize("text", STAMPED)
def test_a_stamp_is_seen(text: str) -> None:
    assert bears_stamp(text)


@pytest.mark.parametrize("text", STAMPED)
def test_a_stamp_in_decomposed_letters_is_seen(text: str) -> None:
    assert bears_stamp(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize("text", OPEN)
def test_ordinary_words_pass(text: str) -> None:
    assert not bears_stamp(text)
    assert not bears_stamp(unicodedata.normalize("NFD", text))


def test_the_message_is_the_prescribed_one() -> None:
    with pytest.raises(SecretError) as stopped:
        refuse("Kế hoạch", "TỐI MẬT")
    assert stopped.value.title == (
        "Tài liệu có độ mật phải soạn trên máy tính độc lập, theo quy định về bảo vệ bí mật nhà nước; "
        "không nhập vào chương trình này."
    )


def test_the_message_does_not_repeat_the_text() -> None:
    with pytest.raises(SecretError) as stopped:
        refuse("TUYỆT MẬT: hầm số 7")
    assert "hầm" not in str(stopped.value)
