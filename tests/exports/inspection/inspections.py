"""Inspections the paper tests print: of two communes of Lâm Đồng, an empty one, the longest one."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from io import BytesIO

from PIL import Image

from app.exports.inspection_minutes import PrintedMinutes
from app.exports.inspection_parts import Printing
from app.models import vietnam_time
from app.models.inspection.minutes_records import (
    AnsweredChecklist,
    AnsweredItem,
    Capacity,
    Checklist,
    Entry,
    FieldWork,
    Followup,
    FollowupState,
    Impossible,
    Item,
    Medium,
    MediumKind,
    Minutes,
    Part,
    Participant,
    Result,
    Signatory,
    Taker,
)
from app.models.inspection.records import (
    Agreement,
    Colour,
    Delegate,
    InspectedUnit,
    Inspection,
    Notice,
    Role,
    Trigger,
    Visit,
    VisitState,
)
from app.models.inspection.reporting import ReportFigures, conclusion_lines, figures
from app.models.papers.kinds import KINDS
from app.models.papers.records import Number, Paper, Recipient, Signature, Stage, Standing
from app.models.plan.deadline import DeadlineState, parse
from app.models.plan.records import Authority, TaskStatus
from tests.exports.samples import PARTY, STATE

AT = datetime(2025, 6, 28, 2, 30, tzinfo=UTC)
TASK_FORCE = "Tổ Công tác tỉnh Lâm Đồng"
PRINTING = Printing(STATE, AT, TASK_FORCE)
PARTY_PRINTING = replace(PRINTING, body=PARTY)
COMMUNE = InspectedUnit("xa-1", "UBND xã Đam Rông 4")
WARD = InspectedUnit("xa-2", "UBND phường Bắc Gia Nghĩa")
DEPARTMENT = InspectedUnit("so-1", "Sở Khoa học và Công nghệ")


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    return vietnam_time.at(day, time(hour, minute))


DAY, NEXT = date(2025, 6, 26), date(2025, 7, 3)
HEAD = Delegate("d1", "Lê Hữu Khải", "Phó Chánh Văn phòng UBND tỉnh", "", Role.HEAD)
MEMBER = Delegate("d2", "Trương Công Nhẫn", "Phó Trưởng phòng An ninh mạng", "Công an tỉnh")
SECRETARY = Delegate("d3", "Lý Thị Cẩm Vân", "Chuyên viên", "", Role.SECRETARY)
FIRST = Visit(
    "v1",
    "i",
    COMMUNE,
    moment(DAY, 8),
    moment(DAY, 11, 15),
    "Trung tâm Phục vụ hành chính công xã Đam Rông 4",
    notice=Notice(moment(date(2025, 6, 20), 9, 30), "Ka Thuyên", "Thư điện tử công vụ", "12/TB-TCT"),
    state=VisitState.ADOPTED,
    minutes_id="m",
)
SECOND = Visit("v2", "i", WARD, moment(NEXT, 8), moment(NEXT, 11), delegate_ids=("d1", "d3"))
PLAN = Inspection(
    "i",
    "Kế hoạch kiểm tra, đôn đốc công tác chuẩn bị tại xã Đam Rông 4 và phường Bắc Gia Nghĩa",
    "Kiểm tra, đôn đốc xử lý các điểm nghẽn trước ngày 01/7/2025.",
    "UBND xã Đam Rông 4, UBND phường Bắc Gia Nghĩa",
    "Hoạt động của Bộ phận Một cửa; đường truyền; niêm yết thủ tục hành chính",
    DAY,
    date(2025, 7, 4),
    delegates=(SECRETARY, HEAD, MEMBER),
    visits=(FIRST, SECOND),
    trigger=Trigger("xa-1", COMMUNE.name, Colour.YELLOW, (("Nhiệm vụ quá hạn", "2"),), moment(date(2025, 6, 18), 14)),
)
AGREED = replace(
    PLAN, agreement=Agreement(date(2025, 6, 19), "Cơ quan Thường trực Ban Chỉ đạo", "Công văn số 41/VPTU-CĐS")
)
SUDDEN = replace(AGREED, sudden_reason="Người dân phản ánh không nộp được hồ sơ")
EMPTY_PLAN = Inspection("e", "Kiểm tra hạ tầng")


def photograph(size: tuple[int, int] = (400, 300), kind: str = "JPEG") -> bytes:
    stream = BytesIO()
    Image.new("RGB", size, (40, 120, 160)).save(stream, kind)
    return stream.getvalue()


PHOTO = Medium(
    "p1",
    MediumKind.PHOTO,
    "duong-truyen.jpg",
    "a" * 64,
    1,
    caption="Đèn tín hiệu đường truyền",
    taken_at="2025-06-26T08:41:10+07:00",
    latitude="12.092000",
    longitude="108.184583",
)
CHECKLIST = Checklist(
    "daily",
    "Kiểm tra đầu ngày",
    1,
    (Item("internet", "Mạng Internet", "Kết nối có ổn định không?"), Item("computers", "Máy tính")),
)
WORK = FieldWork(
    "v1",
    (
        AnsweredChecklist(
            CHECKLIST,
            (
                AnsweredItem(CHECKLIST.items[0], Result.FAIL, "rớt 3 lần trong 2 giờ", media=(PHOTO,)),
                AnsweredItem(CHECKLIST.items[1], Result.PASS),
            ),
        ),
    ),
)
SIGNATORIES = (
    Signatory("s1", "ĐẠI DIỆN ĐOÀN CÔNG TÁC", "(Trưởng đoàn)", "Lê Hữu Khải"),
    Signatory("s2", "ĐẠI DIỆN ĐƠN VỊ", "(Người chủ trì)", "K’Brếu"),
)


def conclusion(text: str, deadline: str, unit: InspectedUnit = COMMUNE) -> Entry:
    return Entry(f"c-{text}", Part.CONCLUSION, text, unit=unit, deadline=parse(deadline))


MINUTES = Minutes(
    "m",
    "v1",
    "i",
    COMMUNE,
    COMMUNE.name,
    started_at=moment(DAY, 8),
    ended_at=moment(DAY, 11, 15),
    place="Trung tâm Phục vụ hành chính công xã Đam Rông 4",
    delegation_name=TASK_FORCE,
    participants=(
        Participant("1", Capacity.HEAD, "Lê Hữu Khải", "Phó Chánh Văn phòng UBND tỉnh"),
        Participant("2", Capacity.MEMBER, "Trương Công Nhẫn", "Phó Trưởng phòng An ninh mạng, Công an tỉnh"),
        Participant("3", Capacity.CHAIR, "K’Brếu", "Phó Chủ tịch UBND xã"),
        Participant("4", Capacity.FOCAL_POINT, "Ka Thuyên", "Công chức Văn phòng"),
        Participant("5", Capacity.ATTENDANT, "Đỗ Thị Đượm", "Công chức"),
    ),
    content="Nghe UBND xã báo cáo.\nKiểm tra thực tế quầy tiếp nhận.",
    entries=(
        Entry("a1", Part.ACHIEVEMENT, "Máy tính: Đạt."),
        Entry(
            "s1",
            Part.SHORTCOMING,
            "Mạng Internet: Không đạt: rớt 3 lần trong 2 giờ.",
            "Mới có một tuyến cáp quang.",
            "Chưa ký hợp đồng đường dự phòng.",
        ),
        conclusion("Ký hợp đồng đường truyền dự phòng.", "trước ngày 30/6/2025"),
        conclusion("Cấp đủ tài khoản còn thiếu cho 8 cán bộ.", "29/6/2025", DEPARTMENT),
        Entry("p1", Part.PROPOSAL, "Phủ sóng di động 4G tại 3 thôn.", addressee="Bộ Khoa học và Công nghệ"),
    ),
    copies=4,
    signatories=SIGNATORIES,
    field_work=WORK,
)
PICTURES = {"p1": photograph()}
ADOPTED = PrintedMinutes(MINUTES, is_draft=False, pictures=PICTURES)
DRAFT_OF = PrintedMinutes(MINUTES, pictures=PICTURES)
EMPTY = PrintedMinutes(Minutes("e", "v", "i", InspectedUnit("u", "")))

LONG_NAME = "Công Tằng Tôn Nữ Huỳnh Thị Đoan Trang Phương Thuỳ"
LONG_POST = (
    "Phó Chánh Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh, Phó Tổ trưởng Thường trực Tổ Công tác liên "
    "ngành triển khai Kế hoạch số 02-KH/BCĐTW"
)
LONG_UNIT = InspectedUnit(
    "xa-1", "Ủy ban nhân dân đặc khu Phú Quý, tỉnh Lâm Đồng (Trung tâm Phục vụ hành chính công liên phường)"
)
LONG_TEXT = (
    "Kiểm tra, bổ sung máy tính, máy quét, đường truyền số liệu chuyên dùng và chữ ký số cho Trung tâm Phục vụ hành "
    "chính công các xã, phường, đặc khu; báo cáo kết quả trước khi diễn tập toàn tỉnh, lần thứ"
)


def _widest() -> Minutes:
    entries: list[Entry] = []
    for at in range(1, 21):
        cause = f"{LONG_TEXT} {at}."
        entries += [
            Entry(f"a{at}", Part.ACHIEVEMENT, f"{LONG_TEXT} {at}."),
            Entry(f"s{at}", Part.SHORTCOMING, f"{LONG_TEXT} {at}.", cause if at % 2 else "", cause if at % 3 else ""),
            conclusion(f"{LONG_TEXT} {at}.", f"trước ngày {at}/7/2025", DEPARTMENT if at % 4 == 0 else LONG_UNIT),
        ]
    people = tuple(
        Participant(f"{capacity}{at}", capacity, LONG_NAME, LONG_POST)
        for capacity, count in ((Capacity.HEAD, 1), (Capacity.MEMBER, 6), (Capacity.CHAIR, 1), (Capacity.ATTENDANT, 4))
        for at in range(count)
    )
    signed = tuple(
        Signatory(f"s{at}", title, "(Người chủ trì)", LONG_NAME)
        for at, title in enumerate(
            ("ĐẠI DIỆN ĐOÀN CÔNG TÁC", "ĐẠI DIỆN ĐƠN VỊ", "ĐẠI DIỆN SỞ KHOA HỌC VÀ CÔNG NGHỆ", "ĐẠI DIỆN NHÀ CUNG CẤP")
        )
    )
    media = tuple(replace(PHOTO, id=f"p{at}", caption=LONG_TEXT) for at in range(1, 6))
    return replace(
        MINUTES,
        unit=LONG_UNIT,
        unit_name=LONG_UNIT.name,
        participants=people,
        entries=tuple(entries),
        signatories=signed,
        taker=Taker(LONG_NAME, "Chuyên viên"),
        has_national_header=True,
        has_agency_header=True,
        field_work=replace(WORK, media=media[1:]),
    )


WIDE = PrintedMinutes(
    _widest(),
    is_draft=False,
    pictures={
        "p1": photograph(),
        "p2": photograph((300, 400)),
        "p3": photograph((1600, 200), "PNG"),
        "p4": photograph(kind="WEBP"),
    },
)
"""Twenty of each kind of entry, four signatories and a taker, five photos, one of which is not on this PC."""


def followup(at: int, state: FollowupState, entry: Entry) -> Followup:
    assert entry.unit is not None
    done = state is FollowupState.DONE
    return Followup(
        f"t{at}",
        f"1.{at}",
        entry.text,
        entry.unit,
        COMMUNE,
        entry.deadline,
        entry.deadline,
        None,
        TaskStatus.DONE if done else TaskStatus.IN_PROGRESS,
        100 if done else 40,
        DeadlineState.DONE_ON_TIME if done else DeadlineState.LATE_IN_PROGRESS,
        state,
        moment(date(2025, 6, 27), 9) if done else None,
        (),
        (),
        "Đã cài đặt, in thử." if done else "",
        Impossible("Chưa có kinh phí.", AT, "Lý Thị Cẩm Vân") if state is FollowupState.IMPOSSIBLE else None,
        "m",
        "v1",
        "i",
        PLAN.title,
        DAY,
        entry.id,
    )


FOLLOWUPS = tuple(
    followup(at, state, conclusion(f"Kết luận thứ {at}.", "29/6/2025", unit))
    for at, (state, unit) in enumerate(
        (
            (FollowupState.OVERDUE, COMMUNE),
            (FollowupState.OPEN, DEPARTMENT),
            (FollowupState.IMPOSSIBLE, COMMUNE),
            (FollowupState.DONE, COMMUNE),
        ),
        1,
    )
)
LINES = conclusion_lines(FOLLOWUPS)


def report_of(plan: Inspection = AGREED, found: tuple[Followup, ...] = FOLLOWUPS) -> ReportFigures:
    agreed = {"v1": MINUTES} if plan.visits else {}
    return figures(plan, agreed, {}, found, as_of=AT)


FILED = Paper(
    "paper-id-0001",
    KINDS["KH"],
    "Kiểm tra xã Đam Rông 4",
    "inspection",
    "i",
    "state",
    "Tổ Công tác",
    "",
    1,
    AT,
    Stage.NUMBERED,
    Standing.NOT_OUT,
    signatures=(Signature("Trần Văn Định", "PHÓ TRƯỞNG BAN", date(2025, 6, 20), Authority.TM_KT, "BAN CHỈ ĐẠO"),),
    number=Number("05", "KH-BCĐ", date(2025, 6, 21)),
    recipients=(Recipient("r1", "Thường trực Tỉnh ủy (b/c)"), Recipient("r2", "Lưu: VT, TCT.")),
)
