"""People: who sits at the desk and bears every change."""
