"""What every job's window needs, once: colours, type, tables, fields, messages, background work."""
