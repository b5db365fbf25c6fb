"""Where the server is, as a person pastes it: brought into form, and why nobody answers there in plain words."""

import re
import socket
import ssl
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import SplitResult, urlsplit

from app.models.errors import AppError, InvalidInputError
from app.sync.errors import GarbledError, OfflineError, ServerRefusedError, SyncError, UntrustedError
from app.sync.http import Address

CODE_LENGTH = 20
_NEVER_IN_CODES = "01IO"
_LETTERS = frozenset("23456789ABCDEFGHJKLMNPQRSTUVWXYZ")
_BETWEEN = re.compile(r"[\s\u200b\ufeff.\-‐‑–—]")  # noqa: RUF001 what a code is broken up with when it is sent on
_AROUND = " \t\r\n\u200b\ufeff\u00a0\"'“”‘’<>.,;"  # noqa: RUF001 what stands around a pasted address
_API = re.compile(r"/(v\d+(/.*)?)?$")
_ASK = "Hỏi cơ quan quản trị máy chủ."


def cleaned(address: Address) -> Address:
    """The address as it is used: a scheme in front, nothing behind the name that the program adds itself.

    Raises:
        InvalidInputError: nothing, or no address; a proxy that is none.
    """
    url = _read(address.url, "https", "Địa chỉ máy chủ", "https://dongbo.lamdong.gov.vn")
    proxy = _read(address.proxy, "http", "Địa chỉ máy chủ trung gian (proxy)", "http://10.0.0.1:3128")
    if not url:
        raise InvalidInputError("Chưa có địa chỉ máy chủ.", "Dán địa chỉ mà cơ quan quản trị đã cấp.")
    return Address(_API.sub("", url), address.ca_file.strip(_AROUND), proxy)


def cleaned_code(code: str) -> str:
    """A one-time code as the server knows it, whatever it was broken up with.

    Raises:
        InvalidInputError: none, of another length, or with a character that no code has.
    """
    found = _BETWEEN.sub("", unicodedata.normalize("NFKC", code)).upper()
    if not found:
        raise InvalidInputError("Chưa có mã tham gia.", "Dán mã mà cơ quan quản trị đã cấp.")
    if wrong := sorted(set(found) - _LETTERS):
        why = f" Mã không bao giờ có {', '.join(_NEVER_IN_CODES)}." if set(wrong) & set(_NEVER_IN_CODES) else ""
        raise InvalidInputError(f"Mã tham gia có ký tự lạ: {' '.join(wrong)}.", f"Dán lại nguyên văn mã đã cấp.{why}")
    if len(found) != CODE_LENGTH:
        raise InvalidInputError(
            f"Mã tham gia có {CODE_LENGTH} chữ và số; ô đang có {len(found)}.", "Dán lại nguyên văn mã đã cấp."
        )
    return found


@contextmanager
def explained(address: Address) -> Iterator[None]:
    """While somebody waits in front of the window: why it did not come about, and which field to look at.

    Raises:
        SyncError: the same kind of error with such words.
    """
    try:
        yield
    except OfflineError as error:
        raise OfflineError(*_nobody(address, error)) from error
    except UntrustedError as error:
        raise UntrustedError(error.title, error.detail.replace("trong Thiết lập", "ở mục “Mạng riêng”")) from error
    except (GarbledError, ServerRefusedError) as error:
        if isinstance(error, GarbledError) or _is_no_such_place(error):
            raise type(error)(*_another_program(address)) from error
        raise


def _read(text: str, scheme: str, what: str, example: str) -> str:
    """An address with its scheme; empty for nothing."""
    text = unicodedata.normalize("NFKC", text).strip(_AROUND)
    if not text:
        return ""
    if "://" not in text:
        text = f"{scheme}://{text}"
    wrong = InvalidInputError(f"{what} không đúng: {text}", f"Nhập dạng {example}, không có dấu cách.")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise wrong from error
    if parts.scheme.lower() not in ("http", "https") or not _is_name(parts.hostname) or port == 0:
        raise wrong
    plain: SplitResult = parts._replace(scheme=parts.scheme.lower(), query="", fragment="")
    return plain.geturl().rstrip("/")


def _is_name(host: str | None) -> bool:
    return bool(host) and re.search(r"[\s/\\@]|\.\.", host or "") is None


def _nobody(address: Address, error: SyncError) -> tuple[str, str]:
    parts = urlsplit(address.url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    causes = list(_causes(error))
    if address.proxy:
        return (
            f"Không qua được máy chủ trung gian (proxy) {_without_login(address.proxy)}, hoặc sau đó không tới được "
            f"{parts.hostname}.",
            "Kiểm tra ô proxy và địa chỉ máy chủ; để trống ô proxy nếu mạng không dùng.",
        )
    if any(isinstance(one, socket.gaierror) for one in causes):
        return (
            f"Không tìm thấy máy chủ “{parts.hostname}”.",
            f"Kiểm tra từng chữ của địa chỉ và mạng của máy này. {_ASK}",
        )
    if any(isinstance(one, ssl.SSLError) for one in causes):
        return (
            f"Máy chủ {parts.hostname} không dùng https ở cổng {port}.",
            f"Kiểm tra cổng trong địa chỉ. {_ASK}",
        )
    if any(isinstance(one, ConnectionRefusedError) for one in causes):
        return (
            f"Máy {parts.hostname} không mở cổng {port}.",
            f"Kiểm tra địa chỉ và cổng; máy chủ có thể đang tắt. {_ASK}",
        )
    if parts.scheme == "http":
        return (
            f"Máy chủ {parts.hostname} đóng đường truyền.",
            f"Nếu máy chủ dùng https thì nhập https://{parts.netloc}. {_ASK}",
        )
    return (
        f"Máy chủ {parts.hostname} không trả lời.",
        f"Kiểm tra mạng, địa chỉ và cổng {port}; mạng phải qua proxy thì mở “Mạng riêng”. {_ASK}",
    )


def _without_login(proxy: str) -> str:
    """The address of a proxy as it may stand on a screen: who looks on learns no password."""
    parts = urlsplit(proxy)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _another_program(address: Address) -> tuple[str, str]:
    return (
        f"Ở {address.url} không phải máy chủ đồng bộ của chương trình này.",
        "Kiểm tra địa chỉ; nếu mạng đòi đăng nhập thì mở trình duyệt đăng nhập trước rồi thử lại.",
    )


def _is_no_such_place(error: AppError) -> bool:
    return "404" in error.detail or "405" in error.detail or error.title.startswith("Không có địa chỉ này")


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        following = following.__cause__ or following.__context__
