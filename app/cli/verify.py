"""Is a file whole: a workspace with its night logs, a backup, a signed PDF."""

from argparse import Namespace
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from app.cli.parser import Commands, with_json
from app.cli.running import FINE, PROBLEMS, open_desk, print_json


def register(commands: Commands) -> None:
    """Add the command."""
    made = commands.add("verify", "kiểm tra tệp kế hoạch, bản sao lưu hoặc PDF đã ký", _verify, ("file", "tệp"))
    made.options.add_argument("--against", metavar="TỆP", help="đối chiếu PDF với bản đã chốt trong tệp kế hoạch này")
    with_json(made)


def _verify(given: Any) -> int:
    return _verify_pdf(given) if Path(given.file).suffix.lower() == ".pdf" else _verify_workspace(given)


def _verify_pdf(given: Any) -> int:
    from app.services.signing import verifying

    with open_desk(Namespace(file=given.against)) if given.against else nullcontext() as desk:
        lines, code = verifying.report(Path(given.file), desk)
    if given.json:
        print_json({"path": given.file, "whole": code == FINE, "lines": lines})
        return code
    for line in lines:
        print(line)
    return code


def _verify_workspace(given: Any) -> int:
    from app.services import backups
    from app.services.runbook import proof

    found = backups.verify(Path(given.file))
    logs = proof.verify_file(Path(given.file)) if found.whole else ()
    problems = [*found.problems, *(f"{report.run.title}: {text}" for report in logs for text in report.problems)]
    if given.json:
        runs = [{"title": report.run.title, "unanchored": report.unanchored} for report in logs]
        print_json({"path": str(found.path), "whole": not problems, "problems": problems, "runs": runs})
        return PROBLEMS if problems else FINE
    for problem in problems:
        print(f"{found.path.name}: {problem}")
    if not problems:
        print(f"{found.path.name}: nguyên vẹn.")
    for report in logs:
        if report.unanchored:
            print(f"{report.run.title}: {report.unanchored} mục nhật ký chưa có mốc đối chiếu bên ngoài.")
    return PROBLEMS if problems else FINE
