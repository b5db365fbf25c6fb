"""The panels at the right: a system of the register, a system that was not chosen, a stage of one that stays."""
