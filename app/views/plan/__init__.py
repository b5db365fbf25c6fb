"""The plan's windows (Kế hoạch hành động): table, timeline, units, week, the chosen task, and its dialogs."""
