from app.models.selection.records import MISSING, RoundState
from app.models.selection.register import FIELDS, shown
from app.models.selection.result import Standing
from app.services.desk import Desk
from app.services.selection import reading
from app.services.selection.reading import Results


def by_code(desk: Desk) -> dict[str, Results]:
    return {view.kind.code: reading.results(desk, kind_id=view.kind.id) for view in reading.overview(desk)}


def test_lam_dong_from_three_provinces(sample_choice: Desk) -> None:
    kinds = by_code(sample_choice)
    contests = [one for one in kinds.values() if len(one.sheet.systems) >= 3]
    assert len(contests) >= 10
    assert all(system.is_sample for one in kinds.values() for system in one.sheet.systems)
    standings = {code: one.result.standing for code, one in kinds.items()}
    states = {code: one.view.state for code, one in kinds.items()}

    excluded = kinds["tthc"].result.candidates[-1]
    assert (excluded.is_excluded, kinds["tthc"].sheet.system(excluded.system_id).province) == (True, "Đắk Nông")  # type: ignore[union-attr]
    assert standings["thu-dien-tu"] is Standing.MEETING
    assert states["thu-dien-tu"] is RoundState.SCORING
    assert [one.name for one in kinds["hop"].view.exempted] == ["Polycom RealPresence"]
    assert [state for state in states.values()].count(RoundState.DECIDED) >= 7
    assert states["cong-ttdt"] is RoundState.DRAFTING
    assert states["kho-du-lieu"] is RoundState.NOT_OPEN
    assert kinds["phan-anh"].view.decision is not None
    assert kinds["phan-anh"].sheet.round.number == 2  # type: ignore[union-attr]


def test_the_decisions_agree_with_the_sample_plan(sample_choice: Desk) -> None:
    chosen = {code: one.view.chosen.province for code, one in by_code(sample_choice).items() if one.view.chosen}
    assert {code: chosen[code] for code in ("tthc", "van-ban", "sso", "lgsp")} == dict.fromkeys(
        ("tthc", "van-ban", "sso", "lgsp"), "Lâm Đồng"
    )
    assert chosen["ioc"] == "Bình Thuận"


def test_it_shows_what_the_checks_are_for(sample_choice: Desk) -> None:
    rules = {one.rule for one in reading.findings(sample_choice)}
    assert {"interest", "twice", "unscored", "meeting", "no_number", "due"} <= rules
    assert not any(one.level == "error" for one in reading.findings(sample_choice))


def test_some_figures_are_missing_as_in_life(sample_choice: Desk) -> None:
    systems = by_code(sample_choice)["kho-du-lieu"].sheet.systems
    assert MISSING in {shown(system, field.name) for system in systems for field in FIELDS}


def test_every_score_is_backed_or_self_assessed(sample_choice: Desk) -> None:
    for one in by_code(sample_choice).values():
        assert all(score.is_backed for score in one.sheet.scores)
    scores = by_code(sample_choice)["tthc"].sheet.scores
    assert {score.is_self for score in scores} == {True, False}
    assert any(score.evidence for score in scores)
