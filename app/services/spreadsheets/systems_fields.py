"""The columns of the register of systems: what they are called and how a heading is recognised."""

from app.models.selection.kinds import link_name
from app.models.selection.register import FIELDS
from app.services.spreadsheets.fields import Column, Look
from app.services.spreadsheets.headings import WHOLE, Headings

SYSTEMS_SHEET = "Hệ thống"

LINK_COLUMNS = ("dvcqg", "vneid", "csdl-dan-cu", "lgsp", "truc-van-ban")
"""Integrations that most kinds are asked for; any other stands in the column "Kết nối khác"."""
LINK_PREFIX = "link:"
OTHER_LINKS = "other_links"
CONTACT_FIELDS = ("contact_name", "contact_phone", "contact_email", "contact_unit")

_CONTACT = dict(
    zip(CONTACT_FIELDS, ("Đầu mối", "Điện thoại đầu mối", "Thư điện tử đầu mối", "Đơn vị của đầu mối"), strict=True)
)
SYSTEM_LABELS = {
    "kind": "Loại hệ thống",
    **{field.name: field.label for field in FIELDS if field.name not in ("contact", "note")},
    **{f"{LINK_PREFIX}{target}": f"Kết nối {link_name(target)}" for target in LINK_COLUMNS},
    OTHER_LINKS: "Kết nối khác",
    **_CONTACT,
    "note": "Ghi chú",
}
"""Fields a register in Excel can be read into; "name" is the one that must be there."""

SYSTEMS = Headings(
    labels=SYSTEM_LABELS,
    wordings={
        # As `fields.PLAN`: the first field whose words a heading holds decides, so the narrower stand first.
        "contact_phone": ("dien thoai dau moi", "dien thoai", "so dien thoai", "sdt"),
        "contact_email": ("thu dien tu dau moi", "email", "thu dien tu"),
        "contact_unit": ("don vi cua dau moi", "don vi dau moi"),
        "contact_name": ("dau moi", "nguoi lien he", "can bo phu trach", "nguoi phu trach"),
        "link:dvcqg": ("ket noi cong dich vu cong quoc gia", "cong dvcqg", "dvcqg"),
        "link:vneid": ("ket noi vneid", "vneid"),
        "link:csdl-dan-cu": ("ket noi csdl quoc gia ve dan cu", "csdl dan cu", "csdlqg ve dan cu"),
        "link:lgsp": ("ket noi lgsp", "lgsp"),
        "link:truc-van-ban": ("ket noi truc lien thong van ban", "truc lien thong"),
        "other_links": ("ket noi khac", "cac ket noi"),
        "kind": ("loai he thong", "nhom he thong", "linh vuc"),
        "province_code": ("tinh cu", "tinh, thanh pho", "dia phuong", f"{WHOLE}tinh"),
        "vendor": ("nha cung cap", "don vi cung cap", "doanh nghiep", "don vi phat trien"),
        "version": ("phien ban",),
        "max_users": ("so nguoi dung toi da", "nguoi dung toi da", "kha nang chiu tai"),
        "users": ("so nguoi dung", "so tai khoan", "nguoi su dung", "nguoi dung"),
        "online_services": ("so dich vu cong", "dich vu cong truc tuyen", "dvctt"),
        "procedures": ("so tthc", "so thu tuc", "thu tuc hanh chinh"),
        "data_mb": ("dung luong",),
        "records": ("so ho so", "so ban ghi", "so van ban"),
        "security_level": ("cap do",),
        "hosting": ("noi dat", "ha tang", "trung tam du lieu"),
        "contract_end": ("hop dong den", "het han hop dong", "thoi han hop dong", "hop dong"),
        "yearly_cost": ("chi phi hang nam", "chi phi", "kinh phi"),
        "incidents": ("su co",),
        "note": ("ghi chu",),
        "name": ("ten he thong", "ten phan mem", "he thong", "phan mem", "ten"),
    },
    required="name",
    wanted="“Tên hệ thống”",
    said="tên hệ thống",
)

_WIDTHS = {"kind": 30, "name": 34, "hosting": 26, "vendor": 20, "note": 30, OTHER_LINKS: 34}
_LOOKS: dict[str, Look] = {
    field.name: "date" if field.look == "date" else "number"
    for field in FIELDS
    if field.look in ("number", "money", "level", "date")
}
REGISTER_COLUMNS = tuple(
    Column(
        field,
        label,
        _WIDTHS.get(field, 16),
        _LOOKS.get(field, "text"),
        is_open=field not in ("kind", "province_code"),
        for_new=field != "province_code",
    )
    for field, label in SYSTEM_LABELS.items()
)
