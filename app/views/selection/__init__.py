"""Lựa chọn hệ thống: the board of kinds, the register, comparison and scoring, and what becomes of the others."""
