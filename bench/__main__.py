"""`make bench`: every benchmark in a process of its own, one line each; 1 where any falls short."""

import subprocess
import sys

NAMES = (
    "startup",
    "startup_sample",
    "open_workspace",
    "task_table",
    "task_filter",
    "search",
    "export_plan",
    "export_docx",
    "export_pdf",
    "export_xlsx",
    "forecast",
    "forecast_trials",
    "board_tick",
    "sync",
)


def main() -> int:
    """Run all and print each one's last line."""
    failed = 0
    for name in NAMES:
        command = [sys.executable, "-m", f"bench.{name}"]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
        lines = done.stdout.strip().splitlines() or [f"{name} {done.stderr.strip().splitlines()[-1:]}"]
        sys.stdout.write(lines[-1] + ("" if done.returncode == 0 else "  <- chưa đạt") + "\n")
        sys.stdout.flush()
        failed += done.returncode != 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
