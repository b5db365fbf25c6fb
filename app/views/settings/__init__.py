"""Cài đặt: the issuing body, deadlines, people, the sync, the look, backup and encryption."""
