"""Short ways to take a paper along its way in tests."""

from collections.abc import Callable
from datetime import date
from typing import Any

from app.models.papers.records import Paper, Signature, Stage, Step
from app.models.plan.records import Authority
from app.services.desk import Desk
from app.services.papers import drafting, reading, way
from app.services.papers.drafting import NewRecipient

TODAY = date(2025, 6, 24)
CHIEF = Signature("Trần Văn Định", "TRƯỞNG BAN", TODAY, Authority.TM, "BAN CHỈ ĐẠO")
RECIPIENTS = (NewRecipient("Thường trực Tỉnh ủy (b/c)"), NewRecipient("Lưu: VT, TH"))
HASH = "0123456789abcdef" * 4


def draft(desk: Desk, kind: str = "KH", title: str = "Kiểm tra việc chuyển đổi tại Đà Lạt", **given: Any) -> str:
    """The id of a new draft."""
    given.setdefault("recipients", RECIPIENTS)
    outcome = drafting.create(desk, kind=kind, title=title, **given)
    return next(ref.id for ref in outcome.changed if ref.entity == "paper")


def paper(desk: Desk, paper_id: str) -> Paper:
    return reading.paper(desk, paper_id=paper_id)


def seal(desk: Desk, paper_id: str, content_hash: str = HASH) -> None:
    """Freeze a paper, as agreeing minutes does."""
    with desk.act("Thông qua", undoable=False) as act:
        drafting.seal_in(desk, act.session, paper_id=paper_id, content_hash=content_hash)


def brought(desk: Desk, stage: Stage, paper_id: str = "", number: str = "05", **given: Any) -> str:
    """A paper taken as far as a stage; a new draft where none is named."""
    paper_id = paper_id or draft(desk, **given)
    symbol = f"{paper(desk, paper_id).kind.code}-BCĐ"
    acts: dict[Stage, Callable[[], object]] = {
        Stage.SUBMITTED: lambda: way.submit(desk, paper_id=paper_id),
        Stage.SIGNED: lambda: signed(desk, paper_id),
        Stage.NUMBERED: lambda: way.give_number(desk, paper_id=paper_id, number=number, symbol=symbol, issued_on=TODAY),
        Stage.STAMPED: lambda: way.stamp(desk, paper_id=paper_id),
        Stage.ISSUED: lambda: way.issue(desk, paper_id=paper_id),
        Stage.ARCHIVED: lambda: way.archive(desk, paper_id=paper_id, place="Hồ sơ 12"),
    }
    for reached, act in acts.items():
        act()
        if reached is stage:
            break
    return paper_id


def signed(desk: Desk, paper_id: str) -> None:
    way.initial(desk, paper_id=paper_id, person="Lê Thị Hạnh", position="Chánh Văn phòng")
    way.sign(desk, paper_id=paper_id, signature=CHIEF)


def refusals(desk: Desk, paper_id: str) -> dict[Step, str]:
    """What speaks against each step now."""
    return {one.step: one.refusal for one in reading.choices(desk, paper_id=paper_id)}
