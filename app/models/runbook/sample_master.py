"""The sample province's master, read from `resources/sample/runbook-lam-dong.yaml`: the form split as provinces do."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from app.models.resources import load_yaml
from app.models.runbook.master import Made, from_form, numbered
from app.models.runbook.records import (
    Access,
    Branch,
    Contact,
    Gate,
    GateRole,
    Master,
    Measure,
    Step,
    StepKind,
)
from app.models.runbook.step_rows import moment

_FILE = "sample/runbook-lam-dong.yaml"


def sample_master(made: Made, *, province: str, people: Mapping[str, str] | None = None) -> Master:
    """The whole sample master. `people` gives the id of a person of the workspace by full name."""
    data = load_yaml(_FILE)
    base = from_form(made, province=province)

    def key(entity: str, name: str) -> str:
        return made(entity, f"sample/{name}")

    steps = [_step(row, base, key) for row in data["steps"]]
    contacts = tuple(
        Contact(
            key("runbook_contact", row["key"]),
            row["name"],
            row["phone"],
            row["position"],
            row["team"],
            (people or {}).get(row["name"], ""),
        )
        for row in data["contacts"]
    )
    gates = tuple(_gate(row, key) for row in data["steps"] if row.get("voters"))
    return replace(
        base,
        steps=numbered(steps),
        contacts=contacts,
        gates=gates,
        head_id=key("runbook_contact", data["head"]),
        floor=timedelta(minutes=data["floor"]),
    )


def _step(row: Mapping[str, Any], base: Master, key: Made) -> Step:
    stage = next(one for one in base.stages if one.code == row["stage"])
    form = row.get("form", 0)
    return Step(
        id=_step_id(row["key"], base, key),
        number="",
        stage_id=stage.id,
        content=row["content"],
        kind=StepKind(row.get("kind", "do")),
        branch=stage.branch,
        lead_unit=row["lead"],
        coordinating=tuple(row.get("with", ())),
        owner_id=_contact(row, "owner", key),
        deputy_id=_contact(row, "deputy", key),
        needs=tuple(sorted(_step_id(name, base, key) for name in row.get("needs", ()))),
        planned_start=moment(row.get("at", ""), anchor=base.anchor, where="at")
        if stage.branch is Branch.MAIN
        else None,
        duration=timedelta(minutes=row["for"]),
        is_timed=row.get("timed", False),
        expected_result=row["result"],
        undo_action=row.get("undo", ""),
        is_irreversible=row.get("irreversible", False),
        is_critical=row.get("critical", False),
        is_mandatory=row.get("mandatory", True),
        access=Access(row.get("access", "")),
        measures=_measures(row.get("measures", ()), key),
        evidence_wanted=row.get("evidence", ""),
        note=row.get("note", ""),
        form_number=form,
        system=row.get("system", ""),
    )


_FORM_KEYS = {"hop": 1, "chan": 2, "dns": 5, "mo_thu": 6, "nghiem_thu": 8, "xong": 9}
"""Steps that are a row of the form itself: they keep its natural id."""


def _step_id(name: str, base: Master, key: Made) -> str:
    if name in _FORM_KEYS:
        return next(one.id for one in base.steps if one.form_number == _FORM_KEYS[name])
    return key("runbook_step", name)


def _contact(row: Mapping[str, Any], role: str, key: Made) -> str:
    return key("runbook_contact", row[role]) if row.get(role) else ""


def _measures(rows: Sequence[Mapping[str, Any]], key: Made) -> tuple[Measure, ...]:
    return tuple(
        Measure(
            key("runbook_measure", row["key"]),
            row["name"],
            row["unit"],
            Decimal(row["low"]) if "low" in row else None,
            Decimal(row["high"]) if "high" in row else None,
            key("runbook_measure", row["compare"]) if "compare" in row else "",
        )
        for row in rows
    )


def _gate(row: Mapping[str, Any], key: Made) -> Gate:
    return Gate(
        key("runbook_step", row["key"]),
        tuple(
            GateRole(
                key("runbook_gate_role", f"{row['key']}/{place}"), one["role"], key("runbook_contact", one["contact"])
            )
            for place, one in enumerate(row["voters"], 1)
        ),
    )
