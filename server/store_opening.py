"""Why a database cannot be opened, for the one who runs the server: what is wrong with its address and what to do.

PostgreSQL gives no codes before a connection stands, so its words are read; what it says in another language, or what
is not known here, is told as a refusal whose reason stands in its log. A password is never repeated.
"""

import getpass

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from server.errors import ServerError, busy

_PORT = 5432
_ADDRESS = "địa chỉ cơ sở dữ liệu (dạng postgresql://tên:mật-khẩu@máy:cổng/kh02)"
_AWAY = ("refused", "timeout", "timed out", "no route to host", "unreachable", "no such file or directory")
_NO_NAME = ("failed to resolve", "could not translate host name")


def refusal(url: URL, error: DBAPIError) -> ServerError:
    """What to tell of a connection that could not be made."""
    if url.get_backend_name() != "postgresql":
        return _of_sqlite(url, str(error.orig))
    title, detail = _of_postgres(url, str(error.orig).lower())
    return ServerError(500, "database", title, detail)


def no_tables(url: URL) -> ServerError:
    """The name that the address gives may enter the database and make nothing in it."""
    name, database = _user(url), url.database or _user(url)
    return ServerError(
        500,
        "database",
        f"Tên {name} không được tạo bảng trong cơ sở dữ liệu {database}.",
        f"Trao quyền trong PostgreSQL: ALTER DATABASE {database} OWNER TO {name};",
    )


def _of_postgres(url: URL, said: str) -> tuple[str, str]:
    place = f"{url.host}:{url.port or _PORT}" if url.host else f"máy này (cổng {url.port or _PORT})"
    name, database = _user(url), url.database or _user(url)
    if any(words in said for words in _NO_NAME):
        return f"Không tìm thấy máy {url.host}.", f"Kiểm tra tên máy trong {_ADDRESS}."
    if "no password supplied" in said:
        return f"PostgreSQL đòi mật khẩu của tên {name}.", f"Ghi mật khẩu trong {_ADDRESS}, hoặc trong tệp .pgpass."
    if "no pg_hba.conf entry" in said:
        return (
            f"PostgreSQL không cho tên {name} vào cơ sở dữ liệu {database} từ máy này.",
            "Kiểm tra tên và cơ sở dữ liệu; đúng rồi thì thêm một dòng cho máy này vào pg_hba.conf.",
        )
    if "authentication failed" in said or f'role "{name.lower()}" does not exist' in said:
        return (
            f"PostgreSQL không nhận tên {name} hoặc mật khẩu của tên này.",
            f"Kiểm tra tên, mật khẩu trong {_ADDRESS}.",
        )
    if f'database "{database.lower()}" does not exist' in said:
        return (
            f"PostgreSQL ở {place} không có cơ sở dữ liệu {database}.",
            f"Kiểm tra tên, hoặc tạo trong PostgreSQL: CREATE DATABASE {database} OWNER {name};",
        )
    if any(words in said for words in _AWAY):
        return (
            f"Không kết nối được với PostgreSQL ở {place}.",
            f"Kiểm tra PostgreSQL có đang chạy, tường lửa, tên máy và cổng trong {_ADDRESS}.",
        )
    return (
        f"PostgreSQL ở {place} không nhận kết nối.",
        f"Kiểm tra tên, mật khẩu, cơ sở dữ liệu trong {_ADDRESS}; lý do ghi trong nhật ký của PostgreSQL.",
    )


def _of_sqlite(url: URL, said: str) -> ServerError:
    if "locked" in said:
        return busy()
    if "not a database" in said:
        title, detail = f"{url.database} không phải cơ sở dữ liệu SQLite.", "Chọn tệp khác, hoặc một tệp chưa có."
    else:
        title = f"Không mở được tệp cơ sở dữ liệu {url.database}."
        detail = "Kiểm tra thư mục đã có, được phép ghi, và ổ đĩa chưa đầy."
    return ServerError(500, "database", title, detail)


def _user(url: URL) -> str:
    return url.username or getpass.getuser()
