"""Measuring, shared by the benchmarks: medians in this process, runs in fresh ones, the one line at the end."""

import subprocess
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Literal


def seconds(work: Callable[[], object], *, runs: int = 3) -> float:
    """Median wall time of some runs in this process."""
    return median(_once(work) for _ in range(runs))


def _once(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def fresh_seconds(module: str, case: str, *, runs: int = 3) -> float:
    """Median of what `python -m MODULE CASE` prints as its last word, each run in a process of its own.

    Raises:
        subprocess.CalledProcessError: a run failed.
    """
    return median(_fresh(module, case) for _ in range(runs))


def _fresh(module: str, case: str) -> float:
    command = [sys.executable, "-m", module, case]
    done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    return float(done.stdout.split()[-1])


def report(name: str, figure: float, target: float, *, better: Literal[">=", "<="], unit: str = "x") -> int:
    """Print the one line `NAME FIGURE target TARGET`; gives the exit code, 1 where the target is missed."""
    sys.stdout.write(f"{name} {figure:.3g}{unit} target {better}{target:g}{unit}\n")
    reached = figure >= target if better == ">=" else figure <= target
    return 0 if reached else 1


def ready(module: str, *arguments: str) -> tuple[float, int]:
    """Seconds from the start of a process until it writes "ready", and the number behind that word.

    Raises:
        RuntimeError: it ended without saying so.
    """
    command = [sys.executable, "-m", module, *arguments]
    start = perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        if process.stdout is None:
            raise RuntimeError(module)
        for line in process.stdout:
            if line.startswith("ready"):
                taken = perf_counter() - start
                process.wait()
                return taken, int(line.split()[1]) if len(line.split()) > 1 else 0
    raise RuntimeError(f"{module} never said ready")


def against_bare_window(name: str, *arguments: str, target: float, runs: int = 7) -> int:
    """How many times as long as a bare PySide6 window our window takes, started by turns; prints the line."""
    pairs = [(ready("bench.bare_window")[0], ready("bench.our_window", *arguments)[0]) for _ in range(runs)]
    bare, ours = median(one for one, _ in pairs), median(one for _, one in pairs)
    sys.stdout.write(f"bare {bare * 1000:.0f} ms, ours {ours * 1000:.0f} ms\n")
    return report(name, ours / bare, target, better="<=")
