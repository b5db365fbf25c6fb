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
