"""Hôm nay: what the person at the desk has to look at first."""
