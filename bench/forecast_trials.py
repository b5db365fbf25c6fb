"""10,000 trials of a 60-step net, against drawing the same numbers with bare NumPy."""

import sys
from random import Random

import numpy as np

from app.models.runbook.forecast import forecast
from app.models.runbook.learning import learn
from app.models.runbook.records import Run, RunMode
from app.models.runbook.situation import situation
from app.models.runbook.state import state
from app.models.runbook.trials import draw
from bench.forecast_nights import BEGIN, plan
from bench.measure import report, seconds

STEPS, TRIALS = 60, 10_000
TARGET = 3.0


def main() -> int:
    """Measure both."""
    master = plan(Random(1), STEPS)  # noqa: S311 a drawn net is no secret
    run = Run("run", master.id, "lock", "hash", RunMode.REAL, "", BEGIN, BEGIN)
    found = state(master, run, ())
    seen = situation(found, now=BEGIN)
    durations = learn(seen)
    means = np.array([durations.logs[step.id] for step in master.steps])[:, None]
    spreads = np.array([durations.own[step.id] for step in master.steps])[:, None]

    def bare() -> object:
        return np.random.default_rng(1).lognormal(means, spreads, (STEPS, TRIALS))

    def ours() -> object:
        return draw(seen, durations, hard_stop=master.window_end, trials=TRIALS)

    bare_taken, taken = seconds(bare, runs=9), seconds(ours, runs=9)
    whole = seconds(lambda: forecast(found, now=BEGIN, trials=TRIALS), runs=5)
    print(f"bare {bare_taken * 1000:.1f} ms, trials {taken * 1000:.1f} ms, whole forecast {whole * 1000:.1f} ms")
    return report("forecast_trials", whole / bare_taken, TARGET, better="<=")


if __name__ == "__main__":
    sys.exit(main())
