"""Plans the export tests print: the untouched form, and one with additions, extensions and obstacles."""

from dataclasses import replace
from datetime import UTC, date, datetime

from app.models.plan import form
from app.models.plan.deadline import parse
from app.models.plan.records import (
    Authority,
    Evidence,
    Extension,
    IssuingBody,
    Obstacle,
    ObstacleKind,
    PlanText,
    PlanView,
    ProgressEntry,
    Signing,
    Source,
    Task,
    TaskGroup,
    TaskStatus,
    UnitRef,
)

AS_OF = datetime(2025, 6, 25, 7, tzinfo=UTC)
STATE = IssuingBody("state", "TỈNH LÂM ĐỒNG", "BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ", "Lâm Đồng")
PARTY = IssuingBody("party", "TỈNH ỦY LÂM ĐỒNG", "BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ", "Lâm Đồng")
SIGNING = Signing("5", "KH-BCĐ", date(2025, 6, 4), "Nguyễn Thị Ánh Tuyết", "TRƯỞNG BAN", on_behalf_of="BAN CHỈ ĐẠO")
BLANKS = {"ten_tinh_thanh_pho": "tỉnh Lâm Đồng", "ten_tinh_goc_duoc_chon": "Lâm Đồng", "ly_do_lua_chon": "chạy ổn định"}
LONG = (
    "Kiểm tra, bổ sung máy tính, máy quét, đường truyền số liệu chuyên dùng và chữ ký số cho Trung tâm Phục vụ hành "
    "chính công các xã, phường, đặc khu; báo cáo kết quả trước khi diễn tập toàn tỉnh."
)
HOSTILE = (
    '=cmd|"/c calc"!A1',
    "+1",
    "-1+2",
    "@SUM(A1)",
    "{{ x.__class__ }}",
    "<w:p/>",
    "<b>đậm</b>",
    "Bưu điện & Viễn thông",
    "]]>",
    "&#x41;",
    "a\x00b\x0bc\x1fd",
    "PAGE \\* MERGEFORMAT",
    "../../etc/passwd",
    "#N/A",
    "'",
)


def form_view(blanks: dict[str, str] | None = None) -> PlanView:
    """The form as it is shipped, with the blanks that are known filled in."""
    shipped, known = form.load(), blanks or {}
    groups = tuple(
        TaskGroup(
            f"g{group.numeral}",
            group.numeral,
            group.heading,
            tuple(
                Task(
                    f"t{row.number}",
                    f"g{group.numeral}",
                    row.number,
                    row.content,
                    UnitRef("u", row.lead),
                    (UnitRef("c", row.coordinating),) if row.coordinating else (),
                    row.products,
                    row.deadline,
                    form_key=row.number,
                    form_wording=row.content,
                    source=Source("form"),
                )
                for row in group.rows
            ),
            group.numeral,
        )
        for group in shipped.groups
    )
    texts = tuple(PlanText("", line.part, line.key, form.fill_line(line, known, shipped)) for line in shipped.lines)
    return PlanView(
        "p", "Lâm Đồng", "tỉnh Lâm Đồng", ("Lâm Đồng", "Bình Thuận"), date(2025, 7, 1), groups, texts, known
    )


def addition(number: int, group: str = "gI", **changes: object) -> Task:
    """A row the province added."""
    task = Task(
        f"x{group}{number}",
        group,
        f"1.{number}",
        LONG[: 60 + number * 37 % 130],
        UnitRef("khcn", "Sở Khoa học và Công nghệ"),
        (UnitRef("ca", "Công an tỉnh"), UnitRef("xa", "UBND các xã")),
        "Báo cáo kết quả",
        parse("trước ngày 26/6/2025"),
    )
    return replace(task, **changes)  # type: ignore[arg-type]


def busy_task() -> Task:
    """An addition with one of everything that hangs on a row."""
    return addition(
        9,
        status=TaskStatus.IN_PROGRESS,
        percent=40,
        extensions=(
            Extension("e", parse("Ngày 29/6/2025"), "Chờ thiết bị", "Trưởng Ban", date(2025, 6, 20), "12/TB-BCĐ"),
        ),
        obstacles=(Obstacle("o", ObstacleKind.CROSS_SECTOR, "Chưa có mặt bằng", AS_OF),),
        evidence=(Evidence("v", "Biên bản khảo sát", "05/BB-SKHCN", date(2025, 6, 21)),),
        progress=(ProgressEntry("p", AS_OF, "Nguyễn Văn Ân", "Đã khảo sát", TaskStatus.IN_PROGRESS, 40),),
    )


def with_rows(view: PlanView, *tasks: Task) -> PlanView:
    """The plan with rows added to its first group."""
    first, *others = view.groups
    return replace(view, groups=(replace(first, tasks=(*first.tasks, *tasks)), *others))


def full_view() -> PlanView:
    """The form plus twenty additions, one of them busy, and additional lines."""
    view = with_rows(form_view(BLANKS), busy_task(), *(addition(number) for number in range(10, 30)))
    more = PlanText("a1", "objectives_specific", "", "Bảo đảm 124 xã, phường có chữ ký số.", is_addition=True)
    at = next(at for at, text in enumerate(view.texts) if text.form_key == "note") + 1
    return replace(view, texts=(*view.texts[:at], more, *view.texts[at:]))


def issued_view(authority: Authority = Authority.TM) -> PlanView:
    """The full plan as issued."""
    return replace(full_view(), issued=replace(SIGNING, authority=authority))


def squash(text: str) -> str:
    """Text without any white space, for comparing what was printed with what was meant."""
    return "".join(text.split())
