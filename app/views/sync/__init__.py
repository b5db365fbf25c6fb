"""Đồng bộ: its state, what is unsent, "Sửa trùng", joining a province, exchange by file, who else is at a record."""
