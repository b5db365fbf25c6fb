"""Signing and sealing: signatories, certificates and tokens, the official tool, scans, verification."""
