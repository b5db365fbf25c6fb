import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.errors import InvalidInputError, RefusedError
from app.services import backups, opening, plan, search, tasks
from app.services.desk import Desk
from app.services.opening import NewPerson
from app.workspace import encryption, files
from app.workspace.errors import DiskError, KeyNeededError, WorkspaceDamagedError
from tests.steps import added, bytes_of, row, written
from tests.workspace.keyrings import MemoryKeyring

WORD = "Zetahầm"
KEY = "0123456789abcdef" * 4


def filled(desk: Desk, folder: Path) -> str:
    """A desk with the word in its plan, an attachment and a backup; gives the attachment's SHA-256."""
    path = written(folder / "a.txt", f"{WORD} " * 5000)
    tasks.attach_file(desk, task_id=row(desk, "1.1").id, path=path, declared_open=True)
    added(desk, WORD)
    backups.daily_backup(desk)
    return row(desk, "1.1").evidence[0].sha256


def plain(desk: Desk) -> bool:
    everything = bytes_of(desk)
    return any(word in everything for word in (WORD.encode(), b"zetaham", b"CREATE TABLE", b"Zeta"))


# The recovery sheet.


@given(st.binary(min_size=32, max_size=32))
def test_the_sheet_gives_the_key_back(raw: bytes) -> None:
    assert encryption.key_of_recovery(encryption.recovery_text(raw.hex())) == raw.hex()


def test_the_sheet_is_seventeen_groups_of_four() -> None:
    assert re.fullmatch(r"([0-9A-F]{4}-){16}[0-9A-F]{4}", encryption.recovery_text(KEY))


@pytest.mark.parametrize("typed", [str.lower, lambda text: text.replace("-", " "), lambda text: f"  {text}\n"])
def test_typed_as_people_type(typed: object) -> None:
    assert callable(typed)
    assert encryption.key_of_recovery(typed(encryption.recovery_text(KEY))) == KEY


@given(place=st.integers(0, 67), shift=st.integers(1, 15))
def test_one_wrong_letter_is_noticed(place: int, shift: int) -> None:
    plain_text = encryption.recovery_text(KEY).replace("-", "")
    wrong = f"{(int(plain_text[place], 16) + shift) % 16:X}"
    with pytest.raises(InvalidInputError, match="Khoá phục hồi không đúng"):
        encryption.key_of_recovery(plain_text[:place] + wrong + plain_text[place + 1 :])


@pytest.mark.parametrize(
    "text", ["", "abcd", "x" * 68, encryption.recovery_text(KEY)[:-1], encryption.recovery_text(KEY) + "0"]
)
def test_too_much_or_too_little(text: str) -> None:
    with pytest.raises(InvalidInputError, match="17 nhóm"):
        encryption.key_of_recovery(text)


def test_keys_differ() -> None:
    assert len({encryption.new_key() for _ in range(50)}) == 50


# Turning it on and off.


def test_nothing_readable_remains(desk: Desk, tmp_path: Path, store: MemoryKeyring) -> None:
    filled(desk, tmp_path)
    assert plain(desk)
    backups.encrypt(desk)
    assert not plain(desk)
    added(desk, f"{WORD} hai")
    assert not plain(desk)


def test_the_open_desk_goes_on(desk: Desk, tmp_path: Path, store: MemoryKeyring) -> None:
    digest = filled(desk, tmp_path)
    before = plan.view(desk)
    content = files.read(desk.path, digest, key=None)
    backups.encrypt(desk)
    assert plan.view(desk) == before
    assert files.read(desk.path, digest, key=desk.workspace.key) == content
    assert [hit.title for hit in search.search(desk, text="zetaham")] == [WORD]
    assert backups.is_encrypted(desk)


def test_and_back(desk: Desk, tmp_path: Path, store: MemoryKeyring) -> None:
    digest = filled(desk, tmp_path)
    before = plan.view(desk)
    backups.encrypt(desk)
    backups.decrypt(desk)
    assert plan.view(desk) == before
    assert WORD in files.read(desk.path, digest, key=None).decode()
    assert backups.verify(backups.backups(desk)[0]).whole
    desk.close()
    opening.open_desk(desk.path).close()


def test_it_leaves_nothing_beside(desk: Desk, tmp_path: Path, store: MemoryKeyring) -> None:
    filled(desk, tmp_path)
    before = sorted(path.name for path in tmp_path.rglob("*"))
    backups.encrypt(desk)
    desk.close()
    opening.open_desk(desk.path).close()
    after = {path.name for path in tmp_path.rglob("*")}
    assert after <= set(before)


def test_twice_is_refused(desk: Desk, store: MemoryKeyring) -> None:
    with pytest.raises(RefusedError, match="chưa mã hoá"):
        backups.decrypt(desk)
    backups.encrypt(desk)
    with pytest.raises(RefusedError, match="đã được mã hoá"):
        backups.encrypt(desk)


def test_a_window_that_only_reads_does_not(desk: Desk, store: MemoryKeyring) -> None:
    reader = opening.open_desk(desk.path, read_only=True)
    with pytest.raises(RefusedError, match="chỉ để đọc"):
        backups.encrypt(reader)
    reader.close()
    assert not encryption.is_encrypted(desk.path)


def test_a_failure_leaves_everything_as_it_was(
    desk: Desk, tmp_path: Path, store: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(desk, tmp_path)
    before = {
        path: path.read_bytes() for path in tmp_path.rglob("*.kh02*") if path.is_file() and path.suffix == ".kh02"
    }
    monkeypatch.setattr("app.workspace.rekeying._refuse_broken", failing)
    with pytest.raises(DiskError):
        backups.encrypt(desk)
    assert not list(tmp_path.rglob("*.rekey*"))
    assert not backups.is_encrypted(desk)
    assert set(before) <= set(tmp_path.rglob("*.kh02"))
    added(desk)


def failing(beside: Path, key: str | None, *, attachments: bool) -> None:
    raise DiskError("Ổ đĩa đã đầy.")


# Opening it.


def test_the_store_opens_it_silently(desk: Desk, store: MemoryKeyring) -> None:
    _, kept = backups.encrypt(desk)
    assert kept
    desk.close()
    opening.open_desk(desk.path).close()


def test_the_key_is_in_the_store_before_the_file_needs_it(
    desk: Desk, store: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(_: Path, __: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", cut)
    with pytest.raises(KeyboardInterrupt):
        backups.encrypt(desk)
    assert store.kept


def test_without_a_store_the_person_is_told(desk: Desk, no_store: None) -> None:
    _, kept = backups.encrypt(desk)
    assert not kept
    desk.close()
    with pytest.raises(KeyNeededError, match="máy này không giữ khoá") as needed:
        opening.open_desk(desk.path)
    assert "khoá phục hồi" in needed.value.detail


def test_the_recovery_sheet_opens_it_and_the_store_learns_it(desk: Desk, store: MemoryKeyring) -> None:
    sheet, _ = backups.encrypt(desk)
    store.kept.clear()
    desk.close()
    opening.open_with_recovery(desk.path, recovery=sheet.lower()).close()
    opening.open_desk(desk.path).close()


def test_another_files_sheet(desk: Desk, no_store: None) -> None:
    backups.encrypt(desk)
    desk.close()
    with pytest.raises(KeyNeededError, match="khoá không khớp"):
        opening.open_with_recovery(desk.path, recovery=encryption.recovery_text(KEY))


def test_a_mistyped_sheet(desk: Desk, no_store: None) -> None:
    sheet, _ = backups.encrypt(desk)
    desk.close()
    wrong = ("1" if sheet[0] == "0" else "0") + sheet[1:]
    with pytest.raises(InvalidInputError, match="Khoá phục hồi không đúng"):
        opening.open_with_recovery(desk.path, recovery=wrong)


def test_made_encrypted(tmp_path: Path, no_store: None) -> None:
    desk = opening.create(tmp_path / "a.kh02", province="Hà Nội", person=NewPerson(WORD), key=KEY)
    assert not plain(desk)
    desk.close()
    opening.open_desk(tmp_path / "a.kh02", key=KEY).close()


def test_damage_of_an_encrypted_file_names_the_backup(desk: Desk, store: MemoryKeyring) -> None:
    backups.encrypt(desk)
    copy = backups.daily_backup(desk)
    desk.close()
    data = bytearray(desk.path.read_bytes())
    data[100:200] = bytes(100)
    desk.path.write_bytes(bytes(data))
    with pytest.raises(WorkspaceDamagedError) as damaged:
        opening.open_desk(desk.path)
    assert damaged.value.last_backup == copy


# Its backups.


def test_daily_copies_are_encrypted_and_checked(desk: Desk, store: MemoryKeyring) -> None:
    backups.encrypt(desk)
    copy = backups.daily_backup(desk)
    assert encryption.is_encrypted(copy)
    assert backups.verify(copy).whole


def test_every_backup_of_an_encrypted_file_is_restored_here(desk: Desk, tmp_path: Path, store: MemoryKeyring) -> None:
    filled(desk, tmp_path)
    backups.encrypt(desk)
    packed = backups.backup(desk, to=tmp_path / "bản.zip")
    for number, archive in enumerate((*backups.backups(desk), packed)):
        opening.open_desk(backups.restore(archive, to=tmp_path / f"{number}.kh02")).close()


def test_a_backup_whose_key_is_elsewhere_asks_for_it(desk: Desk, tmp_path: Path, no_store: None) -> None:
    sheet, _ = backups.encrypt(desk)
    packed = backups.backup(desk, to=tmp_path / "bản.zip")
    with pytest.raises(KeyNeededError, match=r"bản\.zip đã mã hoá"):
        backups.restore(packed, to=tmp_path / "lại.kh02")
    key = encryption.key_of_recovery(sheet)
    assert backups.restore(packed, to=tmp_path / "lại.kh02", key=key).exists()


def test_the_key_is_never_beside_the_file(desk: Desk, tmp_path: Path, store: MemoryKeyring) -> None:
    sheet, _ = backups.encrypt(desk)
    key = encryption.key_of_recovery(sheet)
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert key.encode() not in path.read_bytes().lower()
            assert bytes.fromhex(key) not in path.read_bytes()
