"""A paper on its way and lines of the register that the văn thư's tests print."""

from dataclasses import replace
from datetime import UTC, date, datetime

from app.models.papers.records import Entry, Opinion, Paper, Stage, Standing, Step, Verdict
from app.models.papers.registers import RegisterLine, Series, SignedLine
from tests.exports.inspection.inspections import FILED, LONG_NAME, LONG_TEXT

SENT = datetime(2025, 6, 19, 2, 5, tzinfo=UTC)
DRAFT = replace(FILED, stage=Stage.DRAFT, signatures=(), number=None, recipients=())
ON_ITS_WAY = replace(
    DRAFT,
    stage=Stage.SUBMITTED,
    entries=(
        Entry("1", Step.SUBMIT, SENT, "Lý Thị Cẩm Vân", "Kính trình đồng chí xem xét, ký ban hành"),
        Entry("2", Step.RETURN, SENT, "Trần Văn Định", "Bổ sung thành phần"),
        Entry("3", Step.SUBMIT, SENT, "Lý Thị Cẩm Vân", "Kính trình đồng chí xem xét, ký ban hành"),
    ),
    initials=(
        Entry(
            "4",
            Step.INITIAL,
            SENT,
            "Lý Thị Cẩm Vân",
            "Lê Thị Hạnh, Chánh Văn phòng, đúng thể thức",
            {"person": "Lê Thị Hạnh", "position": "Chánh Văn phòng"},
        ),
    ),
    opinions=(
        Opinion(
            "o1",
            "Công an tỉnh",
            SENT,
            verdict=Verdict.REMARKS,
            text="Bổ sung kiểm tra an ninh mạng",
            document="812/CAT-PA05",
            answered_on=date(2025, 6, 18),
            handling="Đã tiếp thu, bổ sung mục III",
        ),
        Opinion("o2", "Sở Nội vụ", SENT, answer_by=date(2025, 6, 20)),
    ),
)
WIDE_PAPER: Paper = replace(
    ON_ITS_WAY,
    title=LONG_TEXT,
    initials=tuple(replace(ON_ITS_WAY.initials[0], body={"person": LONG_NAME}, note=LONG_NAME) for _ in range(6)),
    opinions=tuple(replace(ON_ITS_WAY.opinions[0], text=LONG_TEXT, handling=LONG_TEXT) for _ in range(8)),
)

STATE_2025 = Series("state", "BCĐ", "2025")
LINE = RegisterLine(
    "paper-id-0001",
    STATE_2025,
    5,
    "05/KH-BCĐ",
    date(2025, 6, 21),
    "Kế hoạch",
    "Kiểm tra xã Đam Rông 4",
    "Trần Văn Định",
    "Thường trực Tỉnh ủy (b/c); UBND xã Đam Rông 4",
    "Hồ sơ 12",
    14,
    "Được đính chính theo văn bản số 09/BCĐ-TH",
    Stage.ARCHIVED,
    Standing.CORRECTED,
)
LINES = (
    LINE,
    replace(LINE, number=6, printed="06/TB-BCĐ", kind="Thông báo", title="Lịch làm việc", copies=0, note=""),
    replace(LINE, series=Series("party", "BCĐ", "2025-2030", "KH"), number=1, printed="01-KH/BCĐ"),
)
WIDE_LINES = tuple(
    replace(LINE, number=at, printed=f"{at:02d}/KH-BCĐ", title=LONG_TEXT, recipients=LONG_TEXT, signers=LONG_NAME)
    for at in range(1, 40)
)
SIGNED = (
    SignedLine(
        "paper-id-0001",
        "Trần Văn Định",
        "PHÓ TRƯỞNG BAN",
        "TM., KT.",
        "BAN CHỈ ĐẠO",
        date(2025, 6, 20),
        True,
        "05/KH-BCĐ",
        "Kế hoạch",
        "Kiểm tra xã Đam Rông 4",
    ),
    SignedLine("p2", "K’Brếu", "Phó Chủ tịch", "", "", date(2025, 6, 26), False, "", "Biên bản", "Làm việc"),
)
