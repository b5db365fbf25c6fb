"""Figures that a province publishes for the central board: unit x work group, and the night."""
