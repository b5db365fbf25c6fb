"""The state of signing: the chain of files, two desks side by side, what has to be settled."""

from dataclasses import replace

from app.models import vietnam_time
from app.models.signing.checks import findings
from app.models.signing.records import SealedRef, Signatory, Signature, SignedFile, SignedState, StoredFile, Way

NOON = vietnam_time.from_iso("2025-06-24T05:00:00.000Z")
REF = SealedRef("minutes", "m", "ab" * 32, "Biên bản")
PEOPLE = (Signatory("a", "Nguyễn Thị Đào", ""), Signatory("b", "Đặng Văn Đức", "Tổ trưởng"))
EXPORT = SignedFile("f", REF.sealed_hash, StoredFile("x.pdf", "0", 1))


def given(mark: str, who: str, on: str = "0", way: Way = Way.CERTIFICATE) -> Signature:
    return Signature(f"s{mark}", who, way, NOON, StoredFile("x.pdf", mark, 1), "Đào", on)


def state(*signatures: Signature) -> SignedState:
    return SignedState(REF, PEOPLE, signatures, EXPORT)


def test_before_any_signature_the_export_is_current() -> None:
    assert state().current == EXPORT.export
    assert replace(state(), file=None).current is None


def test_the_end_of_the_chain_is_current_whatever_the_order_of_arrival() -> None:
    first, second = given("1", "a"), given("2", "b", on="1")
    for order in ((first, second), (second, first)):
        found = state(*order).current
        assert found is not None
        assert found.sha256 == "2"


def test_two_signatures_taken_back_in_one_file_are_one_end() -> None:
    both = state(given("1", "a"), replace(given("1", "b"), id="s2"))
    assert len(both.ends) == 1
    assert both.unsigned == ()


def test_paper_does_not_count_as_a_file() -> None:
    assert state(given("9", "a", on="", way=Way.PAPER)).current == EXPORT.export


def test_side_by_side_is_found() -> None:
    rivals = state(given("1", "a"), given("2", "b"))
    assert len(rivals.ends) == 2
    assert "Hai máy ký song song" in findings(rivals)[0]
    assert "Nguyễn Thị Đào; Đặng Văn Đức" in findings(rivals)[0]


def test_nothing_to_settle() -> None:
    assert findings(state(given("1", "a"), given("2", "b", on="1"))) == ()


def test_a_signature_of_somebody_taken_off_is_found() -> None:
    assert findings(state(given("1", "c")))


def test_sealed_anew_is_found() -> None:
    assert "ký lại" in findings(replace(state(), outdated=(given("1", "a"),)))[0]


def test_words() -> None:
    assert state(given("1", "a")).summary == "Đã ký 1/2; chưa ký: Đặng Văn Đức, Tổ trưởng"
    assert state(given("1", "a"), given("2", "b", on="1")).summary == "Đã ký 2/2"
