"""Danh bạ: the units and the people of the workspace."""
