"""The action plan (Kế hoạch hành động): form, tasks, deadlines, checks, issuing."""
