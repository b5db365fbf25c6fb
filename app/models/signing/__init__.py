"""Signing and sealing: who signs a sealed paper, what was signed, and the file that carries it."""
