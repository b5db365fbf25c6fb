from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.errors import InvalidInputError
from app.models.papers import powers
from app.models.papers.kinds import KINDS, issuer_in, kind_in, kind_of, symbol_of
from app.models.papers.queries import standing
from app.models.papers.records import (
    Entry,
    IssueFacts,
    Link,
    LinkKind,
    Number,
    Signature,
    Stage,
    Standing,
    Step,
)
from app.models.papers.way import Way, refusal, signature, signature_json, way
from app.models.plan.records import Authority

PLAN, MINUTES = KINDS["KH"], KINDS["BB"]
NINE = datetime(2025, 6, 24, 2, tzinfo=UTC)
CHIEF = Signature("Trần Văn Định", "TRƯỞNG BAN", date(2025, 6, 24), Authority.TM, "BAN CHỈ ĐẠO")
FULL = (Step.CONSULT, Step.SUBMIT, Step.INITIAL, Step.SIGN, Step.NUMBER, Step.STAMP, Step.ISSUE, Step.ARCHIVE)
BARE = (Step.SUBMIT, Step.INITIAL, Step.SIGN)


def steps(*wanted: Step, start: datetime = NINE) -> list[Entry]:
    """One entry a minute."""
    return [
        Entry(f"{place:03d}", step, start + timedelta(minutes=place), "Đào", body=signature_json(CHIEF))
        for place, step in enumerate(wanted)
    ]


def test_the_whole_way() -> None:
    found = way(steps(*FULL), PLAN, 1)
    assert (found.stage, found.misplaced) == (Stage.ARCHIVED, ())
    assert found.signatures == (CHIEF,)


@pytest.mark.parametrize(
    ("done", "stage"),
    [
        ((), Stage.DRAFT),
        ((Step.CONSULT,), Stage.CONSULTING),
        ((Step.SUBMIT,), Stage.SUBMITTED),
        (BARE[:2], Stage.SUBMITTED),
        (BARE, Stage.SIGNED),
        ((*BARE, Step.RETURN), Stage.DRAFT),
        ((*BARE, Step.NUMBER, Step.RENUMBER), Stage.NUMBERED),
    ],
)
def test_each_step_leads_to_its_stage(done: tuple[Step, ...], stage: Stage) -> None:
    assert way(steps(*done), PLAN, 1).stage is stage


@pytest.mark.parametrize(
    "step", [Step.NUMBER, Step.STAMP, Step.ISSUE, Step.ARCHIVE, Step.SIGN, Step.INITIAL, Step.RETURN]
)
def test_a_draft_cannot_jump_ahead(step: Step) -> None:
    assert "Dự thảo" in refusal(step, Way(), PLAN)


def test_no_signature_without_initials() -> None:
    assert refusal(Step.SIGN, way(steps(Step.SUBMIT), PLAN, 1), PLAN) == "Chưa có ai ký nháy trên Phiếu trình."


def test_numbered_is_past_returning() -> None:
    assert "đóng dấu" in refusal(Step.RETURN, way(steps(*BARE, Step.NUMBER), PLAN, 1), PLAN)


def test_sent_back_signatures_and_initials_are_void() -> None:
    found = way(steps(*BARE, Step.RETURN), PLAN, 1)
    assert (found.signatures, found.initials) == ((), ())
    assert refusal(Step.SIGN, found, PLAN)


def test_two_desks_numbered_the_same_paper_the_later_step_is_named() -> None:
    found = way(steps(*BARE, Step.NUMBER, Step.NUMBER), PLAN, 1)
    assert found.stage is Stage.NUMBERED
    (late,) = found.misplaced
    assert (late.entry.step, late.entry.id) == (Step.NUMBER, "004")


@given(st.permutations(steps(*FULL, Step.NUMBER, Step.RETURN)))
def test_the_order_of_arrival_does_not_matter(shuffled: list[Entry]) -> None:
    assert way(shuffled, PLAN, 1) == way(sorted(shuffled, key=lambda one: one.at), PLAN, 1)


@given(st.lists(st.sampled_from(list(Step)), max_size=14))
def test_whatever_two_desks_did_nothing_is_lost(done: list[Step]) -> None:
    found = way(steps(*done), PLAN, 1)
    assert len(found.entries) + len(found.misplaced) == len(done)


def test_minutes_are_signed_there_and_then_by_everybody() -> None:
    once = way(steps(Step.SIGN), MINUTES, 4)
    assert (once.stage, refusal(Step.ISSUE, once, MINUTES) != "") == (Stage.DRAFT, True)
    all_four = way(steps(*[Step.SIGN] * 4), MINUTES, 4)
    assert (all_four.stage, len(all_four.signatures)) == (Stage.SIGNED, 4)
    assert refusal(Step.ISSUE, all_four, MINUTES) == ""
    assert refusal(Step.NUMBER, all_four, MINUTES) == ""


def test_half_signed_minutes_are_not_sent_round_but_can_be_sent_back() -> None:
    half = way(steps(Step.SIGN), MINUTES, 2)
    assert refusal(Step.SUBMIT, half, MINUTES) == "Đã có người ký; trả lại trước khi sửa."
    assert refusal(Step.RETURN, half, MINUTES) == ""
    assert way(steps(Step.SIGN, Step.RETURN), MINUTES, 2).signatures == ()


def test_the_plan_s_own_issue_counts_as_signing_and_numbering() -> None:
    facts = IssueFacts("i", NINE + timedelta(hours=1), "Đào", Number("05", "KH-BCĐ", date(2025, 6, 24)), CHIEF)
    after = steps(Step.STAMP, start=NINE + timedelta(hours=2))
    found = way([*steps(Step.SUBMIT), *after], PLAN, 1, facts)
    assert (found.stage, found.signatures, found.misplaced) == (Stage.STAMPED, (CHIEF,), ())
    assert [one.step for one in found.entries] == [Step.SUBMIT, Step.SIGN, Step.NUMBER, Step.STAMP]


def test_a_signature_survives_its_keeping() -> None:
    proxy = Signature(
        *(
            "Đỗ Thị Ương",
            "GIÁM ĐỐC SỞ NỘI VỤ",
            date(2025, 7, 1),
            Authority.TUQ,
            "CHỦ TỊCH",
            "",
            "03/GUQ",
            date(2025, 7, 31),
        ),
        digital=True,
    )
    assert signature(Entry("a", Step.SIGN, NINE, "Đào", body=signature_json(proxy))) == proxy


def test_a_signature_of_a_newer_version_is_read_as_far_as_it_goes() -> None:
    body: dict[str, Any] = {"signer": "Định", "authority": "mới"}
    assert signature(Entry("a", Step.SIGN, NINE, "Đào", body=body)) == Signature("Định", "", date(2025, 6, 24))


@pytest.mark.parametrize("authority", [Authority.TM, Authority.TM_KT, Authority.KT, Authority.TL, Authority.TUQ])
def test_signing_for_somebody_names_them(authority: Authority) -> None:
    with pytest.raises(InvalidInputError, match="ký thay mặt hoặc ký thay ai"):
        powers.check(Signature("Định", "PHÓ TRƯỞNG BAN", date(2025, 7, 1), authority), "state")


@pytest.mark.parametrize(
    ("paper", "until", "rule_set", "match"),
    [
        ("", None, "state", "phải có văn bản ủy quyền"),
        ("03/GUQ", date(2025, 6, 30), "state", "đã hết hạn ngày 30/06/2025"),
        ("03/GUQ", date(2025, 7, 31), "party", "của Đảng"),
    ],
)
def test_tuq_needs_its_paper(paper: str, until: date | None, rule_set: str, match: str) -> None:
    one = Signature("Ương", "GIÁM ĐỐC", date(2025, 7, 1), Authority.TUQ, "CHỦ TỊCH", "", paper, until)
    with pytest.raises(InvalidInputError, match=match):
        powers.check(one, rule_set)


def test_in_one_s_own_right_or_acting_nobody_is_named() -> None:
    for authority in (Authority.HEAD, Authority.ACTING):
        powers.check(Signature("Định", "GIÁM ĐỐC", date(2025, 7, 1), authority), "party")


def test_powers_are_written_as_the_rule_set_has_them() -> None:
    deputy = Signature("Định", "PHÓ TRƯỞNG BAN", date(2025, 7, 1), Authority.KT, "TRƯỞNG BAN")
    assert (deputy.power("state"), deputy.power("party")) == ("KT.", "K/T")


@pytest.mark.parametrize(
    ("symbol", "code", "issuer"),
    [
        ("KH-BCĐ", "KH", "BCĐ"),
        ("BB-BCĐ", "BB", "BCĐ"),
        ("QĐ-UBND", "QĐ", "UBND"),
        ("BCĐ-TH", "CV", "BCĐ"),
        ("KH/TU", "KH", "TU"),
        ("UBND", "CV", "UBND"),
    ],
)
def test_a_symbol_names_kind_and_issuer(symbol: str, code: str, issuer: str) -> None:
    assert (kind_in(symbol).code, issuer_in(symbol)) == (code, issuer)


def test_a_symbol_is_made_of_kind_and_issuer() -> None:
    assert symbol_of(KINDS["BB"], "BCĐ") == "BB-BCĐ"
    assert symbol_of(KINDS["CV"], "BCĐ", drafting="TH") == "BCĐ-TH"


def test_a_kind_of_a_newer_version_is_shown_as_it_is() -> None:
    assert kind_of("XYZ").name == "XYZ"


@pytest.mark.parametrize(("rule_set", "printed"), [("state", "05/KH-BCĐ"), ("party", "05-KH/BCĐ")])
def test_a_number_is_cited_as_its_rule_set_has_it(rule_set: str, printed: str) -> None:
    assert Number("05", "KH-BCĐ", date(2025, 7, 1)).printed(rule_set) == printed


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ((), Standing.IN_FORCE),
        ((LinkKind.CORRECTION,), Standing.CORRECTED),
        ((LinkKind.CORRECTION, LinkKind.REPLACEMENT), Standing.REPLACED),
        ((LinkKind.REPLACEMENT, LinkKind.WITHDRAWAL), Standing.WITHDRAWN),
    ],
)
def test_the_gravest_of_what_others_do_to_a_paper_counts(kinds: tuple[LinkKind, ...], expected: Standing) -> None:
    links = [Link(kind.value, kind, "later", "earlier") for kind in kinds]
    assert standing(Stage.ISSUED, links) is expected
    assert standing(Stage.SIGNED, links) is Standing.NOT_OUT
