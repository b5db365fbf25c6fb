"""The sample province's runbook: master, a locked version and two rehearsals, made through the same verbs."""

from dataclasses import replace
from datetime import timedelta

from app.models.errors import RefusedError
from app.models.runbook import queries
from app.models.runbook.playing import QUIET
from app.models.runbook.records import RunMode
from app.models.runbook.sample_master import sample_master
from app.services import people
from app.services.desk import Desk
from app.services.runbook import locking, masters, simulate

_REHEARSALS = ((2606, 4, QUIET), (2706, 3, replace(QUIET, is_rollback=True)))
"""Seed, days before the night and script of the sample's rehearsals; the second turns back at the last gate."""


def add(desk: Desk, *, rehearsals: bool = True) -> None:
    """Give a workspace the sample master, locked, with two rehearsals played beforehand.

    Raises:
        RefusedError: it has a runbook already.
    """
    known = {card.full_name: card.id for card in people.people(desk)}
    made = sample_master(desk.natural_id, province=desk.province.title, people=known)
    with desk.act("Tạo kịch bản chuyển đổi mẫu") as act:
        if queries.has_runbook(act.session):
            raise RefusedError("Đã có kịch bản chuyển đổi.", "Mở kịch bản đang có.")
        masters.store(desk, act.session, made)
    locking.lock(desk)
    for number, (seed, days, script) in enumerate(_REHEARSALS if rehearsals else (), 1):
        anchor = made.anchor - timedelta(days=days)
        played = simulate.simulate(desk, seed=seed, script=script, anchor=anchor, with_forecast=False)
        simulate.record(desk, simulation=played, mode=RunMode.REHEARSAL, title=f"Diễn tập lần {number}")
