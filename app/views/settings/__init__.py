"""Cài đặt: the issuing body, deadlines, people, the look, backup and encryption."""
