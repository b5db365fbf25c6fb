"""Pictures of "Kiểm tra", of the way of a paper and of signing, on a workspace that is thrown away."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.models import vietnam_time
from app.models.inspection.minutes_records import Result
from app.models.inspection.records import VisitState
from app.services.desk import Desk
from app.services.inspection import adopting, checklists, followups, minutes, plans, sample
from app.services.papers import reading
from app.views.camera import (
    HEAD,
    SIDE,
    SIZES,
    THEMES,
    Camera,
    HandClock,
    Sheets,
    drop,
    office_of,
    settle,
    studio,
    thrown_away,
)
from app.views.common.appearance import dress
from app.views.common.unit_entries import UnitEntries
from app.views.inspection.adopt_sheet import AdoptSheet, CorrectSheet
from app.views.inspection.agreement_sheet import AgreementSheet
from app.views.inspection.checklist_sheet import ChecklistSheet
from app.views.inspection.findings import inspection_findings
from app.views.inspection.impossible_sheet import ImpossibleSheet
from app.views.inspection.notice_sheet import NoticeSheet
from app.views.inspection.page import InspectionPage
from app.views.inspection.signing import signing_sheet, way_sheet
from app.views.papers.draft_sheet import DraftSheet
from app.views.papers.numbering_sheet import NumberingSheet
from app.views.papers.step_sheets import (
    ConsultSheet,
    InitialSheet,
    NumberSheet,
    RecipientsSheet,
    SignSheet,
    StampSheet,
)
from app.views.signing.certificate_sheet import CertificateSheet
from app.views.signing.return_sheet import ReturnSheet
from app.views.signing.scan_sheet import ScanSheet
from app.views.signing.signatories_sheet import SignatoriesSheet
from app.views.signing.signing_sheet import SigningSheet
from app.views.signing.trust_sheet import TrustSheet
from app.views.signing.verify_window import VerifyWindow

PROVINCE = "Lâm Đồng"
"""The sample inspection names communes of this province."""
SHOWN_AT = datetime.fromisoformat("2025-06-30T02:10:00+00:00")
"""Between the visit that was agreed and the one in preparation."""


def take_inspection_shots(
    desk: Desk, folder: Path, sizes: Sequence[tuple[int, int]] = SIZES, themes: Sequence[str] = THEMES
) -> tuple[Path, ...]:
    """Photograph page, steps and sheets at every size and theme. Changes nothing on the desk."""
    clock = HandClock(SHOWN_AT)
    taken: list[Path] = []
    with (
        studio(folder) as application,
        thrown_away(desk, province=PROVINCE, now=clock) as copy,
        office_of(copy) as office,
    ):
        for theme in themes:
            dress(application, theme)
            taken += InspectionCamera(office, folder, theme).empty(sizes[0])
        tell(copy, clock)
        for theme in themes:
            dress(application, theme)
            taken += InspectionCamera(office, folder, theme).all(sizes)
    return tuple(taken)


def tell(desk: Desk, clock: HandClock) -> None:
    """Give a desk the sample inspection, then begin the second visit; a conclusion is late."""

    def at(moment: datetime) -> None:
        clock.moment = moment

    sample.add(desk, at=at)
    clock.moment = max(clock.moment, SHOWN_AT)
    visit = next(one for plan in plans.inspections(desk) for one in plan.visits if one.state is VisitState.PLANNED)
    clock.moment = vietnam_time.at(vietnam_time.today(visit.start or SHOWN_AT), SHOWN_AT.time())
    checklists.use_checklist(desk, visit_id=visit.id, key="sotay-9-2")
    checklists.answer(desk, visit_id=visit.id, checklist_key="sotay-9-2", item_key="internet", result=Result.PASS)
    checklists.answer(desk, visit_id=visit.id, checklist_key="sotay-9-2", item_key="computers", result=Result.FAIL)
    minutes.start(desk, visit_id=visit.id)


class InspectionCamera(Camera):
    """The pictures of one theme."""

    def empty(self, size: tuple[int, int]) -> list[Path]:
        """Every view before the first inspection."""
        page = self._page(*size)
        found = []
        for view in ("calendar", "inspections", "followups", "register"):
            page.show_view(view)
            found.append(self.take(page, f"inspection-empty-{view}"))
        drop(page)
        return found

    def all(self, sizes: Sequence[tuple[int, int]]) -> list[Path]:
        """Every screen at every size, every sheet once."""
        found = [path for size in sizes for path in self._screens(*size)]
        page = self._page(*sizes[0])
        found += self.take_sheets("dialog-inspection-", [*self._inspection_sheets(page), *self._paper_sheets(page)])
        drop(page)
        return found

    def _screens(self, width: int, height: int) -> Iterator[Path]:
        page = self._page(width, height)
        size = f"{width}x{height}"
        page.calendar.show_next()
        for month in (False, True):
            page.show_view("calendar")
            page.calendar.show_span(month=month)
            yield self.take(page, f"{size}-inspection-{'month' if month else 'week'}")
        for view in ("inspections", "followups", "register"):
            page.show_view(view)
            yield self.take(page, f"{size}-inspection-{view}")
        page.show_view("followups")
        page.followups.open_detail()
        yield self.take(page, f"{size}-inspection-followup-detail")
        plan = plans.inspections(self.office.desk)[0]
        agreed, coming = self._visits()
        page.open_inspection(plan.id)
        yield self.take(page, f"{size}-inspection-plan")
        for visit_id, name in ((agreed, "agreed"), (coming, "coming")):
            page.open_visit(visit_id)
            for step in ("field", "minutes"):
                page.workbench.show_step(step)
                yield self.take(page, f"{size}-inspection-{step}-{name}")
        drop(page)

    def _visits(self) -> tuple[str, str]:
        known = [one for plan in plans.inspections(self.office.desk) for one in plan.visits]
        agreed = next(one.id for one in known if one.state is VisitState.ADOPTED)
        return agreed, next(one.id for one in known if one.state is not VisitState.ADOPTED)

    def _inspection_sheets(self, page: InspectionPage) -> Sheets:
        office, desk = self.office, self.office.desk
        plan = plans.inspections(desk)[0]
        agreed = adopting.adoptions(desk)[0].minutes
        late = followups.followups(desk)[0]
        coming = next(one for one in plan.visits if one.state is not VisitState.ADOPTED)
        draft = minutes.of_visit(desk, visit_id=coming.id)[-1]
        found = plans.findings(desk, inspection_id=plan.id)
        return [
            ("agreement", lambda: AgreementSheet(page, office, plan)),
            ("notice", lambda: NoticeSheet(page, office, coming)),
            ("checklist", lambda: ChecklistSheet(page, office)),
            ("findings", lambda: inspection_findings(page, office, lambda: found, lambda _one: None)),
            ("adopt", lambda: AdoptSheet(page, office, draft)),
            ("correct", lambda: CorrectSheet(page, office, agreed)),
            ("impossible", lambda: ImpossibleSheet(page, office, late)),
        ]

    def _paper_sheets(self, page: InspectionPage) -> Sheets:
        office = self.office
        adopted = adopting.adoptions(office.desk)[0]
        way = way_sheet(page, office, adopted)
        signing = signing_sheet(page, office, adopted)
        settle(office)
        paper = reading.papers(office.desk)[-1]
        state, units = signing.state, UnitEntries(office)
        return [
            ("way", lambda: way),
            ("numbering", lambda: NumberingSheet(page, office)),
            ("way-draft", lambda: DraftSheet(page, office, paper)),
            ("way-consult", lambda: ConsultSheet(page, office, paper, units)),
            ("way-initial", lambda: InitialSheet(page, office, paper)),
            ("way-sign", lambda: SignSheet(page, office, paper)),
            ("way-number", lambda: NumberSheet(page, office, paper)),
            ("way-stamp", lambda: StampSheet(page, office, paper)),
            ("way-recipients", lambda: RecipientsSheet(page, office, paper)),
            ("signing", lambda: signing),
            ("signing-people", lambda: SignatoriesSheet(page, office, state)),
            ("signing-certificate", lambda: CertificateSheet(page, office, state)),
            ("signing-scan", lambda: ScanSheet(page, office, state)),
            ("signing-return", lambda: ReturnSheet(page, office, state)),
            ("signing-trust", lambda: TrustSheet(page, office)),
            ("signing-verify", lambda: self._verifying(page, signing)),
        ]

    def _verifying(self, page: QWidget, signing: SigningSheet) -> VerifyWindow:
        window = VerifyWindow(page, self.office)
        path = self.folder / "verified.pdf"
        signing.write(path)
        window.file.show_path(path)
        settle(self.office)
        path.unlink()
        return window

    def _page(self, width: int, height: int) -> InspectionPage:
        page = InspectionPage(self.office)
        page.resize(width - SIDE, height - HEAD)
        page.show()
        return page
