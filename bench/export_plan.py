"""A plan of 200 rows in each format: the slowest of the three, first run in a fresh process without its imports."""

import sys
from importlib import import_module
from time import perf_counter
from typing import cast

from app.exports.plan_paper import plan_paper
from app.exports.render import FORMATS, Format, render
from bench.exported_plans import BODY, plan
from bench.measure import fresh_seconds, report

ROWS = 200
TARGET_SECONDS = 0.5


def _one(wanted: Format) -> float:
    view = plan(ROWS)
    import_module(f"app.exports.{wanted}")
    if wanted == "pdf":
        import_module("app.exports.pdf.writer")
    start = perf_counter()
    render(plan_paper(view, BODY), wanted)
    return perf_counter() - start


def main() -> int:
    """Measure one format in this process, or all three in fresh ones."""
    if len(sys.argv) > 1:
        sys.stdout.write(f"{_one(cast(Format, sys.argv[1])):.4f}\n")
        return 0
    figures = {name: fresh_seconds("bench.export_plan", name) for name in FORMATS}
    sys.stdout.write(" ".join(f"{name} {figure:.3f} s" for name, figure in figures.items()) + "\n")
    return report("export_plan", max(figures.values()), TARGET_SECONDS, better="<=", unit="s")


if __name__ == "__main__":
    sys.exit(main())
