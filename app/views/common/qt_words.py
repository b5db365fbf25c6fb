"""Vietnamese for the few texts that Qt writes itself: menus of fields, standard buttons, file dialog."""

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from typing_extensions import override

_WORDS = {
    "&Undo": "Hoàn tác",
    "&Redo": "Làm lại",
    "Cu&t": "Cắt",
    "&Copy": "Sao chép",
    "&Paste": "Dán",
    "Delete": "Xoá",
    "&Delete": "Xoá",
    "Select All": "Chọn tất cả",
    "Copy &Link Location": "Sao chép địa chỉ liên kết",
    "Insert Unicode control character": "Chèn ký tự điều khiển",
    "&Step up": "Tăng",
    "Step &down": "Giảm",
    "OK": "Đồng ý",
    "&OK": "Đồng ý",
    "Cancel": "Thôi",
    "&Cancel": "Thôi",
    "Close": "Đóng",
    "&Close": "Đóng",
    "&Yes": "Có",
    "&No": "Không",
    "&Save": "Lưu",
    "Save": "Lưu",
    "&Open": "Mở",
    "Open": "Mở",
    "&Choose": "Chọn",
    "Look in:": "Ở thư mục:",
    "File &name:": "Tên tệp:",
    "&File name:": "Tên tệp:",
    "Directory:": "Thư mục:",
    "Files of type:": "Loại tệp:",
    "Save As": "Lưu thành tệp",
    "Find Directory": "Chọn thư mục",
    "Name": "Tên",
    "Size": "Cỡ",
    "Kind": "Loại",
    "Type": "Loại",
    "Date Modified": "Ngày sửa",
    "Folder": "Thư mục",
    "File": "Tệp",
    "File Folder": "Thư mục",
    "%1 File": "Tệp %1",
    "My Computer": "Máy tính này",
    "Computer": "Máy tính",
    "Back": "Lùi",
    "Forward": "Tiến",
    "Parent Directory": "Thư mục trên",
    "Create New Folder": "Tạo thư mục mới",
    "New Folder": "Thư mục mới",
    "Create a New Folder": "Tạo thư mục mới",
    "List View": "Danh sách",
    "Detail View": "Chi tiết",
    "Change to list view mode": "Xem kiểu danh sách",
    "Change to detail view mode": "Xem kiểu chi tiết",
    "Go back": "Lùi",
    "Go forward": "Tiến",
    "Go to the parent directory": "Lên thư mục trên",
    "Recent Places": "Nơi gần đây",
    "Remove": "Bỏ",
    "&Rename": "Đổi tên",
    "Show &hidden files": "Hiện tệp ẩn",
    "&New Folder": "Thư mục mới",
    "All Files (*)": "Mọi tệp (*)",
    "Show ": "Hiện ",
    "%1 already exists.\nDo you want to replace it?": "%1 đã có.\nThay tệp cũ?",
    "%1\nFile not found.\nPlease verify the correct file name was given.": "%1\nKhông có tệp này. Xem lại tên tệp.",
    "%1\nDirectory not found.\nPlease verify the correct directory name was given.": (
        "%1\nKhông có thư mục này. Xem lại tên thư mục."
    ),
    "%n KiB": "%n KB",
    "%1 KiB": "%1 KB",
    "%1 MiB": "%1 MB",
    "%1 GiB": "%1 GB",
    "%1 bytes": "%1 byte",
}


class QtWords(QTranslator):
    """Gives Qt its Vietnamese. A text of ours is Vietnamese already and passes untouched."""

    @override
    def translate(  # an empty text would be a translation; None is Qt's "there is none"
        self, context: str, sourceText: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        return _WORDS.get(sourceText)

    @override
    def isEmpty(self) -> bool:
        return False


def vietnamese_locale() -> QLocale:
    """Numbers, months and the week (Monday first) as Vietnam writes them."""
    return QLocale(QLocale.Language.Vietnamese, QLocale.Country.Vietnam)


def qt_version() -> str:
    """For the crash report."""
    return QLibraryInfo.version().toString()
