"""The panel of the chosen step, section by section."""
