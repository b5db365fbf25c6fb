"""The sample province's choice of systems, made through the same verbs a person uses, on the sample's clock.

Everything in it is invented (resources/selection/sample-lam-dong.yaml says so); each system is marked as sample data.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from app.models import vietnam_time
from app.models.resources import load_yaml
from app.models.selection import register as fields
from app.models.selection.records import HIGHEST_SCORE, SCORE_STEP, Course, KindView, Sheet, Verdict
from app.models.selection.system_records import Contact, LinkState
from app.services import people
from app.services.desk import Desk
from app.services.selection import assessing, criteria, deciding, reading, register
from app.services.selection.assessing import Filled, Member

_FILE = "selection/sample-lam-dong.yaml"
_DRAFTED = ("drafting", "partial", "scored", "decided", "reopened")
_SCORED = ("partial", "scored", "decided", "reopened")
_DECIDED = ("decided", "reopened")
_SELF = ("de-dung", "nha-cung-cap", "chi-phi", "noi-dung")
"""Criteria whose scores the sample marks "tự đánh giá"; the others have a note."""

Moving = Callable[[datetime], None]


def add(desk: Desk, *, move: Moving) -> None:
    """Give the sample workspace its systems, assessments and decisions; `move` sets the sample's clock."""
    data = load_yaml(_FILE)
    kinds = {view.kind.code: view.kind.id for view in reading.overview(desk)}
    rows = [(row, kinds[row["key"]]) for row in data["kinds"]]
    move(_moment(data["registered"]))
    for row, kind_id in rows:
        for system in row["systems"]:
            _add_system(desk, kind_id, system)
    move(_moment(data["opened"]))
    _open(desk, data, rows)
    move(_moment(data["scored"]))
    for view in reading.overview(desk):
        row = next(row for row in data["kinds"] if row["key"] == view.kind.code)
        if row["stage"] in _SCORED:
            _score(desk, view.sheet, row)
    for row, kind_id in rows:
        if row["stage"] in _DECIDED:
            _decide(desk, reading.kind(desk, kind_id=kind_id), row, move)


def _add_system(desk: Desk, kind_id: str, row: Mapping[str, Any]) -> None:
    given = {name: value for name, value in row.items() if name not in ("name", "data", "contact", "links")}
    if "data" in row:
        given["data_mb"] = fields.read("data_mb", row["data"])
    if "contact" in row:
        given["contact"] = Contact(**row["contact"])
    links = {target: LinkState(state) for target, state in row["links"].items()}
    register.add_system(desk, kind_id=kind_id, name=row["name"], is_sample=True, links=links, **given)


def _open(desk: Desk, data: Mapping[str, Any], rows: Sequence[tuple[Mapping[str, Any], str]]) -> None:
    known = {card.full_name: card.id for card in people.people(desk)}

    def members(team: Sequence[Mapping[str, str]]) -> list[Member]:
        return [Member(known[one["name"]], one["duty"], one.get("phone", "")) for one in team if one["name"] in known]

    opened = [(row, kind_id) for row, kind_id in rows if row["stage"] in _DRAFTED]
    for row, kind_id in opened:
        criteria.open_round(desk, kind_id=kind_id)
        if row["stage"] in _SCORED:
            criteria.lock_criteria(desk, kind_id=kind_id)
    assessing.name_team(desk, kind_ids=[kind_id for _, kind_id in opened], members=members(data["team"]))
    for row, kind_id in opened:
        if "team" in row:
            assessing.name_team(desk, kind_ids=[kind_id], members=members(row["team"]))


def _score(desk: Desk, sheet: Sheet, row: Mapping[str, Any]) -> None:
    team = sheet.assessors[:-2] if row["stage"] == "partial" else sheet.assessors
    for number, assessor in enumerate(team):
        cells = [
            Filled(
                criterion.id,
                system.id,
                _score_of(row["scores"][criterion.code][place], number + at + place),
                is_self=criterion.code in _SELF,
                note=""
                if criterion.code in _SELF
                else "Theo số liệu đăng ký và kết quả kiểm tra thực tế (số liệu mẫu).",
            )
            for at, criterion in enumerate(sheet.scored)
            for place, system in enumerate(sheet.systems)
        ]
        assessing.fill_sheet(desk, assessor_id=assessor.id, cells=cells)
    for criterion in sheet.vetoes:
        if criterion.code in row.get("passed", ()):
            for system in sheet.systems:
                assessing.mark_veto(
                    desk,
                    criterion_id=criterion.id,
                    system_id=system.id,
                    assessor_id=sheet.assessors[0].id,
                    verdict=Verdict.PASSED,
                    reason=row["passed"][criterion.code],
                )
    if team and row["key"] == "tthc":
        _documents(desk, sheet)


def _documents(desk: Desk, sheet: Sheet) -> None:
    """A document behind the head of team's score for security, of each candidate."""
    security = next(one for one in sheet.scored if one.code == "an-toan")
    for number, system in enumerate(sheet.systems, 1):
        assessing.add_document(
            desk,
            criterion_id=security.id,
            system_id=system.id,
            assessor_id=sheet.assessors[0].id,
            title=f"Quyết định phê duyệt cấp độ an toàn của {system.name}",
            number=f"{40 + number}/QĐ-STTTT",
            issued_on=vietnam_time.local(desk.now()).date() - timedelta(days=200 + number),
        )


def _score_of(base: float, turn: int) -> str:
    """The given score, half a point up or down by turns, within 0-10."""
    shifted = Decimal(str(base)) + (turn % 3 - 1) * SCORE_STEP
    return str(min(max(shifted, Decimal(0)), HIGHEST_SCORE))


def _decide(desk: Desk, view: KindView, row: Mapping[str, Any], move: Moving) -> None:
    said = row["decision"]
    move(_moment(said["at"]))
    by_name = {one.name: one.id for one in view.sheet.systems}
    deciding.decide(
        desk,
        kind_id=view.kind.id,
        system_id=by_name[said["system"]],
        reason=said["reason"],
        by=said["by"],
        on=vietnam_time.local(desk.now()).date(),
        number=said["number"],
        dissent=said.get("dissent", ""),
        course=Course(said.get("course", "keep")),
    )
    if "exemption" in row:
        given = {name: value for name, value in row["exemption"].items() if name != "system"}
        deciding.exempt(desk, kind_id=view.kind.id, system_id=by_name[row["exemption"]["system"]], **given)
    if row["stage"] == "reopened":
        criteria.reopen(desk, kind_id=view.kind.id)


def _moment(text: str) -> datetime:
    wall = datetime.fromisoformat(text)
    return vietnam_time.at(wall.date(), wall.time())
