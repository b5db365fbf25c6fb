"""Assessments the paper tests print: Lâm Đồng's procedure system, decided; empty registers; four long names."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from app.exports.selection_parts import Printing
from app.models.plan.deadline import parse
from app.models.plan.records import UnitRef
from app.models.selection.aftermath import Counts
from app.models.selection.kinds import shipped
from app.models.selection.records import (
    Assessor,
    Course,
    Criterion,
    Decided,
    Decision,
    Exemption,
    KindView,
    Round,
    RoundState,
    Score,
    ScoreEvidence,
    Sheet,
    Veto,
    VetoRule,
)
from app.models.selection.stages import BoardRow, Stage, forms
from app.models.selection.system_records import Contact, Link, LinkState, OldProvinceRef, System, SystemKind
from app.models.selection.unchosen import (
    Backup,
    Explained,
    Handover,
    Lookup,
    Migration,
    Reconciled,
    Restored,
    Taken,
    Unchosen,
)
from app.models.units.gazetteer import find_province
from tests.exports.samples import PARTY, STATE

LAM_DONG = find_province("Lâm Đồng")
AT = datetime(2025, 6, 24, 9, 30, tzinfo=UTC)
PRINTING = Printing(STATE, AT, LAM_DONG)
PARTY_PRINTING = replace(PRINTING, body=PARTY)
KINDS = shipped(lambda entity, key: f"{entity}:{key}")
PROCEDURES = KINDS[0]
PROVINCES = (
    OldProvinceRef("68", "Lâm Đồng"),
    OldProvinceRef("67", "Đắk Nông"),
    OldProvinceRef("60", "Bình Thuận"),
)
LEVEL = Criterion("c-level", "cap-do-3", "Cấp độ an toàn thông tin từ cấp độ 3", Decimal(0))
LEVEL = replace(LEVEL, veto=Veto(VetoRule.SECURITY_LEVEL, 3))
PORTAL = Criterion("c-portal", "ket-noi-dvcqg", "Kết nối được với Cổng Dịch vụ công quốc gia", Decimal(0))
PORTAL = replace(PORTAL, veto=Veto(VetoRule.LINK, target="dvcqg"))
STEADY = Criterion("c-steady", "on-dinh", "Hoạt động ổn định, liên tục", Decimal(60))
COST = Criterion("c-cost", "chi-phi", "Chi phí hằng năm và chi phí chuyển đổi", Decimal("40"))
CHAIR = Assessor("a1", "p1", "Nguyễn Thị Ánh Tuyết", "Phó Giám đốc", "Sở Khoa học và Công nghệ", duty="Tổ trưởng")
MEMBER = Assessor("a2", "p2", "K'Brèo Đức", "Chuyên viên", "Văn phòng UBND tỉnh", duty="Thành viên")
DECIDED = Decided("Trưởng Ban Chỉ đạo", date(2025, 6, 24), "12/QĐ-BCĐ")


def link(target: str, name: str, state: LinkState, note: str = "") -> Link:
    """An integration."""
    return Link(f"l-{target}", target, name, state, note)


IGATE = System(
    "s1",
    PROCEDURES.id,
    "VNPT iGate",
    "68",
    "Lâm Đồng",
    vendor="VNPT",
    version="2.0",
    users=4120,
    max_users=20_000,
    procedures=1893,
    records=1_204_511,
    data_mb=820 * 1024,
    security_level=3,
    hosting="Trung tâm dữ liệu tỉnh",
    contract_end=date(2026, 12, 31),
    yearly_cost=3_250_000_000,
    incidents=0,
    contact=Contact("Lê Hoàng Đức", "0912 345 678", unit="VNPT Lâm Đồng"),
    links=(link("dvcqg", "Cổng Dịch vụ công quốc gia", LinkState.CONNECTED),),
)
VIETTEL = System(
    "s2",
    PROCEDURES.id,
    "Viettel Một cửa",
    "60",
    "Bình Thuận",
    vendor="Viettel",
    users=5300,
    max_users=20_000,
    security_level=3,
    links=(link("dvcqg", "Cổng Dịch vụ công quốc gia", LinkState.POSSIBLE, "đang thử nghiệm"),),
)
OLD = System("s3", PROCEDURES.id, "Một cửa điện tử", "67", "Đắk Nông", users=2100, security_level=2)
SYSTEMS = (IGATE, VIETTEL, OLD)


def score(criterion: Criterion, system: System, assessor: Assessor, value: str | None, **more: object) -> Score:
    """One score."""
    given = Decimal(value) if value is not None else None
    return Score(f"{criterion.id}{system.id}{assessor.id}", criterion.id, system.id, assessor.id, given, **more)  # type: ignore[arg-type]


EVIDENCE = ScoreEvidence("e", "Báo cáo vận hành", "45/BC-SKHCN", date(2025, 6, 20), "bao-cao.pdf")
GIVEN = (
    *(score(STEADY, IGATE, CHAIR, "9", evidence=(EVIDENCE,)), score(STEADY, IGATE, MEMBER, "7.5", is_self=True)),
    *(score(COST, IGATE, CHAIR, "8"), score(COST, IGATE, MEMBER, "8")),
    *(score(STEADY, VIETTEL, CHAIR, "6"), score(STEADY, VIETTEL, MEMBER, "8")),
    *(score(COST, VIETTEL, CHAIR, "9"), score(COST, VIETTEL, MEMBER, "9")),
    *(score(STEADY, OLD, CHAIR, "10"), score(STEADY, OLD, MEMBER, "10")),
    *(score(COST, OLD, CHAIR, "10"), score(COST, OLD, MEMBER, "10")),
)
SHEET = Sheet(
    PROCEDURES,
    Round("r1", 1, AT, Decimal(3), AT, "Nguyễn Thị Ánh Tuyết"),
    SYSTEMS,
    (LEVEL, PORTAL, STEADY, COST),
    (CHAIR, MEMBER),
    GIVEN,
    provinces=PROVINCES,
)
DECISION = Decision(
    "d1",
    PROCEDURES.id,
    "r1",
    1,
    IGATE.id,
    Course.KEEP,
    "Hệ thống đang hoạt động ổn định, đã cấu hình đủ 1.893 thủ tục.",
    "K'Brèo Đức đề nghị xem xét thêm chi phí của Viettel Một cửa.",
    DECIDED,
    AT,
    "Nguyễn Thị Ánh Tuyết",
    "ab" * 32,
)
SCORING = KindView(SHEET, RoundState.SCORING)
VIEW = KindView(SHEET, RoundState.DECIDED, (DECISION,))
EXEMPTED = replace(
    VIEW,
    exemptions=(Exemption("x", PROCEDURES.id, VIETTEL.id, "Chờ hết hợp đồng", date(2025, 12, 31)),),
)
EMPTY = KindView(Sheet(PROCEDURES, None), RoundState.NOT_OPEN)


def numbered(number: str, *, by: str = DECIDED.by, on: date = DECIDED.on, view: KindView = VIEW) -> KindView:
    """The decision with what the văn thư gave it."""
    (decision,) = view.decisions
    return replace(view, decisions=(replace(decision, decided=Decided(by, on, number)),))


def of_kind(view: KindView, kind: SystemKind) -> KindView:
    """The same assessment under another kind."""
    decisions = tuple(replace(one, id=f"{one.id}{kind.code}", kind_id=kind.id) for one in view.decisions)
    return replace(view, sheet=replace(view.sheet, kind=kind), decisions=decisions)


def scored(values: dict[tuple[str, str, str], str], **changes: object) -> KindView:
    """The assessment with other scores: (criterion, system, assessor) -> value."""
    given = tuple(
        replace(one, value=Decimal(values[key]))
        if (key := (one.criterion_id, one.system_id, one.assessor_id)) in values
        else one
        for one in GIVEN
    )
    return KindView(replace(SHEET, scores=given, **changes), RoundState.SCORING)  # type: ignore[arg-type]


def widest() -> KindView:
    """Four candidates with long names, 25 criteria, five assessors."""
    names = (
        "Hệ thống thông tin giải quyết thủ tục hành chính và dịch vụ công trực tuyến toàn trình tỉnh Lâm Đồng",
        "Phần mềm Một cửa điện tử liên thông ba cấp tỉnh - huyện - xã phiên bản mở rộng",
        "Nền tảng xử lý hồ sơ tập trung, số hóa và lưu trữ kết quả giải quyết thủ tục hành chính",
        "Hệ thống xử lý nghiệp vụ chuyên ngành Trung tâm Phục vụ hành chính công",
    )
    old = (*PROVINCES, OldProvinceRef("77", "Bà Rịa - Vũng Tàu"))
    systems = tuple(
        replace(IGATE, id=f"w{at}", name=name, province_code=place.code, province=place.name)
        for at, (name, place) in enumerate(zip(names, old, strict=True))
    )
    criteria = tuple(
        Criterion(
            f"k{at}", f"k{at}", f"{STEADY.name} của phân hệ số {at + 1} khi số người dùng tăng gấp ba", Decimal(4)
        )
        for at in range(25)
    )
    assessors = tuple(
        Assessor(
            f"h{at}", f"h{at}", f"Nguyễn Phước Bảo Hoàng Khánh Linh {at}", "Trưởng phòng Chuyển đổi số", CHAIR.unit
        )
        for at in range(5)
    )
    given = tuple(
        score(criterion, system, assessor, str(Decimal((at * 7 + place * 3 + who) % 21) / 2))
        for at, criterion in enumerate(criteria)
        for place, system in enumerate(systems)
        for who, assessor in enumerate(assessors)
    )
    sheet = Sheet(PROCEDURES, SHEET.round, systems, criteria, assessors, given, provinces=old)
    return KindView(sheet, RoundState.SCORING)


SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
TAKEN = Taken(
    datetime(2025, 6, 28, 15, 5, tzinfo=UTC), "Trần Đình Đức", 880_468_295_680, SHA, "Kho lưu trữ Đà Lạt", "mcdt.bak"
)
RESTORED = Restored(datetime(2025, 6, 29, 1, tzinfo=UTC), "Lê Thị Đào", passed=True, sha256=SHA)
BARE_STOPPED = Unchosen(
    OLD.id,
    PROCEDURES.id,
    OLD.name,
    PROCEDURES.name,
    "Đắk Nông",
    IGATE.shown,
    backups=(Backup("all", "Toàn bộ dữ liệu"),),
    migrations=(Migration("dossiers", "Hồ sơ", "hồ sơ"), Migration("accounts", "Tài khoản người dùng", "tài khoản")),
    handovers=(Handover("contract", "Hợp đồng"), Handover("data", "Dữ liệu")),
)
"""Of which nothing is recorded yet."""
STOPPED = replace(
    BARE_STOPPED,
    lead=UnitRef("u", "Sở Khoa học và Công nghệ"),
    deadline=parse("trước ngày 30/9/2025"),
    backups=(Backup("all", "Toàn bộ dữ liệu", TAKEN, RESTORED),),
    migrations=(
        Migration("dossiers", "Hồ sơ", "hồ sơ", Counts(100, 100), Reconciled(204_511, 204_511, AT, "Lê Thị Đào")),
        Migration("accounts", "Tài khoản", "tài khoản", None, Reconciled(2100, 2088, AT, "Lê Thị Đào")),
        Migration("files", "Tệp đính kèm", "tệp", skipped="Chỉ tra cứu tại hệ thống cũ"),
    ),
    lookup=Lookup(date(2025, 12, 31), "Phạm Văn Đông", "0900 000 310"),
    block_planned=datetime(2025, 6, 30, 14, tzinfo=UTC),
    handovers=(
        Handover("contract", "Hợp đồng", "Hợp đồng số 12", "Sở KHCN", date(2025, 7, 1), "03/BB", date(2025, 7, 1)),
        Handover("data", "Dữ liệu", skipped="Dữ liệu nằm chung máy chủ"),
    ),
)


def explained(difference: int, text: str = "12 tài khoản trùng") -> Unchosen:
    """The stopped system with its accounts' difference explained."""
    first, accounts, last = STOPPED.migrations
    return replace(STOPPED, migrations=(first, replace(accounts, explained=Explained(difference, text)), last))


def board(**stages: dict[str, object]) -> tuple[BoardRow, ...]:
    """Two systems with their stages; named stages changed in the first row."""
    return tuple(
        BoardRow(
            kind,
            f"s{kind.code}",
            name,
            "Lâm Đồng",
            tuple(
                replace(
                    Stage(
                        kind.id,
                        f"s{kind.code}",
                        form.key,
                        form.name,
                        form.counted,
                        form.applies_to(kind.code),
                        form.deadline_for(kind.code),
                    ),
                    **(stages.get(form.key.value, {}) if not at else {}),  # type: ignore[arg-type]
                )
                for form in forms()
            ),
        )
        for at, (kind, name) in enumerate(((PROCEDURES, "VNPT iGate"), (KINDS[1], "VNPT eOffice")))
    )


BOARD = board(
    chosen={"done_at": AT},
    units={"counts": Counts(92, 124)},
    procedures={"counts": Counts(1893, 2050), "planned_on": date(2025, 6, 26)},
    trained={"skipped": "Cán bộ đã dùng hệ thống này"},
)
