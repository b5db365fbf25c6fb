"""The workspace file: making, opening, locking, encrypting, backing up, restoring."""
