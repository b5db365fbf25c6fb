"""What the server refuses, in Vietnamese fit for the person at the desk."""


class ServerError(Exception):
    """A refusal: `status` is HTTP's, `code` is for the program, `title` and `detail` are for the person."""

    def __init__(self, status: int, code: str, title: str, detail: str = "", *, retry_after: int | None = None) -> None:
        super().__init__(f"{code}: {title}")
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.retry_after = retry_after


def unauthorized() -> ServerError:
    """The token is missing, unknown or revoked."""
    return ServerError(
        401,
        "unauthorized",
        "Máy này chưa được phép kết nối.",
        "Xin mã tham gia mới ở cơ quan quản trị máy chủ của tỉnh.",
    )


def busy() -> ServerError:
    """The database does not answer in time."""
    return ServerError(503, "busy", "Máy chủ đang bận.", "Máy này tự gửi lại; không cần làm gì.", retry_after=2)


def too_large(detail: str) -> ServerError:
    """A body or a part of it is beyond its limit."""
    return ServerError(413, "too_large", "Dữ liệu gửi lên quá lớn.", detail)


def malformed(detail: str) -> ServerError:
    """What came is not of the form that the protocol names."""
    return ServerError(422, "malformed", "Dữ liệu gửi lên không đúng mẫu.", detail)


def not_found(detail: str) -> ServerError:
    """There is no such thing in this province."""
    return ServerError(404, "not_found", "Không có trên máy chủ.", detail)


def other_epoch() -> ServerError:
    """The desk's sequence belongs to an earlier memory of the server."""
    return ServerError(
        409,
        "other_epoch",
        "Máy chủ vừa được khôi phục hoặc cài lại.",
        "Máy này tự đối chiếu và gửi lại những gì máy chủ còn thiếu; dữ liệu trên máy không bị xoá.",
    )
