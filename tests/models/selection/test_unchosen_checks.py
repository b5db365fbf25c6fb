"""The check on the systems that were not chosen: it names what is missing, late or wrong."""

import unicodedata
from dataclasses import replace
from datetime import date, datetime

from app.models.findings import ERROR, WARNING
from app.models.plan.deadline import parse
from app.models.selection.aftermath import Counts, Finding
from app.models.selection.unchosen import Backup, Explained, Lookup, Migration, PieceKey, Reconciled, Unchosen
from app.models.selection.unchosen_checks import check
from tests.models.selection.test_unchosen import OTHER, RESTORED, TAKEN, at, whole


def rules(one: Unchosen, now: datetime | None = None) -> dict[str, Finding]:
    """Rule -> its last finding."""
    return {finding.rule: finding for finding in check([one], now=now or at(2, 8, 7))}


def test_nothing_is_said_of_a_whole_one() -> None:
    assert rules(whole()) == {}


def test_one_left_without_anything_lacks_all_eight_pieces() -> None:
    bare = Unchosen("s3", "k1", "Hệ thống một cửa", "Giải quyết TTHC", "Bình Thuận", "")
    found = check([bare], now=at(24, 12))
    assert {finding.field for finding in found} == {key.value for key in PieceKey}
    assert all("Hệ thống một cửa (Bình Thuận)" in finding.message for finding in found)


def test_a_missing_backup_turns_from_warning_to_error_on_its_day() -> None:
    lacking = replace(whole(), backups=())
    assert rules(lacking, at(30, 23))["backup_missing"].level is WARNING
    late = rules(lacking, at(1, 0, 7))["backup_missing"]
    assert late.level is ERROR
    assert "đã quá hạn trước ngày 01/07/2025" in late.message


def test_a_failed_test_restore_is_an_error() -> None:
    failed = replace(whole(), backups=(Backup("all", "Toàn bộ dữ liệu", TAKEN, replace(RESTORED, passed=False)),))
    assert "không đạt" in rules(failed)["restore_failed"].message


def test_a_restore_of_another_backup_is_an_error() -> None:
    other = replace(RESTORED, sha256=OTHER)
    assert "restore_of_another" in rules(replace(whole(), backups=(Backup("all", "Toàn bộ", TAKEN, other),)))


def test_a_malformed_checksum_is_shown() -> None:
    bad = replace(whole(), backups=(Backup("all", "Toàn bộ", replace(TAKEN, sha256="không có")),))
    assert "“không có”" in rules(bad)["checksum_malformed"].message


def test_an_empty_backup_is_an_error() -> None:
    assert "backup_empty" in rules(replace(whole(), backups=(Backup("all", "Toàn bộ", replace(TAKEN, size=0)),)))


def test_a_backup_made_after_the_day_is_remarked() -> None:
    late = replace(TAKEN, at=at(1, 3, 7))
    found = rules(replace(whole(), backups=(Backup("all", "A", late),)))
    assert "quá hạn “trước 01/7/2025”" in found["backup_late"].message


def test_data_written_between_backup_and_block_is_pointed_out() -> None:
    early = replace(TAKEN, at=at(29, 20))
    assert (
        "dữ liệu phát sinh ở giữa"
        in rules(replace(whole(), backups=(Backup("all", "A", early),)))["written_after_backup"].message
    )


def counted(old: int, new: int, explained: Explained | None = None) -> Unchosen:
    """A system whose dossiers were counted."""
    part = Migration("dossiers", "Hồ sơ", "hồ sơ", Counts(new, new), Reconciled(old, new, at(2, 7, 7), "A"), explained)
    return replace(whole(), migrations=(part,))


def test_a_difference_wants_an_explanation() -> None:
    assert "lệch -3" in rules(counted(100, 97))["difference_unexplained"].message
    assert "difference_unexplained" not in rules(counted(100, 97, Explained(-3, "Ba hồ sơ trùng")))


def test_an_explanation_of_another_difference_is_asked_again() -> None:
    assert "-3" in rules(counted(100, 95, Explained(-3, "Ba hồ sơ trùng")))["difference_changed"].message


def test_counts_that_a_merge_made_impossible() -> None:
    broken = replace(whole(), migrations=(Migration("dossiers", "Hồ sơ", progress=Counts(12, 10)),))
    assert "12/10" in rules(broken)["progress_unsound"].message


def test_skipped_and_moved_contradict() -> None:
    both = replace(whole(), migrations=(Migration("files", "Tệp", "tệp", Counts(5, 5), skipped="không chuyển"),))
    assert "skipped_but_moved" in rules(both)


def test_look_up_that_ends_before_the_migration() -> None:
    short = replace(whole(), lookup=Lookup(date(2025, 8, 31), "A", "1"), deadline=parse("trước ngày 30/9/2025"))
    assert "29/09/2025" in rules(short)["lookup_too_short"].message


def test_a_contract_that_ends_before_the_look_up() -> None:
    assert "contract_ends_first" in rules(replace(whole(), contract_end=date(2025, 7, 31)))


def test_a_system_that_now_stays_lacks_nothing_but_wants_a_look() -> None:
    assert set(rules(replace(whole(), is_stopped=False, backups=()))) == {"stays_now"}


def test_a_mark_of_a_changed_decision() -> None:
    assert rules(replace(whole(), needs_review=True))["needs_review"].field == "review"


def test_messages_are_composed_vietnamese() -> None:
    bare = Unchosen("s3", "k1", unicodedata.normalize("NFC", "Đăng ký đất đai"), "Đất đai", "", "")
    for finding in check([bare], now=at(2, 8, 7)):
        assert unicodedata.is_normalized("NFC", finding.message)
        assert "()" not in finding.message
