"""Mid-window error of the finish forecast over 300 drawn nights: share of replays within 10 % of the window.

Fails as well where the mean error is above the base rule's. Baselines of the same replays: the fixed plan, plan + slip,
the base rule.
"""

import sys
from datetime import datetime, timedelta
from statistics import mean

from app.models.runbook import base_rule
from app.models.runbook.forecast import forecast
from app.models.runbook.network import earliest
from app.models.runbook.situation import situation
from app.models.runbook.state import state
from bench.forecast_nights import BEGIN, WINDOW, Night, night
from bench.measure import report

NIGHTS = 300
TARGET = 80.0
TRIALS = 2_000
CLOSE = WINDOW / 10
MINUTE = timedelta(minutes=1)


def main() -> int:
    """Replay the nights and print the errors of each rule."""
    errors: dict[str, list[float]] = {}
    inside = 0
    for seed in range(NIGHTS):
        told, in_range = replay(night(seed))
        inside += in_range
        for rule, error in told.items():
            errors.setdefault(rule, []).append(error)
    means = {rule: mean(found) for rule, found in errors.items()}
    shares = {rule: within(found) for rule, found in errors.items()}
    for rule in errors:
        print(
            f"{rule}: mean error {means[rule]:.1f} min, {shares[rule]:.0f}% within {CLOSE.total_seconds() / 60:g} min"
        )
    print(f"true finish inside the P10-P90 range: {100 * inside / NIGHTS:.0f}% of {NIGHTS} nights")
    beaten = means["forecast"] <= means["base rule"]
    if not beaten:
        print("the base rule errs less")
    reached = report("forecast", shares["forecast"], TARGET, better=">=", unit="%")
    return 0 if beaten and reached == 0 else 1


def replay(one: Night) -> tuple[dict[str, float], bool]:
    """Error of each rule in the middle of the window, in minutes; whether the night ended inside the range."""
    now = BEGIN + WINDOW / 2
    found = state(one.master, one.run, one.events(now))
    seen = situation(found, now=now, rehearsals=one.rehearsals)
    planned = {step_id: end for step_id, (_, end) in earliest(one.master.steps, BEGIN).items()}
    told = forecast(found, now=now, rehearsals=one.rehearsals, trials=TRIALS)
    guesses = {
        "plan": max(planned.values()),
        "plan + slip": base_rule.plan_and_slip(seen, max(planned.values()), planned),
        "base rule": base_rule.finish(seen),
        "forecast": told.finish,
    }
    inside = told.low <= one.finish <= told.high
    return {rule: minutes(guess, one.finish) for rule, guess in guesses.items()}, inside


def minutes(guess: datetime, true: datetime) -> float:
    """How far apart, in minutes."""
    return abs(guess - true) / MINUTE


def within(errors: list[float]) -> float:
    """Percent of the replays within 10 % of the window."""
    close = CLOSE / MINUTE
    return 100 * sum(error <= close for error in errors) / len(errors)


if __name__ == "__main__":
    sys.exit(main())
