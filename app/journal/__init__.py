"""The pure core of desks and server: clock, change, merge, seals, wire form, undo, causes. Knows nothing of ours."""
