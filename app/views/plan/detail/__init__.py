"""The chosen task at the right of the plan: everything about it, edited in place."""
