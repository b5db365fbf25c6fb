"""A value of the right type that says nothing ("rác", {"x": 1}), in any column of any entity: every page opens.

A program of another version wrote it, or a broken one. For every column a record is made that never said anything else
there, and one that stands here is edited so.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.journal.change import Change, Json, new_id
from app.models.base import Synced, synced_entities
from app.models.fitting import types_of
from app.models.people.entities import Person
from app.models.plan.entities import EvidenceRow, Plan, SettingRow, TaskRow
from app.models.plan.records import Authority, Signing
from app.models.runbook.entities import RunbookRow, RunRow
from app.models.selection.entities import DecisionRow, SystemRow
from app.models.units.entities import Unit
from app.services import issuing, opening, plan
from app.services.desk import Desk
from app.services.exchange.taking_in import take_in
from app.services.runbook import runs
from tests.conftest import StandingClock
from tests.services.readers import read_all

TITLE = "Nhận từ máy khác"
SIGNED = Signing("05", "KH-BCĐ", date(2025, 6, 24), "Trần Văn Đức", "TRƯỞNG BAN", Authority.TM, "BAN CHỈ ĐẠO")
AT, SHA256 = "2025-06-24T05:00:00.000Z", "ab" * 32
FILE = {"name": "bản ký.pdf", "sha256": SHA256, "size": 1234}
RUBBISH: dict[type, tuple[Json, ...]] = {str: ("rác",), dict: ({"x": 1},), list: ([{"x": 1}], ["rác"])}
SETTINGS = ("province", "warn_days", "night_ends", "issuing_body", "party_terms", "numbers_by_kind", "mới")
ENTITIES = sorted(set(synced_entities()) - {"purge"})
"""A purge says which record is gone: what it names is never here."""


def births(desk: Desk) -> dict[str, dict[str, Any]]:
    """A record of each entity of which the sample province has none: its fields, by entity."""
    with desk.workspace.reading() as session:
        tables = (DecisionRow, EvidenceRow, Person, Plan, RunRow, RunbookRow, SystemRow, TaskRow, Unit)
        found = {table: session.scalars(select(table).order_by(table.id)).first() for table in tables}
        paper = session.scalars(select(synced_entities()["paper"].id)).one()
        visit, inspection = session.execute(
            select(synced_entities()["visit"].id, synced_entities()["visit"].__table__.c.inspection_id)
        ).first() or ("", "")
        delegate = session.scalars(select(synced_entities()["inspection_delegate"].id)).first()
        seal = session.scalars(select(synced_entities()["minutes_seal"].id)).one()
        ids = {table: record.id for table, record in found.items() if record is not None}
        decision = found[DecisionRow]
        assert isinstance(decision, DecisionRow)
        kind_id = decision.kind_id
    changed = {"step_id": "b1", "number": "1", "old_s": 600, "new_s": 660}
    sealed = {"subject_entity": "minutes_seal", "subject_id": seal}
    return {
        "board_figure": {"subject": "published", "figures": {"device": "f" * 16}, "computed_at": AT},
        "calendar_day": {"day": "2025-06-27", "rule": {"kind": "off", "name": "Nghỉ bù"}},
        "checklist": {
            "key": "rieng",
            "version": 1,
            "title": "Phiếu riêng",
            "items": [{"key": "a", "label": "1", "text": "Đường truyền"}],
        },
        "decision_number": {
            "kind_id": kind_id,
            "decision_id": ids[DecisionRow],
            "document": {"number": "12/QĐ-UBND", "issued_on": "2025-06-24"},
        },
        "evidence_copy": {
            "evidence_id": ids[EvidenceRow],
            "copy": {"form": "SY", "number": "3", "agency": "Sở Nội vụ", "place": "Đà Lạt", "copied_on": "2025-06-24"},
        },
        "paper_link": {"paper_id": paper, "target_id": paper, "kind": "correction"},
        "paper_opinion": {"paper_id": paper, "unit": "Sở Y tế", "asked_at": AT, "answer_by": "2025-06-26"},
        "paper_recipient": {"paper_id": paper, "rank": "a", "text": "Như trên", "sent_at": AT},
        "paper_step": {"paper_id": paper, "step": "sign", "occurred_at": AT, "body": {"signer": "Trần Văn Đức"}},
        "run_anchor": {
            "run_id": ids[RunRow],
            "chain": "c",
            "seq": 1,
            "hash": SHA256,
            "place": "Đọc qua điện thoại",
            "occurred_at": AT,
        },
        "runbook_measured": {
            "runbook_id": ids[RunbookRow],
            "occurred_at": AT,
            "person": "Lê Hữu Khải",
            "run_ids": [ids[RunRow]],
            "changes": [changed],
        },
        "selection_review": {
            "kind_id": kind_id,
            "decision_id": ids[DecisionRow],
            "category": "stage",
            "record_id": ids[SystemRow],
            "title": "Giai đoạn",
            "marked_at": AT,
        },
        "signatory": {**sealed, "rank": "a", "kind": "person", "full_name": "Trần Văn Đức"},
        "signed_file": {**sealed, "sealed_hash": SHA256, "title": "Biên bản", "file": FILE},
        "signature": {
            **sealed,
            "signatory_id": "s1",
            "sealed_hash": SHA256,
            "way": "official",
            "signed_at": AT,
            "recorded_at": AT,
            "recorded_by": "Lê Hữu Khải",
            "file": FILE,
        },
        "system_kind": {"code": "rieng", "name": "Quản lý nghĩa trang"},
        "visit_delegate": {"inspection_id": inspection, "visit_id": visit, "delegate_id": delegate},
        "working_hours": {"hours": {"since": "2025-06-01", "until": None, "week": [[[450, 690]]] * 5}},
    }


def written(table: type[Synced], record_id: str, root_id: str, fields: dict[str, Any], year: int) -> Change:
    """What somebody else wrote, who knew of nothing."""
    at = f"{year}-06-24T05:02:03.456Z-0000-0123456789abcdef"
    kind = table.KIND
    return Change(new_id(), new_id(), at, "ai", "f" * 16, table.ENTITY, record_id, root_id, "", kind, fields, {}, 9)


def one_of(desk: Desk, entity: str) -> tuple[type[Synced], str, str, dict[str, Any]]:
    """Id, root and fields of a record of the entity; it is made where the sample has none."""
    table = synced_entities()[entity]
    if entity == "issue":
        issuing.issue(desk, signing=SIGNED)
    missing = births(desk).get(entity)
    if missing is not None:
        made = table(id=new_id(), **missing)
        take_in(desk, [written(table, made.id, made.root(), missing, 2024)], title=TITLE)
    with desk.workspace.reading() as session:
        query = select(table).where(table.deleted.is_(False)).order_by(table.id.desc())
        record = session.scalars(query).first()
        assert record is not None, entity
        return table, record.id, record.root(), {name: getattr(record, name) for name in table.journalled()}


def rubbish(table: type[Synced]) -> Iterator[tuple[str, Json]]:
    """Each column of text or JSON, with each value."""
    for name, kinds in types_of(table).items():
        for kind, values in RUBBISH.items():
            yield from ((name, value) for value in values if kind in kinds)


def copies(table: type[Synced], record_id: str, root_id: str, fields: dict[str, Any]) -> Iterator[Change]:
    """For each column and value a record like this one, which stands last of its entity."""
    for number, (name, value) in enumerate(rubbish(table)):
        another = f"zz-{table.ENTITY}-{number}"
        yield written(table, another, another if root_id == record_id else root_id, {**fields, name: value}, 2025)


def test_rubbish_in_any_column_of_any_entity_breaks_no_page(sample_desk: Desk) -> None:
    found = [one_of(sample_desk, entity) for entity in ENTITIES]
    take_in(sample_desk, [change for one in found for change in copies(*one)], title=TITLE)
    read_all(sample_desk)
    edits = [
        written(table, record_id, root_id, {name: value}, 2026)
        for table, record_id, root_id, _ in found
        for name, value in rubbish(table)
        if not name.endswith("_id")  # what points nowhere is shown nowhere: the copies say that
    ]
    take_in(sample_desk, edits, title=TITLE)
    read_all(sample_desk)


@pytest.mark.soak
@pytest.mark.parametrize("entity", ENTITIES)
def test_rubbish_in_one_column_of_every_record_breaks_no_page(sample_desk: Desk, entity: str) -> None:
    table, *_ = one_of(sample_desk, entity)
    with sample_desk.workspace.reading() as session:
        found = [(one.id, one.root()) for one in session.scalars(select(table))]
    for year, (name, value) in enumerate(rubbish(table), 2026):
        take_in(sample_desk, [written(table, *ids, {name: value}, year) for ids in found], title=TITLE)
        read_all(sample_desk)


@pytest.mark.parametrize("value", [None, "rác", "", 7, {"x": 1}, ["rác"], True, "01"])
def test_a_setting_of_another_version_keeps_nobody_from_opening_the_province(
    desk: Desk, clock: StandingClock, value: Json
) -> None:
    ids = {key: desk.natural_id("setting", key) for key in SETTINGS}
    said = [written(SettingRow, ids[key], ids[key], {"key": key, "value": value}, 2026) for key in SETTINGS]
    strange = [written(SettingRow, key, key, {"key": key, "value": value}, 2026) for key in SETTINGS]
    take_in(desk, [*said, *strange], title=TITLE)
    desk.close()
    opened = opening.open_desk(desk.path, now=clock)
    try:
        assert opened.province.name == "Lâm Đồng"
        assert opened.natural_id("setting", "province") == ids["province"]
        read_all(opened)
    finally:
        opened.close()


def test_what_could_not_be_read_is_kept_beside_and_shown_when_it_can_be(desk: Desk) -> None:
    unit_id = plan.units(desk)[0].id
    before = plan.units(desk)
    take_in(desk, [written(Unit, unit_id, unit_id, {"valid_until": "hết tháng Sáu"}, 2026)], title=TITLE)
    assert plan.units(desk) == before
    with desk.workspace.reading() as session:
        assert session.get_one(Unit, unit_id).extra == {"valid_until": "hết tháng Sáu"}
    take_in(desk, [written(Unit, unit_id, unit_id, {"valid_until": "2025-06-30"}, 2027)], title=TITLE)
    assert plan.units(desk)[0].valid_until == "2025-06-30"


def test_a_run_that_does_not_say_when_it_was_made_is_in_no_list_until_it_does(sample_desk: Desk) -> None:
    table, _, _, fields = one_of(sample_desk, "run")
    before = runs.runs(sample_desk)
    take_in(sample_desk, [written(table, "r1", "r1", {**fields, "made_at": "đêm qua"}, 2025)], title=TITLE)
    assert runs.runs(sample_desk) == before
    take_in(sample_desk, [written(table, "r1", "r1", {"made_at": AT}, 2026)], title=TITLE)
    assert {one.id for one in runs.runs(sample_desk)} == {"r1", *(one.id for one in before)}
