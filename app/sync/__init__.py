"""How changes and attachments travel: bundle files now, the central server later. Knows no window and no workspace."""
