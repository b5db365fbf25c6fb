"""One verb a person's act, one transaction each: what the window, the command line and the sync call."""
