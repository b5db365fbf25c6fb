"""Is a file whole: a workspace with its night logs, a backup."""

from pathlib import Path
from typing import Any

from app.cli.parser import FILE, Commands, with_json
from app.cli.running import FINE, PROBLEMS, print_json


def register(commands: Commands) -> None:
    """Add the command."""
    with_json(commands.add("verify", "kiểm tra tệp có nguyên vẹn không", _verify, FILE))


def _verify(given: Any) -> int:
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
