"""What windows and papers read of the choice: kinds as they stand, the result with its firmness, sealed decisions."""

from dataclasses import dataclass

from app.models import vietnam_time
from app.models.selection import checks, queries
from app.models.selection.checks import Finding
from app.models.selection.freezing import Frozen
from app.models.selection.records import KindView, Sheet
from app.models.selection.result import Result, result
from app.models.selection.sensitivity import Sensitivity, sensitivity
from app.models.selection.system_records import OldProvinceRef
from app.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Results:
    """A kind with its result (Kết quả đánh giá)."""

    view: KindView
    result: Result
    sensitivity: Sensitivity

    @property
    def sheet(self) -> Sheet:
        """What the result is computed on."""
        return self.view.sheet


def overview(desk: Desk, *, with_unused: bool = False) -> tuple[KindView, ...]:
    """Every kind of system as it stands, in order; those left out only where asked for."""
    with desk.workspace.reading() as session:
        known = queries.all_kinds(session, desk.natural_id)
        wanted = [one for one in known if one.is_used or with_unused]
        return queries.views(session, wanted, desk.province, with_outside=False)


def kind(desk: Desk, *, kind_id: str) -> KindView:
    """One kind as it stands.

    Raises:
        NotFoundError: no such kind.
    """
    with desk.workspace.reading() as session:
        of = queries.kind(session, kind_id, desk.natural_id)
        return queries.views(session, [of], desk.province)[0]


def results(desk: Desk, *, kind_id: str) -> Results:
    """One kind with the result of its newest version and how firm it is.

    Raises:
        NotFoundError: no such kind.
    """
    view = kind(desk, kind_id=kind_id)
    found = result(view.sheet)
    return Results(view, found, sensitivity(view.sheet, found))


def decided(desk: Desk, *, decision_id: str) -> Frozen:
    """What a decision was made on and what it says, as sealed.

    Raises:
        NotFoundError: the decision is not on this PC yet.
    """
    with desk.workspace.reading() as session:
        return queries.frozen(session, decision_id)


def old_provinces(desk: Desk) -> tuple[OldProvinceRef, ...]:
    """The old provinces of this province; itself alone where nothing was merged."""
    return queries.provinces_of(desk.province)


def findings(desk: Desk, *, kind_id: str = "") -> tuple[Finding, ...]:
    """What to look at, of one kind or of all, errors first.

    Raises:
        NotFoundError: no such kind.
    """
    with desk.workspace.reading() as session:
        known = queries.all_kinds(session, desk.natural_id)
        wanted = [queries.kind(session, kind_id, desk.natural_id)] if kind_id else [one for one in known if one.is_used]
        views = queries.views(session, wanted, desk.province)
    return checks.check(views, today=vietnam_time.today(desk.now()))
