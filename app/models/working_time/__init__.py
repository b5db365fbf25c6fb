"""Working time: hours, holidays, swapped days, and what a limit means on the clock."""
