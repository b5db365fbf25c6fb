"""The list of who signs."""

import unicodedata
from pathlib import Path

import pytest

from app.models.errors import InvalidInputError, RefusedError
from app.models.signing.records import SignatoryKind
from app.services.desk import Desk
from app.services.signing import signatories
from app.services.signing.signatories import NewSignatory
from tests.exports.signing.papers import CHAIR, REF, SECRETARY
from tests.services.signing.steps import AGENCY, PEOPLE, sign, signatory


def names(desk: Desk) -> list[str]:
    return [one.full_name for one in signatories.signed_state(desk, ref=REF).signatories]


def test_the_order_is_the_papers(ready: Desk) -> None:
    signatories.set_signatories(ready, ref=REF, signatories=[PEOPLE[1], PEOPLE[0], PEOPLE[3]])
    assert names(ready) == [CHAIR, SECRETARY, AGENCY]


def test_before_there_is_a_list(desk: Desk) -> None:
    state = signatories.signed_state(desk, ref=REF)
    assert state.summary == "Chưa có danh sách người ký"


def test_the_seal_lies_over_the_chosen_signature(ready: Desk) -> None:
    assert signatory(ready, AGENCY).over == signatory(ready, CHAIR).id


def test_by_default_the_seal_lies_over_the_last_signature(desk: Desk) -> None:
    people = [NewSignatory(SECRETARY), NewSignatory(CHAIR), NewSignatory(AGENCY, kind=SignatoryKind.AGENCY)]
    signatories.set_signatories(desk, ref=REF, signatories=people)
    assert signatory(desk, AGENCY).over == signatory(desk, CHAIR).id


@pytest.mark.parametrize("over", [-1, 3, 9])
def test_a_seal_over_nobody(desk: Desk, over: int) -> None:
    people = [*PEOPLE[:3], NewSignatory(AGENCY, kind=SignatoryKind.AGENCY, over=over)]
    with pytest.raises(InvalidInputError):
        signatories.set_signatories(desk, ref=REF, signatories=people)


def test_a_seal_alone(desk: Desk) -> None:
    with pytest.raises(InvalidInputError, match="chưa có người ký"):
        signatories.set_signatories(desk, ref=REF, signatories=[NewSignatory(AGENCY, kind=SignatoryKind.AGENCY)])


def test_the_same_name_composed_and_decomposed_is_one(desk: Desk) -> None:
    twice = [NewSignatory(CHAIR), NewSignatory(unicodedata.normalize("NFD", CHAIR))]
    with pytest.raises(InvalidInputError, match="đứng hai lần"):
        signatories.set_signatories(desk, ref=REF, signatories=twice)


def test_an_empty_name(desk: Desk) -> None:
    with pytest.raises(InvalidInputError, match="đang để trống"):
        signatories.set_signatories(desk, ref=REF, signatories=[NewSignatory("  ")])


def test_who_has_signed_stays(ready: Desk, tmp_path: Path) -> None:
    sign(ready, CHAIR, tmp_path)
    with pytest.raises(RefusedError, match="đã ký, không bỏ"):
        signatories.set_signatories(ready, ref=REF, signatories=[PEOPLE[0]])
    assert len(names(ready)) == 4


def test_taken_off_and_put_back(ready: Desk) -> None:
    signatories.set_signatories(ready, ref=REF, signatories=PEOPLE[:2])
    signatories.set_signatories(ready, ref=REF, signatories=PEOPLE)
    assert len(names(ready)) == 4
