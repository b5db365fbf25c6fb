import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app import cli
from app.cli import FINE, PROBLEMS, READER_GONE, WRONG_USE
from app.services.desk import Desk
from tests.server.central import Central, Server


class Console:
    """Runs commands in this process and keeps what they said."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.code = FINE
        self.out = self.err = ""

    def __call__(self, *arguments: str | Path) -> str:
        """What the command printed; `code` and `err` are kept."""
        try:
            self.code = cli.main([str(argument) for argument in arguments])
        except SystemExit as leaving:
            self.code = int(leaving.code or 0)
        self.out, self.err = self._capsys.readouterr()
        return self.out

    def json(self, *arguments: str | Path) -> Any:
        """The data that a command with `--json` printed."""
        return json.loads(self(*arguments, "--json"))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Console:
    return Console(capsys)


@pytest.fixture
def file(desk: Desk) -> Path:
    """The file of a new plan of Lâm Đồng, open nowhere."""
    desk.close()
    return desk.path


def beside(path: Path) -> list[str]:
    return sorted(one.name for one in path.iterdir() if one.name != "home")


# Wrong use.


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["khong-co"],
        ["new"],
        ["new", "a.kh02"],
        ["task", "a.kh02", "bay"],
        ["verify"],
        ["restore", "a"],
        ["--khong-co"],
    ],
)
def test_wrong_use(run: Console, arguments: list[str]) -> None:
    run(*arguments)
    assert run.code == WRONG_USE
    assert "Cách dùng:" in run.err
    assert "Sai cách dùng" in run.err
    assert "required" not in run.err


def test_wrong_use_names_what_is_missing(run: Console) -> None:
    run("new", "a.kh02")
    assert "Sai cách dùng (--province)" in run.err
    run("backup")
    assert "Sai cách dùng (TỆP, --to)" in run.err


@pytest.mark.parametrize(
    "command", ["new", "sample", "check", "export", "import", "task", "backup", "restore", "verify"]
)
def test_help_is_vietnamese(run: Console, command: str) -> None:
    out = run(command, "--help")
    assert run.code == FINE
    assert "Tham số" in out
    assert "show this help" not in out
    assert "options:" not in out


def test_the_help_lists_every_command(run: Console) -> None:
    out = run("--help")
    for command in (
        "provinces",
        "new",
        "sample",
        "check",
        "export",
        "import",
        "task",
        "shots",
        "backup",
        "restore",
        "verify",
    ):
        assert command in out


# Provinces and new plans.


def test_all_provinces(run: Console) -> None:
    lines = run("provinces").splitlines()
    assert len(lines) == 34
    assert any("tỉnh Lâm Đồng: 124 đơn vị cấp xã (từ Lâm Đồng, Bình Thuận, Đắk Nông)" in line for line in lines)


def test_all_provinces_as_data(run: Console) -> None:
    rows = run.json("provinces")
    assert (len(rows), sum(row["communes"] for row in rows)) == (34, 3321)


@pytest.mark.parametrize(
    ("province", "title"),
    [
        ("Lâm Đồng", "tỉnh Lâm Đồng, 124"),
        ("ho chi minh", "Thành phố Hồ Chí Minh, 168"),
        ("Thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh, 168"),
        ("Hà Nội", "thành phố Hà Nội, 126"),
    ],
)
def test_a_new_plan(run: Console, tmp_path: Path, province: str, title: str) -> None:
    out = run("new", tmp_path / "a.kh02", "--province", province)
    assert run.code == FINE
    assert out == f"Đã tạo a.kh02: {title} đơn vị cấp xã.\n"
    assert len(run.json("task", tmp_path / "a.kh02", "list")) == 14


def test_a_new_plan_for_another_night(run: Console, tmp_path: Path) -> None:
    run("new", tmp_path / "a.kh02", "--province", "Hà Nội", "--night", "15/7/2025", "--person", "Lê Đình Phúc")
    rows = {row["number"]: row["deadline"] for row in run.json("task", tmp_path / "a.kh02", "list")}
    assert rows["4.1"] == "Đêm 15/7/2025"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--province", "Đắk Nông"], "đã sáp nhập vào tỉnh Lâm Đồng"),
        (["--province", "Atlantis"], "Không có tỉnh, thành phố “Atlantis”"),
        (["--province", "Hà Nội", "--night", "15/7"], "Thời hạn “15/7” không đọc được"),
        (["--province", "Hà Nội", "--night", "thường xuyên"], "không đọc được"),
        (["--province", "Hà Nội", "--person", " "], "Họ và tên đang để trống"),
        (["--province", "Hà Nội", "--person", "TUYỆT MẬT"], "Tài liệu có độ mật"),
    ],
)
def test_a_plan_that_cannot_be_made_leaves_nothing(run: Console, tmp_path: Path, more: list[str], message: str) -> None:
    run("new", tmp_path / "a.kh02", *more)
    assert run.code == PROBLEMS
    assert message in run.err
    assert beside(tmp_path) == []


def test_an_existing_file_is_kept(run: Console, file: Path) -> None:
    before = file.read_bytes()
    run("new", file, "--province", "Hà Nội")
    assert (run.code, file.read_bytes() == before) == (PROBLEMS, True)
    assert "đã có" in run.err


# A file that is not right.

COMMANDS = [
    ["check"],
    ["export", "--list"],
    ["task", "list"],
    ["backup", "--to", "b.zip"],
    ["verify"],
    ["send", "--to", "d"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_missing_file(run: Console, tmp_path: Path, command: list[str]) -> None:
    if command == ["export", "--list"]:
        command = ["export", "ke-hoach", "--to", str(tmp_path / "ra")]
    run(command[0], tmp_path / "mất.kh02", *command[1:])
    assert run.code == PROBLEMS
    assert "Không có tệp mất.kh02." in run.err


@pytest.mark.parametrize("command", COMMANDS[:1] + COMMANDS[2:], ids=lambda command: command[0])
def test_a_file_that_is_no_plan(run: Console, tmp_path: Path, command: list[str]) -> None:
    path = tmp_path / "hỏng.kh02"
    path.write_text("không phải", encoding="utf-8")
    run(command[0], path, *command[1:])
    assert run.code == PROBLEMS
    assert "Traceback" not in run.err


def test_errors_as_data(run: Console, tmp_path: Path) -> None:
    found = run.json("check", tmp_path / "mất.kh02")
    assert found["error"]["title"] == "Không có tệp mất.kh02."


# Checks.


def test_the_forms_own_points_are_found(run: Console, file: Path) -> None:
    out = run("check", file)
    assert run.code == PROBLEMS
    assert "Lưu ý: Dòng 1.4" in out
    assert "điểm phải xử lý" in out.splitlines()[-1]


def test_checks_as_data(run: Console, file: Path) -> None:
    found = run.json("check", file)
    assert run.code == PROBLEMS
    assert {"rule", "level", "message", "task_id", "field", "fix"} == set(found[0])
    assert {one["level"] for one in found} <= {"error", "warning", "remark"}


# Papers.


def test_the_papers_are_listed(run: Console, file: Path) -> None:
    out = run("export", file, "--list")
    assert run.code == FINE
    assert "ke-hoach: Kế hoạch hành động (docx, pdf, xlsx)" in out
    assert [one["name"] for one in run.json("export", file, "--list")][0] == "ke-hoach"


def test_a_paper_is_written(run: Console, file: Path, tmp_path: Path) -> None:
    paths = run.json("export", file, "ke-hoach", "--to", tmp_path / "ra" / "sâu", "--formats", "docx, xlsx")
    assert run.code == FINE
    assert [Path(path).suffix for path in paths] == [".docx", ".xlsx"]
    assert all(Path(path).stat().st_size > 5_000 for path in paths)


@pytest.mark.parametrize(
    ("more", "code", "message"),
    [
        (["ke-hoach"], WRONG_USE, "Thiếu --to"),
        (["khong-co", "--to", "{}/ra"], PROBLEMS, "Không có văn bản “khong-co”"),
        (["ke-hoach", "--to", "{}/ra", "--formats", "odt"], PROBLEMS, "Không có định dạng “odt”"),
        (["ke-hoach-da-ban-hanh", "--to", "{}/ra"], PROBLEMS, "Kế hoạch chưa ban hành"),
        (["ke-hoach", "--to", "{}/Lâm Đồng.kh02"], PROBLEMS, "Không ghi được vào"),
    ],
)
def test_a_paper_that_cannot_be(run: Console, file: Path, more: list[str], code: int, message: str) -> None:
    run("export", file, *(part.format(file.parent) for part in more))
    assert (run.code, message in run.err) == (code, True), run.err


def test_no_paper_named_lists_them(run: Console, file: Path) -> None:
    assert "ke-hoach:" in run("export", file)
    assert run.code == WRONG_USE


# Tasks.


def test_tasks_are_listed(run: Console, file: Path) -> None:
    lines = run("task", file, "list").splitlines()
    assert len(lines) == 18
    assert lines[1].startswith("  1.1  ")
    assert "Ngày 24/6/2025 | Chưa thực hiện" in lines[1]


def test_tasks_are_filtered_without_marks(run: Console, file: Path) -> None:
    rows = run.json("task", file, "list", "--text", "dien tap")
    assert rows
    assert len(rows) < 14


def test_a_task_is_added(run: Console, file: Path) -> None:
    given = ["--content", "Lắp đường truyền", "--lead", "so tai chinh", "--coordinating", "Sở Nội vụ; Sở Y tế"]
    out = run("task", file, "add", "--group", "ii", *given, "--deadline", "trước ngày 5/7")
    assert (run.code, out) == (FINE, "Đã thêm dòng 2.5: Lắp đường truyền\n")
    added = next(row for row in run.json("task", file, "list") if row["number"] == "2.5")
    assert (added["lead"], added["coordinating"]) == ("Sở Tài chính", "Sở Nội vụ, Sở Y tế")


def test_a_task_is_set(run: Console, file: Path) -> None:
    given = ["--number", "1.1", "--lead", "Sở Y tế", "--deadline", "25/6/2025", "--percent", "40%", "--text", "Đã họp"]
    assert run("task", file, "set", *given, "--status", "in_progress") == "Đã sửa dòng 1.1.\n"
    row = run.json("task", file, "list")[0]
    assert (row["lead"], row["deadline"], row["percent"], row["status"]) == ("Sở Y tế", "25/6/2025", 40, "in_progress")


def test_a_status_by_its_vietnamese_name(run: Console, file: Path) -> None:
    run("task", file, "set", "--number", "1.1", "--status", "Tạm dừng")
    assert run.json("task", file, "list")[0]["status"] == "paused"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["add", "--content", "a"], "Chưa chọn nhóm nhiệm vụ"),
        (["add", "--group", "IX", "--content", "a"], "Chưa chọn nhóm nhiệm vụ"),
        (["add", "--group", "I"], "Nội dung công việc đang để trống"),
        (["add", "--group", "I", "--content", "TỐI MẬT"], "Tài liệu có độ mật"),
        (["set", "--number", "9.9", "--lead", "Sở Y tế"], "Không có dòng 9.9"),
        (["set", "--lead", "Sở Y tế"], "Không có dòng"),
        (["set", "--number", "1.1", "--lead", "Sở Vũ trụ"], "không có đơn vị “Sở Vũ trụ”"),
        (["set", "--number", "1.1", "--deadline", "5/7/25"], "không đọc được"),
        (["set", "--number", "1.1", "--content", "x"], "dòng của mẫu Phụ lục I"),
        (["set", "--number", "1.1", "--status", "xong"], "Không có trạng thái “xong”"),
        (["set", "--number", "1.1", "--status", "done"], "Dòng 1.1: chưa có sản phẩm"),
        (["set", "--number", "1.1", "--percent", "²"], "Tỷ lệ “²” không hợp lệ"),
        (["set", "--number", "1.1", "--percent=-5"], "Tỷ lệ “-5” không hợp lệ"),
        (["set", "--number", "1.1", "--percent", "%"], "Tỷ lệ “%” không hợp lệ"),
        (["set", "--number", "1.1", "--percent", "300"], "Dòng 1.1: tỷ lệ 300% không hợp lệ"),
    ],
)
def test_a_task_is_refused(run: Console, file: Path, more: list[str], message: str) -> None:
    before = run("task", file, "list")
    run("task", file, *more)
    assert (run.code, message in run.err) == (PROBLEMS, True), run.err
    assert run("task", file, "list") == before


def test_a_form_row_is_amended_when_it_is_meant(run: Console, file: Path) -> None:
    run("task", file, "set", "--number", "1.1", "--content", "Lời của tỉnh", "--amend-form")
    assert run.json("task", file, "list")[0]["content"] == "Lời của tỉnh"


# Excel.


def test_sent_out_and_back_untouched_there_is_nothing_to_do(run: Console, file: Path, tmp_path: Path) -> None:
    out = run("send", file, "--to", tmp_path / "gửi")
    paths = [line.removeprefix("Đã ghi ") for line in out.splitlines()]
    assert run.code == FINE
    assert "0 dòng thêm, 0 ô đổi, 0 ô bị từ chối." in run("import", file, paths[0])


def test_a_workbook_that_is_none(run: Console, file: Path, tmp_path: Path) -> None:
    path = tmp_path / "hỏng.xlsx"
    path.write_text("x", encoding="utf-8")
    run("import", file, path)
    assert run.code == PROBLEMS
    assert "hỏng.xlsx" in run.err


def test_a_preview_stores_nothing(run: Console, file: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["TT", "Nội dung công việc", "Đơn vị chủ trì", "Thời hạn"], [1, "Lắp camera", "Sở Y tế", "25/6/2025"]):
        sheet.append(row)
    book.save(tmp_path / "của tỉnh.xlsx")
    run("import", file, tmp_path / "của tỉnh.xlsx")
    assert "Lắp camera" not in run("task", file, "list")
    run("import", file, tmp_path / "của tỉnh.xlsx", "--apply")
    assert "Lắp camera" in run("task", file, "list")


# Backups.


def test_backed_up_and_restored(run: Console, file: Path, tmp_path: Path) -> None:
    before = run("task", file, "list")
    assert run("backup", file, "--to", tmp_path / "b.zip") == f"Đã sao lưu vào {tmp_path / 'b.zip'}\n"
    assert run("restore", tmp_path / "b.zip", "--to", tmp_path / "c.kh02").startswith("Đã khôi phục thành")
    assert run("task", tmp_path / "c.kh02", "list") == before


def test_an_older_backup_is_replaced_when_it_is_meant(run: Console, file: Path, tmp_path: Path) -> None:
    old = tmp_path / "bản hôm qua.zip"
    old.write_bytes(b"b\xe1\xba\xa3n c\xc5\xa9")
    run("backup", file, "--to", old)
    assert (run.code, old.read_bytes()) == (PROBLEMS, "bản cũ".encode())
    assert run.err == f"{old} đã có.\nChọn tên khác, hoặc thêm --force để ghi đè tệp đã có.\n"
    run("backup", file, "--to", old, "--force")
    assert (run.code, old.read_bytes()[:2]) == (FINE, b"PK")


@pytest.mark.parametrize("beside", ["", "-files"])
@pytest.mark.parametrize("command", [["backup", "--to"], ["bundle", "--password-stdin", "--out"]])
def test_no_file_of_the_plan_is_written_over(
    run: Console, file: Path, monkeypatch: pytest.MonkeyPatch, command: list[str], beside: str
) -> None:
    own = file.with_name(file.name + beside)
    own.touch()
    before = own.read_bytes()
    monkeypatch.setattr("sys.stdin", io.StringIO("đêm chuyển đổi 30/6\n"))
    run(command[0], file, *command[1:], own, "--force")
    assert run.code == PROBLEMS
    assert f"{own.name} là tệp của chính kế hoạch này." in run.err
    assert own.read_bytes() == before


def test_a_bundle_takes_the_place_of_no_file(run: Console, file: Path, tmp_path: Path) -> None:
    (tmp_path / "usb.kh02b").write_text("của máy khác")
    run("bundle", file, "--out", tmp_path / "usb.kh02b")
    assert (run.code, "--force" in run.err) == (PROBLEMS, True)
    assert (tmp_path / "usb.kh02b").read_text() == "của máy khác"


def test_a_paper_that_somebody_worked_on_in_word_is_kept(run: Console, file: Path, tmp_path: Path) -> None:
    (path,) = map(Path, run.json("export", file, "ke-hoach", "--to", tmp_path, "--formats", "docx"))
    path.write_text("đã sửa tay trong Word")
    run("export", file, "ke-hoach", "--to", tmp_path, "--formats", "docx,xlsx")
    assert (run.code, "--force" in run.err) == (PROBLEMS, True)
    assert path.read_text() == "đã sửa tay trong Word"
    assert not list(tmp_path.glob("*.xlsx"))
    run("export", file, "ke-hoach", "--to", tmp_path, "--formats", "docx", "--force")
    assert (run.code, path.read_bytes()[:2]) == (FINE, b"PK")


def test_the_papers_of_an_earlier_night_are_kept(run: Console, file: Path, tmp_path: Path) -> None:
    run("runbook", "simulate", file, "--to", tmp_path / "đêm")
    papers = {one: one.read_bytes() for one in (tmp_path / "đêm").iterdir()}
    assert papers
    run("runbook", "simulate", file, "--seed", "2", "--to", tmp_path / "đêm")
    assert (run.code, run.out, "--force" in run.err) == (PROBLEMS, "", True)
    assert {one: one.read_bytes() for one in (tmp_path / "đêm").iterdir()} == papers


def test_nothing_is_restored_over_a_file(run: Console, file: Path, tmp_path: Path) -> None:
    run("backup", file, "--to", tmp_path / "b.zip")
    run("restore", tmp_path / "b.zip", "--to", file)
    assert run.code == PROBLEMS
    assert "không ghi đè" in run.err


def test_whole_or_not(run: Console, file: Path) -> None:
    assert run("verify", file) == "Lâm Đồng.kh02: nguyên vẹn.\n"
    assert run.json("verify", file) == {"path": str(file), "whole": True, "problems": [], "runs": []}
    file.write_bytes(file.read_bytes()[:9_000])
    assert "Lâm Đồng.kh02: " in run("verify", file)
    assert run.code == PROBLEMS
    assert not {"database", "disk", "image", "malformed", "page", "row"} & set(re.findall(r"\w+", run.out))
    assert run.json("verify", file)["whole"] is False


def test_a_file_that_a_window_holds(run: Console, desk: Desk) -> None:
    assert len(run.json("task", desk.path, "list")) == 14
    run("task", desk.path, "add", "--group", "I", "--content", "a")
    assert run.code == PROBLEMS
    assert "đang mở ở cửa sổ khác" in run.err


def test_the_sample(run: Console, tmp_path: Path) -> None:
    assert run("sample", tmp_path / "mẫu.kh02").startswith("Đã tạo tỉnh mẫu mẫu.kh02: tỉnh Lâm Đồng")
    assert len(run.json("task", tmp_path / "mẫu.kh02", "list")) >= 60


def test_as_a_command_of_its_own(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "app.cli", "verify", str(tmp_path / "mất.kh02")]
    done = subprocess.run(command, capture_output=True, check=False, env={"LC_ALL": "C", "PATH": ""})  # noqa: S603
    assert done.returncode == PROBLEMS
    assert done.stderr.decode().startswith("Không có tệp mất.kh02.")


# Good manners.


def _until_first_line(*command: str) -> tuple[str, str, int]:
    """The first line of what a command prints, what it says of its own, its exit code: `command | head -1`."""
    with subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:  # noqa: S603 our own command
        assert running.stdout is not None
        assert running.stderr is not None
        first = running.stdout.readline().decode()
        running.stdout.close()
        said = running.stderr.read().decode()
    return first, said, running.returncode


@pytest.mark.parametrize("program", ["app.cli", "server"])
def test_who_has_seen_enough_may_go(tmp_path: Path, program: str) -> None:
    """`kh02 provinces | head -1`; what a pipe holds is far less than what is printed."""
    database = f"sqlite:///{tmp_path / 'server.db'}"
    if program == "server":
        central = Server(["--database", database])
        central.databases.create()
        for number in range(100):
            Central(central, f"x{number}").add("Tỉnh Lâm Đồng " * 100)
        central.databases.close()
    commands = {
        "app.cli": ["due", "2025-06-27T16:30", "--limit", "P2000D", "--explain"],
        "server": ["province", "list", "--database", database],
    }
    first, said, code = _until_first_line("-m", program, *commands[program])
    assert first.strip()
    assert (said, code) == ("", READER_GONE)


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["a.kh02", "--help"]])
def test_the_window_says_how_it_is_opened(arguments: list[str]) -> None:
    command = [sys.executable, "-m", "app", *arguments]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)  # noqa: S603 our own command
    assert (done.returncode, done.stderr) == (FINE, "")
    assert done.stdout.startswith("Cách dùng: python -m app")
    assert "tệp kế hoạch (.kh02)" in done.stdout


@pytest.mark.parametrize("arguments", [["--khong-co"], ["a.kh02", "b.kh02"]])
def test_the_window_is_not_opened_for_what_it_does_not_know(arguments: list[str]) -> None:
    command = [sys.executable, "-m", "app", *arguments]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)  # noqa: S603 our own command
    assert (done.returncode, done.stdout) == (WRONG_USE, "")
    assert "Sai cách dùng" in done.stderr
