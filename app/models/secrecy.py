"""State secrets never enter (Luật Bảo vệ bí mật nhà nước): the one message, and the signs it is given at.

Whoever marks a text, a file or its name MẬT, TỐI MẬT or TUYỆT MẬT is stopped before anything is stored.
"""

import re
import unicodedata

from app.models.errors import AppError

_STAMP = re.compile(r"(?<!BẢO )(?<!BÍ )(?<!CƠ )(?<!\w)(?:TUYỆT MẬT|TỐI MẬT|MẬT)(?!\w)(?! (?:MÃ|KHẨU|ĐỘ|THIẾT|ONG))")
_DECLARED = re.compile(
    r"(?:độ mật|mức độ mật|đóng dấu(?: độ)? mật)\s*:?\s*[(“\"]?\s*(?:tuyệt mật|tối mật|mật)\b"
    r"|(?:tài liệu|văn bản)\s+(?:tuyệt mật|tối mật|mật)\b"
    r"|[(\[]\s*(?:tuyệt mật|tối mật|mật)\s*[)\]]",
    re.IGNORECASE,
)


class SecretError(AppError):
    """A text or file with state-secret content was offered; nothing of it is stored."""

    def __init__(self) -> None:
        super().__init__(
            "Tài liệu có độ mật phải soạn trên máy tính độc lập, theo quy định về bảo vệ bí mật nhà nước; "
            "không nhập vào chương trình này."
        )


def bears_stamp(text: str) -> bool:
    """Whether the text carries a secrecy stamp or declares one. "BẢO MẬT", "bí mật nhà nước" and the like do not."""
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    return bool(_STAMP.search(text) or _DECLARED.search(text))


def refuse(*texts: str) -> None:
    """Stop before anything with a secrecy stamp is stored.

    Raises:
        SecretError: one of the texts bears a stamp.
    """
    if any(bears_stamp(text) for text in texts):
        raise SecretError
