"""The pure core that desks and server share: clock, change, merge, seals, wire form, undo. Knows nothing of ours."""
