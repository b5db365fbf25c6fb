"""Văn bản: the papers of the workspace with preview, printing and export."""
